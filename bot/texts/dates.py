"""Dates and times as people read them: digits, the weekday, 上午 and 下午."""

from datetime import date, datetime, time

from models.people import Precision

_WEEKDAYS = "一二三四五六日"
# The first hour of each part of the day.
_PARTS = ((18, "晚上"), (13, "下午"), (12, "中午"), (8, "上午"), (5, "早上"), (0, "凌晨"))


def weekday(day: date) -> str:
    """「星期三」"""
    return f"星期{_WEEKDAYS[day.weekday()]}"


def day(day: date, today: date | None = None) -> str:
    """「12月2日，星期三」, with the year where it is not that of `today`."""
    year = f"{day.year}年" if today and day.year != today.year else ""
    return f"{year}{day.month}月{day.day}日，{weekday(day)}"


def hour(at: time) -> str:
    """「上午9点半」"""
    part = next(part for first, part in _PARTS if at.hour >= first)
    minutes = {0: "", 30: "半"}.get(at.minute, f"{at.minute:02}分")
    return f"{part}{at.hour - 12 if at.hour > 12 else at.hour}点{minutes}"


def moment(local: datetime, today: date | None = None) -> str:
    """「12月2日，星期三，上午9点半」; `local` is in the branch's time."""
    return f"{day(local.date(), today)}，{hour(local.time())}"


def precise(day: date, precision: Precision = Precision.DAY) -> str:
    """「1965年7月1日」, or 「1973年7月」 and 「1973年」 where the file knows no more."""
    match precision:
        case Precision.YEAR:
            return f"{day.year}年"
        case Precision.MONTH:
            return f"{day.year}年{day.month}月"
        case Precision.DAY:
            return f"{day.year}年{day.month}月{day.day}日"
