"""The database: one engine to write with, one to read with, and a transaction that only frames open."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager, nullcontext
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.sqlite_driver import BEGIN_READING, BEGIN_WRITING, BUSY_TIMEOUT_MS, Connection
from models import metadata

_WOKEN, _FAILED = "woken", "failed"


def driver_url(url: str) -> URL:
    """Return the address with our async drivers; `postgres://` is accepted too."""
    address = make_url(url.replace("postgres://", "postgresql://", 1))
    if address.get_backend_name() == "sqlite":
        return address.set(drivername="sqlite+aiosqlite")
    return address.set(drivername="postgresql+psycopg")


def wake(session: AsyncSession, name: str) -> None:
    """Ask that whoever waits for `name` is woken once this transaction has been committed."""
    session.info.setdefault(_WOKEN, set()).add(name)


@asynccontextmanager
async def apart(session: AsyncSession) -> AsyncIterator[None]:
    """Do one thing of many: where it fails, what it has written is undone, and the others go on.

    The error is kept for whoever opened the transaction; see `failures`.
    """
    try:
        async with session.begin_nested():
            yield
    except DBAPIError:  # the database itself: the others would fare no better
        raise
    except Exception as error:
        session.info.setdefault(_FAILED, []).append(error)


def failures(session: AsyncSession) -> Sequence[Exception]:
    """Return what went wrong in things that were done apart."""
    found: Sequence[Exception] = session.info.get(_FAILED, ())
    return found


def insert_new(session: AsyncSession, table: type[Any], rows: Sequence[dict[str, Any]] = ()) -> Any:
    """Return an INSERT that skips what breaks a unique key, of `rows` or of the `params` of `exec`.

    Both databases say it alike but SQLAlchemy keeps it in the dialects, of which only the one in use
    is loaded. Rows given here become part of the statement, which is compiled anew each time then.
    """
    insert = _insert_new(session.get_bind().dialect.name, str(table.__tablename__))
    return insert.values(list(rows)) if rows else insert


@cache
def _insert_new(dialect: str, table: str) -> Any:
    module = import_module(f"sqlalchemy.dialects.{dialect}")
    return module.insert(metadata.tables[table]).on_conflict_do_nothing()


async def add_one_new(session: AsyncSession, table: type[Any], row: dict[str, Any]) -> int | None:
    """Insert a row and return its id; None where it breaks a unique key."""
    insert = _insert_one_new(session.get_bind().dialect.name, str(table.__tablename__))
    added: int | None = (await session.exec(insert, params=row)).scalar_one_or_none()
    return added


@cache  # because every update needs two: building takes longer than asking
def _insert_one_new(dialect: str, table: str) -> Any:
    return _insert_new(dialect, table).returning(metadata.tables[table].c.id)


async def add_new(session: AsyncSession, table: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    """Insert many rows with the same keys, but those which break a unique key.

    One statement is compiled and executed for each row: 3,000 take 0.1 s, and 0.9 s as VALUES lists.
    """
    if rows:
        await session.exec(insert_new(session, table), params=rows)


def _leave_out_the_row(context: sa.engine.ExceptionContext) -> None:
    """Shorten an error of PostgreSQL to its first line: the others hold the whole row that was refused.

    It ends up in the log, and somebody's telephone or how he is must not.
    """
    first_line = getattr(getattr(context.original_exception, "diag", None), "message_primary", None)
    if first_line is None:  # it comes from the driver and not from the server
        return
    context.original_exception.args = (first_line,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (first_line,)


class Database:
    """A strict SQLite file or a PostgreSQL database."""

    def __init__(self, url: str) -> None:
        self.url = driver_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        # One writer at a time in this process: 50 at once waited 0.13 s so, and 1.1 s on SQLite's
        # own busy handler. PostgreSQL has its row locks.
        self._writers: AbstractAsyncContextManager[Any] = asyncio.Lock() if self.is_sqlite else nullcontext()
        self._listeners: dict[str, list[Callable[[], None]]] = {}
        if self.is_sqlite:
            if self.url.database and self.url.database != ":memory:":
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            self._engine = self._sqlite(BEGIN_WRITING, query_only=False)
            self._readers = self._sqlite(BEGIN_READING, query_only=True)
        else:
            # hide_parameters: SQLAlchemy would print names and phones in its errors.
            self._engine = create_async_engine(
                self.url, hide_parameters=True, pool_size=10, max_overflow=10, pool_pre_ping=True
            )
            sa.event.listen(self._engine.sync_engine, "handle_error", _leave_out_the_row)
            self._readers = self._engine.execution_options(postgresql_readonly=True)

    def _sqlite(self, begin: str, *, query_only: bool) -> AsyncEngine:
        path = self.url.database or ":memory:"
        engine = create_async_engine(self.url, hide_parameters=True, async_creator=lambda: Connection(path))

        @sa.event.listens_for(engine.sync_engine, "connect")
        def _strict(connection: Any, _record: Any) -> None:
            cursor = connection.cursor()
            cursor.execute("PRAGMA foreign_keys=ON")
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
            cursor.execute(f"PRAGMA query_only={'ON' if query_only else 'OFF'}")
            cursor.close()

        @sa.event.listens_for(engine.sync_engine, "begin")
        def _begin(connection: sa.Connection) -> None:
            connection.exec_driver_sql(begin)

        return engine

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction that commits at the end; only frames call this."""
        async with self._writers, self._session(self._engine) as session:
            async with session.begin():
                yield session
            woken = session.info.get(_WOKEN, ())
        for name in woken:
            for listener in self._listeners.get(name, ()):
                listener()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Open a view that holds up no writer and can write nothing."""
        async with self._session(self._readers) as session, session.begin():
            yield session

    @staticmethod
    def _session(engine: AsyncEngine) -> AbstractAsyncContextManager[AsyncSession]:
        # aclosing, because the session's own `async with` makes a task each time, only to close.
        return aclosing(AsyncSession(engine, expire_on_commit=False))

    def on_commit(self, name: str, listener: Callable[[], None]) -> None:
        """Call `listener` after every commit whose transaction said `wake(session, name)`."""
        self._listeners.setdefault(name, []).append(listener)

    @property
    def engine(self) -> AsyncEngine:
        """The writing engine, for migrations, locks and backups."""
        return self._engine

    async def close(self) -> None:
        """Close every connection."""
        await self._readers.dispose()
        await self._engine.dispose()
