"""The outbox as the sender sees it: claim one row, release what is due, record what became of it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.database import insert_new
from bot.delivery.telegram import Call, Fate, Outcome
from bot.domain import boards
from bot.domain.gate import Decision, Party, judge
from bot.domain.outbox import KINDS, Doubt
from models import Account, Action, Branch, Heartbeat, Member, Outbox, OutboxState, Person, Upload
from models.outbox import FINAL

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that has been taken to be sent."""

    row_id: int
    kind: str
    about: str | None
    copies: int
    call: Call


class Settled:
    """A row was looked at and not sent: its state says why."""


_Subject = aliased(Person)
_SubjectMember = aliased(Member)
_Target = aliased(Outbox)
# Where a row goes: the chat it names, the screen its target stands on, or the person's account.
_CHAT = sa.func.coalesce(col(Outbox.chat_id), _Target.sent_chat_id, col(Account.chat_id), 0)


def _candidates(bot_id: int) -> Any:
    return (
        sa.select(Outbox, Branch, _CHAT.label("chat"), Account, Person, Member, _Subject, _SubjectMember)
        .add_columns(_Target)
        .select_from(Outbox)
        .join(Branch, col(Branch.id) == col(Outbox.branch_id))
        .outerjoin(_Target, col(_Target.id) == col(Outbox.replaces))
        .outerjoin(
            Account,
            sa.and_(
                col(Account.person_id) == col(Outbox.person_id),
                col(Account.bot_id) == bot_id,
                col(Account.ended_at).is_(None),
            ),
        )
        .outerjoin(Person, col(Person.id) == col(Outbox.person_id))
        .outerjoin(Member, col(Member.person_id) == col(Outbox.person_id))
        .outerjoin(_Subject, col(_Subject.id) == col(Outbox.subject_id))
        .outerjoin(_SubjectMember, col(_SubjectMember.person_id) == col(Outbox.subject_id))
        .where(
            col(Outbox.state) == sa.literal_column("'pending'"),  # literal: the partial index
            # What is done to a message waits until it is known what became of the message.
            sa.or_(col(Outbox.replaces).is_(None), col(_Target.state).in_(FINAL)),
        )
        .order_by(col(Outbox.lane), col(Outbox.id))
        .limit(1)
        # Locked on PostgreSQL, because what is being withdrawn or rewritten must not leave as it was.
        .with_for_update(of=Outbox)
    )


async def claim(
    session: AsyncSession, bot_id: int, busy: Sequence[int], now: datetime
) -> Claimed | Settled | None:
    """Take the first row that may go now, or settle it without sending; None when there is none.

    `busy` are chats with a call in flight or a rest to keep; their rows wait, in order.
    """
    query = _candidates(bot_id)
    if busy:
        query = query.where(_CHAT.not_in(busy))
    found = (await session.exec(query)).first()
    if found is None:
        return None
    row, branch, chat, account, person, member, subject, subject_member, target = found
    try:
        decision = await judge(
            session,
            row,
            branch,
            now,
            recipient=_party(person, member),
            subject=_party(subject, subject_member),
            reachable=chat != 0,
            blocked=account is not None and account.blocked_at is not None and row.chat_id is None,
        )
    except SQLAlchemyError:
        raise
    except Exception:  # a row that cannot be judged must not stop all those behind it
        log.exception("could not judge row %d", row.id)
        decision = Decision(OutboxState.FAILED, "cannot be judged")
    if decision.state is not None:
        values: dict[str, Any] = {"state": decision.state, "reason": decision.reason}
        if decision.state is not OutboxState.HELD:
            values["settled_at"] = now
        elif decision.until is not None:
            values["due_at"] = decision.until
        await _update(session, row.id, values)
        await boards.touch(session, row.about, now)
        return Settled()
    if row.replaces is not None and not _stands(target):
        await _update(
            session,
            row.id,
            {"state": OutboxState.CANCELLED, "reason": "never shown", "settled_at": now},
        )
        return Settled()
    await _update(session, row.id, {"state": OutboxState.SENDING, "claimed_at": now})
    message_id = row.message_id if row.message_id is not None else getattr(target, "message_id", None)
    call = Call(
        row.action,
        chat,
        row.text,
        row.layout,
        message_id=message_id,
        captioned=bool(target is not None and target.layout.get("media")),
    )
    return Claimed(row.id, row.kind, row.about, row.copies, call)


def _stands(target: Outbox | None) -> bool:
    """Say whether a message is on somebody's screen, so that it can be edited or deleted."""
    return target is not None and target.state is OutboxState.SENT and target.message_id is not None


def _party(person: Person | None, member: Member | None) -> Party | None:
    if person is None:
        return None
    return Party(
        status=member.status if member else None,
        frozen=person.frozen_at is not None,
        muted=person.muted_at is not None,
        mourning_until=person.mourning_until,
        in_hospital=person.hospital_since is not None,
    )


