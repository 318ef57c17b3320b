"""What working days need from people: late in December, the days off of the coming year."""

from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import outbox, people, workdays
from bot.texts import workdays as say
from models import Branch, Role

# In the last days of December; the State Council has published it weeks before.
_FROM = (12, 20)
_SUBJECT = "days off"


async def ask_for_next_year(session: AsyncSession, now: datetime) -> None:
    """Remind the secretary of a year whose swapped days nobody has entered; once."""
    for branch in (await session.exec(select(Branch).order_by(col(Branch.id)))).all():
        today = local_day(now, branch.zone)
        coming = today.year + 1
        is_late = today >= workdays.next_workday(date(today.year, *_FROM))
        if not is_late or workdays.is_published(coming):
            continue
        for secretary in (await people.holders(session, branch.id, (Role.SECRETARY,), today))[:1]:
            await outbox.post(
                session,
                secretary,
                say.year_missing(coming),
                branch_id=branch.id,
                now=now,
                kind="task",
                about=_SUBJECT,
                period=str(coming),
                once=True,
            )
