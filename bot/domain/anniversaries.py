"""Political anniversaries (政治生日): whose greeting is when, and what it would say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import festivals
from bot.domain.anniversary_dates import (
    MILESTONES,
    Occurrence,
    last_of_month,
    month_of,
    occurrence,
)
from bot.domain.members import GONE
from bot.texts import anniversaries as say
from bot.texts.anniversaries import Greeted
from models import (
    Branch,
    FollowUp,
    FollowUpState,
    Greeting,
    GreetingState,
    Member,
    Mobility,
    Person,
    Precision,
    Status,
)

# The same in SQL, to find the messages of many greetings at once.
ABOUT = sa.literal("greeting:").concat(sa.cast(col(Greeting.id), sa.String))


@dataclass(frozen=True, slots=True)
class Celebrated:
    """A greeting with whom it is for."""

    greeting: Greeting
    person: Person
    member: Member

    @property
    def is_milestone(self) -> bool:
        """Say whether it is one of the round years, which propose a visit too."""
        return self.greeting.years in MILESTONES


def about(greeting_id: int) -> str:
    """Return the name of a greeting in the outbox."""
    return f"greeting:{greeting_id}"


def cause(year: int) -> str:
    """Return the name under which a year's calls, cards and visits are follow-ups."""
    return f"anniversary:{year}"


def kept(member: Member, year: int) -> Occurrence | None:
    """Return a member's anniversary in a year by what the roster says now."""
    if member.joined_on is None:
        return None
    return occurrence(member.joined_on, member.joined_precision, year)


def follow_roster(one: Celebrated, now: datetime) -> bool:
    """Set a greeting to what the roster says now; return whether it says the same as before.

    Where it does not, whoever was to bring it by hand has been told a wrong day: see
    `anniversary_hands.end_moved`.
    """
    greeting, day = one.greeting, kept(one.member, one.greeting.year)
    if day is None:
        settle(greeting, GreetingState.CANCELLED, now, "no date")
        return False
    if (day.day, day.years, day.month_only) == (greeting.day, greeting.years, greeting.month_only):
        return True
    greeting.day, greeting.years, greeting.month_only = day.day, day.years, day.month_only
    if greeting.state is GreetingState.APPROVED:  # it was another day that was approved
        greeting.state, greeting.reason = GreetingState.PROPOSED, "moved"
    greeting.way = greeting.reminded_at = greeting.escalated_at = greeting.pair_told_at = None
    return False


def settle(greeting: Greeting, state: GreetingState, now: datetime, reason: str | None = None) -> None:
    """Put a greeting into one of its final states."""
    greeting.state, greeting.reason, greeting.settled_at = state, reason, now


async def between(
    session: AsyncSession, branch_id: int, first: date, last: date, *, locked: bool = False
) -> list[Celebrated]:
    """Return the greetings of some days, in their order; the dead, the gone and the frozen are not named."""
    return await _select(
        session,
        col(Greeting.branch_id) == branch_id,
        col(Greeting.day).between(first, last),
        col(Person.frozen_at).is_(None),
        col(Member.status).not_in(GONE),
        locked=locked,
    )


async def of_month(
    session: AsyncSession, branch: Branch, month: date, *, locked: bool = False
) -> list[Celebrated]:
    """Return the greetings of a month."""
    return await between(session, branch.id, month_of(month), last_of_month(month), locked=locked)


async def load(session: AsyncSession, greeting_id: int, branch_id: int) -> Celebrated | None:
    """Return a greeting of the branch, locked until the end of the transaction."""
    found = await _select(
        session, col(Greeting.id) == greeting_id, col(Greeting.branch_id) == branch_id, locked=True
    )
    return found[0] if found else None


async def _select(
    session: AsyncSession, *conditions: Any, locked: bool = False, limit: int | None = None
) -> list[Celebrated]:
    query: Any = (
        select(Greeting, Person, Member)
        .join(Person, col(Person.id) == col(Greeting.person_id))
        .join(Member, col(Member.person_id) == col(Greeting.person_id))
        .where(*conditions)
        .order_by(col(Greeting.day), col(Greeting.id))
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    if locked:
        query = query.with_for_update(of=Greeting)
    return [Celebrated(*row) for row in (await session.exec(query)).all()]


async def due(
    session: AsyncSession, branch_id: int, *conditions: Any, limit: int | None, locked: bool = True
) -> list[Celebrated]:
    """Return greetings of a branch to be worked on; the conditions name states and days."""
    own = col(Greeting.branch_id) == branch_id
    return await _select(session, own, *conditions, locked=locked, limit=limit)


async def visits_promised(session: AsyncSession, greetings: Iterable[Greeting]) -> set[int]:
    """Return to whom a visit is promised, or was made: ids of people."""
    wanted = {cause(each.year) for each in greetings}
    if not wanted:
        return set()
    found = await session.exec(
        select(FollowUp.person_id).where(
            col(FollowUp.cause).in_(wanted),
            col(FollowUp.person_id).in_({each.person_id for each in greetings}),
            FollowUp.began == FollowUpState.VISIT,
            FollowUp.state != FollowUpState.CANCELLED,
        )
    )
    return set(found.all())


def greeted(branch: Branch, one: Celebrated, *, visit: bool) -> Greeted:
    """Return what the words of a greeting need to know."""
    greeting, person, member = one.greeting, one.person, one.member
    assert member.joined_on is not None  # without a date there is no greeting
    return Greeted(
        salutation=person.salutation(),
        joined=say.joined(member.joined_on, member.joined_precision or Precision.DAY),
        years=greeting.years,
        day=greeting.day,
        signature=say.signature(branch.name),
        month_only=greeting.month_only,
        frail=member.mobility is not Mobility.WELL,
        floating=member.status is Status.FLOATING,
        visit=visit,
        solemn=festivals.solemn(greeting.day),
        festival=festivals.line(greeting.day),
    )


def words(branch: Branch, one: Celebrated, *, visit: bool) -> str:
    """Return what a greeting says on its day."""
    return one.greeting.words or say.words(greeted(branch, one, visit=visit))


async def greeted_on(session: AsyncSession, branch_id: int, day: date) -> set[int]:
    """Return whose political anniversary is the one message of a day: ids of people."""
    return {person_id for person_id, _ in await greeted_between(session, branch_id, day, day)}


async def greeted_between(
    session: AsyncSession, branch_id: int, first: date, last: date
) -> set[tuple[int, date]]:
    """Return whose political anniversary is the one message of which of these days.

    A greeting that nobody approved, or that was held back, is no message.
    """
    query: Any = sa.select(col(Greeting.person_id), col(Greeting.day)).where(
        col(Greeting.branch_id) == branch_id,
        col(Greeting.day).between(first, last),
        col(Greeting.state).in_(
            (GreetingState.APPROVED, GreetingState.QUEUED, GreetingState.SENT, GreetingState.BY_HAND)
        ),
    )
    return {(person_id, day) for person_id, day in (await session.exec(query)).all()}
