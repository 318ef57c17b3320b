"""The budget: how much a member hears without having asked, over all kinds, and when the next may come."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import instant, local
from bot.domain.kinds import KINDS, Budget
from models import (
    BirthdayGreeting,
    Branch,
    FestivalGreeting,
    Greeting,
    GreetingState,
    Member,
    Outbox,
    ProposalState,
    metadata,
)
from models.anniversaries import Way
from models.outbox import LEFT, UNSENT

A_WEEK = 3  # messages in any seven days; and one a day
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_REACH = timedelta(days=8)  # a week of days, wherever the branch's midnight is
_EXPECTED = (GreetingState.PROPOSED, GreetingState.APPROVED, GreetingState.QUEUED)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a member has heard lately without having asked, and the days that are kept for a greeting."""

    at: tuple[datetime, ...] = ()  # of the last messages, at most three, the latest first
    greetings_on: tuple[date | None, ...] = ()  # of his anniversary, his birthday, everybody's festival

    def days(self, zone: str) -> list[date]:
        """Return the days of the messages, the latest first."""
        return [local(at, zone).date() for at in self.at]


NOTHING = Heard()


def first_day(heard: Sequence[date], greeting_on: date | None, today: date) -> date:
    """Return the first day, today or later, on which one more message fits; greetings come first.

    `heard` are the days of the last messages, the latest first. A greeting in sight keeps its own day
    and its place among the three of its week.
    """
    day = today
    if heard:
        day = max(day, heard[0] + _DAY)
    if len(heard) >= A_WEEK:
        day = max(day, heard[A_WEEK - 1] + _WEEK)
    if greeting_on is None or not greeting_on - _WEEK < day <= greeting_on:
        return day
    with_this_one = 1 + sum(one > greeting_on - _WEEK for one in heard)
    is_full = day == greeting_on or with_this_one >= A_WEEK
    return greeting_on + _DAY if is_full else day


def opens(day: date, branch: Branch) -> datetime:
    """Return the moment of a day from which ordinary messages may be heard."""
    return instant(day, branch.night_until, branch.zone)


def held_until(
    kind: str, heard: Heard, branch: Branch, now: datetime, *, is_merry: bool = True
) -> datetime | None:
    """Return until when a message of this kind has to wait, None if it may be heard now.

    `is_merry` is whether good wishes are for him: nobody in mourning waits for one.
    """
    today = local(now, branch.zone).date()
    ahead = None
    if is_merry and KINDS[kind].budget is Budget.WAITS:
        ahead = _in_sight(heard.greetings_on, today)
    day = first_day(heard.days(branch.zone), ahead, today)
    return opens(day, branch) if day > today else None


def _in_sight(greetings: Sequence[date | None], today: date) -> date | None:
    return min((day for day in greetings if day is not None and day >= today), default=None)


_ROW, _HEARD = metadata.tables["outbox"], metadata.tables["outbox"].alias("heard")
_GREETING, _BIRTHDAY = metadata.tables["greeting"], metadata.tables["birthdaygreeting"]
_FESTIVAL = metadata.tables["festivalgreeting"]


def _is_one_of(column: Any, states: Sequence[str]) -> sa.ColumnElement[bool]:
    # Literals, because a list of parameters would be written into the statement at each execution.
    return sa.or_(*(column == sa.literal_column(f"'{state}'") for state in states))


def _heard(which: int) -> Any:
    """Return when the recipient of an outbox row heard the last message but so many.

    The parts of a message are one, and those of the row's own are none.
    """
    at = sa.func.max(_HEARD.c.claimed_at)
    is_same = sa.and_(
        _HEARD.c.created_at == _ROW.c.created_at, _HEARD.c.about.is_not_distinct_from(_ROW.c.about)
    )
    found = (
        sa.select(at)
        .where(
            _HEARD.c.person_id == _ROW.c.person_id,
            _HEARD.c.unasked,
            _HEARD.c.claimed_at > sa.bindparam("week_ago"),
            _is_one_of(_HEARD.c.state, LEFT),
            sa.not_(is_same),
        )
        .group_by(_HEARD.c.about, _HEARD.c.created_at)
        .order_by(at.desc())
        .limit(1)
        .offset(which)
        .correlate(_ROW)
        .scalar_subquery()
    )
    return sa.case((_ROW.c.unasked, found)).label(f"heard_{which}")


def _next_day(table: sa.Table, *conditions: Any) -> sa.ScalarSelect[Any]:
    in_sight = table.c.day.between(sa.bindparam("from_day"), sa.bindparam("until_day"))
    return sa.select(sa.func.min(table.c.day)).where(in_sight, *conditions).correlate(_ROW).scalar_subquery()


