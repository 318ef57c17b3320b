"""Birthday greetings: written down with the coming month, for a human to decide on."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import add_months, local, local_day
from bot.database import add_new
from bot.domain import birthdays, festivals, followup_opening, greetings
from bot.domain.birthdays import Celebrating
from bot.domain.greetings import LISTED_FROM, LISTED_FROM_DAY, LOOK_BACK_AT_MOST, Timing, timing
from bot.domain.proposals import OPEN
from bot.texts import birthdays as say
from bot.texts.anniversaries import signature
from models import (
    BirthdayGreeting,
    BirthdayRound,
    Branch,
    FollowUp,
    FollowUpState,
    Member,
    Person,
    ProposalState,
)

_DAY = timedelta(days=1)
_HEARD = (ProposalState.APPROVED, ProposalState.SENT, ProposalState.BY_HAND)
# The same as `about` in SQL.
ABOUT = sa.literal("birthday:").concat(sa.cast(col(BirthdayGreeting.id), sa.String))
_SAID = (ProposalState.SENT, ProposalState.BY_HAND, ProposalState.UNKNOWN)
_APART = timedelta(days=180)  # by the moon two birthdays are eleven months apart at the least
Row = tuple[BirthdayGreeting, Person, Member]


def about(greeting_id: int) -> str:
    """Return the name of a greeting in the outbox."""
    return f"birthday:{greeting_id}"


def cause(day: date) -> str:
    """Return the name under which the calls of a day's birthdays are follow-ups."""
    return f"birthday:{day.isoformat()}"


def horizon(here: datetime) -> date:
    """Return up to which day birthdays are proposed: this month's end, from the 25th the next one's."""
    late = here.day > LISTED_FROM_DAY or (here.day == LISTED_FROM_DAY and here.time() >= LISTED_FROM)
    return add_months(here.date().replace(day=1), 2 if late else 1) - _DAY


async def greeted_on(session: AsyncSession, branch_id: int, day: date) -> set[int]:
    """Return whose birthday is a message of a day: ids of people."""
    found = await session.exec(
        select(BirthdayGreeting.person_id).where(
            BirthdayGreeting.branch_id == branch_id,
            BirthdayGreeting.day == day,
            col(BirthdayGreeting.state).in_(_HEARD),
        )
    )
    return set(found.all())


async def follow(session: AsyncSession, branch: Branch, person: Person, now: datetime) -> None:
    """Take back what was meant for another day, and propose anew, after a birthday was settled.

    So is the call of his pair, who was asked a few days before, unless he has made it already.
    """
    today = local_day(now, branch.zone)
    ahead = await select_rows(
        session,
        BirthdayGreeting.person_id == person.id,
        BirthdayGreeting.day > today,
        col(BirthdayGreeting.state).in_((*OPEN, ProposalState.BY_HAND)),
        locked=True,
    )
    for greeting, _, _ in ahead:
        await followup_opening.cancel_for(session, cause(greeting.day), "moved", now, person.id)
        if greeting.state in OPEN or not await _was_called(session, greeting):
            await session.delete(greeting)
    await session.flush()
    until = await _looked_until(session, branch)
    if until is not None:
        await propose(session, branch, days(today + _DAY, until), now, person.id)


async def _was_called(session: AsyncSession, greeting: BirthdayGreeting) -> bool:
    found = await session.exec(
        select(FollowUp.id).where(
            FollowUp.cause == cause(greeting.day),
            FollowUp.person_id == greeting.person_id,
            FollowUp.state == FollowUpState.DONE,
        )
    )
    return found.first() is not None


async def look_ahead(session: AsyncSession, branch: Branch, now: datetime) -> None:
    """Propose what has come into sight since the last look, and tell the secretary.

    What passed while nobody looked is written down too, so that it ends in a reason and not in
    nothing. A branch that is looked at for the first time has no past.
    """
    here = local(now, branch.zone)
    until, wanted = await _looked_until(session, branch), horizon(here)
    if until is not None and until >= wanted:
        return
    first = here.date() if until is None else max(until + _DAY, here.date() - LOOK_BACK_AT_MOST)
    await look(session, branch, wanted)
    found = await propose(session, branch, days(first, wanted), now)
    coming = [each for each in found if timing(each.day, now, branch.zone) is not Timing.OVER]
    if coming:
        message = say.proposed(len(coming), coming[0].day, here.date())
        await greetings.tell(session, branch, message, f"birthdays:{wanted.isoformat()}", now)


