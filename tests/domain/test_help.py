"""找人: who calls, and that the words arrive whatever the hour."""

from datetime import timedelta

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import help as help_
from bot.domain.outbox import KINDS
from models import Branch, Outbox, Person
from tests.people import BOT_ID, NOON, TODAY, Given, messages_to

MIDNIGHT = NOON + timedelta(hours=14)


@pytest.fixture
async def zhang(given: Given) -> Person:
    return await given.member("张桂英")


async def helper(session: AsyncSession, branch: Branch, person: Person | None) -> str | None:
    found = await help_.helper_for(session, branch, person, NOON, bot_id=BOT_ID)
    return found.name if found else None


async def test_the_paired_cadre_comes_first_then_liaison_then_secretary_then_deputy(
    session: AsyncSession, branch: Branch, given: Given, zhang: Person
) -> None:
    assert await helper(session, branch, zhang) is None

    # Each is asked before the one named so far.
    for person in (await given.deputy(), await given.secretary(), await given.liaison()):
        await given.bind(person)
        assert await helper(session, branch, zhang) == person.name
    cadre = await given.cadre("丁海涛")
    await given.pair(cadre, zhang)
    assert await helper(session, branch, zhang) == "贺敏"
    await given.bind(cadre)
    assert await helper(session, branch, zhang) == "丁海涛"


@pytest.mark.parametrize("why", ["frozen", "blocked", "cut off", "no longer paired"])
async def test_a_cadre_who_cannot_hear_is_passed_over(
    session: AsyncSession, branch: Branch, given: Given, zhang: Person, why: str
) -> None:
    await given.bind(await given.liaison())
    cadre = await given.cadre("丁海涛")
    pairing = await given.pair(cadre, zhang)
    account = await given.bind(cadre)
    match why:
        case "frozen":
            cadre.frozen_at = NOON
        case "blocked":
            account.blocked_at = NOON
        case "cut off":
            account.ended_at = NOON
        case _:
            pairing.until_on = TODAY - timedelta(days=1)

    assert await helper(session, branch, zhang) == "贺敏"


async def test_nobody_is_asked_to_call_himself(session: AsyncSession, branch: Branch, given: Given) -> None:
    liaison = await given.liaison()
    secretary = await given.secretary()
    for person in (liaison, secretary):
        await given.bind(person)

    assert await helper(session, branch, liaison) == "宋维新"
    assert await helper(session, branch, secretary) == "贺敏"


async def test_a_call_for_a_human_is_not_held_at_night_and_says_that_people_sleep(
    session: AsyncSession, branch: Branch, given: Given, zhang: Person
) -> None:
    liaison = await given.liaison()
    await given.bind(liaison)

    asked = await help_.ask_for(session, branch, zhang, None, "我摔了一跤", MIDNIGHT, bot_id=BOT_ID)

    assert asked.helper is not None
    assert asked.helper.id == liaison.id
    assert asked.resting
    row = (await session.exec(select(Outbox).where(Outbox.person_id == liaison.id))).one()
    assert not KINDS[row.kind].quiet
    assert "「我摔了一跤」" in row.text


async def test_a_strangers_name_cannot_fill_the_screen(
    session: AsyncSession, branch: Branch, given: Given
) -> None:
    liaison = await given.liaison()
    await given.bind(liaison)

    await help_.ask_for_stranger(session, branch, 555, "骗\n\n子" * 30, "x" * 5000, NOON, bot_id=BOT_ID)

    (told,) = await messages_to(session, liaison)
    assert len(told) < 700
    assert "骗\n" not in told


async def test_the_phone_of_somebody_gone_is_reported_once_an_hour(
    session: AsyncSession, branch: Branch, given: Given, zhang: Person
) -> None:
    liaison = await given.liaison()
    await given.bind(liaison)
    zhang.frozen_at = NOON

    for minutes in (0, 5, 61):
        at = NOON + timedelta(minutes=minutes)
        await help_.departed_spoke(session, branch, zhang, "在吗", at, bot_id=BOT_ID)

    assert len(await messages_to(session, liaison)) == 2


async def test_a_frozen_liaison_is_not_asked_about_himself(
    session: AsyncSession, branch: Branch, given: Given
) -> None:
    liaison, secretary = await given.liaison(), await given.secretary()
    for person in (liaison, secretary):
        await given.bind(person)
    liaison.frozen_at = NOON

    told = await help_.departed_spoke(session, branch, liaison, "在吗", NOON, bot_id=BOT_ID)

    assert told is not None
    assert told.id == secretary.id
