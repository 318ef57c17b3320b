"""Deciding on birthday greetings: what is coming, and what a human says to it."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import greetings, proposals
from bot.domain.birthday_greetings import select_rows
from bot.domain.greetings import MAY_BE_LATE
from bot.domain.proposals import OPEN
from bot.errors import Refusal
from bot.texts import common
from bot.texts.birthdays import Line
from models import BirthdayGreeting, Member, Person, ProposalState


async def load(session: AsyncSession, greeting_id: int, branch_id: int) -> tuple[BirthdayGreeting, Person]:
    """Return a greeting of the branch, locked, and whose it is."""
    greeting = await session.get(BirthdayGreeting, greeting_id, with_for_update=True, populate_existing=True)
    if greeting is None or greeting.branch_id != branch_id:
        raise Refusal(common.not_found())
    return greeting, await session.get_one(Person, greeting.person_id)


async def coming(session: AsyncSession, branch_id: int, today: date) -> list[Line]:
    """Return the greetings from today on, and those that may still be said late.

    Of the dead, the gone and the frozen there are none.
    """
    found = await select_rows(session, BirthdayGreeting.branch_id == branch_id, _in_sight(today))
    return [
        Line(greeting.id, person.name, greeting.day, greeting.state)
        for greeting, person, member in found
        if member.is_on_roll() and person.frozen_at is None
    ]


def _in_sight(today: date) -> sa.ColumnElement[bool]:
    late = sa.and_(col(BirthdayGreeting.day) >= today - MAY_BE_LATE, col(BirthdayGreeting.state).in_(OPEN))
    return sa.or_(col(BirthdayGreeting.day) >= today, late)


async def is_reached(session: AsyncSession, person: Person) -> bool:
    """Say whether the program brings him the greeting itself."""
    found = await session.exec(select(Member).where(Member.person_id == person.id))
    return person.id in await greetings.reached(session, found.all())


async def waiting(session: AsyncSession, branch_id: int) -> int:
    """Return how many greetings nobody has decided on yet."""
    found = await select_rows(
        session,
        BirthdayGreeting.branch_id == branch_id,
        BirthdayGreeting.state == ProposalState.PROPOSED,
    )
    return sum(member.is_on_roll() and person.frozen_at is None for _, person, member in found)


async def approve_all(
    session: AsyncSession, branch_id: int, last_id: int, today: date, by: Person, now: datetime
) -> int:
    """Approve what was on the list, up to the last that was on it; return how many."""
    found = await select_rows(
        session,
        BirthdayGreeting.branch_id == branch_id,
        BirthdayGreeting.state == ProposalState.PROPOSED,
        _in_sight(today),
        col(BirthdayGreeting.id) <= last_id,
        locked=True,
    )
    meant = [greeting for greeting, person, member in found if member.is_on_roll() and not person.frozen_at]
    for greeting in meant:
        await proposals.decide(session, greeting, ProposalState.APPROVED, by, now)
    return len(meant)
