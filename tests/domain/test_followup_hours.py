"""When helpers may be asked, and when a silence has lasted long enough."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import instant, local
from bot.domain import followup_hours as hours
from models import Branch

SHANGHAI = "Asia/Shanghai"
BRANCH = Branch(id=1, name="支部")
MOMENTS = st.datetimes(
    datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2027-12-31"), timezones=st.just(UTC)
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of November 2026 in Shanghai; the 30th is a Monday."""
    return instant(date(2026, 11, 1) + timedelta(days=day - 1), time(hour, minute), SHANGHAI)


@pytest.mark.parametrize(
    ("begin", "patience", "end"),
    [
        (at(30, 10), 2, at(30, 12)),
        (at(30, 19), 2, at(31, 8, 30)),  # an hour in the evening, an hour in the morning
        (at(30, 23), 2, at(31, 9, 30)),
        (at(30, 10), 24, at(31, 10)),
        (at(30, 10), 30, at(31, 16)),
        (at(30, 19), 23, at(31, 19)),  # never more than a day for less than a day
        (at(30, 10), 0, at(30, 10)),
    ],
)
def test_a_day_is_a_day_and_hours_are_waking_hours(begin: datetime, patience: int, end: datetime) -> None:
    assert hours.patience_ends(begin, patience, SHANGHAI) == end


@given(begin=MOMENTS, patience=st.integers(0, 96))
def test_more_patience_never_ends_earlier(begin: datetime, patience: int) -> None:
    end = hours.patience_ends(begin, patience, SHANGHAI)

    assert end >= begin + timedelta(hours=patience)
    assert end <= hours.patience_ends(begin, patience + 1, SHANGHAI)


@given(moment=MOMENTS)
def test_the_next_waking_moment_lies_by_day_and_is_now_by_day(moment: datetime) -> None:
    waking = hours.next_waking(moment, SHANGHAI)

    assert hours.is_awake(waking, SHANGHAI)
    assert (waking == moment) == hours.is_awake(moment, SHANGHAI)


def test_what_is_not_urgent_is_asked_again_on_the_next_working_day() -> None:
    friday = at(27, 10)

    again = hours.again_at(friday, urgent=False, branch=BRANCH)

    assert local(again, SHANGHAI).date() == date(2026, 11, 30)


def test_what_is_urgent_is_asked_again_within_waking_hours() -> None:
    assert hours.again_at(at(28, 10), urgent=True, branch=BRANCH) == at(28, 11)
    assert hours.again_at(at(28, 19, 30), urgent=True, branch=BRANCH) == at(29, 8)


def test_an_ordinary_call_has_until_the_end_of_the_second_working_day() -> None:
    assert hours.first_due(at(26, 10), urgent=False, branch=BRANCH) == at(30, 20)
