"""SQLite for the event loop: statements run at once, what may have to wait runs in another thread.

A statement takes some twenty microseconds, a change of threads several times as long, and aiosqlite
changes four times for each statement. What may wait is beginning to write, for the lock of another
process, and committing, for the disk.
"""

import sqlite3
from collections.abc import Iterable
from typing import Any

import aiosqlite

BEGIN_READING = "BEGIN"
BEGIN_WRITING = "BEGIN IMMEDIATE"
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
    """A cursor that runs a single statement in the thread it is asked from."""

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> "Cursor":
        """Run a statement; `executemany`, which may have thousands of rows, keeps to the thread."""
        if sql == BEGIN_WRITING:
            await super().execute(sql)
        else:
            self._cursor.execute(sql, tuple(parameters or ()))
        return self

    async def fetchall(self) -> Iterable[Any]:
        """Return all rows."""
        return self._cursor.fetchall()

    async def close(self) -> None:
        """Let go of the statement."""
        self._cursor.close()
