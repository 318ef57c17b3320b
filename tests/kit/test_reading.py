"""Reading: what an update says, without the messenger's types."""

from typing import Any

import pytest
from telegram import Update

from bot.presses import OpenMenu
from handlers.kit.reading import Incoming, SharedContact, Sort, read
from models import MediaKind
from tests.kit.desk import message, pressed

PHOTO = {"file_unique_id": "u", "width": 1, "height": 1}
FILE = {"file_id": "f", "file_unique_id": "u"}
FILM = FILE | {"width": 1, "height": 1, "duration": 3}


def told(content: dict[str, Any]) -> Incoming:
    update = Update.de_json({"update_id": 5} | content, None)
    assert update is not None
    return read(update)


def said(text: str = "", **more: Any) -> Incoming:
    return told({"message": message(7, text) | more})


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        ("收到", None, ""),
        ("/start", "start", ""),
        ("/start a-token_1", "start", "a-token_1"),
        ("/Menu@hongye_bot", "menu", ""),
        ("/help  请 帮忙 ", "help", "请 帮忙"),
        ("看 /start", None, ""),
    ],
)
def test_a_command_is_told_from_words(text, command, argument):
    incoming = said(text)

    assert (incoming.text, incoming.command, incoming.argument) == (text, command, argument)


def test_who_and_where_are_known():
    incoming = said("好")

    assert (incoming.update_id, incoming.chat_id, incoming.user_id) == (5, 7, 7)
    assert (incoming.private, incoming.shown_name, incoming.message_id) == (True, "某人", 400)


def test_a_press_names_its_message_and_its_meaning():
    incoming = told(pressed(7, "menu", 501))

    assert (incoming.press, incoming.pressed, incoming.message_id) == (OpenMenu(), "menu", 501)
    assert incoming.callback_id


def test_a_press_in_a_group_is_no_private_matter():
    assert told(pressed(7, "menu", 501, chat=-100)).private is False


@pytest.mark.parametrize(("contact", "own"), [({"user_id": 7}, True), ({"user_id": 8}, False), ({}, False)])
def test_only_ones_own_number_is_ones_own(contact, own):
    incoming = said(contact={"phone_number": "10055500001", "first_name": "周"} | contact)

    assert incoming.contact == SharedContact("10055500001", own)


@pytest.mark.parametrize(
    ("content", "kind", "sort", "name"),
    [
        (
            {"photo": [PHOTO | {"file_id": "small"}, PHOTO | {"file_id": "f"}]},
            MediaKind.PHOTO,
            Sort.SHOWN,
            "照片.jpg",
        ),
        ({"document": FILE | {"file_name": "花名册.xlsx"}}, MediaKind.DOCUMENT, Sort.FILE, "花名册.xlsx"),
        ({"voice": FILE | {"duration": 3}}, MediaKind.VOICE, Sort.SPOKEN, "语音.ogg"),
        (
            {"video_note": FILE | {"duration": 3, "length": 240}},
            MediaKind.DOCUMENT,
            Sort.SPOKEN,
            "视频留言.mp4",
        ),
        ({"video": FILM}, MediaKind.DOCUMENT, Sort.SHOWN, "视频.mp4"),
        ({"audio": FILE | {"duration": 3}}, MediaKind.DOCUMENT, Sort.SHOWN, "音乐.mp3"),
        ({"animation": FILM, "document": FILE}, MediaKind.DOCUMENT, Sort.SHOWN, "动图.mp4"),
    ],
    ids=["photo", "document", "voice", "round video", "video", "song", "moving picture"],
)
def test_a_file_is_named_before_it_is_fetched(content, kind, sort, name):
    incoming = said(caption="说明", media_group_id="album", **content)

    assert incoming.file is not None
    assert (incoming.file.file_id, incoming.file.kind, incoming.file.sort) == ("f", kind, sort)
    assert incoming.file.name == name
    assert (incoming.text, incoming.album) == ("说明", "album")


def test_a_place_and_a_question_are_words_too():
    here = {"latitude": 32.651, "longitude": 110.778}
    hall = {"location": here, "title": "老干部活动中心", "address": "14楼"}
    poll = {"id": "1", "question": "去不去", "options": [], "total_voter_count": 0, "type": "regular"}
    rest = {
        "is_closed": False,
        "is_anonymous": True,
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }

    assert said(location=here).text == "（位置：北纬32.65100，东经110.77800）"
    assert said(venue=hall, location=here).text == "（位置：老干部活动中心，14楼）"
    assert said(poll=poll | rest).text == "去不去"


def test_forwarded_words_are_somebody_elses():
    origin = {"type": "hidden_user", "sender_user_name": "群友", "date": 1_770_000_000}

    assert said("速转", forward_origin=origin).forwarded
    assert not said("我说的").forwarded


def test_what_only_happened_to_the_chat_is_no_word():
    pinned = {"message_id": 3, "date": 1_770_000_000, "chat": {"id": 7, "type": "private"}}

    assert said(pinned_message=pinned).chat_id == 0


def test_what_carries_nothing_for_us_has_no_chat():
    assert told({"edited_message": message(7, "改了")}).chat_id == 0


def test_a_caption_is_no_command():
    assert said(caption="/stop", photo=[PHOTO | {"file_id": "f"}]).command is None
