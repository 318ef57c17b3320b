"""Greetings are proposed: whose anniversaries lie in some days is written down, once for each year."""

from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.database import add_new
from bot.domain import anniversaries, anniversary_hands
from bot.domain.anniversaries import Celebrated, follow_roster, kept
from bot.domain.anniversary_dates import joined_between
from bot.domain.members import ON_ROLL
from models import OPEN_GREETINGS, Branch, Greeting, GreetingState, Member

_STRETCHES_AT_ONCE = 128  # a year each; a database takes five hundred in one statement


async def propose(
    session: AsyncSession, branch: Branch, first: date, last: date, now: datetime
) -> list[Celebrated]:
    """Write down the greetings of [first, last] that are missing; return those, in the order of days.

    What was written down before follows the roster: another date moves an open greeting, and asks
    again. Safe to repeat: there is one for a person and year.
    """
    members = await _celebrating(session, branch.id, first, last)
    found = [
        (member, day)
        for member in members
        for year in range(first.year, last.year + 1)
        if (day := kept(member, year)) is not None and first <= day.day <= last
    ]
    await _follow_roster(session, branch.id, first, last, [member.person_id for member, _ in found], now)
    rows = [
        {
            "branch_id": branch.id,
            "person_id": member.person_id,
            "year": kept_on.year,
            "day": kept_on.day,
            "month_only": kept_on.month_only,
            "years": kept_on.years,
            "state": GreetingState.PROPOSED,
            "proposed_at": now,
            "card_tries": 0,
        }
        for member, kept_on in found
    ]
    known = await _latest_id(session)
    await add_new(session, Greeting, rows)
    return [
        one for one in await anniversaries.between(session, branch.id, first, last) if one.greeting.id > known
    ]


async def _latest_id(session: AsyncSession) -> int:
    return (await session.exec(select(sa.func.coalesce(sa.func.max(col(Greeting.id)), 0)))).one()


async def _celebrating(session: AsyncSession, branch_id: int, first: date, last: date) -> list[Member]:
    """Return who on the roll may have an anniversary then, through the index on the joining date."""
    members: dict[int, Member] = {}
    stretches = joined_between(first, last)
    for start in range(0, len(stretches), _STRETCHES_AT_ONCE):
        some = stretches[start : start + _STRETCHES_AT_ONCE]
        some += some[-1:] * (_STRETCHES_AT_ONCE - len(some))  # the statement has a fixed number of places
        params: dict[str, object] = {"branch_id": branch_id}
        for place, each in enumerate(some):
            params[f"first_{place}"], params[f"last_{place}"] = each.first, each.last
        found = await session.exec(_joined_in_stretches(), params=params)
        members |= {member.id: member for member in found.all()}
    return [members[member_id] for member_id in sorted(members)]


@cache
def _joined_in_stretches() -> Any:
    """Return the statement, made once: compiling it takes twenty times as long as running it."""
    places = (
        sa.select(
            sa.bindparam(f"first_{place}", type_=sa.Date).label("first"),
            sa.bindparam(f"last_{place}", type_=sa.Date).label("last"),
        )
        for place in range(_STRETCHES_AT_ONCE)
    )
    stretch = sa.union_all(*places).cte("stretch")
    return (
        select(Member)
        .select_from(stretch)
        .join(
            Member,
            sa.and_(
                col(Member.branch_id) == sa.bindparam("branch_id"),
                col(Member.joined_on).between(stretch.c.first, stretch.c.last),
            ),
        )
        .where(col(Member.status).in_(ON_ROLL))
        .execution_options(populate_existing=True)
    )


async def _follow_roster(
    session: AsyncSession, branch_id: int, first: date, last: date, person_ids: Collection[int], now: datetime
) -> None:
    """Move open greetings whose member's date was put right; what leaves is not touched any more."""
    moved = []
    for one in await anniversaries.due(
        session,
        branch_id,
        col(Greeting.state).in_(OPEN_GREETINGS[:3]),
        sa.or_(col(Greeting.day).between(first, last), col(Greeting.person_id).in_(person_ids)),
        limit=None,
    ):
        if not follow_roster(one, now):
            moved.append(one.greeting)
        session.add(one.greeting)
    await session.flush()
    await anniversary_hands.end_moved(session, moved, now)
