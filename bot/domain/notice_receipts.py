"""Receipts (收到): pressed, typed or done for somebody; and what a member sees of his own notices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import boards, notices, outbox, people
from bot.errors import Refusal
from bot.presses import encode
from bot.texts import common
from bot.texts.notices import Acknowledge, as_it_stands
from models import Action, Notice, NoticeState, Outbox, OutboxState, Person, Receipt, Via

_LOOKED_THROUGH = 50  # answers in a chat

# Asked at every press of 收到, so they are built once: building takes longer than asking.
_SAID_OF_IT = (
    select(Outbox)
    .where(
        col(Outbox.about) == sa.bindparam("about"),
        col(Outbox.person_id) == sa.bindparam("person_id"),
        Outbox.action == Action.SEND,
    )
    .order_by(col(Outbox.id).desc())
    .execution_options(populate_existing=True)  # the sender may have learnt more since it was read
)
_ANSWERS_BELOW = (
    select(Outbox)
    .where(
        col(Outbox.sent_chat_id) == sa.bindparam("chat_id"),
        col(Outbox.message_id) > sa.bindparam("message_id"),
        Outbox.action == Action.SEND,
        Outbox.kind == "reply",
        Outbox.state == OutboxState.SENT,
    )
    .order_by(col(Outbox.message_id).desc())
    .limit(_LOOKED_THROUGH)
)


@dataclass(frozen=True, slots=True)
class Own:
    """A notice as its recipient stands to it."""

    notice: Notice
    confirmed: bool
    redrawn: frozenset[int] = frozenset()  # rows of the outbox that show it so already


async def acknowledge(
    session: AsyncSession,
    notice_id: int,
    person: Person,
    now: datetime,
    *,
    via: Via,
    by: Person | None = None,
) -> Own:
    """Take somebody's 收到; the first one counts, however late, and a second changes nothing.

    Nothing is taken for a notice that was withdrawn. `by` is who did it for him. Raises Refusal if
    the notice was not for him.
    """
    notice = await people.owned(session, Notice, notice_id, person.branch_id)
    found = await session.exec(
        select(Receipt).where(Receipt.notice_id == notice_id, Receipt.person_id == person.id)
    )
    receipt = found.first()
    if receipt is None or notice.sent_at is None:
        raise Refusal(common.not_found())
    said = {"about": notices.about(notice_id), "person_id": person.id}
    messages = (await session.exec(_SAID_OF_IT, params=said)).all()
    for message in messages:
        outbox.clear_doubt(message, now)
    if notice.state is not NoticeState.SENT or notice.mode not in notices.ASKING:
        return Own(notice, receipt.confirmed_at is not None)
    await session.exec(
        sa.update(Receipt)
        .where(col(Receipt.id) == receipt.id, col(Receipt.confirmed_at).is_(None))
        .values(confirmed_at=now, via=via, by_id=by.id if by else None)
    )
    redrawn = await _redraw(session, notice, messages, now)
    await boards.touch(session, notices.about(notice_id), now)
    return Own(notice, confirmed=True, redrawn=redrawn)


async def _redraw(
    session: AsyncSession, notice: Notice, messages: Sequence[Outbox], now: datetime
) -> frozenset[int]:
    """Take the button off the notice on his screen and say there that he has answered."""
    row = next((message for message in messages if message.kind in notices.KINDS), None)
    if row is None or row.state not in (OutboxState.SENT, OutboxState.SENDING):
        return frozenset()
    ended = notice.ended_at is not None
    newer = await notices.correction_of(session, notice.id) if ended else None
    shown_on = [row, *await _shown_again(session, row, notice.id)]
    for one in shown_on:
        shown = as_it_stands(
            one.text,
            one.layout,
            confirmed=True,
            corrected=newer is not None,
            void=ended and newer is None,
        )
        await outbox.edit(session, one, shown, branch_id=notice.branch_id, now=now)
    return frozenset(one.id for one in shown_on)


async def _shown_again(session: AsyncSession, row: Outbox, notice_id: int) -> list[Outbox]:
    """Return the answers further down in the same chat that showed the notice again, with its button."""
    if row.sent_chat_id is None or row.message_id is None:
        return []
    place = {"chat_id": row.sent_chat_id, "message_id": row.message_id}
    found = await session.exec(_ANSWERS_BELOW, params=place)
    button = encode(Acknowledge(notice_id))
    return [one for one in found.all() if button in [data for _, data in one.layout.get("buttons", ())]]


async def tell(
    session: AsyncSession, notice_id: int, person_id: int, now: datetime, *, via: Via, by: Person
) -> None:
    """Count somebody who was told by telephone or at his door (代为告知); an earlier receipt stays."""
    await session.exec(
        sa.update(Receipt)
        .where(
            col(Receipt.notice_id) == notice_id,
            col(Receipt.person_id) == person_id,
            col(Receipt.confirmed_at).is_(None),
        )
        .values(confirmed_at=now, via=via, by_id=by.id)
    )
    await boards.touch(session, notices.about(notice_id), now)


async def untell(session: AsyncSession, notice_id: int, person_id: int, now: datetime, *, by: Person) -> None:
    """Take back what `tell` counted by mistake; what the recipient said himself stays."""
    await session.exec(
        sa.update(Receipt)
        .where(
            col(Receipt.notice_id) == notice_id,
            col(Receipt.person_id) == person_id,
            col(Receipt.via).in_((Via.PHONE, Via.VISIT)),
            col(Receipt.by_id) == by.id,
        )
        .values(confirmed_at=None, via=None, by_id=None)
    )
    await boards.touch(session, notices.about(notice_id), now)


async def waiting(session: AsyncSession, person: Person, limit: int = 2) -> Sequence[Notice]:
    """Return the notices that wait for somebody's 收到 on his screen, the latest first."""
    found = await session.exec(
        select(Notice)
        .join(Receipt, col(Receipt.notice_id) == col(Notice.id))
        .where(
            Receipt.person_id == person.id,
            *_asks(),
            sa.or_(
                col(Receipt.shown_at).is_not(None),
                select(Outbox.id)
                .where(
                    col(Outbox.about) == notices.ABOUT,
                    Outbox.person_id == person.id,
                    Outbox.action == Action.SEND,
                    col(Outbox.state).in_((OutboxState.SENT, OutboxState.UNKNOWN)),
                )
                .correlate(Notice)
                .exists(),
            ),
        )
        .order_by(col(Notice.sent_at).desc(), col(Notice.id).desc())
        .limit(limit)
    )
    return found.all()


