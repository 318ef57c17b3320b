"""Bringing the schema up to date: all of it or nothing, rows kept, one process at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.database import driver_url
from bot.errors import MigrationFailed
from bot.sqlite_driver import BUSY_TIMEOUT_MS

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic is imported where it is used: it is a sixth of the start, and seldom has anything to do.

_SCRIPTS = Path(__file__).parent.parent / "models" / "migrations"
_LOCK = 0x486F6E67  # "Hong": one process migrates, the rest wait


def _config(connection: sa.Connection | None = None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def history() -> list[str]:
    """Return the revisions this code knows, the first one first: their files are numbered."""
    files = (_SCRIPTS / "versions").glob("[0-9]*_*.py")
    return sorted(file.name.partition("_")[0] for file in files)


def upgrade(url: str, to: str = "head") -> bool:
    """Migrate the database at `url`; return whether anything was to be done.

    Raises MigrationFailed when this code does not know the schema, or when foreign keys point
    nowhere afterwards; the old schema stays then.
    """
    with _connection(url) as connection:
        current = _current(connection)
        if current is not None and current not in history():
            raise MigrationFailed(f"The database is of a newer version of this program ({current}).")
        if to == "head" and current == history()[-1]:
            return False
        from alembic import command

        command.upgrade(_config(connection), to)
        _check(connection)
    return True


def downgrade(url: str, to: str) -> None:
    """Go back to an older schema."""
    from alembic import command

    with _connection(url) as connection:
        command.downgrade(_config(connection), to)
        _check(connection)


def autogenerate(url: str, message: str) -> None:
    """Write a new revision from the difference between the models and the database at `url`."""
    from alembic import command

    number = f"{len(history()) + 1:04}"
    with _connection(url) as connection:
        command.revision(_config(connection), message=message, autogenerate=True, rev_id=number)


def _current(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return revision


@contextmanager
def _connection(url: str) -> Iterator[sa.Connection]:
    """Open one connection with one transaction around everything."""
    address = driver_url(url)
    sqlite = address.get_backend_name() == "sqlite"
    address = address.set(drivername="sqlite" if sqlite else "postgresql+psycopg")
    if sqlite and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(address, hide_parameters=True, poolclass=sa.pool.NullPool)
    if sqlite:
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.begin() as connection:
            if not sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            counters = _counters(connection) if sqlite else {}
            yield connection
            _keep(connection, counters)
    finally:
        engine.dispose()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    # Batch migrations rebuild tables; with the keys on, ON DELETE would silently empty the children.
    # It must be said before the transaction, inside one it does nothing.
    cursor.execute("PRAGMA foreign_keys=OFF")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.close()


def _counters(connection: sa.Connection) -> dict[str, int]:
    """Return the highest id that each table of SQLite has ever given."""
    if not sa.inspect(connection).has_table("sqlite_sequence"):
        return {}
    rows = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
    return {row.name: row.seq for row in rows}


def _keep(connection: sa.Connection, counters: dict[str, int]) -> None:
    """Go on counting where the tables were, because a rebuilt one begins after the rows it has left."""
    for name, last in counters.items():
        connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ? AND seq < ?", (name, last))
        connection.exec_driver_sql(
            "INSERT INTO sqlite_sequence (name, seq) SELECT name, ? FROM sqlite_master "
            "WHERE type = 'table' AND name = ? AND name NOT IN (SELECT name FROM sqlite_sequence)",
            (last, name),
        )


def _check(connection: sa.Connection) -> None:
    if connection.dialect.name != "sqlite":
        return  # PostgreSQL never stopped checking
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        tables = sorted({row[0] for row in orphans})
        names = ", ".join(tables)
        raise MigrationFailed(f"{len(orphans)} rows in {names} would point nowhere; nothing was changed.")
