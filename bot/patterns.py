"""Regular expressions that are compiled when they are first used.

How people say things takes two hundred of them, with Chinese characters by the dozen in their sets;
compiling them all was a seventh of the start, and the first messages of a day need few.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any


class Pattern:
    """Does what `re.compile` would; a mistake in the expression shows when it is used."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self._flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """Return the expression, ready."""
        return re.compile(self.pattern, self._flags)

    def search(self, text: str) -> re.Match[str] | None:
        """Find it anywhere."""
        return self.compiled.search(text)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Find it exactly at the start."""
        return self.compiled.match(text, start)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Find it as the whole text."""
        return self.compiled.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Find it as often as it is there."""
        return self.compiled.finditer(text)

    def split(self, text: str) -> list[str | Any]:
        """Return what is between."""
        return self.compiled.split(text)

    def sub(self, instead: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> str:
        """Put something in its place."""
        return self.compiled.sub(instead, text, count)
