"""Order: one update at a time per chat, different chats in parallel."""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

AT_ONCE = 32
_UNLIMITED = 1_000_000


class ChatOrder(BaseUpdateProcessor):
    """Keeps the order within a chat.

    Our limit sits inside the chat's lock and the library's own is practically unlimited: the other
    way round, forty updates of one chat would take all places and hold up everybody.
    """

    def __init__(self) -> None:
        super().__init__(_UNLIMITED)
        self._places = asyncio.Semaphore(AT_ONCE)
        self._locks: dict[int, asyncio.Lock] = {}
        self._waiting: Counter[int] = Counter()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await `coroutine` when everything earlier in its chat is done."""
        chat = update.effective_chat if isinstance(update, Update) else None
        key = chat.id if chat else 0
        self._waiting[key] += 1
        try:
            # asyncio.Lock is fair: whoever asked first goes first.
            async with self._locks.setdefault(key, asyncio.Lock()), self._places:
                await coroutine
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key], self._locks[key]

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""
