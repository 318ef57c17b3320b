"""How a notice looks when it leaves: pictures first, then files, the words with their button."""

from bot.domain import notice_drafts
from bot.domain import notice_sending as sending
from bot.domain.media import store
from bot.domain.notice_broadcast import send_due
from models import MediaKind, Mode
from tests.notice_world import confirmed, drafted, messages_of, sent
from tests.people import NOON


async def test_pictures_come_first_as_one_album_then_files_then_the_words(session, branch, given):
    secretary = await given.secretary()
    zhang = await given.member("张三")
    notice = await drafted(session, secretary, shows_code=False)
    for number in range(3):
        photo = await store(
            session, branch.id, MediaKind.PHOTO, "照片.jpg", "image/jpeg", bytes([number]), NOON
        )
        await notice_drafts.attach(session, notice, secretary, photo, NOON)
    file = await store(session, branch.id, MediaKind.DOCUMENT, "表.xlsx", "application/x", b"f", NOON)
    await notice_drafts.attach(session, notice, secretary, file, NOON)

    await confirmed(session, branch, secretary, notice)
    await send_due(session, NOON + sending.MINUTE)

    album, one_file, words = await messages_of(session, notice, zhang)
    assert len(album.layout["media"]) == 3
    assert one_file.layout["media"] == [file]
    assert "buttons" in words.layout
    assert "media" not in words.layout


async def test_a_single_picture_carries_the_words(session, branch, given):
    secretary = await given.secretary()
    notice = await drafted(session, secretary)
    photo = await store(session, branch.id, MediaKind.PHOTO, "照片.jpg", "image/jpeg", b"p", NOON)
    await notice_drafts.attach(session, notice, secretary, photo, NOON)

    await confirmed(session, branch, secretary, notice)
    await send_due(session, NOON + sending.MINUTE)

    [row] = await messages_of(session, notice)
    assert row.layout["media"] == [photo]
    assert notice.text in row.text
    assert "buttons" in row.layout


async def test_a_long_notice_has_its_button_on_the_last_part(session, branch, given):
    secretary = await given.secretary()
    notice = await sent(session, branch, secretary, "\n\n".join(["红叶" * 500] * 6))

    parts = await messages_of(session, notice, secretary)

    assert len(parts) > 1
    assert ["buttons" in part.layout for part in parts] == [False] * (len(parts) - 1) + [True]


async def test_a_notice_that_asks_for_nothing_has_no_button(session, branch, given):
    secretary = await given.secretary()
    notice = await sent(session, branch, secretary, mode=Mode.TELL)

    [row] = await messages_of(session, notice)
    assert "buttons" not in row.layout


async def test_signs_in_a_text_and_in_names_are_kept_as_they_are(session, branch, given):
    secretary = await given.secretary()
    notice = await sent(session, branch, secretary, "请 <b>&李_四* 联系 [我]")

    [row] = await messages_of(session, notice)
    assert "<b>&李_四* 联系 [我]" in row.text
