"""The wire, spoken by a real python-telegram-bot to real servers on the loopback."""

import asyncio
import json
import logging
import socket
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot, InputFile, InputMediaPhoto
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot.delivery.wire import NotSent, Wire
from tests.waiting import until

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


# What arrives


async def test_a_message_arrives_as_it_was_written(telegram):
    text = "各位同志：明天 <b>& 100% + 1 = ?\n😀"

    async with a_bot(telegram.port) as bot:
        sent = await bot.send_message(7, text)

    assert sent.message_id == 1
    assert telegram.asked == [f"/bot{TOKEN}/sendMessage"]
    assert telegram.fields == {"chat_id": "7", "text": text}


async def test_a_call_without_parameters_is_answered(telegram):
    async def me(request: web.Request) -> web.Response:
        return yes({"id": 123456789, "is_bot": True, "first_name": "红叶", "username": "hongye"})

    telegram.answer = me

    async with a_bot(telegram.port) as bot:
        assert (await bot.get_me()).first_name == "红叶"


@pytest.mark.parametrize("filename", ["花名册.xlsx", 'a "quoted" name.xlsx', "two\r\nlines.xlsx"])
async def test_a_file_arrives_whole_under_its_own_name(telegram, filename):
    content = bytes(range(256)) * 12_000

    async with a_bot(telegram.port) as bot:
        await bot.send_document(7, InputFile(content, filename), caption="请看附件")

    name, mime, received = telegram.fields["document"]
    assert name == filename.replace("\r\n", "  ")
    assert mime == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert received == content
    assert telegram.fields["caption"] == "请看附件"


async def test_an_open_file_is_sent_without_being_read_into_memory_first(telegram, tmp_path):
    path = tmp_path / "票据.pdf"
    path.write_bytes(b"pdf" * 100_000)

    with path.open("rb") as handle:
        async with a_bot(telegram.port) as bot:
            await bot.send_document(7, InputFile(handle, "票据.pdf", read_file_handle=False))

    assert telegram.fields["document"][2] == b"pdf" * 100_000


async def test_every_picture_of_an_album_arrives(telegram):
    pictures = []

    async def album(request: web.Request) -> web.Response:
        fields = await request.post()
        for item in json.loads(str(fields["media"])):
            pictures.append(fields[item["media"].removeprefix("attach://")].file.read())
        return yes([MESSAGE, MESSAGE])

    telegram.answer = album

    async with a_bot(telegram.port) as bot:
        await bot.send_media_group(7, [InputMediaPhoto(b"one"), InputMediaPhoto(b"two")])

    assert pictures == [b"one", b"two"]


async def test_a_file_is_downloaded_whole(telegram):
    content = bytes(range(256)) * 8_000

    async def answer(request: web.Request) -> web.Response:
        if request.path.endswith("/getFile"):
            path = {"file_path": "documents/花名册.xlsx"}
            return yes({"file_id": "f", "file_unique_id": "u"} | path)
        return web.Response(body=content)

    telegram.answer = answer

    async with a_bot(telegram.port) as bot:
        file = await bot.get_file("f")
        assert await file.download_as_bytearray() == content

    assert telegram.asked[-1] == f"/file/bot{TOKEN}/documents/花名册.xlsx"


async def test_messages_one_after_the_other_share_a_connection(telegram):
    async with a_bot(telegram.port) as bot:
        for _ in range(10):
            await bot.send_message(7, "好")

    assert len(telegram.connections) == 1


async def test_polling_waits_as_long_as_it_asked_telegram_to_wait(telegram):
    async def nothing_new(request: web.Request) -> web.Response:
        await asyncio.sleep(0.3)
        return yes([])

    telegram.answer = nothing_new

    async with a_bot(telegram.port) as bot:
        assert await bot.get_updates(timeout=5) == ()


# What Telegram refuses


@pytest.mark.parametrize(
    ("code", "description", "parameters", "error"),
    [
        (429, "Too Many Requests: retry after 3", {"retry_after": 3}, RetryAfter),
        (403, "Forbidden: bot was blocked by the user", None, Forbidden),
        (400, "Bad Request: chat not found", None, BadRequest),
        (409, "Conflict: terminated by other getUpdates request", None, Conflict),
        (401, "Unauthorized", None, InvalidToken),
        (502, "Bad Gateway", None, NetworkError),
    ],
)
async def test_what_telegram_refuses_is_told_by_name(telegram, code, description, parameters, error):
    async def refuse(request: web.Request) -> web.Response:
        body = {"ok": False, "error_code": code, "description": description}
        return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=code)

    telegram.answer = refuse

    async with a_bot(telegram.port) as bot:
        with pytest.raises(error) as raised:
            await bot.send_message(7, "好")

    assert type(raised.value) is error
    if parameters:
        assert raised.value.retry_after == timedelta(seconds=3)


async def test_a_redirect_is_not_followed(telegram):
    async def elsewhere(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "/elsewhere"})

    telegram.answer = elsewhere

    async with a_bot(telegram.port) as bot:
        with pytest.raises(NetworkError):
            await bot.send_message(7, "好")

    assert len(telegram.asked) == 1


