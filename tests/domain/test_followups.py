"""Who becomes a follow-up, with whom it lies, and how it ends without anybody's doing."""

from datetime import timedelta

import pytest

from bot.domain import followup_causes, followups, leaving, notice_recall, notice_receipts
from bot.domain.followups import OPEN
from bot.domain.notice_broadcast import send_due
from models import (
    Channel,
    FollowUpState,
    Mode,
    OutboxState,
    Partner,
    Status,
    Via,
    Why,
)
from tests.followup_world import SENT_AT, every, looked_after, only, small_branch, task_of, unreached
from tests.notice_world import confirmed, delivered, sent
from tests.people import TODAY
from tests.statements import statements

DAY = timedelta(days=1)


@pytest.fixture
async def world(given):
    return await small_branch(given)


async def test_who_has_no_account_is_a_follow_up_at_once_for_his_cadre(session, branch, world):
    notice = await sent(session, branch, world.secretary, audience=only(world.zheng), mode=Mode.TELL)
    await unreached(session, notice, world.zheng)

    [row] = await looked_after(session)

    assert (row.cause, row.person_id, row.helper_id) == (
        f"notice:{notice.id}",
        world.zheng.id,
        world.cadre.id,
    )
    assert (row.why, row.state, row.urgent) == (Why.UNBOUND, FollowUpState.CALL, False)
    assert notice.text in row.words


@pytest.mark.parametrize(
    ("state", "reason", "why"),
    [
        (OutboxState.FAILED, "blocked", Why.BLOCKED),
        (OutboxState.FAILED, "refused: no", Why.FAILED),
        (OutboxState.EXPIRED, "late", Why.FAILED),
        (OutboxState.UNKNOWN, "interrupted", Why.DOUBT),
    ],
)
async def test_every_way_of_not_arriving_is_a_follow_up(session, branch, world, state, reason, why):
    notice = await sent(session, branch, world.secretary, audience=only(world.zheng))
    await delivered(session, notice, world.zheng, state, reason)

    [row] = await looked_after(session)

    assert row.why is why


@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.PAPER])
async def test_who_wants_no_phone_messages_is_called_even_if_he_has_the_bot(
    session, branch, world, given, channel
):
    (await given.member_row(world.zheng)).channel = channel
    notice = await sent(session, branch, world.secretary, audience=only(world.zheng))
    await delivered(session, notice, world.zheng)

    [row] = await looked_after(session)

    assert row.why == Why(channel.value)


async def test_what_is_still_on_its_way_is_nobodys_task(session, branch, world):
    await sent(session, branch, world.secretary, audience=only(world.zheng))

    assert await looked_after(session) == []


async def test_silence_becomes_a_call_after_a_day_and_not_before(session, branch, world):
    notice = await sent(session, branch, world.secretary, audience=only(world.zheng))
    await delivered(session, notice, world.zheng, at=SENT_AT)

    assert await looked_after(session, SENT_AT + DAY - timedelta(seconds=1)) == []
    [row] = await looked_after(session, SENT_AT + DAY)
    assert row.why is Why.SILENT


async def test_an_urgent_silence_becomes_a_call_after_two_hours(session, branch, world):
    notice = await sent(session, branch, world.secretary, audience=only(world.zheng), urgent=True)
    await delivered(session, notice, world.zheng, at=SENT_AT)

    assert await looked_after(session, SENT_AT + timedelta(minutes=119)) == []
    [row] = await looked_after(session, SENT_AT + timedelta(hours=2))
    assert row.urgent


async def test_a_notice_that_asks_for_nothing_makes_no_call_for_silence(session, branch, world):
    notice = await sent(session, branch, world.secretary, audience=only(world.zheng), mode=Mode.TELL)
    await delivered(session, notice, world.zheng)

    assert await looked_after(session, SENT_AT + 9 * DAY) == []


async def test_nobody_is_called_about_his_own_notice(session, branch, world):
    notice = await sent(session, branch, world.secretary, audience=only(world.secretary))
    await delivered(session, notice, world.secretary)

    assert await looked_after(session, SENT_AT + 9 * DAY) == []


async def test_asking_again_and_again_makes_no_second_follow_up(session, branch, world):
    notice = await sent(session, branch, world.secretary, audience=only(world.zheng, world.zhang))
    await unreached(session, notice, world.zheng, world.zhang)

    for minutes in range(5):
        rows = await looked_after(session, SENT_AT + timedelta(minutes=minutes))

    assert len(rows) == 2
    assert all(row.step == 0 for row in rows)


# -- with whom it lies ------------------------------------------------------------------------------


async def helper_of(session, branch, world, person):
    notice = await sent(session, branch, world.secretary, audience=only(person))
    await unreached(session, notice, person)
    rows = await looked_after(session)
    return rows[-1].helper_id


