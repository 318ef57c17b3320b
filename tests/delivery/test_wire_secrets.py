"""What the wire never tells: the token, and the password of a proxy."""

import asyncio
import logging
from io import BytesIO

import pytest
from telegram import InputFile
from telegram.error import NetworkError

from bot.delivery.wire import Wire
from tests.wire_world import TOKEN, a_bot, a_server, everything_about, failure_of, read_request


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
