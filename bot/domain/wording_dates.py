"""Dates and times in a notice that cannot be meant as they stand."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from bot.chinese import numeral
from bot.patterns import Pattern
from bot.texts.wording import Concern, ConcernKind

# A date without a year that lies this far back is a slip; one further back is next year's.
RECENT = timedelta(days=60)
# Before that a date with its year is history, and nobody is invited to it.
HISTORY = timedelta(days=365)

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_WEEK = r"(?:周|星期|礼拜)"
_WEEKDAY = rf"{_WEEK}[一二三四五六日天]"
_DATE = (
    rf"(?<![\d历])(?:\d{{4}}年)?{_N}月{_N}[日号]"
    r"|(?<![\d./-])(?:19|20)\d\d([-./])\d{1,2}\1\d{1,2}(?![\d./-])"
)
_PARTS_OF_DATE = Pattern(
    rf"(?:(?P<year>\d{{4}})[年./-])?(?:(?P<month>{_N})[月./-])?(?P<day>{_N})[日号]?(?![\d月])"
)
# What only the weekday behind it makes a date for certain: 「12.9」, and 「9日」 of a month said before.
_LOOSE_DATE = (
    rf"(?:\d{{4}}年)?{_N}月{_N}[日号]?|\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}|\d{{1,2}}[./]\d{{1,2}}|{_N}[日号]"
)
_SEPARATOR = r"\s*(?:[-~—–、]+|至|到|和|及|与|或)\s*"
_DATED_WEEKDAY = Pattern(
    rf"(?<![\d月年./历-])(?P<dates>(?:{_LOOSE_DATE})(?:{_SEPARATOR}(?:{_LOOSE_DATE}))*)"
    rf"[ 　，,]*(?:[（(【]\s*)?"
    rf"(?P<weekdays>{_WEEKDAY}(?:{_SEPARATOR}(?:{_WEEK})?[一二三四五六日天])*)\s*[)）】]?"
)
_ANY_DATE = Pattern(_DATE)

_PART = "上午|下午|早上|早晨|中午|傍晚|晚上|凌晨"
_INVITES_BEFORE = Pattern(
    r"(?:时间|日期|定于|定在|拟于|将于|请于|请在|截止|最迟|推迟到|推迟至|改到|改在|改为|提前到)[:是为]?\s*$"
)
_INVITES_AFTER = Pattern(
    rf"\s*(?:[，,(（]?\s*{_WEEKDAY}[)）]?)?[，,\s]*(?:(?:{_PART})?\s*{_N}\s*[点时:]|之?前(?!后)|截止)"
)
_TELLS_OF_THE_PAST = Pattern(r"(?<![忘为除])了(?!解)|已|曾|刚|上次")
_SENTENCE_END = Pattern(r"[。！？；\n]")

# 「今天」 alone is often no day but the present.
_RELATIVE = Pattern(
    "(?<![以之今此随然目])大?[后前]天(?!气)|(?<!光)[明昨][天日早晚](?!报)|今晚|今天?(?:上午|下午|早上|中午|晚上)"
)

_CLOCK = Pattern(
    rf"(?P<part>{_PART})?\s*(?<![\d.:第])(?P<hour>\d{{1,2}})\s*"
    r"(?:[点时](?![间候代期刻意建要体希措经启])(?:\s*(?P<minute>\d{1,2})\s*分)?|:(?P<digits>\d\d)(?![\d:]))"
)
# Without one of these before it, 「25:20」 may be the score of a game.
_TIME_FOLLOWS = Pattern(rf"(?:{_PART}|[日号]|{_WEEKDAY}|时间:|[)）]|[点时:\d分]\s*[-~—到至]+)[，,\s]*$")


def relative_days(text: str) -> list[Concern]:
    """Return the days that are other ones for whoever reads the text on a later day, each once."""
    found = dict.fromkeys(each[0] for each in _RELATIVE.finditer(half_width(text)))
    return [Concern(ConcernKind.RELATIVE, quote) for quote in found]


def misdated(text: str, today: date) -> Iterator[tuple[int, Concern]]:
    """Yield weekdays that do not fit, days that are past or impossible, hours that no clock shows."""
    plain = half_width(text)
    for search in (_weekdays(plain, today), _days(plain, today), _hours(plain)):
        for at, concern in search:
            yield at, replace(concern, quote=text[at : at + len(concern.quote)])


def half_width(text: str) -> str:
    """Return the text with full-width letters, digits and signs in half width, place by place."""
    return text.translate(_HALF_WIDTH)


_HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F) if chr(full) not in "，；！？（）"}


def _weekdays(text: str, today: date) -> Iterator[tuple[int, Concern]]:
    for found in _DATED_WEEKDAY.finditer(text):
        weekdays = re.findall(r"[一二三四五六日天]", re.sub(_WEEK, "", found["weekdays"]))
        context = _last_date_before(found.start(), text, today)
        days = _days_of_run(found["dates"], context, today)
        # 「9日、16日（星期三）」 may mean both or the last; only pairs are compared.
        if len(days) != len(weekdays):
            continue
        for day, weekday in zip(days, weekdays, strict=True):
            if day and day.weekday() != "一二三四五六日".index(weekday.replace("天", "日")):
                yield found.start(), Concern(ConcernKind.WEEKDAY, found[0].rstrip(), day=day)
                break


def _last_date_before(place: int, text: str, today: date) -> date | None:
    earlier = [found[0] for found in _ANY_DATE.finditer(text[:place])]
    return _understand(earlier[-1], None, today) if earlier else None


def _days_of_run(run: str, context: date | None, today: date) -> list[date | None]:
    """Return the days of 「12月9日、10日」; the later ones take month and year from those before."""
    days: list[date | None] = []
    for words in re.findall(_LOOSE_DATE, run):
        context = _understand(words, context, today)
        days.append(context)
    return days


def _understand(words: str, context: date | None, today: date) -> date | None:
    """Return the day that is meant; None when there is no such day or no month to it."""
    found = _PARTS_OF_DATE.search(words)
    if found is None:
        return None
    year, month, day = (numeral(found[part] or "") for part in ("year", "month", "day"))
    if day is None:
        return None
    try:
        if year and month:
            return date(year, month, day)
        if month is None:
            # A smaller number is in the next month, or in a month said further back.
            return context.replace(day=day) if context and day >= context.day else None
        return _nearest(month, day, today)
    except ValueError:
        return None


def _nearest(month: int, day: int, today: date) -> date:
    """Return the first such day that is not long past; ValueError where that year has none."""
    years = range(today.year - 1, today.year + 2)
    # The 28th stands in, because the year is sought first and may lack the 29th.
    year = next(year for year in years if date(year, month, min(day, 28)) >= today - RECENT)
    return date(year, month, day)


def _days(text: str, today: date) -> Iterator[tuple[int, Concern]]:
    for found in _ANY_DATE.finditer(text):
        day = _understand(found[0], None, today)
        if day is None:
            yield found.start(), Concern(ConcernKind.NO_SUCH_DATE, found[0])
        elif today - HISTORY < day < today and _invites(text, found.start(), found.end()):
            yield found.start(), Concern(ConcernKind.PAST, found[0], day=day)


def _invites(text: str, start: int, end: int) -> bool:
    """Tell whether people are asked to come on the date; a report of a past day is no slip."""
    before = _SENTENCE_END.split(text[:start])[-1]
    after = _SENTENCE_END.split(text[end:])[0]
    if _TELLS_OF_THE_PAST.search(before + after):
        return False
    return bool(_INVITES_BEFORE.search(before) or _INVITES_AFTER.match(after))


def _hours(text: str) -> Iterator[tuple[int, Concern]]:
    for found in _CLOCK.finditer(text):
        hour, minute = int(found["hour"]), int(found["minute"] or found["digits"] or 0)
        on_the_clock = (hour, minute) <= (24, 0) and minute < 60
        if found["part"] in ("上午", "早上", "早晨", "凌晨"):
            on_the_clock = on_the_clock and hour <= 12
        likely_a_time = found["part"] or found["minute"] or _TIME_FOLLOWS.search(text[: found.start()])
        if likely_a_time and not on_the_clock:
            at = found.start("part" if found["part"] else "hour")
            yield at, Concern(ConcernKind.NO_SUCH_TIME, text[at : found.end()])