async def test_without_a_cadre_it_is_the_group_leaders(session, branch, world):
    assert await helper_of(session, branch, world, world.zhang) == world.leader.id


async def test_the_leader_of_another_group_is_not_asked(session, branch, world, given):
    assert await helper_of(session, branch, world, await given.member("李四", group=2)) == world.liaison.id


async def test_it_is_never_ones_own(session, branch, world):
    assert await helper_of(session, branch, world, world.leader) == world.liaison.id


async def test_a_cadre_without_the_bot_is_passed_over(session, branch, world, given):
    other = await given.cadre("白云")
    await given.pair(other, world.zhang)

    assert await helper_of(session, branch, world, world.zhang) == world.leader.id


async def test_a_cadre_in_hospital_is_passed_over(session, branch, world):
    world.cadre.hospital_since = TODAY

    assert await helper_of(session, branch, world, world.zheng) == world.leader.id


async def test_with_nobody_reached_it_lies_with_the_liaison_all_the_same(session, branch, given):
    secretary, liaison = await given.secretary(), await given.liaison()
    zheng = await given.member("郑守义")
    notice = await sent(session, branch, secretary, audience=only(zheng))
    await unreached(session, notice, zheng)

    [row] = await looked_after(session)

    assert row.helper_id == liaison.id


async def test_with_nobody_at_all_it_waits_until_there_is_somebody(session, branch, given):
    author, zheng = await given.member("许绍文"), await given.member("郑守义")
    notice = await sent(session, branch, author, audience=only(zheng))
    await unreached(session, notice, zheng)
    [row] = await looked_after(session)
    assert row.helper_id is None

    liaison = await given.liaison()
    await given.bind(liaison)
    [row] = await looked_after(session, SENT_AT + timedelta(minutes=1))

    assert row.helper_id == liaison.id


async def test_what_a_helper_does_not_get_to_ends_at_the_liaison_then_the_secretary(
    session, branch, world, given
):
    await given.bind(await given.deputy())
    notice = await sent(session, branch, world.secretary, audience=only(world.zheng))
    await unreached(session, notice, world.zheng)
    [row] = await looked_after(session)

    seen = []
    for _ in range(4):
        now = row.due_at or now + 9 * DAY  # noqa: F821
        [row] = await looked_after(session, now)
        seen.append((row.helper_id, row.due_at is None))

    assert seen == [
        (world.liaison.id, False),
        (world.secretary.id, False),
        (world.secretary.id, True),
        (world.secretary.id, True),
    ]
    assert row.state in OPEN


async def test_what_lies_with_a_cadre_who_has_left_goes_to_whoever_is_there(session, branch, world):
    notice = await sent(session, branch, world.secretary, audience=only(world.zheng))
    await unreached(session, notice, world.zheng)
    await looked_after(session)
    world.cadre.frozen_at = SENT_AT

    [row] = await looked_after(session, SENT_AT + timedelta(minutes=1))

    assert row.helper_id == world.leader.id


# -- how it ends by itself --------------------------------------------------------------------------


async def open_follow_up(session, branch, world):
    notice = await sent(session, branch, world.secretary, audience=only(world.zheng, world.zhang))
    await unreached(session, notice, world.zheng)
    await delivered(session, notice, world.zhang)
    [row] = await looked_after(session)
    return notice, row


async def test_who_answers_himself_needs_no_call(session, branch, world):
    notice, _ = await open_follow_up(session, branch, world)

    await notice_receipts.acknowledge(session, notice.id, world.zheng, SENT_AT, via=Via.BUTTON)
    [row] = await looked_after(session)

    assert (row.state, row.reason) == (FollowUpState.CANCELLED, "confirmed")


async def test_a_notice_taken_back_ends_its_calls(session, branch, world):
    notice, _ = await open_follow_up(session, branch, world)

    await notice_recall.withdraw(session, notice.id, world.secretary, branch.id, SENT_AT)
    [row] = await looked_after(session)

    assert (row.state, row.reason) == (FollowUpState.CANCELLED, "withdrawn")


async def test_whom_a_human_told_a_notice_is_told_by_a_human_that_it_was_taken_back(session, branch, world):
    notice, row = await open_follow_up(session, branch, world)
    task = await task_of(session, world.cadre, row)
    await followups.told(session, task, world.cadre, Via.PHONE, Partner.SELF, SENT_AT)

    for _ in range(2):  # the second tap finds nothing to take back
        await notice_recall.withdraw(session, notice.id, world.secretary, branch.id, SENT_AT)
    rows = await looked_after(session)

    before, again = rows
    assert before.state is FollowUpState.DONE
    assert (again.why, again.state) == (Why.RECALLED, FollowUpState.CALL)
    assert (again.person_id, again.helper_id) == (world.zheng.id, world.cadre.id)
    assert again.words == "前面跟您说过「请各位老同志看一看。」，支部把这条通知收回了，不算数了。"


