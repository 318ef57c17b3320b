"""What can go wrong between the bot and Telegram, on purpose: for tests and benchmarks."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field

from bot.sandbox.answers import ApiError, bad_request, forbidden, too_many_requests

HANG_SECONDS = 60.0  # longer than any client waits


@dataclass(slots=True)
class Fault:
    """One scripted failure of the calls that match; `method` and `chat_id` None match all.

    `delivers` says whether the call has its effect before it fails: what the client
    cannot know, and must not guess.
    """

    method: str | None = None
    chat_id: int | None = None
    times: int = 1
    delivers: bool = False
    wait: float = 0.0  # seconds before the answer
    drop: bool = False
    answer: ApiError | None = None

    def matches(self, method: str, chat_id: int | None) -> bool:
        return (
            self.times > 0
            and (self.method is None or self.method.lower() == method)
            and (self.chat_id is None or self.chat_id == chat_id)
        )


@dataclass(slots=True)
class Faults:
    """How the wire behaves: a latency range for every call, and scripted failures.

    Example: `faults.script(dropped("sendMessage", delivers=True, times=3))`
    """

    latency: tuple[float, float] = (0.0, 0.0)  # seconds, each call takes a random one
    scripted: list[Fault] = field(default_factory=list)
    dice: random.Random = field(default_factory=lambda: random.Random(1))

    def script(self, fault: Fault) -> Fault:
        """Let a fault happen from now on, after those scripted before."""
        self.scripted.append(fault)
        return fault

    def clear(self) -> None:
        self.scripted.clear()

    def next(self, method: str, chat_id: int | None) -> Fault | None:
        """Return the fault for this call, if any, and count it; `method` is in lower case."""
        for fault in self.scripted:
            if fault.matches(method, chat_id):
                fault.times -= 1
                if not fault.times:
                    self.scripted.remove(fault)
                return fault
        return None

    async def delay(self) -> None:
        """Spend half of a round trip."""
        low, high = self.latency
        if high:
            await asyncio.sleep(self.dice.uniform(low, high) / 2)


def hanging(
    method: str | None = None,
    chat_id: int | None = None,
    *,
    seconds: float = HANG_SECONDS,
    delivers: bool = True,
    times: int = 1,
) -> Fault:
    """Answer only after the client has given up."""
    return Fault(method, chat_id, times, delivers, wait=seconds)


def dropped(
    method: str | None = None, chat_id: int | None = None, *, delivers: bool, times: int = 1
) -> Fault:
    """Close the connection instead of answering."""
    return Fault(method, chat_id, times, delivers, drop=True)


def bad_gateway(
    method: str | None = None,
    chat_id: int | None = None,
    *,
    delivers: bool = False,
    times: int = 1,
) -> Fault:
    return Fault(method, chat_id, times, delivers, answer=ApiError(502, "Bad Gateway"))


def flooded(
    retry_after: int, method: str | None = None, chat_id: int | None = None, *, times: int = 1
) -> Fault:
    return Fault(method, chat_id, times, answer=too_many_requests(retry_after))


def refused(reason: str, method: str | None = None, chat_id: int | None = None, *, times: int = 1) -> Fault:
    """Answer 400 with a reason of your own, e.g. "chat not found"."""
    return Fault(method, chat_id, times, answer=bad_request(reason))


def blocked(method: str | None = None, chat_id: int | None = None, *, times: int = 1) -> Fault:
    return Fault(method, chat_id, times, answer=forbidden("bot was blocked by the user"))


def deactivated(method: str | None = None, chat_id: int | None = None, *, times: int = 1) -> Fault:
    return Fault(method, chat_id, times, answer=forbidden("user is deactivated"))
