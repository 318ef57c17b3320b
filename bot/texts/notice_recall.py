"""Words of 停, 撤回 and 更正."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts.notice_writing import ChangeDraft
from bot.texts.notices import gist
from models import Notice


@dataclass(frozen=True, slots=True)
class Stop(Press, code="nst"):
    """停."""

    notice_id: int


@dataclass(frozen=True, slots=True)
class Discard(Press, code="ndc"):
    """不发了."""

    notice_id: int


@dataclass(frozen=True, slots=True)
class Withdraw(Press, code="nwd"):
    """撤回, before the second tap."""

    notice_id: int


@dataclass(frozen=True, slots=True)
class WithdrawSurely(Press, code="nwds"):
    """撤回, meant."""

    notice_id: int


@dataclass(frozen=True, slots=True)
class KeepNotice(Press, code="nkp"):
    """不撤了."""

    notice_id: int


@dataclass(frozen=True, slots=True)
class Correct(Press, code="nco"):
    """更正."""

    notice_id: int


def stopped(notice: Notice, *, may_write: bool = True) -> Message:
    """Say that a notice was stopped in time."""
    buttons = (Button("改一改再发", ChangeDraft(notice.id)), Button("不发了", Discard(notice.id)))
    return Message(f"停下了，一条也没有发出去：\n「{gist(notice)}」", buttons=buttons if may_write else ())


def which_to_stop(notices: Sequence[Notice]) -> Message:
    """Ask which of several is meant."""
    buttons = tuple(Button(gist(notice, 12), Stop(notice.id)) for notice in notices)
    return Message("有几份通知正要发，停哪一份？", buttons=buttons)


def too_late_to_stop() -> str:
    """Answer 停 when sending has begun."""
    return "已经开始发了，停不住了。需要的话，请点「撤回」。"


def discarded() -> Message:
    """Say that a draft was put away for good."""
    return Message("好的，这份通知不发了。")


def discarded_already(notice: Notice) -> Message:
    """Answer an old button of a draft that was put away for good."""
    return Message(f"这份草稿已经丢开了：\n「{gist(notice)}」" if notice.text else "这份草稿已经丢开了。")


def ask_withdraw(notice: Notice) -> Message:
    """Ask before a notice is taken back."""
    return Message(
        f"真的要撤回吗？\n「{gist(notice)}」\n\n没发出的不再发，发出的也从各位手机上收回。",
        buttons=(Button("撤回", WithdrawSurely(notice.id)), Button("不撤了", KeepNotice(notice.id))),
    )


def withdrawing(cancelled: int, arrived: int, told: int) -> Message:
    """Say what a recall does; the board tells how it goes. `told` were told by a human."""
    parts = [f"{cancelled}位还没发到，不再发"] * bool(cancelled)
    parts += [f"{arrived}位已经收到的，正在收回"] * bool(arrived)
    parts += [f"{told}位是打电话、上门告诉的，已经请人再去说一声"] * bool(told)
    return Message(f"撤回了。{'；'.join(parts)}。" if parts else "撤回了。")


def kept() -> Message:
    """Say that a notice was not taken back."""
    return Message("好的，没有撤回。")


def is_being_corrected() -> str:
    """Refuse a second correction while the first is about to leave."""
    return "这份通知的更正正要发出去。还要再改，请先发一个「停」字。"


def cannot_correct() -> str:
    """Refuse to correct what was not sent."""
    return "这份通知没有发出去，不用更正。"