async def note_shown(session: AsyncSession, person: Person, notice_ids: Sequence[int], now: datetime) -> None:
    """Remember that somebody has his notices before him, though their messages may never have arrived."""
    await session.exec(
        sa.update(Receipt)
        .where(
            col(Receipt.person_id) == person.id,
            col(Receipt.notice_id).in_(notice_ids),
            col(Receipt.shown_at).is_(None),
        )
        .values(shown_at=now)
    )


async def unanswered(session: AsyncSession, person: Person) -> int:
    """Return how many notices wait for somebody's 收到, wherever they are."""
    found = await session.exec(
        select(sa.func.count())
        .select_from(Receipt)
        .join(Notice, col(Notice.id) == col(Receipt.notice_id))
        .where(Receipt.person_id == person.id, *_asks())
    )
    return found.one()


def _asks() -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(Receipt.confirmed_at).is_(None),
        col(Notice.state) == NoticeState.SENT,
        col(Notice.ended_at).is_(None),
        col(Notice.mode).in_(notices.ASKING),
    )


async def own(session: AsyncSession, person: Person, skip: int, limit: int) -> list[Own]:
    """Return somebody's own notices, those that wait for his 收到 first, then the latest.

    What was withdrawn, or corrected by a newer one, is left out.
    """
    open_first = sa.case(
        (sa.and_(col(Receipt.confirmed_at).is_(None), col(Notice.mode).in_(notices.ASKING)), 0), else_=1
    )
    found = await session.exec(
        select(Notice, Receipt.confirmed_at)
        .join(Receipt, col(Receipt.notice_id) == col(Notice.id))
        .where(
            Receipt.person_id == person.id,
            Notice.state == NoticeState.SENT,
            col(Notice.ended_at).is_(None),
        )
        .order_by(open_first, col(Notice.sent_at).desc(), col(Notice.id).desc())
        .offset(skip)
        .limit(limit)
    )
    return [Own(notice, confirmed_at is not None) for notice, confirmed_at in found.all()]
