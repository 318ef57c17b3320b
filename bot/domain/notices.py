"""Notices (通知): what the secretary tells the branch, from the draft to the last receipt."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models import Notice, NoticeState, Outbox


async def still_wanted(session: AsyncSession, row: Outbox, now: datetime) -> bool:
    """Say whether a notice that waits in the outbox may still leave: not once it was withdrawn."""
    _, _, number = (row.about or "").partition(":")
    notice = await session.get(Notice, int(number or 0), populate_existing=True)
    return notice is not None and notice.state is NoticeState.SENT
