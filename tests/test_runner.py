"""The runner stops as it works: whole sweeps or nothing, and no alarm about it."""

import asyncio
from datetime import datetime

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from models import Branch
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
