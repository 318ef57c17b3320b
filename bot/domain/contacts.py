"""Contacts (联系): when somebody was last really spoken with; the clock of every visit runs from it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from models import FollowUp, FollowUpState, Partner, Visit, VisitMember, VisitOutcome

# Whom a question is about: ids, or for very many the query that yields them.
Whom = Sequence[int] | SelectOfScalar[int]
_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Contact:
    """A talk with somebody himself: when, who spoke with him, and how."""

    at: datetime
    by_id: int | None
    way: str  # a `Via` or a `VisitWay`


async def last_contacts(session: AsyncSession, person_ids: Whom) -> dict[int, Contact]:
    """Return the last real contact with each, in one query for many; who was never spoken with is left out.

    A talk with the family, a message that was passed on, and a message from the program are no contact.
    """
    contacts: dict[int, Contact] = {}
    for some in pieces(person_ids):
        is_query = isinstance(some, SelectOfScalar)
        both, params = (_both(some), {}) if is_query else (_OF_THESE, {"these": some})
        for person_id, at, by_id, way in (await session.exec(both, params=params)).all():
            known = contacts.get(person_id)
            if known is None or known.at < at:
                contacts[person_id] = Contact(at, by_id, str(way))
    return contacts


def pieces(person_ids: Whom) -> Iterator[Whom]:
    """Cut ids into pieces that fit a statement; a query is asked once."""
    if isinstance(person_ids, SelectOfScalar):
        yield person_ids
        return
    for start in range(0, len(person_ids), _AT_A_TIME):
        yield person_ids[start : start + _AT_A_TIME]


def _both(person_ids: Any) -> Any:
    return sa.union_all(_spoken_with(person_ids), _visited(person_ids))


def _spoken_with(person_ids: Any) -> Any:
    """Select the latest call or visit of each by which a follow-up ended with himself."""
    mine = (
        col(FollowUp.person_id).in_(person_ids),
        col(FollowUp.state) == FollowUpState.DONE,
        col(FollowUp.spoke_with) == Partner.SELF,
    )
    latest = (
        sa.select(col(FollowUp.person_id), sa.func.max(col(FollowUp.done_at)).label("at"))
        .where(*mine)
        .group_by(col(FollowUp.person_id))
        .subquery()
    )
    return (
        sa.select(
            col(FollowUp.person_id),
            col(FollowUp.done_at),
            col(FollowUp.done_by),
            sa.cast(col(FollowUp.via), sa.String),
        )
        .join_from(
            FollowUp,
            latest,
            sa.and_(latest.c.person_id == col(FollowUp.person_id), latest.c.at == col(FollowUp.done_at)),
        )
        .where(*mine)
    )


def _visited(person_ids: Any) -> Any:
    """Select the latest visit or call of each that met himself, as its last version says."""
    mine = (
        col(VisitMember.person_id).in_(person_ids),
        col(Visit.ended_at).is_(None),
        col(Visit.outcome) == VisitOutcome.MET,
    )
    latest = (
        sa.select(col(VisitMember.person_id), sa.func.max(col(Visit.at)).label("at"))
        .join_from(VisitMember, Visit, col(Visit.id) == col(VisitMember.visit_id))
        .where(*mine)
        .group_by(col(VisitMember.person_id))
        .subquery()
    )
    return (
        sa.select(
            col(VisitMember.person_id), col(Visit.at), col(Visit.by_id), sa.cast(col(Visit.way), sa.String)
        )
        .join_from(VisitMember, Visit, col(Visit.id) == col(VisitMember.visit_id))
        .join(latest, sa.and_(latest.c.person_id == col(VisitMember.person_id), latest.c.at == col(Visit.at)))
        .where(*mine)
    )


# Made once, because it is asked of every brief as it leaves, and making it takes longer than its answer.
_OF_THESE = _both(sa.bindparam("these", expanding=True))
