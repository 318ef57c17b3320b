"""What those in charge hear after the data came back from a backup (备份)."""

from collections.abc import Sequence
from datetime import date

from bot.messages import Message
from bot.texts import dates

SHOWN = 4  # stopped notices that are named; a message for elders has at most eight lines
_GREETINGS = 6


def restored(doubtful: int, stopped: Sequence[str]) -> Message:
    """Say what a restore left for people to decide; `stopped` are the gists of notices."""
    lines = ["备份之后办的事，这里都没有了。"]
    if doubtful:
        lines.append(f"有 {doubtful} 条消息说不准到没到，我没有再发。")
    if stopped:
        lines.append("排好要发的通知，怕发两遍，我先停下了。要发的请重新写：")
        lines += [f"· {gist}" for gist in stopped[:SHOWN]]
    if len(stopped) > SHOWN:
        lines.append(f"还有 {len(stopped) - SHOWN} 个。")
    return Message("\n".join(lines), title="数据刚从备份里恢复")


def doubtful_greetings(unsure: Sequence[tuple[date, str]]) -> Message:
    """Name the greetings that may have been said since the backup: (day, what it is)."""
    lines = [f"{dates.day(day)} {what}" for day, what in unsure[:_GREETINGS]]
    more = [f"还有 {len(unsure) - _GREETINGS} 份。"] if len(unsure) > _GREETINGS else []
    end = "可能发过了，也可能没有。怕发两遍，我不再发。请打个电话问候一声。"
    return Message("\n".join([*lines, *more, end]), title="说不准发没发的问候")


def an_anniversary(name: str, years: int) -> str:
    """「唐正平 入党50周年」"""
    return f"{name} 入党{years}周年"


def a_birthday(name: str) -> str:
    """「周德明 生日」"""
    return f"{name} 生日"


def a_festival(names: str) -> str:
    """「中秋节，给大家的问候」"""
    return f"{names}，给大家的问候"
