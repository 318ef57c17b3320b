"""The adapter: a row becomes a call of the Bot API, and whatever the answer, it is an outcome."""

import shutil
from datetime import timedelta
from typing import Any

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.delivery.telegram import Call, Fate, Telegram, classify
from bot.delivery.wire import NotSent
from bot.messages import Button, Keyboard, Message
from bot.presses import OpenMenu
from bot.sandbox import faults
from bot.sandbox.answers import ApiError
from bot.sandbox.faults import Fault
from models import Action, Media, MediaKind
from tests.people import NOON

NAME = '<b>&"李_四*[x](tg://user?id=1)'
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000"
    "000301010018dd8db00000000049454e44ae426082"
)


@pytest.fixture
def database_url(tmp_path, sqlite_template):
    """Give one kind of database: it only holds the pictures here."""
    shutil.copy(sqlite_template, tmp_path / "hongye.db")
    return f"sqlite:///{tmp_path}/hongye.db"


@pytest.fixture
def patience_seconds():
    """Give up soon on what hangs."""
    return 0.5


@pytest.fixture
def telegram(messenger, database):
    messenger.world.acquaint([7, 8])
    return Telegram(messenger.bot, database)


def call(text: str = "您好", chat: int = 7, action: Action = Action.SEND, **more: Any) -> Call:
    return Call(action, chat, text, more.pop("layout", {}), **more)


def shown(message: Message) -> Call:
    return call(message.words, layout=message.layout())


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (RetryAfter(3), Fate.FLOOD),
        (RetryAfter(timedelta(seconds=3)), Fate.FLOOD),
        (InvalidToken("Unauthorized"), Fate.REVOKED),
        (Forbidden("Forbidden: bot was blocked by the user"), Fate.UNREACHABLE),
        (Forbidden("Forbidden: user is deactivated"), Fate.UNREACHABLE),
        (ChatMigrated(-100), Fate.REFUSED),
        (BadRequest("Chat not found"), Fate.UNREACHABLE),
        (BadRequest("Message is not modified: ..."), Fate.SENT),
        (BadRequest("Message to delete not found"), Fate.SENT),
        (BadRequest("Message to edit not found"), Fate.REFUSED),
        (BadRequest("Wrong file identifier"), Fate.REFUSED),
        (NotSent("Cannot connect"), Fate.NOT_SENT),
        (TimedOut("No answer in time"), Fate.DOUBT),
        (NetworkError("Bad Gateway"), Fate.DOUBT),
        (NetworkError("Request Entity Too Large"), Fate.REFUSED),
        (TelegramError("Invalid server response"), Fate.DOUBT),
    ],
    ids=lambda value: str(value),
)
def test_every_error_has_one_meaning(error, fate):
    assert classify(error).fate is fate


async def test_a_message_arrives_and_its_place_is_known(telegram, messenger):
    outcome = await telegram.deliver(call("您好"))

    [message] = messenger.world.chat(7).messages
    assert (outcome.fate, outcome.message_ids) == (Fate.SENT, (message["message_id"],))
    assert message["text"] == "您好"


async def test_a_title_is_bold_and_names_appear_literally(telegram, messenger):
    await telegram.deliver(shown(Message(f"请{NAME}来", title=f"😀{NAME}")))

    [message] = messenger.world.chat(7).messages
    assert message["text"] == f"😀{NAME}\n\n请{NAME}来"
    # Telegram marks addresses by itself; nothing in a name can make a link of other words.
    marks = [mark for mark in message["entities"] if mark["type"] != "url"]
    assert marks == [{"type": "bold", "offset": 0, "length": len(NAME) + 2}]


async def test_buttons_and_keyboards_are_shown(telegram, messenger):
    await telegram.deliver(shown(Message("按", buttons=(Button("主菜单", OpenMenu()),))))
    await telegram.deliver(shown(Message("字", keyboard=Keyboard((("看通知", "找人"),), contact="发号码"))))

    pressed = messenger.world.chat(7).messages[0]["reply_markup"]["inline_keyboard"]
    assert [[button["text"] for button in row] for row in pressed] == [["主菜单"]]
    keys = messenger.world.chat(7).keyboard["keyboard"]
    assert [[key if isinstance(key, str) else key["text"] for key in row] for row in keys] == [
        ["发号码"],
        ["看通知", "找人"],
    ]


async def test_an_edit_and_a_deletion_reach_their_message(telegram, messenger):
    first = await telegram.deliver(call("旧"))
    second = await telegram.deliver(call("删"))

    edited = await telegram.deliver(call("新", action=Action.EDIT, message_id=first.message_ids[0]))
    gone = await telegram.deliver(call("", action=Action.DELETE, message_id=second.message_ids[0]))

    assert (edited.fate, gone.fate) == (Fate.SENT, Fate.SENT)
    assert messenger.texts(7) == ["新"]


async def test_what_is_too_old_to_be_deleted_is_overwritten(telegram, messenger):
    first = await telegram.deliver(call("旧"))
    gone = call("此通知已撤回。", action=Action.DELETE, message_id=first.message_ids[0])
    messenger.server.faults.script(faults.refused("message can't be deleted for everyone", "deleteMessage"))

    outcome = await telegram.deliver(gone)

    assert outcome.fate is Fate.SENT
    assert messenger.texts(7) == ["此通知已撤回。"]


