"""Words about the medal 光荣在党50年: the list, the evidence, and the good news."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages import Button, Message
from bot.presses import Press
from models import MedalState

TITLE = "光荣在党50年"
NAME = "“光荣在党50年”纪念章"


@dataclass(frozen=True, slots=True)
class OpenMedals(Press, code="jnls"):
    """The list of a year's batch."""

    year: int
    page: int


@dataclass(frozen=True, slots=True)
class OpenEarlier(Press, code="jnea"):
    """以前几批: whose medal is not written down here."""

    year: int
    page: int


@dataclass(frozen=True, slots=True)
class AllAwarded(Press, code="jnaa"):
    """都发过了: whoever is on that list without a doubt; `sure` is 1 after a second look."""

    year: int
    sure: int


@dataclass(frozen=True, slots=True)
class ExportMedals(Press, code="jnex"):
    """导出名单: a table to hand upwards."""

    year: int


@dataclass(frozen=True, slots=True)
class OpenMedal(Press, code="jnop"):
    """One person on a year's list."""

    person_id: int
    year: int


@dataclass(frozen=True, slots=True)
class ReportAll(Press, code="jnal"):
    """全部上报: everybody about whom nothing is doubtful."""

    year: int


@dataclass(frozen=True, slots=True)
class MoveMedal(Press, code="jnmv"):
    """One step for one person: report, aside, back, approve, undo."""

    person_id: int
    year: int
    step: str


@dataclass(frozen=True, slots=True)
class EnterMedal(Press, code="jnen"):
    """已颁发 or 家属代领: asks when and where, or through whom."""

    person_id: int
    year: int
    how: str


REPORT, ASIDE, BACK, APPROVED, UNDO = "report", "aside", "back", "approve", "undo"
AWARDED, COLLECTED = "awarded", "collected"

