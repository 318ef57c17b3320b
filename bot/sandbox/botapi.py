"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

from __future__ import annotations

import asyncio
import json
import re
import time
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.sandbox.answers import ApiError, bad_request, conflict, too_many_requests
from bot.sandbox.calls import Call, Upload
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.limits import FloodGate
from bot.sandbox.methods import METHODS
from bot.sandbox.stats import Stats
from bot.sandbox.webhook import Webhook
from bot.sandbox.world import World

UPLOAD_LIMIT = 50 * 2**20  # bytes a bot may upload
LONGEST_POLL = 50  # seconds
CONNECTIONS, MOST_CONNECTIONS = 40, 100  # of a webhook
# A second copy of a bot would otherwise run hot: Telegram slows repeated conflicts down.
CONFLICT_PAUSE = 3.0  # seconds
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")


class BotApi:
    """Answers the bot: the world decides, this only reads, counts and lets faults happen."""

    def __init__(self, world: World, gate: FloodGate, faults: Faults, stats: Stats) -> None:
        self.world = world
        self.gate = gate
        self.faults = faults
        self.stats = stats
        self.webhook: Webhook | None = None
        self._last_conflict = -CONFLICT_PAUSE

    def add_routes(self, app: web.Application) -> None:
        app.router.add_route("*", "/bot{token}/{method}", self.call)
        app.router.add_get("/file/bot{token}/{path:.+}", self.download)

    async def start(self) -> None:
        """Go on delivering to the webhook that was set before a restart."""
        self.world.updates.reopen()
        self._follow_webhook()

    async def stop(self) -> None:
        """Let the long poll return at once and stop the webhook; updates stay queued."""
        self.world.updates.close()
        if self.webhook:
            await self.webhook.stop()
            self.webhook = None

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Answer one call as Telegram would, unless a fault is scripted for it."""
        started = time.monotonic()
        method = request.match_info["method"].lower()
        await self.faults.delay()
        fault: Fault | None = None
        try:
            if request.match_info["token"] != self.world.token:
                raise ApiError(401, "Unauthorized")
            params, uploads = await _read(request)
            fault = self.faults.next(method, _chat_id(params))
            if fault and not fault.delivers:
                return await self._fail(request, fault)
            answer = {"ok": True, "result": await self._perform(method, params, uploads)}
            if fault:
                return await self._fail(request, fault)
        except ApiError as refusal:
            return await self._refuse(method, refusal)
        except web.HTTPRequestEntityTooLarge:
            return await self._refuse(method, ApiError(413, "Request Entity Too Large"))
        await self.faults.delay()
        self.stats.calls[method] += 1
        if method != "getupdates":
            self.stats.took.append(time.monotonic() - started)
        return web.Response(body=json.dumps(answer).encode(), content_type="application/json")

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Serve a file whose path getFile gave."""
        path = request.match_info["path"]
        if request.match_info["token"] != self.world.token:
            return _json(ApiError(401, "Unauthorized"))
        await self.faults.delay()
        found = next((file for file in self.world.files.values() if file.path == path), None)
        if found is None:
            return _json(ApiError(404, "Not Found"))
        return web.Response(body=found.data, content_type="application/octet-stream")

    # -- inside ---------------------------------------------------------------------------------

    async def _perform(self, method: str, params: dict[str, Any], uploads: dict[str, Upload]) -> Any:
        call = Call(self.world, params, uploads, self._admit)
        if simple := METHODS.get(method):
            result = simple(call)
            entry = (time.monotonic(), call.number("chat_id"), method)
            if method.startswith("send") and method != "sendchataction":
                self.stats.sends += [entry] * (len(result) if isinstance(result, list) else 1)
            elif method.startswith("edit"):
                self.stats.edits.append(entry)
            return result
        match method:
            case "getupdates":
                return await self._get_updates(call)
            case "setwebhook" | "deletewebhook":
                return await self._set_webhook(call, call.text("url") if method[0] == "s" else "")
            case "getwebhookinfo":
                return self._webhook_info()
        raise ApiError(404, "Not Found: method not found")

    def _admit(self, chat_id: int, *, messages: int = 1, edit: bool = False) -> None:
        wait = self.gate.admit(chat_id, time.monotonic(), messages=messages, edit=edit)
        if wait:
            raise too_many_requests(wait)

    async def _get_updates(self, call: Call) -> Any:
        if self.webhook:
            raise conflict(WEBHOOK_ACTIVE)
        self._allow(call)
        limit = min(max(call.number("limit", 100), 1), 100)
        seconds = min(max(call.number("timeout"), 0), LONGEST_POLL)
        return await self.world.updates.get(call.number("offset"), limit, seconds)

    async def _set_webhook(self, call: Call, url: str) -> bool:
        secret = call.text("secret_token")
        if url and not re.match(r"https?://[^\s/]+", url):
            raise bad_request("invalid webhook URL specified")
        if not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        if call.flag("drop_pending_updates"):
            self.world.updates.clear()
        if url:
            self.world.updates.end_poll(conflict("terminated by setWebhook request"))
            self._allow(call)
        connections = min(max(call.number("max_connections", CONNECTIONS), 1), MOST_CONNECTIONS)
        self.world.configure(webhook={"url": url, "secret": secret, "connections": connections})
        if self.webhook:
            await self.webhook.stop()
            self.webhook = None
        self._follow_webhook()
        return True

    def _follow_webhook(self) -> None:
        """Deliver to the webhook that is set, if one is."""
        told = self.world.settings.get("webhook") or {}
        if told.get("url") and not self.webhook:
            self.webhook = Webhook(
                self.world.updates,
                told["url"],
                told["secret"],
                connections=told.get("connections", CONNECTIONS),
                delay=self.faults.delay,
                now=lambda: self.world.now().timestamp(),
            )

    def _webhook_info(self) -> dict[str, Any]:
        info: dict[str, Any] = {
            "url": self.webhook.url if self.webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.world.updates),
        }
        if self.webhook:
            info |= {"max_connections": self.webhook.connections, "ip_address": "127.0.0.1"}
            if failure := self.webhook.last_failure:
                info |= {"last_error_date": failure.at, "last_error_message": failure.reason}
        if self.world.updates.allowed:
            info["allowed_updates"] = sorted(self.world.updates.allowed)
        return info

    def _allow(self, call: Call) -> None:
        kinds = call.value("allowed_updates")
        if kinds is not None and frozenset(kinds) != self.world.updates.allowed:
            self.world.updates.allow(kinds)
            self.world.configure(allowed_updates=list(kinds))

    async def _fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        """Let the scripted fault happen instead of the answer."""
        if fault.wait:
            await asyncio.sleep(fault.wait)
        if fault.drop and request.transport:
            request.transport.abort()
        return _json(fault.answer or ApiError(502, "Bad Gateway"))

    async def _refuse(self, method: str, refusal: ApiError) -> web.StreamResponse:
        self.stats.errors[f"{refusal.code} {refusal.description}"] += 1
        if refusal.code == 429:
            self.stats.flooded.append(time.monotonic())
        if refusal.code == 409 and method == "getupdates":
            now = time.monotonic()
            if now < self._last_conflict + CONFLICT_PAUSE:
                await asyncio.sleep(CONFLICT_PAUSE)
            self._last_conflict = now
        await self.faults.delay()
        return _json(refusal)


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Return the parameters and the uploaded files, from the address and from the body."""
    params: dict[str, Any] = dict(request.query) if request.query_string else {}
    kind = request.content_type
    if kind == "multipart/form-data":
        uploads = {}
        for name, field in (await request.post()).items():
            if isinstance(field, web.FileField):
                uploads[name] = Upload(field.filename, field.content_type, field.file.read())
            else:
                params[name] = field
        if sum(len(upload.data) for upload in uploads.values()) > UPLOAD_LIMIT:
            raise web.HTTPRequestEntityTooLarge(UPLOAD_LIMIT)
        return params, uploads
    body = await request.text()
    if not body:
        return params, {}
    if kind == "application/json":
        try:
            given = json.loads(body)
        except ValueError:
            raise bad_request("can't parse JSON object") from None
        return params | given, {}
    return params | dict(parse_qsl(body, keep_blank_values=True)), {}


def _chat_id(params: dict[str, Any]) -> int | None:
    try:
        return int(params["chat_id"])
    except (KeyError, ValueError):
        return None


def _json(refusal: ApiError) -> web.Response:
    headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else None
    return web.json_response(refusal.as_json(), status=refusal.code, headers=headers)
