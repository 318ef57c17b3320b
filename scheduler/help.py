"""Calls for help: none may lie, and an alarm is repeated until somebody has taken it."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import help_watch


async def look_after(session: AsyncSession, now: datetime) -> None:
    """Ask again for whatever nobody has taken, or not closed."""
    await help_watch.look_after(session, now)
