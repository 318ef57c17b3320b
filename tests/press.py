"""One printing process for all tests of a worker: its library takes a second to load."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from bot.papers import printing

printed_alone = printing.printed
_pool = ProcessPoolExecutor(1, get_context("spawn"))  # begins with the first page


async def printed(make: Callable[..., bytes], *facts: Any, **options: Any) -> bytes:
    """Print as the bot does, but in a process that has printed before."""
    return await asyncio.wrap_future(_pool.submit(make, *facts, **options))


def use() -> None:
    """Let everybody print here who does not ask for a process of his own."""
    printing.printed = printed


def close() -> None:
    """End the process."""
    _pool.shutdown()
