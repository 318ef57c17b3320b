"""Days as people tell of what they have done: 「昨天」, 「上周三」 and 「11号」 lie behind us."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.chinese import numeral
from bot.clock import add_months
from bot.patterns import Pattern

_N = r"(?:\d{1,2}|[零〇一二两三四五六七八九十]{1,3})"
_NOT_A_THING = r"(?![楼层栋院厅室门桌线车病床])"
_A_DATE = r"(?=$|[,日号]|[一-龥](?<![点时次个位遍天人份本楼层栋室元块]))"
_FORMS = ("", "dot_", "dash_", "run_")
_WEEKDAYS = {name: number // 2 for number, name in enumerate("一1二2三3四4五5六6日7")} | {"天": 6}
_DAYS_AGO = {"大前": 3, "前": 2, "昨": 1, "夜": 1, "今": 0}

_CALENDAR = Pattern(
    rf"(?:(?P<year>\d{{4}})年|(?P<last_year>去年))?(?P<month>{_N})月(?P<day>{_N})[日号]?(?![点时月])"
    r"|(?<![\d.:])(?:(?P<dot_year>(?:20)?\d\d)[./-])?(?P<dot_month>\d{1,2})[./](?P<dot_day>\d{1,2})(?![\d.:点时])"
    # 「11-20」 and 「1119」 only where a clause begins: elsewhere they are numbers.
    rf"|(?:^|(?<=,))(?:(?P<dash_year>(?:20)?\d\d)-)?(?P<dash_month>\d{{1,2}})-(?P<dash_day>\d{{1,2}}){_A_DATE}"
    rf"|(?:^|(?<=,))(?P<run_year>20\d\d)?(?P<run_month>0[1-9]|1[0-2])(?P<run_day>[0-3]\d){_A_DATE}"
)
_DAY_OF_MONTH = Pattern(
    rf"(?:(?P<last>上个?月)|(?P<next>下个?月))?(?:这个?月|本月)?的?(?P<day>{_N})[日号]{_NOT_A_THING}"
)
_WEEKDAY = Pattern(
    r"(?P<week>上上个?|上个?|下下个?|下个?|这个?|本)?(?:周|星期|礼拜)(?P<name>[一二三四五六日天1-7])(?!个|位)"
)
_NEAR = Pattern(r"(?P<near>大前|前|昨|夜|今)(?:[天日]|儿个?|(?=[早晚上下中夜]))(?!后(?!晌|半))")
_JUST_NOW = Pattern(r"刚才|刚刚|方才|这会儿")
_DAYS_BACK = Pattern(rf"(?P<number>{_N})(?P<unit>天|个?周|个?星期|个?礼拜)(?:以|之)?前")
# A time that is past, and nobody could say which day it was.
_VAGUE = Pattern(
    r"(?:[正冬腊]月|[农阴]历[^,]{0,3})(?:初|廿)?[一二三四五六七八九十]{1,3}|初[一二三四五六七八九十](?![中步级次])"
    r"|前几天|前两天|前些天|前些日子|前阵子|前段时间|上个?(?:周|星期|礼拜)(?![一二三四五六日天1-7])"
    r"|(?<!比)上个?月(?!的?[\d零〇一二两三四五六七八九十])|(?:上个?)?周末|月[初头中尾]|上旬|中旬|有一?天|(?<![日号天一二三四五六\d])那天|哪天(?=忘|记不)"
)

_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_YEARS = 10  # what is farther away nobody means


@dataclass(frozen=True, slots=True)
class Day:
    """A day that a text names, and where; None for one that does not exist or is not said exactly."""

    day: date | None
    start: int
    end: int


def days(text: str, today: date) -> list[Day]:
    """Return the days that a tidied text names, in its order; what may lie ahead or behind lies behind."""
    found: list[Day] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            if any(match.start() < one.end and one.start < match.end() for one in found):
                continue
            try:
                day = read(match, today)
            except ValueError:
                day = None
            found.append(Day(day, match.start(), match.end()))
    return sorted(found, key=lambda one: one.start)


def _calendar(found: re.Match[str], today: date) -> date:
    form = next(form for form in _FORMS if found[f"{form}month"])
    month, day = _int(found[f"{form}month"]), _int(found[f"{form}day"])
    if found[f"{form}year"]:
        year = int(found[f"{form}year"])
        year += 2000 if len(found[f"{form}year"]) == 2 else 0
        if abs(year - today.year) > _YEARS:
            raise ValueError("a slip of the finger")
        return date(year, month, day)
    this_year = date(today.year - bool(found["last_year"]), month, day)
    if this_year <= today:
        return this_year
    # 「12月20日」 in November is a slip of the finger; in January it was last year.
    past = date(today.year - 1, month, day)
    return this_year if this_year - today < today - past else past


def _day_of_month(found: re.Match[str], today: date) -> date:
    day = _int(found["day"])
    first = today.replace(day=1)
    if found["last"] or ("月" not in found[0] and day > today.day):
        first = add_months(first, -1)
    elif found["next"]:
        first = add_months(first, 1)
    return first.replace(day=day)


def _weekday(found: re.Match[str], today: date) -> date:
    weekday = _WEEKDAYS[found["name"]]
    week = found["week"]
    if week is None:
        return today - timedelta(days=(today.weekday() - weekday) % 7)
    weeks = week.count("下") - week.count("上")
    return today - timedelta(days=today.weekday()) + timedelta(days=weekday, weeks=weeks)


def _near(found: re.Match[str], today: date) -> date:
    return today - _DAYS_AGO[found["near"]] * _DAY


def _just_now(_found: re.Match[str], today: date) -> date:
    return today


def _days_back(found: re.Match[str], today: date) -> date:
    return today - _int(found["number"]) * (_DAY if found["unit"] == "天" else _WEEK)


def _vague(_found: re.Match[str], _today: date) -> date:
    raise ValueError("no day in particular")


def _int(word: str) -> int:
    number = numeral(word)
    if number is None:
        raise ValueError(f"no number: {word}")
    return number


# In this order: 「11月20号」 is read by its date, 「上周三」 before 「上周」.
_READERS: tuple[tuple[Pattern, Callable[[re.Match[str], date], date]], ...] = (
    (_CALENDAR, _calendar),
    (_DAYS_BACK, _days_back),
    (_DAY_OF_MONTH, _day_of_month),
    (_WEEKDAY, _weekday),
    (_NEAR, _near),
    (_JUST_NOW, _just_now),
    (_VAGUE, _vague),
)
