"""No network inside a transaction: what is announced has happened, and no slow answer holds a lock."""

import asyncio
from collections import Counter
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from bot.database import Database
from bot.delivery.wire import Wire
from models import Person
from tests.journey import Journey
from tests.people import NOON


class Watch:
    """Knows which tasks are inside a write transaction, and notes requests that begin there."""

    def __init__(self) -> None:
        self.inside: Counter[Any] = Counter()
        self.transactions = 0
        self.requests = 0
        self.wrong: list[str] = []

    def transaction(self, real: Any) -> Any:
        @asynccontextmanager
        async def _transaction(database: Database) -> Any:
            async with real(database) as session:
                task = asyncio.current_task()
                self.transactions += 1
                self.inside[task] += 1
                try:
                    yield session
                finally:
                    self.inside[task] -= 1

        return _transaction

    def request(self, real: Any) -> Any:
        async def _do_request(wire: Wire, url: str, *args: Any, **kwargs: Any) -> Any:
            self.requests += 1
            if self.inside[asyncio.current_task()]:
                self.wrong.append(url.rpartition("/")[2])
            return await real(wire, url, *args, **kwargs)

        return _do_request


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    watch = Watch()
    monkeypatch.setattr(Database, "transaction", watch.transaction(Database.transaction))
    monkeypatch.setattr(Wire, "do_request", watch.request(Wire.do_request))
    return watch


@pytest.fixture
async def busy(watch: Watch, database_url: str, branch: Any) -> Any:
    """Run the bot after the watch has begun."""
    async with Journey(database_url, start=NOON) as running:
        yield running


async def press_every_key(journey: Journey, who: Person) -> None:
    await journey.says(who, "主菜单")
    for word in dict.fromkeys(journey.keyboard(who)):
        await journey.says(who, word)
        for label in journey.buttons(who)[:2]:
            with suppress(LookupError):  # what the first one opened may stand in the second one's place
                await journey.presses(who, label)
        await journey.says(who, "取消")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_no_request_begins_while_a_transaction_is_open(watch, busy):
    async with busy.given() as given:
        secretary, member = await given.secretary(), await given.member("周德明")
        for person in (secretary, member):
            await given.bind(person)
    await busy.meets(secretary, member)

    await busy.opens(555)
    for person in (secretary, member):
        await press_every_key(busy, person)
    await busy.sends(secretary, "花名册.csv", "text/csv", "姓名\n周德明\n".encode())

    assert watch.wrong == []
    assert watch.transactions > 20
    assert watch.requests > 20


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_watch_notices_a_request_in_a_transaction(watch, busy):
    async with busy.app.database.transaction():
        await busy.app.bot.get_me()

    assert watch.wrong == ["getMe"]
