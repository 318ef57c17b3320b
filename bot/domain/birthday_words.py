"""Birthdays as people say them: 「农历八月十五」, 「闰三月十四」, 「阳历8月15日」."""

from dataclasses import dataclass
from datetime import date

from bot.chinese import numeral, plain
from bot.patterns import Pattern
from models import BirthdayKind

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DATE = Pattern(
    rf"(?P<leap>闰)?(?P<month>正|冬|腊|{_N})月(?P<day>初[一二三四五六七八九十]|廿[一二三四五六七八九]?|{_N})[日号]?"
)
_SAYS_LUNAR = Pattern(r"农历|阴历|旧历|老历")
_SAYS_SOLAR = Pattern(r"阳历|公历|新历|西历")
_LOOKS_LUNAR = Pattern(r"闰|正月|冬月|腊月|初|廿")
_LOOKS_SOLAR = Pattern(r"\d月|[日号]")
_MONTHS = {"正": 1, "冬": 11, "腊": 12}


@dataclass(frozen=True, slots=True)
class Said:
    """A month and a day of one of the calendars."""

    kind: BirthdayKind
    month: int
    day: int
    leap: bool = False


def read(text: str) -> Said | None:
    """Return the birthday that is named, None where it is none or its calendar is not clear."""
    said = plain(text).replace(" ", "")
    found = _DATE.search(said)
    if found is None:
        return None
    month = _MONTHS.get(found["month"]) or numeral(found["month"]) or 0
    day = _day(found["day"])
    is_lunar = bool(_SAYS_LUNAR.search(said) or _LOOKS_LUNAR.search(found[0]))
    is_solar = bool(_SAYS_SOLAR.search(said) or (_LOOKS_SOLAR.search(found[0]) and not is_lunar))
    if is_lunar == is_solar:
        return None
    kind = BirthdayKind.LUNAR if is_lunar else BirthdayKind.SOLAR
    return Said(kind, month, day, bool(found["leap"])) if exists(kind, month, day) else None


def _day(word: str) -> int:
    if word.startswith("初"):
        return numeral(word[1:]) or 0
    if word.startswith("廿"):
        return 20 + (numeral(word[1:]) or 0 if word[1:] else 0)
    return numeral(word) or 0


def exists(kind: BirthdayKind, month: int, day: int) -> bool:
    """Say whether some year has that day."""
    if kind is BirthdayKind.LUNAR:
        return 1 <= month <= 12 and 1 <= day <= 30
    try:
        date(2000, month, day)
    except ValueError:
        return False
    return True