_OWN_GREETING = _next_day(
    _GREETING,
    _GREETING.c.person_id == _ROW.c.person_id,
    _is_one_of(_GREETING.c.state, _EXPECTED),
    _GREETING.c.way.is_distinct_from(sa.literal_column(f"'{Way.HAND}'")),
)
_BIRTHDAY_GREETING = _next_day(
    _BIRTHDAY,
    _BIRTHDAY.c.person_id == _ROW.c.person_id,
    _is_one_of(_BIRTHDAY.c.state, (ProposalState.PROPOSED, ProposalState.APPROVED)),
)
_FESTIVAL_GREETING = _next_day(
    _FESTIVAL,
    _FESTIVAL.c.branch_id == _ROW.c.branch_id,
    _is_one_of(_FESTIVAL.c.state, (ProposalState.APPROVED,)),
)
# What the sender reads beside an outbox row, in the same statement; nothing is looked up for a row
# that takes no part in the budget.
COLUMNS = (
    *(_heard(which) for which in range(A_WEEK)),
    sa.case((_ROW.c.unasked, _OWN_GREETING)).label("greeting_on"),
    sa.case((_ROW.c.unasked, _BIRTHDAY_GREETING)).label("birthday_on"),
    sa.case((_ROW.c.unasked, _FESTIVAL_GREETING)).label("festival_on"),
)


def parameters(now: datetime) -> dict[str, object]:
    """Return the parameters of `COLUMNS`.

    The days are those of UTC, because the statement knows no zone; `held_until` passes over one that is
    past where the branch is.
    """
    return {"week_ago": now - _REACH, "from_day": now.date(), "until_day": (now + _REACH).date()}


def read(row: Any) -> Heard:
    """Return what `COLUMNS` say of a row."""
    if not row.unasked:
        return NOTHING
    at = tuple(at for at in (row.heard_0, row.heard_1, row.heard_2) if at is not None)
    return Heard(at, (row.greeting_on, row.birthday_on, row.festival_on))


async def waiting(
    session: AsyncSession, person_ids: Sequence[int], branch: Branch, at: datetime, now: datetime
) -> int:
    """Return how many of these members would hear an ordinary message later than `at`.

    Whoever waits for another one already is among them, because that one goes first.
    """
    members = await session.exec(select(Member.person_id).where(col(Member.person_id).in_(person_ids)))
    queueing = await session.exec(
        select(Outbox.person_id).where(
            col(Outbox.person_id).in_(person_ids),
            col(Outbox.unasked),
            col(Outbox.state).in_(UNSENT),
        )
    )
    in_queue = set(queueing.all())
    heard = await _heard_by(session, person_ids, branch, now)
    today = local(at, branch.zone).date()
    greetings = await _greetings(session, person_ids, today)
    birthdays = await _birthdays(session, person_ids, today)
    festival_on = await _festival(session, branch, today)

    def waits(person_id: int) -> bool:
        own = greetings.get(person_id), birthdays.get(person_id)
        ahead = _in_sight((*own, festival_on), today)
        return person_id in in_queue or first_day(heard[person_id], ahead, today) > today

    return sum(waits(person_id) for person_id in members.all())


async def _heard_by(
    session: AsyncSession, person_ids: Sequence[int], branch: Branch, now: datetime
) -> dict[int, list[date]]:
    """Return the days on which each heard his last messages, the latest first."""
    at = sa.func.max(col(Outbox.claimed_at))
    query: Any = (
        sa.select(col(Outbox.person_id), at)
        .where(
            col(Outbox.person_id).in_(person_ids),
            col(Outbox.unasked),
            col(Outbox.claimed_at) > now - _REACH,
            col(Outbox.state).in_(LEFT),
        )
        .group_by(col(Outbox.person_id), col(Outbox.about), col(Outbox.created_at))
        .order_by(at.desc())
    )
    heard: dict[int, list[date]] = defaultdict(list)
    for person_id, last in (await session.exec(query)).all():
        heard[person_id].append(local(last, branch.zone).date())
    return heard


async def _greetings(session: AsyncSession, person_ids: Sequence[int], today: date) -> dict[int, date]:
    found = await session.exec(
        select(Greeting.person_id, sa.func.min(col(Greeting.day)))
        .where(
            col(Greeting.person_id).in_(person_ids),
            col(Greeting.state).in_(_EXPECTED),
            col(Greeting.way).is_distinct_from(Way.HAND),
            col(Greeting.day).between(today, today + _WEEK),
        )
        .group_by(col(Greeting.person_id))
    )
    return dict(found.all())


async def _birthdays(session: AsyncSession, person_ids: Sequence[int], today: date) -> dict[int, date]:
    found = await session.exec(
        select(BirthdayGreeting.person_id, sa.func.min(col(BirthdayGreeting.day)))
        .where(
            col(BirthdayGreeting.person_id).in_(person_ids),
            col(BirthdayGreeting.state).in_((ProposalState.PROPOSED, ProposalState.APPROVED)),
            col(BirthdayGreeting.day).between(today, today + _WEEK),
        )
        .group_by(col(BirthdayGreeting.person_id))
    )
    return dict(found.all())


async def _festival(session: AsyncSession, branch: Branch, today: date) -> date | None:
    found = await session.exec(
        select(sa.func.min(col(FestivalGreeting.day))).where(
            FestivalGreeting.branch_id == branch.id,
            FestivalGreeting.state == ProposalState.APPROVED,
            col(FestivalGreeting.day).between(today, today + _WEEK),
        )
    )
    return found.one()
