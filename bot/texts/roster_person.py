"""Sentences of the two forms that add a person to the roster or change one."""

from collections.abc import Sequence

from bot.messages import Button, Message
from bot.presses import FormAnswer
from bot.texts.roster_reasons import LABELS, discreet, shown

BLANK = "空着"
CLEAR = "清空"
YES = "确认"
BUTTONS = 7  # fields offered as buttons; the rest can be typed

_EXAMPLES = {
    "born_on": "例如 1955-08-11；只知道年月，写 1955-08。",
    "joined_on": "例如 1976-07-02；只知道年月，写 1976-07。",
    "full_on": "例如 1977-07-02。和入党时间分开记，不知道就空着。",
    "retired_on": "例如 2015-08。",
    "group_number": "例如 2。",
    "roles": "例如 组织委员；不止一个用顿号隔开，例如 组织委员、第一党小组组长。",
    "channel": "请写 小助手、家属代收、电话 或 纸质。",
    "mobility": "请写 正常、行动不便 或 卧床。",
}


def ask_name() -> Message:
    """Ask whom to add."""
    return Message("要加哪一位老同志？请打姓名。")


def cause(name: str) -> str:
    """Name what was typed, as an undo asks about it."""
    return f"加一位：{name}"


def ask_more(field: str) -> Message:
    """Ask one thing about somebody who is being added."""
    return Message(
        f"{LABELS[field]}？{_EXAMPLES.get(field, '')}",
        buttons=(Button(BLANK, FormAnswer(field, BLANK)),),
    )


def ask_whom() -> Message:
    """Ask whom to change."""
    return Message("要改哪一位？请打姓名。")


def nobody(text: str) -> str:
    """Answer to a name that the roster does not have."""
    return f"名册里没有「{text}」。请看看是不是少了字。"


def several(name: str, choices: Sequence[tuple[str, str]]) -> str:
    """Answer to a name that several people have."""
    lines = [f"· {number}（{group}）" if group else f"· {number}" for number, group in choices]
    return "\n".join([f"叫「{name}」的不止一位，请打编号：", *lines])


def ask_field(name: str, values: Sequence[tuple[str, str]]) -> Message:
    """Ask what to change about somebody."""
    known = [f"{LABELS[field]}：{discreet(field, value)}" for field, value in values if value]
    others = [LABELS[field] for field, _ in values[BUTTONS:]]
    more = f"（{'、'.join(others)}也可以改，打名称就行）" if others else ""
    return Message(
        "\n".join([*known, "", f"要改哪一项？{more}"]),
        title=name,
        buttons=tuple(Button(LABELS[field], FormAnswer("field", field)) for field, _ in values[:BUTTONS]),
    )


def unknown_field() -> str:
    """Answer to a field that cannot be changed here."""
    return "这一项这里改不了，请点下面的一项。"


def ask_value(name: str, field: str, old: str, *, may_clear: bool) -> Message:
    """Ask for the new value."""
    now = f"现在是「{discreet(field, old)}」。" if old else "现在是空的。"
    buttons = (Button(CLEAR, FormAnswer("value", CLEAR)),) if may_clear and old else ()
    return Message(
        f"{name}同志的{LABELS[field]}，{now}\n\n新的写什么？{_EXAMPLES.get(field, '')}",
        buttons=buttons,
    )


def cannot_be_empty(field: str) -> str:
    """Refuse to clear what everybody has."""
    return f"{LABELS[field]}不能空着。"


def ask_sure(name: str, field: str, old: str, new: str) -> Message:
    """Show old → new and ask for the word that makes it so."""
    return Message(
        f"{name}同志的{LABELS[field]}：\n{discreet(field, old) or '（空）'} → "
        f"{shown(field, new) or '（空）'}\n\n这样改吗？",
        buttons=(Button(YES, FormAnswer("sure", YES)),),
    )


def say_yes() -> str:
    """Answer to something else than yes."""
    return "要改就点「确认」，不改就点「取消」。"


def changed(name: str, field: str, old: str, new: str) -> Message:
    """Say that it is done."""
    return Message(
        f"改好了。{name}同志的{LABELS[field]}：{discreet(field, old) or '（空）'} → "
        f"{discreet(field, new) or '（空）'}。"
    )


def same_already() -> Message:
    """Say that there was nothing to change."""
    return Message("名册里本来就是这样，没有改动。")


def gone() -> str:
    """Answer where the person cannot be found any more."""
    return "这位同志已经不在名册里了。"
