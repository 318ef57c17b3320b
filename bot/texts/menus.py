"""Words of the menus: what each role finds below its input field, and how 主菜单 greets."""

from datetime import time

from bot.messages import Keyboard, Message
from bot.texts.common import HELP
from models import Role

MORE = "更多"

# The highest role first: it decides what stands in front. A word that has no route yet does not
# appear, so these lists may run ahead of the program.
WORDS: dict[Role, tuple[str, ...]] = {
    Role.SECRETARY: ("发通知", "看回音", "等我批", "办活动", "老同志"),
    Role.ACTING: ("发通知", "看回音", "等我批", "办活动", "老同志"),
    Role.DEPUTY: ("发通知", "看回音", "等我批", "办活动", "老同志"),
    Role.LIAISON: ("要办的", "替他办", "老同志", "台账"),
    Role.ORGANISATION: ("老同志", "花名册", "台账"),
    Role.PUBLICITY: ("拟通知", "等我批"),
    Role.GROUP_LEADER: ("老同志", "要办的", "替他办"),
    Role.CADRE: ("老同志", "记一笔", "要办的", "替他办", "送学"),
    Role.DISCIPLINE: (),
    Role.MEMBER: ("看通知", "报活动", "学一学", "我的", "政治生日"),
    Role.RELATIVE: ("看通知", "替他办", "我的"),
}

# Where a role leaves a place free, these come next.
COMMON = ("等我批", "看回音", "看通知", "我的")

_HOURS = ((5, "早上好"), (9, "上午好"), (12, "中午好"), (14, "下午好"), (19, "晚上好"))


def greeting(name: str, at: time) -> str:
    """「上午好，唐正平同志。」"""
    words = [words for first, words in _HOURS if at.hour >= first]
    return f"{words[-1] if words else '您好'}，{name}。"


def menu(name: str, at: time, keyboard: Keyboard) -> Message:
    """Open the keyboard with a word of greeting."""
    return Message(f"{greeting(name, at)}\n\n要办什么，点下面的字就行。", keyboard=keyboard)


def others() -> str:
    """Stand above the buttons that the keyboard has no place for."""
    return "这些也可以办："


def today_instead(keyboard: Keyboard) -> Message:
    """Answer a button that belongs to another time."""
    return Message("这个按钮是以前的，现在用不上了。\n\n今天能办的，都在下面。", keyboard=keyboard)


def last_row() -> tuple[str]:
    """Return the row that every keyboard ends with."""
    return (HELP,)
