"""SQLite for the event loop: statements run at once, what may have to wait runs in another thread.

A statement takes some twenty microseconds, a change of threads several times as long, and aiosqlite
changes four times for each statement. What may wait is beginning to write, where another process
holds the lock, and committing, for the disk.
"""

import sqlite3
from collections.abc import Iterable
from typing import Any

import aiosqlite

BEGIN_READING = "BEGIN"
BEGIN_WRITING = "BEGIN IMMEDIATE"
BUSY_TIMEOUT_MS = 30_000
_AT_ONCE = "PRAGMA busy_timeout=0"
_PATIENTLY = f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}"
_ROWS_AT_A_TIME = 64


class Connection(aiosqlite.Connection):
    """A connection to a file; SQLAlchemy sees to it that one task at a time uses it."""

    def __init__(self, path: str) -> None:
        # No isolation level, because the driver would begin by itself, and too late.
        super().__init__(
            lambda: sqlite3.connect(path, check_same_thread=False, isolation_level=None), _ROWS_AT_A_TIME
        )
        self._thread.daemon = True  # or a connection that was forgotten would keep the process alive

    def cursor(self) -> "Cursor":  # type: ignore[override]
        """Return a cursor, without asking the thread for it."""
        return Cursor(self, self._conn.cursor())

    async def rollback(self) -> None:
        """Undo what is open; the pool asks for it after every commit as well."""
        if self.in_transaction:
            await super().rollback()


class Cursor(aiosqlite.Cursor):
    """A cursor that runs a statement in the thread it is asked from."""

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> "Cursor":
        """Run a statement."""
        if sql == BEGIN_WRITING:
            await self._begin()
        else:
            self._cursor.execute(sql, tuple(parameters or ()))
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> "Cursor":
        """Run a statement for each row; thousands of rows go to the other thread."""
        rows: list[Any] = list(parameters)
        if len(rows) > _ROWS_AT_A_TIME:
            await super().executemany(sql, rows)
        else:
            self._cursor.executemany(sql, rows)
        return self

    async def fetchall(self) -> Iterable[Any]:
        """Return all rows."""
        return self._cursor.fetchall()

    async def close(self) -> None:
        """Let go of the statement."""
        self._cursor.close()

    async def _begin(self) -> None:
        self._cursor.execute(_AT_ONCE)
        try:
            self._cursor.execute(BEGIN_WRITING)
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:  # the rest says which kind of busy
                raise
        finally:
            self._cursor.execute(_PATIENTLY)
        await super().execute(BEGIN_WRITING)
