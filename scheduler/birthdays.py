"""Birthdays: greetings are proposed with the coming month, sent on their day, and late in other words."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import birthday_greetings, birthday_sending
from models import Branch


async def look_after(session: AsyncSession, now: datetime) -> None:
    """Do what is due at or before `now`."""
    for branch in (await session.exec(select(Branch).order_by(col(Branch.id)))).all():
        await birthday_greetings.look_ahead(session, branch, now)
        await birthday_sending.settle_due(session, branch, now)
