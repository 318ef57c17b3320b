"""Times as people write them; the examples stand in times.tsv, for a Wednesday at ten."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.times import read_day, read_moment
from bot.texts import dates

NOW = datetime(2025, 12, 3, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "times.tsv").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize(("text", "meant"), ROWS)
def test_a_time_is_read_as_it_is_meant(text, meant):
    if ":" in meant:
        assert f"{read_moment(text, NOW):%F %R}" == meant
    else:
        assert str(read_day(text, NOW)) == meant
        assert read_moment(text, NOW) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "好的",
        "早一点",
        "提3点意见",
        "2月30日上午9点",
        "13月5日9点",
        "明天25点",
        "明天9点75分",
        "明天24:30",
        "上午15点",
        "晚上三点",
        "今天上午9点",
        "今天9点",
        "明天上午差五分九点",
        "3号上午9点",
        "昨天下午三点",
        "前天上午九点",
        "上周三上午九点",
        "每周三上午九点",
        "周末上午九点",
        "2024年12月9日上午9点",
        "12月9日，星期四，上午9点",
        "15号楼",
        "两个小时",
        "3026年12月9日上午9点",
        "9999年12月31日晚上12点",
    ],
)
def test_an_impossible_or_past_time_is_none(text):
    assert read_moment(text, NOW) is None


@pytest.mark.parametrize(
    "text", ["昨天", "上周三", "2月30日", "15号楼", "下午两点", "今年12月1日", "3026年1月5日"]
)
def test_a_day_that_is_past_unnamed_or_a_slip_of_the_finger_is_none(text):
    assert read_day(text, NOW) is None


def test_a_date_without_a_year_is_the_next_one():
    assert read_day("12月3日", NOW) == NOW.date()
    assert read_day("12月1", NOW) == date(2026, 12, 1)


def test_the_same_weekday_is_today_until_its_hour_has_passed():
    assert read_day("周三", NOW) == NOW.date()
    assert read_moment("周三上午九点", NOW) == NOW.replace(day=10, hour=9)
    assert read_moment("本周三上午九点", NOW) is None


@given(st.integers(1, 364 * 24 * 60))
def test_what_the_bot_says_it_can_read(minutes):
    """Every minute of the year to come, as `texts.dates` writes it."""
    new_year = datetime(2026, 1, 1, tzinfo=NOW.tzinfo)
    moment = new_year + timedelta(minutes=minutes)

    assert read_moment(dates.moment(moment), new_year) == moment


@given(
    st.lists(st.sampled_from("明后今天下周星期三五十二点半刻上午晚0123456789月日号:.到 楼"), max_size=12).map(
        "".join
    )
)
def test_whatever_is_read_is_to_come(text):
    moment = read_moment(text, NOW)

    assert moment is None or moment > NOW
    assert (read_day(text, NOW) or NOW.date()) >= NOW.date()


def test_the_zone_is_kept():
    moment = read_moment("明天上午9点", NOW)

    assert moment is not None
    assert moment.utcoffset() == timedelta(hours=8)
