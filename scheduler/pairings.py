"""Pairings: a hand-over ends by itself, and nobody without a pairing goes unnoticed."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import pairing_absences, pairing_gaps, pairing_handover
from scheduler import steps


async def look_after(session: AsyncSession, now: datetime) -> None:
    """Give new cadres their papers, end what has been handed over, tell deputies and who has nobody."""
    await steps.take(
        session, now, pairing_handover.look_after, pairing_absences.tell_again, pairing_gaps.tell_due
    )
