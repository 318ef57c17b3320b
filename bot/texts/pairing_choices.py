"""Words of choosing who looks after a member, who takes over and who stands in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import dates

HANDED_OVER = "交接"


@dataclass(frozen=True, slots=True)
class OpenPairings(Press, code="pai"):
    """结对."""


@dataclass(frozen=True, slots=True)
class ListCadres(Press, code="pal"):
    """Who looks after whom, a page."""

    page: int


@dataclass(frozen=True, slots=True)
class ChooseCadre(Press, code="pach"):
    """Who is to look after a member, a page of cadres."""

    person_id: int
    page: int


@dataclass(frozen=True, slots=True)
class PairWith(Press, code="pap"):
    """He is."""

    person_id: int
    cadre_id: int


@dataclass(frozen=True, slots=True)
class ChooseSuccessor(Press, code="pas"):
    """Who takes over all of a cadre's members, a page of cadres."""

    cadre_id: int
    page: int


@dataclass(frozen=True, slots=True)
class HandOverTo(Press, code="pat"):
    """He does."""

    cadre_id: int
    successor_id: int


@dataclass(frozen=True, slots=True)
class ChooseDeputy(Press, code="pab"):
    """A cadre is away: who stands in, a page of cadres."""

    cadre_id: int
    page: int


@dataclass(frozen=True, slots=True)
class StandIn(Press, code="pabd"):
    """He does; until when is asked next."""

    cadre_id: int
    deputy_id: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A cadre who may be chosen, with how many members he has."""

    person_id: int
    name: str
    count: int


def label(one: Choice) -> str:
    """「王磊（1位）」"""
    return f"{one.name}（{one.count}位）" if one.count else f"{one.name}（还没有）"


def paging(before: Press, after: Press, page: int, pages: int) -> list[Button]:
    """Lead to the pages before and after."""
    buttons = [Button("上一页", before)] if page > 0 else []
    return buttons + ([Button("下一页", after)] if page + 1 < pages else [])


def choose_cadre(
    person_id: int, name: str, now: Sequence[str], choices: Sequence[Choice], page: int, pages: int
) -> Message:
    """Ask who is to look after a member; those with the fewest come first."""
    rows = [f"现在：{'、'.join(now)}同志" if now else "现在没有人结对。", "请谁来？"]
    buttons = [Button(label(one), PairWith(person_id, one.person_id)) for one in choices]
    buttons += paging(ChooseCadre(person_id, page - 1), ChooseCadre(person_id, page + 1), page, pages)
    return Message("\n".join(rows), title=f"{name}同志的结对", buttons=tuple(buttons))


def choose_successor(cadre_id: int, name: str, choices: Sequence[Choice], page: int, pages: int) -> Message:
    """Ask who takes over all of a cadre's members."""
    buttons = [Button(label(one), HandOverTo(cadre_id, one.person_id)) for one in choices]
    buttons += paging(ChooseSuccessor(cadre_id, page - 1), ChooseSuccessor(cadre_id, page + 1), page, pages)
    return Message(f"{name}同志联系的老同志，都交给谁？", buttons=tuple(buttons))


def choose_deputy(cadre_id: int, name: str, choices: Sequence[Choice], page: int, pages: int) -> Message:
    """Ask who stands in for somebody who is away."""
    buttons = [Button(label(one), StandIn(cadre_id, one.person_id)) for one in choices]
    buttons += paging(ChooseDeputy(cadre_id, page - 1), ChooseDeputy(cadre_id, page + 1), page, pages)
    return Message(f"{name}同志不在的时候，请谁代一代？", buttons=tuple(buttons))


def nobody_to_choose() -> Message:
    """Answer where there is no other cadre."""
    return Message("没有别的在职结对干部可以选。请先在花名册里加上。")


def third_needs_reason(name: str, after: int) -> str:
    """Ask for the reason before somebody gets a third member; `after` is how many he would have."""
    return f"{name}同志这样就要联系{after}位了，一般是一两位。请写一句为什么。"


def ask_reason(name: str, after: int) -> Message:
    """Warn of a third member, or of so many more, and ask why."""
    return Message(third_needs_reason(name, after))


def reason_needed() -> str:
    """Answer to an empty or an endless reason."""
    return "请写一句，一百字以内。"


def does_not_serve() -> str:
    """Refuse somebody who cannot be paired."""
    return "这位同志现在不是在职结对干部，不能安排。"


def begun(member: str, cadre: str) -> Message:
    """Confirm a new pairing."""
    return Message(f"好的，{member}同志由{cadre}同志联系。该知道的，我都告诉那边。", buttons=(BACK,))


def handing_over(member: str, old: str, new: str) -> Message:
    """Confirm a hand-over, and who is responsible meanwhile."""
    return Message(
        f"好的，{member}同志交给{new}同志。\n\n{new}联系上以前，还是{old}同志负责；联系上了，自动交接完。",
        buttons=(BACK,),
    )


def kept(member: str, cadre: str) -> Message:
    """Confirm that a hand-over was called off."""
    return Message(f"好的，{member}同志还是由{cadre}同志联系，不交接了。", buttons=(BACK,))


def already(member: str, cadre: str) -> Message:
    """Answer a second tap."""
    return Message(f"{member}同志已经安排给{cadre}同志了。", buttons=(BACK,))


def all_handed_over(old: str, new: str, members: Sequence[str]) -> Message:
    """Confirm that everybody passes to a successor."""
    if not members:
        return Message(f"{old}同志没有要交接的老同志。", buttons=(BACK,))
    return Message(
        f"好的，{'、'.join(members)}同志交给{new}同志。\n\n联系上一位，交接完一位；这以前还是{old}同志负责。",
        buttons=(BACK,),
    )


def until_when(name: str) -> Message:
    """Ask until when somebody stands in; days are added as buttons."""
    return Message(f"{name}同志代到哪一天？点一个，或者直接打，比如「12月20日」。")


def day_not_read() -> str:
    """Answer to a day that was not understood or is too far away."""
    return "没看明白是哪一天。请写成「12月20日」，一年以内的。"


def away_noted(cadre: str, deputy: str, until: date, today: date) -> Message:
    """Confirm an absence."""
    return Message(
        f"好的，{cadre}同志不在的时候，由{deputy}同志代，到{dates.day(until, today)}为止。"
        "提要和要办的事，这段时间都给他。",
        buttons=(BACK,),
    )


BACK = Button("回结对", OpenPairings())
