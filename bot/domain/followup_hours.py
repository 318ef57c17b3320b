"""The hours of those who help: when they may be asked, how long a silence may last, when a list is due."""

from datetime import date, datetime, time, timedelta

from bot.clock import instant, local
from bot.domain.workdays import is_workday
from models import Branch

# A helper hears of nothing but an emergency outside [07:30, 20:00), branch time.
DAY_FROM = time(7, 30)
DAY_UNTIL = time(20, 0)
LIST_AT = time(8, 30)  # unless he chose another hour
_DAY = timedelta(days=1)


def is_awake(now: datetime, zone: str) -> bool:
    """Say whether helpers may be asked now."""
    return DAY_FROM <= local(now, zone).time() < DAY_UNTIL


def next_waking(at: datetime, zone: str) -> datetime:
    """Return `at`, or the morning after where it falls into the night."""
    here = local(at, zone)
    if here.time() < DAY_FROM:
        return instant(here.date(), DAY_FROM, zone)
    if here.time() >= DAY_UNTIL:
        return instant(here.date() + _DAY, DAY_FROM, zone)
    return at


def working_days_later(day: date, days: int) -> date:
    """Return the day so many working days after `day`."""
    while days:
        day += _DAY
        days -= is_workday(day)
    return day


def patience_ends(begin: datetime, hours: int, zone: str) -> datetime:
    """Return when a silence that began at `begin` has lasted for so many hours.

    A full day is a day; the hours beyond are counted while people are awake, and are never more than
    a day: two hours from seven in the evening end at half past eight the next morning.
    """
    days, rest = divmod(hours, 24)
    start = begin + days * _DAY
    return min(_waking_later(start, timedelta(hours=rest), zone), start + _DAY) if rest else start


def _waking_later(at: datetime, rest: timedelta, zone: str) -> datetime:
    at = next_waking(at, zone)
    while True:
        evening = instant(local(at, zone).date(), DAY_UNTIL, zone)
        if at + rest <= evening:
            return at + rest
        rest -= evening - at
        at = next_waking(evening, zone)


def first_due(created: datetime, *, urgent: bool, branch: Branch) -> datetime:
    """Return by when somebody is to be told: in two waking hours, or by the second working day's end."""
    if urgent:
        return patience_ends(created, branch.urgent_patience_hours, branch.zone)
    day = working_days_later(local(created, branch.zone).date(), 2)
    return instant(day, DAY_UNTIL, branch.zone)


def again_at(now: datetime, *, urgent: bool, branch: Branch) -> datetime:
    """Return when to ask again after 没接通: in a waking hour, or with the next working day's list."""
    if urgent:
        return patience_ends(now, 1, branch.zone)
    day = working_days_later(local(now, branch.zone).date(), 1)
    return instant(day, time(0), branch.zone)


def list_moment(now: datetime, at: time, zone: str) -> datetime:
    """Return today's hour of a helper's list."""
    return instant(local(now, zone).date(), at, zone)
