"""Dates as rosters write them, kept exactly as precise as they were written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.roster_dates import BadDate, DateProblem, partial, read_date
from models import Precision

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
_NUMERALS = "〇一二三四五六七八九"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1968-07-01", "1968-07-01"),
        ("1968.07", "1968-07"),
        ("1968.7.1", "1968-07-01"),
        ("1968/7/1", "1968-07-01"),
        ("1968年7月1日", "1968-07-01"),
        ("1968年7月1号", "1968-07-01"),
        ("1968年7月", "1968-07"),
        ("1968 年 7 月 1 日", "1968-07-01"),
        ("１９６８．０７．０１", "1968-07-01"),
        ("19680701", "1968-07-01"),
        ("196807", "1968-07"),
        ("1968", "1968"),
        ("1968年", "1968"),
        ("1968-07-00", "1968-07"),  # how some files say that the day is unknown
        ("1968-7-1 00:00:00", "1968-07-01"),
        ("一九六八年七月一日", "1968-07-01"),
        ("一九七三年十月二十三日", "1973-10-23"),
        ("二〇〇一年十二月", "2001-12"),
        ("25020", "1968-07-01"),  # a spreadsheet's day count that became text
        (25020, "1968-07-01"),
        (25020.0, "1968-07-01"),
        (1968, "1968"),
        (196807, "1968-07"),
        (19680701, "1968-07-01"),
        (1968.07, "1968-07"),
        (1968.12, "1968-12"),
        (date(1990, 7, 1), "1990-07-01"),
    ],
)
def test_a_date_is_read_as_precisely_as_it_was_written(written: str | float | date, meant: str) -> None:
    assert str(read_date(written)) == meant


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("68.7", DateProblem.TWO_DIGIT_YEAR),
        ("68年7月1日", DateProblem.TWO_DIGIT_YEAR),
        ("680701", DateProblem.TWO_DIGIT_YEAR),
        (1968.1, DateProblem.JANUARY_OR_OCTOBER),  # 1968.10, or 1968.1?
        ("1968.1", DateProblem.JANUARY_OR_OCTOBER),
        ("1968-02-30", DateProblem.IMPOSSIBLE),
        ("1968年13月", DateProblem.IMPOSSIBLE),
        ("19681301", DateProblem.IMPOSSIBLE),
        ("1868-07-01", DateProblem.OUT_OF_RANGE),
        ("2968-07-01", DateProblem.OUT_OF_RANGE),
        ("7月1日", DateProblem.UNREADABLE),
        ("待查", DateProblem.UNREADABLE),
        ("1968年7月左右", DateProblem.UNREADABLE),
        ("-5", DateProblem.UNREADABLE),
        ("12", DateProblem.UNREADABLE),
        ("一百二十年", DateProblem.UNREADABLE),
    ],
)
def test_a_doubtful_date_is_refused_and_never_guessed(written: str | float, problem: DateProblem) -> None:
    with pytest.raises(BadDate) as caught:
        read_date(written)

    assert caught.value.problem is problem


def forms(day: date) -> list[str | int | date]:
    """Return every way in which a file may write one day."""
    year, month, number = day.year, day.month, day.day
    chinese_year = "".join(_NUMERALS[int(digit)] for digit in str(year))
    serial = (day - date(1899, 12, 30)).days
    return [
        day,
        day.isoformat(),
        f"{year}.{month}.{number}",
        f"{year}/{month:02}/{number:02}",
        f"{year}年{month}月{number}日",
        f"{year:04}{month:02}{number:02}",
        int(f"{year}{month:02}{number:02}"),
        f"{chinese_year}年{chinese(month)}月{chinese(number)}日",
        *([serial, str(serial)] if serial > 2_100 else []),
    ]


def chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else ("十" if tens == 1 else f"{_NUMERALS[tens]}十")
    return ten + (_NUMERALS[ones] if ones else "")


@given(DAYS)
def test_every_form_of_a_day_means_the_same_day(day: date) -> None:
    assert {str(read_date(form)) for form in forms(day)} == {day.isoformat()}


@given(st.integers(1900, 2100), st.integers(1, 12))
def test_every_form_of_a_month_means_the_same_month(year: int, month: int) -> None:
    written = [f"{year}-{month:02}", f"{year}年{month}月", f"{year}.{month:02}", f"{year}{month:02}"]

    assert {str(read_date(form)) for form in written} == {f"{year}-{month:02}"}


@given(DAYS)
def test_a_workbook_of_an_old_mac_counts_from_1904(day: date) -> None:
    serial = (day - date(1904, 1, 1)).days
    if serial > 2_100:
        assert read_date(serial, serials_from_1904=True).on == day


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_refused_with_a_reason(text: str) -> None:
    try:
        found = read_date(text)
    except BadDate:
        return
    assert read_date(str(found)) == found


def test_a_month_may_be_any_of_its_days_and_no_other() -> None:
    month = partial(date(1973, 7, 1), Precision.MONTH)
    assert month is not None

    assert month.may_be(read_date("1973-07-15"))
    assert not month.may_be(read_date("1973-08-01"))
    assert not read_date("1973-07-15").may_be(read_date("1973-07-16"))
