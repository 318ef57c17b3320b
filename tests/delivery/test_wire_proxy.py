"""The wire through a proxy."""

import asyncio
from dataclasses import dataclass, field

import pytest
from telegram import Bot, InputFile

from bot.delivery.wire import NotSent, Wire
from tests.wire_world import TOKEN, a_bot, a_server, everything_about, failure_of, read_request


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
