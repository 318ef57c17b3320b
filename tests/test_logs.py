"""Logs: what may be read in them, and what never."""

import io
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import logs

TOKEN = "123456789:AAHk-9d_4fVbQw3XyZ0aBcDeFgHiJkLmNoP"

Printed = Callable[[], str]


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Printed]]:
    """Configure the logs for real, read what is printed, and leave everything as it was."""
    root = logging.getLogger()
    before = root.level, root.handlers[:]
    monkeypatch.setattr(logging, "raiseExceptions", True)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    levels = {name: logging.getLogger(name).level for name in logs.LIBRARIES}

    def configure(level: str = "INFO", *secrets: str) -> Printed:
        screen = io.StringIO()
        monkeypatch.setattr(sys, "stderr", screen)
        logs.configure(level, secrets)
        return screen.getvalue

    yield configure
    root.handlers[:] = before[1]
    root.setLevel(before[0])
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_a_record_is_one_line_with_time_level_logger_and_message(configured):
    printed = configured("INFO")

    logging.getLogger("bot.delivery.sender").warning("paused for %s s", 3)

    (line,) = printed().splitlines()
    assert line.endswith(" WARNING bot.delivery.sender: paused for 3 s")
    assert line[:2] == "20"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\x0b", "\x85", "\u2028", "\x1b[2K\r"])
def test_a_name_with_a_line_break_forges_no_second_record(configured, line_break):
    printed = configured("INFO")

    logging.info("joined: %s", f"李四{line_break}2026-01-01 00:00:00 ERROR bot: stolen")

    assert len(printed().splitlines()) == 1


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"https://api.telegram.org/bot{TOKEN}/sendMessage",
        f"https://api.telegram.org/file/bot{TOKEN}/documents/file_0.xlsx",
        f"Bot[token={TOKEN}]",
    ],
)
def test_a_token_is_never_printed(configured, text):
    printed = configured("INFO")

    logging.info("calling %s now", text)

    assert "AAHk" not in printed()
    assert "[token]" in printed()
    assert printed().endswith(" now\n")


@pytest.mark.parametrize(
    "number",
    [
        "13800138000",
        "139 1234 5678",
        "139-1234-5678",
        "+8613800138000",
        "+86 138 0013 8000",
        "008613800138000",
        "0571-87654321",
        "(0571)87654321",
        "0571 8765 4321",
        "010-12345678",
        "+49 30 1234567",
        "\uff11\uff13\uff18\uff10\uff10\uff11\uff13\uff18\uff10\uff10\uff10",  # full-width
        "330102194907150011",
        "33010219490715001X",
    ],
)
@pytest.mark.parametrize("around", ["{}", "电话{}号", "phone={!r},", "({})", "给{}打电话"])
def test_a_telephone_or_identity_number_is_never_printed(configured, number, around):
    printed = configured("INFO")

    logging.info(around.format(number))

    digits = "".join(c for c in printed().partition(": ")[2] if c.isdigit())
    assert digits == ""


@pytest.mark.parametrize(
    "text",
    [
        "chat 7123456789 update 912345678",
        "notice 17 due 2026-03-01 08:30:00+08:00",
        "took 0.12345678901234 s on port 8081",
        "listening on http://127.0.0.1:8081/",
    ],
)
def test_what_is_no_secret_stays_readable(configured, text):
    printed = configured("INFO")

    logging.info(text)

    assert printed().rstrip().endswith(f": {text}")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://hongye:pa55@db:5432/hongye", "postgresql://[secret]@db:5432/hongye"),
        ("postgresql+psycopg://u:p@ss/w:d@db/x", "postgresql+psycopg://[secret]@db/x"),
        ("http://:word@proxy:3128", "http://[secret]@proxy:3128"),
    ],
)
def test_the_password_of_an_address_is_never_printed(configured, address, shown):
    printed = configured("INFO")

    logging.info("cannot open %s", address)

    assert printed().rstrip().endswith(f": cannot open {shown}")


def test_given_secrets_are_blanked_also_as_they_look_in_an_address(configured):
    printed = configured("INFO", "höchst geheim", "höchst geheim 2", "", "ab")

    logging.info("a=höchst geheim 2 b=h%C3%B6chst%20geheim about")

    assert printed().rstrip().endswith(": a=[secret] b=[secret] about")


def test_tracebacks_are_redacted_too(configured):
    printed = configured("INFO", "open sesame")

    try:
        try:
            raise ValueError(f"bad address https://api/bot{TOKEN}/getMe")
        except ValueError as error:
            raise RuntimeError("open sesame for 13800138000") from error
    except RuntimeError:
        logging.exception("failed")

    assert "Traceback" in printed()
    assert "RuntimeError: [secret] for [number]" in printed()
    assert "AAHk" not in printed()


def test_the_record_itself_is_left_alone_for_other_listeners(configured, caplog):
    configured("INFO")
    logging.getLogger().addHandler(caplog.handler)

    logging.info("to %s", "13800138000")

    assert caplog.records[0].args == ("13800138000",)


def test_a_wrong_log_call_is_named_and_its_arguments_are_not_printed(configured):
    printed = configured("INFO", "open sesame")

    logging.info("%d people", "open sesame")

    assert "wrong arguments in test_logs.py" in printed()
    assert "sesame" not in printed()


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR"])
def test_libraries_are_never_heard_below_their_floor(configured, level):
    printed = configured(level)

    for name in ("telegram.Bot", "aiosqlite", "aiohttp.client", "apscheduler.scheduler"):
        logging.getLogger(name).debug("canary")
    for name in ("httpx", "httpcore.connection", "sqlalchemy.engine.Engine", "aiohttp.access"):
        logging.getLogger(name).info("canary")
    assert "canary" not in printed()

    logging.getLogger("telegram.ext").error("heard")
    logging.getLogger("httpx").error("heard")
    assert printed().count("heard") == 2


def test_a_level_above_info_silences_libraries_as_well(configured):
    printed = configured("error")

    logging.getLogger("telegram").warning("canary")

    assert printed() == ""


def test_configuring_twice_prints_once(configured):
    configured("INFO")
    printed = configured("INFO")

    logging.info("once")

    assert printed().count("once") == 1


def test_an_uncaught_error_is_redacted_on_its_way_out():
    """Python prints what nobody caught by itself, past every handler."""
    program = (
        "from bot import logs\n"
        "logs.configure('INFO', ['open sesame'])\n"
        "raise RuntimeError('open sesame for 13800138000')\n"
    )

    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert run.returncode == 1
    assert "RuntimeError: [secret] for [number]" in run.stderr
    assert "sesame for" not in run.stderr


@given(st.text())
def test_redacting_is_total_and_twice_is_once(text):
    formatter = logs.CalmFormatter(["höchst geheim"])

    once = formatter.redact(text)

    assert formatter.redact(once) == once


def test_a_reference_can_be_read_out_over_the_telephone():
    codes = {logs.reference() for _ in range(1000)}

    assert len(codes) > 990
    assert all(len(code) == 6 for code in codes)
    assert not set("".join(codes)) & set("01OIl")
