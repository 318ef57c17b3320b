"""A bot on the wire, and servers of every behaviour on the loopback."""

import asyncio
import json
import socket
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import NetworkError

from bot.delivery.wire import Wire

TOKEN = "123456789:AAHk-9d_4fVbQw3XyZ0aBcDeFgHiJkLmNoP"
MESSAGE = {"message_id": 1, "date": 1770000000, "chat": {"id": 7, "type": "private"}}

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def yes(result: Any = MESSAGE) -> web.Response:
    return web.json_response({"ok": True, "result": result})


@dataclass
class Telegram:
    """A server that notes what it was asked and answers as it is told."""

    answer: Answer | None = None
    port: int = 0
    asked: list[str] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    connections: set[Any] = field(default_factory=set)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        self.connections.add(request.transport)
        if self.answer:
            return await self.answer(request)
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                self.fields[name] = value.filename, value.content_type, value.file.read()
            else:
                self.fields[name] = value
        return yes()


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    server = Telegram()
    app = web.Application(client_max_size=2**26)
    app.router.add_route("*", "/{anything:.*}", server.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.port = runner.addresses[0][1]
    yield server
    await runner.cleanup()


@asynccontextmanager
async def a_bot(port: int, wire: Wire | None = None, scheme: str = "http") -> AsyncIterator[Bot]:
    """A bot that does not introduce itself first."""
    root = f"{scheme}://127.0.0.1:{port}"
    wire, polling = wire or Wire(), Wire(limit=1, read_timeout=0.1)
    async with wire, polling:
        yield Bot(
            TOKEN,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=wire,
            get_updates_request=polling,
        )


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def a_server(talk: Talk) -> AsyncIterator[int]:
    """A server below HTTP, for all that can go wrong there; yields its port."""

    talking: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk_through = asyncio.create_task(talk(reader, writer))
        talking.add(talk_through)
        await asyncio.wait([talk_through])
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    for talk_through in talking:
        talk_through.cancel()
    ends = await asyncio.gather(*talking, return_exceptions=True)
    hung_up = (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError)
    assert [end for end in ends if end is not None and not isinstance(end, hung_up)] == []


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.socket() as held:  # but nobody listens there
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


async def read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            await reader.readexactly(int(line.split(b":")[1]))
    return head


def raw(result: Any = MESSAGE) -> bytes:
    body = json.dumps({"ok": True, "result": result}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


async def failure_of(bot: Bot, **patience: float) -> NetworkError:
    with pytest.raises(NetworkError) as raised:
        await bot.send_message(7, "好", **patience)
    return raised.value


def everything_about(error: BaseException) -> str:
    """Return all that a log or a debugger could print of an error and of what led to it."""
    told, seen = "", set()
    following: list[BaseException | None] = [error]
    while following:
        cause = following.pop()
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        told += f"{cause!s} {cause!r} {cause.args!r} {cause.__dict__!r}"
        told += "".join(traceback.format_exception(cause))
        following += [cause.__cause__, cause.__context__]
    return told
