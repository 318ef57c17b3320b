"""Updates brought to the bot: one POST after the other, each until it is accepted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import aiohttp

from bot.sandbox.updates import UpdateQueue

FIRST_PAUSE = 1.0  # seconds after a refusal, doubled with each further one
LONGEST_PAUSE = 60.0
ANSWER_WITHIN = aiohttp.ClientTimeout(total=60)


@dataclass(frozen=True, slots=True)
class Failure:
    at: int  # Unix seconds by the world's clock
    reason: str


class Webhook:
    """Delivers the queue to an address, in order; what is refused is brought again."""

    def __init__(self, updates: UpdateQueue, url: str, secret: str, *, now: Callable[[], float]) -> None:
        self.url = url
        self.last_failure: Failure | None = None
        self.first_pause = FIRST_PAUSE
        self._updates = updates
        self._headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        self._now = now
        self._task = asyncio.create_task(self._deliver())

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _deliver(self) -> None:
        async with aiohttp.ClientSession(headers=self._headers, timeout=ANSWER_WITHIN) as http:
            while True:
                update = await self._updates.first()
                pause = self.first_pause
                while refusal := await self._bring(http, update):
                    self.last_failure = Failure(int(self._now()), refusal)
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)
                self._updates.confirm(update["update_id"])

    async def _bring(self, http: aiohttp.ClientSession, update: dict[str, object]) -> str:
        """Post one update and return why it was not accepted; nothing when it was."""
        try:
            async with http.post(self.url, json=update) as answer:
                if 200 <= answer.status < 300:
                    return ""
                return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError:
            return "Connection refused"