# What was certainly not sent


async def failure_of(bot: Bot, **patience: float) -> NetworkError:
    with pytest.raises(NetworkError) as raised:
        await bot.send_message(7, "好", **patience)  # type: ignore[arg-type]
    return raised.value


async def test_a_refused_connection_is_not_sent(closed_port):
    async with a_bot(closed_port) as bot:
        failure = await failure_of(bot)

    assert type(failure) is NotSent
    assert f"127.0.0.1:{closed_port}" in str(failure)


async def test_an_unknown_host_is_not_sent():
    async with Wire(connect_timeout=2, pool_timeout=1) as wire:
        bot = Bot(TOKEN, base_url="http://nowhere.invalid/bot", request=wire)

        assert type(await failure_of(bot)) is NotSent


async def test_a_server_that_never_finishes_the_handshake_was_not_sent_to():
    async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    wire = Wire(connect_timeout=0.1, pool_timeout=0.1)
    async with a_server(silence) as port, a_bot(port, wire, "https") as bot:
        assert type(await failure_of(bot)) is NotSent


async def test_a_server_that_hangs_up_in_the_handshake_was_not_sent_to():
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)

    async with a_server(hang_up) as port, a_bot(port, scheme="https") as bot:
        assert type(await failure_of(bot)) is NotSent


async def test_without_a_free_connection_nothing_is_sent(telegram):
    go_on = asyncio.Event()

    async def slow(request: web.Request) -> web.Response:
        await go_on.wait()
        return yes()

    telegram.answer = slow

    async with a_bot(telegram.port, Wire(limit=1)) as bot:
        first = asyncio.create_task(bot.send_message(7, "第一"))
        await until(lambda: len(telegram.asked) == 1)
        failure = await failure_of(bot, connect_timeout=0.05, pool_timeout=0.05)
        go_on.set()
        await first

    assert type(failure) is NotSent
    assert len(telegram.asked) == 1


# What may have been sent


async def test_no_answer_in_time_is_doubt(telegram):
    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(1)
        return yes()

    telegram.answer = slow

    async with a_bot(telegram.port, Wire(read_timeout=0.05)) as bot:
        failure = await failure_of(bot)
        await until(lambda: len(telegram.asked) == 1)

    assert type(failure) is TimedOut
    assert len(telegram.asked) == 1


async def test_a_call_may_wait_without_limit(telegram):
    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(0.2)
        return yes()

    telegram.answer = slow

    async with a_bot(telegram.port, Wire(read_timeout=0.05)) as bot:
        assert await bot.send_message(7, "好", read_timeout=None)


@pytest.mark.parametrize("answered_before", [0, 1, 3])
async def test_a_connection_dropped_before_the_answer_is_doubt_and_nothing_is_repeated(
    answered_before,
):
    requests: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            requests.append(await read_request(reader))
            if len(requests) > answered_before:
                return
            writer.write(raw())

    async with a_server(talk) as port, a_bot(port) as bot:
        for _ in range(answered_before):
            await bot.send_message(7, "好")
        failure = await failure_of(bot)

    assert type(failure) is NetworkError
    assert len(requests) == answered_before + 1


async def test_a_connection_closed_while_idle_is_replaced(telegram):
    requests: list[bytes] = []

    async def one_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.append(await read_request(reader))
        writer.write(raw())

    def is_idle_connection_closed(bot: Bot) -> bool:
        kept = bot.request._session.connector._conns.values()  # type: ignore[attr-defined]
        return not any(line.is_connected() for lines in kept for line, _ in lines)

    async with a_server(one_answer) as port, a_bot(port) as bot:
        for _ in range(3):
            await bot.send_message(7, "好")
            await until(lambda: is_idle_connection_closed(bot))

    assert len(requests) == 3


async def test_half_an_answer_is_doubt():
    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(raw()[:-20])

    async with a_server(half) as port, a_bot(port) as bot:
        assert type(await failure_of(bot)) is NetworkError


async def test_what_is_no_http_is_doubt():
    async def nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b"good morning\r\n\r\n")

    async with a_server(nonsense) as port, a_bot(port) as bot:
        assert type(await failure_of(bot)) is NetworkError


async def test_an_upload_that_does_not_move_is_given_up():
    async def read_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    wire = Wire(media_write_timeout=0.01, read_timeout=0.1, connect_timeout=1, pool_timeout=1)

    async with a_server(read_nothing) as port, a_bot(port, wire) as bot:
        with pytest.raises(TimedOut):
            await bot.send_document(7, BytesIO(bytes(20 * 2**20)))


# The proxy


@dataclass
class Proxy:
    """A proxy for plain HTTP and for tunnels, which notes the heads it is shown."""

    heads: list[bytes] = field(default_factory=list)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head)
        method, target, _ = head.split(b" ", 2)
        if method == b"CONNECT":
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        host, _, port = target.split(b"/", 3)[2].partition(b":")
        upstream, onward = await asyncio.open_connection(host.decode(), int(port))
        onward.write(head)
        await asyncio.gather(pipe(reader, onward), pipe(upstream, writer))


async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(65536):
        writer.write(chunk)
        await writer.drain()
    writer.close()


