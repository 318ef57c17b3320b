"""Festivals: greetings are proposed, asked for again, sent, and given up when their day is over."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import festival_sending


async def look_after(session: AsyncSession, now: datetime) -> None:
    """Do what is due at or before `now`."""
    await festival_sending.look_after(session, now)
