"""The rules of political anniversaries (政治生日): pure dates, in the branch's calendar."""

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta

from models import Precision

MILESTONES = (10, 20, 30, 40, 50, 60, 70)
# Where only the month is known, he is greeted in its middle: never more than half a month off.
MIDDLE_OF_MONTH = 15
_EARLIEST_YEAR = 1900  # of a joining date (bot/domain/roster_dates.py)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One anniversary: the day it is kept on, and 入党N周年."""

    day: date
    years: int
    month_only: bool = False

    @property
    def year(self) -> int:
        """Return the year it belongs to; there is one a year."""
        return self.day.year


@dataclass(frozen=True, slots=True)
class Joined:
    """Joining dates from `first` to `last`, both inclusive, as they are stored."""

    first: date
    last: date


def occurrence(joined_on: date, precision: Precision | None, year: int) -> Occurrence | None:
    """Return the anniversary that falls into a year; None in the year of joining and before.

    A date known by its month is stored as the month's first day, one known by its year alone has no
    anniversary. 29 February is kept on the 28th in common years.
    """
    years = year - joined_on.year
    if years < 1 or precision is Precision.YEAR:
        return None
    if precision is Precision.MONTH:
        return Occurrence(date(year, joined_on.month, MIDDLE_OF_MONTH), years, month_only=True)
    return Occurrence(_kept_in(joined_on, year), years)


def completed_years(since: date, precision: Precision | None, today: date) -> int:
    """Return the full years since a day: 党龄 since 转正, 入党年数 since 入党; never below zero.

    Where only the month is known, a year is full when that month has begun; where only the year is
    known, when it is over.
    """
    years = today.year - since.year
    if precision is Precision.YEAR:
        return max(years - 1, 0)
    anniversary = since.replace(day=1) if precision is Precision.MONTH else since
    return max(years if _kept_in(anniversary, today.year) <= today else years - 1, 0)


def _kept_in(day: date, year: int) -> date:
    if (day.month, day.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return day.replace(year=year)


def joined_between(first: date, last: date) -> list[Joined]:
    """Return in which stretches of the past those joined whose anniversary may lie in [first, last].

    One stretch for each year of joining, so that an index on the joining date answers. They hold all
    who are meant and some who are not: those who joined on the first of a month known to the day.
    """
    stretches: list[Joined] = []
    for year in range(first.year, last.year + 1):
        begin, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
        middles = [
            day for month in range(1, 13) if begin <= (day := date(year, month, MIDDLE_OF_MONTH)) <= end
        ]
        for joining in range(_EARLIEST_YEAR, year):
            stretches.append(Joined(_first(begin, joining), _last(end, joining)))
            firsts = (date(joining, day.month, 1) for day in middles)
            stretches += [Joined(stored, stored) for stored in firsts]
    return stretches


def _first(day: date, year: int) -> date:
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def _last(day: date, year: int) -> date:
    """Return the same day of another year; the 28th of February takes a 29th with it."""
    if day.month == 2 and day.day >= 28:
        return _end_of_month(year, 2)
    return day.replace(year=year)


def _end_of_month(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def month_of(day: date) -> date:
    """Return the first day of a month."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """Return the first day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def last_of_month(day: date) -> date:
    """Return a month's last day."""
    return _end_of_month(day.year, day.month)
