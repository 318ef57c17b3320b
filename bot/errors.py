"""What can go wrong on purpose."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


class Refusal(Exception):
    """Understood, and not done; the text is for the person and says what to do instead."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class MigrationFailed(Exception):
    """The schema could not be brought up to date and was left as it was; the text is one sentence."""


class Misconfigured(Exception):
    """A setting that stops the start; the text is one sentence that names it."""


@contextmanager
def listening(name: str, address: object) -> Iterator[None]:
    """Name the setting whose address cannot be listened on."""
    try:
        yield
    except OSError as error:
        # A name that is not found has numbers of its own, below zero.
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        raise Misconfigured(f"{name} {address} cannot be opened: {why}.") from None
