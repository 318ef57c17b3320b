"""Boards: live messages, redrawn from what changed and at most once a second each."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.database import wake
from bot.domain import outbox
from bot.messages import Message
from models import Board, Outbox, Person, metadata

log = logging.getLogger(__name__)

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
    await follow(session, subject, viewer, row_id, message, now, branch_id=branch_id)


async def follow(
    session: AsyncSession,
    subject: str,
    viewer: Person,
    row_id: int,
    message: Message,
    now: datetime,
    *,
    branch_id: int,
) -> None:
    """Keep a message that was posted up to date from now on."""
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


_BOARD = metadata.tables["board"]
_TOUCH = (
    sa.update(_BOARD)
    .where(_BOARD.c.subject == sa.bindparam("about"), _BOARD.c.drawn_at > sa.bindparam("drawn_after"))
    .values(changed_at=sa.bindparam("now"))
)


async def touch(session: AsyncSession, subject: str | None, now: datetime) -> None:
    """Note that what a subject's boards show has changed."""
    if subject is None:
        return
    # Also what is marked already: a redrawing that has begun must not take our mark away with its own.
    touched = await session.exec(_TOUCH, params={"about": subject, "drawn_after": now - LIFE, "now": now})
    if touched.rowcount:
        wake(session, WAKE)


async def touch_what_waits_for(session: AsyncSession, person_id: int, now: datetime) -> None:
    """Note that every board has changed that shows a message for somebody: he was frozen, or is gone."""
    touched = await session.exec(
        sa.update(_BOARD)
        .where(
            _BOARD.c.subject.in_(
                sa.select(col(Outbox.about)).where(
                    col(Outbox.person_id) == person_id, col(Outbox.about).is_not(None)
                )
            ),
            _BOARD.c.drawn_at > now - LIFE,
        )
        .values(changed_at=now)
    )
    if touched.rowcount:
        wake(session, WAKE)


async def redraw(session: AsyncSession, draw: Mapping[str, Draw], now: datetime) -> timedelta | None:
    """Redraw the changed board that was drawn longest ago, if that is a second ago.

    Returns how long until the next may be redrawn, None when all are up to date. `draw` maps the
    subject's first word to the function that draws it. One board for each transaction, because it
    is locked: a change in the middle of its redrawing must find it, and mark it again.
    """
    changed = await session.exec(
        select(Board, Outbox, Person)
        .join(Outbox, col(Outbox.id) == col(Board.outbox_id))
        .join(Person, col(Person.id) == col(Board.person_id))
        .where(col(Board.changed_at).is_not(None))
        .order_by(col(Board.drawn_at))
        .limit(1)
        .with_for_update(of=Board)
        .execution_options(populate_existing=True)
    )
    oldest = changed.first()
    if oldest is None:
        return None
    board, row, viewer = oldest
    subject = board.subject
    wait = board.drawn_at + SPACING - now
    if wait > timedelta(0):
        return wait
    board.changed_at, board.drawn_at = None, now
    session.add(board)
    try:
        async with session.begin_nested():
            await _redraw(session, board, row, viewer, draw, now)
    except DBAPIError:  # the database itself: not one of them can be drawn
        raise
    except Exception:  # the others must still be drawn; this one has its next chance at its next change
        log.exception("could not draw the board %r", subject)
    return timedelta(0)


async def _redraw(
    session: AsyncSession, board: Board, row: Outbox, viewer: Person, draw: Mapping[str, Draw], now: datetime
) -> None:
    word, _, number = board.subject.partition(":")
    message = await draw[word](session, int(number), viewer, now)
    if message is not None and _fingerprint(message) != board.shown:
        board.shown = _fingerprint(message)
        await outbox.edit(session, row, message, branch_id=board.branch_id, now=now, kind="board")


def _fingerprint(message: Message) -> str:
    return sha256(repr((message.words, message.layout())).encode()).hexdigest()
