"""A little Telegram on loopback and a real bot that speaks to it, without the rest of the program."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from telegram.ext import ExtBot

from bot.delivery.wire import Wire
from bot.sandbox.server import SandboxServer
from bot.sandbox.world import World
from tests.people import BOT_ID, NOON

TOKEN = f"{BOT_ID}:SANDBOX-not-a-secret"


@dataclass(frozen=True, slots=True)
class Messenger:
    """What the tests look at (`world`), what goes wrong (`faults`) and what the bot holds (`bot`)."""

    world: World
    server: SandboxServer
    bot: ExtBot[None]

    def texts(self, chat_id: int) -> list[str]:
        """Return the texts on somebody's screen, oldest first."""
        return [message["text"] for message in self.world.chat(chat_id).messages if "text" in message]


@pytest.fixture
def patience_seconds() -> float:
    """Give how long the bot waits for an answer."""
    return 30.0


@pytest.fixture
async def messenger(patience_seconds: float) -> AsyncIterator[Messenger]:
    world = World("红叶", "hongye_bot", TOKEN, now=lambda: NOON)
    server = SandboxServer(world, limits=None)
    await server.start()
    bot: ExtBot[None] = ExtBot(
        TOKEN,
        base_url=f"{server.url}/bot",
        base_file_url=f"{server.url}/file/bot",
        request=Wire(32, read_timeout=patience_seconds),
        get_updates_request=Wire(2),
    )
    async with bot:
        yield Messenger(world, server, bot)
    await server.stop()
