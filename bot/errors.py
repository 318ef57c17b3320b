"""What can go wrong on purpose."""


class Refusal(Exception):
    """Understood, and not done; the text is for the person and says what to do instead."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class MigrationFailed(Exception):
    """The schema could not be brought up to date and was left as it was; the text is one sentence."""


class Misconfigured(Exception):
    """A setting that stops the start; the text is one sentence that names it."""