async def test_an_edit_that_changes_nothing_is_done(telegram):
    first = await telegram.deliver(call("一样"))

    outcome = await telegram.deliver(call("一样", action=Action.EDIT, message_id=first.message_ids[0]))

    assert outcome.fate is Fate.SENT


@pytest.mark.parametrize(
    ("fault", "fate", "arrived"),
    [
        (lambda: faults.flooded(3), Fate.FLOOD, 0),
        (lambda: faults.blocked(), Fate.UNREACHABLE, 0),
        (lambda: faults.deactivated(), Fate.UNREACHABLE, 0),
        (lambda: faults.refused("chat not found"), Fate.UNREACHABLE, 0),
        (lambda: faults.refused("something new"), Fate.REFUSED, 0),
        (lambda: faults.bad_gateway(delivers=True), Fate.DOUBT, 1),
        (lambda: faults.bad_gateway(delivers=False), Fate.DOUBT, 0),
        (lambda: faults.dropped(delivers=True), Fate.DOUBT, 1),
        (lambda: faults.hanging(seconds=5), Fate.DOUBT, 1),
        (lambda: Fault(answer=ApiError(401, "Unauthorized")), Fate.REVOKED, 0),
        (lambda: Fault(answer=ApiError(413, "Request Entity Too Large")), Fate.REFUSED, 0),
    ],
    ids=lambda value: str(value) if isinstance(value, Fate) else "",
)
async def test_what_goes_wrong_on_the_wire_is_an_outcome(telegram, messenger, fault, fate, arrived):
    messenger.server.faults.script(fault())

    outcome = await telegram.deliver(call())

    assert outcome.fate is fate
    assert len(messenger.texts(7)) == arrived
    if fate is Fate.FLOOD:
        assert outcome.retry_after == 3


async def test_a_stranger_cannot_be_written_to(telegram):
    assert (await telegram.deliver(call(chat=999))).fate is Fate.UNREACHABLE


async def test_a_message_does_not_leave_when_there_is_no_connection(telegram, messenger):
    await messenger.server.stop()

    await telegram.deliver(call())  # into a connection that was open: nobody knows

    assert (await telegram.deliver(call())).fate is Fate.NOT_SENT


async def test_a_title_that_cannot_be_marked_is_sent_as_plain_text(telegram, messenger):
    messenger.server.faults.script(faults.refused("can't parse entities: ...", "sendMessage"))

    outcome = await telegram.deliver(shown(Message("正文", title="题目")))

    [message] = messenger.world.chat(7).messages
    assert outcome.fate is Fate.SENT
    assert message["text"] == "题目\n\n正文"
    assert "entities" not in message


async def test_a_text_that_cannot_be_marked_twice_is_refused(telegram, messenger):
    messenger.server.faults.script(faults.refused("can't parse entities: ...", times=2))

    assert (await telegram.deliver(shown(Message("正文", title="题目")))).fate is Fate.REFUSED
    assert (await telegram.deliver(shown(Message("正文", title="题目")))).fate is Fate.SENT


@pytest.fixture
async def pictures(database, branch):
    """Keep three pictures and return their ids."""
    async with database.transaction() as session:
        kept = [
            Media(
                branch_id=branch.id,
                sha256=str(number),
                kind=MediaKind.PHOTO,
                filename="照片.png",
                mime="image/png",
                data=PIXEL,
                created_at=NOON,
            )
            for number in range(3)
        ]
        session.add_all(kept)
    return [media.id for media in kept]


async def test_a_picture_is_uploaded_once_and_then_named(telegram, messenger, pictures):
    picture = Message("说明", title="题目", media=(pictures[0],))

    first = await telegram.deliver(shown(picture))
    second = await telegram.deliver(shown(picture))

    assert list(first.uploads) == [pictures[0]]
    assert second.uploads == {}
    assert len(messenger.world.files) == 1
    assert [message["caption"] for message in messenger.world.chat(7).messages] == ["题目\n\n说明"] * 2
    assert not telegram._uploading


async def test_an_album_shares_one_handle_for_each_picture(telegram, messenger, pictures):
    outcome = await telegram.deliver(call("", layout={"media": pictures}))

    assert len(outcome.message_ids) == 3
    assert set(outcome.uploads) == set(pictures)


async def test_the_caption_of_a_picture_can_be_redrawn(telegram, messenger, pictures):
    sent = await telegram.deliver(call("旧", layout={"media": pictures[:1]}))

    outcome = await telegram.deliver(
        call("新", action=Action.EDIT, message_id=sent.message_ids[0], captioned=True)
    )

    assert outcome.fate is Fate.SENT
    assert messenger.world.chat(7).messages[0]["caption"] == "新"


async def test_an_upload_that_failed_is_tried_from_the_beginning(telegram, messenger, pictures):
    messenger.server.faults.script(faults.bad_gateway("sendPhoto"))
    picture = call("说明", layout={"media": pictures[:1]})

    assert (await telegram.deliver(picture)).fate is Fate.DOUBT
    assert (await telegram.deliver(picture)).fate is Fate.SENT


async def test_a_database_that_is_away_keeps_a_picture_waiting(telegram, pictures, monkeypatch):
    from sqlalchemy.exc import OperationalError

    def away() -> Any:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(telegram._database, "reading", away)

    outcome = await telegram.deliver(call("说明", layout={"media": pictures[:1]}))

    assert outcome.fate is Fate.NOT_SENT
