"""Words of a notice's calls (请打电话): who is to be told, with whom each lies, the printed list."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts.followups import OpenTask, with_whom

PAGE = 8  # names on one page, a button each


@dataclass(frozen=True, slots=True)
class CallNames(Press, code="fcall"):
    """请打电话: who of a notice's recipients is still to be told."""

    notice_id: int
    skip: int


@dataclass(frozen=True, slots=True)
class PrintCalls(Press, code="fprint"):
    """打印名单."""

    notice_id: int


@dataclass(frozen=True, slots=True)
class Call:
    """One recipient who is still to be told by a human."""

    task_id: int
    name: str
    visit: bool
    attempts: int
    helper: str | None


def names(calls: Sequence[Call], skip: int, notice_id: int) -> Message:
    """Show who is still to be told and with whom each lies."""
    if not calls:
        return Message("现在没有要打的电话了。", "请打电话")
    page = calls[skip : skip + PAGE]
    buttons = [Button(call.name, OpenTask(call.task_id)) for call in page]
    if skip + PAGE < len(calls):
        buttons.append(Button("后面的", CallNames(notice_id, skip + PAGE)))
    if skip:
        buttons.append(Button("前面的", CallNames(notice_id, max(0, skip - PAGE))))
    buttons.append(Button("打印名单", PrintCalls(notice_id)))
    rows = [_row(call) for call in page]
    return Message("\n".join(rows), f"请打电话：{len(calls)}位", tuple(buttons))


def _row(call: Call) -> str:
    words = [f"{call.name}同志：{with_whom(call.helper)}"]
    if call.visit:
        words.append("要上门")
    if call.attempts:
        words.append(f"{call.attempts}次没接通")
    return "，".join(words)


def list_title() -> str:
    """Head the printed list."""
    return "请打电话"


def printed(count: int) -> Message:
    """Go with the printed list."""
    return Message(f"{count}位的电话单在这里，可以打印。里面有号码，请收好。")


def file_name() -> str:
    """Name the printed list."""
    return "电话单.pdf"
