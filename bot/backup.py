"""Backup and restore: a copy that was opened and counted, and a restore that old buttons survive."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from bot import migrating
from bot.database import driver_url
from models import Outbox, OutboxState, metadata

LEAP = 1_000_000  # restored counters go on from here, so that old buttons never hit new rows


class BackupFailed(Exception):
    """A backup or restore that could not be trusted; the text is one sentence."""


def backup(url: str, to: Path) -> dict[str, int]:
    """Write a copy of the database and return its row counts, table by table.

    Raises BackupFailed when the copy cannot be opened, is damaged or lacks rows that others point to.
    """
    if to.exists():
        raise BackupFailed(f"{to} exists already; name a new file.")
    address = driver_url(url)
    if address.get_backend_name() != "sqlite":
        return _pg_dump(address.set(drivername="postgresql").render_as_string(hide_password=False), to)
    if not Path(address.database or "").exists():
        raise BackupFailed(f"There is no database at {address.database}.")
    with closing(sqlite3.connect(address.database or "")) as source:
        # Not a copy of the file: that would miss what is still in the write-ahead log.
        source.execute("VACUUM INTO ?", (str(to),))
    os.chmod(to, 0o600)
    return _verify(to)


def restore(url: str, source: Path, *, now: datetime | None = None) -> dict[str, int]:
    """Put a backup in the place of the database and make it safe to go on with.

    What was still to be sent becomes 说不准, because it may have gone out since the backup; the ids
    go on far above, because buttons of lost rows are still on people's screens. Returns the counts.
    The replaced database is kept beside it. Raises BackupFailed.
    """
    if not source.exists():
        raise BackupFailed(f"There is no file {source}.")
    address = driver_url(url)
    if address.get_backend_name() != "sqlite":
        _pg_restore(address.set(drivername="postgresql").render_as_string(hide_password=False), source)
        counts: dict[str, int] = {}
    else:
        counts = _verify(source)
        target = Path(address.database or "")
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
            with closing(sqlite3.connect(target)) as old:
                old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            target.rename(target.with_name(f"{target.name}.before-restore-{stamp}"))
            for leftover in ("-wal", "-shm"):
                target.with_name(target.name + leftover).unlink(missing_ok=True)
        shutil.copyfile(source, target)
        os.chmod(target, 0o600)
    migrating.upgrade(url)
    _make_safe(url, now or datetime.now(UTC))
    return counts


def _verify(path: Path) -> dict[str, int]:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise BackupFailed(f"{path} is damaged.")
            if copy.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise BackupFailed(f"{path} is incomplete: rows point to rows that are missing.")
            counts = _counts(copy)
    except sqlite3.DatabaseError:
        raise BackupFailed(f"{path} is not a backup of this program.") from None
    if "branch" not in counts:
        raise BackupFailed(f"{path} is not a backup of this program.")
    return counts


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}


def _pg_dump(url: str, to: Path) -> dict[str, int]:
    _run(["pg_dump", "--format=custom", f"--file={to}", f"--dbname={url}"])
    os.chmod(to, 0o600)
    _run(["pg_restore", "--list", str(to)])
    return {}


def _pg_restore(url: str, source: Path) -> None:
    _run(
        [
            "pg_restore",
            "--clean",
            "--if-exists",
            "--single-transaction",
            "--no-owner",
            f"--dbname={url}",
            str(source),
        ]
    )


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise BackupFailed(f"{command[0]} is not installed; it comes with PostgreSQL's client.") from None
    except subprocess.CalledProcessError as error:
        last = (error.stderr or "").strip().splitlines()[-1:] or ["no reason given"]
        raise BackupFailed(f"{command[0]} failed: {last[0]}") from None


def _make_safe(url: str, now: datetime) -> None:
    address = driver_url(url)
    sqlite = address.get_backend_name() == "sqlite"
    engine = sa.create_engine(
        address.set(drivername="sqlite" if sqlite else "postgresql+psycopg"), hide_parameters=True
    )
    outbox = Outbox.__table__  # type: ignore[attr-defined]
    unsent = (OutboxState.PENDING, OutboxState.HELD, OutboxState.SENDING)
    with engine.begin() as connection:
        connection.execute(
            outbox.update()
            .where(outbox.c.state.in_(unsent))
            .values(state=OutboxState.UNKNOWN, reason="restored", settled_at=now)
        )
        for table in metadata.sorted_tables:
            if "id" not in table.c:
                continue
            if sqlite:
                connection.execute(
                    sa.text(
                        "INSERT INTO sqlite_sequence (name, seq) SELECT :name, 0 "
                        "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = :name)"
                    ),
                    {"name": table.name},
                )
                connection.execute(
                    sa.text("UPDATE sqlite_sequence SET seq = seq + :leap WHERE name = :name"),
                    {"leap": LEAP, "name": table.name},
                )
            else:
                connection.execute(
                    sa.text(
                        f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "
                        f"(SELECT coalesce(max(id), 0) FROM \"{table.name}\") + :leap)"
                    ),
                    {"leap": LEAP},
                )
    engine.dispose()
