"""The sender: nothing lost, nothing overtaken, nothing said into a silence that was asked for."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable

import pytest
from sqlmodel import col, select

from bot.database import Database
from bot.delivery import ledger, sender
from bot.delivery.claiming import claim_next
from bot.delivery.pacing import Pace
from bot.delivery.sender import FOR_ANSWERS, IN_FLIGHT, Sender
from bot.delivery.telegram import Telegram
from bot.domain import outbox
from bot.domain.outbox import Chat
from bot.messages import Message
from bot.sandbox import faults
from bot.sandbox.answers import ApiError
from bot.sandbox.faults import Fault
from models import Outbox, OutboxState
from tests.messenger import Messenger
from tests.people import NOON
from tests.waiting import until

CHATS = range(7, 12)


@pytest.fixture(autouse=True)
def impatience(monkeypatch):
    """Let the pauses be short, so that the tests are."""
    monkeypatch.setattr(sender, "_OUTAGE_SECONDS", (0.05,))
    monkeypatch.setattr(sender, "_CHAT_RETRY_SECONDS", 0.05)


@pytest.fixture
async def make(database: Database, messenger: Messenger) -> AsyncIterator[Callable[[], Sender]]:
    """Return how to make a sender; all that are made are stopped in the end."""
    made = []
    messenger.world.acquaint(CHATS)

    def _make(pace: Pace | None = None) -> Sender:
        pace = pace or Pace(1000.0, burst=50, chat_per_second=1000.0, chat_burst=50)
        made.append(Sender(database, Telegram(messenger.bot, database), pace, lambda: NOON))
        return made[-1]

    yield _make
    for each in made:
        await each.stop()


@pytest.fixture
def post(database: Database, branch):
    """Post texts to a chat, in one transaction."""

    async def _post(chat: int, *texts: str, kind: str = "reply") -> None:
        async with database.transaction() as session:
            for text in texts:
                await outbox.post(
                    session, Chat(chat), Message(text), branch_id=branch.id, now=NOON, kind=kind
                )

    return _post


async def states(database: Database) -> Counter[OutboxState]:
    async with database.reading() as session:
        return Counter((await session.exec(select(Outbox.state).order_by(col(Outbox.id)))).all())


async def test_everything_is_sent_in_order_and_written_down(make, post, messenger, database):
    for chat in CHATS:
        await post(chat, *"一二三四五")

    await (one := make()).start()
    await one.drain()

    for chat in CHATS:
        assert messenger.texts(chat) == list("一二三四五")
    assert await states(database) == {OutboxState.SENT: 25}


async def test_what_is_posted_while_it_runs_is_sent_after_the_commit(make, post, messenger):
    await (one := make()).start()
    await one.drain()

    await post(7, "后来")
    await one.drain()

    assert messenger.texts(7) == ["后来"]


async def test_a_drain_waits_also_for_what_was_posted_while_the_sender_looked(make, post, messenger):
    await (one := make()).start()

    for number in range(40):
        one.wake()  # it looks for work,
        await asyncio.sleep(number / 20_000)  # more or less far,
        await post(7, str(number))
        await one.drain()

        assert messenger.texts(7)[-1] == str(number)


async def test_an_answer_goes_ahead_of_a_notice_that_uses_every_token(make, post, messenger):
    slow = Pace(2.0, burst=1, chat_per_second=1000.0, chat_burst=50)
    for chat in CHATS:
        await post(chat, "通知", kind="notice mark")
    await make(slow).start()
    await until(lambda: any(messenger.texts(chat) for chat in CHATS))

    await post(7, "回答")
    before = sum(len(messenger.texts(chat)) for chat in CHATS)
    await until(lambda: "回答" in messenger.texts(7))

    assert sum(len(messenger.texts(chat)) for chat in CHATS) <= before + 2  # one may be on its way


@pytest.mark.parametrize("posts", [[("回答", "还有一句")], [("回答",), ("还有一句",)]])
async def test_the_second_half_of_an_answer_does_not_wait_for_what_is_in_hand(
    make, post, messenger, monkeypatch, posts
):
    """It was posted with the first half, or while that was on its way."""
    monkeypatch.setattr(sender, "AHEAD_SECONDS", 0.5)  # ten in hand, with room for an answer
    messenger.server.faults.latency = (0.1, 0.1)
    many = range(7, 7 + 3 * IN_FLIGHT)
    messenger.world.acquaint(many)
    for chat in many:
        await post(chat, "通知", kind="notice mark")
    await make(Pace(20.0, burst=1, chat_per_second=1000.0, chat_burst=50)).start()
    await until(lambda: any(messenger.texts(chat) for chat in many))

    for texts in posts:
        await post(7, *texts)
        await until(lambda: "回答" in messenger.texts(7))  # arrived; we have not heard of it
    before = sum(len(messenger.texts(chat)) for chat in many)
    await until(lambda: "还有一句" in messenger.texts(7))

    assert sum(len(messenger.texts(chat)) for chat in many) <= before + 6


async def test_an_answer_does_not_wait_for_notices_without_an_answer(make, post, messenger, database):
    slow = range(100, 100 + IN_FLIGHT + FOR_ANSWERS)
    messenger.world.acquaint(slow)
    for chat in slow:
        messenger.server.faults.script(faults.hanging("sendMessage", chat, seconds=1.0))
        await post(chat, "通知", kind="notice mark")
    await make().start()

    async def no_more_notices_are_sent() -> bool:
        return (await states(database))[OutboxState.SENDING] == IN_FLIGHT

    await until(no_more_notices_are_sent)
    await post(7, "回答")
    await until(lambda: messenger.texts(7))

    assert (await states(database))[OutboxState.SENDING] >= IN_FLIGHT


async def test_only_what_leaves_soon_is_claimed(make, post, messenger, database):
    for chat in CHATS:
        await post(chat, "通知", kind="notice mark")

    await make(Pace(0.1, burst=1)).start()
    await until(lambda: any(messenger.texts(chat) for chat in CHATS))

    assert (await states(database))[OutboxState.PENDING] == len(CHATS) - 1


@pytest.mark.parametrize("ahead_seconds", [sender.AHEAD_SECONDS, 100_000.0])  # none in hand, or all
async def test_what_has_landed_is_written_down_though_the_next_may_leave_much_later(
    make, post, messenger, database, monkeypatch, ahead_seconds
):
    monkeypatch.setattr(sender, "AHEAD_SECONDS", ahead_seconds)
    for chat in CHATS:
        await post(chat, "通知", kind="notice mark")

    await make(Pace(0.001, burst=1)).start()

    async def one_is_written_down() -> bool:
        return (await states(database))[OutboxState.SENT] == 1

    await until(one_is_written_down)


async def test_what_is_in_hand_at_a_stop_waits_for_the_next_start(make, post, messenger, database):
    for chat in CHATS:
        await post(chat, "通知", kind="notice mark")
    await (one := make(Pace(10.0, burst=1))).start()
    await until(lambda: any(messenger.texts(chat) for chat in CHATS))

    await one.stop()
    assert set(await states(database)) <= {OutboxState.SENT, OutboxState.PENDING}

    await (other := make()).start()
    await other.drain()
    assert [messenger.texts(chat) for chat in CHATS] == [["通知"]] * len(CHATS)


async def test_what_is_in_hand_when_silence_is_asked_for_goes_back_and_is_said_once(
    make, post, messenger, database
):
    messenger.server.faults.script(faults.flooded(3600))
    for chat in CHATS:
        await post(chat, "通知", kind="notice mark")
    await (one := make(Pace(10.0, burst=1))).start()
    await until(lambda: one.hush() > 0)

    async def nothing_is_in_doubt() -> bool:
        return OutboxState.SENDING not in await states(database)

    await until(nothing_is_in_doubt)
    assert (await states(database))[OutboxState.PENDING] > 0
    await one.stop()

    await (other := make()).start()
    await other.drain()
    assert [messenger.texts(chat) for chat in CHATS] == [["通知"]] * len(CHATS)


async def test_a_silence_is_waited_for_and_not_written_down_again_and_again(
    make, post, messenger, database, monkeypatch
):
    messenger.server.faults.script(faults.flooded(3600))
    for chat in CHATS:
        await post(chat, "通知", kind="notice mark")
    await (one := make(Pace(10.0, burst=1))).start()

    async def all_is_written_down() -> bool:
        return one.hush() > 0 and not one._outcomes and not one._flying

    await until(all_is_written_down)
    written = []

    async def write_down(*_: object) -> None:
        written.append(1)

    monkeypatch.setattr(ledger, "record", write_down)
    monkeypatch.setattr(sender, "RECORD_WITHIN_SECONDS", 0.0)
    for _ in range(5):
        one.wake()
        await asyncio.sleep(0.01)

    assert not written


async def test_what_was_claimed_and_not_sent_before_a_crash_is_sent_once(make, post, messenger, database):
    for chat in CHATS:
        await post(chat, "通知", kind="notice mark")
    async with database.transaction() as session:
        claimed = await claim_next(session, messenger.bot.id, [], NOON, at_most=3)
    assert len(claimed) == 3

    await (one := make()).start()
    await one.drain()

    assert [messenger.texts(chat) for chat in CHATS] == [["通知"]] * len(CHATS)


async def test_a_stop_in_the_middle_leaves_nothing_in_doubt(make, post, messenger, database):
    for chat in CHATS:
        await post(chat, *(str(number) for number in range(20)))
    messenger.server.faults.latency = (0.01, 0.03)

    for _ in range(6):
        await (one := make()).start()
        await asyncio.sleep(0.05)
        await one.stop()
        assert OutboxState.SENDING not in await states(database)
    await (last := make()).start()
    await last.drain()

    for chat in CHATS:
        assert messenger.texts(chat) == [str(number) for number in range(20)]


async def test_a_call_without_an_answer_does_not_hold_up_a_stop(make, post, messenger, database, monkeypatch):
    monkeypatch.setattr(sender, "STOP_SECONDS", 0.1)
    messenger.server.faults.script(faults.hanging(delivers=True))
    await post(7, "您好")
    await (one := make()).start()
    await until(lambda: bool(messenger.texts(7)))

    await one.stop()
    assert await states(database) == {OutboxState.SENDING: 1}

    await (other := make()).start()  # its start takes the row for doubtful
    await other.drain()
    assert messenger.texts(7) == ["您好", "您好"]
    assert await states(database) == {OutboxState.SENT: 1}


async def test_a_lost_answer_costs_one_more_copy_and_holds_back_what_comes_after(
    make, post, messenger, database
):
    messenger.server.faults.script(faults.dropped("sendMessage", 7, delivers=True))
    await post(7, "一", "二")
    await post(8, "别人")

    await (one := make()).start()
    await one.drain()

    assert messenger.texts(7) == ["一", "一", "二"]
    assert messenger.texts(8) == ["别人"]
    assert await states(database) == {OutboxState.SENT: 3}


async def test_answers_that_are_lost_for_ever_end_as_unknown(make, post, messenger, database):
    messenger.server.faults.script(faults.dropped("sendMessage", 7, delivers=True, times=9))
    await post(7, "一")

    await (one := make()).start()
    await one.drain()

    assert messenger.texts(7) == ["一", "一"]
    assert await states(database) == {OutboxState.UNKNOWN: 1}


async def test_an_outage_costs_no_message_and_no_copy(make, post, messenger, database):
    for chat in CHATS:
        await post(chat, "一", "二")
    await messenger.server.stop()
    wire = messenger.bot._request[1]
    await wire.shutdown()  # so that no open connection is left
    await wire.initialize()

    await (one := make()).start()
    await until(lambda: one._outages > 0)
    assert OutboxState.SENT not in await states(database)
    await messenger.server.start()
    await one.drain()

    for chat in CHATS:
        assert messenger.texts(chat) == ["一", "二"]


async def test_nothing_is_said_while_the_messenger_wants_silence(make, post, messenger):
    messenger.server.faults.script(faults.flooded(1))
    for chat in CHATS:
        await post(chat, "一", "二", "三")

    await (one := make()).start()
    await one.drain()

    stats = messenger.server.stats
    refused_at = stats.flooded[0] if stats.flooded else None
    assert sum(len(messenger.texts(chat)) for chat in CHATS) == 15
    assert one.hush() == 0
    if refused_at is not None:  # what was on its way then still comes, one message a chat
        assert len([at for at, _, _ in stats.sends if refused_at < at < refused_at + 1.5]) < len(CHATS)


async def test_a_dead_token_stops_everything_and_loses_nothing(make, post, messenger, database):
    messenger.server.faults.script(Fault("sendMessage", times=99, answer=ApiError(401, "Unauthorized")))
    for chat in CHATS:
        await post(chat, "一", "二")

    await (one := make()).start()
    await until(lambda: not one.is_alive)
    await one.stop()

    assert await states(database) == {OutboxState.PENDING: 10}
    assert not any(messenger.texts(chat) for chat in CHATS)


async def test_no_more_is_ever_in_doubt_than_may_be_in_flight(make, post, messenger, database, monkeypatch):
    """Outcomes that cannot be written down count as in flight, also when the answers are there."""

    async def refuse(*args: object) -> None:
        if args[2]:  # the outcomes
            raise OSError("the disk is full")

    monkeypatch.setattr(ledger, "record", refuse)
    everybody = range(100, 150)
    messenger.world.acquaint(everybody)
    for chat in everybody:
        await post(chat, "一")

    await (one := make()).start()

    async def all_are_on_their_way() -> bool:
        return (await states(database))[OutboxState.SENDING] >= IN_FLIGHT

    await until(all_are_on_their_way)
    await asyncio.sleep(0.2)

    assert (await states(database))[OutboxState.SENDING] == IN_FLIGHT
    monkeypatch.undo()
    await one.drain()
    assert await states(database) == {OutboxState.SENT: len(everybody)}


async def test_a_database_that_is_away_for_a_moment_costs_no_copy(
    make, post, messenger, database, monkeypatch
):
    record, refusals = ledger.record, iter(range(2))

    async def refuse_twice(*args: object) -> None:
        if args[2] and next(refusals, None) is not None:
            raise OSError("away")
        await record(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(ledger, "record", refuse_twice)
    monkeypatch.setattr(sender, "TRY_AGAIN_SECONDS", 0.01)
    await post(7, "一", "二")

    await (one := make()).start()
    await one.drain()

    assert messenger.texts(7) == ["一", "二"]
    assert await states(database) == {OutboxState.SENT: 2}
