"""Files in both directions: multipart, attach://, and by file_id."""

import httpx
import pytest
from telegram import Bot, InputMediaDocument, InputMediaPhoto

from bot.sandbox.answers import ApiError
from bot.sandbox.server import SandboxServer
from bot.sandbox.world import World

from .small_world import PNG, ZHANG, refused


async def test_an_uploaded_document_keeps_name_type_and_bytes(bot: Bot, world: World):
    sent = await bot.send_document(
        ZHANG, b"a,b\n", filename="名册.csv", caption="<b>名册</b>", parse_mode="HTML"
    )

    stored = world.files[sent.document.file_id]
    assert (stored.name, stored.mime, stored.data) == ("名册.csv", "text/csv", b"a,b\n")
    assert sent.document.file_size == 4
    assert (sent.caption, sent.caption_entities[0].type) == ("名册", "bold")


async def test_a_photo_has_its_size_and_can_be_sent_again_by_its_file_id(bot: Bot, world: World):
    first = await bot.send_photo(ZHANG, PNG)

    again = await bot.send_photo(ZHANG, first.photo[-1].file_id, caption="再来一张")

    assert (again.photo[-1].width, again.photo[-1].height) == (2, 3)
    assert again.photo[-1].file_unique_id == first.photo[-1].file_unique_id
    assert len(world.files) == 1, "it was uploaded once"


async def test_what_is_no_picture_or_no_file_of_that_kind_is_refused(bot: Bot):
    document = (await bot.send_document(ZHANG, b"x", filename="x.bin")).document

    with refused("image_process_failed"):
        await bot.send_photo(ZHANG, b"not a picture")
    with refused("Can't use file of type Document as Photo"):
        await bot.send_photo(ZHANG, document.file_id)
    with refused("wrong remote file identifier specified: can't unserialize it. Wrong last symbol"):
        await bot.send_document(ZHANG, "BQACnonsense")
    with refused("Message caption is too long"):
        await bot.send_document(ZHANG, b"x", caption="字" * 1025)
    with refused("File must be non-empty"):
        await bot.send_document(ZHANG, b"", filename="x.bin")


@pytest.mark.parametrize("beyond", [1, 2**21])
async def test_more_than_fifty_megabytes_cannot_be_sent(server: SandboxServer, bot: Bot, beyond: int):
    async with httpx.AsyncClient() as http:
        answer = await http.post(
            f"{server.url}/bot{bot.token}/sendDocument",
            data={"chat_id": ZHANG},
            files={"document": ("x.bin", bytes(50 * 2**20 + beyond))},
        )

    assert (answer.status_code, answer.json()["description"]) == (413, "Request Entity Too Large")


async def test_an_album_mixes_uploads_and_known_files_and_holds_together(bot: Bot, world: World):
    known = (await bot.send_photo(ZHANG, PNG)).photo[-1].file_id

    album = await bot.send_media_group(
        ZHANG, [InputMediaPhoto(PNG, caption="第一张"), InputMediaPhoto(known)]
    )

    assert len({message.media_group_id for message in album}) == 1
    assert [message.caption for message in album] == ["第一张", None]
    assert [m["photo"][0]["file_size"] for m in world.chat(ZHANG).messages[1:]] == [len(PNG)] * 2


async def test_an_album_with_one_wrong_part_is_not_sent_at_all(bot: Bot, world: World):
    with refused("message caption is too long"):
        await bot.send_media_group(ZHANG, [InputMediaPhoto(PNG), InputMediaPhoto(PNG, caption="字" * 1025)])
    with refused("document can't be mixed with other media types"):
        await bot.send_media_group(ZHANG, [InputMediaPhoto(PNG), InputMediaDocument(b"x")])
    with refused("too many messages to send as an album"):
        await bot.send_media_group(ZHANG, [InputMediaPhoto(PNG) for _ in range(11)])

    assert world.chat(ZHANG).messages == []


async def test_voice_can_be_sent(bot: Bot, world: World):
    sent = await bot.send_voice(ZHANG, b"OggS", filename="a.ogg")

    assert world.files[sent.voice.file_id].data == b"OggS"


async def test_what_a_person_sends_can_be_downloaded(bot: Bot, world: World):
    await world.upload(ZHANG, "花名册.xlsx", "", b"PK\x03\x04...", caption="请导入 /now")
    (update,) = await bot.get_updates()

    file = await update.message.document.get_file()

    assert bytes(await file.download_as_bytearray()) == b"PK\x03\x04..."
    assert update.message.document.file_name == "花名册.xlsx"
    assert update.message.document.mime_type.endswith("spreadsheetml.sheet")
    assert update.message.caption_entities[0].type == "bot_command"


async def test_twenty_megabytes_can_be_downloaded_and_a_byte_more_cannot(bot: Bot, world: World):
    for size in (20 * 2**20, 20 * 2**20 + 1):
        await world.upload(ZHANG, "大.bin", "", bytes(size))
    fits, too_big = await bot.get_updates()

    assert (await fits.message.document.get_file()).file_size == 20 * 2**20
    with refused("File is too big"):
        await too_big.message.document.get_file()
    with refused("Invalid file_id"):
        await bot.get_file("BQACnonsense")


async def test_an_album_of_a_person_is_several_updates(bot: Bot, world: World):
    for name in ("1.png", "2.png"):
        await world.upload(ZHANG, name, "image/png", PNG, as_photo=True, album="77")

    updates = await bot.get_updates()

    assert [u.message.media_group_id for u in updates] == ["77", "77"]
    assert updates[0].message.photo[-1].width == 2


@pytest.mark.parametrize(
    ("data", "as_photo"), [(b"no picture", True), (PNG[:20], True), (b"\xff\xd8", True), (b"", False)]
)
async def test_a_person_cannot_send_what_is_empty_or_no_picture(world: World, data: bytes, as_photo: bool):
    with pytest.raises(ApiError):
        await world.upload(ZHANG, "图.png", "image/png", data, as_photo=as_photo)

    assert world.chat(ZHANG).messages == []


async def test_a_jpeg_knows_its_size_too(world: World):
    header = bytes.fromhex("ffd8ffe000104a46494600010101006000600000ffc000110800030002030122000211010311")

    await world.upload(ZHANG, "图.jpg", "image/jpeg", header, as_photo=True)

    (photo,) = world.chat(ZHANG).messages[0]["photo"]
    assert (photo["width"], photo["height"]) == (2, 3)


async def test_a_path_nobody_gave_out_is_not_found(server: SandboxServer, bot: Bot):
    async with httpx.AsyncClient() as http:
        answer = await http.get(f"{server.url}/file/bot{bot.token}/documents/../file_9.xlsx")
        stranger = await http.get(f"{server.url}/file/bot1:x/documents/file_1.xlsx")

    assert (answer.status_code, stranger.status_code) == (404, 401)
