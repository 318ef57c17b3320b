"""Absence (请假、借调): a deputy for a time, who gets briefs and follow-ups meanwhile."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import changes, outbox, pairings
from bot.domain.pairing_care import is_away
from bot.domain.people import owned
from bot.errors import Refusal
from bot.texts import pairing_choices as say
from bot.texts import pairing_handover as letters
from bot.texts.pairings import Away
from models import Absence, Branch, Person

AT_MOST = timedelta(days=366)
_DAY = timedelta(days=1)
_ENTITY = "absence"


async def away(session: AsyncSession, branch_id: int, today: date) -> dict[int, Away]:
    """Return who is away today and who stands in, by the cadre."""
    cadre, deputy = sa.orm.aliased(Person), sa.orm.aliased(Person)
    found = await session.exec(
        select(Absence, cadre.name, deputy.name)
        .join(cadre, col(cadre.id) == col(Absence.cadre_id))
        .join(deputy, col(deputy.id) == col(Absence.deputy_id))
        .where(Absence.branch_id == branch_id, *is_away(today))
        .order_by(col(Absence.id))
    )
    return {row.cadre_id: Away(row.id, one, other, row.until_on) for row, one, other in found.all()}


async def begin(
    session: AsyncSession,
    branch: Branch,
    cadre_id: int,
    deputy_id: int,
    until: date,
    by: Person,
    now: datetime,
) -> Away:
    """Let a deputy stand in from today until a day, inclusive; he is told for whom.

    Raises Refusal for a day that is past or too far away, and for somebody who does not serve.
    """
    today = local_day(now, branch.zone)
    if not today <= until <= today + AT_MOST:
        raise Refusal(say.day_not_read())
    serving = {person.id: person for person in await pairings.serving(session, branch.id, today)}
    cadre = await owned(session, Person, cadre_id, branch.id)
    deputy = serving.get(deputy_id)
    if deputy is None or deputy_id == cadre_id:
        raise Refusal(say.does_not_serve())
    row = Absence(branch_id=branch.id, cadre_id=cadre_id, deputy_id=deputy_id, from_on=today, until_on=until)
    session.add(row)
    await session.flush()
    await _record(session, row, None, until, by, now)
    theirs = [
        pair.member.name
        for pair in await pairings.lasting(session, branch.id, today)
        if pair.cadre.id == cadre_id and pair.member.frozen_at is None
    ]
    if theirs:
        message = letters.you_stand_in(cadre.name, theirs, until, today)
        await outbox.post(session, deputy, message, branch_id=branch.id, now=now, kind="task")
    return Away(row.id, cadre.name, deputy.name, until)


async def end(session: AsyncSession, branch: Branch, absence_id: int, by: Person, now: datetime) -> Person:
    """回来了: yesterday was the last day, of every absence that lasts; return who is back."""
    row = await owned(session, Absence, absence_id, branch.id)
    today = local_day(now, branch.zone)
    found = await session.exec(select(Absence).where(Absence.cadre_id == row.cadre_id, *is_away(today)))
    for each in found.all():
        await _record(session, each, each.until_on, today - _DAY, by, now)
        each.until_on = today - _DAY
        session.add(each)
    await session.flush()
    return await session.get_one(Person, row.cadre_id)


async def _record(
    session: AsyncSession, row: Absence, old: date | None, new: date, by: Person, now: datetime
) -> None:
    await changes.record(
        session,
        branch_id=row.branch_id,
        person_id=row.cadre_id,
        entity=_ENTITY,
        row_id=row.id,
        field="until_on",
        old=old,
        new=new,
        by=by,
        now=now,
    )
