"""Words of the menus: what each role finds below its input field, and how 主菜单 greets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from bot.messages import Button, Keyboard, Message
from bot.presses import OpenWord, Press
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

# What 更多 opens, kind by kind, for those who have more of it than fits a glance.
KINDS: dict[str, tuple[str, ...]] = {
    "通知": ("看回音", "发通知", "拟通知", "等我批"),
    "人员": ("老同志", "花名册", "邀请", "结对", "分工"),
    "走访": ("要办的", "替他办", "记一笔", "送学", "台账"),
    "问候": ("政治生日", "生日问候", "节日问候", "在党50年"),
    "情况": ("本月情况", "月报", "查原因"),
    "本人": ("看通知", "我的"),
}
GLANCE = 6  # words

_HOURS = ((5, "早上好"), (9, "上午好"), (12, "中午好"), (14, "下午好"), (19, "晚上好"))


def greeting(name: str, at: time) -> str:
    """「上午好，唐正平同志。」"""
    words = [words for first, words in _HOURS if at.hour >= first]
    return f"{words[-1] if words else '您好'}，{name}。"


def menu(name: str, at: time, keyboard: Keyboard) -> Message:
    """Open the keyboard with a word of greeting."""
    return Message(f"{greeting(name, at)}\n\n要办什么，点下面的字就行。", keyboard=keyboard)


@dataclass(frozen=True, slots=True)
class OpenKind(Press, code="knd"):
    """A kind of matters behind 更多; the empty one is all of them again."""

    kind: str


def others(words: Sequence[str]) -> Message:
    """Offer what the keyboard has no place for: word by word if they are few, else kind by kind."""
    if len(words) <= GLANCE:
        return Message("这些也可以办：", buttons=_openings(words))
    lines, buttons = [], []
    for kind, all_words in KINDS.items():
        held = [word for word in all_words if word in words]
        if len(held) > 1:
            lines.append(f"{kind}：{'、'.join(held)}")
            buttons.append(Button(kind, OpenKind(kind)))
        else:
            buttons += _openings(held)
    return Message("\n".join(lines), "这些也可以办", tuple(buttons))


def kind(name: str, words: Sequence[str]) -> Message:
    """Offer what there is of one kind."""
    return Message("要办哪一样，点一下。", name, (*_openings(words), Button("返回", OpenKind(""))))


def _openings(words: Sequence[str]) -> tuple[Button, ...]:
    return tuple(Button(word, OpenWord(word)) for word in words)


def today_instead(keyboard: Keyboard) -> Message:
    """Answer a button that belongs to another time."""
    return Message("这个按钮是以前的，现在用不上了。\n\n今天能办的，都在下面。", keyboard=keyboard)


def last_row() -> tuple[str]:
    """Return the row that every keyboard ends with."""
    return (HELP,)
