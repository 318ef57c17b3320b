"""Contacts (联系): when somebody was last really spoken with; the clock of every visit runs from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from models import FollowUp, FollowUpState, Partner

_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Contact:
    """A talk with somebody himself: when, who spoke with him, and how."""

    at: datetime
    by_id: int | None
    way: str  # "phone" or "visit"


async def last_contacts(session: AsyncSession, person_ids: Sequence[int]) -> dict[int, Contact]:
    """Return the last real contact with each, in one query for many; who was never spoken with is left out.

    A talk with the family, a message that was passed on, and a message from the program are no contact.
    """
    contacts: dict[int, Contact] = {}
    for start in range(0, len(person_ids), _AT_A_TIME):
        some = person_ids[start : start + _AT_A_TIME]
        for person_id, at, by_id, way in (await session.exec(_spoken_with(some))).all():
            known = contacts.get(person_id)
            if known is None or known.at < at:
                contacts[person_id] = Contact(at, by_id, str(way))
    return contacts


def _spoken_with(person_ids: Sequence[int]) -> Any:
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
        sa.select(col(FollowUp.person_id), col(FollowUp.done_at), col(FollowUp.done_by), col(FollowUp.via))
        .join_from(
            FollowUp,
            latest,
            sa.and_(latest.c.person_id == col(FollowUp.person_id), latest.c.at == col(FollowUp.done_at)),
        )
        .where(*mine)
    )
