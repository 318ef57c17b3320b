"""Words of visits (走访): how a record reads, and what is answered to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import dates
from bot.texts.members import ShowMember
from bot.texts.occasions import NAMES as OCCASION_NAMES
from models import VisitOccasion, VisitOutcome, VisitState, VisitWay, Why

WAYS = {
    VisitWay.HOME: "上门",
    VisitWay.PHONE: "电话",
    VisitWay.HOSPITAL: "医院",
    VisitWay.VIDEO: "视频",
    VisitWay.MESSAGE: "微信",
    VisitWay.MEETING: "见面",
}
STATES = {VisitState.GOOD: "挺好", VisitState.FAIR: "一般", VisitState.CARE: "要多关心"}
OUTCOMES = {
    VisitOutcome.MET: "本人",
    VisitOutcome.FAMILY: "家属",
    VisitOutcome.NO_ANSWER: "没接通",
    VisitOutcome.NOT_HOME: "不在家",
}
OCCASIONS = {
    VisitOccasion.SPRING: "春节",
    VisitOccasion.JULY: "七一",
    VisitOccasion.ARMY: "八一",
    VisitOccasion.DOUBLE_NINTH: "重阳",
    VisitOccasion.NEW_YEAR: "元旦",
    VisitOccasion.SEASON: "冷暖",
    VisitOccasion.HOSPITAL: "住院",
    VisitOccasion.DISCHARGE: "出院",
    VisitOccasion.HARDSHIP: "困难",
    VisitOccasion.BEREAVEMENT: "丧亲",
    VisitOccasion.DEATH: "去世",
    VisitOccasion.ANNIVERSARY: "政治生日",
    VisitOccasion.BIRTHDAY: "生日",
    VisitOccasion.FLOATING: "流动党员",
    VisitOccasion.STUDY: "送学",
}
_TALKED = (VisitWay.PHONE, VisitWay.VIDEO, VisitWay.MESSAGE)
_SHORT = 60  # characters of somebody's words in one line
_ON_A_BUTTON = 10  # characters of what is open


@dataclass(frozen=True, slots=True)
class CorrectVisit(Press, code="vfix"):
    """改一下, on a record that is saved."""

    visit_id: int


@dataclass(frozen=True, slots=True)
class TakeBackVisit(Press, code="vback"):
    """撤掉这一条."""

    visit_id: int
    sure: int


@dataclass(frozen=True, slots=True)
class SettleWithVisit(Press, code="vdone"):
    """An open item that was settled on the same visit: a follow-up, or a notice."""

    visit_id: int
    what: str  # "f17" or "n5-42": notice 5 of person 42


@dataclass(frozen=True, slots=True)
class Line:
    """What one record says."""

    names: Sequence[str]  # 「吴长贵同志」
    way: VisitWay
    on: date
    outcome: VisitOutcome
    how: str = ""  # in the cadre's words, or one of three steps
    need: str = ""
    with_: Sequence[str] = ()
    occasion: VisitOccasion | None = None
    files: int = 0  # pictures and spoken words, where there are more than the words in 近况


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something that waits for one of those who were visited."""

    what: str
    label: str


def line(facts: Line, today: date) -> str:
    """「今天，上门，看望吴长贵同志，精神不错，需要：下次带药。」"""
    parts = [said_day(facts.on, today), WAYS[facts.way]]
    if facts.with_:
        parts.append(f"和{'、'.join(facts.with_)}同志一起")
    parts += [_met("、".join(facts.names), facts.way, facts.outcome)]
    if facts.how:
        parts.append(_shortened(facts.how))
    if facts.occasion is not None:
        parts.append(f"事由：{OCCASIONS[facts.occasion]}")
    if facts.files:
        parts.append(f"照片、语音共{facts.files}份")
    if facts.need:
        parts.append(_needed(_shortened(facts.need), facts.names))
    return "，".join(parts) + "。"


def _met(names: str, way: VisitWay, outcome: VisitOutcome) -> str:
    if outcome is VisitOutcome.FAMILY:
        return f"{names}的家里人接的" if way in _TALKED else f"见到{names}的家属"
    if outcome is not VisitOutcome.MET:
        return f"{names}{OUTCOMES[outcome]}"
    if way is VisitWay.MEETING:
        return f"见到{names}"
    return f"{'问候' if way in _TALKED else '看望'}{names}"


def _needed(need: str, names: Sequence[str]) -> str:
    """Tell of a wish; of a couple's also in whose name it is kept."""
    whose = f"（{names[0]}）" if len(names) > 1 else ""
    if need.startswith("答应"):
        return f"答应{whose}：{need.removeprefix('答应').removeprefix('了')}"
    wanted = need.removeprefix("需要").removeprefix("希望")
    return f"需要{whose}：{wanted.removeprefix('想要') if wanted.startswith('想要一') else wanted}"


def _shortened(words: str) -> str:
    words = words.strip("，。；！ \n").replace("\n", "，")
    return words if len(words) <= _SHORT else f"{words[:_SHORT]}……"


