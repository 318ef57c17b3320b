"""The broadcast of a notice: what is due is handed to the outbox, for everybody it was confirmed for."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.database import apart
from bot.domain import boards, notice_recall, notices, outbox
from bot.messages import Message
from bot.texts.notices import Acknowledge, bubbles
from models import Notice, NoticeState, Receipt

_AT_A_TIME = 50  # recipients; a person's pictures and words leave close together


async def send_due(session: AsyncSession, now: datetime) -> int:
    """Hand every notice whose time has come to the outbox; return how many."""
    found = await session.exec(
        select(Notice)
        .where(Notice.state == NoticeState.SCHEDULED, col(Notice.send_at) <= now)
        .order_by(col(Notice.send_at))
        .with_for_update(skip_locked=True)
    )
    due = found.all()
    for notice in due:
        async with apart(session):
            await _hand_over(session, notice, now)
    return len(due)


async def _hand_over(session: AsyncSession, notice: Notice, now: datetime) -> None:
    notice.state, notice.sent_at = NoticeState.SENT, now
    session.add(notice)
    await session.flush()
    if notice.corrects is not None:
        await notice_recall.supersede(session, notice.corrects, now)
    attached = await notices.attached(session, notice.id)
    messages = bubbles(notice, attached, Acknowledge(notice.id))
    found = await session.exec(
        select(Receipt.person_id).where(Receipt.notice_id == notice.id).order_by(col(Receipt.id))
    )
    to = found.all()
    # What mends a message that somebody has heard is no further one.
    heard = await notices.heard_by(session, notice.corrects) if notice.corrects is not None else set()
    for mends in (True, False):
        those = [person_id for person_id in to if (person_id in heard) is mends]
        await _post(session, notice, messages, those, now, free=mends)
    await boards.touch(session, notices.about(notice.id), now)


async def _post(
    session: AsyncSession,
    notice: Notice,
    messages: Sequence[Message],
    to: Sequence[int],
    now: datetime,
    *,
    free: bool,
) -> None:
    for start in range(0, len(to), _AT_A_TIME):
        for position, message in enumerate(messages, start=1):
            await outbox.post_all(
                session,
                to[start : start + _AT_A_TIME],
                message,
                branch_id=notice.branch_id,
                now=now,
                kind=_kind(notice),
                about=notices.about(notice.id),
                period="" if position == len(messages) else f"before{position}",
                family=notice.family,
                free=free,
            )


def _kind(notice: Notice) -> str:
    if notice.urgent:
        return "urgent notice"
    return "notice now" if notice.now_despite_quiet else "notice"