async def _update(session: AsyncSession, row_id: int, values: dict[str, Any]) -> None:
    # Core, not the session: nobody else holds this row, and a unit of work costs more than it gives.
    await session.exec(sa.update(Outbox).where(col(Outbox.id) == row_id).values(**values))


async def release(session: AsyncSession, now: datetime) -> None:
    """Let go what the clock held; what a freeze holds waits for a human."""
    await session.exec(
        sa.update(Outbox)
        .where(
            col(Outbox.state) == sa.literal_column("'held'"),
            col(Outbox.due_at) <= now,
            col(Outbox.reason).in_(("later", "quiet")),
        )
        .values(state=OutboxState.PENDING, reason=None)
        .execution_options(synchronize_session=False)
    )


async def is_anything_open(session: AsyncSession) -> bool:
    """Say whether anything waits for a chat that rests, or for its outcome to be written down."""
    for state in ("'pending'", "'sending'"):  # one at a time, because each has its partial index
        waiting = select(Outbox.id).where(col(Outbox.state) == sa.literal_column(state)).limit(1)
        if (await session.exec(waiting)).first() is not None:
            return True
    return False


async def recover(session: AsyncSession, now: datetime) -> int:
    """Treat what was on its way when the process ended as doubt; return how many."""
    rows = (await session.exec(select(Outbox).where(Outbox.state == OutboxState.SENDING))).all()
    for row in rows:
        await _update(session, row.id, _after_doubt(row.kind, row.action, row.copies, "interrupted", now))
    return len(rows)


def _after_doubt(kind: str, action: Action, copies: int, reason: str, now: datetime) -> dict[str, Any]:
    """Decide a doubtful row: edits can be repeated, `arrive` gets one more copy, `once` none."""
    if action is not Action.SEND or (KINDS[kind].doubt is Doubt.ARRIVE and copies == 0):
        return {"state": OutboxState.PENDING, "copies": copies + 1}
    return {"state": OutboxState.UNKNOWN, "reason": reason, "settled_at": now}


async def record(
    session: AsyncSession, bot_id: int, outcomes: Sequence[tuple[Claimed, Outcome]], now: datetime
) -> None:
    """Write down what became of claimed rows, many at a time."""
    sent: list[dict[str, Any]] = []
    for claimed, outcome in outcomes:
        if outcome.fate is Fate.SENT:
            ids = outcome.message_ids
            sent.append(
                {
                    "row": claimed.row_id,
                    "sent_chat_id": claimed.call.chat_id,
                    "message_id": ids[0] if ids else claimed.call.message_id,
                    "message_ids": list(ids) if len(ids) > 1 else None,
                }
            )
        else:
            await _update(session, claimed.row_id, _after_failure(claimed, outcome, now))
        if outcome.fate is Fate.UNREACHABLE:
            await session.exec(
                sa.update(Account)
                .where(
                    col(Account.bot_id) == bot_id,
                    col(Account.chat_id) == claimed.call.chat_id,
                    col(Account.ended_at).is_(None),
                )
                .values(blocked_at=now)
            )
        uploads = [
            {"media_id": media_id, "bot_id": bot_id, "file_id": handle}
            for media_id, handle in outcome.uploads.items()
        ]
        if uploads:
            await session.exec(insert_new(session, Upload, uploads))
    if sent:
        await _record_sent(session, sent, now)
    for about in {claimed.about for claimed, _ in outcomes}:
        await boards.touch(session, about, now)


async def _record_sent(session: AsyncSession, sent: list[dict[str, Any]], now: datetime) -> None:
    connection = await session.connection()
    await connection.execute(
        sa.update(Outbox.__table__)  # type: ignore[attr-defined]
        .where(col(Outbox.id) == sa.bindparam("row"))
        .values(
            state=OutboxState.SENT,
            reason=None,
            settled_at=now,
            sent_chat_id=sa.bindparam("sent_chat_id"),
            message_id=sa.bindparam("message_id"),
            message_ids=sa.bindparam("message_ids", type_=sa.JSON),
        ),
        sent,
    )
    await session.exec(
        sa.update(Heartbeat).where(col(Heartbeat.name) == "send").values(at=now)
    )


def _after_failure(claimed: Claimed, outcome: Outcome, now: datetime) -> dict[str, Any]:
    match outcome.fate:
        case Fate.FLOOD | Fate.NOT_SENT | Fate.REVOKED:
            return {"state": OutboxState.PENDING, "attempts": col(Outbox.attempts) + 1}
        case Fate.DOUBT:
            return _after_doubt(claimed.kind, claimed.call.action, claimed.copies, outcome.reason, now)
        case _:
            reason = outcome.reason if outcome.fate is Fate.UNREACHABLE else f"refused: {outcome.reason}"
            return {"state": OutboxState.FAILED, "reason": reason, "settled_at": now}
