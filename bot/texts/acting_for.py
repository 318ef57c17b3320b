"""Words of 代办: doing for a member what he could do himself, and saying who did it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import dates
from bot.texts.notices import gist
from models import Notice

PAGE = 6  # names on one page


@dataclass(frozen=True, slots=True)
class ListCharges(Press, code="alist"):
    """替他办: one page of those whom the asker may serve."""

    page: int


@dataclass(frozen=True, slots=True)
class FindCharge(Press, code="afind"):
    """打名字找."""


@dataclass(frozen=True, slots=True)
class OpenDesk(Press, code="adesk"):
    """What can be done for one member."""

    person_id: int


@dataclass(frozen=True, slots=True)
class ShowFor(Press, code="ashow"):
    """One notice that waits for a member's 收到."""

    person_id: int
    notice_id: int


@dataclass(frozen=True, slots=True)
class ReceivedFor(Press, code="agot"):
    """收到了, by a member's word; `how` is a key of `HOWS`, or "" from a relative."""

    person_id: int
    notice_id: int
    how: str


@dataclass(frozen=True, slots=True)
class CallFor(Press, code="acall"):
    """替他找人."""

    person_id: int


@dataclass(frozen=True, slots=True)
class Charge:
    """Somebody who may be served, and how many notices wait for his 收到."""

    person_id: int
    name: str
    group: int | None
    waiting: int


HOWS = {"face": "收到了，本人当面说的", "call": "收到了，本人电话里说的", "family": "收到了，家属说的"}


def charges(page: Sequence[Charge], labels: Sequence[str], number: int, pages: int) -> Message:
    """Offer those whom the asker may serve; those with something waiting come first."""
    if not page:
        return Message("现在没有请您替他办事的同志。")
    buttons = [
        Button(f"{label}（{each.waiting}件）" if each.waiting else label, OpenDesk(each.person_id))
        for each, label in zip(page, labels, strict=True)
    ]
    if number > 0:
        buttons.append(Button("上一页", ListCharges(number - 1)))
    if number + 1 < pages:
        buttons.append(Button("下一页", ListCharges(number + 1)))
    if pages > 1:
        buttons.append(Button("打名字找", FindCharge()))
    return Message("替哪一位同志办？", "替他办", tuple(buttons))


def ask_name() -> Message:
    """Ask whom to serve."""
    return Message("替哪一位办？请打名字，打一个姓也行。")


def nobody_called(words: str) -> Message:
    """Answer to a name that fits nobody the asker may serve."""
    return Message(f"没有找到「{words[:20]}」。", buttons=(Button("看名单", ListCharges(0)),))


def desk(name: str, person_id: int, notices: Sequence[Notice], *, may_call: bool) -> Message:
    """Show what waits for a member, and what can be done for him."""
    lines = [f"{number}. {gist(notice, 24)}" for number, notice in enumerate(notices, 1)]
    text = "等他回「收到」的：\n" + "\n".join(lines) if lines else "现在没有等他回「收到」的通知。"
    buttons = [
        Button(f"看第{number}条" if len(notices) > 1 else "看这条", ShowFor(person_id, notice.id))
        for number, notice in enumerate(notices, 1)
    ]
    if may_call:
        buttons.append(Button("替他找人", CallFor(person_id)))
    return Message(text, f"替{name}同志办", tuple(buttons))


def ask_how(name: str, person_id: int, notice_id: int) -> Message:
    """Ask, below the notice itself, on whose word it counts as received."""
    buttons = tuple(Button(words, ReceivedFor(person_id, notice_id, key)) for key, words in HOWS.items())
    return Message(f"上面这条，{name}同志知道了吗？", buttons=(*buttons, _back(name, person_id)))


def ask_relative(name: str, person_id: int, notice_id: int) -> Message:
    """Ask a relative whether he knows."""
    received = Button("他知道了，收到", ReceivedFor(person_id, notice_id, ""))
    return Message(f"上面这条，{name}同志知道了吗？", buttons=(received, _back(name, person_id)))


def _back(name: str, person_id: int) -> Button:
    return Button(f"回到{name}", OpenDesk(person_id))


def received(name: str, notice: Notice, label: str) -> Message:
    """Say that it is written down, and how."""
    return Message(f"好的，记下了：{name}同志已收到「{gist(notice)}」，由{label}代。")


def received_already(name: str, notice: Notice) -> Message:
    """Say that it had been written down before."""
    return Message(f"{name}同志的「{gist(notice)}」，已经回过收到了。")


def only_receiving(name: str) -> str:
    """Refuse what was not agreed."""
    return f"说好的是只代收通知。{name}同志有别的事，请您点「找人」。"


def ask_what(name: str) -> Message:
    """Ask what a member needs."""
    return Message(f"{name}同志有什么事？说一句就行。急事请直接拨打120。")


def word_needed() -> str:
    """Answer to an empty message."""
    return "请写一句话，好让接手的同志知道是什么事。"


def on_behalf(label: str, words: str) -> str:
    """Pass on a member's wish with who says it for him."""
    return f"{words}（由{label}代说）"


def done_for_you(label: str, notice: Notice) -> Message:
    """Tell the member, in one line, what was done in his name."""
    return Message(f"由{label}替您回了「收到」：「{gist(notice)}」。不对的，请点「找人」。")


def called_for_you(label: str) -> Message:
    """Tell the member, in one line, that somebody was asked for in his name."""
    return Message(f"由{label}替您找了人，会有同志给您打电话。不对的，请点「找人」。")


def deed(field: str, label: str, day: date, today: date) -> str:
    """Stand in 我的: one thing that was done in the member's name."""
    what = {"received": "回了收到", "help": "找了人"}.get(field, "办了事")
    return f"{dates.day(day, today)}，由{label}替您{what}"
