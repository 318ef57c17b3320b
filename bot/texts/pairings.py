"""Words of the page 结对: who looks after whom, who takes over, who stands in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import dates
from bot.texts.brief_month import OpenMonth
from bot.texts.brief_rounds import AskBriefHour
from bot.texts.members import group_name
from bot.texts.pairing_choices import (
    BACK,
    Choice,
    ChooseCadre,
    ChooseDeputy,
    ChooseSuccessor,
    ListCadres,
    label,
    paging,
)

CHANGE = "结对"
WHOM = "联系谁"  # on a cadre's page


@dataclass(frozen=True, slots=True)
class OpenCadre(Press, code="pac"):
    """One cadre and his members."""

    cadre_id: int


@dataclass(frozen=True, slots=True)
class ListWithout(Press, code="paw"):
    """Who has nobody, a page."""

    page: int


@dataclass(frozen=True, slots=True)
class Suggest(Press, code="pag"):
    """帮我分一分: propose a cadre for each who has nobody."""


@dataclass(frozen=True, slots=True)
class TakeSuggested(Press, code="pagy"):
    """就这样: `count` pairs were shown."""

    count: int


@dataclass(frozen=True, slots=True)
class EndAbsence(Press, code="pabe"):
    """回来了."""

    absence_id: int


@dataclass(frozen=True, slots=True)
class Ward:
    """A member on a cadre's page; `to` or `by` name the other side of a hand-over."""

    person_id: int
    name: str
    since: date
    to: str | None = None
    by: str | None = None
    reason: str = ""


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
    unreached: Sequence[str] = (),
    liaison: bool,
) -> Message:
    """Show who has nobody, what is being handed over, and who is away."""
    if without:
        rows = [f"{everybody}位老同志，还有{len(without)}位没有人结对：{some(without)}。"]
    else:
        rows = [f"{everybody}位老同志，都有人结对。"]
    rows += [f"正在交接：{member}，{old}交给{new}" for member, old, new in passing[:5]]
    rows += [f"{one.cadre}不在，{one.deputy}代到{dates.day(one.until, today)}" for one in away[:5]]
    if unreached:
        rows.append(f"手机还没接通的干部，收不到提要：{some(unreached)}")
    buttons = []
    if without:
        buttons += [Button("给他们安排", ListWithout(0)), Button("帮我分一分", Suggest())]
    buttons.append(Button("看干部", ListCadres(0)))
    buttons.append(Button("提要时间", AskBriefHour()))
    if liaison:  # nobody else sees what a month still lacks
        buttons.append(Button("本月没联系的", OpenMonth("", 0)))
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
    buttons += paging(ListWithout(page - 1), ListWithout(page + 1), page, pages)
    return Message("点名字，给他安排一位结对的同志。", title="还没有人结对", buttons=tuple(buttons))


def _in_group(name: str, group: int | None) -> str:
    return f"{name}（{group_name(group)}）" if group else name


def cadre_list(choices: Sequence[Choice], page: int, pages: int) -> Message:
    """List the cadres with how many members each looks after; no other figures."""
    if not choices:
        return Message("名册里还没有在职结对干部。")
    buttons = [Button(label(one), OpenCadre(one.person_id)) for one in choices]
    buttons += paging(ListCadres(page - 1), ListCadres(page + 1), page, pages)
    return Message("点名字，看他联系哪几位。", title="结对干部", buttons=tuple(buttons))


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
    return f"{words}（{one.reason}）" if one.reason else words


def suggested(pairs: Sequence[tuple[str, str]], left: int) -> Message:
    """Show a proposal before anything is done."""
    if not pairs:
        return Message("现在没有空着的结对干部了。请先加上，或者点名字单独安排。", buttons=(BACK,))
    rows = [f"{member}：{cadre}" for member, cadre in pairs[:20]]
    if len(pairs) > 20:
        rows.append(f"还有{len(pairs) - 20}位")
    if left:
        rows.append(f"\n剩下{left}位，一人两位已经排满了，请单独安排。")
    return Message(
        "\n".join(rows), title="这样分，行吗", buttons=(Button("就这样", TakeSuggested(len(pairs))), BACK)
    )


def taken(count: int) -> Message:
    """Confirm what was proposed."""
    return Message(f"好的，{count}位都安排上了。我把该知道的告诉各位结对的同志。", buttons=(BACK,))


def back_again(cadre: str) -> Message:
    """Confirm that somebody is back."""
    return Message(f"好的，{cadre}同志回来了，从今天起还是由他联系。", buttons=(BACK,))
