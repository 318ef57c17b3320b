"""Medals: months before 1 July those in charge hear who reaches fifty years of 党龄."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import medal_proposals


async def tell(session: AsyncSession, now: datetime) -> None:
    """Tell them once a year, from January on."""
    await medal_proposals.tell(session, now)
