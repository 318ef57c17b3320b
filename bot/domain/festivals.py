"""Festivals: which ones a day is, and whether it is a day for cheerful words."""

from datetime import date

from borax.calendars.lunardate import TermUtils

from bot.domain import lunar
from bot.texts import festivals as say
from models import Festival

F = Festival
_SOLAR = {
    (1, 1): F.NEW_YEAR,
    (3, 8): F.WOMEN,
    (5, 1): F.LABOUR,
    (5, 4): F.YOUTH,
    (7, 1): F.PARTY,
    (8, 1): F.ARMY,
    (9, 3): F.VICTORY,
    (9, 30): F.MARTYRS,
    (10, 1): F.NATIONAL,
    (12, 13): F.MEMORIAL,
}
_LUNAR = {
    (1, 1): F.SPRING,
    (1, 15): F.LANTERN,
    (5, 5): F.DRAGON_BOAT,
    (8, 15): F.MID_AUTUMN,
    (9, 9): F.DOUBLE_NINTH,
}
_CLEAR_AND_BRIGHT = 6  # the seventh of the solar terms, counted from 小寒
SOLEMN = frozenset({F.CLEAR_AND_BRIGHT, F.VICTORY, F.MARTYRS, F.MEMORIAL})
# Greeted only when the secretary asks for it.
OPTIONAL = frozenset({F.LANTERN, F.WOMEN, F.LABOUR, F.YOUTH, F.ARMY})


def on(day: date) -> tuple[Festival, ...]:
    """Return the festivals of a day, solemn ones too; the solar ones first."""
    found = [_SOLAR[day.month, day.day]] if (day.month, day.day) in _SOLAR else []
    if day == TermUtils.nth_term_day(day.year, _CLEAR_AND_BRIGHT):
        found.append(F.CLEAR_AND_BRIGHT)
    by_moon = lunar.of(day)
    if not by_moon.leap and (by_moon.month, by_moon.day) in _LUNAR:
        found.append(_LUNAR[by_moon.month, by_moon.day])
    return tuple(found)


def solemn(day: date) -> bool:
    """Say whether nothing cheerful is said on a day, whatever else it is."""
    return not SOLEMN.isdisjoint(on(day))


def greeted(day: date) -> tuple[Festival, ...]:
    """Return the festivals on which a greeting may go out; none on a solemn day."""
    return () if solemn(day) else on(day)


def proposed(day: date) -> bool:
    """Say whether a greeting is proposed without anybody asking."""
    return not OPTIONAL.issuperset(greeted(day))


def line(day: date) -> str:
    """Return one sentence about the day, for a message that is sent on it anyway; "" on most days."""
    festivals = [each for each in greeted(day) if each not in OPTIONAL]
    return say.line(festivals, day) if festivals else ""
