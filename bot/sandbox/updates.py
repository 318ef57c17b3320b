"""What waits for the bot: the queue behind getUpdates and webhooks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from typing import Any

from bot.sandbox.answers import ApiError, conflict

Update = dict[str, Any]
Line = tuple[str, int]  # the kind of update, and whose it is

KEPT_SECONDS = 24 * 3600
TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"
# Kinds that Telegram sends only to bots that name them.
_ONLY_ON_DEMAND = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class UpdateQueue:
    """Updates in order, each kept until the bot confirms it or a day has passed.

    `changed` is told of every update put (True) and taken away (False), for the store.
    """

    def __init__(self, now: Callable[[], float], changed: Callable[[Update, bool], None]) -> None:
        self.next_id = 100_000_000
        self.allowed: frozenset[str] = frozenset()
        self._now = now
        self._changed = changed
        self._waiting: dict[int, tuple[float, Update]] = {}
        self._poll: asyncio.Future[ApiError | None] | None = None
        self._change = asyncio.Event()
        self._closed = False

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, kind: str, content: dict[str, Any]) -> int | None:
        """Queue an update and return its id; None when the bot did not ask for this kind."""
        if kind not in self.allowed if self.allowed else kind in _ONLY_ON_DEMAND:
            return None
        update_id = self.next_id
        update = {"update_id": update_id, kind: content}
        self.restore(update, self._now())
        self._changed(update, True)
        return update_id

    def restore(self, update: Update, at: float) -> None:
        """Queue an update that has its id already; `at` is when it happened (Unix seconds)."""
        self._waiting[update["update_id"]] = (at, update)
        self.next_id = max(self.next_id, update["update_id"] + 1)
        self._change.set()
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    def since(self, update_id: int) -> float:
        """Return when a waiting update happened (Unix seconds)."""
        return self._waiting[update_id][0]

    def allow(self, kinds: Collection[str] | None) -> None:
        """Choose the kinds queued from now on; None keeps the choice, an empty one resets it."""
        if kinds is not None:
            self.allowed = frozenset(kinds)

    async def get(self, offset: int, limit: int, seconds: float) -> list[Update]:
        """Answer a getUpdates call: `offset` confirms everything before it.

        A long poll that was waiting is ended with the conflict that Telegram shows.
        """
        self.end_poll(conflict(TERMINATED))
        self._confirm_before(offset)
        found = self._first(limit)
        if found or seconds <= 0 or self._closed:
            return found
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                ended = await poll
        except TimeoutError:
            return []
        finally:
            if self._poll is poll:
                self._poll = None
        if ended:
            raise ended
        return self._first(limit)

    async def first(self, besides: Collection[Line]) -> Update:
        """Wait for the oldest update that is of none of these lines and return it, unconfirmed."""
        while True:
            for update in self._first(len(self._waiting)):
                if line(update) not in besides:
                    return update
            self._change.clear()
            await self._change.wait()

    def confirm(self, update_id: int) -> None:
        """Forget one update, delivered to a webhook."""
        self._forget([update_id])
        self._change.set()  # because its line is free

    def clear(self) -> None:
        """Forget everything that waits (drop_pending_updates)."""
        self._forget(list(self._waiting))

    def end_poll(self, reason: ApiError | None = None) -> None:
        """Release the waiting long poll, if any: with an error, or with no updates."""
        if self._poll and not self._poll.done():
            self._poll.set_result(reason)

    def close(self) -> None:
        """Release the waiting poll and let none wait from now on; nothing is lost."""
        self._closed = True
        self.end_poll()

    def reopen(self) -> None:
        self._closed = False

    def _first(self, limit: int) -> list[Update]:
        oldest = self._now() - KEPT_SECONDS
        # Ids rise with time, so the expired ones are in front.
        expired = []
        for update_id, (at, _) in self._waiting.items():
            if at >= oldest:
                break
            expired.append(update_id)
        self._forget(expired)
        return [update for _, (_, update) in zip(range(limit), self._waiting.values(), strict=False)]

    def _confirm_before(self, offset: int) -> None:
        if offset < 0:  # "the last n", everything older is forgotten
            self._forget(list(self._waiting)[:offset])
            return
        confirmed = []
        for update_id in self._waiting:
            if update_id >= offset:
                break
            confirmed.append(update_id)
        self._forget(confirmed)

    def _forget(self, update_ids: list[int]) -> None:
        for update_id in update_ids:
            if entry := self._waiting.pop(update_id, None):
                self._changed(entry[1], False)


def line(update: Update) -> Line:
    """Return the line in which an update waits for a webhook: Telegram keeps order only within one."""
    kind = next(key for key in update if key != "update_id")
    whose = update[kind].get("chat") or update[kind]["from"]
    return kind, whose["id"]
