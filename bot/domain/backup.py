"""After a restore (恢复): nothing may be said twice, and no old button may hit a new row."""

from collections import Counter, defaultdict
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import greeting_doubts, outbox, people
from bot.texts import backup as say
from bot.texts.notices import gist
from models import Branch, Notice, NoticeState, Outbox, OutboxState, Role, metadata

LEAP = 1_000_000  # ids go on from so much further: rows after the backup had buttons too
_UNSENT = (OutboxState.PENDING, OutboxState.HELD, OutboxState.SENDING)


async def make_safe(session: AsyncSession, now: datetime) -> None:
    """Settle what may have happened since the backup, and tell the secretary (书记) what is left to do.

    What was waiting to be sent becomes 说不准, because it may have gone out; a notice that was to
    leave later is stopped, because it may have left.
    """
    await _leap(session)
    doubtful = await _doubt(session, now)
    stopped = await _stop(session, now)
    for branch in (await session.exec(select(Branch))).all():
        message = say.restored(doubtful[branch.id], [gist(notice) for notice in stopped[branch.id]])
        await greeting_doubts.settle(session, branch, now)
        today = local_day(now, branch.zone)
        for person in await people.holders(session, branch.id, (Role.SECRETARY,), today):
            await outbox.post(session, person, message, branch_id=branch.id, now=now, kind="task")


async def _leap(session: AsyncSession) -> None:
    connection = await session.connection()
    for table in metadata.sorted_tables:
        if "id" not in table.c:
            continue
        for statement in _LEAPS[connection.dialect.name]:
            # The name is one of our own tables; it stands where no parameter can.
            text = sa.text(statement.replace("{table}", table.name))
            await connection.execute(text, {"leap": LEAP} if "leap" in statement else {})


_LEAPS = {
    "sqlite": (
        "INSERT INTO sqlite_sequence (name, seq) SELECT '{table}', 0 "
        "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = '{table}')",
        "UPDATE sqlite_sequence SET seq = seq + :leap WHERE name = '{table}'",
    ),
    "postgresql": (
        "SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
        '(SELECT coalesce(max(id), 0) FROM "{table}") + :leap)',
    ),
}


async def _doubt(session: AsyncSession, now: datetime) -> Counter[int]:
    """Take what was waiting for 说不准; return how many messages, branch by branch."""
    unsent = col(Outbox.state).in_(_UNSENT)
    found = await session.exec(
        select(Outbox.branch_id, sa.func.count()).where(unsent).group_by(col(Outbox.branch_id))
    )
    counts = Counter(dict(found.all()))
    await session.exec(
        sa.update(Outbox)
        .where(unsent)
        .values(state=OutboxState.UNKNOWN, reason=greeting_doubts.RESTORED, settled_at=now)
    )
    return counts


async def _stop(session: AsyncSession, now: datetime) -> defaultdict[int, list[Notice]]:
    """Stop the notices that were to leave later; return them, branch by branch."""
    found = await session.exec(
        select(Notice).where(Notice.state == NoticeState.SCHEDULED).order_by(col(Notice.send_at))
    )
    stopped: defaultdict[int, list[Notice]] = defaultdict(list)
    for notice in found.all():
        notice.state, notice.ended_at = NoticeState.STOPPED, now
        session.add(notice)
        stopped[notice.branch_id].append(notice)
    return stopped