async def test_messages_and_files_go_through_the_proxy(telegram):
    proxy = Proxy()

    async with a_server(proxy.talk) as port:
        wire = Wire(proxy=f"http://ming:pass%20word@127.0.0.1:{port}")
        async with a_bot(telegram.port, wire) as bot:
            await bot.send_message(7, "好")
            await bot.send_document(7, InputFile(b"x" * 300_000, "附件.bin"))

    assert telegram.fields["text"] == "好"
    assert telegram.fields["document"][2] == b"x" * 300_000
    assert proxy.heads
    assert b"Proxy-Authorization: Basic bWluZzpwYXNzIHdvcmQ=" in proxy.heads[0]


async def test_a_proxy_that_is_away_or_refuses_or_hangs_up_means_not_sent(telegram, closed_port):
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)

    async def who_are_you(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")

    async with (
        a_server(Proxy().talk) as refusing,
        a_server(hang_up) as moody,
        a_server(who_are_you) as strict,
    ):
        for port, scheme in [
            (closed_port, "http"),
            (closed_port, "https"),
            (refusing, "https"),
            (moody, "https"),
            (strict, "http"),
            (strict, "https"),
        ]:
            wire = Wire(proxy=f"http://ming:geheim@127.0.0.1:{port}")
            async with a_bot(telegram.port, wire, scheme) as bot:
                failure = await failure_of(bot)

            assert type(failure) is NotSent
            assert "geheim" not in everything_about(failure)
    assert telegram.asked == []


async def test_a_proxy_shown_a_tunnel_never_sees_the_token():
    proxy = Proxy()

    async with a_server(proxy.talk) as port, Wire(proxy=f"http://127.0.0.1:{port}") as wire:
        await failure_of(Bot(TOKEN, base_url="https://127.0.0.1/bot", request=wire))

    assert proxy.heads[0].startswith(b"CONNECT 127.0.0.1:443 ")
    assert TOKEN.encode() not in proxy.heads[0]


@pytest.mark.parametrize("proxy", ["socks5://ming:geheim@127.0.0.1:1080", "127.0.0.1:3128", "http://"])
def test_another_kind_of_proxy_is_refused_in_one_sentence(proxy):
    with pytest.raises(ValueError, match="http:// or https://") as raised:
        Wire(proxy=proxy)

    assert "geheim" not in everything_about(raised.value)


# What is never told


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


async def drop(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)


async def drop_while_reading(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(10)
    writer.transport.abort()


async def stay_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.5)


@pytest.mark.parametrize("talk", [drop, drop_while_reading, stay_silent])
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_the_token_is_in_no_log_and_in_no_failure(caplog, talk, scheme):
    caplog.set_level(logging.DEBUG)
    # As in production: python-telegram-bot itself prints its address when asked for every detail.
    caplog.set_level(logging.INFO, "telegram")

    async with a_server(talk) as port:
        wire = Wire(read_timeout=0.1, connect_timeout=0.1, pool_timeout=0.1)
        async with a_bot(port, wire, scheme) as bot:
            failures = [await failure_of(bot)]
            with pytest.raises(NetworkError) as raised:
                await bot.send_document(7, bytes(3 * 2**20), write_timeout=0.2)
            failures.append(raised.value)
            with pytest.raises(NetworkError) as raised:
                await wire.retrieve(f"{scheme}://127.0.0.1:{port}/file/bot{TOKEN}/x")
            failures.append(raised.value)

    for failure in failures:
        assert TOKEN not in everything_about(failure)
        assert "AAHk" not in everything_about(failure)
    assert "AAHk" not in caplog.text


class BrokenDisk(BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        raise OSError(5, "Input/output error")


@pytest.mark.parametrize("proxied", [False, True])
async def test_a_file_that_cannot_be_read_tells_no_token(telegram, closed_port, proxied):
    proxy = f"http://ming:geheim@127.0.0.1:{telegram.port}" if proxied else None

    async with a_bot(closed_port if proxied else telegram.port, Wire(proxy=proxy)) as bot:
        broken = InputFile(BrokenDisk(b"x" * 100), "a.bin", read_file_handle=False)
        with pytest.raises(NetworkError) as raised:
            await bot.send_document(7, broken)

    assert "AAHk" not in everything_about(raised.value)
    assert "geheim" not in everything_about(raised.value)


async def test_a_success_logs_no_token_either(telegram, caplog):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, "telegram")

    async with a_bot(telegram.port) as bot:
        await bot.send_message(7, "好")

    assert "AAHk" not in caplog.text


def test_a_wire_shows_neither_token_nor_password():
    assert "geheim" not in repr(Wire(proxy="http://ming:geheim@127.0.0.1:3128"))


# Its life


async def test_a_closed_wire_sends_nothing_and_can_be_opened_again(telegram):
    async with a_bot(telegram.port) as bot:
        wire = bot.request
        await wire.shutdown()
        await wire.shutdown()
        with pytest.raises(NetworkError, match="not initialized"):
            await bot.send_message(7, "好")

        await wire.initialize()
        await wire.initialize()
        assert await bot.send_message(7, "好")

    assert len(telegram.asked) == 1
