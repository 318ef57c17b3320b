"""Health: a part that has died is noticed, by people and by machines."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web

from bot import app, health
from bot.health import Health
from tests.waiting import until


@pytest.fixture
async def watchman() -> AsyncIterator[tuple[str, list[int]]]:
    """Start an outside watchman; return his address and the calls he got."""
    calls: list[int] = []

    async def call(_: web.Request) -> web.Response:
        calls.append(1)
        return web.Response()

    site = web.Application()
    site.router.add_get("/ping", call)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/ping", calls
    await runner.cleanup()


async def test_what_is_wrong_is_named_and_the_rest_is_not():
    checked = Health({"poll": lambda: None, "send": lambda: "the sender has stopped"}, None)

    assert checked.complaints() == {"send": "the sender has stopped"}


async def test_machines_are_told_by_the_status():
    wrong: dict[str, str | None] = {"tick": None}
    checked = Health({"tick": lambda: wrong["tick"]}, None)
    await checked.start(("127.0.0.1", 0))
    assert checked._runner is not None
    url = f"http://127.0.0.1:{checked._runner.addresses[0][1]}/health"

    async with aiohttp.ClientSession() as http:
        async with http.get(url) as well:
            assert (well.status, await well.json()) == (200, {"ok": True})
        wrong["tick"] = "no tick"
        async with http.get(url) as ill:
            assert (ill.status, await ill.json()) == (503, {"ok": False, "tick": "no tick"})
    await checked.stop()


async def test_the_watchman_is_called_while_all_is_well_and_hears_nothing_otherwise(
    watchman, monkeypatch, caplog
):
    monkeypatch.setattr(health, "PING_EVERY_SECONDS", 0.02)
    url, calls = watchman
    wrong: list[str] = []
    checked = Health({"poll": lambda: wrong[0] if wrong else None}, url)

    await checked.start(None)
    await until(lambda: len(calls) >= 2)
    wrong.append("deaf")
    await until(lambda: "not well" in caplog.text)
    await asyncio.sleep(0.1)  # a call that was given up may still arrive
    heard = len(calls)
    await asyncio.sleep(0.2)

    assert len(calls) == heard
    await checked.stop()


async def test_a_watchman_who_is_away_does_not_end_the_calls(monkeypatch):
    monkeypatch.setattr(health, "PING_EVERY_SECONDS", 0.02)
    asked = []
    checked = Health({"poll": lambda: asked.append(1)}, "http://127.0.0.1:9/ping")  # type: ignore[func-returns-value]

    await checked.start(None)
    await until(lambda: len(asked) >= 3)

    await checked.stop()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_each_part_of_the_bot_is_missed_when_it_dies(journey, monkeypatch):
    running = journey.app
    assert running._tick_health() is not None
    await running.runner.tick()
    assert (running._poll_health(), running._send_health(), running._tick_health()) == (None, None, None)

    running.queue.away_since = journey.clock.now()
    assert running._poll_health() is not None
    running.queue.away_since = None

    monkeypatch.setattr(app, "SILENCE_SECONDS", -1.0)  # as if the last answer were long ago
    assert running._poll_health() is not None
    monkeypatch.undo()

    running.runner.ticked_at = journey.clock.now() - timedelta(minutes=3)
    assert running._tick_health() is not None

    running.sender._task.cancel()
    await until(lambda: running._send_health() is not None)
