"""What became of claimed rows is written down, and what the clock held is let go."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.database import add_new
from bot.delivery.claiming import Claimed
from bot.delivery.telegram import Fate, Outcome
from bot.domain import boards
from bot.domain.gate import BUDGET, SILENT
from bot.domain.kinds import KINDS, Doubt
from models import Account, Action, Outbox, OutboxState, Upload, metadata

_ROW = metadata.tables["outbox"]
_THIS = sa.update(_ROW).where(_ROW.c.id == sa.bindparam("row"))
_SENT = _THIS.values(
    state=OutboxState.SENT,
    reason=None,
    settled_at=sa.bindparam("at"),
    sent_chat_id=sa.bindparam("chat"),
    message_id=sa.bindparam("message"),
    message_ids=sa.bindparam("messages"),
)


async def release(session: AsyncSession, now: datetime) -> None:
    """Let go what the clock held; what a freeze holds waits for a human."""
    await session.exec(
        sa.update(Outbox)
        .where(
            col(Outbox.state) == sa.literal_column("'held'"),
            col(Outbox.due_at) <= now,
            col(Outbox.reason).in_(("later", "quiet", BUDGET, SILENT)),
        )
        .values(state=OutboxState.PENDING, reason=None)
        .execution_options(synchronize_session=False)
    )


async def is_anything_open(session: AsyncSession) -> bool:
    """Say whether anything waits for a chat that rests, or for its outcome to be written down."""
    # One at a time, because each has its partial index; in this order, because what is written down
    # meanwhile goes from sending to pending.
    for state in ("'sending'", "'pending'"):
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
    """Write down what became of claimed rows, many at a time; their boards are told by `touch_boards`."""
    sent: list[dict[str, Any]] = []
    for claimed, outcome in outcomes:
        if outcome.fate is Fate.SENT:
            ids = outcome.message_ids
            sent.append(
                {
                    "row": claimed.row_id,
                    "at": now,
                    "chat": claimed.call.chat_id,
                    "message": ids[0] if ids else claimed.call.message_id,
                    "messages": list(ids) if len(ids) > 1 else None,
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
        await add_new(session, Upload, uploads)
    if sent:
        await session.exec(_SENT, params=sent)


async def touch_boards(
    session: AsyncSession, outcomes: Sequence[tuple[Claimed, Outcome]], now: datetime
) -> None:
    """Note that the boards have changed which show what became of rows."""
    for about in {claimed.about for claimed, _ in outcomes}:
        await boards.touch(session, about, now)


def _after_failure(claimed: Claimed, outcome: Outcome, now: datetime) -> dict[str, Any]:
    match outcome.fate:
        case Fate.FLOOD | Fate.NOT_SENT | Fate.REVOKED:
            return {"state": OutboxState.PENDING, "attempts": col(Outbox.attempts) + 1}
        case Fate.DOUBT:
            return _after_doubt(claimed.kind, claimed.call.action, claimed.copies, outcome.reason, now)
        case _:
            reason = outcome.reason if outcome.fate is Fate.UNREACHABLE else f"refused: {outcome.reason}"
            return {"state": OutboxState.FAILED, "reason": reason, "settled_at": now}


async def _update(session: AsyncSession, row_id: int, values: dict[str, Any]) -> None:
    # Core, not the session: nobody else holds this row, and a unit of work costs more than it gives.
    await session.exec(_THIS.values(**values), params={"row": row_id})
