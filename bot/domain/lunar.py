"""The lunar calendar (农历): which lunar day a day is, and whether something kept by it falls on it."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from borax.calendars.lunardate import LCalendars, LunarDate

_TOMORROW = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day by the lunar calendar, 1900 to 2100."""

    year: int
    month: int
    day: int
    leap: bool  # in a leap month (闰月), which follows the ordinary month of the same number
    is_last: bool  # of its month, which has 29 or 30 days

    def days_kept(self) -> tuple[int, ...]:
        """Return the days of birth that are kept today: the 30th too on the last day of a short month."""
        return (29, 30) if self.is_last and self.day == 29 else (self.day,)


@lru_cache(maxsize=1024)
def of(day: date) -> LunarDay:
    """Return a day by the lunar calendar."""
    lunar = LunarDate.from_solar(day)
    is_last = LunarDate.from_solar(day + _TOMORROW).day == 1
    return LunarDay(lunar.year, lunar.month, lunar.day, bool(lunar.leap), is_last)


def falls_on(day: date, month: int, number: int, *, in_leap_month: bool = False) -> bool:
    """Say whether the `number`th of a lunar month is kept on `day`.

    The 30th is kept on the last day of a short month; what began in a leap month, in the ordinary
    month of the same number, or in the leap month of the years that have it. In the months 11 and 12
    that is so on no day of some solar years, and on two of others.
    """
    lunar = of(day)
    in_leap = in_leap_month and LCalendars.leap_month(lunar.year) == month
    return lunar.month == month and lunar.leap == in_leap and number in lunar.days_kept()
