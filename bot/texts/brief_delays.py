"""Words of visits put off (改到下周三)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import dates


@dataclass(frozen=True, slots=True)
class PutOff(Press, code="bfd"):
    """改个日子: a visit is put off."""

    person_id: int


@dataclass(frozen=True, slots=True)
class WhichToPutOff(Press, code="bfw"):
    """改个日子, for one of several."""

    month: str


def which_to_put_off(names: Sequence[tuple[int, str]]) -> Message:
    """Ask whose visit is put off."""
    return Message("改哪一位的日子？", buttons=tuple(Button(name, PutOff(one)) for one, name in names))


def nothing_to_put_off() -> Message:
    """Answer when everybody has been contacted since."""
    return Message("您联系的老同志，这个月都记到了。")


def which_day(name: str) -> Message:
    """Ask until when a visit is put off; days are added as buttons."""
    return Message(f"{name}同志改到哪一天？点一个，或者直接打，比如「下周三」。")


def day_not_read() -> str:
    """Answer to a day that was not understood, is past, or is too far away."""
    return "没看明白是哪一天。请写成「下周三」或者「12月9日」，两个月以内的。"


def put_off(name: str, day: date, today: date) -> Message:
    """Read back to when a visit was put off."""
    text = f"记下了：{name}同志改到{dates.day(day, today)}。到那天我提醒您，这之前不再提。"
    if (day.year, day.month) != (today.year, today.month):
        text += "\n\n这就到下个月了。这个月能先打个电话，更好。"
    return Message(text)
