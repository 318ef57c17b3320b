"""Sentences and buttons of quiet: hospital, mourning, 免打扰, and the silent day of a branch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import dates


class Spell(StrEnum):
    """A quiet time; the value travels in buttons."""

    HOSPITAL = "h"  # 住院
    MOURNING = "m"  # 家有丧事
    MUTED = "q"  # 要安静


@dataclass(frozen=True, slots=True)
class SetSpell(Press, code="qset"):
    """住院了, 出院了, 家有丧事 … on a member's page."""

    person_id: int
    spell: str
    on: int


@dataclass(frozen=True, slots=True)
class SetMuted(Press, code="qown"):
    """要安静: one's own switch."""

    on: int


@dataclass(frozen=True, slots=True)
class SetSilent(Press, code="qday"):
    """今日静默."""

    on: int


# What somebody else may say of him; quiet for its own sake he asks for himself.
OTHERS = (Spell.HOSPITAL, Spell.MOURNING)
_BEGIN = {Spell.HOSPITAL: "住院了", Spell.MOURNING: "家有丧事"}
_END = {Spell.HOSPITAL: "出院了", Spell.MOURNING: "丧期过了"}


def switches(person_id: int, lasting: Sequence[Spell]) -> list[Button]:
    """Return the switches on a member's page, each with what it would set."""
    return [
        Button(
            _END[spell] if spell in lasting else _BEGIN[spell],
            SetSpell(person_id, spell, int(spell not in lasting)),
        )
        for spell in OTHERS
    ]


def note_stay(person_id: int, name: str, *, begun: bool) -> Message:
    """Ask whether a stay in hospital that somebody told of is to be noted, or its end."""
    spell = Spell.HOSPITAL
    word = (_BEGIN if begun else _END)[spell]
    follows = "马上安排去看望，祝贺和过节的话先不发" if begun else "安排一周内去看望"
    button = Button(word, SetSpell(person_id, spell, int(begun)))
    return Message(f"{name}同志{word}，要记上吗？点一下就记上，{follows}。", buttons=(button,))


def home_again(person_id: int) -> Button:
    """Stand below a record that tells of somebody's coming home from hospital."""
    return Button(_END[Spell.HOSPITAL], SetSpell(person_id, Spell.HOSPITAL, 0))


def lasting(spells: Sequence[Spell], mourning_until: date | None, today: date) -> list[str]:
    """Say on a member's page what he is spared, and until when."""
    return [_lasting(spell, mourning_until, today) for spell in spells]


def _lasting(spell: Spell, mourning_until: date | None, today: date) -> str:
    match spell:
        case Spell.HOSPITAL:
            return "住院中，祝贺和过节的话先不发。"
        case Spell.MOURNING if mourning_until is not None:
            return f"家有丧事，祝贺和过节的话到{dates.day(mourning_until, today)}以后再发。"
        case _:
            return "本人要安静，祝贺和过节的话不发。"


def done(
    person_id: int,
    name: str,
    spell: Spell,
    mourning_until: date | None,
    today: date,
    *,
    on: bool,
    came_home: bool = False,
) -> Message:
    """Say what was set; the opposite stands below, in a message of its own.

    Whoever `came_home` was in hospital for a day at least, so that a visit follows.
    """
    undo = Button("弄错了", SetSpell(person_id, spell, int(not on)))
    if not on:
        visit = "已经安排一周内去看望。" if came_home else ""
        return Message(f"记下了。{visit}祝贺和过节的话，以后照常发给{name}同志。", buttons=(undo,))
    match spell:
        case Spell.HOSPITAL:
            text = f"记下了：{name}同志住院。已经安排去看望。出院以前，祝贺、过节和学习的消息都不发。"
        case Spell.MOURNING:
            until = dates.day(mourning_until, today) if mourning_until else ""
            text = f"记下了。到{until}，祝贺、过节的话都不发给{name}同志。请支部的同志去看看。"
        case _:
            text = f"记下了。祝贺、过节的话不发给{name}同志，要紧的通知照发。"
    return Message(text, buttons=(undo,))


def not_oneself() -> str:
    """Refuse somebody who presses it on his own page."""
    return "自己的情况，请告诉联系您的同志，由他来记。"


def muted(*, on: bool) -> Message:
    """Answer somebody who wants quiet, or wants it no more."""
    if on:
        return Message(
            "好，以后只发要紧的通知，祝贺和过节的话都不发。\n\n想恢复，点下面的字。",
            buttons=(Button("恢复", SetMuted(0)),),
        )
    return Message("好，祝贺和过节的话，以后照常发给您。", buttons=(Button("要安静", SetMuted(1)),))


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
