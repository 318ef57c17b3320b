"""Telegram's flood limits: how long a sender must wait, with time as an argument."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

EVERYBODY = 0  # the key of the wait that holds for all chats
_SLACK = 1e-9  # seconds; a place in a window is free at the very instant it ends


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be sent; `window` counts every second strictly instead of allowing bursts."""

    per_second: float = 30
    per_chat_second: float = 1
    chat_burst: int = 4  # messages that may follow each other at once in a private chat
    per_group_minute: int = 20
    penalty: int = 1  # seconds of silence that breaking a limit costs at least
    window: bool = False


USUAL = Limits()
STRICT = Limits(window=True)


class FloodGate:
    """Admits sends or says how many seconds to wait; who does not wait is refused again.

    Times are monotonic seconds. `None` for the limits admits everything.
    """

    def __init__(self, limits: Limits | None = USUAL) -> None:
        self.limits = limits
        self._overall: Bucket | Window | None = None
        if limits:
            per_second = limits.per_second
            self._overall = Window(int(per_second)) if limits.window else Bucket(per_second, per_second)
        self._chats: dict[int, Bucket] = {}
        self._silent_until: dict[int, float] = {}

    def admit(self, chat_id: int, at: float, *, messages: int = 1, edit: bool = False) -> int:
        """Return 0 when it may be sent, else whole seconds to wait; an edit counts in its chat."""
        if self.limits is None or self._overall is None:
            return 0
        everybody = 0.0 if edit else self._silent_until.get(EVERYBODY, 0.0)
        silent_until = max(everybody, self._silent_until.get(chat_id, 0.0))
        if at < silent_until:
            return math.ceil(silent_until - at)
        chat = self._chats.get(chat_id) or self._new_chat(chat_id, self.limits)
        if wait := chat.missing(messages, at):
            return self._silence(chat_id, at, wait)
        if not edit:
            if wait := self._overall.missing(messages, at):
                return self._silence(EVERYBODY, at, wait)
            self._overall.take(messages, at)
        chat.take(messages, at)
        return 0

    def _new_chat(self, chat_id: int, limits: Limits) -> Bucket:
        if chat_id < 0:
            bucket = Bucket(limits.per_group_minute / 60, limits.per_group_minute)
        else:
            bucket = Bucket(limits.per_chat_second, limits.chat_burst)
        self._chats[chat_id] = bucket
        return bucket

    def _silence(self, key: int, at: float, wait: float) -> int:
        assert self.limits is not None
        seconds = max(math.ceil(wait), self.limits.penalty)
        self._silent_until[key] = at + seconds
        return seconds


class Bucket:
    """Tokens that flow in evenly up to `size`; more than `size` at once may go into debt."""

    __slots__ = ("_at", "_rate", "_size", "_tokens")

    def __init__(self, rate: float, size: float) -> None:
        self._rate, self._size = rate, size
        self._tokens = size
        self._at = -math.inf

    def missing(self, count: int, at: float) -> float:
        """Return the seconds until `count` may be taken; 0 when they may be now."""
        if at > self._at:
            self._tokens = min(self._size, self._tokens + (at - self._at) * self._rate)
            self._at = at
        # An album that is larger than the bucket passes when the bucket is full.
        lacking = min(count, self._size) - self._tokens
        return lacking / self._rate if lacking > _SLACK else 0.0

    def take(self, count: int, at: float) -> None:
        self._tokens -= count


class Window:
    """At most `size` within any second, whenever that second begins."""

    __slots__ = ("_size", "_taken")

    def __init__(self, size: int) -> None:
        self._size = size
        self._taken: deque[float] = deque()

    def missing(self, count: int, at: float) -> float:
        """Return the seconds until `count` may be taken; 0 when they may be now."""
        while self._taken and self._taken[0] <= at - 1 + _SLACK:
            self._taken.popleft()
        excess = len(self._taken) + min(count, self._size) - self._size
        return self._taken[excess - 1] + 1 - at if excess > 0 else 0.0

    def take(self, count: int, at: float) -> None:
        self._taken.extend([at] * count)
