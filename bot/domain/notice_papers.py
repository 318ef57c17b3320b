"""Who gets a notice on paper: those who read on paper, and those somebody is to visit anyway."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.members import GONE
from models import Attachment, Channel, FollowUp, FollowUpState, Member, Person, Receipt


async def readers_of(session: AsyncSession, notice_id: int) -> Sequence[Person]:
    """Return the recipients who still need a notice on paper, by group and roster order."""
    visited = (
        select(FollowUp.id)
        .where(
            FollowUp.notice_id == notice_id,
            col(FollowUp.person_id) == col(Person.id),
            FollowUp.state == FollowUpState.VISIT,
        )
        .correlate(Person)
        .exists()
    )
    found = await session.exec(
        select(Person)
        .join(Receipt, col(Receipt.person_id) == col(Person.id))
        .join(Member, col(Member.person_id) == col(Person.id))
        .where(
            Receipt.notice_id == notice_id,
            col(Receipt.confirmed_at).is_(None),
            col(Person.frozen_at).is_(None),
            col(Member.status).not_in(GONE),
            sa.or_(col(Member.channel) == Channel.PAPER, visited),
        )
        .order_by(sa.func.coalesce(col(Member.group_number), 9999), col(Person.id))
    )
    return found.all()


async def has_pictures(session: AsyncSession, notice_id: int) -> bool:
    """Say whether a notice has pictures or files, which are not printed."""
    found = await session.exec(select(Attachment.id).where(Attachment.notice_id == notice_id).limit(1))
    return found.first() is not None
