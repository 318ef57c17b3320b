"""Times as people write them in a chat, read as times to come."""

import re
from datetime import date, datetime, time, timedelta

from bot.chinese import numeral, plain
from bot.clock import add_months
from bot.patterns import Pattern

# 九, 十五 or 21
_N = r"(?:\d{1,2}|[零〇一二两三四五六七八九十]{1,3})"
_NOT_A_DIGIT = r"(?![\d零〇一二两三四五六七八九十])"
# A storey or a number of things is no day and no minute: 「九点14楼」, 「15号楼」.
_NOT_A_THING = r"(?![楼层栋院厅室门桌线车人个位元])"

_FIXED_FEASTS = {
    "元旦": (1, 1),
    "三八": (3, 8),
    "五一": (5, 1),
    "七一": (7, 1),
    "八一": (8, 1),
    "国庆": (10, 1),
}
_YEARS_AHEAD = {"今年": 0, "明年": 1, "后年": 2}
_DAYS_AHEAD = {"大后": 3, "后": 2, "明": 1, "今": 0}
_WEEKDAYS = {name: number // 2 for number, name in enumerate("一1二2三3四4五5六6日7")} | {"天": 6}

# Past days, days that come again and again, and 「差五分九点」.
_UNREADABLE = Pattern(
    r"昨[天日儿晚]|前[天日儿]|夜儿个|天前|(?<![早晚])上个?(?:周|星期|礼拜|月)"
    r"|每个?(?:周|星期|礼拜|月|天|日)|差.{1,2}[分刻]"
)
_CALENDAR = Pattern(
    rf"(?:(?P<year>\d{{4}}|[零〇一二三四五六七八九]{{4}})年|(?P<ahead>今年|明年|后年)的?)?"
    rf"(?P<month>{_N})月(?P<day>{_N})(?:[日号]|{_NOT_A_DIGIT}(?![点时:]))"
    r"|(?P<iso>\d{4})[-./](?P<iso_month>\d{1,2})[-./](?P<iso_day>\d{1,2})"
    # 「12.9」, but 「上午9.30」 and 「明天9.30」 are times.
    r"|(?<![\d.:午上早晚晨天日一二三四五六])(?P<dot_month>\d{1,2})[./](?P<dot_day>\d{1,2})(?![\d.:点时])"
)
_FEAST = Pattern(
    rf"(?P<ahead>今年|明年|后年)?的?(?<![一二三四五六七八九十])(?P<feast>{'|'.join(_FIXED_FEASTS)})"
    r"(?![一二三四五六七八九十点时月日号])"
)
_DAY_OF_MONTH = Pattern(rf"(?P<next>下个?月)?(?:这个?月|本月|当月)?(?P<day>{_N})[日号]{_NOT_A_THING}")
_WEEKDAY = Pattern(r"(?P<week>下*个?|这个?|本)(?:周|星期|礼拜)(?P<name>[一二三四五六日天末1-7])")
_NEAR_DAY = Pattern(r"(?P<near>大后|后|明|今)(?:[天日]|儿个?|(?=[早晚上下中]))")
_DAYS_LATER = Pattern(
    rf"(?P<number>{_N}|半)(?P<unit>天|个?周|个?星期|个?礼拜|个月)(?:以|之)?后|过(?P<past>{_N})天"
)
_HOURS_LATER = Pattern(rf"(?P<number>{_N}|半)个?(?P<more>半)?(?P<unit>小时|钟头|分钟|刻钟)(?:以|之)?后")

# The parts of the day: their first and last hour, and below which hour twelve is added.
_MORNING, _NOON, _AFTERNOON, _EVENING = (0, 12, 0), (11, 14, 3), (12, 23, 12), (17, 24, 12)
_PARTS = (
    dict.fromkeys(("凌晨", "半夜", "清早", "清晨", "早晨", "早上", "上午", "早"), _MORNING)
    | dict.fromkeys(("中午", "正午"), _NOON)
    | dict.fromkeys(("下午", "午后"), _AFTERNOON)
    | dict.fromkeys(("傍晚", "晚上", "晚间", "夜里", "晚"), _EVENING)
)
_HOUR = Pattern(
    rf"(?P<part>{'|'.join(_PARTS)})?的?(?P<hour>{_N})"
    rf"(?:(?:点|时(?![间候]))钟?(?:(?P<half>半)|(?P<quarters>[一三13])刻"
    rf"|零?(?P<minute>{_N})(?:分|{_NOT_A_DIGIT}{_NOT_A_THING})|整)?(?![意要建希])"
    rf"|[:.](?P<digits>\d\d)(?!\d))"
)
# 「早一点」 is no hour.
_A_LITTLE = Pattern(r"[早晚快慢多少有]一?点儿?(?!钟|半)")
# 「上午9-11点」 leaves out the first 点.
_FROM = Pattern(rf"({_N})(?:一直)?[-~—–到至]+(?={_N}[点时])")

_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_FARTHEST = timedelta(days=3653)  # a day ten years ahead is a slip of the finger


def read_day(text: str, now_local: datetime) -> date | None:
    """Return the day that the text names, today or later; None for none, and for one that cannot be."""
    try:
        found, _, _ = _take_day(_tidy(text), now_local.date())
    except ValueError:
        return None
    return found


def read_moment(text: str, now_local: datetime) -> datetime | None:
    """Return the moment that the text names, always after now; None when it lacks its hour.

    Without a day it is the next such hour; 「三点」 is in the afternoon. Impossible moments, past
    ones and weekdays that do not fit their date are None: the person is asked again.
    """
    tidy = _tidy(text)
    try:
        if later := _HOURS_LATER.search(tidy):
            return now_local.replace(second=0, microsecond=0) + _span(later)
        day, step, rest = _take_day(tidy, now_local.date())
        found = _HOUR.search(rest)
        return _next(found, day, step, now_local) if found else None
    except ValueError:
        return None


def _tidy(text: str) -> str:
    """Return the text with one way to write each sign, and spaces only between digits."""
    text = re.sub(r"(?<=[^\d.:])\s+|\s+(?=[^\d.:])", "", plain(text))
    text = _A_LITTLE.sub("", text)
    return _FROM.sub(r"\1点到", text)


def _take_day(text: str, today: date) -> tuple[date | None, timedelta | None, str]:
    """Return the day, how far the next such day is, and the text without it.

    Raises ValueError for a day that is past, too far ahead or not there at all.
    """
    if _UNREADABLE.search(text):
        raise ValueError("past, or every week, or counted back")
    for pattern, read in _READERS:
        if found := pattern.search(text):
            day = read(found, today)
            rest = f"{text[: found.start()]} {text[found.end() :]}"
            named = _WEEKDAY.search(rest)
            if not today <= day <= today + _FARTHEST:
                raise ValueError("past, or out of sight")
            if named and _WEEKDAYS.get(named["name"]) != day.weekday():
                raise ValueError("on another weekday")
            open_ended = pattern is _WEEKDAY and not found["week"]
            return day, _WEEK if open_ended else None, rest
    return None, _DAY, text


def _calendar(found: re.Match[str], today: date) -> date:
    month = _int(found["month"] or found["iso_month"] or found["dot_month"])
    day = _int(found["day"] or found["iso_day"] or found["dot_day"])
    if year := found["year"] or found["iso"]:
        return date(_int(year), month, day)
    return _yearless(found["ahead"], month, day, today)


def _feast(found: re.Match[str], today: date) -> date:
    return _yearless(found["ahead"], *_FIXED_FEASTS[found["feast"]], today)


def _yearless(ahead: str | None, month: int, day: int, today: date) -> date:
    if ahead:
        return date(today.year + _YEARS_AHEAD[ahead], month, day)
    return date(today.year + ((month, day) < (today.month, today.day)), month, day)


def _day_of_month(found: re.Match[str], today: date) -> date:
    day = _int(found["day"])
    first = today.replace(day=1)
    if found["next"] or ("月" not in found[0] and day < today.day):
        first = add_months(first, 1)
    return first.replace(day=day)


def _weekday(found: re.Match[str], today: date) -> date:
    weekday = _WEEKDAYS.get(found["name"])
    if weekday is None:
        raise ValueError("周末 is two days")
    if not found["week"]:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    weeks = found["week"].count("下")
    return today - timedelta(days=today.weekday()) + timedelta(days=weekday, weeks=weeks)


def _near_day(found: re.Match[str], today: date) -> date:
    return today + timedelta(days=_DAYS_AHEAD[found["near"]])


def _days_later(found: re.Match[str], today: date) -> date:
    if found["past"]:
        return today + timedelta(days=_int(found["past"]))
    if found["unit"] == "个月":
        if found["number"] == "半":
            return today + timedelta(days=15)
        return add_months(today, _int(found["number"]))
    return today + _int(found["number"]) * (_DAY if found["unit"] == "天" else _WEEK)


# In this order: 「12月9日星期三」 is read by its date, 「下周三」 before any 「三」 in it.
_READERS = (
    (_CALENDAR, _calendar),
    (_FEAST, _feast),
    (_DAYS_LATER, _days_later),
    (_WEEKDAY, _weekday),
    (_DAY_OF_MONTH, _day_of_month),
    (_NEAR_DAY, _near_day),
)


def _next(found: re.Match[str], day: date | None, step: timedelta | None, now: datetime) -> datetime:
    """Return the first moment after now that the found hour may mean; ValueError for none."""
    moment = _at(day or now.date(), _hour(found, found["part"]), _minute(found), now)
    if moment > now:
        return moment
    # At ten, 「今天八点」 is in the evening; nine and later is more likely a slip.
    if not found["part"] and moment.hour in (7, 8) and step != _WEEK and moment + _DAY / 2 > now:
        return moment + _DAY / 2
    if step is None:
        raise ValueError("past")
    return moment + step


def _at(day: date, hour: int, minute: int, now: datetime) -> datetime:
    midnight = datetime.combine(day, time(), now.tzinfo)
    if not (0 <= hour <= 24 and minute < 60 and (hour, minute) <= (24, 0)):
        raise ValueError("no such time")
    return midnight + timedelta(hours=hour, minutes=minute)


def _hour(found: re.Match[str], part: str | None) -> int:
    """Return the hour of 24; ValueError for 上午15点 and its like."""
    hour = _int(found["hour"])
    if part is None:
        # Nobody meets at three in the night; 03:00 is how one would write it who did.
        return hour + 12 if 1 <= hour <= 6 and not found["hour"].startswith("0") else hour
    if hour == 12 and part in ("凌晨", "半夜"):
        return 0
    if hour == 12 and _PARTS[part] is _EVENING:
        return 24
    first, last, turn = _PARTS[part]
    hour = hour + 12 if hour < turn else hour
    if not first <= hour <= last:
        raise ValueError("no such hour")
    return hour


def _minute(found: re.Match[str]) -> int:
    if found["half"]:
        return 30
    if found["quarters"]:
        return 15 * _int(found["quarters"])
    return _int(found["minute"] or found["digits"] or "0")


def _span(found: re.Match[str]) -> timedelta:
    number = 0.5 if found["number"] == "半" else _int(found["number"]) + (0.5 if found["more"] else 0)
    minutes = {"小时": 60, "钟头": 60, "刻钟": 15, "分钟": 1}[found["unit"]]
    return timedelta(minutes=number * minutes)


def _int(word: str) -> int:
    number = numeral(word)
    if number is None:
        raise ValueError(f"no number: {word}")
    return number
