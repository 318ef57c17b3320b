"""Medals: who reaches fifty years is told months ahead, and the good news reaches whom it is for."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import medal_notices, medal_proposals
from scheduler import steps


async def look_after(session: AsyncSession, now: datetime) -> None:
    """Tell them once a year, from January on; let nobody miss the news of his medal."""
    await steps.take(session, now, medal_proposals.tell, medal_notices.look_after)
