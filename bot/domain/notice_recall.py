"""Taking a notice back (撤回) and putting a corrected one in its place (更正)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.database import add_new, wake
from bot.domain import boards, changes, followup_hours, followup_opening, notice_drafts, notices, outbox
from bot.domain.kinds import KINDS
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import followups as followup_words
from bot.texts import notice_recall as say
from bot.texts.notices import as_it_stands, heading, withdrawn
from models import Action, Branch, Notice, NoticeState, Outbox, OutboxState, Person, Receipt, Via, Why
from models.outbox import UNSENT

# Telegram deletes what is younger than 48 hours; an hour is left for the queue.
DELETABLE = timedelta(hours=47)
# A message that was on its way when its notice ended is marked when it has arrived.
_RECOGNISED_BY = 40  # characters
_STRAGGLERS = timedelta(days=3)
_NOT_LEFT = (NoticeState.DRAFT, NoticeState.SECOND, NoticeState.SCHEDULED)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many people a withdrawn notice concerned."""

    spared: int  # it was on its way, and does not come
    taken: int  # it goes from their screens
    told: int  # a human had told them, and is asked to tell them this


async def withdraw(
    session: AsyncSession, notice_id: int, person: Person, branch_id: int, now: datetime
) -> TakenBack | None:
    """Take a sent notice back: what waits is cancelled, what has arrived is deleted or blanked.

    Whom somebody told by telephone or at the door would go on believing it, so a human tells them.
    None when there was nothing to take back.
    """
    notice = await notices.locked(session, notice_id, branch_id)
    if notice.state is not NoticeState.SENT:
        return None
    await changes.record(
        session,
        branch_id=branch_id,
        person_id=None,
        entity="notice",
        row_id=notice.id,
        field="state",
        old=notice.state,
        new=NoticeState.WITHDRAWN,
        by=person,
        now=now,
    )
    notice.state, notice.ended_at = NoticeState.WITHDRAWN, now
    session.add(notice)
    await session.flush()
    spared = await _cancel_waiting(session, notice.id, "withdrawn", now)
    taken = await _mark_sent(session, [notice.id], now)
    await _mark_shown_again(session, notice, now)
    await boards.touch(session, notices.about(notice.id), now)
    await _void_before(session, notice, now)
    return TakenBack(spared, taken, await _let_them_know(session, notice, now))


async def _let_them_know(session: AsyncSession, notice: Notice, now: datetime) -> int:
    """Ask a human to tell whom a human had told; return how many they are.

    Of a correction also those who had only been told what it corrected: neither holds any more.
    """
    void = {each.id: each for each in [notice, *await _corrected(session, notice)]}
    found = await session.exec(
        select(Receipt.person_id, Receipt.notice_id)
        .where(col(Receipt.notice_id).in_(void), col(Receipt.via).in_((Via.PHONE, Via.VISIT)))
        .order_by(col(Receipt.person_id), col(Receipt.notice_id))
    )
    last = {person_id: void[notice_id] for person_id, notice_id in found.all()}
    branch = await session.get_one(Branch, notice.branch_id)
    asked = await followup_opening.open_for(
        session,
        branch,
        list(last),
        cause=f"recall:{notice.id}",
        why=Why.RECALLED,
        words={person_id: followup_words.recalled(told) for person_id, told in last.items()},
        now=now,
        due_at=followup_hours.first_due(now, urgent=notice.urgent, branch=branch),
        urgent=notice.urgent,
    )
    return len(asked)


async def _corrected(session: AsyncSession, notice: Notice) -> list[Notice]:
    """Return what a notice corrects, and what that had corrected, the newest first."""
    before: list[Notice] = []
    while notice.corrects is not None:
        notice = await session.get_one(Notice, notice.corrects)
        before.append(notice)
    return before


async def _void_before(session: AsyncSession, notice: Notice, now: datetime) -> None:
    """Say on what a withdrawn correction had corrected that neither holds: （已更正） alone misleads."""
    for old in await _corrected(session, notice):
        await _mark_sent(session, [old.id], now, again=True)
        await _mark_shown_again(session, old, now, void=True)
        await boards.touch(session, notices.about(old.id), now)


async def correct(
    session: AsyncSession, notice_id: int, person: Person, branch_id: int, now: datetime
) -> Notice:
    """Begin the correction of a sent notice, or go on with the one that was begun.

    Raises Refusal while one is about to leave: two would both hold.
    """
    notice = await notices.locked(session, notice_id, branch_id)
    if notice.state is not NoticeState.SENT:
        raise Refusal(say.cannot_correct())
    notice = await notices.correction_of(session, notice.id) or notice
    found = await session.exec(
        select(Notice).where(Notice.corrects == notice.id, col(Notice.state).in_(_NOT_LEFT)).limit(1)
    )
    begun = found.first()
    if begun is not None and begun.state is not NoticeState.DRAFT:
        raise Refusal(say.is_being_corrected())
    return begun or await notice_drafts.begin(session, person, now, corrects=notice)


async def supersede(session: AsyncSession, notice_id: int, now: datetime) -> None:
    """Let the corrected notice make room: whoever still waits for it gets only the correction."""
    old = await session.get_one(Notice, notice_id)
    old.ended_at = now
    session.add(old)
    await session.flush()
    await _cancel_waiting(session, notice_id, "corrected", now)
    await _mark_sent(session, [notice_id], now)
    await _mark_shown_again(session, old, now)
    await boards.touch(session, notices.about(notice_id), now)


