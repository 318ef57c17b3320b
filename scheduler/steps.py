"""The steps of one sweep, each apart: one that fails is undone and reported, and the others are taken."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.database import apart

Step = Callable[[AsyncSession, datetime], Awaitable[object]]


async def take(session: AsyncSession, now: datetime, *steps: Step) -> None:
    """Take these steps, in their order; for steps of which none needs what another has done."""
    for step in steps:
        async with apart(session):
            await step(session, now)
