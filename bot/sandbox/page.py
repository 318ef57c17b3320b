"""The chat page's side of HTTP: its files, a small JSON API, and a stream of what changed."""

import asyncio
import mimetypes
import weakref
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from aiohttp import web

from bot.sandbox.answers import ApiError
from bot.sandbox.clockwork import Clockwork, Refused, SandboxClock
from bot.sandbox.feed import Feed, event, listening
from bot.sandbox.world import Persona, World

__all__ = ["SandboxClock", "routes"]

STATIC = Path(__file__).parent / "static"
UPLOAD_LIMIT = 50 * 1024 * 1024  # bytes, what Telegram lets a person's file have for a bot
EARLIER = 80  # messages of a chat that are shown at first, and added by each 「更早的消息」
CLOCK = -1  # among the people of whom a page is told: the clock was moved
SAFE_INLINE = ("image/png", "image/jpeg", "image/webp", "image/gif", "audio/", "video/")
# Uploaded files are served from the page's own origin: nothing in them may run.
POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
# After an update the parts of the page must not be of two versions.
ALWAYS_ASK = {"Cache-Control": "no-cache"}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def routes(
    app: web.Application,
    world: World,
    clock: SandboxClock | None,
    attachments: Mapping[str, Path] = {},
) -> None:
    """Add the page and its API to `app`; without a `clock` the page only shows the real time."""
    page = Page(world, clock, attachments)
    app.on_shutdown.append(page.close)
    app.router.add_get("/", page.index)
    one = "/api/people/{user_id:-?[0-9]+}"
    for method, path, handler in (
        ("GET", r"/static/{name:[a-z]+\.(?:js|css|svg)}", page.static),
        ("GET", "/api/changes", page.changes),
        ("GET", "/api/files/{file_id}", page.file),
        ("GET", f"{one}/chat", page.chat),
        ("POST", f"{one}/text", page.text),
        ("POST", f"{one}/press", page.press),
        ("POST", f"{one}/start", page.start),
        ("POST", f"{one}/contact", page.contact),
        ("POST", f"{one}/file", page.upload),
        ("POST", f"{one}/sample", page.sample),
        ("POST", f"{one}/block", page.block),
        ("POST", "/api/clock", page.move_clock),
    ):
        app.router.add_route(method, path, _answering(handler))


