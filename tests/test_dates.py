"""Dates and times as people read them."""

from datetime import date, datetime, time

import pytest

from bot.texts import dates
from models.people import Precision

WEDNESDAY = date(2026, 12, 2)


def at(clock: str) -> datetime:
    return datetime.combine(WEDNESDAY, time.fromisoformat(clock))


def test_a_day_is_said_with_its_weekday():
    assert dates.day(WEDNESDAY) == "12月2日，星期三"
    assert dates.day(date(2026, 12, 6)) == "12月6日，星期日"
    assert dates.weekday(WEDNESDAY) == "星期三"


def test_the_year_is_said_when_it_is_another():
    assert dates.day(WEDNESDAY, today=date(2026, 11, 22)) == "12月2日，星期三"
    assert dates.day(date(2027, 1, 8), today=date(2026, 11, 22)) == "2027年1月8日，星期五"


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        ("09:00", "上午9点"),
        ("09:30", "上午9点半"),
        ("08:05", "上午8点05分"),
        ("10:45", "上午10点45分"),
        ("12:00", "中午12点"),
        ("12:30", "中午12点半"),
        ("13:00", "下午1点"),
        ("17:59", "下午5点59分"),
        ("18:00", "晚上6点"),
        ("23:00", "晚上11点"),
        ("00:30", "凌晨0点半"),
        ("05:00", "早上5点"),
        ("07:59", "早上7点59分"),
    ],
)
def test_an_hour_is_said_by_its_part_of_the_day(clock, said):
    assert dates.hour(time.fromisoformat(clock)) == said


def test_a_moment_is_a_day_and_an_hour():
    assert dates.moment(at("09:30")) == "12月2日，星期三，上午9点半"
    assert dates.moment(at("09:30"), today=date(2025, 1, 1)) == "2026年12月2日，星期三，上午9点半"


def test_no_more_of_a_date_is_said_than_is_known():
    stored = date(1973, 7, 1)

    assert dates.precise(stored) == "1973年7月1日"
    assert dates.precise(stored, Precision.MONTH) == "1973年7月"
    assert dates.precise(stored, Precision.YEAR) == "1973年"
