"""The ledger: which row goes next, and what becomes of it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery import ledger
from bot.delivery.ledger import Claimed, Settled
from bot.delivery.telegram import Fate, Outcome
from bot.domain import outbox
from bot.domain.kinds import KINDS, Doubt, Hearing, Kind
from bot.domain.notices import MARK
from bot.domain.outbox import Chat
from bot.messages import Message
from models import Account, Action, Lane, Media, MediaKind, Outbox, OutboxState, Upload
from tests.outgoing import claim_one
from tests.people import BOT_ID, NOON, chat_of

NIGHT = NOON + timedelta(hours=11)  # 21:00 in Shanghai
MORNING = NOON + timedelta(hours=22)  # 08:00 the next day
SENT = Outcome(Fate.SENT, message_ids=(501,))
LOST = Outcome(Fate.DOUBT, "TimedOut")


@pytest.fixture
def say(session, branch):
    """Put a message into the outbox, to a chat unless it is for a person."""

    async def _say(to: Any, text: str = "您好", kind: str = "tidings", **more: Any) -> int:
        return await outbox.post(
            session,
            Chat(to) if isinstance(to, int) else to,
            Message(text),
            branch_id=branch.id,
            now=NOON,
            kind=kind,
            **more,
        )

    return _say


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """Make two kinds without a feature behind them: for all, and better never than twice."""
    for kind in (
        Kind("tidings", Lane.BROADCAST, Doubt.ARRIVE, Hearing.LIVING, True, timedelta(days=7)),
        Kind("greeting", Lane.REMINDER, Doubt.ONCE, Hearing.CHEERFUL, False, timedelta(hours=10)),
    ):
        monkeypatch.setitem(KINDS, kind.name, kind)


async def claim(session: AsyncSession, *busy: int, now: Any = NOON) -> Any:
    return await claim_one(session, now, busy)


async def claim_all(session: AsyncSession, now: Any = NOON) -> list[str]:
    """Claim until nothing is left; return the texts in the order they would leave."""
    left = []
    while (claimed := await claim(session, now=now)) is not None:
        if isinstance(claimed, Claimed):
            left.append(claimed.call.text)
    return left


async def record(session: AsyncSession, claimed: Claimed, outcome: Outcome, now: Any = NOON) -> Outbox:
    await ledger.record(session, BOT_ID, [(claimed, outcome)], now)
    return await row(session, claimed.row_id)


async def row(session: AsyncSession, row_id: int) -> Outbox:
    return await session.get_one(Outbox, row_id, populate_existing=True)


async def test_emergencies_go_before_answers_and_answers_before_notices(session, say):
    for kind in ("tidings", "task", "reply", "alarm"):
        await say(7, kind, kind)

    assert await claim_all(session) == ["alarm", "reply", "task", "tidings"]


async def test_within_a_chat_and_lane_the_order_is_kept(session, say):
    for text in "一二三":
        await say(7, text)

    assert await claim_all(session) == ["一", "二", "三"]


async def test_a_busy_chat_does_not_hold_up_the_others(session, say):
    await say(7, "一")
    await say(8, "二")

    claimed = await claim(session, 7)

    assert claimed.call.chat_id == 8
    assert await claim(session, 7, 8) is None


async def test_a_row_that_is_tried_again_goes_before_those_behind_it(session, say):
    await say(7, "一")
    await say(7, "二")

    first = await claim(session)
    await record(session, first, Outcome(Fate.NOT_SENT, "no connection"))

    assert await claim_all(session) == ["一", "二"]


async def test_a_claimed_row_is_not_claimed_again(session, say):
    await say(7)
    await claim(session)

    assert await claim(session) is None


async def claim_some(session: AsyncSession, *busy: int, lane: Lane = Lane.BROADCAST) -> list[Any]:
    return await ledger.claim_next(session, BOT_ID, busy, NOON, lane, 16)


async def test_one_look_takes_the_next_of_several_chats_and_never_two_of_one(session, say):
    for chat, text in ((7, "一"), (7, "二"), (8, "三"), (9, "四"), (8, "五")):
        await say(chat, text)

    looked_at = await claim_some(session)
    assert [each.call.text for each in looked_at if isinstance(each, Claimed)] == ["一", "三", "四"]
    assert len(looked_at) == 5  # the others wait behind those
    assert await claim_some(session, 7, 8, 9) == []
    assert [each.call.text for each in await claim_some(session)] == ["二", "五"]


async def test_one_look_takes_no_more_than_it_was_asked_for(session, say):
    for chat in range(7, 12):
        await say(chat, str(chat))

    taken = await ledger.claim_next(session, BOT_ID, [], NOON, at_most=2)

    assert [each.call.chat_id for each in taken] == [7, 8]


async def test_an_answer_is_taken_ahead_of_what_is_less_urgent(session, say):
    await say(7, "通知")
    await say(8, "回答", "reply")

    assert [each.call.text for each in await claim_some(session, lane=Lane.REPLY)] == ["回答"]


async def test_what_cannot_go_holds_up_nobody_in_the_same_look(session, given, say):
    unbound, bound = await given.member("周德明"), await given.member("吴长贵")
    await given.bind(bound)
    refused, taken = await say(unbound), await say(bound)

    looked_at = await claim_some(session)

    assert isinstance(looked_at[0], Settled)
    assert looked_at[1].row_id == taken
    assert (await row(session, refused)).reason == "unbound"


async def test_what_was_claimed_before_its_withdrawal_is_taken_back_once_it_has_arrived(session, branch, say):
    claimed_id, waiting_id = await say(7, "通知"), await say(8, "通知")
    (claimed,) = await ledger.claim_next(session, BOT_ID, [], NOON, at_most=1)

    await outbox.cancel(session, col(Outbox.text) == "通知", reason="withdrawn", now=NOON)
    session.add(
        Outbox(
            branch_id=branch.id, chat_id=7, kind="reply", lane=Lane.REPLY, action=Action.DELETE,
            replaces=claimed_id, due_at=NOON, created_at=NOON,
        )
    )  # fmt: skip
    await session.flush()

    assert (await row(session, claimed_id)).state is OutboxState.SENDING
    assert (await row(session, waiting_id)).state is OutboxState.CANCELLED
    assert await claim_some(session) == []
    await record(session, claimed, SENT)
    (deletion,) = await claim_some(session)
    assert (deletion.call.action, deletion.call.message_id) == (Action.DELETE, 501)


async def test_a_message_finds_the_phone_its_reader_has_now(session, given, say):
    person = await given.member("周德明")
    old = await given.bind(person)
    await say(person)
    old.ended_at = NOON
    session.add(old)
    await session.flush()
    new = await given.bind(person)
    new.chat_id = 5_000_000_000
    session.add(new)
    await session.flush()

    assert (await claim(session)).call.chat_id == 5_000_000_000


async def test_nothing_new_is_written_on_a_phone_that_was_given_up(session, given, say, branch):
    person = await given.member("周德明")
    old = await given.bind(person)
    task = await row(session, await say(person, "请看一看"))
    await record(session, await claim(session), SENT)
    old.ended_at = NOON
    session.add(old)
    new = await given.bind(person)
    new.chat_id = 5_000_000_000
    session.add(new)
    await session.flush()

    await outbox.edit(session, task, Message("张三同志的事，办好了"), branch_id=branch.id, now=NOON)

    assert await claim_all(session) == []
    [edit] = (await session.exec(select(Outbox).where(col(Outbox.replaces) == task.id))).all()
    assert (edit.state, edit.reason) == (OutboxState.CANCELLED, "given up")


async def test_a_notice_is_taken_back_from_a_phone_that_was_given_up(session, given, say, branch):
    person = await given.member("周德明")
    account = await given.bind(person)
    notice = await row(session, await say(person, "明天开会"))
    await record(session, await claim(session), SENT)
    account.ended_at = NOON
    session.add(account)
    await session.flush()

    await outbox.edit(session, notice, Message("此通知已撤回。"), branch_id=branch.id, now=NOON, kind=MARK)

    assert await claim_all(session) == ["此通知已撤回。"]


@pytest.mark.parametrize("blocked", [False, True])
async def test_whom_the_messenger_cannot_reach_is_left_to_people(session, given, say, blocked):
    person = await given.member("周德明")
    if blocked:
        (await given.bind(person)).blocked_at = NOON
        await session.flush()
    row_id = await say(person)

    assert isinstance(await claim(session), Settled)
    settled = await row(session, row_id)
    assert (settled.state, settled.reason) == (OutboxState.FAILED, "blocked" if blocked else "unbound")


async def test_quiet_hours_hold_and_never_drop(session, say):
    row_id = await say(7, kind="tidings")

    assert isinstance(await claim(session, now=NIGHT), Settled)
    held = await row(session, row_id)
    assert (held.state, held.reason, held.due_at) == (OutboxState.HELD, "quiet", MORNING)

    await ledger.release(session, MORNING - timedelta(seconds=1))
    assert await claim_all(session, MORNING - timedelta(seconds=1)) == []
    await ledger.release(session, MORNING)
    assert await claim_all(session, MORNING) == ["您好"]


@pytest.mark.parametrize("kind", ["reply", "alarm", "bound"])
async def test_what_cannot_wait_passes_the_quiet_hours(session, say, kind):
    await say(7, kind=kind)

    assert await claim_all(session, NIGHT) == ["您好"]


async def test_what_is_for_later_waits_for_its_hour(session, say):
    await say(7, due_at=NOON + timedelta(hours=1))

    await ledger.release(session, NOON + timedelta(minutes=59))
    assert await claim_all(session) == []
    await ledger.release(session, NOON + timedelta(hours=1))
    assert await claim_all(session, NOON + timedelta(hours=1)) == ["您好"]


async def test_a_freeze_holds_what_is_for_and_about_somebody_until_people_decide(session, given, say):
    frozen, other = await given.member("沈志远"), await given.member("周德明")
    await given.bind(frozen)
    await given.bind(other)
    frozen.frozen_at = NOON
    session.add(frozen)
    ids = [await say(frozen), await say(other, subject=frozen)]

    assert await claim_all(session) == []
    await ledger.release(session, NOON + timedelta(days=30))

    for row_id in ids:
        held = await row(session, row_id)
        assert (held.state, held.reason) == (OutboxState.HELD, "frozen")


async def test_what_is_too_late_expires_with_its_reason(session, say):
    row_id = await say(7, kind="greeting")

    await claim(session, now=NOON + timedelta(hours=10, seconds=1))

    expired = await row(session, row_id)
    assert (expired.state, expired.reason) == (OutboxState.EXPIRED, "late")


async def test_an_edit_waits_until_it_is_known_what_became_of_its_message(session, branch, say):
    target = await row(session, await say(7, "看板"))
    first = await claim(session)
    await outbox.edit(session, target, Message("新看板"), branch_id=branch.id, now=NOON)
    await session.flush()

    assert await claim(session) is None

    await record(session, first, SENT)
    edit = await claim(session)
    assert (edit.call.text, edit.call.message_id) == ("新看板", 501)


async def test_an_edit_of_what_never_arrived_is_dropped(session, branch, say):
    target = await row(session, await say(7, "看板"))
    first = await claim(session)
    await outbox.edit(session, target, Message("新看板"), branch_id=branch.id, now=NOON)
    await record(session, first, Outcome(Fate.REFUSED, "too long"))

    assert isinstance(await claim(session), Settled)
    found = await session.exec(select(Outbox).where(Outbox.replaces == target.id))
    assert found.one().reason == "never shown"


async def test_what_must_arrive_is_sent_once_more_when_in_doubt_and_not_a_third_time(session, say):
    row_id = await say(7, kind="tidings")

    again = await record(session, await claim(session), LOST)
    assert (again.state, again.copies) == (OutboxState.PENDING, 1)
    settled = await record(session, await claim(session), LOST)

    assert (settled.id, settled.state, settled.reason) == (row_id, OutboxState.UNKNOWN, "TimedOut")


async def test_what_is_better_never_than_twice_is_not_repeated(session, say):
    await say(7, kind="greeting")

    settled = await record(session, await claim(session), LOST)

    assert settled.state is OutboxState.UNKNOWN
    assert await claim(session) is None


async def test_a_message_that_never_left_may_be_tried_for_ever(session, say):
    await say(7)

    for _ in range(5):
        last = await record(session, await claim(session), Outcome(Fate.NOT_SENT))

    assert (last.state, last.copies, last.attempts) == (OutboxState.PENDING, 0, 5)


@pytest.mark.parametrize(
    ("kind", "becomes"), [("tidings", OutboxState.PENDING), ("greeting", OutboxState.UNKNOWN)]
)
async def test_what_was_on_its_way_at_a_crash_is_in_doubt(session, say, kind, becomes):
    row_id = await say(7, kind=kind)
    await claim(session)

    assert await ledger.recover(session, NOON) == 1

    assert (await row(session, row_id)).state is becomes
    assert await ledger.recover(session, NOON) == 0


async def test_a_crash_and_a_lost_answer_together_make_no_third_copy(session, say):
    row_id = await say(7, kind="tidings")
    await claim(session)
    await ledger.recover(session, NOON)

    settled = await record(session, await claim(session), LOST)

    assert (settled.id, settled.state) == (row_id, OutboxState.UNKNOWN)


async def test_an_edit_in_doubt_is_simply_repeated(session, branch, say):
    target = await row(session, await say(7))
    await record(session, await claim(session), SENT)
    await outbox.edit(session, target, Message("改"), branch_id=branch.id, now=NOON)

    for _ in range(3):
        repeated = await record(session, await claim(session), LOST)

    assert repeated.state is OutboxState.PENDING


async def test_an_album_goes_before_its_words_and_has_an_outcome_of_its_own(session, branch):
    photos = []
    for number in range(2):
        photo = Media(
            branch_id=branch.id,
            sha256=str(number),
            kind=MediaKind.PHOTO,
            filename="a.jpg",
            mime="image/jpeg",
            data=b"x",
            created_at=NOON,
        )
        session.add(photo)
        await session.flush()
        photos.append(photo.id)
    message = Message("说明", media=tuple(photos))
    words = await outbox.post(session, Chat(7), message, branch_id=branch.id, now=NOON, kind="tidings")

    album = await claim(session)
    recorded = await record(
        session, album, Outcome(Fate.SENT, message_ids=(11, 12), uploads={photos[0]: "handle"})
    )

    assert (album.call.text, album.call.layout["media"]) == ("", photos)
    assert (recorded.message_id, recorded.message_ids) == (11, [11, 12])
    assert (await session.exec(select(Upload.file_id))).all() == ["handle"]
    assert (await claim(session)).row_id == words


async def test_a_blocked_phone_is_remembered(session, given, say):
    person = await given.member("周德明")
    await given.bind(person)
    await say(person)

    failed = await record(session, await claim(session), Outcome(Fate.UNREACHABLE, "blocked"))

    assert (failed.state, failed.reason) == (OutboxState.FAILED, "blocked")
    account = await session.exec(select(Account).execution_options(populate_existing=True))
    assert account.one().blocked_at == NOON


async def test_where_a_message_stands_is_written_down(session, given, say):
    person = await given.member("周德明")
    await given.bind(person)
    await say(person)

    sent = await record(session, await claim(session), SENT)

    assert (sent.state, sent.sent_chat_id, sent.message_id) == (OutboxState.SENT, chat_of(person), 501)
    assert sent.settled_at == NOON


async def test_a_row_that_cannot_be_judged_does_not_stop_those_behind_it(session, say):
    bad = await say(7, "坏")
    await say(8, "好")
    await session.exec(update(Outbox).where(col(Outbox.id) == bad).values(kind="forgotten kind"))

    assert await claim_all(session) == ["好"]
    assert (await row(session, bad)).state is OutboxState.FAILED
