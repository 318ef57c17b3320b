"""Festival greetings for those whom the program does not reach: their pairs say it by telephone."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import festivals, followup_opening, occasions
from bot.domain.followups import OPEN
from bot.domain.greetings import evening
from bot.texts import festivals as words
from models import Branch, FestivalGreeting, FollowUp, FollowUpState, Why

# The same as `cause` in SQL.
ABOUT = sa.literal("festival:").concat(sa.cast(col(FestivalGreeting.id), sa.String))


def cause(greeting: FestivalGreeting) -> str:
    """Return the name under which the calls of a festival are follow-ups."""
    return f"festival:{greeting.id}"


async def ask(
    session: AsyncSession,
    branch: Branch,
    greeting: FestivalGreeting,
    person_ids: Sequence[int],
    now: datetime,
) -> None:
    """Let the pairs call these people; the secretary's own words go along."""
    greeting.by_hand_at = now
    own = greeting.text if greeting.edited_by else words.by_hand(festivals.greeted(greeting.day))
    await followup_opening.open_for(
        session,
        branch,
        person_ids,
        cause=cause(greeting),
        why=Why.GREETING,
        words=own,
        now=now,
        due_at=evening(greeting.day, branch.zone),
    )


async def take_back(session: AsyncSession, greeting: FestivalGreeting, now: datetime) -> None:
    """Say that nobody needs to call, because it was decided anew; what was said stays said."""
    if greeting.by_hand_at is not None:
        greeting.by_hand_at = None
        await followup_opening.cancel_for(session, cause(greeting), "decided anew", now)


async def end_over(session: AsyncSession, branch: Branch, last: date, now: datetime) -> None:
    """Say that nobody needs to call any more for a festival on `last` or before: it is over."""
    over = await session.exec(
        select(FollowUp.cause)
        .join(FestivalGreeting, col(FollowUp.cause) == ABOUT)
        .where(
            FestivalGreeting.branch_id == branch.id,
            FestivalGreeting.day <= last,
            col(FestivalGreeting.by_hand_at).is_not(None),
            col(FollowUp.state).in_(OPEN),
        )
        .distinct()
    )
    for each in sorted(over.all()):
        await followup_opening.cancel_for(session, each, "festival over", now)


async def called(session: AsyncSession, greeting: FestivalGreeting) -> set[int]:
    """Return whose pair was asked to call, or has called: they hear it once."""
    return await _with_a_task(session, greeting.branch_id, [cause(greeting)])


async def visited(session: AsyncSession, greeting: FestivalGreeting) -> set[int]:
    """Return who is visited, or called, for the festival as an occasion (走访慰问)."""
    which = festivals.greeted(greeting.day)
    causes = [occasions.cause_of(festival, greeting.day.year) for festival in which]
    return await _with_a_task(session, greeting.branch_id, [each for each in causes if each is not None])


async def _with_a_task(session: AsyncSession, branch_id: int, causes: Sequence[str]) -> set[int]:
    if not causes:
        return set()
    found = await session.exec(
        select(FollowUp.person_id).where(
            FollowUp.branch_id == branch_id,
            col(FollowUp.cause).in_(causes),
            FollowUp.state != FollowUpState.CANCELLED,
        )
    )
    return set(found.all())
