"""Backup and restore: a copy that was opened and counted, put back without losing what it replaces."""

import asyncio
import fcntl
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from bot import migrating
from bot.database import Database, driver_url
from bot.domain.backup import make_safe
from bot.errors import MigrationFailed

_WAL = b"\x02\x02"  # in a SQLite file's header: some of its rows may be in a log beside it
_KEPT = "before_restore_"  # what a restore replaced is kept under such a name


class BackupFailed(Exception):
    """A backup or restore that could not be trusted; the text is one sentence."""


def backup(url: str, to: Path) -> dict[str, int]:
    """Write a copy of the database, readable by its owner alone; return its row counts by table.

    The bot may run meanwhile. Raises BackupFailed when the copy cannot be opened, is damaged or
    lacks rows that others point to.
    """
    address = driver_url(url)
    if not _is_postgresql(address) and not Path(address.database or "").exists():
        raise BackupFailed(f"There is no database at {address.database}.")
    try:
        os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise BackupFailed(f"{to} exists already; name a new file.") from None
    try:
        if _is_postgresql(address):
            _postgres("pg_dump", address, "--format=custom", f"--exclude-schema={_KEPT}*", f"--file={to}")
            return _verify_dump(to)
        with closing(sqlite3.connect(address.database or "")) as source:
            # Not a copy of the file: that would miss what is still in the write-ahead log.
            source.execute("VACUUM INTO ?", (str(to),))
        return _verify(to)
    except sqlite3.Error as error:
        to.unlink()
        raise BackupFailed(f"The database could not be copied: {error}.") from None
    except BackupFailed:
        to.unlink()
        raise


def restore(url: str, source: Path, *, now: datetime | None = None) -> dict[str, int]:
    """Put a backup in the place of the database, safe to go on with; return its row counts by table.

    The replaced database is kept: a SQLite file beside the new one, on PostgreSQL a schema of its
    own. Raises BackupFailed, and then everything is as it was.
    """
    now = now or datetime.now(UTC)
    if not source.exists():
        raise BackupFailed(f"There is no file {source}.")
    address = driver_url(url)
    put_back = _restore_postgresql if _is_postgresql(address) else _restore_sqlite
    try:
        return put_back(address, source, now)
    except (MigrationFailed, DBAPIError) as error:
        raise BackupFailed(f"{source} cannot be used with this version of the program: {error}") from None


def _kept() -> str:
    # To the microsecond, because nothing that was kept may be in the way of another restore.
    return f"{_KEPT}{datetime.now(UTC):%Y%m%d_%H%M%S_%f}"


def _is_postgresql(address: URL) -> bool:
    return address.get_backend_name() != "sqlite"


def _finish(url: str, now: datetime) -> None:
    """Bring a restored database up to date and settle what may have happened since."""
    migrating.upgrade(url)

    async def settle() -> None:
        database = Database(url)
        try:
            async with database.transaction() as session:
                await make_safe(session, now)
        finally:
            await database.close()

    asyncio.run(settle())


# -- SQLite ---------------------------------------------------------------------------------------


def _restore_sqlite(address: URL, source: Path, now: datetime) -> dict[str, int]:
    counts = _verify(source)
    target = Path(address.database or "")
    target.parent.mkdir(parents=True, exist_ok=True)
    _refuse_running(target)
    # Made ready under another name: a restore that fails half-way leaves the old file where it is.
    fresh = target.with_name(f"{target.name}.restoring")
    _remove(fresh)
    try:
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT, 0o600))
        shutil.copyfile(source, fresh)
        _finish(f"sqlite:///{fresh}", now)
        _fold(fresh)
        if target.exists():
            _fold(target)
            # A second name, not another: a crash just here must not leave a bot that starts anew.
            os.link(target, target.with_name(f"{target.name}.{_kept()}"))
        os.replace(fresh, target)
    except BaseException:
        _remove(fresh)
        raise
    return counts


