"""Characters that can be printed: which font has them, and what becomes of those that none has."""

import unicodedata
from collections.abc import Container, Iterator

from bot.errors import Refusal
from bot.texts import papers as say

# Coloured pictures that carry a meaning, and the plain sign that carries the same one.
_PLAIN = str.maketrans("✅✔☑❌✖❎⭐🌟❗❓☐📞\t", "√√√×××★★！？□☎ ")


class MissingGlyph(Refusal):
    """A character that no font has; an empty box on paper would go unnoticed."""

    def __init__(self, character: str) -> None:
        super().__init__(say.cannot_print(character, f"U+{ord(character):04X}"))
        self.character = character

    def __reduce__(self) -> tuple[type["MissingGlyph"], tuple[str]]:
        return type(self), (self.character,)  # it may travel between processes


def printable(text: str, *coverage: Container[int]) -> str:
    """Return `text` without what leaves no mark on paper: joiners, selectors, ornamental pictures.

    Raises MissingGlyph for anything else that none of the fonts covers.
    """
    return "".join(character for character in text.translate(_PLAIN) if _leaves_a_mark(character, coverage))


def _leaves_a_mark(character: str, coverage: tuple[Container[int], ...]) -> bool:
    if unicodedata.category(character) in ("Cc", "Cf"):
        return False
    if any(ord(character) in covered for covered in coverage):
        return True
    # Variation selectors, keycap rings; roses and flags with their skin tones.
    if unicodedata.category(character) in ("Mn", "Me", "So", "Sk"):
        return False
    raise MissingGlyph(character)


def runs(text: str, first: Container[int]) -> Iterator[tuple[bool, str]]:
    """Split `text` where the font changes: (whether the first font has it, the characters)."""
    begin = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or (ord(text[at]) in first) != (ord(text[begin]) in first):
            yield ord(text[begin]) in first, text[begin:at]
            begin = at
