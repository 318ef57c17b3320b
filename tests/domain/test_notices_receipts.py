"""收到: pressed or typed, once, however late; and what a member sees of his own notices."""

from datetime import timedelta

import pytest

from bot.domain import notice_receipts as receipts
from bot.domain import notices
from bot.domain.notice_broadcast import send_due
from bot.domain.notice_recall import correct, withdraw
from bot.domain.notice_sending import MINUTE
from bot.errors import Refusal
from models import Mode, OutboxState, Via
from tests.notice_world import confirmed, delivered, messages_of, receipts_of, sent
from tests.people import NOON

LATER = NOON + timedelta(hours=3)


async def test_pressing_twice_leaves_one_receipt_with_the_first_time(session, branch, given):
    secretary, zhang = await given.secretary(), await given.member("张三")
    notice = await sent(session, branch, secretary)
    await delivered(session, notice, zhang)

    await receipts.acknowledge(session, notice.id, zhang, LATER, via=Via.BUTTON)
    await receipts.acknowledge(session, notice.id, zhang, LATER + MINUTE, via=Via.TYPED)

    receipt = (await receipts_of(session, notice))[zhang.id]
    await session.refresh(receipt)
    assert (receipt.confirmed_at, receipt.via) == (LATER, Via.BUTTON)


async def test_the_message_loses_its_button_and_says_what_was_answered(session, branch, given):
    secretary, zhang = await given.secretary(), await given.member("张三")
    notice = await sent(session, branch, secretary, "明天开会。")
    await delivered(session, notice, zhang)
    [row] = await messages_of(session, notice, zhang)

    await receipts.acknowledge(session, notice.id, zhang, LATER, via=Via.BUTTON)

    from sqlmodel import select

    from models import Action, Outbox

    edit = (
        await session.exec(select(Outbox).where(Outbox.replaces == row.id, Outbox.action == Action.EDIT))
    ).one()
    assert edit.text.endswith("✓ 您已回：收到")
    assert "明天开会。" in edit.text
    assert "buttons" not in edit.layout


async def test_a_late_receipt_counts(session, branch, given):
    secretary, zhang = await given.secretary(), await given.member("张三")
    notice = await sent(session, branch, secretary)
    await delivered(session, notice, zhang)

    own = await receipts.acknowledge(session, notice.id, zhang, NOON + timedelta(days=300), via=Via.BUTTON)

    assert own.confirmed


async def test_a_press_proves_that_a_doubtful_message_arrived(session, branch, given):
    secretary, zhang = await given.secretary(), await given.member("张三")
    notice = await sent(session, branch, secretary)
    await delivered(session, notice, zhang, OutboxState.UNKNOWN, "TimedOut")

    await receipts.acknowledge(session, notice.id, zhang, LATER, via=Via.BUTTON)

    [row] = await messages_of(session, notice, zhang)
    await session.refresh(row)
    assert row.state is OutboxState.SENT


async def test_a_press_proves_nothing_of_another_notice_or_another_member(session, branch, given):
    secretary, zhang, li = await given.secretary(), await given.member("张三"), await given.member("李四")
    notice, other = await sent(session, branch, secretary), await sent(session, branch, secretary)
    for which, whom in ((notice, zhang), (other, zhang), (notice, li)):
        await delivered(session, which, whom, OutboxState.UNKNOWN, "TimedOut")

    await receipts.acknowledge(session, notice.id, zhang, LATER, via=Via.BUTTON)

    for which, whom in ((other, zhang), (notice, li)):
        [row] = await messages_of(session, which, whom)
        await session.refresh(row)
        assert row.state is OutboxState.UNKNOWN


async def test_somebody_it_was_not_for_cannot_confirm_it(session, branch, given):
    secretary, zhang = await given.secretary(), await given.member("张三", group=2)
    notice = await sent(session, branch, secretary, audience={"groups": [1]})

    with pytest.raises(Refusal):
        await receipts.acknowledge(session, notice.id, zhang, LATER, via=Via.BUTTON)