async def mark_stragglers(session: AsyncSession, now: datetime) -> None:
    """Mark what was on its way when its notice was withdrawn or corrected and has arrived since."""
    found = await session.exec(
        select(Notice.id).where(
            sa.or_(
                col(Notice.state) == NoticeState.WITHDRAWN,
                sa.and_(col(Notice.state) == NoticeState.SENT, notices.IS_CORRECTED),
            ),
            col(Notice.ended_at) > now - _STRAGGLERS,
        )
    )
    ended = found.all()
    if ended:
        await _mark_sent(session, ended, now)


async def _cancel_waiting(session: AsyncSession, notice_id: int, reason: str, now: datetime) -> int:
    """Cancel what has not left; return how many people it was for."""
    waiting = await session.exec(
        select(sa.func.count())
        .select_from(Outbox)
        .where(
            col(Outbox.id).in_(notices.main_rows(notice_id)),
            col(Outbox.state).in_(UNSENT),
        )
    )
    spared = waiting.one()
    await outbox.cancel(
        session,
        col(Outbox.about) == notices.about(notice_id),
        col(Outbox.action) == Action.SEND,
        reason=reason,
        now=now,
    )
    return spared


async def _mark_sent(
    session: AsyncSession, notice_ids: Sequence[int], now: datetime, *, again: bool = False
) -> int:
    """Ask for the deletion or the change of every message that stands; return of how many people.

    What is marked stays so, but for a notice whose correction was taken back (`again`).
    """
    touched = set()
    rows: list[dict[str, Any]] = []
    for row, notice, confirmed_at in (await session.exec(_standing(notice_ids, again=again))).all():
        touched.add(row.person_id)
        if notice.state is NoticeState.WITHDRAWN:
            rows += _taken_back(row, now)
        elif row.text:
            confirmed = confirmed_at is not None
            shown = as_it_stands(row.text, row.layout, confirmed=confirmed, corrected=True, void=again)
            rows.append(_mark(row, Action.EDIT, shown, now))
    await add_new(session, Outbox, rows)
    if rows:
        wake(session, outbox.WAKE)
    return len(touched)


def _standing(notice_ids: Sequence[int], *, again: bool) -> Any:
    """Select the messages that stand, their notice and when it was confirmed; the marked only `again`."""
    mark = aliased(Outbox)
    is_marked = (
        select(mark.id).where(col(mark.replaces) == col(Outbox.id), col(mark.kind) == notices.MARK).exists()
    )
    return (
        select(Outbox, Notice, Receipt.confirmed_at)
        .join(Notice, col(Outbox.about) == notices.ABOUT)
        .outerjoin(
            Receipt,
            sa.and_(
                col(Receipt.notice_id) == col(Notice.id),
                col(Receipt.person_id) == col(Outbox.person_id),
            ),
        )
        .where(
            col(Outbox.about).in_([notices.about(notice_id) for notice_id in notice_ids]),
            col(Outbox.action) == Action.SEND,
            col(Outbox.kind).in_(notices.KINDS),
            col(Outbox.state) == OutboxState.SENT,
            col(Outbox.message_id).is_not(None),
            sa.true() if again else ~is_marked,
        )
        .order_by(col(Outbox.id))
    )


async def _mark_shown_again(
    session: AsyncSession, notice: Notice, now: datetime, *, void: bool = False
) -> None:
    """Do the same to the answers that showed a notice again (看通知): its words are no truer there."""
    if not notice.text or notice.sent_at is None:
        return
    chats = sa.select(col(Outbox.sent_chat_id)).where(
        col(Outbox.about) == notices.about(notice.id), col(Outbox.kind).in_(notices.KINDS)
    )
    found = await session.exec(
        select(Outbox).where(
            col(Outbox.sent_chat_id).in_(chats),
            Outbox.action == Action.SEND,
            Outbox.kind == "reply",
            Outbox.state == OutboxState.SENT,
            col(Outbox.created_at) >= notice.sent_at,
            # A notice that is shown again bears its day in its title, and nothing else does.
            col(Outbox.text).contains(f"{heading(notice)}（", autoescape=True),
            col(Outbox.text).contains(notice.text[:_RECOGNISED_BY], autoescape=True),
        )
    )
    rows: list[dict[str, Any]] = []
    for row in found.all():
        if notice.state is NoticeState.WITHDRAWN:
            rows += _taken_back(row, now)
        else:
            shown = as_it_stands(row.text, row.layout, confirmed=False, corrected=True, void=void)
            rows.append(_mark(row, Action.EDIT, shown, now))
    await add_new(session, Outbox, rows)
    if rows:
        wake(session, outbox.WAKE)


def _taken_back(row: Outbox, now: datetime) -> Iterable[dict[str, Any]]:
    shown = withdrawn(row.layout)
    if row.settled_at is not None and row.settled_at < now - DELETABLE:
        return [_mark(row, Action.EDIT, shown, now)]
    # An album is one row and several messages, each of which has to go. The words are for what a
    # freeze holds until it is too late to delete it.
    ids: Sequence[int | None] = row.message_ids or (row.message_id,)
    return [_mark(row, Action.DELETE, shown, now) | {"message_id": message_id} for message_id in ids]


def _mark(row: Outbox, action: Action, message: Message, now: datetime) -> dict[str, Any]:
    return {
        "branch_id": row.branch_id,
        "person_id": row.person_id,
        "chat_id": row.sent_chat_id,  # the screen it stands on, wherever the person has moved since
        "kind": notices.MARK,
        "lane": int(KINDS[notices.MARK].lane),
        "about": row.about,
        "action": action,
        "replaces": row.id,
        "message_id": None,
        "text": message.words,
        "layout": message.layout(),
        "state": OutboxState.PENDING,
        "attempts": 0,
        "copies": 0,
        "due_at": now,
        "created_at": now,
    }
