"""Pages made by a process of its own, which gives the library's 70 MB back when it ends."""

import asyncio
import pickle
import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, ParamSpec

from bot.papers.glyphs import MissingGlyph

PATIENCE_SECONDS = 60.0
_GAP = "__"
_ROOT = Path(__file__).parents[2]

Facts = ParamSpec("Facts")


async def printed(make: Callable[Facts, bytes], *facts: Facts.args, **options: Facts.kwargs) -> bytes:
    """Return `make(*facts, **options)`, for one of the pages of this package; raise what it raises.

    Everybody else is answered meanwhile.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=_ROOT,
        env={},  # none of our secrets
    )
    try:
        question = pickle.dumps((make, facts, options))
        answer, _ = await asyncio.wait_for(process.communicate(question), PATIENCE_SECONDS)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise RuntimeError(f"the printing process ended with {process.returncode}")
    result = pickle.loads(answer)
    if isinstance(result, Exception):
        raise result
    assert isinstance(result, bytes)
    return result


async def printed_with_gaps(make: Callable[..., bytes], *facts: Any, **options: Any) -> tuple[bytes, str]:
    """Return the pages, and the characters that no font has: for those there is a gap to write in."""
    gaps = ""
    while True:
        try:
            return await printed(make, *facts, **options), gaps
        except MissingGlyph as missing:
            gaps += missing.character
            facts = _without(facts, missing.character)


def _without(facts: Any, character: str) -> Any:
    """Return the same facts with a gap wherever the character stands."""
    if isinstance(facts, str):
        return facts.replace(character, _GAP)
    if isinstance(facts, list | tuple):
        return type(facts)(_without(each, character) for each in facts)
    if is_dataclass(facts) and not isinstance(facts, type):
        return replace(
            facts, **{one.name: _without(getattr(facts, one.name), character) for one in fields(facts)}
        )
    return facts


def main() -> None:
    """Answer one question from standard input."""
    make, facts, options = pickle.load(sys.stdin.buffer)
    try:
        result: object = make(*facts, **options)
    except Exception as error:
        result = error
    pickle.dump(result, sys.stdout.buffer)


if __name__ == "__main__":
    main()
