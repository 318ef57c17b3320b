"""Sentences and buttons of one's own day: 入党 and 党龄 apart, each with its date, and the card again."""

from dataclasses import dataclass
from datetime import date

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import dates
from bot.texts.members import ShowMember


@dataclass(frozen=True, slots=True)
class SeeCard(Press, code="mdcard"):
    """看贺卡."""


@dataclass(frozen=True, slots=True)
class DisputeDate(Press, code="mddate"):
    """日子不对."""


@dataclass(frozen=True, slots=True)
class ShowMyDay(Press, code="mday"):
    """我的党龄 on one's own page."""


OPEN = "我的党龄"


@dataclass(frozen=True, slots=True)
class Count:
    """One of the two dates: as the roster knows it, and the full years since."""

    when: str
    years: int


def mine(joined: Count | None, full: Count | None, next_day: str, *, card: bool) -> Message:
    """Tell both counts apart: since 入党, and since 转正 (党龄)."""
    rows = [_joined(joined), _full(full)]
    if next_day:
        rows.append(f"下一个政治生日：{next_day}。")
    rows.append("日子是支部名册上的。不对的话，请点「日子不对」。")
    buttons = [Button("看贺卡", SeeCard())] if card else []
    return Message("\n".join(rows), title="您的党龄", buttons=(*buttons, Button("日子不对", DisputeDate())))


def _joined(count: Count | None) -> str:
    if count is None:
        return "入党的日子，名册上还没有。"
    return f"入党：{count.when}，到今天{_years(count.years)}。"


def _full(count: Count | None) -> str:
    if count is None:
        return "转正的日子，名册上还没有，党龄算不出来。"
    return f"转正：{count.when}，党龄{_years(count.years)}。"


def _years(years: int) -> str:
    return f"{years}年" if years else "不满一年"


def next_day(day: date, years: int, *, month_only: bool) -> str:
    """「2027年6月10日，星期四，入党42周年」"""
    when = f"{day.year}年{day.month}月" if month_only else f"{day.year}年{dates.day(day)}"
    return f"{when}，入党{years}周年"


def not_a_member() -> Message:
    """Answer somebody on whose behalf the roster keeps no dates."""
    return Message("您不在支部的党员名册上，这里没有您的入党日子。有疑问请点「找人」。")


def card(name: str, years: int) -> str:
    """Stand under the card that was asked for again."""
    return f"{name}同志，这是您入党{years}周年的贺卡。"


def no_card() -> Message:
    """Answer where there is nothing to draw: joined less than a year ago, or on an unknown day."""
    return Message("满一周年，支部就给您送贺卡。")


def ask_dispute() -> Message:
    """Ask what is wrong with the dates."""
    return Message("哪个日子不对？请您写一句，比如：我是1968年7月入的党。我转给组织委员去查档。")


def dispute_needed() -> str:
    """Answer to an empty sentence."""
    return "请写一句话，或者点「取消」。"


def disputed(keeper: str | None) -> Message:
    """Say that somebody looks into the file, and that nothing has been changed."""
    who = f"{keeper}同志" if keeper else "支部的同志"
    return Message(f"好，转给{who}了，查了档案再告诉您。名册现在没有改动。")


def note(name: str, person_id: int, words: str, joined: str, full: str) -> Message:
    """Tell the 组织委员 what a member says about his dates."""
    on_roster = f"名册：入党 {joined or '没有'}，转正 {full or '没有'}。"
    return Message(
        f"{on_roster}\n他说：「{words}」\n\n请查档，名册没有改动。",
        title=f"{name}同志说日子不对",
        buttons=(Button(f"看{name}", ShowMember(person_id)),),
    )
