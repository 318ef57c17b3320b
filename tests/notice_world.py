"""Builders for notices: drafts, sent ones, and what the messenger made of them."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import notice_sending as sending
from bot.domain import notices
from bot.domain.notice_broadcast import send_due
from models import Action, Branch, Mode, Notice, NoticeState, Outbox, OutboxState, Person, Receipt, metadata
from tests.people import NOON, TODAY, chat_of

EVERYONE = {"everyone": True}


async def drafted(
    session: AsyncSession,
    author: Person,
    text: str = "请各位老同志看一看。",
    audience: dict[str, Any] | None = None,
    mode: Mode = Mode.CONFIRM,
    **more: Any,
) -> Notice:
    """Write a draft that only needs to be confirmed."""
    notice = Notice(
        branch_id=author.branch_id,
        author_id=author.id,
        text=text,
        audience=EVERYONE if audience is None else audience,
        mode=mode,
        created_at=NOON,
        **more,
    )
    session.add(notice)
    await session.flush()
    return notice


async def confirmed(
    session: AsyncSession, branch: Branch, person: Person, notice: Notice, now: datetime = NOON, **more: Any
) -> Notice | None:
    """Confirm a draft as it is now."""
    look = await sending.look(session, notice, TODAY)
    return await sending.confirm(session, notice.id, person, look.seen, branch, now, **more)


async def sent(
    session: AsyncSession, branch: Branch, author: Person, text: str = "请各位老同志看一看。", **more: Any
) -> Notice:
    """Write, confirm and hand over a notice; its messages wait in the outbox."""
    now = more.pop("now", NOON)
    notice = await drafted(session, author, text, **more)
    await confirmed(session, branch, author, notice, now)
    await send_due(session, now + sending.MINUTE)
    assert notice.state is NoticeState.SENT
    return notice


async def messages_of(session: AsyncSession, notice: Notice, person: Person | None = None) -> list[Outbox]:
    """Return the messages of a notice, oldest first, of everybody or of one."""
    query = select(Outbox).where(
        Outbox.about == notices.about(notice.id),
        Outbox.action == Action.SEND,
        col(Outbox.kind).in_(notices.KINDS),
    )
    if person is not None:
        query = query.where(Outbox.person_id == person.id)
    return list((await session.exec(query.order_by(col(Outbox.id)))).all())


async def stands(session: AsyncSession, row: Outbox) -> bool | None:
    """Ask of a message what the sender asks as it claims it."""
    outbox = metadata.tables["outbox"]
    asked: Any = sa.select(notices.stands(outbox)).where(outbox.c.id == row.id)
    return (await session.exec(asked)).scalar_one()


async def marks_of(session: AsyncSession, notice: Notice) -> list[Outbox]:
    """Return the deletions and changes that were asked for on a notice's messages."""
    found = await session.exec(
        select(Outbox)
        .where(Outbox.about == notices.about(notice.id), Outbox.kind == notices.MARK)
        .order_by(col(Outbox.id))
    )
    return list(found.all())


async def delivered(
    session: AsyncSession,
    notice: Notice,
    person: Person,
    state: OutboxState = OutboxState.SENT,
    reason: str | None = None,
    at: datetime = NOON + timedelta(minutes=2),
) -> None:
    """Write down what the messenger made of somebody's messages."""
    for row in await messages_of(session, notice, person):
        row.state, row.reason, row.settled_at = state, reason, at
        if state is OutboxState.SENT:
            row.sent_chat_id, row.message_id = chat_of(person), 100 + row.id
        session.add(row)
    await session.flush()


async def receipts_of(session: AsyncSession, notice: Notice) -> dict[int, Receipt]:
    """Return the receipts of a notice by person."""
    found = await session.exec(select(Receipt).where(Receipt.notice_id == notice.id))
    return {receipt.person_id: receipt for receipt in found.all()}
