"""Working days: what was published holds, and what nobody has published yet is not guessed."""

from datetime import date, datetime, timedelta
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from bot.domain import workdays
from bot.domain.workdays import first_workday_of_month, is_workday, learn, next_workday
from bot.errors import Misconfigured
from bot.texts import workdays as say
from scheduler.workdays import ask_for_next_year
from tests.people import messages_to

DAYS = st.dates(date(2024, 1, 1), date(2099, 11, 30))


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget afterwards what a test taught."""
    monkeypatch.setattr(workdays, "_published", dict(workdays._published))


def days_off(year: int) -> list[str]:
    """Return the weekdays of a year on which nobody works."""
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return [f"{day:%m-%d}" for day in days if day.year == year and day.weekday() < 5 and not is_workday(day)]


def test_the_days_published_for_2026_hold():
    assert days_off(2026) == [
        *("01-01", "01-02"),
        *("02-16", "02-17", "02-18", "02-19", "02-20", "02-23"),
        "04-06",
        *("05-01", "05-04", "05-05"),
        "06-19",
        "09-25",
        *("10-01", "10-02", "10-05", "10-06", "10-07"),
    ]


@pytest.mark.parametrize("day", ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"])
def test_the_weekends_worked_in_2026_are_working_days(day):
    assert is_workday(date.fromisoformat(f"2026-{day}"))


def test_a_year_nobody_has_published_has_its_statutory_days_and_no_swaps():
    # 2028: 除夕 is 25 January, 清明 4 April, 端午 28 May (a Sunday), 中秋 3 October.
    assert days_off(2028) == [
        *("01-25", "01-26", "01-27", "01-28"),
        "04-04",
        *("05-01", "05-02"),
        *("10-02", "10-03"),
    ]
    weekends = (date(2028, 1, 1) + timedelta(days=n) for n in range(366))
    assert not any(is_workday(day) for day in weekends if day.weekday() >= 5)


@hypothesis.given(DAYS)
@hypothesis.settings(max_examples=60)
def test_the_next_workday_is_one_and_skips_none(day):
    following = next_workday(day)

    assert is_workday(following)
    assert (following == day) == is_workday(day)
    assert not any(is_workday(day + timedelta(days=n)) for n in range((following - day).days))


def test_october_begins_after_the_national_holidays():
    assert first_workday_of_month(date(2026, 10, 20)) == date(2026, 10, 8)
    assert first_workday_of_month(date(2026, 11, 30)) == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("at", "published", "asked"),
    [("2026-12-20", False, 0), ("2026-12-21", False, 1), ("2026-12-31", False, 1), ("2026-12-21", True, 0)],
)
@pytest.mark.usefixtures("forgetful")
async def test_late_each_december_the_secretary_is_asked_once_for_the_coming_year(
    session, given, monkeypatch, at, published, asked
):
    secretary = await given.secretary()
    if published:
        monkeypatch.setitem(workdays._published, date(2027, 10, 1), False)
    now = datetime.fromisoformat(f"{at}T02:00:00+00:00")

    await ask_for_next_year(session, now)
    await ask_for_next_year(session, now + timedelta(minutes=1))

    assert await messages_to(session, secretary) == [say.year_missing(2027).words] * asked


@pytest.mark.usefixtures("forgetful")
def test_an_operator_can_add_a_year(tmp_path: Path):
    file = tmp_path / "holidays.txt"
    file.write_text(
        "\ufeff# 放假安排\noff 2029-02-12 2029-02-18 # 春节\nwork 2029-02-24\n\n", encoding="utf-8"
    )

    learn(file)

    assert not is_workday(date(2029, 2, 16))
    assert is_workday(date(2029, 2, 24))


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize(
    "line",
    ["free 2029-02-12", "off", "off 2029-02-30", "off 2029-02-18 2029-02-12", "off 2029-01-01 2030-01-01"],
)
def test_a_line_that_cannot_be_meant_is_named_and_nothing_is_taken_in(tmp_path: Path, line: str):
    file = tmp_path / "holidays.txt"
    file.write_text(f"work 2029-02-24\n{line}\n", encoding="utf-8")

    with pytest.raises(Misconfigured, match=r"holidays\.txt, line 2"):
        learn(file)

    assert not is_workday(date(2029, 2, 24))
