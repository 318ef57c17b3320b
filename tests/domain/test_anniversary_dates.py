"""The date rules of political anniversaries, against a computation that walks through the days."""

from datetime import date, timedelta

import pytest
from hypothesis import given as suppose
from hypothesis import settings
from hypothesis import strategies as st

from bot.domain.anniversary_dates import completed_years, joined_between, occurrence
from models import Precision

DAYS = st.dates(date(1905, 1, 1), date(2024, 12, 31))
PRECISIONS = st.sampled_from([Precision.DAY, Precision.MONTH, None])
_DAY = timedelta(days=1)


def walked(joined: date, precision: Precision | None, year: int) -> list[date]:
    """Return the days of a year that are an anniversary, found by looking at every one of them."""
    days = [date(year, 1, 1) + number * _DAY for number in range(366)]
    days = [day for day in days if day.year == year]
    if precision is Precision.MONTH:
        return [day for day in days if f"{day:%m}" == f"{joined:%m}" and day.day == 15]
    has_leap_day = any(f"{day:%m%d}" == "0229" for day in days)
    wanted = "0228" if f"{joined:%m%d}" == "0229" and not has_leap_day else f"{joined:%m%d}"
    return [day for day in days if f"{day:%m%d}" == wanted]


@settings(max_examples=60, deadline=None)
@suppose(DAYS, PRECISIONS, st.integers(1, 120))
def test_every_year_after_joining_has_exactly_one_anniversary(joined, precision, later):
    year = joined.year + later

    kept = occurrence(joined, precision, year)

    assert kept is not None
    assert walked(joined, precision, year) == [kept.day]
    assert (kept.years, kept.month_only) == (later, precision is Precision.MONTH)


@suppose(DAYS, st.integers(0, 30))
def test_nobody_is_greeted_in_the_year_of_joining_or_before(joined, earlier):
    assert occurrence(joined, Precision.DAY, joined.year - earlier) is None


def test_a_date_known_by_its_year_alone_has_no_anniversary():
    assert occurrence(date(1968, 1, 1), Precision.YEAR, 2027) is None


@pytest.mark.parametrize(
    ("year", "day"), [(2026, "2026-02-28"), (2027, "2027-02-28"), (2028, "2028-02-29"), (2100, "2100-02-28")]
)
def test_a_joining_on_29_february_keeps_the_28th_in_common_years(year, day):
    kept = occurrence(date(1968, 2, 29), Precision.DAY, year)

    assert kept is not None
    assert kept.day == date.fromisoformat(day)


@settings(max_examples=60, deadline=None)
@suppose(DAYS, PRECISIONS, st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(0, 45))
def test_the_stretches_of_joining_dates_hold_everybody_who_is_meant(joined, precision, first, length):
    if precision is Precision.MONTH:
        joined = joined.replace(day=1)
    last = first + length * _DAY
    kept = [
        found.day
        for year in {first.year, last.year}
        if (found := occurrence(joined, precision, year)) is not None and first <= found.day <= last
    ]

    stretches = joined_between(first, last)

    if kept:
        assert any(stretch.first <= joined <= stretch.last for stretch in stretches)


def test_the_stretches_grow_with_the_days_asked_for_and_not_with_the_roster():
    days = sum(
        (stretch.last - stretch.first).days + 1
        for stretch in joined_between(date(2027, 6, 1), date(2027, 6, 10))
    )

    assert days == 10 * (2027 - 1900)


@settings(max_examples=60, deadline=None)
@suppose(DAYS, st.integers(0, 40_000))
def test_the_party_age_counts_the_anniversaries_that_have_come(since, later):
    today = since + later * _DAY

    passed = sum(
        1 for year in range(since.year + 1, today.year + 1) if walked(since, Precision.DAY, year)[0] <= today
    )

    assert completed_years(since, Precision.DAY, today) == passed


@pytest.mark.parametrize(
    ("precision", "today", "years"),
    [
        (Precision.DAY, "2025-06-09", 38),
        (Precision.DAY, "2025-06-10", 39),
        (Precision.MONTH, "2025-05-31", 38),
        (Precision.MONTH, "2025-06-01", 39),  # the month has begun: 到这个月整39年
        (Precision.YEAR, "2025-12-31", 38),  # nobody knows before the year is over
        (Precision.YEAR, "2026-01-01", 39),
        (Precision.DAY, "1980-01-01", 0),
    ],
)
def test_what_is_known_by_its_month_or_year_is_counted_so(precision, today, years):
    assert completed_years(date(1986, 6, 10), precision, date.fromisoformat(today)) == years


def test_joined_and_full_member_are_two_counts():
    """The example of the rules: joined 1985-06-10, full 1986-06-10, asked on 2025-06-10."""
    today = date(2025, 6, 10)

    kept = occurrence(date(1985, 6, 10), Precision.DAY, 2025)

    assert kept is not None
    assert (kept.day, kept.years) == (today, 40)
    assert completed_years(date(1986, 6, 10), Precision.DAY, today) == 39
