"""Birthdays: greetings are proposed with the coming month, sent on their day, and never late."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import birthday_greetings


async def look_after(session: AsyncSession, now: datetime) -> None:
    """Do what is due at or before `now`."""
    await birthday_greetings.look_after(session, now)
