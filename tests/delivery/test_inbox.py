"""The inbox: what Telegram was told that we have, we have."""

import asyncio
import json
from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select
from telegram import Bot, Update

from bot.database import Database
from bot.delivery.inbox import DurableQueue, begin_again, settle
from bot.delivery.polling import PollWire
from models import Inbox, InboxState
from tests.people import BOT_ID, NOON


class KnownBot(Bot):
    """A bot that need not ask who it is."""

    @property
    def id(self) -> int:
        return int(self.token.partition(":")[0])


BOT = KnownBot(f"{BOT_ID}:not-a-secret")


def words(update_id: int, text: str = "收到", chat: int = 7) -> dict[str, Any]:
    """Return a text message as Telegram writes it."""
    return {
        "update_id": update_id,
        "message": {
            "message_id": update_id,
            "date": 1_770_000_000,
            "chat": {"id": chat, "type": "private", "first_name": "周"},
            "from": {"id": chat, "is_bot": False, "first_name": "周"},
            "text": text,
        },
    }


def queue(database: Database, bot: Bot = BOT) -> DurableQueue:
    return DurableQueue(database, bot, lambda: NOON)


async def rows(database: Database) -> list[Inbox]:
    async with database.reading() as session:
        return list((await session.exec(select(Inbox).order_by(col(Inbox.id)))).all())


def waiting(inbox: DurableQueue) -> Iterable[Any]:
    while not inbox.empty():
        yield inbox.get_nowait()


def unreadable(update_id: int) -> dict[str, Any]:
    """Return an update in which what the library insists on is missing."""
    update = words(update_id)
    update["message"]["poll"] = {"id": "1", "question": "去不去"}
    return update


def test_what_cannot_be_understood_is_passed_over_and_its_words_are_not_logged(caplog):
    answer = {"ok": True, "result": [words(1), unreadable(2), words(3)]}

    read = PollWire.parse_json_payload(json.dumps(answer).encode())

    assert read["result"] == [words(1), {"update_id": 2}, words(3)]
    assert "update 2 cannot be understood" in caplog.text
    assert "去不去" not in caplog.text


async def test_an_update_is_in_the_database_when_put_returns(database):
    inbox = queue(database)

    await inbox.put(Update.de_json(words(900_000_000), BOT))

    [row] = await rows(database)
    assert (row.update_id, row.state) == (900_000_000, InboxState.OPEN)
    assert row.payload["message"]["text"] == "收到"
    assert [update.update_id for update in waiting(inbox)] == [900_000_000]


async def test_an_update_that_comes_three_times_is_queued_once(database):
    inbox = queue(database)

    await inbox.put(Update.de_json(words(5), BOT))
    await inbox.receive(words(5))
    await inbox.put(Update.de_json(words(5), BOT))

    assert len(await rows(database)) == 1
    assert [update.update_id for update in waiting(inbox)] == [5]


async def test_numbers_may_start_anew_after_a_quiet_week(database):
    inbox = queue(database)

    await inbox.receive(words(900_000_000))
    await inbox.receive(words(12))

    assert [update.update_id for update in waiting(inbox)] == [900_000_000, 12]


async def test_the_signal_to_stop_passes_without_being_stored(database):
    inbox = queue(database)

    await inbox.put(stop := object())

    assert list(waiting(inbox)) == [stop]
    assert await rows(database) == []


async def test_what_was_left_open_comes_first_and_in_order_after_a_restart(database):
    before = queue(database)
    for update_id in (31, 32, 33):
        await before.receive(words(update_id))
    async with database.transaction() as session:
        await settle(session, BOT_ID, 32, NOON)

    after = queue(database)
    resumed = await after.resume()
    await after.receive(words(34))
    await after.receive(words(33))  # Telegram had not heard that we have it

    assert resumed == {31: 0, 33: 0}
    assert [update.update_id for update in waiting(after)] == [31, 33, 34]


async def test_another_bots_updates_are_left_alone(database):
    await queue(database).receive(words(1))

    resumed = await queue(database, KnownBot("77:not-a-secret")).resume()

    assert resumed == {}


@pytest.mark.parametrize(
    "message",
    [
        {"text": "照片", "photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]},
        {"contact": {"phone_number": "10055500001", "first_name": "周", "user_id": 7}},
        {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 3}},
        {"text": "😀 <b>&李_四*", "entities": [{"type": "bold", "offset": 3, "length": 3}]},
    ],
    ids=["photo", "contact", "voice", "emoji"],
)
async def test_an_update_reads_the_same_after_a_restart(database, message):
    told = words(8)
    told["message"] |= message
    inbox = queue(database)
    await inbox.put(original := Update.de_json(told, BOT))

    again = queue(database)
    await again.resume()

    [restored] = waiting(again)
    assert restored.to_json() == original.to_json()


async def test_an_update_is_settled_once(database):
    await queue(database).receive(words(1))

    async with database.transaction() as session:
        first = await settle(session, BOT_ID, 1, NOON)
        second = await settle(session, BOT_ID, 1, NOON)

    assert (first, second) == (True, False)


async def test_attempts_are_counted_when_an_update_is_begun_again_not_when_the_process_starts(database):
    await queue(database).receive(words(1))

    for _ in range(5):
        assert await queue(database).resume() == {1: 0}
    async with database.transaction() as session:
        attempts = await begin_again(session, BOT_ID, 1)

    assert attempts == 1


async def test_nothing_is_confirmed_while_the_database_is_away(database, monkeypatch):
    inbox = queue(database)
    monkeypatch.setattr("bot.delivery.inbox._RETRY_SECONDS", 0.01)
    away = database.transaction
    asked = asyncio.Event()

    def refuse():
        asked.set()
        raise OperationalError("INSERT", {}, Exception("disk full"))

    database.transaction = refuse  # type: ignore[method-assign]
    putting = asyncio.create_task(inbox.put(Update.de_json(words(1), BOT)))
    for _ in range(3):
        await asked.wait()
        asked.clear()

    assert not putting.done()
    assert inbox.away_since == NOON

    database.transaction = away  # type: ignore[method-assign]
    await putting
    assert inbox.away_since is None
    assert [update.update_id for update in waiting(inbox)] == [1]


async def test_an_update_that_nothing_can_store_does_not_hold_up_the_next(database):
    inbox = queue(database)

    await inbox.receive(words(2**70))
    await inbox.receive(words(3))

    assert [update.update_id for update in waiting(inbox)] == [3]
