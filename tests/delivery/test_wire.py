"""The wire, spoken by a real python-telegram-bot to real servers on the loopback."""

import asyncio
import json
from datetime import timedelta

import pytest
from aiohttp import web
from telegram import InputFile, InputMediaPhoto
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter

from tests.wire_world import MESSAGE, TOKEN, a_bot, yes


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
