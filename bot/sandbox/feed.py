"""The stream that tells an open chat page what changed."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

BREATH = 15.0  # seconds of silence after which the stream says that it lives


class Feed:
    """What one open page has not been told yet; many changes of one chat are one telling."""

    def __init__(self) -> None:
        self.closed = False
        self._pending: set[int] = set()
        self._wake = asyncio.Event()

    def changed(self, user_id: int) -> None:
        self._pending.add(user_id)
        self._wake.set()

    def close(self) -> None:
        self.closed = True
        self._wake.set()

    async def next(self) -> set[int]:
        """Return the changes since the last call; none after a long silence."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), BREATH)
        self._wake.clear()
        changed, self._pending = self._pending, set()
        return changed


@contextlib.asynccontextmanager
async def listening(changes: AsyncIterator[int]) -> AsyncIterator[Feed]:
    """Collect the changes into a feed for as long as its page is open."""
    feed = Feed()

    async def collect() -> None:
        async for user_id in changes:
            feed.changed(user_id)

    collecting = asyncio.create_task(collect())
    try:
        yield feed
    finally:
        collecting.cancel()


def event(name: str, data: Any) -> bytes:
    """Write one event of the stream."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
