"""Occasions: visits due for a festival that is near or a turn in somebody's life, and those that are over."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import occasion_endings, occasion_turns, occasions
from scheduler import steps


async def look_after(session: AsyncSession, now: datetime) -> None:
    """Open the visits due at or before `now`, each once, and close those whose day is long past."""
    await steps.take(
        session, now, occasions.open_festivals, occasion_turns.open_due, occasion_endings.close_over
    )
