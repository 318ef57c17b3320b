"""When a helper is asked: one list each working day at his hour, and at once what is urgent."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from bot.clock import instant
from bot.domain import followup_lists, followups, gate
from bot.domain.gate import Party
from bot.domain.workdays import is_workday
from models import Board, Outbox, OutboxState
from tests.followup_world import looked_after, only, small_branch, task_of, unreached
from tests.notice_world import sent

ZONE = "Asia/Shanghai"
SHANGHAI = ZoneInfo(ZONE)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment from Monday, the 30th of November 2026, on (31 is Tuesday)."""
    return instant(date(2026, 11, 30) + timedelta(days=day - 30), time(hour, minute), ZONE)


@pytest.fixture
async def world(given):
    return await small_branch(given)


async def missed(session, branch, world, *persons, urgent=False, now=None):
    notice = await sent(session, branch, world.secretary, audience=only(*persons), urgent=urgent)
    await unreached(session, notice, *persons)
    return await looked_after(session, now or at(30, 10, 5))


async def lists_to(session, person) -> list[Outbox]:
    found = await session.exec(
        select(Outbox)
        .where(Outbox.person_id == person.id, Outbox.kind.in_((followup_lists.LIST, followup_lists.URGENT)))
        .order_by(Outbox.id)
    )
    return list(found.all())


async def test_what_came_today_is_in_tomorrows_list_and_in_one_message(session, branch, world, given):
    li = await given.member("李四")
    await given.pair(world.cadre, li)
    await missed(session, branch, world, world.zheng, li)

    for hour in range(10, 20):
        await followup_lists.send_due(session, at(30, hour, 30))
    assert await lists_to(session, world.cadre) == []

    await followup_lists.send_due(session, at(31, 8, 29))
    assert await lists_to(session, world.cadre) == []
    for minute in range(30, 60, 5):
        await followup_lists.send_due(session, at(31, 8, minute))
    [message] = await lists_to(session, world.cadre)
    assert "郑守义同志" in message.text
    assert "李四同志" in message.text
    assert [label for label, _ in message.layout["buttons"]] == ["郑守义", "李四", "改时间"]


async def test_the_list_comes_every_working_day_until_all_is_done(session, branch, world):
    [row] = await missed(session, branch, world, world.zheng)
    row.due_at = None

    for day in range(30, 30 + 8):
        for hour in range(24):
            await followup_lists.send_due(session, at(day, hour, 30))

    sent_on = [message.created_at for message in await lists_to(session, world.cadre)]
    # Not at the week's end, the 5th and 6th of December.
    assert sent_on == [at(day, 8, 30) for day in (31, 32, 33, 34, 37)]


async def test_no_list_comes_on_a_public_holiday_and_one_on_a_weekend_that_is_worked(session, branch, world):
    [row] = await missed(session, branch, world, world.zheng, now=at(30 + 30, 10))
    row.due_at = None

    for day in range(30 + 31, 30 + 37):
        await followup_lists.send_due(session, at(day, 8, 30))

    sent_on = [message.created_at for message in await lists_to(session, world.cadre)]
    # New Year's Day is a Friday; what follows depends on what has been published, and is asked there.
    days = [day for day in range(30 + 31, 30 + 37) if is_workday(at(day, 8).astimezone(SHANGHAI).date())]
    assert sent_on == [at(day, 8, 30) for day in days]
    assert at(30 + 32, 8, 30) not in sent_on


async def test_a_list_missed_while_nobody_ran_is_sent_late_but_not_at_night(session, branch, world):
    await missed(session, branch, world, world.zheng)

    await followup_lists.send_due(session, at(31, 20, 0))
    assert await lists_to(session, world.cadre) == []
    await followup_lists.send_due(session, at(32, 15, 0))
    assert len(await lists_to(session, world.cadre)) == 1


async def test_a_helper_chooses_his_hour(session, branch, world):
    await missed(session, branch, world, world.zheng)
    await followup_lists.set_hour(session, world.cadre.id, time(9, 30))
    await followup_lists.set_hour(session, world.cadre.id, time(15, 0))

    await followup_lists.send_due(session, at(31, 14, 59))
    assert await lists_to(session, world.cadre) == []
    await followup_lists.send_due(session, at(31, 15, 0))
    assert len(await lists_to(session, world.cadre)) == 1