_STATES = {
    None: "还没上报",
    MedalState.PROPOSED: "已上报",
    MedalState.APPROVED: "上级已批准",
    MedalState.AWARDED: "已颁发",
    MedalState.COLLECTED: "家属代领了",
    MedalState.SET_ASIDE: "这次先不报",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list."""

    person_id: int
    name: str
    state: MedalState | None
    full: str  # the day of full membership as the file knows it
    doubt: str
    gone: bool  # has died or left since he was put forward


def evidence(joined: str | None, full: str, source: str | None, year: int) -> str:
    """「1976年10月12日入党，1976年10月12日转正（来源：档案）。」 and what follows from it."""
    since = f"{joined}入党，" if joined else ""
    where = f"来源：{source}" if source else "来源没有写"
    return f"{since}{full}转正（{where}）。党龄从转正算起，看的是{year}年7月1日满没满50年。"


def day_unknown(full: str) -> str:
    """A July known by its month may lie on either side of the first."""
    return f"转正时间只知道{full}，算哪一批要查档"


def dates_disagree() -> str:
    """The two dates do not fit the rules of their time."""
    return "入党和转正时间对不上当年的规定，要查档"


def lost() -> str:
    """Nobody is put forward whom nobody has spoken with."""
    return "名册上是失联，要先找到人"


def listed(
    year: int,
    due: Sequence[Listed],
    unsure: Sequence[Listed],
    earlier: int,
    page: int,
    per_page: int,
    default_year: int,
) -> Message:
    """Show a batch: who is in it, about whom the file has to be asked, and why it may be empty."""
    lines = [f"到{year}年7月1日党龄满50年的，有{len(due)}位。" if due else _nobody(year)]
    everybody = [*due, *unsure]
    here = everybody[page * per_page : (page + 1) * per_page]
    lines += [f"{each.name}：{_state(each)}" for each in here if each in due]
    if unsure:
        lines.append(f"要先查档的，有{len(unsure)}位。")
        lines += [f"{each.name}：{each.doubt}" for each in here if each in unsure]
    lines.append("这是照转正时间算的。报不报、批不批，由组织定。")
    buttons = [Button(each.name, OpenMedal(each.person_id, year)) for each in here]
    if len(everybody) > (page + 1) * per_page:
        buttons.append(Button("下一页", OpenMedals(year, page + 1)))
    elif page:
        buttons.append(Button("第一页", OpenMedals(year, 0)))
    if any(each.state is None and not each.gone for each in due):
        buttons.append(Button("全部上报", ReportAll(year)))
    if earlier:
        buttons.append(Button("以前几批", OpenEarlier(year, 0)))
    other = year + 1 if year == default_year else default_year
    buttons.append(Button(f"{other}年", OpenMedals(other, 0)))
    return Message("\n".join(lines), title=f"{TITLE}（{year}年）", buttons=tuple(buttons))


def _nobody(year: int) -> str:
    why = ""
    if year == 2028:
        why = "\n这一批少是正常的：1977年8月12日以后入党的，有一年预备期，要到2029年七一才满50年。"
    return f"到{year}年7月1日党龄满50年的，支部里没有。{why}"


def _state(each: Listed) -> str:
    return f"{_STATES[each.state]}（转正{each.full}）" + ("，人已不在册" if each.gone else "")


def earlier(year: int, people: Sequence[Listed], page: int, per_page: int) -> Message:
    """Show whose medal of an earlier batch is not written down here."""
    here = people[page * per_page : (page + 1) * per_page]
    lines = [f"{year}年以前就满了50年，这里还没有记的，有{len(people)}位。发过的，点名字补记。"]
    lines += [f"{each.name}：转正{each.full}" + (f"，{each.doubt}" if each.doubt else "") for each in here]
    buttons = [Button(each.name, OpenMedal(each.person_id, year)) for each in here]
    if len(people) > (page + 1) * per_page:
        buttons.append(Button("下一页", OpenEarlier(year, page + 1)))
    if any(not each.doubt for each in people):
        buttons.append(Button("都发过了", AllAwarded(year, 0)))
    buttons.append(Button("返回", OpenMedals(year, 0)))
    return Message("\n".join(lines), title="以前几批", buttons=tuple(buttons))


def sure_all_awarded(year: int, count: int, doubtful: int) -> Message:
    """Ask once more before many are entered at once."""
    more = f"\n要查档的{doubtful}位不在里面，请一位一位记。" if doubtful else ""
    return Message(
        f"以前几批的{count}位，都记成「已颁发」吗？哪天发的，不记。记错了，点名字可以改。{more}",
        buttons=(Button("都记上", AllAwarded(year, 1)), Button("返回", OpenEarlier(year, 0))),
    )


def entered(count: int) -> Message:
    """Say how many were entered."""
    return Message(f"记上了，{count}位：已颁发。")


def reported(count: int, year: int) -> Message:
    """Say how many were put forward, and offer the table to hand upwards."""
    return Message(
        f"记下了，上报{count}位。上级批了，请在各人那一页点「上级已批准」。",
        buttons=(Button("打开名单", OpenMedals(year, 0)), Button("导出名单", ExportMedals(year))),
    )


def header() -> list[str]:
    """Head the table that is handed upwards."""
    return ["姓名", "性别", "入党时间", "转正时间", "来源", "批次", "现在", "要查的"]


def in_words(state: MedalState | None) -> str:
    """Name a state."""
    return _STATES[state]


def exported(year: int, count: int) -> Message:
    """Go with the table."""
    return Message(f"{year}年的名单，{count}位。转正时间照花名册写，上报以前请对一遍档案。")


def file_name(year: int) -> str:
    """Name the table's file."""
    return f"{TITLE}名单-{year}.xlsx"


def moved_meanwhile() -> str:
    """Refuse a step that does not fit what was entered meanwhile."""
    return "这位同志的纪念章，刚才已经有人记过了。请重新打开看一看。"


def nothing_to_take_back() -> str:
    """Refuse to undo where nothing was entered."""
    return "这一步没有可以退回的。"


def not_on_the_list(name: str) -> str:
    """Refuse somebody who has not got so far."""
    return f"{name}同志还没到满50年党龄的批次。"


def ask_above(name: str) -> str:
    """Refuse what is for the living."""
    return f"{name}同志已不在册，或者正在停发。纪念章怎么办，请问上级组织部门。"


# -- in January -----------------------------------------------------------------------------------


def january(year: int, names: Sequence[str], unsure: int) -> Message:
    """Tell those in charge, months ahead, who reaches fifty years."""
    first = f"到7月1日党龄满50年的有{len(names)}位：{'、'.join(names)}。" if names else _nobody(year)
    more = f"\n还有{unsure}位要先查档。" if unsure else ""
    return Message(
        f"{first}{more}\n报不报由支部定，上级批准。",
        title=f"{TITLE}（{year}年）",
        buttons=(Button("打开名单", OpenMedals(year, 0)),),
    )
