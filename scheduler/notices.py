"""Notices: what is due leaves, and what arrived after its notice had ended is marked."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import notice_broadcast, notice_recall
from scheduler import steps


async def send_due(session: AsyncSession, now: datetime) -> None:
    """Hand the notices due at or before `now` to the outbox, and mark stragglers of ended ones."""
    await steps.take(session, now, notice_broadcast.send_due, notice_recall.mark_stragglers)