def said_day(day: date, today: date) -> str:
    """「今天」, 「昨天」 or 「11月18日，星期三」."""
    near = {today: "今天", today - timedelta(days=1): "昨天", today - timedelta(days=2): "前天"}
    return near.get(day) or dates.day(day, today)


def saved(
    visit_id: int,
    facts: Line,
    today: date,
    items: Sequence[OpenItem] = (),
    *,
    again_on: date | None = None,
    told: Sequence[str] = (),
    settled: Sequence[str] = (),
    corrected: bool = False,
) -> Message:
    """Say what was written down, and offer what may have been settled along with it.

    `told` are the liaisons who know of a second attempt in vain, `settled` what the words themselves did.
    """
    text = line(facts, today)
    if corrected:
        text += "\n\n原来记的还留着底。"
    if again_on is not None:
        text += f"\n\n不要紧。{dates.day(again_on, today)}，我再提醒您试一次。"
    if told:
        text += f"\n\n两次没联系上，我告诉{'、'.join(told)}同志了。"
    if settled:
        text += f"\n\n记上了：{'、'.join(f'「{one}」' for one in settled)}。"
    if items:
        text += "\n\n这些也办了吗？办了的，点一下。"
    buttons = [Button(item.label, SettleWithVisit(visit_id, item.what)) for item in items]
    title = "改好了" if corrected else "记下了"
    return Message(text, title, (*buttons, Button("改一下", CorrectVisit(visit_id))))


def settled_too(label: str, rest: Message) -> Message:
    """Show the record again with one item less."""
    return Message(f"{rest.text}\n\n记上了：「{label}」。", rest.title, rest.buttons)


def taken_back(facts: Line, today: date) -> Message:
    """Answer 撤掉."""
    return Message(f"{line(facts, today)}\n\n这一条撤掉了，不算数。原来记的还留着底。", "撤掉了")


def really_take_back(visit_id: int, facts: Line, today: date) -> Message:
    """Ask before a record is taken back."""
    buttons = (Button("撤掉", TakeBackVisit(visit_id, 1)), Button("改一下", CorrectVisit(visit_id)))
    return Message(f"{line(facts, today)}\n\n这一条不算数了，是吗？", "撤掉这一条", buttons)


def nobody() -> str:
    """Refuse a record of nobody."""
    return "看望的是哪一位老同志？请再说一声。"


def not_yet() -> str:
    """Refuse a day to come."""
    return "这一天还没到。去过、打过了，再告诉我一声就行。"


def empty() -> str:
    """Refuse a record without a word in it."""
    return "老同志近况怎么样？说一两句就行，比如「精神不错」。"


def no_consent(names: Sequence[str]) -> str:
    """Refuse a picture."""
    return f"{'、'.join(names)}还没有说同意留照片，这张先不存。"


def not_yours() -> str:
    """Refuse to correct somebody else's record."""
    return "这一条不是您记的，要请记的同志来改。"


def corrected_already() -> str:
    """Answer an old button below a record that was corrected since."""
    return "这一条已经改过了，请看新的那一条。"


def wish_noted(by: str) -> Message:
    """Tell a member in one line; his own words are not repeated, because others wrote them down."""
    return Message(f"您跟{by}同志说的事，他记下了，会放在心上办。")


def not_reached_twice(name: str, by: str, person_id: int) -> Message:
    """Tell the liaison."""
    text = f"{by}同志两次都没联系上。请您帮着想想办法：换个时候打，问问家里人，或者请人上门看看。"
    return Message(text, f"{name}：两次没联系上", (Button("看看", ShowMember(person_id)),))


_ITEMS = {
    Why.ANNIVERSARY: "政治生日祝过了",
    Why.CARD: "贺卡送到了",
}


def item(why: Why, words: str, name: str, cause: str = "", *, there: bool = True) -> str:
    """Name something open on a button: 「办好了：下次带药」, 「春节走访：去过了」, or 「打过电话了」."""
    of = f"{name} " if name else ""
    occasion = next(
        (said for one, said in OCCASION_NAMES.items() if cause.startswith(f"occasion:{one}-")), None
    )
    if occasion is not None:
        return f"{of}{occasion}：{'去过了' if there else '打过电话了'}"
    if why is Why.SHEET:
        return f"{of}月报{'送到了' if there else '念过了'}"
    if why in _ITEMS:
        return of + _ITEMS[why]
    done = "办好了" if why is Why.WISH else "告诉了"
    return f"{of}{done}：{_on_a_button(words)}"


def notice_item(text: str, name: str) -> str:
    """Name a notice that waits for somebody's 收到."""
    return f"{name + ' ' if name else ''}告诉了：{_on_a_button(text or '通知')}"


def _on_a_button(words: str) -> str:
    words = words.removeprefix("支部有个通知：").removeprefix("支部有个紧急通知：").replace("\n", " ").strip()
    return words if len(words) <= _ON_A_BUTTON else f"{words[:_ON_A_BUTTON]}…"
