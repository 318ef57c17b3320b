"""Dates as rosters write them, kept exactly as precise as they were written."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from models import Precision

EARLIEST_YEAR = 1900
LATEST_YEAR = 2100  # later numbers are day counts; later days are refused by whoever knows today
_CHINESE_DIGITS = {character: str(value) for value, character in enumerate("〇一二三四五六七八九")}
_CHINESE_DIGITS |= {"零": "0", "○": "0", "元": "1"}


class DateProblem(StrEnum):
    """Why a date cannot be taken as it stands."""

    UNREADABLE = "date_unreadable"
    IMPOSSIBLE = "date_impossible"  # such as 1968-02-30
    TWO_DIGIT_YEAR = "date_two_digit_year"  # 68.7
    JANUARY_OR_OCTOBER = "date_january_or_october"  # 1968.1, which may be 1968.10 without its zero
    OUT_OF_RANGE = "date_out_of_range"


class BadDate(Exception):
    """A date that must be written again."""

    def __init__(self, problem: DateProblem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, a month or a year; the unknown rest of `on` is 1."""

    on: date
    precision: Precision

    def __str__(self) -> str:
        """Write it as far as it is known: 1973-07-01, 1973-07 or 1973."""
        length = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[self.precision]
        return self.on.isoformat()[:length]

    def may_be(self, other: "PartialDate") -> bool:
        """Say whether both can mean the same day: 1973-07 may be 1973-07-15."""
        mine, theirs = str(self), str(other)
        return mine.startswith(theirs) or theirs.startswith(mine)


def partial(on: date | None, precision: Precision | None) -> PartialDate | None:
    """Put together what two columns keep; a date without a precision is a day."""
    return None if on is None else PartialDate(on, precision or Precision.DAY)


def read_date(value: str | int | float | date, *, serials_from_1904: bool = False) -> PartialDate:
    """Read a cell as a date. Raises BadDate; never guesses a century or a day."""
    if isinstance(value, date):
        return _checked(value.year, value.month, value.day)
    text = _plain(str(value))
    if re.fullmatch(r"\d+(\.0+)?|\d{5}\.\d+", text):
        return _read_digits(text.split(".")[0], serials_from_1904)
    text = re.sub(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$", "", text)  # a midnight nobody meant
    parts = re.fullmatch(r"(\d+)[-./年]+(?:(\d{1,2})(?:[-./月]+(?:(\d{1,2})日?)?)?)?号?", text)
    if parts is None:
        raise BadDate(DateProblem.UNREADABLE)
    year, month, day = parts.groups()
    if len(year) != 4:
        raise BadDate(DateProblem.TWO_DIGIT_YEAR if len(year) == 2 else DateProblem.UNREADABLE)
    if month == "1" and day is None and text == f"{year}.1":
        raise BadDate(DateProblem.JANUARY_OR_OCTOBER)
    return _checked(int(year), int(month or 0), int(day or 0))


def _plain(text: str) -> str:
    """Make full-width and Chinese numerals plain digits and drop spaces between them."""
    text = unicodedata.normalize("NFKC", text).strip()
    text = re.sub(r"\s+(?!\d{1,2}:)", "", text)
    text = re.sub(r"[—–、。]", "-", text)
    if re.search(r"[一二三四五六七八九十]", text):
        text = re.sub(r"[一二三四五六七八九十〇零○元]+", lambda found: _digits(found[0]), text)
    return text


def _digits(numeral: str) -> str:
    """Turn 一九六八 into 1968 and 二十三 into 23."""
    if "十" not in numeral:
        return "".join(_CHINESE_DIGITS[character] for character in numeral)
    tens, _, ones = numeral.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return numeral  # not a number of ours: the pattern will refuse it
    return _CHINESE_DIGITS.get(tens, "1") + (_CHINESE_DIGITS[ones] if ones else "0")


def _read_digits(digits: str, serials_from_1904: bool) -> PartialDate:
    """Read 1968, 196807, 19680701 or the day count of a spreadsheet, told apart by their size."""
    if len(digits) == 8:
        return _checked(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if len(digits) == 6:
        if not EARLIEST_YEAR <= int(digits[:4]) <= LATEST_YEAR:
            raise BadDate(DateProblem.TWO_DIGIT_YEAR)
        return _checked(int(digits[:4]), int(digits[4:]), 0)
    number = int(digits) if len(digits) <= 5 else 0
    if EARLIEST_YEAR <= number <= LATEST_YEAR:
        return _checked(number, 0, 0)
    if number > LATEST_YEAR:
        # Counted from a day before 1900, because spreadsheets believe in a 29 February 1900.
        first = date(1904, 1, 1) if serials_from_1904 else date(1899, 12, 30)
        day = first + timedelta(days=number)
        return _checked(day.year, day.month, day.day)
    raise BadDate(DateProblem.UNREADABLE)


def _checked(year: int, month: int, day: int) -> PartialDate:
    """Make a date of its parts; a month or day of 0 is unknown."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise BadDate(DateProblem.OUT_OF_RANGE)
    try:
        on = date(year, month or 1, day or 1)
    except ValueError:
        raise BadDate(DateProblem.IMPOSSIBLE) from None
    if month == 0 and day:
        raise BadDate(DateProblem.IMPOSSIBLE)
    if day:
        return PartialDate(on, Precision.DAY)
    return PartialDate(on, Precision.MONTH if month else Precision.YEAR)
