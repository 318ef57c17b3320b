"""The lunar calendar: what is kept by it falls on the right days, also where a month or a day is missing."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.domain import lunar

ROWS = list(csv.DictReader((Path(__file__).parent / "lunar.tsv").open(encoding="utf-8"), delimiter="\t"))


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['month']}-{row['day']} in {row['solar_year']}")
def test_every_row_of_the_table_of_lunar_dates(row):
    month, day, year = int(row["month"]), int(row["day"]), int(row["solar_year"])

    found = [each.isoformat() for each in days_of(year) if lunar.falls_on(each, month, day)]

    assert found == [each for each in (row["solar_dates"] or "").split(";") if each]


def test_who_wishes_keeps_a_birth_in_a_leap_month_in_the_leap_month_of_years_that_have_it():
    in_2031 = [day for day in days_of(2031) if lunar.falls_on(day, 3, 14, in_leap_month=True)]
    in_2030 = [day for day in days_of(2030) if lunar.falls_on(day, 3, 14, in_leap_month=True)]

    assert in_2031 == [date(2031, 5, 5)]  # the ordinary third month's 14th is 5 April
    assert in_2030 == [day for day in days_of(2030) if lunar.falls_on(day, 3, 14)]


def test_the_thirtieth_is_kept_on_the_last_day_of_its_month_and_once():
    for year in range(2024, 2051):
        eves = [day for day in days_of(year) if lunar.falls_on(day, 12, 30)]
        assert all(lunar.of(eve + timedelta(days=1)).day == 1 for eve in eves)
        assert len(eves) == 1
