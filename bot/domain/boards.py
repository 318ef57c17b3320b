"""Boards: live messages, redrawn from what changed and at most once a second each."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.database import wake
from bot.domain import outbox
from bot.messages import Message
from models import Board, Outbox, Person

WAKE = "boards"
SPACING = timedelta(seconds=1)
LIFE = timedelta(days=14)  # an older board is redrawn when somebody opens it again

Draw = Callable[[AsyncSession, int, Person, datetime], Awaitable[Message | None]]


async def open_board(
    session: AsyncSession,
    subject: str,
    viewer: Person,
    message: Message,
    now: datetime,
    *,
    branch_id: int,
    chat: outbox.Chat,
) -> None:
    """Show a board about `subject`, such as "notice:17", and keep it up to date from now on."""
    row_id = await outbox.post(session, chat, message, branch_id=branch_id, now=now, kind="board")
    assert row_id is not None  # nothing is left unsaid without `once`
    session.add(
        Board(
            branch_id=branch_id,
            subject=subject,
            person_id=viewer.id,
            outbox_id=row_id,
            shown=_fingerprint(message),
            drawn_at=now,
        )
    )


async def touch(session: AsyncSession, subject: str | None, now: datetime) -> None:
    """Note that what a subject's boards show has changed."""
    if subject is None:
        return
    touched = await session.exec(
        sa.update(Board)
        .where(
            col(Board.subject) == subject,
            col(Board.changed_at).is_(None),
            col(Board.drawn_at) > now - LIFE,
        )
        .values(changed_at=now)
    )
    if touched.rowcount:
        wake(session, WAKE)


async def redraw(session: AsyncSession, draw: Mapping[str, Draw], now: datetime) -> timedelta | None:
    """Redraw every changed board whose last drawing is a second old.

    Returns how long until the next may be redrawn, None when all are up to date. `draw` maps the
    subject's first word to the function that draws it.
    """
    changed = await session.exec(
        select(Board, Outbox, Person)
        .join(Outbox, col(Outbox.id) == col(Board.outbox_id))
        .join(Person, col(Person.id) == col(Board.person_id))
        .where(col(Board.changed_at).is_not(None))
        .order_by(col(Board.changed_at))
        .limit(100)
    )
    waits = []
    for board, row, viewer in changed.all():
        wait = board.drawn_at + SPACING - now
        if wait > timedelta(0):
            waits.append(wait)
            continue
        word, _, number = board.subject.partition(":")
        message = await draw[word](session, int(number), viewer, now)
        if message is not None and _fingerprint(message) != board.shown:
            await outbox.edit(session, row, message, branch_id=board.branch_id, now=now, kind="board")
            board.shown = _fingerprint(message)
        board.changed_at, board.drawn_at = None, now
        session.add(board)
    return min(waits, default=None)


def _fingerprint(message: Message) -> str:
    return sha256(repr((message.words, message.layout())).encode()).hexdigest()
