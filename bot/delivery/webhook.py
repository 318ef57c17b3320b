"""The webhook's door: an update is stored before it is answered with 200."""

import hmac

from aiohttp import web

from bot.delivery.inbox import DurableQueue

BODY_LIMIT_BYTES = 1_000_000
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Webhook:
    """A small server for Telegram alone; put it behind a proxy that speaks TLS."""

    def __init__(self, queue: DurableQueue, secret: str, path: str) -> None:
        self._queue = queue
        self._secret = secret.encode()
        self._path = path or "/"
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> None:
        """Begin to listen."""
        app = web.Application(client_max_size=BODY_LIMIT_BYTES)
        app.router.add_post(self._path, self._receive)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()

    async def stop(self) -> None:
        """Finish what is being received and close."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "").encode(errors="replace")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        try:
            payload = await request.json()
            update_id = payload["update_id"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return web.Response(status=400)
        if not isinstance(update_id, int) or not 0 <= update_id < 2**63:
            return web.Response(status=400)
        await self._queue.receive(payload)
        return web.Response()
