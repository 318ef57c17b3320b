"""Pairings: a hand-over ends by itself, and nobody without a pairing goes unnoticed."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import pairing_absences, pairing_gaps, pairing_handover


async def look_after(session: AsyncSession, now: datetime) -> None:
    """Give new cadres their papers, end what has been handed over, tell deputies and who has nobody."""
    await pairing_handover.look_after(session, now)
    await pairing_absences.tell_again(session, now)
    await pairing_gaps.tell_due(session, now)