class Page:
    """The handlers; what they share is the world, the clock and the open streams."""

    def __init__(self, world: World, clock: SandboxClock | None, attachments: Mapping[str, Path]) -> None:
        self.world = world
        self.samples = attachments
        self.feeds: weakref.WeakSet[Feed] = weakref.WeakSet()
        self.clockwork = Clockwork(clock, self._tell_clock)

    async def close(self, _: web.Application) -> None:
        """End the open streams, because a graceful stop would wait for them."""
        for feed in list(self.feeds):
            feed.close()
        self.clockwork.stop()

    async def index(self, _: web.Request) -> web.StreamResponse:
        headers = {"Content-Security-Policy": POLICY} | ALWAYS_ASK
        return web.FileResponse(STATIC / "index.html", headers=headers)

    async def static(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(STATIC / request.match_info["name"], headers=ALWAYS_ASK)

    # -- what there is ------------------------------------------------------------------------

    async def changes(self, request: web.Request) -> web.StreamResponse:
        """Send the whole world once, then one event for every person or clock that changed."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        async with listening(self.world.subscribe()) as feed:
            self.feeds.add(feed)
            with suppress(ConnectionError):  # a page that was closed or loaded again is no fault of ours
                await self._tell(response, feed)
        return response

    async def _tell(self, response: web.StreamResponse, feed: Feed) -> None:
        await response.write(event("world", self._world()))
        while not feed.closed:
            changed = await feed.next()
            if CLOCK in changed:
                await response.write(event("clock", self.clockwork.face()))
            people = [self._person(p) for p in self.world.personas if p.user_id in changed]
            # The comment in silence finds out that the browser has gone.
            await response.write(event("people", people) if people else b": still here\n\n")

    def _world(self) -> dict[str, Any]:
        return {
            "bot": {"name": self.world.bot["first_name"], "username": self.world.bot["username"]},
            "people": [self._person(persona) for persona in self.world.personas],
            "clock": self.clockwork.face(),
            "samples": [
                {"name": name, "size": path.stat().st_size}
                for name, path in self.samples.items()
                if path.is_file()
            ],
        }

    def _person(self, persona: Persona) -> dict[str, Any]:
        messages = self.world.chat(persona.user_id).messages
        last = messages[-1] if messages else None
        return {
            "user_id": persona.user_id,
            "name": persona.name,
            "role": persona.role,
            "phone": self.world.phone_of(persona.user_id),
            "hint": persona.hint,
            "incoming": sum(1 for message in messages if message["from_bot"]),
            "last": last and {"text": _preview(last), "date": last["date"]},
        }

    async def chat(self, request: web.Request) -> web.StreamResponse:
        """Return the end of a chat: from message `from` on and `more` before it, or the last."""
        chat = self.world.chat(self._someone(request))
        oldest, more = request.query.get("from"), int(request.query.get("more", 0))
        start = len(chat.messages) - EARLIER
        if oldest:
            after = (i for i, m in enumerate(chat.messages) if m["message_id"] >= int(oldest))
            start = next(after, start) - more
        start = max(start, 0)
        return web.json_response(
            {
                "messages": chat.messages[start:],
                "earlier": start,
                "keyboard": chat.keyboard,
                "standing": chat.standing,
                "toasts": chat.toasts,
                "commands": self._commands(chat.id),
            }
        )

    def _commands(self, user_id: int) -> list[dict[str, str]]:
        """Return the bot's menu for a person, by Telegram's rule: the narrowest scope wins."""
        known: dict[str, list[dict[str, str]]] = self.world.settings.get("commands", {})
        for scope in (f"chat:{user_id}", "all_private_chats:", "default:"):
            for language in ("zh", ""):
                if found := known.get(f"{scope}:{language}"):
                    return found
        return []

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Send the bytes of a picture, voice or document."""
        stored = self.world.files[request.match_info["file_id"]]
        kind = stored.mime if stored.mime.startswith(SAFE_INLINE) else "application/octet-stream"
        shown = "inline" if kind == stored.mime and "download" not in request.query else "attachment"
        return web.Response(
            body=stored.data,
            content_type=kind,
            headers={
                "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(stored.name, safe='')}",
                "Cache-Control": "private, max-age=86400",
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "sandbox",
            },
        )

    # -- what a person does -------------------------------------------------------------------

    async def text(self, request: web.Request) -> web.StreamResponse:
        text = str((await request.json())["text"]).strip()
        if text:
            await self.world.text(self._someone(request), text)
        return web.json_response({})

    async def press(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        await self.world.press(self._someone(request), int(asked["message_id"]), str(asked["data"]))
        return web.json_response({})

    async def start(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        await self.world.start(self._someone(request), str(asked.get("payload", "")))
        return web.json_response({})

    async def contact(self, request: web.Request) -> web.StreamResponse:
        """Send a contact: the person's own, or that of the person `of`."""
        asked = await request.json()
        await self.world.contact(self._someone(request), asked.get("of"))
        return web.json_response({})

    async def block(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        await self.world.block(self._someone(request), bool(asked["blocked"]))
        return web.json_response({})

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Send one file, the request's body; files of one `album` belong together."""
        data = bytearray()
        async for chunk in request.content.iter_any():
            data += chunk
            if len(data) > UPLOAD_LIMIT:
                raise web.HTTPRequestEntityTooLarge(UPLOAD_LIMIT, len(data))
        told = request.query
        await self.world.upload(
            self._someone(request),
            told["name"],
            told.get("mime") or "application/octet-stream",
            bytes(data),
            as_photo=told.get("photo") == "1",
            caption=told.get("caption", ""),
            album=told.get("album") or None,
        )
        return web.json_response({})

    async def sample(self, request: web.Request) -> web.StreamResponse:
        """Send one of the sample files."""
        name = str((await request.json())["name"])
        data = await asyncio.to_thread(self.samples[name].read_bytes)
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
        await self.world.upload(self._someone(request), name, mime, data)
        return web.json_response({})

    def _someone(self, request: web.Request) -> int:
        user_id = int(request.match_info["user_id"])
        if all(persona.user_id != user_id for persona in self.world.personas):
            raise KeyError(user_id)
        return user_id

    async def move_clock(self, request: web.Request) -> web.StreamResponse:
        """Begin to move the clock; how far it is comes with the stream."""
        asked = await request.json()
        self.clockwork.move(
            "jump" if asked.get("way") == "jump" else "run",
            to=str(asked.get("to", "")),
            hours=float(asked.get("hours", 0)),
        )
        return web.json_response({})

    def _tell_clock(self) -> None:
        for feed in list(self.feeds):
            feed.changed(CLOCK)


def _answering(handler: Handler) -> Handler:
    """Turn what is wrong with a request into an answer, and refuse other sites' pages."""

    async def answer(request: web.Request) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if origin and urlsplit(origin).netloc != request.host:
            raise web.HTTPForbidden(text="只接受这个页面自己的请求。")
        try:
            return await handler(request)
        except Refused as refusal:
            raise web.HTTPConflict(text=str(refusal)) from refusal
        except ApiError as error:
            raise web.HTTPBadRequest(text=f"发不出去：{error.description}") from error
        except PermissionError as error:
            raise web.HTTPConflict(text="机器人已停用，先重新启用才能发。") from error
        except LookupError as error:
            raise web.HTTPNotFound(text="找不到了，请刷新页面再试。") from error
        except ValueError as error:
            raise web.HTTPBadRequest(text="没有看懂这个请求。") from error

    return answer


def _preview(message: dict[str, Any]) -> str:
    """Return one line that stands for a message in the list of people."""
    kinds = {"photo": "[图片]", "document": "[文件]", "voice": "[语音]", "contact": "[名片]"}
    kind = next((word for key, word in kinds.items() if key in message), "")
    said = message.get("text") or message.get("caption") or ""
    return f"{kind}{said[:60]}".replace("\n", " ")
