"""Words of what a month still lacks, for the liaison alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import dates
from bot.texts.members import Line as Name
from bot.texts.members import ShowMember, labels

_NAMES_PER_PAGE = 6


@dataclass(frozen=True, slots=True)
class NotThisMonth(Press, code="bfn"):
    """这个月不方便: the liaison arranges it."""

    month: str


@dataclass(frozen=True, slots=True)
class OpenMonth(Press, code="bfo"):
    """本月还没联系的, for the liaison; "" is this month."""

    month: str
    page: int


@dataclass(frozen=True, slots=True)
class Open:
    """A member nobody has been in touch with this month, as the liaison sees him."""

    person_id: int
    name: str
    cadre: str | None
    put_off_until: date | None = None
    group: int | None = None
    number: str | None = None


def _called(liaison: str | None) -> str:
    return f"{liaison}同志" if liaison else "支部的同志"


def liaison_asked(liaison: str | None) -> Message:
    """Confirm that the liaison was asked to arrange it."""
    return Message(f"好的，我告诉{_called(liaison)}了，由那边安排。您忙您的。")


def please_arrange(cadre: str, names: Sequence[str], buttons: Sequence[Button]) -> Message:
    """Ask the liaison to arrange this month's visits for somebody who cannot."""
    return Message(
        f"{cadre}同志说，这个月不方便联系{'、'.join(names)}同志。请您安排一下。",
        title="请安排走访",
        buttons=tuple(buttons),
    )


def month_open(month: date, people: Sequence[Open], today: date, page: int = 0) -> Message:
    """Show the liaison, a page at a time, whom nobody has been in touch with in a month."""
    title = f"{month.month}月还没联系到的"
    if not people:
        return Message("都联系到了。", title=title)
    pages = -(-len(people) // _NAMES_PER_PAGE)
    page = max(0, min(page, pages - 1))
    here = slice(page * _NAMES_PER_PAGE, (page + 1) * _NAMES_PER_PAGE)
    rows = [f"{one.name}（{_whose(one, today)}）" for one in people[here]]
    buttons = [
        Button(label, ShowMember(one.person_id))
        for label, one in zip(_open_labels(people)[here], people[here], strict=True)
    ]
    turn = [("上一页", page - 1)] if page > 0 else []
    turn += [("下一页", page + 1)] if page + 1 < pages else []
    buttons += [Button(label, OpenMonth(f"{month:%Y-%m}", number)) for label, number in turn]
    head = f"还有{len(people)}位，没有记到联系情况：\n\n"
    return Message(head + "\n".join(rows) + "\n\n只有您看得到这一份。", title=title, buttons=tuple(buttons))


def _open_labels(people: Sequence[Open]) -> list[str]:
    return labels([Name(one.person_id, one.name, one.group, one.number) for one in people])


def _whose(one: Open, today: date) -> str:
    words = one.cadre or "没有人结对"
    return f"{words}，改到{dates.day(one.put_off_until, today)}" if one.put_off_until else words
