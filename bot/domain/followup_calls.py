"""The calls that a notice still needs: whom, with whom each lies, and the numbers for a printed list."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.followups import OPEN
from models import FollowUp, Member, Person

_Helper = aliased(Person)


@dataclass(frozen=True, slots=True)
class Open:
    """An open follow-up of a notice, with whom it is about and with whom it lies."""

    row: FollowUp
    person: Person
    helper: str | None


async def of_notice(session: AsyncSession, notice_id: int) -> list[Open]:
    """Return a notice's open follow-ups, by group and roster order."""
    found = await session.exec(
        select(FollowUp, Person, _Helper.name)
        .join(Person, col(Person.id) == col(FollowUp.person_id))
        .outerjoin(Member, col(Member.person_id) == col(FollowUp.person_id))
        .outerjoin(_Helper, col(_Helper.id) == col(FollowUp.helper_id))
        .where(FollowUp.notice_id == notice_id, col(FollowUp.state).in_(OPEN))
        .order_by(sa.func.coalesce(col(Member.group_number), 9999), col(Person.id))
    )
    return [Open(*row) for row in found.all()]
