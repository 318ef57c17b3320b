"""In whose care a member is on a day: pairings that last, and who stands in for a cadre who is away."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from bot.domain.people import holding
from models import Absence, Appointment, Pairing, Person, Role


def pairing_holds(today: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions under which a pairing lasts on a day; both ends are inclusive."""
    return (
        col(Pairing.from_on) <= today,
        sa.or_(col(Pairing.until_on).is_(None), col(Pairing.until_on) >= today),
    )


def is_away(today: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions under which an absence lasts on a day; both ends are inclusive."""
    return (col(Absence.from_on) <= today, col(Absence.until_on) >= today)


def cared_for_by(cadre_id: int, today: date) -> SelectOfScalar[int]:
    """Select the members of a cadre: his own, and those of whom he stands in for, also through others."""
    stood_in_for = (
        sa.select(col(Absence.cadre_id))
        .where(col(Absence.deputy_id) == cadre_id, *is_away(today))
        .cte(recursive=True)
    )
    # Each once, so that two who stand in for one another end it.
    stood_in_for = stood_in_for.union(
        sa.select(col(Absence.cadre_id)).where(
            col(Absence.deputy_id) == stood_in_for.c.cadre_id, *is_away(today)
        )
    )
    return select(Pairing.member_id).where(
        sa.or_(
            col(Pairing.cadre_id) == cadre_id,
            col(Pairing.cadre_id).in_(sa.select(stood_in_for.c.cadre_id)),
        ),
        *pairing_holds(today),
    )


async def deputies(session: AsyncSession, branch_id: int, today: date) -> dict[int, int]:
    """Return who stands in for whom today, by the cadre who is away; the newest word counts.

    A deputy who serves no more stands in for nobody.
    """
    found = await session.exec(_DEPUTIES, params={"branch_id": branch_id, "today": today})
    return dict(found.all())


def _deputies(branch_id: Any, today: Any) -> Any:
    serves = (
        select(Appointment.id)
        .join(Person, col(Person.id) == col(Appointment.person_id))
        .where(
            Appointment.person_id == Absence.deputy_id,
            Appointment.role == Role.CADRE,
            *holding(today),
            col(Person.frozen_at).is_(None),
        )
    )
    return (
        select(Absence.cadre_id, Absence.deputy_id)
        .where(Absence.branch_id == branch_id, *is_away(today), serves.exists())
        .order_by(col(Absence.id))
    )


# Made once, because it is asked of every brief as it leaves, and making it takes longer than its answer.
_DEPUTIES = _deputies(sa.bindparam("branch_id"), sa.bindparam("today", type_=sa.Date()))


async def asked_for(session: AsyncSession, branch_id: int, cadre_id: int, today: date) -> list[int]:
    """Return in whose place a cadre is asked today: not in his own while somebody stands in for him."""
    in_place = await deputies(session, branch_id, today)
    return [one for one in sorted({cadre_id, *in_place}) if acting(one, in_place) == cadre_id]


def acting(cadre_id: int, deputies: Mapping[int, int]) -> int:
    """Return who acts for a cadre: himself, or his deputy, or the deputy's own."""
    passed = {cadre_id}
    while (deputy_id := deputies.get(cadre_id)) is not None and deputy_id not in passed:
        cadre_id = deputy_id
        passed.add(cadre_id)
    return cadre_id
