"""Working days: weekends, the statutory days off, and the swaps that the State Council publishes."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

from borax.calendars.lunardate import LunarDate, TermUtils

from bot.errors import Misconfigured

_DAY = timedelta(days=1)
_KINDS = {"work": True, "off": False}
# 全国年节及纪念日放假办法 as revised in 2024: 元旦, 劳动节, 国庆节 …
_SOLAR = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
# … 春节 (除夕 is asked for apart, since the year's last day may be a 29th), 端午节, 中秋节 …
_LUNAR = {(1, 1), (1, 2), (1, 3), (5, 5), (8, 15)}
_CLEAR_AND_BRIGHT = 6  # … and 清明节, the seventh of the solar terms, counted from 小寒

_published: dict[date, bool] = {}


def is_workday(day: date) -> bool:
    """Say whether people are at work.

    Where nothing has been published yet, every weekend is free and nobody works one in exchange.
    """
    known = _published.get(day)
    return known if known is not None else day.weekday() < 5 and not _is_statutory(day)


def next_workday(day: date) -> date:
    """Return the first working day from `day` on: itself, if it is one."""
    while not is_workday(day):
        day += _DAY
    return day


def last_workday(day: date) -> date:
    """Return the last working day up to `day`: itself, if it is one."""
    while not is_workday(day):
        day -= _DAY
    return day


def first_workday_of_month(day: date) -> date:
    """Return the first working day of the month that `day` lies in."""
    return next_workday(day.replace(day=1))


def is_published(year: int) -> bool:
    """Say whether a year's days off are known as they were published; the National Day is in every list."""
    return date(year, 10, 1) in _published


def learn(file: Path) -> None:
    """Take in published days: lines of `off` or `work`, a day, and the last day where it is a period.

    Later lines go before earlier ones. Raises Misconfigured, naming the line, and takes in nothing then.
    """
    found: dict[date, bool] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        words = line.lstrip("\ufeff").partition("#")[0].split()
        if not words:
            continue
        try:
            kind, first, last = words if len(words) == 3 else (*words, words[-1])
            is_worked, day, until = _KINDS[kind], date.fromisoformat(first), date.fromisoformat(last)
        except (KeyError, ValueError):
            raise Misconfigured(f"{file.name}, line {number}, must read: off 2026-10-01 2026-10-07") from None
        if not day <= until <= day + 30 * _DAY:
            raise Misconfigured(f"{file.name}, line {number}, has an end that cannot be meant.")
        while day <= until:
            found[day] = is_worked
            day += _DAY
    _published.update(found)


@cache
def _is_statutory(day: date) -> bool:
    if (day.month, day.day) in _SOLAR or day == TermUtils.nth_term_day(day.year, _CLEAR_AND_BRIGHT):
        return True
    lunar, tomorrow = LunarDate.from_solar(day), LunarDate.from_solar(day + _DAY)
    is_ordinary = not lunar.leap and (lunar.month, lunar.day) in _LUNAR
    return is_ordinary or (tomorrow.month, tomorrow.day) == (1, 1)


learn(Path(__file__).with_suffix(".txt"))
