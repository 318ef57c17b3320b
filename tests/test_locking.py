"""One active process per token: the second stands by, and takes over."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
import sqlalchemy as sa

from bot import locking
from bot.database import Database
from bot.locking import ActiveLock
from tests.people import BOT_ID
from tests.waiting import PATIENCE_SECONDS, until


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "_ASK_AGAIN_SECONDS", 0.02)
    monkeypatch.setattr(locking, "_CHECK_EVERY_SECONDS", 0.05)


@pytest.fixture
async def process(database_url: str) -> AsyncIterator[Callable[..., ActiveLock]]:
    """Return how to make the lock of one more process."""
    made: list[tuple[ActiveLock, Database]] = []

    def _process(bot_id: int = BOT_ID) -> ActiveLock:
        database = Database(database_url)
        made.append((ActiveLock(database, bot_id), database))
        return made[-1][0]

    yield _process
    for lock, database in made:
        await lock.release()
        await database.close()


def never() -> None:
    raise AssertionError("the lock was lost")


async def test_the_second_process_stands_by_and_takes_over(process):
    first, second = process(), process()
    await first.acquire(never)

    waiting = asyncio.create_task(second.acquire(never))
    await asyncio.sleep(0.2)
    assert not waiting.done()

    await first.release()
    async with asyncio.timeout(PATIENCE_SECONDS):
        await waiting


async def test_another_bot_on_the_same_database_is_no_rival(process):
    await process().acquire(never)

    async with asyncio.timeout(PATIENCE_SECONDS):
        await process(bot_id=77).acquire(never)


async def test_who_released_may_take_it_again(process):
    lock = process()
    for _ in range(2):
        async with asyncio.timeout(PATIENCE_SECONDS):
            await lock.acquire(never)
        await lock.release()


async def test_a_process_that_is_told_to_stop_while_it_stands_by_leaves_nothing(process):
    first, second, third = process(), process(), process()
    await first.acquire(never)
    waiting = asyncio.create_task(second.acquire(never))
    await asyncio.sleep(0.1)

    waiting.cancel()
    await asyncio.wait([waiting])
    await second.release()
    await first.release()

    async with asyncio.timeout(PATIENCE_SECONDS):
        await third.acquire(never)


# -- PostgreSQL alone can lose a lock ----------------------------------------------------------------


async def _end_connections_with_locks(url: str) -> int:
    database = Database(url)
    async with database.engine.connect() as connection:
        ended = await connection.execute(
            sa.text(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_locks "
                "WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
            )
        )
        count = int(ended.scalar_one())
    await database.close()
    return count


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_losing_the_connection_is_losing_the_lock(process, database_url):
    lost = asyncio.Event()
    await process().acquire(lost.set)

    assert await _end_connections_with_locks(database_url) == 1

    async with asyncio.timeout(PATIENCE_SECONDS):
        await lost.wait()
        await process().acquire(never)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_bot_that_lost_its_lock_ends(journey, database_url):
    assert not journey.app.ended.is_set()

    await _end_connections_with_locks(database_url)

    await until(journey.app.ended.is_set)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_standby_outlives_a_moment_without_the_database(process, database_url):
    first, second = process(), process()
    await first.acquire(lambda: None)
    waiting = asyncio.create_task(second.acquire(never))
    await until(lambda: second._connection is not None)

    assert await _end_connections_with_locks(database_url) == 1
    database = second._database
    await database.engine.dispose()

    async with asyncio.timeout(PATIENCE_SECONDS):
        await waiting
