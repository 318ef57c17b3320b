"""Two who pair members at the same moment, each in a transaction of his own."""

import asyncio

import pytest
from sqlmodel import select

from bot.domain import pairings
from bot.domain.pairings import Outcome
from bot.errors import Refusal
from models import Pairing
from tests.people import NOON, Given


@pytest.fixture
async def people(database, branch):
    """Write two in charge, two cadres and three members, of whom the first has a cadre."""
    async with database.transaction() as session:
        given = Given(session, branch)
        in_charge = [await given.secretary(), await given.liaison()]
        cadres = [await given.cadre("丁海涛"), await given.cadre("于晓梅")]
        members = [await given.member(name) for name in ("吴长贵", "周德明", "郑守义")]
        await given.pair(cadres[0], members[0])
    return in_charge, cadres, members


@pytest.fixture
def meanwhile(database):
    """Run the second of two verbs while the first has not been committed; return what it said."""

    async def alone(verb):
        async with database.transaction() as session:
            return await verb(session)

    async def _meanwhile(first, second):
        async with database.transaction() as session:
            await first(session)
            other = asyncio.create_task(alone(second))
            await asyncio.sleep(0.1)  # long enough to have looked
        return await other

    return _meanwhile


async def test_what_was_proposed_is_paired_once(database, branch, people, meanwhile):
    (secretary, liaison), _, _ = people

    taken = await meanwhile(
        lambda session: pairings.pair_suggested(session, branch, secretary, NOON),
        lambda session: pairings.pair_suggested(session, branch, liaison, NOON),
    )

    assert taken == []
    async with database.reading() as session:
        paired = (await session.exec(select(Pairing.member_id))).all()
        assert len(paired) == len(set(paired))


async def test_of_two_cadres_for_one_member_the_second_takes_over_from_the_first(branch, people, meanwhile):
    (secretary, liaison), (ding, yu), (_, zhou, _) = people

    outcome = await meanwhile(
        lambda session: pairings.pair(session, branch, zhou, ding.id, secretary, NOON),
        lambda session: pairings.pair(session, branch, zhou, yu.id, liaison, NOON),
    )

    assert outcome is Outcome.HAND_OVER


async def test_nobody_gets_a_third_member_unnoticed(branch, people, meanwhile):
    (secretary, liaison), (ding, _), (_, zhou, zheng) = people

    with pytest.raises(Refusal):
        await meanwhile(
            lambda session: pairings.pair(session, branch, zhou, ding.id, secretary, NOON),
            lambda session: pairings.pair(session, branch, zheng, ding.id, liaison, NOON),
        )
