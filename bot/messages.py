"""What can be said, without any messenger: a message with a title, buttons, a keyboard, media."""

from dataclasses import dataclass
from typing import Any

from bot.presses import Press, encode


@dataclass(frozen=True, slots=True)
class Button:
    """One large button on a row of its own."""

    label: str
    press: Press


@dataclass(frozen=True, slots=True)
class Keyboard:
    """The words below the input field, row by row; `contact` is a key that shares one's own number."""

    rows: tuple[tuple[str, ...], ...] = ()
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One matter. The text is plain: whatever is in it appears literally.

    `title` is put above the text in bold. `media` are ids of stored pictures and files, shown before
    the text.
    """

    text: str
    title: str = ""
    buttons: tuple[Button, ...] = ()
    keyboard: Keyboard | None = None
    media: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        """Title and text as one, as they are sent and recorded."""
        return "\n\n".join(part for part in (self.title, self.text) if part)

    def layout(self) -> dict[str, Any]:
        """Return everything but the words, as it is stored beside them."""
        stored: dict[str, Any] = {}
        if self.title:
            stored["title"] = len(self.title)
        if self.buttons:
            stored["buttons"] = [[button.label, encode(button.press)] for button in self.buttons]
        if self.keyboard is not None:
            stored["keyboard"] = [list(row) for row in self.keyboard.rows]
            stored["contact"] = self.keyboard.contact
        if self.media:
            stored["media"] = list(self.media)
        return stored
