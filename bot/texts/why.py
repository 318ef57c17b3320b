"""Words of 「为什么」: what was due to somebody on a day, what became of it, and for which reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import dates
from bot.texts.followup_reasons import WHY, in_vain
from bot.texts.followups import PARTNERS
from models import FollowUpState, Partner, Why

ENTRIES = 5  # on one page
WORD = "查原因"
BEGINNINGS = ("为什么", "为啥", "为何", "怎么没发", "怎么没给", "怎么没收", "咋没")
ASKED = "asked"  # the outcome of what was a human's to do from the beginning


@dataclass(frozen=True, slots=True)
class AskWhy(Press, code="why"):
    """为什么, about somebody and a day, written 20261120."""

    person_id: int
    day: str


@dataclass(frozen=True, slots=True)
class TurnWhy(Press, code="whyt"):
    """Another page of it, or another day; `skip` is how many entries come before."""

    person_id: int
    day: str
    skip: int


@dataclass(frozen=True, slots=True)
class Handed:
    """What a human was asked to do instead."""

    helper: str | None
    why: Why
    state: FollowUpState
    attempts: int
    partner: Partner | None
    title: str = ""  # the beginning of the notice


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was for him: `outcome` is a key of `_OUTCOMES`; moments are in branch time."""

    kind: str  # of the message, or of what was to become one
    outcome: str
    title: str = ""  # the beginning of a notice, never more
    at: datetime | None = None
    through: str = ""  # the relative who received it: 「女儿吴小兰」
    answered: datetime | None = None
    handed: Handed | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was decided about him that day."""

    field: str
    begins: bool
    at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known about somebody and a day; `states` are what holds now, with its first day."""

    person_id: int
    name: str
    day: date
    states: Sequence[tuple[str, date | None]]
    steps: Sequence[Step]
    entries: Sequence[Entry]


_STATES = {
    "deceased": "已去世",
    "transferred": "已转出",
    "frozen": "消息停发着",
    "mourning": "家里有丧事，不打扰",
    "hospital": "在住院",
    "muted": "说过少打扰",
    "phone": "习惯接电话",
    "paper": "习惯看纸上的",
    "relative": "由家属代收",
    "unbound": "手机还没接通",
    "blocked": "手机上停了小助手",
}
# What was begun or ended by a step.
_STEPS = {
    "frozen_at": ("停发消息", "恢复消息"),
    "muted_at": ("改为少打扰", "不再少打扰"),
    "mourning_until": ("家有丧事，先不打扰", "不打扰的日子改了"),
    "hospital_since": ("记下住院", "记下出院"),
    "status": ("改了在册情况", "改了在册情况"),
    "channel": ("改了联系方式", "改了联系方式"),
}
_KINDS: Mapping[str, str] = {
    "notice": "通知",
    "notice now": "通知",
    "urgent notice": "紧急通知",
    "task": "请他办的事",
    "urgent task": "请他急办的事",
    "follow-ups": "要办的名单",
    "urgent follow-ups": "急办的名单",
    "help": "有人找人的消息",
    "help words": "找人的回话",
    "done for you": "有人替他办事的说明",
    "bound": "接通时的问候",
    "alarm": "要紧的报警",
    "anniversary": "政治生日的祝福",
    "late anniversary": "政治生日的祝福（迟到的）",
    "festival": "节日问候",
    "birthday": "生日祝福",
    "late birthday": "生日祝福（迟到的）",
    "medal": "纪念章的消息",
    "anniversary list": "政治生日的名单",
    "anniversary task": "政治生日要定的事",
    "brief": "走访提要",
    "pairing": "结对的消息",
    "occasions over": "没走到的名单",
}
_OUTCOMES = {
    "sent": "{at}发到了",
    "sending": "正在发",
    "unknown": "{at}发过，到没到说不准",
    "later": "定在{at}发",
    "quiet": "大家在休息，{at}再发",
    "silent day": "这天全支部静默，{at}再发",
    "budget": "一天只发一条，七天不过三条，等到{at}再发",
    "frozen": "没发，消息停发着，等人来定",
    "expired": "没发，过了时间",
    "crowded": "没发，那几天收得多，没排上",
    "unbound": "没发，手机还没接通",
    "blocked": "没发到，手机上停了小助手",
    "refused": "没发出去，退回来了",
    "deceased": "没发，人已去世",
    "transferred": "没发，已转出",
    "returned": "没发，那时名册上没有他，后来改回来了",
    "mourning": "没发，家里有丧事，不打扰",
    "hospital": "没发，在住院，不打扰",
    "muted": "没发，他说过少打扰",
    "withdrawn": "没发，通知撤回了",
    "corrected": "没发，改发更正了",
    "dropped": "没发，后来用不着了",
    "not chosen": "名单里没有他",
    "left out": "没给他，那时消息停发着或已不在册",
    "scheduled": "定在{at}发",
    "second": "还没发，等另一位同志看",
    "unapproved": "没发，没有人点头",
    "put off": "没发，定了先不发",
    "approved": "已经定了，到时候发",
    "by hand": "由人送贺卡或打电话",
    "restored": "数据恢复过，发没发说不准",
    "sheet": "印在纸上，等月报送去",
}


