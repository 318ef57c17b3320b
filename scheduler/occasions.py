"""Occasions: visits due for a festival that is near or a turn in somebody's life."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import occasion_turns, occasions


async def open_due(session: AsyncSession, now: datetime) -> None:
    """Open the visits due at or before `now`, each once."""
    await occasions.open_festivals(session, now)
    await occasion_turns.open_due(session, now)
