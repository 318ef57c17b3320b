"""What the suite writes into the log, at its loudest: no token, no secret, no number, no words."""

import io
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from bot import logs
from bot.sandbox import faults
from tests.journey import TOKEN
from tests.log_watch import Watch, watch, wrong_in_log

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


@pytest.mark.parametrize(
    ("logged", "what"),
    [
        ("gave up on 13912345678", "a mobile number"),
        (f"calling {TOKEN}", "a token"),
        ("https://t.me/hongye_bot?start=AbCdEfGhIjKlMnOpQrStUv", "a token"),
        ("the key is a key for tests", "the key of invitations"),
        ("he says: 血压高", "words of health"),
        ("Key (name)=(沈志远) already exists.", "words or a name"),
        ("member 33010219490715001X", "a long number"),
    ],
)
def test_the_search_of_every_test_finds_what_no_log_may_hold(logged, what):
    """As nothing redacted it; see tests/log_watch.py."""
    assert [found.partition(":")[0] for found in wrong_in_log(logged) if found.startswith(what)] == [what]


def test_the_search_sees_a_record_as_it_would_be_written():
    watch = Watch()
    watch.look_at(_record("gave up on %s", "13912345678"))
    assert watch.take() == []  # redacted

    watch.look_at(_record("gave up on %s", "沈志远"))
    (found,) = watch.take()
    assert found.endswith("gave up on 沈志远")
    assert watch.take() == []


def test_the_search_reads_the_words_of_an_error_and_not_the_source_around_them():
    watch = Watch()
    try:
        raise ValueError("住院")
    except ValueError:
        watch.look_at(_record("failed", exc_info=sys.exc_info()))

    assert {found.rpartition(": ")[2] for found in watch.take()} == {"住院"}


def test_the_search_stands_where_every_record_of_the_program_is_made():
    make = logging.getLogRecordFactory()

    record = make("bot", logging.INFO, "/the/program.py", 1, "to %s", ("张桂英",), None)

    assert record.getMessage() == "to 张桂英"
    assert [found.partition(":")[0] for found in watch.take()] == ["words or a name"]


def _record(words: str, *args: str, exc_info: Any = None) -> logging.LogRecord:
    return logging.LogRecord("bot", logging.INFO, __file__, 1, words, args, exc_info)
