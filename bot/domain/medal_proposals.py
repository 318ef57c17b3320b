"""The list of a batch for those in charge: once a year, months before anybody could be late."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import gate, medals, outbox, people
from bot.domain.medals import Standing
from bot.texts import medals as say
from models import Branch, Outbox, Role

# From January until the eve of the day: a program that starts in May still tells them.
_MONTHS = range(1, 7)
_TOLD = (Role.ORGANISATION, Role.SECRETARY, Role.ACTING)


async def tell(session: AsyncSession, now: datetime) -> None:
    """Tell each branch's secretary and 组织委员 who reaches fifty years this year.

    Never in quiet hours, because somebody whom the words name may die before they leave.
    """
    for branch in (await session.exec(select(Branch).order_by(col(Branch.id)))).all():
        today = local_day(now, branch.zone)
        is_time = today.month in _MONTHS and gate.quiet_until(branch, now) is None
        if is_time and not await _was_told(session, branch, today.year):
            await _tell(session, branch, now)


async def _was_told(session: AsyncSession, branch: Branch, year: int) -> bool:
    found = await session.exec(
        select(Outbox.id).where(Outbox.about == _about(year), Outbox.branch_id == branch.id).limit(1)
    )
    return found.first() is not None


def _about(year: int) -> str:
    return f"medals:{year}"


async def _tell(session: AsyncSession, branch: Branch, now: datetime) -> None:
    today = local_day(now, branch.zone)
    found = await medals.candidates(session, branch.id, today.year)
    due = [each.person.name for each in found if each.standing is Standing.DUE]
    unsure = sum(each.standing is Standing.UNSURE for each in found)
    message = say.january(today.year, due, unsure)
    told = [person.id for person in await people.holders(session, branch.id, _TOLD, today)]
    about = _about(today.year)
    await outbox.post_all(session, told, message, branch_id=branch.id, now=now, kind="task", about=about)
