"""Notices: what is due leaves, and what arrived after its notice had ended is marked."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import notice_broadcast, notice_recall


async def send_due(session: AsyncSession, now: datetime) -> None:
    """Hand the notices due at or before `now` to the outbox, and mark stragglers of ended ones."""
    await notice_broadcast.send_due(session, now)
    await notice_recall.mark_stragglers(session, now)
