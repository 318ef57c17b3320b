"""What a helper may do with a follow-up, and the record it leaves."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.clock import local
from bot.domain import changes, followups, notice_receipts
from bot.domain.people import Speaker
from bot.errors import Refusal
from models import Change, FollowUpState, Mode, Partner, Person, Role, Via
from tests.followup_world import SENT_AT, looked_after, only, small_branch, task_of, unreached
from tests.notice_world import receipts_of, sent
from tests.people import TODAY

LATER = SENT_AT + timedelta(minutes=5)


@pytest.fixture
async def world(given):
    return await small_branch(given)


@pytest.fixture
async def notice(session, branch, world):
    sent_out = await sent(session, branch, world.secretary, audience=only(world.zheng), mode=Mode.TELL)
    await unreached(session, sent_out, world.zheng)
    return sent_out


@pytest.fixture
async def row(session, notice):
    [only_one] = await looked_after(session)
    return only_one


@pytest.mark.parametrize("via", [Via.PHONE, Via.VISIT])
async def test_who_was_told_counts_with_who_told_him_and_how(session, world, notice, row, via):
    task = await task_of(session, world.cadre, row)

    await followups.told(session, task, world.cadre, via, Partner.SELF, LATER)

    receipt = (await receipts_of(session, notice))[world.zheng.id]
    assert (receipt.via, receipt.by_id, receipt.confirmed_at) == (via, world.cadre.id, LATER)
    assert (row.state, row.spoke_with, row.done_by) == (FollowUpState.DONE, Partner.SELF, world.cadre.id)


async def test_what_he_answered_himself_before_the_call_stays_his_own(session, branch, world):
    notice = await sent(session, branch, world.secretary, audience=only(world.zheng))
    await unreached(session, notice, world.zheng)
    [row] = await looked_after(session)
    task = await task_of(session, world.cadre, row)
    await notice_receipts.acknowledge(session, notice.id, world.zheng, LATER, via=Via.TYPED)

    await followups.told(session, task, world.cadre, Via.PHONE, Partner.SELF, LATER)

    assert (await receipts_of(session, notice))[world.zheng.id].via is Via.TYPED


async def test_no_answer_asks_twice_more_on_working_days_then_it_is_the_secretarys(
    session, branch, world, row
):
    task = await task_of(session, world.cadre, row)
    asked, now = [], LATER
    for _ in range(3):
        await followups.no_answer(session, task, world.cadre, branch, now)
        asked.append((row.helper_id, local(row.ask_at, branch.zone).date().day))
        now = row.ask_at + timedelta(hours=9)

    assert asked == [(world.cadre.id, 1), (world.cadre.id, 2), (world.secretary.id, 2)]
    assert (row.attempts, row.state) == (3, FollowUpState.CALL)


async def test_with_the_secretary_it_stays_however_often_nobody_answers(session, branch, world, row):
    task = await task_of(session, world.secretary, row)
    row.helper_id = world.secretary.id

    for _ in range(5):
        await followups.no_answer(session, task, world.secretary, branch, LATER)

    assert (row.helper_id, row.state) == (world.secretary.id, FollowUpState.CALL)


async def test_a_home_visit_stays_open_until_somebody_has_been_there(session, branch, world, notice, row):
    task = await task_of(session, world.cadre, row)

    await followups.need_visit(session, task, world.cadre, branch, LATER)
    assert task.is_open
    assert (await receipts_of(session, notice))[world.zheng.id].confirmed_at is None

    await followups.told(session, task, world.cadre, Via.VISIT, Partner.FAMILY, LATER)
    assert (row.state, row.via) == (FollowUpState.DONE, Via.VISIT)


async def test_it_may_be_handed_to_those_near_him_and_the_liaison(session, branch, world, row):
    task = await task_of(session, world.cadre, row)

    assert list(await followups.choices(session, task, TODAY)) == [
        world.leader.id,
        world.liaison.id,
        world.secretary.id,
    ]
    await followups.hand_to(session, task, world.cadre, world.liaison.id, branch, LATER)
    assert (row.helper_id, row.asked_at) == (world.liaison.id, None)


async def test_it_is_not_handed_to_just_anybody(session, branch, world, row):
    task = await task_of(session, world.cadre, row)

    with pytest.raises(Refusal):
        await followups.hand_to(session, task, world.cadre, world.zhang.id, branch, LATER)


@pytest.mark.parametrize("outcome", ["told", "no answer", "visit", "handed over"])
async def test_a_mistake_is_taken_back_whole(session, branch, world, notice, row, outcome):
    task = await task_of(session, world.cadre, row)
    before = row.model_dump(exclude={"step", "changed_at", "changed_by"})
    match outcome:
        case "told":
            await followups.told(session, task, world.cadre, Via.PHONE, Partner.SELF, LATER)
        case "no answer":
            await followups.no_answer(session, task, world.cadre, branch, LATER)
        case "visit":
            await followups.need_visit(session, task, world.cadre, branch, LATER)
        case _:
            await followups.hand_to(session, task, world.cadre, world.liaison.id, branch, LATER)

    await followups.take_back(session, task, world.cadre, LATER + followups.UNDO)

    assert row.model_dump(exclude={"step", "changed_at", "changed_by"}) == before
    assert (await receipts_of(session, notice))[world.zheng.id].confirmed_at is None


async def test_a_mistake_cannot_be_taken_back_for_ever_or_by_another_or_twice(session, branch, world, row):
    task = await task_of(session, world.cadre, row)
    await followups.told(session, task, world.cadre, Via.PHONE, Partner.SELF, LATER)

    await followups.take_back(session, task, world.liaison, LATER)
    await followups.take_back(session, task, world.cadre, LATER + followups.UNDO + timedelta(seconds=1))
    assert row.state is FollowUpState.DONE

    await followups.take_back(session, task, world.cadre, LATER)
    await followups.take_back(session, task, world.cadre, LATER)
    assert row.state is FollowUpState.CALL


async def test_every_step_is_written_down_with_who_took_it(session, branch, world, row):
    task = await task_of(session, world.cadre, row)

    await followups.need_visit(session, task, world.cadre, branch, LATER)

    change = await changes.latest(session, "followup", row.id, "state")
    assert change is not None
    assert (change.old, change.new, change.by_id) == ("call", "visit", world.cadre.id)


async def test_a_look_at_the_number_is_written_down(session, world, row):
    task = await task_of(session, world.cadre, row)

    await followups.look_up_phone(session, task, world.cadre, LATER)

    found = await session.exec(select(Change).where(Change.field == changes.READ))
    assert [(one.person_id, one.by_id, one.new) for one in found.all()] == [
        (world.zheng.id, world.cadre.id, "phone")
    ]


# -- who may see it ---------------------------------------------------------------------------------


async def test_helper_group_leader_and_those_in_charge_see_it(session, world, row):
    for viewer in (world.cadre, world.leader, world.liaison, world.secretary):
        assert (await task_of(session, viewer, row)).row.id == row.id


async def test_nobody_else_sees_it(session, world, given, row):
    strangers = [
        world.zhang,  # a member
        world.zheng,  # whom it is about
        await given.cadre("白云"),  # a cadre of somebody else
        await given.appoint(await given.member("许绍文", group=2), Role.GROUP_LEADER, group=2),
    ]
    for viewer in strangers:
        with pytest.raises(Refusal):
            await task_of(session, viewer, row)


async def test_another_branchs_secretary_does_not_see_it(session, world, row):
    elsewhere = Person(id=999, branch_id=world.secretary.branch_id + 1, name="某人")
    foreign = Speaker(elsewhere, None, None, frozenset({Role.SECRETARY}))

    with pytest.raises(Refusal):
        await followups.load(session, foreign, row.id, TODAY)
