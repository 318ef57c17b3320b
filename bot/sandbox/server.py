"""The sandbox's HTTP server: started inside the bot, in a test, or alone for the benchmark."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
from collections.abc import Callable
from datetime import UTC, datetime

from aiohttp import web

from bot.sandbox import control
from bot.sandbox.botapi import UPLOAD_LIMIT, BotApi
from bot.sandbox.faults import Faults
from bot.sandbox.limits import STRICT, USUAL, FloodGate, Limits
from bot.sandbox.stats import Stats
from bot.sandbox.world import World

_LIMITS: dict[str, Limits | None] = {"strict": STRICT, "usual": USUAL, "off": None}
_GRACE = 0.5  # seconds that requests under way get at a stop


class SandboxServer:
    """Serves a World; `url` is the root for BOT_API_URL. May be started again after a stop."""

    def __init__(
        self,
        world: World,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        limits: Limits | None = USUAL,
        extra_routes: Callable[[web.Application], None] | None = None,
    ) -> None:
        self.world = world
        self.faults = Faults()
        self.stats = Stats()
        self.api = BotApi(world, FloodGate(limits), self.faults, self.stats)
        self._host, self._port = host, port
        self._extra_routes = extra_routes
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://{self._host}:{self._port}"

    async def start(self) -> None:
        app = web.Application(client_max_size=UPLOAD_LIMIT + 2**20)
        self.api.add_routes(app)
        if self._extra_routes:
            self._extra_routes(app)
        # A client that goes away ends its call: else its long poll would wait on for nobody.
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=_GRACE)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]  # the same again after a restart
        await self.api.start()

    async def stop(self) -> None:
        """Stop at once: long polls return empty, nothing that was accepted is lost."""
        await self.api.stop()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None


async def serve_alone(port: int, latency_ms: tuple[float, float], limits: Limits | None) -> None:
    """Serve a world without personas, with the benchmark's controls, until a signal comes."""
    world = World("红叶", "hongye_bot", "42:SANDBOX", now=lambda: datetime.now(UTC))
    server = SandboxServer(
        world,
        port=port,
        limits=limits,
        extra_routes=lambda app: control.add_routes(app, world, server.stats),
    )
    server.faults.latency = (latency_ms[0] / 1000, latency_ms[1] / 1000)
    await server.start()
    print(f"{server.url} {world.token}", flush=True)
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    await stopped.wait()
    await server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", default="0-0", metavar="MS-MS", help="e.g. 40-120")
    parser.add_argument("--limit", choices=_LIMITS, default="usual")
    options = parser.parse_args()
    low, _, high = options.latency.partition("-")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve_alone(options.port, (float(low), float(high or low)), _LIMITS[options.limit]))


if __name__ == "__main__":
    main()
