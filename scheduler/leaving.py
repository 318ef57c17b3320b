"""Freezes: what a reported death still needs from people, and what a freeze that has ended still holds."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import leaving
from models import DeathReport, Person


async def escalate(session: AsyncSession, now: datetime) -> None:
    """Take reports that nobody has decided for two hours to the deputy, each once."""
    found = await session.exec(
        select(DeathReport, Person)
        .join(Person, col(Person.id) == col(DeathReport.person_id))
        .where(
            col(DeathReport.verdict).is_(None),
            col(DeathReport.escalated_at).is_(None),
            col(DeathReport.reported_at) <= now - leaving.ESCALATE_AFTER,
        )
        .order_by(col(DeathReport.id))
        .with_for_update(of=DeathReport)  # because somebody may be deciding at this moment
    )
    for report, person in found.all():
        await leaving.escalate(session, report, person, now)


async def let_go(session: AsyncSession, now: datetime) -> None:
    """Let go what nothing holds any more."""
    await leaving.let_go(session, now)
