"""The messenger of a measurement: the sandbox's server in a process of its own, and hands in it."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp

LATENCY_MS = "40-120"  # of each call, there and back
STOP_SECONDS = 10.0


class Messenger:
    """What people do in it, and what it has counted."""

    def __init__(self, url: str, token: str, http: aiohttp.ClientSession) -> None:
        self.url = url
        self.token = token
        self._http = http

    @property
    def bot_id(self) -> int:
        """Return the bot's number, the first half of its token."""
        return int(self.token.partition(":")[0])

    async def acquaint(self, chats: Sequence[int]) -> None:
        """Let people have opened the bot long ago."""
        await self._post("/users", {"user_ids": list(chats)})

    async def says(self, chat: int, text: str) -> None:
        """Write to the bot."""
        await self._post(f"/users/{chat}/text", {"text": text})

    async def presses(self, chat: int, label: str) -> None:
        """Press the newest button with this label."""
        await self._post(f"/users/{chat}/press_label", {"label": label})

    async def has_heard(self, chat: int) -> bool:
        """Say whether the bot has written into a chat."""
        messages = await self._get(f"/users/{chat}/messages")
        return any(message["from_bot"] for message in messages)

    async def stats(self) -> dict[str, Any]:
        """Return what was counted since the last `forget`."""
        found: dict[str, Any] = await self._get("/stats")
        return found

    async def forget(self) -> None:
        """Count from zero."""
        await self._post("/stats/reset", {})

    async def _get(self, path: str) -> Any:
        async with self._http.get(self.url + path) as answer:
            answer.raise_for_status()
            return await answer.json()

    async def _post(self, path: str, body: dict[str, Any]) -> None:
        async with self._http.post(self.url + path, json=body) as answer:
            answer.raise_for_status()


async def until(condition: Callable[[], Awaitable[object]], every_seconds: float) -> None:
    """Ask again and again, because another process cannot wake us."""
    while not await condition():  # noqa: ASYNC110
        await asyncio.sleep(every_seconds)


@asynccontextmanager
async def open_messenger(limit: str) -> AsyncIterator[Messenger]:
    """Start a messenger with Telegram's usual limits or the strict window of one second."""
    command = ("-m", "bot.sandbox.server", "--latency", LATENCY_MS, "--limit", limit)
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        url, token = (await process.stdout.readline()).decode().split()
        async with aiohttp.ClientSession() as http:
            yield Messenger(url, token, http)
    finally:
        await end(process)


async def end(process: asyncio.subprocess.Process) -> None:
    """Ask a process to stop, and wait for it; one that does not is killed."""
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
