"""What leaves, one row at a time, for tests that look at each."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery.claiming import Behind, Claimed, Settled, claim_next
from tests.people import BOT_ID


async def claim_one(
    session: AsyncSession, now: datetime, busy: Sequence[int] = ()
) -> Claimed | Settled | Behind | None:
    """Claim or settle the next row; None when there is none."""
    found = await claim_next(session, BOT_ID, busy, now)
    return found[0] if found else None
