"""Updates brought to the bot: several POSTs at a time, each until it is accepted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp

from bot.sandbox.updates import Line, Update, UpdateQueue, line

FIRST_PAUSE = 1.0  # seconds after a refusal, doubled with each further one
LONGEST_PAUSE = 60.0
ANSWER_WITHIN = aiohttp.ClientTimeout(total=60)


@dataclass(frozen=True, slots=True)
class Failure:
    at: int  # Unix seconds by the world's clock
    reason: str


class Webhook:
    """Delivers the queue to an address, over as many `connections` at a time as the bot has asked for.

    As Telegram does, it brings one update after the other within a line, and lines side by side; what
    is refused is brought again, and only its own line waits. `delay` is half of a round trip.
    """

    def __init__(
        self,
        updates: UpdateQueue,
        url: str,
        secret: str,
        *,
        connections: int,
        delay: Callable[[], Awaitable[None]],
        now: Callable[[], float],
    ) -> None:
        self.url = url
        self.connections = connections
        self.last_failure: Failure | None = None
        self.first_pause = FIRST_PAUSE
        self._updates = updates
        self._headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        self._delay = delay
        self._now = now
        self._free = asyncio.Semaphore(connections)
        self._out: set[Line] = set()
        self._task = asyncio.create_task(self._deliver())

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _deliver(self) -> None:
        async with (
            aiohttp.ClientSession(headers=self._headers, timeout=ANSWER_WITHIN) as http,
            asyncio.TaskGroup() as lines,
        ):
            while True:
                update = await self._updates.first(self._out)
                self._out.add(line(update))
                lines.create_task(self._insist(http, update))

    async def _insist(self, http: aiohttp.ClientSession, update: Update) -> None:
        pause = self.first_pause
        while refusal := await self._bring(http, update):
            self.last_failure = Failure(int(self._now()), refusal)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        self._out.remove(line(update))
        self._updates.confirm(update["update_id"])

    async def _bring(self, http: aiohttp.ClientSession, update: Update) -> str:
        """Post one update and return why it was not accepted; nothing when it was."""
        try:
            async with self._free:
                await self._delay()
                async with http.post(self.url, json=update) as answer:
                    await self._delay()
                    if 200 <= answer.status < 300:
                        return ""
                    return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError:
            return "Connection refused"
