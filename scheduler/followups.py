"""Follow-ups: whom the program did not reach is given to a human, and the human is asked."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import followup_causes, followup_endings, followup_lists, followup_opening
from scheduler import steps


async def look_after(session: AsyncSession, now: datetime) -> None:
    """End what is settled, begin what is due at or before `now`, and let nothing lie."""
    await followup_endings.settle(session, now)  # the others go on from there
    await steps.take(
        session, now, followup_causes.create_due, followup_opening.resume, followup_endings.pass_on
    )


async def ask(session: AsyncSession, now: datetime) -> None:
    """Send the helpers their lists, and at once what is urgent, in their waking hours."""
    await followup_lists.send_due(session, now)
