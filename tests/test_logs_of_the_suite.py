"""What a whole day writes into the log, at its loudest: no token, no secret, no number, no words."""

import io
import logging
from collections.abc import Iterator

import pytest

from bot import logs
from bot.sandbox import faults
from tests.journey import TOKEN

PHONE = "13800138000"  # shaped as a real one, so that it would be recognised in a log
WORDS = "我最近身体不太好"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Configure the logs as the program does, at DEBUG, and keep what they say."""
    written = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in logs.LIBRARIES}
    monkeypatch.setattr("sys.stderr", written)
    monkeypatch.setattr("sys.excepthook", __import__("sys").excepthook)
    monkeypatch.setattr(logging, "raiseExceptions", logging.raiseExceptions)
    logs.configure("DEBUG", [TOKEN])
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_day_with_errors_leaves_no_canary_in_the_log(log, journey):
    async with journey.given() as given:
        member = await given.member("沈志远", phone=PHONE)
        await given.bind(member)
    await journey.meets(member)

    await journey.says(member, WORDS)
    await journey.says(member, f"我的电话是{PHONE}")
    journey.server.faults.script(faults.dropped("sendMessage", delivers=True))
    await journey.says(member, "主菜单")
    journey.server.faults.script(faults.refused(f"bad {PHONE}", "sendMessage"))
    await journey.says(member, "找人")
    logging.getLogger("bot").error("a bot in a line: %r %s", journey.app.bot, TOKEN)
    await journey.stop_bot()
    await journey.start_bot()

    said = log.getvalue()
    assert "a bot in a line" in said
    for canary in (TOKEN, TOKEN.partition(":")[2], PHONE, WORDS, "沈志远"):
        assert canary not in said, canary
