"""Festival greetings: proposed a week before, read, changed and approved by a human."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.database import add_new
from bot.domain import festivals, proposals, workdays
from bot.domain.greetings import evening
from bot.errors import Refusal
from bot.texts import common
from bot.texts import festival_greetings as say
from bot.texts import festivals as words
from bot.texts.anniversaries import signature
from models import Branch, Festival, FestivalGreeting, Person, ProposalState

LEAD = timedelta(days=7)
LOOK_AHEAD = timedelta(days=15)  # a week before, and back over the longest holidays to a working day
# The same as `about` in SQL.
ABOUT = sa.literal("festival:").concat(sa.cast(col(FestivalGreeting.id), sa.String))


def about(greeting_id: int) -> str:
    """Return the name of a greeting in the outbox."""
    return f"festival:{greeting_id}"


def asked_on(day: date) -> date:
    """Return when the secretary is asked: on the last working day a week or more before."""
    return workdays.last_workday(day - LEAD)


async def prepare(session: AsyncSession, branch: Branch, day: date, now: datetime) -> FestivalGreeting:
    """Return the greeting of a day, proposed now if nobody has; refuse days that are not greeted."""
    found = await of_day(session, branch.id, day)
    if found is not None:
        return found
    which = festivals.greeted(day)
    if not which or now >= evening(day, branch.zone):
        raise Refusal(common.not_found())
    await add_new(session, FestivalGreeting, [_row(branch, day, which, now)])
    proposed = await of_day(session, branch.id, day)
    assert proposed is not None
    return proposed


def _row(branch: Branch, day: date, which: Sequence[Festival], now: datetime) -> dict[str, object]:
    return {
        "branch_id": branch.id,
        "day": day,
        "names": words.names(which),
        "text": words.proposal(which, day, signature(branch.name)),
        "state": ProposalState.PROPOSED,
        "proposed_at": now,
    }


async def of_day(session: AsyncSession, branch_id: int, day: date) -> FestivalGreeting | None:
    """Return the greeting of a day, if one was proposed."""
    found = await session.exec(
        select(FestivalGreeting).where(FestivalGreeting.branch_id == branch_id, FestivalGreeting.day == day)
    )
    return found.first()


async def waiting(session: AsyncSession, branch_id: int) -> Sequence[FestivalGreeting]:
    """Return the greetings that nobody has decided on yet, the nearest first."""
    found = await session.exec(
        select(FestivalGreeting)
        .where(FestivalGreeting.branch_id == branch_id, FestivalGreeting.state == ProposalState.PROPOSED)
        .order_by(col(FestivalGreeting.day))
    )
    return found.all()


async def load(session: AsyncSession, greeting_id: int, branch_id: int) -> FestivalGreeting:
    """Return a greeting of the branch, locked; a foreign id is answered like a missing one."""
    greeting = await session.get(FestivalGreeting, greeting_id, with_for_update=True, populate_existing=True)
    if greeting is None or greeting.branch_id != branch_id:
        raise Refusal(common.not_found())
    return greeting


async def decide(
    session: AsyncSession, greeting: FestivalGreeting, state: ProposalState, by: Person, now: datetime
) -> None:
    """Approve it, leave it out, or open it again."""
    proposals.refuse_over(greeting)
    await proposals.decide(session, greeting, state, by, now)


async def reword(
    session: AsyncSession, greeting: FestivalGreeting, text: str, by: Person, now: datetime
) -> None:
    """Put other words in; they have to be approved, even if those before them were."""
    await decide(session, greeting, ProposalState.PROPOSED, by, now)
    await proposals.reword(session, greeting, text, by, now)


async def coming(session: AsyncSession, branch_id: int, today: date, days: int) -> list[say.Coming]:
    """Return the festivals of the next days that are or may be greeted, with what was decided."""
    last = today + timedelta(days=days)
    found = await session.exec(
        select(FestivalGreeting).where(
            FestivalGreeting.branch_id == branch_id, col(FestivalGreeting.day).between(today, last)
        )
    )
    known = {each.day: each for each in found.all()}
    ahead = [today + timedelta(days=number) for number in range(days + 1)]
    return [
        say.Coming(
            day,
            words.names(festivals.greeted(day)),
            known[day].state if day in known else None,
            festivals.proposed(day),
        )
        for day in ahead
        if festivals.greeted(day)
    ]
