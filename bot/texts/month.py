"""Words of the month on one page (本月情况): what is open, who is not reached, who was long not heard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import dates
from bot.texts.followup_reasons import asked
from bot.texts.followups import OpenTask
from bot.texts.members import ShowMember
from bot.texts.roster_reasons import group as group_name
from models import Why

PAGE = 8  # names on one page, a button each


@dataclass(frozen=True, slots=True)
class OpenPart(Press, code="mopen"):
    """The names behind a number of the month."""

    part: str
    skip: int


@dataclass(frozen=True, slots=True)
class PrintMonth(Press, code="mprt"):
    """打印本月情况."""


class Part(StrEnum):
    """What is counted; everybody stands in at most one of the last four."""

    TODO = "todo"
    UNREACHED = "unreached"
    NINETY = "90"
    SIXTY = "60"
    THIRTY = "30"
    NEVER = "never"


class Unreached(StrEnum):
    """Why the program and the people around somebody do not reach him; the value is how it is said."""

    NOT_YET = "手机还没接通"
    STOPPED = "手机上停了"
    NO_RELATIVE = "没有代收的家属"
    NO_NUMBER = "名册里没有电话"


_LABELS = {
    Part.TODO: "要办的",
    Part.UNREACHED: "联系不上",
    Part.NINETY: "90天没联系",
    Part.SIXTY: "60天没联系",
    Part.THIRTY: "30天没联系",
    Part.NEVER: "还没有记录",
}
_HEADINGS = {
    **_LABELS,
    Part.NINETY: "90天以上没联系",
    Part.SIXTY: "60天以上没联系",
    Part.THIRTY: "30天以上没联系",
    Part.NEVER: "还没有联系记录",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One person, or one thing to be done about him."""

    person_id: int
    name: str
    group: int | None
    note: str  # what is to be done, why he is not reached, or when he was last spoken with
    short: str  # the same where there is little room
    helper: str | None  # with whom it lies
    task_id: int | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """What the page shows: how many are on the roll, how many were spoken with, and who stands where."""

    members: int
    spoken: int  # within thirty days
    parts: Mapping[Part, Sequence[Entry]]


def todo(why: Why, *, visit: bool) -> str:
    """Name what is to be done: 「打电话」."""
    return asked(why, visit=visit)


def last_spoken(day: date, today: date) -> tuple[str, str]:
    """「9月3日联系过，82天了」, and 「82天」."""
    days = (today - day).days
    year = f"{day.year}年" if day.year != today.year else ""
    return f"{year}{day.month}月{day.day}日联系过，{days}天了", f"{days}天"


def never_spoken() -> tuple[str, str]:
    """Say that nobody has written down a talk yet."""
    return "还没有记录", ""


def title(today: date) -> str:
    """「本月情况（11月23日）」"""
    return f"本月情况（{today.month}月{today.day}日）"


def page(month: Month, today: date) -> Message:
    """Show the numbers, with the names behind each."""
    lines = [spoken(month), ""]
    for part, entries in month.parts.items():
        unit = "件" if part is Part.TODO else "位"
        lines.append(f"{_HEADINGS[part]}：{len(entries)}{unit}")
    buttons = [
        Button(f"{_LABELS[part]}（{len(entries)}）", OpenPart(part, 0))
        for part, entries in month.parts.items()
        if entries
    ]
    return Message("\n".join(lines), title(today), (*buttons, Button("打印", PrintMonth())))


def spoken(month: Month) -> str:
    """Say how many were spoken with lately."""
    return f"一共{month.members}位老同志，30天内联系过{month.spoken}位。"


def names(part: Part, entries: Sequence[Entry], skip: int) -> Message:
    """Show who stands behind a number, and with whom each lies."""
    if not entries:
        return Message("现在没有了。", _HEADINGS[part])
    here = entries[skip : skip + PAGE]
    buttons = [
        Button(entry.name, ShowMember(entry.person_id) if entry.task_id is None else OpenTask(entry.task_id))
        for entry in here
    ]
    if skip + PAGE < len(entries):
        buttons.append(Button("后面的", OpenPart(part, skip + PAGE)))
    if skip:
        buttons.append(Button("前面的", OpenPart(part, max(0, skip - PAGE))))
    rows = [_row(entry) for entry in here]
    return Message("\n".join(rows), heading(part, len(entries)), tuple(buttons))


def _row(entry: Entry) -> str:
    group = f"（{group_name(entry.group)}）" if entry.group else ""
    return f"{entry.name}{group}：{entry.note}，{whose(entry.helper)}"


def whose(helper: str | None) -> str:
    """「丁海涛同志联系」"""
    return f"{helper}同志联系" if helper else "还没有人联系"


def heading(part: Part, count: int) -> str:
    """Head the names."""
    return f"{_HEADINGS[part]}：{count}{'件' if part is Part.TODO else '位'}"


def printed() -> Message:
    """Go with the printed page."""
    return Message("本月情况在这里，可以打印。里面有姓名，请收好，用完收回。")


def file_name(today: date) -> str:
    """Name the printed page."""
    return f"本月情况_{today:%Y-%m-%d}.pdf"


# -- on paper


def paper_title(today: date) -> str:
    """「2026年11月的情况」"""
    return f"{today.year}年{today.month}月的情况"


def paper_pieces(helper: str | None, entries: Sequence[Entry]) -> list[str]:
    """「丁海涛：郑守义（82天）」, 「张桂英」: those who lie with one helper, each in one piece."""
    named = [f"{entry.name}（{entry.short}）" if entry.short else entry.name for entry in entries]
    return [f"{helper or '还没有人'}：{named[0]}", *named[1:]]


def paper_text(pieces: Sequence[Sequence[str]]) -> str:
    """Put helper after helper into one paragraph."""
    return "；".join("、".join(each) for each in pieces) + "。" if pieces else ""


def how_to_read() -> str:
    """Explain the colons."""
    return "冒号前面，是负责联系的同志。"


def day_of(today: date) -> str:
    """「2026年11月23日，星期一」"""
    return f"{dates.precise(today)}，{dates.weekday(today)}"


def keep_safe() -> str:
    """Names are personal; the paper goes back."""
    return "纸上有姓名，请收好，用完收回。"
