"""Migrations: all or nothing, rows kept, and never far from the models."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlmodel.sql.sqltypes import UTCDateTime

import models
from bot import migrating
from bot.database import driver_url
from bot.errors import MigrationFailed
from models.base import NEVER_REUSED

TABLES = {table.name for table in models.metadata.sorted_tables}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/new.db"
        return
    server = request.getfixturevalue("postgres_url")
    name = f"new_{uuid4().hex}"
    engine = sa.create_engine(driver_url(server), poolclass=sa.pool.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield driver_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


def tables(url: str) -> set[str]:
    with migrating._connection(url) as connection:
        return set(sa.inspect(connection).get_table_names()) - {"alembic_version"}


def counts(connection: sa.Connection) -> dict[str, int]:
    return {
        name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()
        for name in sorted(set(sa.inspect(connection).get_table_names()) & TABLES)
    }


def populate(connection: sa.Connection) -> None:
    """Put two rows into every table that has none: a full one, and one with as little as it may have."""
    schema = sa.MetaData()  # as it is at this revision, whatever the models say
    schema.reflect(connection)
    for table in schema.sorted_tables:
        if connection.execute(sa.select(sa.literal(1)).select_from(table)).first() is None:
            known = models.metadata.tables.get(table.name, table).columns
            columns = [column for column in table.columns if column.name != "id"]
            meant = {column.name: known.get(column.name, column).type for column in columns}
            for number in (1, 2):
                bare = {column.name for column in columns if column.nullable and number == 2}
                points = {column.name for column in columns if column.foreign_keys}
                row = {
                    name: None if name in bare else number if name in points else _value(kind, number)
                    for name, kind in meant.items()
                }
                connection.execute(table.insert().values(row))


def _value(kind: sa.types.TypeEngine[Any], number: int) -> Any:
    match kind:
        case sa.Enum(enums=[first, *_]):
            return first
        case sa.DateTime() | UTCDateTime():
            return datetime(2026, 11, number, tzinfo=UTC)
        case sa.Date():
            return date(2026, 11, number)
        case sa.Time():
            return time(8)
        case sa.JSON():
            return {}
        case sa.LargeBinary():
            return b"1"
        case sa.Boolean():
            return True
        case sa.Integer():
            return number
    return str(number)


def test_a_new_database_gets_every_table_once(empty_url):
    assert migrating.upgrade(empty_url) is True
    assert migrating.upgrade(empty_url) is False
    assert tables(empty_url) == TABLES


def test_the_numbers_of_the_files_are_the_revisions_in_their_order():
    scripts = ScriptDirectory.from_config(migrating._config()).walk_revisions()

    assert migrating.history() == [script.revision for script in scripts][::-1]


def test_models_and_migrations_agree(empty_url):
    migrating.upgrade(empty_url)

    with migrating._connection(empty_url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, models.metadata) == []


def test_ids_are_never_used_again_whatever_was_rebuilt(tmp_path):
    url = f"sqlite:///{tmp_path}/new.db"
    migrating.upgrade(url)

    with migrating._connection(url) as connection:
        made = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'")
        assert {name for (name,) in made} == {
            name
            for name, table in models.metadata.tables.items()
            if table.dialect_options["sqlite"]["autoincrement"]
        }


def test_what_the_first_release_wrote_lives_through_every_revision_and_back(empty_url):
    first, *later = migrating.history()
    migrating.upgrade(empty_url, first)
    with migrating._connection(empty_url) as connection:
        populate(connection)
        before = counts(connection)
    assert set(before.values()) == {2}

    for revision in later:
        migrating.upgrade(empty_url, revision)
        with migrating._connection(empty_url) as connection:
            assert set(counts(connection).items()) >= set(before.items()), revision
            populate(connection)  # what this revision added has rows too when the next one comes

    with migrating._connection(empty_url) as connection:
        for table in models.metadata.sorted_tables:
            assert len(connection.execute(sa.select(table)).all()) == 2, table.name
    for revision in later[::-1]:
        migrating.downgrade(empty_url, "-1")
        with migrating._connection(empty_url) as connection:
            assert counts(connection).items() <= dict.fromkeys(TABLES, 2).items(), revision
    with migrating._connection(empty_url) as connection:
        assert counts(connection) == before


def test_the_way_back_to_nothing_is_clean(empty_url):
    migrating.upgrade(empty_url)
    migrating.downgrade(empty_url, "base")

    assert tables(empty_url) == set()
    assert migrating.upgrade(empty_url) is True


def test_rebuilding_a_table_keeps_what_points_to_it(empty_url):
    """SQLite rebuilds a table to alter it; with its keys watched, the children would go with it."""
    migrating.upgrade(empty_url)
    with migrating._connection(empty_url) as connection:
        populate(connection)
        before = counts(connection)

    with migrating._connection(empty_url) as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("person", recreate="auto") as person:
            person.add_column(sa.Column("nickname", sa.String(), nullable=True))
            person.alter_column("name", new_column_name="full_name")

    with migrating._connection(empty_url) as connection:
        assert counts(connection) == before
        migrating._check(connection)


def test_rebuilding_a_table_lets_no_id_be_used_again(tmp_path):
    """An id travels in a button that lives for years; SQLite forgets the counter of a table it rebuilds."""
    url = f"sqlite:///{tmp_path}/new.db"
    migrating.upgrade(url)
    with migrating._connection(url) as connection:
        populate(connection)
        connection.exec_driver_sql("UPDATE sqlite_sequence SET seq = 1000007 WHERE name = 'notice'")

    with migrating._connection(url) as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("notice", recreate="always", table_kwargs=NEVER_REUSED) as notice:
            notice.add_column(sa.Column("nickname", sa.String(), nullable=True))

    with migrating._connection(url) as connection:
        query = "SELECT seq FROM sqlite_sequence WHERE name = 'notice'"
        assert connection.exec_driver_sql(query).scalar_one() == 1000007


def test_rows_that_would_point_nowhere_stop_a_migration(tmp_path):
    url = f"sqlite:///{tmp_path}/new.db"
    migrating.upgrade(url)

    def insert_an_orphan() -> None:
        with migrating._connection(url) as connection:
            connection.execute(models.metadata.tables["person"].insert().values(branch_id=777, name="无支部"))
            migrating._check(connection)

    with pytest.raises(MigrationFailed, match="1 rows in person"):
        insert_an_orphan()

    with migrating._connection(url) as connection:
        assert counts(connection)["person"] == 0


def test_a_database_of_a_newer_program_is_left_alone(empty_url):
    migrating.upgrade(empty_url)
    with migrating._connection(empty_url) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(MigrationFailed, match="newer version"):
        migrating.upgrade(empty_url)


def test_two_processes_that_start_together_migrate_once(empty_url):
    with ThreadPoolExecutor(2) as both:
        did = list(both.map(migrating.upgrade, [empty_url] * 2))

    assert sorted(did) == [False, True]


def test_a_kill_half_way_leaves_the_old_schema(empty_url):
    migrating.upgrade(empty_url)
    half = textwrap.dedent(
        f"""
        import os, signal
        from bot import migrating
        with migrating._connection({empty_url!r}) as connection:
            connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
            connection.exec_driver_sql("ALTER TABLE person ADD COLUMN nickname VARCHAR")
            os.kill(os.getpid(), signal.SIGKILL)
        """
    )

    ended = subprocess.run([sys.executable, "-c", half], env=os.environ, check=False)

    assert ended.returncode == -signal.SIGKILL
    assert tables(empty_url) == TABLES
    with migrating._connection(empty_url) as connection:
        columns = {column["name"] for column in sa.inspect(connection).get_columns("person")}
    assert "nickname" not in columns
    assert migrating.upgrade(empty_url) is False