def answer(told: Answer, skip: int, today: date) -> Message:
    """Answer for one person and one day, a page at a time, with the days before and after."""
    rows = [_now(told), *(_step(step) for step in told.steps)] if not skip else []
    page = told.entries[skip : skip + ENTRIES]
    rows += [_entry(entry, told.day) for entry in page]
    if not told.entries:
        rows.append("这一天没有要发给他的。")
    return Message(
        "\n".join(row for row in rows if row),
        f"{told.name}同志，{dates.day(told.day, today)}",
        tuple(_buttons(told, skip)),
    )


def _buttons(told: Answer, skip: int) -> list[Button]:
    def turn(label: str, day: date, skip: int = 0) -> Button:
        return Button(label, TurnWhy(told.person_id, written(day), skip))

    buttons = []
    if skip + ENTRIES < len(told.entries):
        buttons.append(turn("后面的", told.day, skip + ENTRIES))
    if skip:
        buttons.append(turn("前面的", told.day, max(0, skip - ENTRIES)))
    one = timedelta(days=1)
    return [*buttons, turn("前一天", told.day - one), turn("后一天", told.day + one)]


def written(day: date) -> str:
    """Write a day as buttons carry it: 20261120."""
    return f"{day:%Y%m%d}"


def _now(told: Answer) -> str:
    states = [
        _STATES[key] + (f"（{since.month}月{since.day}日起）" if since else "") for key, since in told.states
    ]
    return f"现在：{'，'.join(states)}。" if states else ""


def _step(step: Step) -> str:
    words = _STEPS[step.field][0 if step.begins else 1]
    return f"{dates.hour(step.at.time())}，{words}{f'（{step.by}）' if step.by else ''}。"


def _entry(entry: Entry, day: date) -> str:
    if entry.outcome == ASKED and entry.handed is not None:
        why, title = WHY[entry.handed.why], entry.handed.title
        return f"· {f'「{title}」：{why}，' if title else f'{why}：'}{_handed(entry.handed)}。"
    what = _KINDS.get(entry.kind, "一条消息")
    if entry.title:
        what = f"「{entry.title}」"
    words = [_OUTCOMES[entry.outcome].format(at=_moment(entry.at, day))]
    if entry.through:
        words.append(f"{entry.through}代收")
    if entry.answered is not None:
        words.append(f"{_moment(entry.answered, day)}回了收到")
    if entry.handed is not None:
        if entry.handed.why is Why.SILENT:
            words.append("还没有回")
        words.append(_handed(entry.handed))
    return f"· {what}：{'，'.join(words)}。"


def _moment(at: datetime | None, day: date) -> str:
    if at is None:
        return ""
    hour = dates.hour(at.time())
    return hour if at.date() == day else f"{at.month}月{at.day}日{hour}"


def _handed(handed: Handed) -> str:
    match handed.state:
        case FollowUpState.DONE:
            return PARTNERS[handed.partner] if handed.partner else "已经办好"
        case FollowUpState.CANCELLED:
            return "不用打电话了"
    tried = f"，{in_vain(handed.attempts, visit=False)}" if handed.attempts else ""
    return f"{f'请{handed.helper}同志' if handed.helper else '还没有人'}去办{tried}"


def ask_name() -> Message:
    """Ask whom it is about."""
    return Message("想查哪一位？请打名字，也可以带上日子，比如「吴长贵 11月20日」。")


def name_needed() -> str:
    """Answer to an empty name."""
    return "请打一个名字。"


def nobody_called(words: str) -> str:
    """Answer to a name that fits nobody."""
    return f"没有找到「{words[:12]}」。"


def which(labels: Sequence[tuple[int, str]], day: date) -> Message:
    """Ask which of several people is meant."""
    buttons = tuple(Button(label, AskWhy(person_id, written(day))) for person_id, label in labels)
    return Message("您问的是哪一位？", buttons=buttons)
