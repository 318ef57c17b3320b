"""Promised calls, visits, cards and wishes: tasks like the calls of a notice, with a day of their own."""

from datetime import date, datetime, time, timedelta

import pytest

from bot.clock import instant
from bot.domain import followup_lists, followup_opening, followups, leaving
from models import FollowUpState, Partner, Status, Via, Why
from tests.domain.test_followups_lists import lists_to
from tests.followup_world import SENT_AT, every, looked_after, small_branch, task_of
from tests.people import messages_to
from tests.statements import statements

CAUSE = "occasion:spring-2027"
LATER = SENT_AT + timedelta(minutes=5)


def on(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """Return a moment of 2026 in the branch's time; the 30th of November is a Monday."""
    return instant(date(2026, month, day), time(hour, minute), "Asia/Shanghai")


@pytest.fixture
async def world(given):
    return await small_branch(given)


@pytest.fixture
def promise(session, branch):
    """Open follow-ups of one cause."""

    async def opened(*persons, **more):
        facts = {
            "cause": CAUSE,
            "why": Why.OCCASION,
            "words": "支部来看看您。",
            "now": SENT_AT,
            "state": FollowUpState.VISIT,
        } | more
        return await followup_opening.open_for(session, branch, [one.id for one in persons], **facts)

    return opened


async def test_a_promised_visit_lies_with_who_is_nearest_and_begins_as_a_visit(session, world, promise):
    ids = await promise(world.zheng, world.zhang, due_at=on(12, 20, 20))

    rows = await every(session)
    assert [row.id for row in rows] == ids
    assert [(row.person_id, row.helper_id) for row in rows] == [
        (world.zheng.id, world.cadre.id),
        (world.zhang.id, world.leader.id),
    ]
    assert {(row.began, row.state, row.why) for row in rows} == {
        (FollowUpState.VISIT, FollowUpState.VISIT, Why.OCCASION)
    }


async def test_asking_again_changes_nothing_and_names_the_same(session, world, promise):
    first = await promise(world.zheng)

    again = await promise(world.zheng, world.zhang, words={world.zheng.id: "别的", world.zhang.id: "您好。"})

    assert again[:1] == first
    assert [row.words for row in await every(session)] == ["支部来看看您。", "您好。"]


async def test_somebody_may_be_chosen_to_do_it(session, world, promise):
    await promise(world.zheng, helper_id=world.liaison.id)

    [row] = await every(session)
    assert row.helper_id == world.liaison.id


async def test_what_is_cancelled_is_over_and_may_be_promised_anew(session, world, promise):
    await promise(world.zheng, world.zhang)

    await followup_opening.cancel_for(session, CAUSE, "declined", LATER, world.zheng.id)
    [zheng, zhang] = await every(session)
    assert (zheng.state, zheng.reason, zhang.state) == (
        FollowUpState.CANCELLED,
        "declined",
        FollowUpState.VISIT,
    )

    assert len(await promise(world.zheng, now=LATER)) == 1
    [zheng, _] = await every(session)
    assert (zheng.state, zheng.reason) == (FollowUpState.VISIT, None)


async def test_the_number_of_queries_does_not_grow_with_the_people(session, world, given, promise):
    async def queries_for(number: int) -> int:
        cause = f"occasion:{number}"
        persons = [await given.member(f"同志{number}甲{n}", group=1) for n in range(number)]
        with statements(session) as executed:
            await promise(*persons, cause=cause)
            await followup_opening.cancel_for(session, cause, "declined", LATER)
        return len(executed)

    assert await queries_for(30) == await queries_for(3)
    assert {(row.state, row.step) for row in await every(session)} == {(FollowUpState.CANCELLED, 1)}


async def test_what_was_done_stays_done(session, world, promise):
    await promise(world.zheng)
    [row] = await every(session)
    task = await task_of(session, world.cadre, row)
    await followups.told(session, task, world.cadre, Via.VISIT, Partner.SELF, LATER)

    await followup_opening.cancel_for(session, CAUSE, "declined", LATER)
    await promise(world.zheng)

    [row] = await every(session)
    assert (row.state, row.done_by) == (FollowUpState.DONE, world.cadre.id)


# -- who has died, left or is frozen ------------------------------------------------------------------


@pytest.mark.parametrize("status", [Status.DECEASED, Status.TRANSFERRED])
async def test_nobody_is_asked_to_visit_who_has_died_or_left(session, world, given, promise, status):
    (await given.member_row(world.zhang)).status = status
    await promise(world.zheng, world.zhang)
    (await given.member_row(world.zheng)).status = status

    rows = await looked_after(session)

    assert {(row.state, row.reason) for row in rows} == {(FollowUpState.CANCELLED, status.value)}


async def test_a_freeze_that_was_a_mistake_brings_the_promise_back_with_its_day(session, world, promise):
    await promise(world.zheng, due_at=on(12, 20, 20))
    await leaving.freeze(session, world.zheng, world.liaison, LATER)
    [frozen] = await looked_after(session, LATER)
    assert (frozen.state, frozen.reason) == (FollowUpState.CANCELLED, "frozen")
    await followup_opening.resume(session, LATER)
    assert [row.state for row in await every(session)] == [FollowUpState.CANCELLED]

    await leaving.restore(session, world.zheng, world.liaison, on(12, 3))
    await followup_opening.resume(session, on(12, 3))

    [row] = await every(session)
    assert (row.state, row.reason, row.due_at) == (FollowUpState.VISIT, None, on(12, 20, 20))


async def test_who_is_frozen_when_it_is_promised_is_called_on_afterwards(session, world, promise):
    await leaving.freeze(session, world.zheng, world.liaison, SENT_AT)
    assert await promise(world.zheng, state=FollowUpState.CALL) == []

    await leaving.restore(session, world.zheng, world.liaison, on(12, 3))
    await followup_opening.resume(session, on(12, 3))

    [row] = await every(session)
    assert row.state is FollowUpState.CALL


# -- its day ------------------------------------------------------------------------------------------


async def test_a_promise_is_passed_on_days_after_its_day_and_not_hours_after_it_was_given(
    session, world, promise
):
    await promise(world.zheng, due_at=on(12, 2, 20))

    for now in (on(11, 30, 13), on(12, 2, 21), on(12, 5, 19)):
        [row] = await looked_after(session, now)
        assert row.helper_id == world.cadre.id
    [row] = await looked_after(session, on(12, 5, 20))
    assert row.helper_id == world.liaison.id


async def test_without_a_day_there_are_five_working_days(session, world, promise):
    await promise(world.zheng)

    [row] = await every(session)
    assert row.due_at == on(12, 7, 20)


@pytest.mark.parametrize("outcome", ["no answer", "handed over", "helper gone"])
async def test_whatever_happens_it_keeps_its_day(session, branch, world, promise, outcome):
    await promise(world.zheng, due_at=on(12, 20, 20))
    [row] = await every(session)
    task = await task_of(session, world.cadre, row)

    match outcome:
        case "no answer":
            await followups.no_answer(session, task, world.cadre, branch, LATER)
        case "handed over":
            await followups.hand_to(session, task, world.cadre, world.liaison.id, branch, LATER)
        case _:
            world.cadre.frozen_at = LATER
            await looked_after(session, LATER)

    [row] = await every(session)
    assert row.due_at == on(12, 20, 20)


async def test_a_visit_at_which_nobody_was_at_home_is_tried_again_then_it_is_the_secretarys(
    session, branch, world, promise
):
    await promise(world.zheng, due_at=on(12, 20, 20))
    [row] = await every(session)
    task = await task_of(session, world.cadre, row)

    for day in (1, 2, 3):
        await followups.no_answer(session, task, world.cadre, branch, on(12, day))

    assert (row.state, row.attempts, row.helper_id) == (FollowUpState.VISIT, 3, world.secretary.id)


async def test_who_promised_it_hears_once_in_the_beginning_and_again_when_its_day_is_near(
    session, world, promise
):
    await promise(world.zheng, ask_at=on(12, 7, 0), due_at=on(12, 18, 20))

    for day in range(1, 19):
        await followup_lists.send_due(session, on(12, day, 8, 30))

    asked_on = [message.created_at for message in await lists_to(session, world.cadre)]
    assert asked_on == [on(12, day, 8, 30) for day in (7, 17, 18)]
    assert "郑守义同志，春节走访，上门看看，最晚12月18日" in (await messages_to(session, world.cadre))[0]


async def test_what_comes_another_day_is_only_counted_in_the_list(session, branch, world, given, promise):
    li = await given.member("李四")
    await given.pair(world.cadre, li)
    await promise(world.zheng, ask_at=on(12, 7, 0))
    await promise(li)

    tasks = (await followup_lists.own(session, [world.cadre.id]))[world.cadre.id]
    shown = followup_lists.shown(tasks, branch, SENT_AT)

    assert "郑守义" not in shown.words
    assert shown.words.startswith("请您联系1位同志")
    assert shown.words.endswith("以后还有1件，到时候再告诉您。")


async def test_several_things_for_one_person_stand_together_and_are_counted_apart(
    session, branch, world, given, promise
):
    li = await given.member("李四")
    await given.pair(world.cadre, li)
    await promise(world.zheng, li)
    await promise(world.zheng, cause="wish:1", why=Why.WISH, words="带一本大字的书。")

    tasks = (await followup_lists.own(session, [world.cadre.id]))[world.cadre.id]
    shown = followup_lists.shown(tasks, branch, SENT_AT)

    assert shown.title == "请您联系2位同志，共3件事"
    assert [button.label for button in shown.buttons] == ["1. 郑守义", "2. 郑守义", "李四", "改时间"]
    assert "2. 郑守义同志，办一件事" in shown.text