async def catch_up(session: AsyncSession, branch: Branch, now: datetime) -> None:
    """Write down what has come into sight until today, without telling anybody."""
    today, until = local_day(now, branch.zone), await _looked_until(session, branch)
    if until is not None and until < today:
        await propose(session, branch, days(max(until + _DAY, today - LOOK_BACK_AT_MOST), today), now)
        await look(session, branch, today)


def days(first: date, last: date) -> list[date]:
    """Return the days from the first to the last, both among them."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


async def _looked_until(session: AsyncSession, branch: Branch) -> date | None:
    row = await _round(session, branch)
    return row.looked_until if row is not None else None


async def _round(session: AsyncSession, branch: Branch) -> BirthdayRound | None:
    found = await session.exec(select(BirthdayRound).where(BirthdayRound.branch_id == branch.id))
    return found.first()


async def look(session: AsyncSession, branch: Branch, until: date) -> None:
    """Note up to which day birthdays have been looked at."""
    # Two processes may look for the first time at the same moment.
    await add_new(session, BirthdayRound, [{"branch_id": branch.id, "looked_until": until}])
    row = await _round(session, branch)
    if row is not None:
        row.looked_until = until
        session.add(row)
    await session.flush()


async def propose(
    session: AsyncSession, branch: Branch, on: Sequence[date], now: datetime, person_id: int | None = None
) -> list[Celebrating]:
    """Propose a greeting to each whose birthday falls on one of these days; safe to repeat.

    Whoever put his birthday right after he was greeted is not greeted again before the next one.
    """
    if not on:
        return []
    said = await _said_near(session, branch.id, min(on), max(on))
    found = [
        each
        for each in await birthdays.falling_on(session, branch.id, on, person_id)
        if all(abs(each.day - day) >= _APART for day in said.get(each.person.id, ()))
    ]
    await add_new(session, BirthdayGreeting, [_row(branch, each, now) for each in found])
    return found


async def _said_near(session: AsyncSession, branch_id: int, first: date, last: date) -> dict[int, list[date]]:
    """Return on which days about these each was greeted: by ids of people."""
    found = await session.exec(
        select(BirthdayGreeting.person_id, col(BirthdayGreeting.day)).where(
            BirthdayGreeting.branch_id == branch_id,
            col(BirthdayGreeting.day).between(first - _APART, last + _APART),
            col(BirthdayGreeting.state).in_(_SAID),
        )
    )
    said: dict[int, list[date]] = defaultdict(list)
    for person_id, day in found.all():
        said[person_id].append(day)
    return said


def _row(branch: Branch, each: Celebrating, now: datetime) -> dict[str, object]:
    text = say.greeting(
        each.person.salutation(),
        signature(branch.name),
        festivals.line(each.day),
        solemn=festivals.solemn(each.day),
    )
    return {
        "branch_id": branch.id,
        "person_id": each.person.id,
        "day": each.day,
        "text": text,
        "state": ProposalState.PROPOSED,
        "proposed_at": now,
    }


async def select_rows(session: AsyncSession, *conditions: Any, locked: bool = False) -> list[Row]:
    """Return greetings with whom they are for, in the order of days."""
    query: Any = (
        select(BirthdayGreeting, Person, Member)
        .join(Person, col(Person.id) == col(BirthdayGreeting.person_id))
        .join(Member, col(Member.person_id) == col(BirthdayGreeting.person_id))
        .where(*conditions)
        .order_by(col(BirthdayGreeting.day), col(BirthdayGreeting.id))
        .execution_options(populate_existing=True)
    )
    if locked:
        query = query.with_for_update(of=BirthdayGreeting)
    return [(greeting, person, member) for greeting, person, member in (await session.exec(query)).all()]
