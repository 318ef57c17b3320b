"""Greetings after a restore (恢复): what may have been said since the backup is not said a second time."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import (
    anniversaries,
    anniversary_lists,
    birthday_greetings,
    festival_greetings,
    festivals,
    greetings,
)
from bot.domain.greetings import MAY_BE_LATE, Timing, silence, timing
from bot.domain.proposals import OPEN
from bot.texts import backup as say
from models import (
    OPEN_GREETINGS,
    BirthdayGreeting,
    Branch,
    FestivalGreeting,
    Greeting,
    GreetingState,
    Outbox,
    ProposalState,
)

RESTORED = "restored"  # the reason of what waited in the outbox when the backup was made
Doubtful = tuple[date, str]  # the day, and what it is


async def settle(session: AsyncSession, branch: Branch, now: datetime) -> None:
    """Take for 说不准 every greeting whose hour had come, and ask those who decide to think of them.

    What came into sight after the backup is written down first: nobody is to approve it once more.
    """
    await anniversary_lists.catch_up(session, branch, now)
    await birthday_greetings.catch_up(session, branch, now)
    unsure = [
        *await _festivals(session, branch, now),
        *await _anniversaries(session, branch, now),
        *await _birthdays(session, branch, now),
    ]
    await session.flush()
    lately = [each for each in unsure if each[0] >= local_day(now, branch.zone) - MAY_BE_LATE]
    if lately:
        message = say.doubtful_greetings(sorted(lately))
        await greetings.tell(session, branch, message, "restored", now, period=f"{now:%Y%m%d%H%M}")


async def _anniversaries(session: AsyncSession, branch: Branch, now: datetime) -> list[Doubtful]:
    today = local_day(now, branch.zone)
    due = await anniversaries.due(
        session,
        branch.id,
        col(Greeting.state).in_(OPEN_GREETINGS),
        col(Greeting.day) <= today,
        limit=None,
    )
    doubtful = []
    for one in due:
        if timing(one.greeting.day, now, branch.zone) is Timing.EARLY:
            continue
        anniversaries.settle(one.greeting, GreetingState.UNKNOWN, now, RESTORED)
        session.add(one.greeting)
        if silence(one.person, one.member, today) is None:
            doubtful.append((one.greeting.day, say.an_anniversary(one.person.name, one.greeting.years)))
    return doubtful


async def _birthdays(session: AsyncSession, branch: Branch, now: datetime) -> list[Doubtful]:
    today = local_day(now, branch.zone)
    unsure = _unsure(BirthdayGreeting, birthday_greetings.ABOUT, branch, today)
    doubtful = []
    for greeting, person, member in await birthday_greetings.select_rows(session, *unsure, locked=True):
        if timing(greeting.day, now, branch.zone) is not Timing.EARLY:
            greeting.state = ProposalState.UNKNOWN
            session.add(greeting)
            if silence(person, member, today) is None:
                doubtful.append((greeting.day, say.a_birthday(person.name)))
    return doubtful


async def _festivals(session: AsyncSession, branch: Branch, now: datetime) -> list[Doubtful]:
    today = local_day(now, branch.zone)
    if festivals.proposed(today) and timing(today, now, branch.zone) is Timing.ON_TIME:
        await festival_greetings.prepare(session, branch, today, now)
    unsure = _unsure(FestivalGreeting, festival_greetings.ABOUT, branch, today)
    found = await session.exec(select(FestivalGreeting).where(*unsure).order_by(col(FestivalGreeting.day)))
    doubtful = []
    for greeting in found.all():
        if timing(greeting.day, now, branch.zone) is not Timing.EARLY:
            greeting.state = ProposalState.UNKNOWN
            session.add(greeting)
            doubtful.append((greeting.day, say.a_festival(greeting.names)))
    return doubtful


def _unsure(
    kind: type[BirthdayGreeting] | type[FestivalGreeting],
    about: sa.ColumnElement[str],
    branch: Branch,
    today: date,
) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the condition on what was still to be said, or on its way, when the backup was made."""
    waited = select(Outbox.id).where(col(Outbox.about) == about, Outbox.reason == RESTORED)
    on_its_way = sa.and_(col(kind.state) == ProposalState.SENT, waited.correlate(kind).exists())
    is_unsure = sa.or_(col(kind.state).in_(OPEN), on_its_way)
    return col(kind.branch_id) == branch.id, col(kind.day) <= today, is_unsure
