"""Attempts: the liaison hears of two in vain, unless somebody has been reached before she does."""

from datetime import date, timedelta

from sqlmodel import select

from bot.delivery.claiming import Claimed
from bot.domain import visit_attempts, visits
from bot.domain.visits import Entry
from models import Outbox, VisitOutcome, VisitWay
from tests.brief_world import at, calls, small_world
from tests.outgoing import claim_one

NOW = at(date(2026, 12, 2))
_HOUR = timedelta(hours=1)


async def left(session, now):
    """Let what may leave, and return what was said to the liaison about two attempts."""
    claimed = []
    while (row := await claim_one(session, now, [0])) is not None:
        if isinstance(row, Claimed):
            claimed.append(row.row_id)
    rows = await session.exec(select(Outbox).where(Outbox.kind == "task"))
    return [row.text for row in rows.all() if row.id in claimed and "两次没联系上" in row.text]


async def tried_twice(session, branch, given):
    world = await small_world(session, branch, given)
    await given.bind(world.liaison)
    for number in range(2):
        in_vain = {"outcome": VisitOutcome.NO_ANSWER, "words": f"没接{number}"}
        await calls(session, branch, world.wang, world.wu, NOW + number * _HOUR, **in_vain)
    return world


async def test_the_liaison_hears_of_the_second_attempt(session, branch, given):
    await tried_twice(session, branch, given)

    assert len(await left(session, NOW + 2 * _HOUR)) == 1


async def test_the_liaison_is_not_asked_to_help_once_somebody_has_reached_him(session, branch, given):
    world = await tried_twice(session, branch, given)
    await calls(session, branch, world.ding, world.wu, NOW + 2 * _HOUR - timedelta(seconds=1))

    assert await left(session, NOW + 2 * _HOUR) == []


async def test_nobody_is_reminded_of_an_attempt_after_which_he_was_reached_nor_of_anothers_member(
    session, branch, given
):
    world = await small_world(session, branch, given)
    await calls(session, branch, world.ding, world.zheng, NOW)

    async def again_on(by, whom, day):
        entry = Entry((whom.id,), VisitWay.HOME, day, outcome=VisitOutcome.NOT_HOME)
        visit = await visits.record(session, branch, by, entry, NOW + _HOUR)
        return await visit_attempts.tried_again_on(session, visit, [whom.id])

    assert await again_on(world.ding, world.zheng, date(2026, 12, 1)) is None
    assert await again_on(world.ding, world.zhang, date(2026, 12, 1)) == date(2026, 12, 3)
    assert await again_on(world.wang, world.zhang, date(2026, 12, 1)) is None
