"""Words of the lists of follow-ups (要办的): a helper's own, everybody's, and the hour they come at."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import dates
from bot.texts.followup_reasons import PROMISES, asked, in_vain
from bot.texts.followups import OpenTask, with_whom
from bot.texts.roster_reasons import group as group_name
from models import Why

PAGE = 8  # names on one page, a button each
_GIST = 10
HOURS = (time(7, 30), time(8, 30), time(9, 30), time(10, 30), time(15, 0), time(16, 30))


@dataclass(frozen=True, slots=True)
class MoreTasks(Press, code="fmore"):
    """Another page of one's own list."""

    skip: int


@dataclass(frozen=True, slots=True)
class AllTasks(Press, code="fall"):
    """Everybody's, as far as the asker may see them."""

    skip: int


@dataclass(frozen=True, slots=True)
class AskHour(Press, code="fhour"):
    """改时间: asks when the list is to come."""


@dataclass(frozen=True, slots=True)
class SetHour(Press, code="fset"):
    """The hour of the list, in minutes since midnight."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Line:
    """One follow-up in a list; `group` only where two have the same name."""

    task_id: int
    person_id: int
    name: str
    group: int | None
    why: Why
    words: str
    visit: bool
    urgent: bool
    attempts: int
    later: bool  # to be tried again another day
    day: date | None = None  # by when, of what was promised for a day
    occasion: str | None = None  # of a visit for one: 「出院看望」
    helper: str | None = None  # with whom it lies, where others read it


def list_of(lines: Sequence[Line], skip: int, *, urgent: bool = False, ahead: int = 0) -> Message:
    """Show a helper what lies with him, a button a name; `ahead` is what comes another day."""
    coming = f"以后还有{ahead}件，到时候再告诉您。" if ahead else ""
    if not lines:
        # Not 都办好了: what he did not get to may lie with the liaison now.
        return Message(f"现在没有要您联系的同志。谢谢您！{coming}", "要办的")
    page = lines[skip : skip + PAGE]
    several = _several(lines)
    rows = [
        f"{number}. {_entry(line, about=line.person_id in several)}"
        for number, line in enumerate(page, skip + 1)
    ]
    title = "紧急通知，请您打电话" if urgent else f"请您联系{_so_many(lines)}"
    buttons = [
        _open(line, number if line.person_id in several else None)
        for number, line in enumerate(page, skip + 1)
    ]
    if skip + PAGE < len(lines):
        buttons.append(Button("后面的", MoreTasks(skip + PAGE)))
    if skip:
        buttons.append(Button("前面的", MoreTasks(max(0, skip - PAGE))))
    if not urgent:
        buttons.append(Button("改时间", AskHour()))
    hint = f"点名字，看说什么、打哪个号码。{coming}"
    return Message("\n".join(rows) + f"\n\n{hint}", title, tuple(buttons))


def _several(lines: Sequence[Line]) -> set[int]:
    """Return whom more than one thing is to be told."""
    return {
        person_id for person_id, number in Counter(line.person_id for line in lines).items() if number > 1
    }


def _so_many(lines: Sequence[Line]) -> str:
    """「2位同志」, or 「2位同志，共3件事」 where somebody is in it more than once."""
    persons = len({line.person_id for line in lines})
    return f"{persons}位同志" + (f"，共{len(lines)}件事" if persons < len(lines) else "")


def _entry(line: Line, *, about: bool) -> str:
    notes = [_called(line.name, line.group), asked(line.why, visit=line.visit, occasion=line.occasion)]
    if about and line.why not in PROMISES:
        notes[-1] += f"（{_gist(line.words)}）"
    if line.day:
        notes.append(f"最晚{line.day.month}月{line.day.day}日")
    if line.urgent:
        notes.append("紧急")
    if line.attempts:
        notes.append(in_vain(line.attempts, visit=line.visit))
    if line.later:
        notes.append("改天再去" if line.visit else "改天再打")
    return "，".join(notes)


def _gist(words: str) -> str:
    """Return how the words begin, without what all notices begin with."""
    text = " ".join(words.partition("：")[2].split()) or words
    return text if len(text) <= _GIST else f"{text[:_GIST]}…"


def _called(name: str, group: int | None) -> str:
    return f"{name}同志（{group_name(group)}）" if group else f"{name}同志"


def _open(line: Line, number: int | None) -> Button:
    """Return the button to one of them, numbered as in the list where the name alone says too little."""
    name = f"{line.name}（{group_name(line.group)}）" if line.group else line.name
    return Button(name if number is None else f"{number}. {name}", OpenTask(line.task_id))


def all_tasks(lines: Sequence[Line], skip: int) -> Message:
    """Show what lies with whom, to whoever is responsible for it."""
    if not lines:
        return Message("现在没有要打的电话，都办好了。", "全部要办的")
    page = lines[skip : skip + PAGE]
    several = _several(lines)
    rows = [
        f"{number}. {_entry(line, about=line.person_id in several)}：{with_whom(line.helper)}"
        for number, line in enumerate(page, skip + 1)
    ]
    buttons = [
        _open(line, number if line.person_id in several else None)
        for number, line in enumerate(page, skip + 1)
    ]
    if skip + PAGE < len(lines):
        buttons.append(Button("后面的", AllTasks(skip + PAGE)))
    if skip:
        buttons.append(Button("前面的", AllTasks(max(0, skip - PAGE))))
    return Message("\n".join(rows), f"全部要办的：{_so_many(lines)}", tuple(buttons))


def offer_all(lines: Sequence[Line]) -> Message:
    """Offer what lies with others."""
    return Message(f"别的同志那里，还要联系{_so_many(lines)}。", buttons=(Button("看全部", AllTasks(0)),))


def ask_hour(now_at: time) -> Message:
    """Ask when the list is to come."""
    buttons = tuple(Button(dates.hour(at), SetHour(at.hour * 60 + at.minute)) for at in HOURS)
    return Message(f"现在是每个工作日{dates.hour(now_at)}把名单发给您。想改到几点？", "改时间", buttons)


def hour_set(at: time) -> Message:
    """Confirm the hour of the list."""
    return Message(f"好的，以后工作日{dates.hour(at)}发给您。休息日不发，紧急的除外。")


def no_such_hour() -> str:
    """Refuse an hour that was never offered."""
    return "这个时间选不了，请重新点「改时间」。"
