"""Claiming: which row goes next, and which does not."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery import ledger
from bot.delivery.claiming import Claimed, Settled, claim_next
from bot.delivery.telegram import Fate, Outcome
from bot.domain import outbox
from bot.domain.notices import MARK
from bot.messages import Message
from models import Action, Lane, Outbox, OutboxState
from tests.delivery.outbox_world import SENT, claim, claim_all, record, row
from tests.people import BOT_ID, NOON

pytestmark = pytest.mark.usefixtures("kinds")

NIGHT = NOON + timedelta(hours=11)  # 21:00 in Shanghai
MORNING = NOON + timedelta(hours=22)  # 08:00 the next day


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
    return await claim_next(session, BOT_ID, busy, NOON, lane, 16)


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

    taken = await claim_next(session, BOT_ID, [], NOON, at_most=2)

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
    (claimed,) = await claim_next(session, BOT_ID, [], NOON, at_most=1)

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


async def test_an_answer_goes_before_all_the_boards_that_are_redrawn_in_its_chat(session, branch, say):
    boards = [await row(session, await say(7, text)) for text in ("看板一", "看板二")]
    for _ in boards:
        await record(session, await claim(session), SENT)
    for board in boards:
        await outbox.edit(
            session, board, Message(f"新{board.text}"), branch_id=branch.id, now=NOON, kind="board"
        )
    await say(7, "答", kind="reply")
    await say(8, "通知")

    assert await claim_all(session) == ["答", "新看板一", "新看板二", "通知"]


async def test_an_edit_of_what_never_arrived_is_dropped(session, branch, say):
    target = await row(session, await say(7, "看板"))
    first = await claim(session)
    await outbox.edit(session, target, Message("新看板"), branch_id=branch.id, now=NOON)
    await record(session, first, Outcome(Fate.REFUSED, "too long"))

    assert isinstance(await claim(session), Settled)
    found = await session.exec(select(Outbox).where(Outbox.replaces == target.id))
    assert found.one().reason == "never shown"


async def test_a_row_that_cannot_be_judged_does_not_stop_those_behind_it(session, say):
    bad = await say(7, "坏")
    await say(8, "好")
    await session.exec(update(Outbox).where(col(Outbox.id) == bad).values(kind="forgotten kind"))

    assert await claim_all(session) == ["好"]
    assert (await row(session, bad)).state is OutboxState.FAILED
