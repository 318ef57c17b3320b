"""The runner: whole sweeps or nothing, one that fails stops no other, and a stop is no alarm."""

import asyncio
from datetime import datetime
from functools import partial

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.database import apart
from models import Branch, Incident
from scheduler import steps
from scheduler.runner import Runner
from scheduler.timetable import Sweep
from tests.people import NOON


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_sweep_that_runs_at_the_stop_is_rolled_back_and_nobody_is_alarmed(database, caplog):
    entered = asyncio.Event()
    ended: list[str] = []

    async def endless(session: AsyncSession, _: datetime) -> None:
        session.add(Branch(name="半个支部"))
        await session.flush()
        entered.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("endless")

    runner = Runner(database, lambda: NOON, [Sweep("endless", endless)], [])
    await runner.start()
    await entered.wait()

    await runner.stop()

    assert ended == ["endless"]
    async with database.reading() as session:
        assert "半个支部" not in (await session.exec(select(Branch.name))).all()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_one_thing_that_fails_is_undone_and_reported_and_the_others_are_done(database, branch):
    async def found_three(session: AsyncSession, _: datetime) -> None:
        for name in ("一支部", "二支部", "三支部"):
            async with apart(session):
                session.add(Branch(name=name))
                await session.flush()
                if name == "二支部":
                    raise LookupError

    await Runner(database, lambda: NOON, [Sweep("three", found_three)], []).tick()

    async with database.reading() as session:
        names = (await session.exec(select(Branch.name).order_by(Branch.id))).all()
        assert names == [branch.name, "一支部", "三支部"]
        [told] = (await session.exec(select(Incident))).all()
        assert told.fingerprint.startswith("LookupError@")


async def test_of_the_steps_of_one_sweep_one_that_fails_is_undone_and_reported_and_the_others_are_taken(
    database, branch
):
    async def found(session: AsyncSession, _: datetime, name: str) -> None:
        session.add(Branch(name=name))
        await session.flush()
        if name == "二支部":
            raise LookupError

    async def look_after(session: AsyncSession, now: datetime) -> None:
        await steps.take(
            session, now, *(partial(found, name=name) for name in ("一支部", "二支部", "三支部"))
        )

    await Runner(database, lambda: NOON, [Sweep("three", look_after)], []).tick()

    async with database.reading() as session:
        names = (await session.exec(select(Branch.name).order_by(Branch.id))).all()
        assert names == [branch.name, "一支部", "三支部"]
        assert len((await session.exec(select(Incident))).all()) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_boards_that_could_not_be_drawn_are_drawn_without_another_change(database, monkeypatch):
    drawn = asyncio.Event()
    refused: list[str] = []

    class Hindered(Runner):
        async def redraw(self) -> None:
            if not refused:
                refused.append("two locked each other out")
                raise OSError
            drawn.set()

    monkeypatch.setattr("scheduler.runner.DRAW_AGAIN_SECONDS", 0.0)
    runner = Hindered(database, lambda: NOON, [], [])
    await runner.start()

    await asyncio.wait_for(drawn.wait(), 60)

    await runner.stop()
    assert len(refused) == 1
