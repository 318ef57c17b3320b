"""Words around a notice in large print (大字版), for whoever carries it to those who read on paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages import Message
from bot.presses import Press

PRINT = "打印大字版"


@dataclass(frozen=True, slots=True)
class PrintNotice(Press, code="nprt"):
    """打印大字版."""

    notice_id: int


def printed(names: Sequence[str], *, with_receipt: bool) -> Message:
    """Go with the copies."""
    if not names:
        return Message("大字版在这里，可以打印，张贴、送人都行。现在没有非要送纸的同志。")
    slip = "\n\n下面有回执，请带回来。带到了，请在「要办的」里记一笔。" if with_receipt else ""
    return Message(f"{len(names)}份在这里，请打印，一位一份：{'、'.join(names)}。{slip}")


def file_name(gist: str) -> str:
    """Name the file with the copies."""
    letters = "".join(letter for letter in gist if letter.isalnum())
    return f"大字版_{letters or '通知'}.pdf"
