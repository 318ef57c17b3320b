"""What stands on monthly sheets (月报): which notices wait for one, and their receipts once it is carried."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import notice_receipts
from models import Channel, FollowUp, Member, Mode, Notice, Person, Receipt, Sheet, SheetItem, Via

# Nobody waits longer: what no sheet has brought by then is told by a human.
WAITS_FOR = timedelta(days=35)
_CAUSE = "sheet:"
# The cause of a sheet's follow-ups in SQL.
ABOUT = sa.literal(_CAUSE).concat(sa.cast(col(Sheet.id), sa.String))


def about(sheet_id: int) -> str:
    """Return the cause of the follow-ups that carry a printed sheet."""
    return f"{_CAUSE}{sheet_id}"


def is_unhurried(notice: Notice) -> bool:
    """Say whether a notice may wait for the monthly sheet: it is not urgent and asks for no answer."""
    return notice.mode is Mode.TELL and not notice.urgent


def waits(now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition under which a `Receipt`, with its `Notice` and `Member`, waits for a sheet."""
    printed = (
        select(SheetItem.id)
        .where(
            col(SheetItem.person_id) == col(Receipt.person_id),
            col(SheetItem.notice_id) == col(Receipt.notice_id),
        )
        .correlate(Receipt)
        .exists()
    )
    return sa.and_(
        sa.func.coalesce(col(Member.channel) == Channel.PAPER, sa.false()),
        col(Notice.mode) == Mode.TELL,
        col(Notice.urgent).is_(False),
        sa.or_(col(Notice.send_at) > now - WAITS_FOR, printed),
    )


async def would_wait(session: AsyncSession, notice: Notice, person_ids: Sequence[int]) -> int:
    """Return how many of its recipients a notice would reach on the monthly sheet."""
    if not is_unhurried(notice):
        return 0
    found = await session.exec(
        select(sa.func.count()).where(col(Member.person_id).in_(person_ids), Member.channel == Channel.PAPER)
    )
    return found.one()


async def carried(session: AsyncSession, row: FollowUp, now: datetime, *, via: Via, by: Person) -> None:
    """Count the notices of a sheet as told (代为告知), where this follow-up was to carry one."""
    for notice_id in await _notices(session, row):
        await notice_receipts.tell(session, notice_id, row.person_id, now, via=via, by=by)


async def put_back(session: AsyncSession, row: FollowUp, now: datetime, *, by: Person) -> None:
    """Take back what `carried` counted by mistake."""
    for notice_id in await _notices(session, row):
        await notice_receipts.untell(session, notice_id, row.person_id, now, by=by)


async def _notices(session: AsyncSession, row: FollowUp) -> list[int]:
    """Return what stands on the sheet of a follow-up; a notice withdrawn since is nobody's any more."""
    number = row.cause.removeprefix(_CAUSE)
    if number == row.cause:
        return []
    found = await session.exec(
        select(SheetItem.notice_id)
        .join(Notice, col(Notice.id) == col(SheetItem.notice_id))
        .where(
            SheetItem.sheet_id == int(number),
            SheetItem.person_id == row.person_id,
            col(Notice.ended_at).is_(None),
        )
        .order_by(col(SheetItem.notice_id))
    )
    return list(found.all())
