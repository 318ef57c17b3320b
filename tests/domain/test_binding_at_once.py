"""Several people at the same moment, each in a transaction of his own."""

import asyncio

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import func, select

from bot.domain import admission, binding, claims, codes, invitations
from bot.domain.accounts import Holder
from bot.errors import Refusal
from models import Account, Change, Guess, Invitation, Medium
from tests.binding_world import PHONE, invited, its_me, opened, phone
from tests.people import BOT_ID, NOON, Given


async def test_of_many_wrong_codes_at_once_only_fifty_are_tried(database, branch):
    async def guess(number: int) -> None:
        async with database.transaction() as session:
            holder = Holder(BOT_ID, number, number)
            if await codes.limit(session, holder, NOON) is None:
                await codes.note_wrong(session, holder, NOON)

    await asyncio.gather(*(guess(number) for number in range(codes.WRONG_OVER_ALL + 15)))

    async with database.reading() as session:
        assert (await session.exec(select(func.count()).select_from(Guess))).one() == codes.WRONG_OVER_ALL


async def test_of_two_decisions_at_once_one_counts(database, branch):
    async with database.transaction() as session:
        given = Given(session, branch)
        secretary, deputy = await given.secretary(), await given.deputy()
        zhou = await given.member("周德明")
        await given.bind(secretary)
        await given.bind(deputy)
        step = await opened(session, await invited(session, zhou, secretary, Medium.PAPER), phone())
        await its_me(session, step, phone())

    async def decide(person, accept):
        async with database.transaction() as session:
            return await admission.decide(session, step.claim.id, person, accept=accept, now=NOON)

    decisions = await asyncio.gather(decide(secretary, True), decide(deputy, False))

    assert sorted(decision.fresh for decision in decisions) == [False, True]
    assert decisions[0].accepted == decisions[1].accepted
    async with database.reading() as session:
        found = await session.exec(select(Change.new).where(Change.entity == "claim"))
        assert len(found.all()) == 1


async def test_two_phones_with_one_link_and_the_right_number_do_not_both_come_in(database, branch):
    async with database.transaction() as session:
        given = Given(session, branch)
        secretary = await given.secretary()
        await given.bind(secretary)
        zhou = await given.member("周德明", phone=PHONE)
        issued = await invited(session, zhou, secretary)
        steps = [await opened(session, issued, phone(number)) for number in (700, 701)]

    async def come_in(step, holder) -> None:
        for _ in range(3):  # as the frame does
            try:
                async with database.transaction() as session:
                    await its_me(session, step, holder)
                async with database.transaction() as session:
                    await claims.show_number(session, holder, PHONE, NOON)
                return
            except DBAPIError:
                continue

    await asyncio.gather(come_in(steps[0], phone(700)), come_in(steps[1], phone(701)))

    async with database.reading() as session:
        bound = await session.exec(select(Account).where(Account.person_id == zhou.id))
        assert len(bound.all()) == 1


async def _meanwhile(database, first, second):
    """Run the second of two verbs while the first has not been committed."""

    async def alone():
        async with database.transaction() as session:
            await second(session)

    async with database.transaction() as session:
        await first(session)
        other = asyncio.create_task(alone())
        await asyncio.sleep(0.1)  # long enough to have looked
    await other


async def test_of_two_invitations_at_once_one_works(database, branch):
    async with database.transaction() as session:
        given = Given(session, branch)
        secretary, liaison = await given.secretary(), await given.liaison()
        zhou = await given.member("周德明")

    await _meanwhile(
        database,
        lambda session: invited(session, zhou, secretary),
        lambda session: invited(session, zhou, liaison),
    )

    async with database.reading() as session:
        found = (await session.exec(select(Invitation).order_by(Invitation.id))).all()
        assert [invitations.is_open(each, NOON) for each in found] == [False, True]


async def test_the_last_two_who_can_let_people_in_do_not_both_go(database, branch):
    async with database.transaction() as session:
        given = Given(session, branch)
        secretary, deputy = await given.secretary(), await given.deputy()
        await given.bind(secretary)
        await given.bind(deputy)

    with pytest.raises(Refusal):
        await _meanwhile(
            database,
            lambda session: binding.stop(session, secretary, NOON),
            lambda session: binding.stop(session, deputy, NOON),
        )
