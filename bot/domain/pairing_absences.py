"""Absence (请假、借调): a deputy for a time, who gets briefs and follow-ups meanwhile."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import changes, outbox, pairings
from bot.domain.pairing_care import deputies, is_away
from bot.domain.people import owned
from bot.errors import Refusal
from bot.texts import pairing_choices as say
from bot.texts import pairing_handover as letters
from bot.texts.pairings import Away
from models import Absence, Branch, Outbox, OutboxState, Person

AT_MOST = timedelta(days=366)
_DAY = timedelta(days=1)
_ENTITY = "absence"
_ABOUT = "absence:"  # and its row
_KIND = "pairing"
_TASK = "task"
_OVERTAKEN = "overtaken"


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
    """Let a deputy stand in from today until a day, inclusive; both are told, he also for whom.

    Raises Refusal for a day that is past or too far away, and for somebody who does not serve.
    """
    today = local_day(now, branch.zone)
    if not today <= until <= today + AT_MOST:
        raise Refusal(say.day_not_read())
    cadre = await owned(session, Person, cadre_id, branch.id)
    serving = await pairings.serving(session, branch.id, today, deputy_id)
    if not serving or deputy_id == cadre_id:
        raise Refusal(say.does_not_serve())
    deputy = serving[0]
    row = Absence(branch_id=branch.id, cadre_id=cadre_id, deputy_id=deputy_id, from_on=today, until_on=until)
    session.add(row)
    await session.flush()
    await _record(session, row, None, until, by, now)
    await _tell(session, branch, row, now)
    if cadre_id != by.id:
        message = letters.you_are_stood_in_for(deputy.name, until, today)
        await outbox.post(session, cadre, message, branch_id=branch.id, now=now, kind=_TASK, subject=deputy)
    return Away(row.id, cadre.name, deputy.name, until)


async def _tell(session: AsyncSession, branch: Branch, row: Absence, now: datetime) -> None:
    """Tell the deputy for whom he stands in."""
    today = local_day(now, branch.zone)
    cadre, deputy = await session.get_one(Person, row.cadre_id), await session.get_one(Person, row.deputy_id)
    wards = await pairings.wards(session, branch.id, cadre.id, today)
    theirs = [(one.id, one.name) for one in wards if one.frozen_at is None]
    if theirs:
        message = letters.you_stand_in(cadre.name, theirs, row.until_on, today)
        await outbox.post(
            session, deputy, message, branch_id=branch.id, now=now, kind=_KIND, about=f"{_ABOUT}{row.id}"
        )


async def tell_again(session: AsyncSession, now: datetime) -> None:
    """Word anew what a deputy was to be told, if somebody of whom it told was gone before it left."""
    for branch in (await session.exec(select(Branch).order_by(col(Branch.id)))).all():
        today = local_day(now, branch.zone)
        letters_of_it = (
            col(Outbox.about) == sa.literal(_ABOUT) + sa.cast(col(Absence.id), sa.String),
            col(Outbox.kind) == _KIND,
        )
        dropped = sa.and_(col(Outbox.state) == OutboxState.CANCELLED, col(Outbox.reason) == _OVERTAKEN)
        found = await session.exec(
            select(Absence).where(
                Absence.branch_id == branch.id,
                *is_away(today),
                sa.exists().where(*letters_of_it, dropped),
                ~sa.exists().where(*letters_of_it, sa.not_(dropped)),
            )
        )
        overtaken = found.all()
        in_place = await deputies(session, branch.id, today) if overtaken else {}
        for row in overtaken:
            if in_place.get(row.cadre_id) == row.deputy_id:
                await _tell(session, branch, row, now)


async def end(session: AsyncSession, branch: Branch, absence_id: int, by: Person, now: datetime) -> Person:
    """回来了: yesterday was the last day, of every absence that lasts; the deputy is told.

    Returns who is back.
    """
    row = await owned(session, Absence, absence_id, branch.id)
    today = local_day(now, branch.zone)
    found = await session.exec(select(Absence).where(Absence.cadre_id == row.cadre_id, *is_away(today)))
    lasting = found.all()
    for each in lasting:
        await _record(session, each, each.until_on, today - _DAY, by, now)
        each.until_on = today - _DAY
        session.add(each)
    await session.flush()
    cadre = await session.get_one(Person, row.cadre_id)
    for deputy_id in {each.deputy_id for each in lasting} - {by.id}:
        deputy, message = await session.get_one(Person, deputy_id), letters.he_is_back(cadre.name)
        await outbox.post(session, deputy, message, branch_id=branch.id, now=now, kind=_TASK, subject=cadre)
    return cadre


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
