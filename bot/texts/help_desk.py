"""Sentences of 找人 as the one reads them who helps: the call, what he can do, and his list."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts.leaving import ReportDeath
from bot.texts.members import SHOW_PHONE, ShowPhone
from models import HelpState, Matter

PAGE = 8


@dataclass(frozen=True, slots=True)
class Take(Press, code="htake"):
    """我来办."""

    request_id: int


@dataclass(frozen=True, slots=True)
class Answer(Press, code="hans"):
    """回句话."""

    request_id: int


@dataclass(frozen=True, slots=True)
class Close(Press, code="hdone"):
    """办好了."""

    request_id: int


@dataclass(frozen=True, slots=True)
class HandOn(Press, code="hnext"):
    """换人办."""

    request_id: int


@dataclass(frozen=True, slots=True)
class OpenCall(Press, code="hopen"):
    """A call in the list of open ones."""

    request_id: int


@dataclass(frozen=True, slots=True)
class Call:
    """What a helper is shown of a call for help."""

    request_id: int
    matter: Matter
    state: HelpState
    name: str  # "" for a stranger
    group: str
    shown_name: str  # what a stranger calls himself
    words: str
    person_id: int | None = None
    has_phone: bool = False
    taker: str | None = None
    mine: bool = False  # the reader has taken it
    named: tuple[tuple[int, str], ...] = ()  # who may have died: id and name
    by_another: bool = False  # somebody else called for him
    answered: bool = False  # he has written more since he was asked whether it is urgent


@dataclass(frozen=True, slots=True)
class Line:
    """An open call in a list."""

    request_id: int
    name: str
    matter: Matter
    lies_with: str | None
    taken: bool
    since: str  # 「11月30日，星期一」


_TITLES = {
    Matter.HELP: "【请回电话】",
    Matter.WORRY: "【请马上打电话问一问】",
    Matter.SCAM: "【请帮着看一看】",
    Matter.MONEY: "【可能碰上骗子，请马上打电话】",
    Matter.DEATH: "【请马上处理】",
    Matter.CRISIS: "【请现在就打电话】",
    Matter.EMERGENCY: "【急！请马上联系】",
}
_WHAT = {
    Matter.HELP: "找人",
    Matter.WORRY: "可能不舒服",
    Matter.SCAM: "碰到可疑的消息",
    Matter.MONEY: "碰到有人要钱",
    Matter.DEATH: "报来消息",
    Matter.CRISIS: "心里难过",
    Matter.EMERGENCY: "叫急",
}
_HAS_WRITTEN = "我已经问他要不要急救，他后来说的话也在上面。请马上打电话问一问。"
_PLEASE = {
    Matter.WORRY: "我已经问他要不要急救，他还没有回答。请马上打电话问一问。",
    Matter.MONEY: "请叫他先别转钱，别给验证码。拿不准就打96110或110。",
    Matter.DEATH: "说的是哪一位，还不清楚，什么都没有停发。请核实；核实的是下面哪一位，就点他的名字。",
    Matter.CRISIS: "请现在就打电话，陪他说说话。这件事只有结对干部、联络员和书记知道。",
    Matter.EMERGENCY: "请马上打电话；要紧就替他拨打120，说清地址。",
}


def call(seen: Call) -> Message:
    """Show a call as it stands, with what the reader can do now."""
    if seen.state in (HelpState.DONE, HelpState.MISTAKE):
        return Message(_over(seen))
    if seen.state is HelpState.TAKEN and not seen.mine:
        return Message(f"{_known(seen)}的事，{seen.taker}同志来办了。")
    please = f"\n\n{_please(seen)}" if seen.matter in _PLEASE else ""
    stranger = "" if seen.name else f"\n\n他给自己起的名字是「{seen.shown_name}」，是谁还不清楚，请先问清楚。"
    said = f"说：\n「{seen.words}」" if seen.words else "没有细说，只请您回个电话。"
    title = "您来办的事" if seen.mine else _TITLES[seen.matter]
    who = _known(seen) if seen.name else "有人"
    return Message(
        f"{who}{_WHAT[seen.matter]}，{said}{stranger}{please}", title=title, buttons=_buttons(seen)
    )


def _please(seen: Call) -> str:
    return _HAS_WRITTEN if seen.matter is Matter.WORRY and seen.answered else _PLEASE[seen.matter]


def _known(seen: Call) -> str:
    if not seen.name:  # two strangers are told apart by what they call themselves
        return f"有人（自称「{seen.shown_name}」）"
    return f"{seen.name}同志（{seen.group}）" if seen.group else f"{seen.name}同志"


def _over(seen: Call) -> str:
    if seen.state is HelpState.MISTAKE:
        said = "那边，刚才是按错了" if seen.by_another else "说刚才按错了"
        return f"{_known(seen)}{said}，没有事。方便时再问一声，更放心。"
    return f"{_known(seen)}的事，{f'{seen.taker}同志' if seen.taker else '已经'}办好了。"


def _buttons(seen: Call) -> tuple[Button, ...]:
    phone = (Button(SHOW_PHONE, ShowPhone(seen.person_id)),) if seen.person_id and seen.has_phone else ()
    if seen.mine:
        return (
            Button("回句话", Answer(seen.request_id)),
            *phone,
            Button("办好了", Close(seen.request_id)),
            Button("换人办", HandOn(seen.request_id)),
        )
    dead = tuple(Button(name, ReportDeath(person_id)) for person_id, name in seen.named)
    return (*dead, Button("我来办", Take(seen.request_id)), *phone)


def more(seen: Call, words: str) -> Message:
    """Hand over what the asker says further."""
    buttons = _buttons(seen)
    return Message(f"{_known(seen)}又说：\n「{words}」", buttons=buttons[:1] if seen.mine else buttons)


def somebody_has_it(seen: Call) -> Message:
    """Tell the others who were called that one of them has taken it."""
    return Message(f"{_known(seen)}的事，{seen.taker}同志来办了。")


def ask_answer(seen: Call) -> Message:
    """Ask the helper what to pass on."""
    return Message(f"要回{_known(seen)}什么话？写一句、说一段都行，我原样转过去。")


def answered(seen: Call) -> Message:
    """Say that the words go on their way, and what else can be done."""
    return Message(
        f"好的，我转给{_known(seen)}。",
        buttons=(
            Button("再回一句", Answer(seen.request_id)),
            Button("办好了", Close(seen.request_id)),
        ),
    )


def nothing_said() -> str:
    """Refuse an empty answer."""
    return "请写一句话，或者说一段语音。"


def nobody_else() -> str:
    """Refuse to hand on what nobody else could take."""
    return "现在没有别的同志能接。请您先联系，办不了就跟书记商量。"


def handed_on(helper: str) -> Message:
    """Say who has it now."""
    return Message(f"好的，这件事请{helper}同志办了。")


def where_to(phone: str | None, address: str | None, contact: str | None) -> str:
    """Say how to reach somebody in danger; what is not known is left out."""
    lines = []
    if phone:
        lines.append(f"电话：{phone}")
    if address:
        lines.append(f"住址：{address}")
    if contact:
        lines.append(f"紧急联系人：{contact}")
    return "\n".join(lines) or "名册上没有他的电话和住址。"


def unknown(shown_name: str) -> str:
    """Name a stranger in the list by what he calls himself."""
    return f"自称「{shown_name}」的人"


def open_calls(lines: Sequence[Line]) -> Message:
    """List the open calls of the month, a button each."""
    if not lines:
        return Message("现在没有等着办的「找人」。", "找人")
    rows = [f"{number}. {_entry(line)}" for number, line in enumerate(lines[:PAGE], 1)]
    left = f"\n\n另外还有{len(lines) - PAGE}件，办好上面的就看得到。" if len(lines) > PAGE else ""
    buttons = tuple(Button(line.name, OpenCall(line.request_id)) for line in lines[:PAGE])
    return Message("\n".join(rows) + left, f"「找人」还没办好的：{len(lines)}件", buttons)


def _entry(line: Line) -> str:
    if line.lies_with is None:
        where = "还没有人接"
    else:
        where = f"{line.lies_with}同志在办" if line.taken else f"请了{line.lies_with}同志，还没有接"
    urgent = "（急）" if line.matter in (Matter.EMERGENCY, Matter.CRISIS, Matter.MONEY) else ""
    return f"{line.name}{urgent}，{line.since}，{where}"
