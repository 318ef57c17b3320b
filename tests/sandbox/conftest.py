"""A sandbox that runs, and a real python-telegram-bot that talks to it."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from bot.sandbox.server import SandboxServer
from bot.sandbox.world import World

from .small_world import ZHANG, Clock, new_bot, new_world


@pytest.fixture(autouse=True)
def _durations_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare us the library's warning, an error here, that `retry_after` will become one."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    """A world in which 张三 has started the bot, and 李四 has not."""
    world = new_world(clock)
    world.acquaint([ZHANG])
    return world


@pytest.fixture
async def server(world: World) -> AsyncIterator[SandboxServer]:
    """Without flood limits: the tests that want them say so."""
    server = SandboxServer(world, limits=None)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def bot(server: SandboxServer) -> AsyncIterator[Bot]:
    async with new_bot(server) as bot:
        yield bot
