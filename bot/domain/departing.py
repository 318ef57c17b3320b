"""Departing: what ends when somebody leaves the roll, and how all of it is taken back."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import boards, changes, outbox, people
from bot.domain.members import GONE
from bot.domain.pairing_care import pairing_holds
from bot.domain.people import Speaker
from bot.errors import Refusal
from bot.texts import common
from bot.texts import leaving as say
from models import (
    Appointment,
    Branch,
    DeathReport,
    Member,
    Outbox,
    Pairing,
    Person,
    Proxy,
    Role,
    Status,
    Verdict,
)

MAY_TAKE_BACK = frozenset({Role.SECRETARY, Role.DEPUTY, Role.ACTING})

_TABLES: dict[str, type[SQLModel]] = {
    "member": Member,
    "pairing": Pairing,
    "appointment": Appointment,
    "proxy": Proxy,
}
_READ: dict[str, Callable[[str], object]] = {
    "status": Status,
    "status_since": date.fromisoformat,
    "until_on": date.fromisoformat,
    "ended_at": datetime.fromisoformat,
}


async def depart(
    session: AsyncSession, person: Person, status: Status, by: Person | None, cause: str, now: datetime
) -> int:
    """Take somebody off the roll: pairings, roles, relatives end, what waits is cancelled; return how much.

    Every field is written down under one `cause`, so that `come_back` can undo it.
    """
    member = await _member(session, person)
    branch = await session.get_one(Branch, person.branch_id)
    today = local_day(now, branch.zone)
    if member is not None:
        await _set(session, person, member, "status", status, by, cause, now)
        await _set(session, person, member, "status_since", today, by, cause, now)
    pairings = await session.exec(
        select(Pairing).where(
            sa.or_(col(Pairing.member_id) == person.id, col(Pairing.cadre_id) == person.id),
            *pairing_holds(today),
        )
    )
    appointments = await session.exec(
        select(Appointment).where(Appointment.person_id == person.id, *people.holding(today))
    )
    # Both ends are inclusive: what ended yesterday does not hold any more.
    ended_on = today - timedelta(days=1)
    for row in (*pairings.all(), *appointments.all()):
        await _set(session, person, row, "until_on", ended_on, by, cause, now)
    # Nobody is told: a relative who is bereaved hears nothing from a program.
    proxies = await session.exec(
        select(Proxy).where(
            sa.or_(col(Proxy.member_id) == person.id, col(Proxy.relative_id) == person.id),
            col(Proxy.ended_at).is_(None),
        )
    )
    for proxy in proxies.all():
        await _set(session, person, proxy, "ended_at", now, by, cause, now)
    await session.flush()
    await boards.touch_what_waits_for(session, person.id, now)
    concerned = sa.or_(col(Outbox.person_id) == person.id, col(Outbox.subject_id) == person.id)
    return await outbox.cancel(session, concerned, reason=str(status), now=now)


async def come_back(session: AsyncSession, person: Person, by: Speaker, reason: str, now: datetime) -> bool:
    """Undo a departure that was a mistake; return whether all of it could be undone.

    What was changed since, such as a pairing that another cadre took over, stays as it is now.
    Cancelled messages stay cancelled.
    """
    if by.person is None or not by.roles & MAY_TAKE_BACK:
        raise Refusal(common.not_allowed())
    member = await _member(session, person)
    left = await changes.latest(session, "member", member.id, "status") if member else None
    if member is None or left is None or member.status not in GONE:
        raise Refusal(say.still_gone())
    whole = True
    cause = f"{left.cause}:undone"
    for change in reversed(await changes.caused_by(session, person.branch_id, left.cause)):
        row = await session.get(_TABLES[change.entity], change.row_id)
        if row is None or changes.stored(getattr(row, change.field)) != change.new:
            whole = False
            continue
        old = _READ[change.field](change.old) if change.old is not None else None
        await _set(session, person, row, change.field, old, by.person, cause, now)
    await _note(session, person, member, "reason", None, reason, by.person, cause, now)
    await _note(session, person, person, "frozen_at", person.frozen_at, None, by.person, cause, now)
    person.frozen_at, person.frozen_by = None, None
    session.add(person)
    await _correct_reports(session, person, by.person, now)
    return whole


async def refuse_gone(session: AsyncSession, person: Person) -> None:
    """Raise Refusal when somebody has left already."""
    member = await _member(session, person)
    if member is not None and member.status in GONE:
        raise Refusal(say.already_gone(person.name))


async def _member(session: AsyncSession, person: Person) -> Member | None:
    # Locked, because two officials may decide at the same moment.
    found = await session.exec(
        select(Member)
        .where(Member.person_id == person.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.one_or_none()


async def _correct_reports(session: AsyncSession, person: Person, by: Person, now: datetime) -> None:
    await session.exec(
        sa.update(DeathReport)
        .where(col(DeathReport.person_id) == person.id, col(DeathReport.verdict) != Verdict.MISTAKE)
        .values(verdict=Verdict.MISTAKE, decided_by=by.id, decided_at=now)
    )


async def _set(
    session: AsyncSession,
    person: Person,
    row: SQLModel,
    field: str,
    new: object,
    by: Person | None,
    cause: str,
    now: datetime,
) -> None:
    await _note(session, person, row, field, getattr(row, field), new, by, cause, now)
    setattr(row, field, new)
    session.add(row)


async def _note(
    session: AsyncSession,
    person: Person,
    row: SQLModel,
    field: str,
    old: object,
    new: object,
    by: Person | None,
    cause: str,
    now: datetime,
) -> None:
    await changes.record(
        session,
        branch_id=person.branch_id,
        person_id=person.id,
        entity=str(row.__tablename__),
        row_id=getattr(row, "id", None),
        field=field,
        old=old,
        new=new,
        by=by,
        cause=cause,
        now=now,
    )
