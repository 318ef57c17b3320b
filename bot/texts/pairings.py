"""Words of the page 结对: who looks after whom, who takes over, who stands in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import briefs, dates
from bot.texts.members import group_name

HANDED_OVER = "交接"
CHANGE = "结对"


@dataclass(frozen=True, slots=True)
class OpenPairings(Press, code="pai"):
    """结对."""


@dataclass(frozen=True, slots=True)
class ListCadres(Press, code="pal"):
    """Who looks after whom, a page."""

    page: int


@dataclass(frozen=True, slots=True)
class OpenCadre(Press, code="pac"):
    """One cadre and his members."""

    cadre_id: int


@dataclass(frozen=True, slots=True)
class ListWithout(Press, code="paw"):
    """Who has nobody, a page."""

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
class Suggest(Press, code="pag"):
    """帮我分一分: propose a cadre for each who has nobody."""


@dataclass(frozen=True, slots=True)
class TakeSuggested(Press, code="pagy"):
    """就这样: `count` pairs were shown."""

    count: int


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
class EndAbsence(Press, code="pabe"):
    """回来了."""

    absence_id: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A cadre who may be chosen, with how many members he has."""

    person_id: int
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Ward:
    """A member on a cadre's page; `to` or `by` name the other side of a hand-over."""

    person_id: int
    name: str
    since: date
    to: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who is away, and who stands in for him."""

    absence_id: int
    cadre: str
    deputy: str
    until: date


def overview(
    everybody: int,
    without: Sequence[str],
    passing: Sequence[tuple[str, str, str]],
    away: Sequence[Away],
    today: date,
    *,
    liaison: bool,
) -> Message:
    """Show who has nobody, what is being handed over, and who is away."""
    if without:
        rows = [f"{everybody}位老同志，还有{len(without)}位没有人结对：{some(without)}。"]
    else:
        rows = [f"{everybody}位老同志，都有人结对。"]
    rows += [f"正在交接：{member}，{old}交给{new}" for member, old, new in passing[:5]]
    rows += [f"{one.cadre}不在，{one.deputy}代到{dates.day(one.until, today)}" for one in away[:5]]
    buttons = []
    if without:
        buttons += [Button("给他们安排", ListWithout(0)), Button("帮我分一分", Suggest())]
    buttons.append(Button("看干部", ListCadres(0)))
    if liaison:  # nobody else sees what a month still lacks
        buttons.append(Button("本月没联系的", briefs.OpenMonth("", 0)))
    return Message("\n".join(rows), title="结对", buttons=tuple(buttons))


def some(names: Sequence[str], at_most: int = 8) -> str:
    """Name the first few, and say how many there are."""
    more = len(names) - at_most
    return "、".join(names[:at_most]) + (f"等{len(names)}位" if more > 0 else "")


def without(people: Sequence[tuple[int, str, int | None]], page: int, pages: int) -> Message:
    """List who has nobody, a button each."""
    if not people:
        return Message("都有人结对了。")
    buttons = [Button(_in_group(name, group), ChooseCadre(one, 0)) for one, name, group in people]
    buttons += _paging(ListWithout(page - 1), ListWithout(page + 1), page, pages)
    return Message("点名字，给他安排一位结对的同志。", title="还没有人结对", buttons=tuple(buttons))


def _in_group(name: str, group: int | None) -> str:
    return f"{name}（{group_name(group)}）" if group else name


def cadre_list(choices: Sequence[Choice], page: int, pages: int) -> Message:
    """List the cadres with how many members each looks after; no other figures."""
    if not choices:
        return Message("名册里还没有在职结对干部。")
    buttons = [Button(_choice(one), OpenCadre(one.person_id)) for one in choices]
    buttons += _paging(ListCadres(page - 1), ListCadres(page + 1), page, pages)
    return Message("点名字，看他联系哪几位。", title="结对干部", buttons=tuple(buttons))


def _choice(one: Choice) -> str:
    return f"{one.name}（{one.count}位）" if one.count else f"{one.name}（还没有）"


def _paging(before: Press, after: Press, page: int, pages: int) -> list[Button]:
    buttons = [Button("上一页", before)] if page > 0 else []
    return buttons + ([Button("下一页", after)] if page + 1 < pages else [])


def cadre_page(cadre_id: int, name: str, wards: Sequence[Ward], away: Away | None, today: date) -> Message:
    """Show a cadre's members; a tap on one changes who looks after him."""
    rows = [_ward(one, today) for one in wards] or ["现在没有结对的老同志。"]
    if away is not None:
        rows.append(f"{name}同志不在，{away.deputy}同志代到{dates.day(away.until, today)}。")
    buttons = [Button(f"换{one.name}的", ChooseCadre(one.person_id, 0)) for one in wards]
    if wards:
        buttons.append(Button("都交给别人", ChooseSuccessor(cadre_id, 0)))
    if away is not None:
        buttons.append(Button("回来了", EndAbsence(away.absence_id)))
    elif wards:
        buttons.append(Button("不在一阵", ChooseDeputy(cadre_id, 0)))
    return Message("\n".join(rows), title=f"{name}同志", buttons=tuple(buttons))


