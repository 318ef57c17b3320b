"""One active process per bot token: the second stands by and takes over."""

import asyncio
import fcntl
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import Database

log = logging.getLogger(__name__)

_ASK_AGAIN_SECONDS = 2.0
_CHECK_EVERY_SECONDS = 5.0
_ANSWER_SECONDS = 5.0


class ActiveLock:
    """Held by the process that polls, ticks and sends for one bot.

    A file lock beside a SQLite database, an advisory lock on a connection of its own on PostgreSQL.
    """

    def __init__(self, database: Database, bot_id: int) -> None:
        self._database = database
        self._bot_id = bot_id
        self._file: int | None = None
        self._connection: AsyncConnection | None = None
        self._watch: asyncio.Task[None] | None = None

    async def acquire(self, lost: Callable[[], None]) -> None:
        """Wait until this process is the active one; `lost` is called should that end."""
        waited = False
        while not await self._try():
            if not waited:
                log.warning("another process serves this bot; standing by")
                waited = True
            await asyncio.sleep(_ASK_AGAIN_SECONDS)
        if self._connection is not None:
            self._watch = asyncio.create_task(self._keep_watch(lost))

    async def release(self) -> None:
        """Let the next one take over."""
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch
        await self._drop_connection()
        if self._file is not None:
            os.close(self._file)
            self._file = None

    async def _try(self) -> bool:
        return self._try_file() if self._database.is_sqlite else await self._try_advisory()

    def _try_file(self) -> bool:
        path = Path(f"{self._database.url.database}.{self._bot_id}.lock")
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    async def _try_advisory(self) -> bool:
        try:
            if self._connection is None:
                # Autocommit, because a connection that idles in a transaction holds back the vacuum.
                raw = await self._database.engine.connect()
                self._connection = await raw.execution_options(isolation_level="AUTOCOMMIT")
            key = sa.literal(self._bot_id, sa.BigInteger)
            answer = await self._connection.execute(sa.select(sa.func.pg_try_advisory_lock(key)))
            return bool(answer.scalar_one())
        except DBAPIError:
            log.exception("the database is away; standing by")
            await self._drop_connection()
            return False

    async def _drop_connection(self) -> None:
        """Close the connection for good: back in the pool it would keep the lock."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(DBAPIError):
                await connection.invalidate()
                await connection.close()

    async def _keep_watch(self, lost: Callable[[], None]) -> None:
        """Ask on the lock's own connection whether it still lives: with it the lock is gone."""
        assert self._connection is not None
        while True:
            await asyncio.sleep(_CHECK_EVERY_SECONDS)
            try:
                async with asyncio.timeout(_ANSWER_SECONDS):
                    await self._connection.execute(sa.select(1))
            except Exception:  # whatever it is, nobody can say any more who holds the lock
                log.critical("lost the lock of the active process; stopping")
                lost()
                return
