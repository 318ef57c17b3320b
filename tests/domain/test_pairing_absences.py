"""A deputy for a time: what he is told of whom he stands in for is true when it leaves."""

from datetime import date

import pytest
from sqlmodel import select

from bot.delivery.claiming import claim_next
from bot.domain import leaving, pairing_absences, pairing_handover, pairings
from bot.texts import pairing_handover as letters
from models import Appointment, Outbox, OutboxState
from tests.brief_world import DAY, at, leaves, small_world
from tests.people import BOT_ID, messages_to

MONDAY = date(2026, 12, 7)


async def begin(session, branch, world, until):
    return await pairing_absences.begin(
        session, branch, world.ding.id, world.wang.id, until, world.liaison, at(MONDAY, 20)
    )


async def tick(session, now):
    await pairing_absences.tell_again(session, now)
    return await leaves(session, now)


async def test_a_deputy_is_told_of_those_who_are_left_when_one_dies_before_it_leaves(session, branch, given):
    world = await small_world(session, branch, given)
    await begin(session, branch, world, MONDAY + 9 * DAY)
    report = await leaving.report_death(session, branch, world.zheng, world.liaison, "", at(MONDAY, 21))
    await leaving.confirm_death(session, report, world.zheng, world.liaison, at(MONDAY, 21))

    heard = [line for hour in (8, 9, 10) for line in await tick(session, at(MONDAY + DAY, hour))]

    assert [name for name, _ in heard] == ["王磊"]
    assert "张桂英" in heard[0][1]
    assert "郑守义" not in heard[0][1]


async def test_a_deputy_is_not_told_of_an_absence_that_is_over(session, branch, given):
    world = await small_world(session, branch, given)
    await begin(session, branch, world, MONDAY)

    assert await tick(session, at(MONDAY + DAY, 8)) + await tick(session, at(MONDAY + DAY, 9)) == []


async def test_who_serves_no_more_is_given_no_papers_and_named_to_nobody(session, branch, given):
    """What a new cadre is given holds the last words of visits; and nothing is handed over to him."""
    world = await small_world(session, branch, given)
    await pairings.pair(session, branch, world.zheng, world.wang.id, world.liaison, at(MONDAY, 20))
    await pairing_handover.look_after(session, at(MONDAY, 20))
    served = await session.exec(select(Appointment).where(Appointment.person_id == world.wang.id))
    served.one().until_on = MONDAY
    await session.flush()

    assert await leaves(session, at(MONDAY + DAY, 8)) == []


@pytest.mark.parametrize("gone", ["deputy", "cadre"])
async def test_of_an_absence_nobody_hears_whose_name_is_frozen_before_it_leaves(session, branch, given, gone):
    world = await small_world(session, branch, given)
    noted = await begin(session, branch, world, MONDAY + 9 * DAY)
    await pairing_absences.end(session, branch, noted.absence_id, world.liaison, at(MONDAY, 23))

    named, reader = (world.wang, world.ding) if gone == "deputy" else (world.ding, world.wang)
    named.frozen_at = at(MONDAY, 23)
    await session.flush()
    await claim_next(session, BOT_ID, [], at(MONDAY + DAY, 9), at_most=20)

    told = select(Outbox.state, Outbox.reason).where(Outbox.person_id == reader.id, Outbox.kind == "task")
    assert (await session.exec(told)).all() == [(OutboxState.HELD, "frozen")]


async def test_who_is_away_hears_who_stands_in_and_the_deputy_that_he_is_back(session, branch, given):
    world = await small_world(session, branch, given)
    noted = await begin(session, branch, world, MONDAY + 9 * DAY)

    await pairing_absences.end(session, branch, noted.absence_id, world.liaison, at(MONDAY + DAY))

    assert await messages_to(session, world.ding) == [
        letters.you_are_stood_in_for("王磊", MONDAY + 9 * DAY, MONDAY).words
    ]
    assert (await messages_to(session, world.wang))[-1] == letters.he_is_back("丁海涛").words
