"""What people send that is no word: never an error, never silence where an answer is due."""

from datetime import timedelta
from typing import Any

import pytest

from bot.texts import common
from bot.texts import help as say
from handlers.routes import FORMS, ROUTES, SPECIAL
from models import Person
from tests.kit.conftest import desk, messenger, patience_seconds, zhou
from tests.kit.desk import Desk, message
from tests.people import chat_of

__all__ = ["desk", "messenger", "patience_seconds", "zhou"]

# What is answered does not depend on the kind of database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

GREETED = "收到您的问候"
NOT_UNDERSTOOD = "对不起，我没听明白"
FILE = {"file_id": "f", "file_unique_id": "u"}
FILM = FILE | {"width": 1, "height": 1, "duration": 3}
STICKER = FILE | {
    "width": 1,
    "height": 1,
    "type": "regular",
    "is_animated": False,
    "is_video": False,
    "emoji": "🌹",
}
POLL = {
    "id": "1",
    "question": "晚饭吃什么",
    "options": [],
    "total_voter_count": 0,
    "type": "regular",
    "is_closed": False,
    "is_anonymous": True,
    "allows_multiple_answers": False,
    "allows_revoting": True,
    "members_only": False,
}
RUMOUR = "吃这个三天血管全通！！！速转给你关心的人"
ORIGIN = {"type": "hidden_user", "sender_user_name": "群友", "date": 1_770_000_000}


async def sends(desk: Desk, who: Person, **content: Any) -> list[str]:
    return await desk.serves(who, await desk.arrives({"message": message(chat_of(who), "") | content}))


@pytest.fixture
def opened(desk: Desk) -> Desk:
    special = {name: getattr(SPECIAL, name) for name in SPECIAL.__dataclass_fields__}
    desk.open_with(*ROUTES, forms=FORMS, **special)
    return desk


async def test_whatever_is_sent_has_an_answer_and_none_is_an_error(opened: Desk, zhou: Person) -> None:
    sent: list[tuple[dict[str, Any], str]] = [
        ({"sticker": STICKER}, GREETED),
        ({"dice": {"value": 3, "emoji": "🎲"}}, GREETED),
        ({"video": FILM}, GREETED),
        ({"animation": FILM, "document": FILE}, GREETED),
        ({"audio": FILE | {"duration": 3}}, GREETED),
        ({"video_note": FILE | {"duration": 3, "length": 240}}, common.file_not_fetched()),
        ({"location": {"latitude": 32.65, "longitude": 110.78}}, NOT_UNDERSTOOD),
        ({"poll": POLL}, NOT_UNDERSTOOD),
        ({"contact": {"phone_number": "10055500009", "first_name": "老张"}}, "这张名片我没有留"),
        ({"text": RUMOUR, "forward_origin": ORIGIN}, "您转来的我看到了"),
    ]
    for content, expected in sent:
        (answer,) = await sends(opened, zhou, **content)

        assert answer.startswith(expected), content
        opened.now += timedelta(days=1)


async def test_greetings_and_what_is_passed_around_are_answered_once_a_day(
    opened: Desk, zhou: Person
) -> None:
    rumour = {"text": RUMOUR, "forward_origin": ORIGIN}

    assert len(await sends(opened, zhou, sticker=STICKER)) == 1
    assert await sends(opened, zhou, video=FILM) == []
    assert await sends(opened, zhou, **rumour) == [say.passed_around().text]
    assert await sends(opened, zhou, **rumour) == []


async def test_a_message_that_is_pinned_says_nothing(opened: Desk, zhou: Person) -> None:
    assert await sends(opened, zhou, pinned_message=message(chat_of(zhou), "旧的")) == []
