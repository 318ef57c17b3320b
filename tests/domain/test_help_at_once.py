"""A call for help that two people touch at the same moment, each in a transaction of his own."""

import asyncio

import pytest

from bot.domain import help as help_
from bot.domain import help_answers
from bot.domain.help import Asker
from models import HelpRequest, HelpState, Matter
from tests.people import NOON, Given, chat_of


@pytest.fixture
async def call(database, branch):
    """Write a call that the liaison is asked to take."""
    async with database.transaction() as session:
        given = Given(session, branch)
        liaison, zhang = await given.liaison(), await given.member("张桂英")
        for person in (await given.secretary(), liaison, zhang):
            await given.bind(person)
        asker = Asker(chat_of(zhang), zhang)
        asked = await help_.ask(session, branch, asker, "有点头晕", NOON, matter=Matter.WORRY)
    return asked.request.id, asker, liaison


async def _while_it_is_taken(database, branch, request_id, helper, verb):
    async def alone():
        async with database.transaction() as session:
            await verb(session)

    async with database.transaction() as session:
        request = await help_answers.load(session, branch, helper, request_id, NOON)
        assert await help_answers.take(session, branch, request, helper, NOON)
        other = asyncio.create_task(alone())
        await asyncio.sleep(0.1)  # long enough to have looked
    await other


async def test_an_alarm_out_of_a_call_that_is_being_taken_waits_for_somebody_to_take_it(
    database, branch, call
):
    """Else it would lie until the next day with somebody who took it for a smaller thing."""
    request_id, _, liaison = call

    async def sound(session):
        request = await session.get_one(HelpRequest, request_id)
        await help_.raise_alarm(session, branch, request, NOON)

    await _while_it_is_taken(database, branch, request_id, liaison, sound)

    async with database.reading() as session:
        request = await session.get_one(HelpRequest, request_id)
        assert (request.matter, request.state) == (Matter.EMERGENCY, HelpState.WAITING)


async def test_a_word_to_a_call_that_is_being_taken_goes_to_who_takes_it(database, branch, call):
    request_id, asker, liaison = call

    async def add(session):
        said = await help_.ask(session, branch, asker, "门没锁", NOON)
        assert said.joined
        assert said.request.state is HelpState.TAKEN
        assert said.helper is not None
        assert said.helper.id == liaison.id

    await _while_it_is_taken(database, branch, request_id, liaison, add)
