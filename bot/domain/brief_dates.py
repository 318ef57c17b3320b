"""Days of a member that a visitor should know: political anniversary, birthday, medal."""

from calendar import isleap
from datetime import date, timedelta

from bot.domain import lunar
from bot.domain.anniversary_dates import occurrence
from bot.texts import briefs as say
from models import Birthday, BirthdayKind, Medal, MedalState, Member

_AHEAD = (MedalState.PROPOSED, MedalState.APPROVED)
_DAY = timedelta(days=1)


def coming(
    member: Member, birthday: Birthday | None, medal: Medal | None, first: date, last: date
) -> tuple[str, ...]:
    """Return the days between `first` and `last`, both inclusive, in words and in their order."""
    found: list[tuple[date, str]] = []
    for year in range(first.year, last.year + 1):
        if member.joined_on is not None:
            kept = occurrence(member.joined_on, member.joined_precision, year)
            if kept is not None and first <= kept.day <= last:
                words = say.anniversary(kept.day, kept.years, first, month_only=kept.month_only)
                found.append((kept.day, words))
        july = date(year, 7, 1)
        if medal is not None and medal.year == year and medal.state in _AHEAD and first <= july <= last:
            found.append((july, say.medal(year)))
    if birthday is not None and (born := birthday_between(birthday, first, last)) is not None:
        found.append((born, say.birthday(born, first, lunar=birthday.kind is BirthdayKind.LUNAR)))
    return tuple(words for _, words in sorted(found))


def birthday_between(birthday: Birthday, first: date, last: date) -> date | None:
    """Return the first day in [first, last] on which a birthday is kept."""
    days = (first + number * _DAY for number in range((last - first).days + 1))
    return next((day for day in days if is_kept_on(birthday, day)), None)


def is_kept_on(birthday: Birthday, day: date) -> bool:
    """Say whether a birthday is kept on a day; 29 February is, on the 28th of common years."""
    if birthday.month is None or birthday.day is None:
        return False
    if birthday.kind is BirthdayKind.LUNAR:
        return lunar.falls_on(day, birthday.month, birthday.day, in_leap_month=birthday.in_leap_month)
    if birthday.kind is not BirthdayKind.SOLAR:
        return False
    number = birthday.day
    if (birthday.month, number) == (2, 29) and not isleap(day.year):
        number = 28
    return (birthday.month, number) == (day.month, day.day)
