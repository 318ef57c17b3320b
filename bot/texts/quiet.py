"""Sentences and buttons of quiet: hospital, mourning, 免打扰, and the silent day of a branch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import dates
from bot.texts.members import ShowMember


class Spell(StrEnum):
    """A quiet time; the value travels in buttons."""

    HOSPITAL = "h"  # 住院
    MOURNING = "m"  # 家有丧事
    MUTED = "q"  # 要安静


@dataclass(frozen=True, slots=True)
class SetSpell(Press, code="qset"):
    person_id: int
    spell: str
    on: int


@dataclass(frozen=True, slots=True)
class OpenQuiet(Press, code="qopen"):
    """近况: the switches of one member."""

    person_id: int


@dataclass(frozen=True, slots=True)
class SetSilent(Press, code="qday"):
    """今日静默."""

    on: int


OPEN = "住院、丧事"
_BEGIN = {Spell.HOSPITAL: "住院了", Spell.MOURNING: "家有丧事", Spell.MUTED: "本人要安静"}
_END = {Spell.HOSPITAL: "出院了", Spell.MOURNING: "丧期过了", Spell.MUTED: "不用安静了"}


def page(person_id: int, name: str, on: Sequence[Spell], mourning_until: date | None, today: date) -> Message:
    """Show one member's switches."""
    rows = [f"{_lasting(spell, mourning_until, today)}" for spell in on] or ["现在没有要安静的。"]
    rows.append("点了之后，祝贺、过节的话先不发给他；通知照发。")
    buttons = [
        Button(
            _END[spell] if spell in on else _BEGIN[spell], SetSpell(person_id, spell, int(spell not in on))
        )
        for spell in Spell
    ]
    back = Button("回他的页面", ShowMember(person_id))
    return Message("\n".join(rows), title=f"{name}同志", buttons=(*buttons, back))


def _lasting(spell: Spell, mourning_until: date | None, today: date) -> str:
    match spell:
        case Spell.HOSPITAL:
            return "住院中。"
        case Spell.MOURNING if mourning_until is not None:
            return f"家有丧事，安静到{dates.day(mourning_until, today)}。"
        case _:
            return "本人要安静。"


def done(
    person_id: int, name: str, spell: Spell, mourning_until: date | None, today: date, *, on: bool
) -> Message:
    """Say what was set; the opposite stands below, in a message of its own."""
    undo = Button("弄错了", SetSpell(person_id, spell, int(not on)))
    if not on:
        return Message(f"记下了。祝贺和过节的话，以后照常发给{name}同志。", buttons=(undo,))
    match spell:
        case Spell.HOSPITAL:
            text = f"记下了：{name}同志住院。出院以前，祝贺、过节和学习的消息都不发给他。"
        case Spell.MOURNING:
            until = dates.day(mourning_until, today) if mourning_until else ""
            text = f"记下了。到{until}，祝贺、过节的话都不发给{name}同志。请支部的同志去看看他。"
        case Spell.MUTED:
            text = f"记下了。祝贺、过节的话不发给{name}同志，要紧的通知照发。"
    return Message(text, buttons=(undo,))


def already() -> str:
    """Answer a button that changes nothing any more."""
    return "已经记着了。"


def not_oneself() -> str:
    """Refuse somebody who presses it on his own page."""
    return "自己的情况，请告诉联系您的同志，由他来记。"


def silent_day(today: date, *, on: bool) -> Message:
    """Say that today is a silent day, or ask whether it should be one."""
    if on:
        return Message(
            f"{dates.day(today)}，全支部静默：今天不发祝贺和过节的话，通知照发。明天自动恢复。",
            title="今日静默",
            buttons=(Button("取消静默", SetSilent(0)),),
        )
    return Message(
        "点了之后，今天全支部不发祝贺和过节的话，通知照发。政治生日的祝贺，过后几天补上。",
        title="今日静默",
        buttons=(Button("今天静默", SetSilent(1)),),
    )


def silent_ended() -> Message:
    """Say that the silent day was taken back."""
    return Message("好，今天照常。", buttons=(Button("今天静默", SetSilent(1)),))
