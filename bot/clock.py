"""Time: one clock for the whole program, days and months in the branch's zone."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


class Clock:
    """The time of day, which the sandbox may set ahead; intervals use monotonic time instead."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """Return the current instant, aware and in UTC."""
        return datetime.now(UTC) + self.offset

    def advance(self, by: timedelta) -> None:
        """Set the clock ahead; it never goes back, because what was said stays said."""
        if by < timedelta(0):
            raise ValueError("the clock only moves forward")
        self.offset += by


def local(now: datetime, zone: str) -> datetime:
    """Return the branch's wall clock at `now`."""
    return now.astimezone(ZoneInfo(zone))


def local_day(now: datetime, zone: str) -> date:
    """Return the branch's calendar day at `now`."""
    return local(now, zone).date()


def instant(day: date, at: time, zone: str) -> datetime:
    """Return the instant, in UTC, at which the branch's clocks show `at` on `day`."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