def _ward(one: Ward, today: date) -> str:
    words = f"{one.name}：{dates.precise(one.since)}起"
    if one.to:
        words += f"，正在交给{one.to}"
    if one.by:
        words += f"，从{one.by}那里接手，还没联系上"
    return words


def choose_cadre(
    person_id: int, name: str, now: Sequence[str], choices: Sequence[Choice], page: int, pages: int
) -> Message:
    """Ask who is to look after a member; those with the fewest come first."""
    rows = [f"现在：{'、'.join(now)}同志" if now else "现在没有人结对。", "请谁来？"]
    buttons = [Button(_choice(one), PairWith(person_id, one.person_id)) for one in choices]
    buttons += _paging(ChooseCadre(person_id, page - 1), ChooseCadre(person_id, page + 1), page, pages)
    return Message("\n".join(rows), title=f"{name}同志的结对", buttons=tuple(buttons))


def choose_successor(cadre_id: int, name: str, choices: Sequence[Choice], page: int, pages: int) -> Message:
    """Ask who takes over all of a cadre's members."""
    buttons = [Button(_choice(one), HandOverTo(cadre_id, one.person_id)) for one in choices]
    buttons += _paging(ChooseSuccessor(cadre_id, page - 1), ChooseSuccessor(cadre_id, page + 1), page, pages)
    return Message(f"{name}同志联系的老同志，都交给谁？", buttons=tuple(buttons))


def choose_deputy(cadre_id: int, name: str, choices: Sequence[Choice], page: int, pages: int) -> Message:
    """Ask who stands in for somebody who is away."""
    buttons = [Button(_choice(one), StandIn(cadre_id, one.person_id)) for one in choices]
    buttons += _paging(ChooseDeputy(cadre_id, page - 1), ChooseDeputy(cadre_id, page + 1), page, pages)
    return Message(f"{name}同志不在的时候，请谁代一代？", buttons=tuple(buttons))


def nobody_to_choose() -> Message:
    """Answer where there is no other cadre."""
    return Message("没有别的在职结对干部可以选。请先在花名册里加上。")


def third_needs_reason(name: str, count: int) -> str:
    """Ask for the reason before somebody gets a third member."""
    return f"{name}同志这样就要联系{count + 1}位了，一般是一两位。请写一句为什么。"


def ask_reason(name: str, count: int) -> Message:
    """Warn of a third member and ask why."""
    return Message(third_needs_reason(name, count))


def reason_needed() -> str:
    """Answer to an empty or an endless reason."""
    return "请写一句，一百字以内。"


def does_not_serve() -> str:
    """Refuse somebody who cannot be paired."""
    return "这位同志现在不是在职结对干部，不能安排。"


def begun(member: str, cadre: str) -> Message:
    """Confirm a new pairing."""
    return Message(f"好的，{member}同志由{cadre}同志联系。该知道的，我都告诉那边。", buttons=(_BACK,))


def handing_over(member: str, old: str, new: str) -> Message:
    """Confirm a hand-over, and who is responsible meanwhile."""
    return Message(
        f"好的，{member}同志交给{new}同志。\n\n{new}联系上以前，还是{old}同志负责；联系上了，自动交接完。",
        buttons=(_BACK,),
    )


def kept(member: str, cadre: str) -> Message:
    """Confirm that a hand-over was called off."""
    return Message(f"好的，{member}同志还是由{cadre}同志联系，不交接了。", buttons=(_BACK,))


def already(member: str, cadre: str) -> Message:
    """Answer a second tap."""
    return Message(f"{member}同志已经安排给{cadre}同志了。", buttons=(_BACK,))


def all_handed_over(old: str, new: str, members: Sequence[str]) -> Message:
    """Confirm that everybody passes to a successor."""
    if not members:
        return Message(f"{old}同志没有要交接的老同志。", buttons=(_BACK,))
    return Message(
        f"好的，{'、'.join(members)}同志交给{new}同志。\n\n联系上一位，交接完一位；这以前还是{old}同志负责。",
        buttons=(_BACK,),
    )


def suggested(pairs: Sequence[tuple[str, str]], left: int) -> Message:
    """Show a proposal before anything is done."""
    if not pairs:
        return Message("现在没有空着的结对干部了。请先加上，或者点名字单独安排。", buttons=(_BACK,))
    rows = [f"{member}：{cadre}" for member, cadre in pairs[:20]]
    if len(pairs) > 20:
        rows.append(f"还有{len(pairs) - 20}位")
    if left:
        rows.append(f"\n剩下{left}位，一人两位已经排满了，请单独安排。")
    return Message(
        "\n".join(rows), title="这样分，行吗", buttons=(Button("就这样", TakeSuggested(len(pairs))), _BACK)
    )


def taken(count: int) -> Message:
    """Confirm what was proposed."""
    return Message(f"好的，{count}位都安排上了。我把该知道的告诉各位结对的同志。", buttons=(_BACK,))


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
        buttons=(_BACK,),
    )


def back_again(cadre: str) -> Message:
    """Confirm that somebody is back."""
    return Message(f"好的，{cadre}同志回来了，从今天起还是由他联系。", buttons=(_BACK,))


_BACK = Button("回结对", OpenPairings())
