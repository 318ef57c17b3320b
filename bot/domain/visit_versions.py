"""Records of visits as they read before: corrected or taken back, they stay."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models import Person, Visit, VisitMember


@dataclass(frozen=True, slots=True)
class Former:
    """A record as it was before somebody corrected it or took it back."""

    visit: Visit
    by: str  # the writer's name
    corrected: bool


async def former(
    session: AsyncSession, person_id: int, readable: sa.ColumnElement[bool], limit: int = 5
) -> Sequence[Former]:
    """Return somebody's last records that count no more, as far as they may be read, the newest first."""
    successor = aliased(Visit)
    found = await session.exec(
        select(Visit, Person.name, successor.id)
        .join(VisitMember, col(VisitMember.visit_id) == col(Visit.id))
        .join(Person, col(Person.id) == col(Visit.by_id))
        .outerjoin(successor, col(successor.corrects) == col(Visit.id))
        .where(VisitMember.person_id == person_id, col(Visit.ended_at).is_not(None), readable)
        .order_by(col(Visit.ended_at).desc(), col(Visit.id).desc())
        .limit(limit)
    )
    return [Former(visit, by, corrected=newer is not None) for visit, by, newer in found.all()]
