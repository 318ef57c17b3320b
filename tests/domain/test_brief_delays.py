"""Visits put off: nothing before the day, one message on it."""

from datetime import date, timedelta

import pytest

from bot.domain import brief_delays, brief_sending
from bot.errors import Refusal
from tests.brief_world import DAY, at, calls, leaves, months, small_world, tick

FIRST, MIDDLE = date(2026, 12, 1), date(2026, 12, 15)


async def test_a_visit_put_off_is_asked_for_on_that_day_and_not_before(session, branch, given):
    world = await small_world(session, branch, given)
    await tick(session, at(FIRST))
    until = date(2026, 12, 19)  # a Saturday
    await brief_delays.put_off(session, branch, world.wang, world.wu.id, until, at(date(2026, 12, 14)))

    middle = await tick(session, at(MIDDLE))
    heard = await months(session, date(2026, 12, 16), 7)

    assert [name for name, _ in middle] == ["丁海涛"]
    assert list(heard) == [date(2026, 12, 21)]
    assert "今天请再联系一下吴长贵同志" in heard[date(2026, 12, 21)][0][1]


async def test_a_visit_put_off_and_made_before_the_day_is_not_asked_for(session, branch, given):
    world = await small_world(session, branch, given)
    await tick(session, at(FIRST))
    until = date(2026, 12, 9)
    await brief_delays.put_off(session, branch, world.wang, world.wu.id, until, at(date(2026, 12, 2)))
    await calls(session, branch, world.wang, world.wu, at(date(2026, 12, 7)))

    assert await months(session, date(2026, 12, 3), 10) == {}


async def test_two_put_off_to_one_day_are_one_message_worded_anew_when_one_is_settled(session, branch, given):
    world = await small_world(session, branch, given)
    await tick(session, at(FIRST))
    day = date(2026, 12, 9)
    for member in (world.zheng, world.zhang):
        await brief_delays.put_off(session, branch, world.ding, member.id, day, at(date(2026, 12, 2)))
    await brief_sending.send_due(session, at(day))
    await calls(session, branch, world.ding, world.zheng, at(day) + timedelta(seconds=1))

    first = await leaves(session, at(day) + timedelta(seconds=2))
    second = await tick(session, at(day) + timedelta(seconds=20))

    assert first == []
    assert [name for name, _ in second] == ["丁海涛"]
    assert "张桂英" in second[0][1]
    assert "郑守义" not in second[0][1]


@pytest.mark.parametrize("since", [date(2026, 12, 8), MIDDLE])
async def test_what_could_not_leave_yesterday_is_one_message_with_what_comes_due_today(
    session, branch, given, since
):
    """Nobody ran from before eight on the 8th, or on the 15th, until the early morning after."""
    world = await small_world(session, branch, given)
    await tick(session, at(FIRST))
    await brief_delays.put_off(session, branch, world.ding, world.zhang.id, since, at(date(2026, 12, 2)))
    await brief_delays.put_off(
        session, branch, world.ding, world.zheng.id, since + DAY, at(date(2026, 12, 2))
    )

    early = await tick(session, at(since + DAY, 7))
    heard = await tick(session, at(since + DAY, 8, 30)) + await tick(session, at(since + DAY, 9))

    his = [text for name, text in early + heard if name == "丁海涛"]
    assert len(his) == 1
    assert "郑守义、张桂英两位老同志" in his[0]


async def test_only_his_own_cadre_puts_a_visit_off_and_only_to_a_day_to_come(session, branch, given):
    world = await small_world(session, branch, given)

    for by, day in ((world.ding, 9), (world.wang, 1), (world.wang, 0)):
        until = FIRST + (day - 1) * DAY if day else FIRST + 90 * DAY
        with pytest.raises(Refusal):
            await brief_delays.put_off(session, branch, by, world.wu.id, until, at(FIRST))
