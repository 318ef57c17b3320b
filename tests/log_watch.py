"""Every record that the suite's program logs is searched as it would be written, and fails its test."""

import logging
import re
from collections.abc import Generator
from copy import copy
from pathlib import Path
from typing import Any

import pytest

from bot import logs

# Of people's health, as the tests let people say it.
HEALTH = """
高血压 血压 血糖 糖尿病 癌 化疗 肿瘤 中风 脑梗 脑溢血 心梗 心脏病 心绞痛 胸口 胸闷 骨折 摔倒 摔断 摔了 跌倒
住院 出院 医院 病危 病重 手术 卧床 行动不便 痴呆 白内障 腿疼 头晕 咳嗽 发烧 感冒 吐血 救命 不想活
身体不 去世 逝世 病故
"""
_FORBIDDEN = {
    "a mobile number": re.compile(r"(?<![\d.])1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"),
    "a token": re.compile(r"\d{3,}:[\w-]{35}|SANDBOX-not-a-secret|[?&]start=[\w-]{16,}"),
    "the key of invitations": re.compile("a key for tests"),
    "words of health": re.compile("|".join(HEALTH.split())),
}
# A line of the program's own is English: whatever is Chinese in it was said by somebody or is a name.
_ONLY_IN_A_LOG = {
    "words or a name": re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]"),
    "a long number": re.compile(r"(?<![\w.])\d{11}"),  # not a fraction, nor an address in memory
}
_OF_A_TRACEBACK = re.compile(r'  (File "|  )')  # where it was, and the line of source, which nobody said
_OWN = str(Path(__file__).parent)  # what a test logs itself, to see it redacted, is its own matter


def wrong_in(text: str) -> list[str]:
    """Return what nothing that a process prints may hold, each with its line."""
    return _found(text, _FORBIDDEN)


def wrong_in_log(text: str) -> list[str]:
    """Return what no record may hold, which is more."""
    lines = [line for line in text.splitlines() if not _OF_A_TRACEBACK.match(line)]
    return _found("\n".join(lines), _FORBIDDEN | _ONLY_IN_A_LOG)


def _found(text: str, patterns: dict[str, re.Pattern[str]]) -> list[str]:
    lines = text.splitlines()
    return [f"{what}: {line}" for line in lines for what, one in patterns.items() if one.search(line)]


class Watch:
    """Stands where records are made, because handlers are replaced by tests and by libraries."""

    def __init__(self) -> None:
        self._formatter = logs.CalmFormatter()
        self._make = logging.getLogRecordFactory()
        self._found: list[str] = []

    def begin(self) -> None:
        """See every record from now on."""
        logging.setLogRecordFactory(self._seen)

    def listen(self) -> None:
        """Let all be said that the program at its loudest says; the test before may have changed it."""
        logging.getLogger().setLevel(logging.DEBUG)
        for name, floor in logs.LIBRARIES.items():
            logging.getLogger(name).setLevel(floor)

    def _seen(self, *args: Any, **more: Any) -> logging.LogRecord:
        record = self._make(*args, **more)
        if not record.pathname.startswith(_OWN):
            self.look_at(record)
        return record

    def look_at(self, record: logging.LogRecord) -> None:
        """Search a record as our own formatting writes it."""
        # A copy, because formatting leaves its traces in the record.
        self._found += wrong_in_log(self._formatter.format(copy(record)))

    def take(self) -> list[str]:
        """Return what was found since the last time."""
        found, self._found = self._found, []
        return found


watch = Watch()
watch.begin()


def pytest_runtest_setup() -> None:
    """Let every test log as loudly as the program can."""
    watch.listen()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test in whose time something was logged, or printed by a process, that must not be."""
    report = yield
    if call.when == "teardown":
        found = watch.take() + wrong_in(report.capstderr)
        if found and report.outcome == "passed":
            report.outcome = "failed"
            report.longrepr = "\n".join(["The log of this test holds", *found])
    return report
