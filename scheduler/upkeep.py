"""Upkeep: what is no longer needed is swept away, a little at every tick."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from models import Dialog, Guess, Inbox, InboxState, Incident

# Telegram repeats an update for a day at most, and its numbering starts anew after a quiet week.
INBOX_KEPT = timedelta(days=3)
GUESSES_KEPT = timedelta(days=1)
DIALOG_KEPT = timedelta(days=30)
INCIDENTS_KEPT = timedelta(days=90)  # a reference that was noted down may be asked about weeks later
_AT_ONCE = 500


async def tidy(session: AsyncSession, now: datetime) -> None:
    """Delete settled updates, old wrong guesses, forms nobody went on with and old incidents."""
    old = (
        sa.select(col(Inbox.id))
        .where(col(Inbox.received_at) < now - INBOX_KEPT, col(Inbox.state) != InboxState.OPEN)
        .limit(_AT_ONCE)
    )
    await session.exec(sa.delete(Inbox).where(col(Inbox.id).in_(old)))
    await session.exec(sa.delete(Guess).where(col(Guess.at) < now - GUESSES_KEPT))
    await session.exec(sa.delete(Dialog).where(col(Dialog.updated_at) < now - DIALOG_KEPT))
    await session.exec(sa.delete(Incident).where(col(Incident.at) < now - INCIDENTS_KEPT))
