"""What goes wrong on the wire: it was certainly not sent, or nobody can know."""

import asyncio
from io import BytesIO

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import NetworkError, TimedOut

from bot.delivery.wire import NotSent, Wire
from tests.waiting import until
from tests.wire_world import TOKEN, a_bot, a_server, failure_of, raw, read_request, yes


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
        kept = bot.request._session.connector._conns.values()
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