def _refuse_running(target: Path) -> None:
    """Refuse while a bot holds its lock: it would go on writing to the replaced file."""
    for lock in target.parent.glob(f"{target.name}.*.lock"):
        with lock.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BackupFailed("The bot is running; stop it first.") from None


def _fold(path: Path) -> None:
    """Write everything into the one file, so that it can be moved alone."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def _remove(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def _verify(path: Path) -> dict[str, int]:
    if path.read_bytes()[18:20] == _WAL:
        raise BackupFailed(f"{path} is a file of a running bot, which may lack the latest rows.")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise BackupFailed(f"{path} is damaged.")
            if copy.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise BackupFailed(f"{path} is incomplete: rows point to rows that are missing.")
            counts = _counts(copy)
    except sqlite3.DatabaseError:
        raise BackupFailed(f"{path} is damaged, or not a backup of this program.") from None
    return _ours(path, counts)


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}


def _ours(path: Path, counts: dict[str, int]) -> dict[str, int]:
    if not {"branch", "outbox", "alembic_version"} <= counts.keys():
        raise BackupFailed(f"{path} is not a backup of this program.")
    return counts


# -- PostgreSQL -----------------------------------------------------------------------------------


def _restore_postgresql(address: URL, source: Path, now: datetime) -> dict[str, int]:
    counts = _verify_dump(source)
    kept = _kept()
    engine = sa.create_engine(address, hide_parameters=True, poolclass=sa.pool.NullPool)
    with engine.begin() as connection:
        if connection.exec_driver_sql(_LOCKED).scalar_one():
            raise BackupFailed("The bot is running; stop it first.")
        connection.exec_driver_sql(f"ALTER SCHEMA public RENAME TO {kept}")
        connection.exec_driver_sql("CREATE SCHEMA public")
    try:
        _postgres("pg_restore", address, "--single-transaction", "--no-owner", str(source))
        _finish(address.render_as_string(hide_password=False), now)
    except BaseException:
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql(f"ALTER SCHEMA {kept} RENAME TO public")
        raise
    return counts


_LOCKED = (
    "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
    "WHERE locktype = 'advisory' AND datname = current_database()"
)


def _verify_dump(path: Path) -> dict[str, int]:
    """Read a dump from its first row to its last and count them."""
    counts: dict[str, int] = {}
    table = ""

    def look(line: bytes) -> None:
        nonlocal table
        if line == b"\\.\n":
            table = ""
        elif table:
            counts[table] += 1
        elif line.startswith(b"COPY "):
            table = line.split()[1].decode().rpartition(".")[2].strip('"')
            counts[table] = 0

    _run(["pg_restore", "--data-only", "--file=-", str(path)], look)
    return _ours(path, counts)


def _postgres(tool: str, address: URL, *options: str) -> None:
    """Run one of PostgreSQL's own tools; the password travels where other users cannot see it."""
    target = address._replace(drivername="postgresql", password=None)
    _run(
        [tool, *options, f"--dbname={target.render_as_string()}"],
        environment={"PGPASSWORD": str(address.password or "")},
    )


def _run(
    command: list[str],
    each_line: Callable[[bytes], None] | None = None,
    environment: dict[str, str] | None = None,
) -> None:
    try:
        process = subprocess.Popen(
            command,
            env=os.environ | (environment or {}),
            stdout=subprocess.PIPE if each_line else subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
    except FileNotFoundError:
        raise BackupFailed(f"{command[0]} is not installed; it comes with PostgreSQL's client.") from None
    with process:
        for line in process.stdout or ():
            assert each_line is not None
            each_line(line)
        assert process.stderr is not None
        said = process.stderr.read().decode(errors="replace").strip().splitlines()
    if process.returncode:
        # One line says what went wrong; those around it tell where, and give advice.
        why = next((line for line in said if "error:" in line), said[-1] if said else "no reason given")
        raise BackupFailed(f"{command[0]} failed: {why.strip()}")
