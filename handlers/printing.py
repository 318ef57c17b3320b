"""Pages as an answer: made by a process of its own, with a word about what has to be written in by hand."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.messages import Message
from bot.papers.printing import printed_with_gaps
from bot.texts import papers as say
from handlers.kit.replies import File

PDF = "application/pdf"


async def paper(
    name: str,
    words: Message,
    make: Callable[..., bytes],
    *facts: Any,
    said_as: str = "reply",
    **options: Any,
) -> File:
    """Return `make(*facts, **options)` as a file with its words; `said_as` as for every file."""
    data, gaps = await printed_with_gaps(make, *facts, **options)
    told = replace(words, text=f"{words.text}\n\n{say.left_gaps(gaps)}") if gaps else words
    return File(name, PDF, data, told, said_as=said_as)