async def test_a_receipt_for_what_was_not_sent_yet_is_refused(session, branch, given):
    from tests.notice_world import drafted

    secretary = await given.secretary()
    notice = await drafted(session, secretary)
    await confirmed(session, branch, secretary, notice)

    with pytest.raises(Refusal):
        await receipts.acknowledge(session, notice.id, secretary, NOON, via=Via.BUTTON)


async def test_a_withdrawn_notice_takes_no_receipt_and_says_so(session, branch, given):
    secretary, zhang = await given.secretary(), await given.member("张三")
    notice = await sent(session, branch, secretary)
    await delivered(session, notice, zhang)
    await withdraw(session, notice.id, secretary, branch.id, LATER)

    own = await receipts.acknowledge(session, notice.id, zhang, LATER, via=Via.BUTTON)

    assert not own.confirmed


async def test_only_what_stands_on_the_screen_waits_for_a_typed_answer(session, branch, given):
    secretary, zhang = await given.secretary(), await given.member("张三")
    early = await sent(session, branch, secretary, "早的")
    late = await sent(session, branch, secretary, "晚的", now=NOON + timedelta(minutes=10))
    on_its_way = await sent(session, branch, secretary, "还在路上", now=NOON + timedelta(minutes=20))
    told = await sent(session, branch, secretary, "知道就行", mode=Mode.TELL)
    for notice in (early, late, told):
        await delivered(session, notice, zhang)

    waiting = await receipts.waiting(session, zhang)

    assert [notice.id for notice in waiting] == [late.id, early.id]
    assert on_its_way.id not in [notice.id for notice in waiting]


async def test_a_corrected_notice_waits_for_nobody(session, branch, given):
    secretary, zhang = await given.secretary(), await given.member("张三")
    old = await sent(session, branch, secretary)
    await delivered(session, old, zhang)
    new = await correct(session, old.id, secretary, branch.id, LATER)
    new.text = "更正：改在后天。"
    await confirmed(session, branch, secretary, new, LATER)
    await send_due(session, LATER + MINUTE)
    await delivered(session, new, zhang)

    assert [notice.id for notice in await receipts.waiting(session, zhang)] == [new.id]
    newest = await notices.correction_of(session, old.id)
    assert newest is not None
    assert newest.id == new.id


async def test_own_notices_begin_with_what_waits_then_the_latest(session, branch, given):
    secretary, zhang = await given.secretary(), await given.member("张三")
    made = [
        await sent(session, branch, secretary, text, now=NOON + timedelta(hours=hour))
        for hour, text in enumerate(("一", "二", "三"))
    ]
    await receipts.acknowledge(session, made[2].id, zhang, LATER, via=Via.BUTTON)

    found = await receipts.own(session, zhang, 0, 10)

    assert [one.notice.text for one in found] == ["二", "一", "三"]
    assert [one.confirmed for one in found] == [False, False, True]
    assert [one.notice.text for one in await receipts.own(session, zhang, 2, 10)] == ["三"]


async def test_nobody_sees_anothers_notices(session, branch, given):
    secretary = await given.secretary()
    li = await given.member("李四", group=2)
    await sent(session, branch, secretary, audience={"groups": [1]})

    assert await receipts.own(session, li, 0, 10) == []


async def test_a_notice_that_never_arrived_waits_for_its_收到_once_it_was_looked_up(session, branch, given):
    secretary, zhang = await given.secretary(), await given.member("张三")
    notice = await sent(session, branch, secretary)
    await delivered(session, notice, zhang, OutboxState.FAILED, "unbound")
    assert (await receipts.waiting(session, zhang), await receipts.unanswered(session, zhang)) == ([], 1)

    await receipts.note_shown(session, zhang, [notice.id], LATER)

    assert await receipts.waiting(session, zhang) == [notice]
    await receipts.acknowledge(session, notice.id, zhang, LATER, via=Via.TYPED)
    assert (await receipts.waiting(session, zhang), await receipts.unanswered(session, zhang)) == ([], 0)
