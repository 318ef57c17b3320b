"""Whom somebody may write a visit down for, whom his sentence may name, and who may read the words."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.members import ON_ROLL, in_care
from bot.domain.pairing_care import cared_for_by
from bot.domain.people import Speaker, holding
from bot.domain.visit_names import Known
from bot.errors import Refusal
from bot.texts import common
from models import Appointment, Member, Person, Role, Visit, VisitMember

# Whoever holds one of these reads everybody's words; a cadre those about whom he is paired with.
READ_EVERYTHING = frozenset({Role.SECRETARY, Role.ACTING, Role.DEPUTY, Role.LIAISON})


def _cared_for(speaker: Speaker, today: date) -> sa.ColumnElement[bool]:
    # The organisation member sees everybody's page and visits nobody for that.
    return in_care(replace(speaker, roles=speaker.roles - {Role.ORGANISATION}), today)


async def known(session: AsyncSession, speaker: Speaker, today: date) -> list[Known]:
    """Return everybody a sentence of the speaker's may name, those he is paired with first.

    Those he may not see are among them, so that they are not taken for somebody he may.
    """
    if speaker.person is None:
        return []
    serves = (
        sa.select(col(Appointment.id))
        .where(col(Appointment.person_id) == col(Person.id), *holding(today))
        .correlate(Person)
        .exists()
    )
    on_roll = col(Member.status).in_(ON_ROLL)
    own = sa.and_(col(Person.id).in_(cared_for_by(speaker.person.id, today)), on_roll)
    seen = sa.and_(_cared_for(speaker, today), col(Member.id).is_not(None))
    query: Any = (
        sa.select(
            col(Person.id),
            col(Person.name),
            col(Person.sex),
            col(Member.former_post),
            col(Person.address_form),
            sa.func.coalesce(own, sa.false()),
            sa.func.coalesce(seen, sa.false()),
            serves,
        )
        .select_from(Person)
        .outerjoin(Member, col(Member.person_id) == col(Person.id))
        .where(
            col(Person.branch_id) == speaker.person.branch_id,
            col(Person.id) != speaker.person.id,
            sa.or_(on_roll, serves, seen),
        )
        .order_by(col(Member.group_number), col(Person.id))
    )
    everybody = [Known(*row) for row in (await session.exec(query)).all()]
    return sorted(everybody, key=lambda one: (not one.own, not one.seen))


async def check(session: AsyncSession, speaker: Speaker, person_ids: Collection[int], today: date) -> None:
    """Raise Refusal unless the speaker may write a visit down for each of these members."""
    found = await session.exec(
        select(Person.id)
        .join(Member, col(Member.person_id) == col(Person.id))
        .where(
            col(Person.id).in_(person_ids),
            Person.branch_id == (speaker.person.branch_id if speaker.person else None),
            sa.or_(
                _cared_for(speaker, today),
                col(Person.id).in_(cared_for_by(speaker.person.id if speaker.person else 0, today)),
            ),
        )
    )
    if set(found.all()) != set(person_ids):
        raise Refusal(common.not_found())


def readable(speaker: Speaker, today: date) -> sa.ColumnElement[bool]:
    """Return the condition under which the words of a `Visit` may be read.

    By whoever wrote them, by the pair and who takes over from him, by the liaison and the secretary.
    """
    if speaker.person is None:
        return sa.false()
    branch = col(Visit.branch_id) == speaker.person.branch_id
    if speaker.roles & READ_EVERYTHING:
        return branch
    near = [col(Visit.by_id) == speaker.person.id]
    if Role.CADRE in speaker.roles:
        theirs = sa.select(col(VisitMember.visit_id)).where(
            col(VisitMember.person_id).in_(cared_for_by(speaker.person.id, today))
        )
        near.append(col(Visit.id).in_(theirs))
    return sa.and_(branch, sa.or_(*near))


async def names(session: AsyncSession, person_ids: Sequence[int]) -> dict[int, Person]:
    """Return people by their ids."""
    found = await session.exec(select(Person).where(col(Person.id).in_(person_ids)))
    return {person.id: person for person in found.all()}