async def test_a_change_of_the_hour_brings_no_second_list_on_the_same_day(session, branch, world, given):
    await missed(session, branch, world, world.zheng)
    await followup_lists.send_due(session, at(31, 8, 30))
    await followup_lists.set_hour(session, world.cadre.id, time(15, 0))
    li = await given.member("李四")
    await given.pair(world.cadre, li)
    await missed(session, branch, world, li, now=at(31, 9))

    await followup_lists.send_due(session, at(31, 15, 0))

    assert len(await lists_to(session, world.cadre)) == 1


async def test_what_is_urgent_is_asked_at_once_by_day_and_in_the_morning_after_a_night(
    session, branch, world
):
    await missed(session, branch, world, world.zheng, urgent=True, now=at(30, 10, 5))
    await followup_lists.send_due(session, at(30, 10, 5))
    await missed(session, branch, world, world.zhang, urgent=True, now=at(30, 21))
    for hour in (21, 23):
        await followup_lists.send_due(session, at(30, hour))
    await followup_lists.send_due(session, at(31, 7, 29))
    assert await lists_to(session, world.leader) == []
    await followup_lists.send_due(session, at(31, 7, 30))

    [first] = await lists_to(session, world.cadre)
    [second] = await lists_to(session, world.leader)
    assert (first.created_at, second.created_at) == (at(30, 10, 5), at(31, 7, 30))
    assert "紧急" in first.text


async def test_what_is_urgent_is_asked_on_a_weekend_too(session, branch, world):
    await missed(session, branch, world, world.zheng, urgent=True, now=at(35, 10))

    await followup_lists.send_due(session, at(35, 10))

    assert len(await lists_to(session, world.cadre)) == 1


async def test_an_urgent_call_without_answer_is_asked_again_an_hour_later(session, branch, world):
    [row] = await missed(session, branch, world, world.zheng, urgent=True)
    await followup_lists.send_due(session, at(30, 10, 5))
    task = await task_of(session, world.cadre, row)
    await followups.no_answer(session, task, world.cadre, branch, at(30, 10, 20))

    await followup_lists.send_due(session, at(30, 11, 19))
    assert len(await lists_to(session, world.cadre)) == 1
    await followup_lists.send_due(session, at(30, 11, 20))
    assert len(await lists_to(session, world.cadre)) == 2


async def test_a_list_that_waited_in_the_queue_leaves_neither_at_night_nor_for_nothing(
    session, branch, world
):
    [row] = await missed(session, branch, world, world.zheng, urgent=True)
    await followup_lists.send_due(session, at(30, 10, 5))
    [message] = await lists_to(session, world.cadre)

    async def judged(now: datetime) -> gate.Decision:
        return await gate.judge(
            session, message, branch, now, recipient=Party(), subject=None, reachable=True, blocked=False
        )

    assert await judged(at(30, 19, 59)) == gate.SEND
    assert await judged(at(30, 20)) == gate.Decision(OutboxState.HELD, "quiet", at(31, 7, 30))

    row.state = followups.FollowUpState.DONE
    await session.flush()
    assert (await judged(at(30, 11))).state is OutboxState.CANCELLED


async def test_the_list_on_the_screen_follows_what_happens(session, branch, world):
    [row] = await missed(session, branch, world, world.zheng)
    await followup_lists.send_due(session, at(31, 8, 30))
    board = (await session.exec(select(Board))).one()
    assert (board.subject, board.changed_at) == (f"calls:{world.cadre.id}", None)

    task = await task_of(session, world.cadre, row)
    await followups.need_visit(session, task, world.cadre, branch, at(31, 9))

    await session.refresh(board)
    assert board.changed_at == at(31, 9)
    drawn = await followup_lists.draw(session, world.cadre.id, world.cadre, at(31, 9))
    assert "上门" in drawn.text
    assert await followup_lists.draw(session, world.cadre.id, world.zhang, at(31, 9)) is None
