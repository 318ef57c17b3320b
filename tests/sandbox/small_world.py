"""The small world of these tests: three people, a clock that stands still, a real client."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from telegram import Bot
from telegram.error import BadRequest, TelegramError
from telegram.request import HTTPXRequest

from bot.sandbox.server import SandboxServer
from bot.sandbox.world import Persona, World

TOKEN = "4242:SANDBOX"
ZHANG, LI, STRANGER = 101, 102, 909  # the last one is nobody's persona
NOBODY = 999_999

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x03\x08\x02\x00\x00\x00"
    b"\x00\x00\x00\x00\x00\x00\x00\x00IEND\xaeB`\x82"
)


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 12, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, by: timedelta) -> None:
        self.at += by


def new_world(clock: Callable[[], datetime], store: Path | None = None) -> World:
    personas = [
        Persona(ZHANG, "张三", "member", phone="+8610000000101"),
        Persona(LI, "李四", "member"),
    ]
    return World("红叶", "hongye_bot", TOKEN, personas, now=clock, store=store)


def new_bot(server: SandboxServer, read_timeout: float = 30) -> Bot:
    return Bot(
        TOKEN,
        base_url=f"{server.url}/bot",
        base_file_url=f"{server.url}/file/bot",
        request=HTTPXRequest(connection_pool_size=20, read_timeout=read_timeout),
    )


def is_polled(world: World) -> bool:
    """Say whether a long poll waits."""
    return world.updates._poll is not None


def refused(words: str, kind: type[TelegramError] = BadRequest) -> pytest.RaisesExc[TelegramError]:
    """Expect exactly these words of Telegram; python-telegram-bot changes their case."""
    return pytest.raises(kind, match=f"(?i)^{re.escape(words)}$")