async def test_who_was_told_only_what_a_withdrawn_correction_corrected_is_told_too(session, branch, world):
    notice, row = await open_follow_up(session, branch, world)
    task = await task_of(session, world.cadre, row)
    await followups.told(session, task, world.cadre, Via.PHONE, Partner.SELF, SENT_AT)
    newer = await notice_recall.correct(session, notice.id, world.secretary, branch.id, SENT_AT)
    newer.text, newer.mode = "改在周五上午。", Mode.CONFIRM
    await confirmed(session, branch, world.secretary, newer, SENT_AT)
    await send_due(session, SENT_AT + timedelta(minutes=1))

    back = await notice_recall.withdraw(session, newer.id, world.secretary, branch.id, SENT_AT)
    again = (await looked_after(session))[-1]

    assert back.told == 1
    assert (again.why, again.person_id) == (Why.RECALLED, world.zheng.id)
    assert again.words == "前面跟您说过「请各位老同志看一看。」，支部把这条通知收回了，不算数了。"


async def test_what_was_urgent_is_as_urgent_when_it_is_taken_back(session, branch, world):
    notice = await sent(session, branch, world.secretary, audience=only(world.zheng), urgent=True)
    await delivered(session, notice, world.zheng, at=SENT_AT)
    [row] = await looked_after(session, SENT_AT + timedelta(hours=2))
    task = await task_of(session, world.cadre, row)
    await followups.told(session, task, world.cadre, Via.PHONE, Partner.SELF, SENT_AT)

    await notice_recall.withdraw(session, notice.id, world.secretary, branch.id, SENT_AT)
    again = (await looked_after(session))[-1]

    assert (again.why, again.urgent) == (Why.RECALLED, True)
    assert again.due_at == SENT_AT + timedelta(hours=2)


async def test_the_call_goes_on_with_the_correction(session, branch, world):
    notice, before = await open_follow_up(session, branch, world)

    newer = await notice_recall.correct(session, notice.id, world.secretary, branch.id, SENT_AT)
    newer.text, newer.mode = "改在周五上午。", Mode.CONFIRM
    await confirmed(session, branch, world.secretary, newer, SENT_AT)
    await send_due(session, SENT_AT + timedelta(minutes=1))
    await unreached(session, newer, world.zheng)
    rows = await looked_after(session, SENT_AT + timedelta(minutes=2))

    assert [(row.id, row.cause) for row in rows] == [(before.id, f"notice:{newer.id}")]
    assert "改在周五" in rows[0].words
    assert rows[0].state is FollowUpState.CALL


@pytest.mark.parametrize("status", [Status.DECEASED, Status.TRANSFERRED])
async def test_nobody_calls_for_who_has_died_or_left(session, branch, world, given, status):
    await open_follow_up(session, branch, world)

    (await given.member_row(world.zheng)).status = status
    [row] = await looked_after(session)

    assert (row.state, row.reason) == (FollowUpState.CANCELLED, status.value)


async def test_a_freeze_stops_the_call_and_its_end_begins_it_again(session, branch, world):
    await open_follow_up(session, branch, world)

    await leaving.freeze(session, world.zheng, world.liaison, SENT_AT)
    [frozen] = await looked_after(session)
    assert (frozen.state, frozen.reason) == (FollowUpState.CANCELLED, "frozen")

    await leaving.restore(session, world.zheng, world.liaison, SENT_AT)
    [row] = await looked_after(session, SENT_AT + timedelta(minutes=1))
    assert (row.state, row.reason, row.helper_id) == (FollowUpState.CALL, None, world.cadre.id)


async def test_who_died_before_the_sending_is_nobodys_call(session, branch, world, given):
    notice = await sent(session, branch, world.secretary, audience=only(world.zheng))
    (await given.member_row(world.zheng)).status = Status.DECEASED
    await delivered(session, notice, world.zheng, OutboxState.CANCELLED, "deceased")

    assert await looked_after(session, SENT_AT + 9 * DAY) == []


async def test_a_departure_that_was_a_mistake_leaves_nobody_out(session, branch, world):
    """What was cancelled stays cancelled; so a human tells him."""
    notice = await sent(session, branch, world.secretary, audience=only(world.zheng))
    await delivered(session, notice, world.zheng, OutboxState.CANCELLED, "transferred")

    [row] = await looked_after(session)

    assert row.helper_id == world.cadre.id


async def test_the_number_of_queries_does_not_grow_with_the_people(session, branch, world, given):
    async def queries_for(number: int) -> int:
        persons = [await given.member(f"同志{number}甲{n}", group=3) for n in range(number)]
        notice = await sent(session, branch, world.secretary, audience=only(*persons))
        await unreached(session, notice, *persons)
        with statements(session) as executed:
            await followup_causes.create_due(session, SENT_AT)
        return len(executed)

    assert await queries_for(30) == await queries_for(3)
    assert len(await every(session)) == 33
