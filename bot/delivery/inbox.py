"""The inbox: an update is stored before the messenger is told that we have it."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DataError
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Bot, Update

from bot.database import Database, add_one_new
from models import Inbox, InboxState, metadata

log = logging.getLogger(__name__)

ATTEMPTS = 3
_RETRY_SECONDS = 1.0


class DurableQueue(asyncio.Queue[object]):
    """The update queue of python-telegram-bot, backed by a table.

    Polling awaits `put` before it confirms an update to Telegram, so only what is stored is
    confirmed. `put` never raises: one exception would end the polling task while the updater still
    says that it is running. The library also passes its stop signal through here.
    """

    def __init__(self, database: Database, bot: Bot, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._database = database
        self._bot = bot
        self._now = now
        self.away_since: datetime | None = None  # since when nothing could be stored

    async def put(self, item: object) -> None:
        """Store an update, then queue it; anything else is queued as it is."""
        if not isinstance(item, Update) or await self.store(item.to_dict()):
            await super().put(item)

    async def receive(self, payload: dict[str, Any]) -> None:
        """Take an update as a webhook delivers it."""
        payload = readable(payload)
        update_object = Update.de_json(payload, self._bot)
        if await self.store(payload):
            self.put_nowait(update_object)

    async def store(self, payload: dict[str, Any]) -> bool:
        """Write an update down; return False for one that is already there.

        Waits as long as the database is away: nothing is confirmed meanwhile, so nothing is lost.
        """
        row = {
            "bot_id": self._bot.id,
            "update_id": payload["update_id"],
            "payload": payload,
            "state": InboxState.OPEN,
            "attempts": 0,
            "received_at": self._now(),
        }
        while True:
            try:
                async with self._database.transaction() as session:
                    is_new = await add_one_new(session, Inbox, row) is not None
            except (DataError, OverflowError, TypeError, ValueError):
                # Waiting would not help it, and all others would wait behind it.
                log.exception("an update that cannot be stored is dropped")
                return False
            except Exception:  # because one exception would end the polling task for good
                self.away_since = self.away_since or self._now()
                log.exception("the database is away; updates wait at the messenger")
                await asyncio.sleep(_RETRY_SECONDS)
            else:
                self.away_since = None
                return is_new

    async def resume(self) -> dict[int, int]:
        """Queue what an earlier run left open, in order; return how often each was begun again."""
        async with self._database.reading() as session:
            found = await session.exec(
                select(Inbox.payload, Inbox.attempts)
                .where(Inbox.bot_id == self._bot.id, Inbox.state == InboxState.OPEN)
                .order_by(col(Inbox.id))
            )
            left = [(payload, attempts) for payload, attempts in found.all() if payload is not None]
        for payload, _ in left:
            self.put_nowait(Update.de_json(dict(payload), self._bot))
        return {payload["update_id"]: attempts for payload, attempts in left}


def readable(payload: dict[str, Any]) -> dict[str, Any]:
    """Return an update, or only its number where it cannot be understood.

    A messenger of another version may leave out what the library insists on. Polling would ask for
    such an update again and again and serve nobody behind it, and the library would log its words.
    """
    try:
        Update.de_json(payload, None)
    except Exception as error:  # because whatever is wrong with it, the others must be served
        number, kind = payload.get("update_id"), type(error).__name__  # its words may be in the error
        log.error("update %s cannot be understood and is passed over (%s)", number, kind)
        return {"update_id": payload["update_id"]}
    return payload


async def begin_again(session: AsyncSession, bot_id: int, update_id: int) -> int:
    """Count one more attempt at an update that an earlier run left open; return how many there were.

    Only what is really begun is counted: an update that three crashes overtook in the queue is not
    the one that causes them.
    """
    counted = await session.exec(
        update(Inbox)
        .where(col(Inbox.bot_id) == bot_id, col(Inbox.update_id) == update_id)
        .values(attempts=col(Inbox.attempts) + 1)
        .returning(col(Inbox.attempts))
    )
    return counted.scalar_one_or_none() or 0


_INBOX = metadata.tables["inbox"]
_SETTLE = (
    sa.update(_INBOX)
    .where(
        _INBOX.c.bot_id == sa.bindparam("of"),
        _INBOX.c.update_id == sa.bindparam("number"),
        _INBOX.c.state == InboxState.OPEN,
    )
    .values(state=sa.bindparam("to"), settled_at=sa.bindparam("at"), reference=sa.bindparam("code"))
)


async def settle(
    session: AsyncSession,
    bot_id: int,
    update_id: int,
    now: datetime,
    *,
    failed_with: str | None = None,
) -> bool:
    """Mark an update as done in the transaction of its effects; False if it was settled before."""
    settled = {
        "of": bot_id,
        "number": update_id,
        "to": InboxState.FAILED if failed_with else InboxState.DONE,
        "at": now,
        "code": failed_with,
    }
    result = await session.exec(_SETTLE, params=settled)
    return bool(result.rowcount)
