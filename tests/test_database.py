"""The database made strict: no seat is sold twice, no view writes, no lock stays behind."""

import asyncio
import itertools
import traceback
import types
from collections.abc import Awaitable, Generator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import col, select

from bot.database import Database, driver_url, insert_new, wake
from models import Branch, Person
from tests.waiting import PATIENCE_SECONDS


async def names(database: Database) -> list[str]:
    async with database.reading() as session:
        return list((await session.exec(select(Person.name).order_by(col(Person.id)))).all())


async def test_twelve_people_take_three_seats(database, branch):
    async def take(number: int) -> None:
        async with database.transaction() as session:
            # The row is the lock: PostgreSQL takes it here, SQLite took the whole file at BEGIN.
            await session.get_one(Branch, branch.id, with_for_update=True, populate_existing=True)
            taken = (await session.exec(select(sa.func.count()).select_from(Person))).one()
            await asyncio.sleep(0.001)  # time enough for somebody else to have counted too
            if taken < 3:
                session.add(Person(branch_id=branch.id, name=str(number)))

    await asyncio.gather(*(take(number) for number in range(12)))

    assert len(await names(database)) == 3


async def test_two_connections_lose_no_update(database_url, database, branch):
    """As if two processes wrote: the lock inside a process does not help here."""
    other = Database(database_url)

    async def count_up(through: Database) -> None:
        async with through.transaction() as session:
            row = await session.get_one(Branch, branch.id, with_for_update=True, populate_existing=True)
            row.ordinary_patience_hours += 1
            session.add(row)

    await asyncio.gather(*(count_up(through) for _ in range(10) for through in (database, other)))
    await other.close()

    async with database.reading() as session:
        row = await session.get_one(Branch, branch.id)
    assert row.ordinary_patience_hours == 24 + 20


async def test_a_view_can_write_nothing(database, branch):
    async def write_all_the_same() -> None:
        async with database.reading() as session:
            session.add(Person(branch_id=branch.id, name="偷写"))
            await session.flush()

    with pytest.raises(DBAPIError):
        await write_all_the_same()

    assert await names(database) == []
    async with database.transaction() as session:  # and the next one who writes may
        session.add(Person(branch_id=branch.id, name="可写"))
    assert await names(database) == ["可写"]


async def test_a_long_view_holds_up_no_writer(database, branch):
    async with database.reading() as view:
        await view.exec(select(Person))
        async with database.transaction() as session:
            session.add(Person(branch_id=branch.id, name="张三"))

    assert await names(database) == ["张三"]


async def test_what_fails_leaves_nothing_and_wakes_nobody(database, branch):
    woken = []
    database.on_commit("bell", lambda: woken.append(1))

    async def fail() -> None:
        async with database.transaction() as session:
            session.add(Person(branch_id=branch.id, name="张三"))
            await session.flush()
            wake(session, "bell")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    assert (await names(database), woken) == ([], [])


async def test_whoever_waits_is_woken_after_the_commit(database, branch):
    seen = []
    database.on_commit("bell", lambda: seen.append("woken"))

    async with database.transaction() as session:
        wake(session, "bell")
        wake(session, "bell")
        seen.append("inside")

    assert seen == ["inside", "woken"]


async def test_rows_must_point_to_rows(database):
    with pytest.raises(IntegrityError):
        async with database.transaction() as session:
            session.add(Person(branch_id=777, name="无支部"))


async def test_an_insert_of_known_rows_skips_them(database, branch):
    rows = [{"id": number, "branch_id": branch.id, "name": str(number)} for number in (1, 2)]
    async with database.transaction() as session:
        await session.exec(insert_new(session, Person, rows[:1]))
        await session.exec(insert_new(session, Person, rows))

    assert await names(database) == ["1", "2"]


async def test_an_error_shows_no_name_and_no_number(database, branch):
    with pytest.raises(DBAPIError) as caught:
        async with database.transaction() as session:
            session.add(Person(branch_id=777, name="沈志远", phone="10055500001"))

    told = str(caught.value)
    assert "沈志远" not in told
    assert "10055500001" not in told


async def test_an_error_does_not_show_the_row_that_was_refused(database, branch):
    """PostgreSQL tells the whole row of its own accord, paragraphs and all."""
    row = {"branch_id": branch.id, "name": None, "phone": "13900001111", "note": "住院了\n\n糖尿病"}
    with pytest.raises(IntegrityError) as refused:
        async with database.transaction() as session:
            await session.exec(sa.insert(Person), params=row)

    told = "".join(traceback.format_exception(refused.value))
    assert "糖尿病" not in told
    assert "13900001111" not in told
    assert "person" in str(refused.value)  # which table it is about is still said


async def test_a_cancellation_at_any_await_leaves_no_lock(database, branch):
    async def write(name: str) -> None:
        async with database.transaction() as session:
            session.add(Person(branch_id=branch.id, name=name))
            await session.flush()
            await session.exec(select(Person))

    cancelled = 0
    for suspension in [*range(40)] * 3:  # three times, because the disk is not always as fast
        cut_short = asyncio.create_task(_cancelled_at(write("断"), suspension))
        await asyncio.wait([cut_short])
        async with asyncio.timeout(PATIENCE_SECONDS):
            await write("续")
        assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        cancelled += cut_short.cancelled()

    assert cancelled >= 3
    assert (await names(database)).count("续") == 120


async def test_giving_up_the_wait_for_another_process_leaves_no_lock(database_url, database, branch):
    async def write() -> None:
        async with database.transaction() as session:
            row = await session.get_one(Branch, branch.id, with_for_update=True, populate_existing=True)
            session.add(row)

    other = Database(database_url)
    for pause in (0.0, 0.01, 0.1):
        async with other.transaction() as session:
            await session.get_one(Branch, branch.id, with_for_update=True)
            waiting = asyncio.create_task(write())
            await asyncio.sleep(pause)
            waiting.cancel()
            giving_up = asyncio.create_task(asyncio.wait([waiting]))
        await giving_up

        async with asyncio.timeout(PATIENCE_SECONDS):
            await write()
    await other.close()


async def test_a_cancellation_at_any_await_of_a_view_leaves_no_connection(database, branch):
    async def look() -> None:
        async with database.reading() as session:
            await session.exec(select(Person))

    for suspension in range(40):
        cut_short = asyncio.create_task(_cancelled_at(look(), suspension))
        await asyncio.wait([cut_short])
        async with asyncio.timeout(PATIENCE_SECONDS):
            await look()
        assert database._readers.pool.checkedout() == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("given", "opened"),
    [
        ("sqlite:///data/hongye.db", "sqlite+aiosqlite:///data/hongye.db"),
        ("postgres://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
    ],
)
def test_addresses_get_our_drivers(given, opened):
    assert driver_url(given).render_as_string() == opened


@types.coroutine
def _cancelled_at(work: Awaitable[Any], suspension: int) -> Generator[Any, Any, Any]:
    """Run `work` and cancel the task at that suspension, counted from 0."""
    inner = work.__await__()
    step, argument = inner.send, None
    for number in itertools.count():
        try:
            waiting = step(argument)
        except StopIteration as end:
            return end.value
        if number == suspension:
            task = asyncio.current_task()
            assert task is not None
            task.cancel()
        try:
            step, argument = inner.send, (yield waiting)
        except BaseException as error:  # as a task does: into the awaited work
            step, argument = inner.throw, error
    return None
