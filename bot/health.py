"""Signs of life: whether polling, ticking and sending still work, for people and for machines."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

import aiohttp

if TYPE_CHECKING:
    from aiohttp import web

log = logging.getLogger(__name__)

PING_EVERY_SECONDS = 60.0


class Health:
    """Asks each part whether it is well.

    `checks` maps a part's name to a function that returns None when it is well, else what is wrong.
    Where an address of an outside watchman is configured it is called every minute while all is
    well: its silence raises the alarm, because a dead process cannot.
    """

    def __init__(self, checks: Mapping[str, Callable[[], str | None]], ping_url: str | None) -> None:
        self._checks = checks
        self._ping_url = ping_url
        self._runner: web.AppRunner | None = None
        self._pinging: asyncio.Task[None] | None = None

    def complaints(self) -> dict[str, str]:
        """Return what is wrong, part by part."""
        return {name: wrong for name, check in self._checks.items() if (wrong := check())}

    async def start(self, listen: tuple[str, int] | None) -> None:
        """Serve `/health`, where an address to listen on is given, and begin to ping."""
        if listen is not None:
            await self._serve(*listen)
        if self._ping_url:
            self._pinging = asyncio.create_task(self._ping())

    async def stop(self) -> None:
        """Stop serving and pinging."""
        if self._pinging is not None:
            self._pinging.cancel()
            with suppress(asyncio.CancelledError):
                await self._pinging
        if self._runner is not None:
            await self._runner.cleanup()

    async def _serve(self, host: str, port: int) -> None:
        # Imported here, because a bot that polls and is asked by nobody needs no server.
        from aiohttp import web

        async def answer(_request: web.Request) -> web.Response:
            wrong = self.complaints()
            return web.json_response({"ok": not wrong, **wrong}, status=503 if wrong else 200)

        app = web.Application()
        app.router.add_get("/health", answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()

    async def _ping(self) -> None:
        assert self._ping_url is not None
        timeout = aiohttp.ClientTimeout(total=PING_EVERY_SECONDS / 2)
        async with aiohttp.ClientSession(timeout=timeout) as http:
            while True:
                wrong = self.complaints()
                if wrong:
                    log.error("not well: %s", wrong)
                else:
                    with suppress(aiohttp.ClientError, TimeoutError):
                        async with http.get(self._ping_url):
                            pass
                await asyncio.sleep(PING_EVERY_SECONDS)
