"""Visit briefs: the rounds of the month, each once, and visits put off to today."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import brief_sending


async def send_due(session: AsyncSession, now: datetime) -> None:
    """Send the cadres what is due at or before `now`, and the liaison the month's end."""
    await brief_sending.send_due(session, now)
