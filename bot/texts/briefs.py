"""Words of the visit brief (走访提要): what a cadre should know before he sees or calls somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Button, Message
from bot.texts import dates
from bot.texts.brief_delays import PutOff, WhichToPutOff
from bot.texts.brief_month import NotThisMonth
from bot.texts.followup_lists import Line as Task
from bot.texts.followup_lists import MoreTasks
from bot.texts.members import Line as Name
from bot.texts.members import labels
from bot.texts.visit_log import LogVisit
from bot.texts.visits import OUTCOMES
from models import BriefStep, VisitOutcome, VisitWay

_WORDS_AT_MOST = 60  # of what was said; the page has the rest
_WISHES_AT_MOST = 3
_WAYS = {
    VisitWay.HOME: "上门",
    VisitWay.PHONE: "电话",
    VisitWay.HOSPITAL: "到医院",
    VisitWay.VIDEO: "视频",
    VisitWay.MESSAGE: "微信",
    VisitWay.MEETING: "见面",
    "visit": "上门",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A visit or call that lies behind: when, how, who, and what was said."""

    on: date
    way: str
    by: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """Something that was wished for or promised and is still open."""

    words: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Tried:
    """How often somebody was not reached since the last contact, and the last time of it."""

    times: int
    on: date
    way: VisitWay
    outcome: VisitOutcome


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a member before a visit; `notes` are the last words said, the newest first."""

    last: Said | None = None
    notes: tuple[Said, ...] = ()
    wishes: tuple[Wish, ...] = ()
    coming: tuple[str, ...] = ()
    in_hospital_since: date | None = None
    left_hospital_on: date | None = None
    in_mourning: bool = False
    notices: int = 0  # not yet confirmed
    review_due: bool = False  # of 一人一策
    has_card: bool = False
    put_off_until: date | None = None
    tried: Tried | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One member in a cadre's brief."""

    person_id: int
    name: str
    facts: Facts
    instead_of: str | None = None  # whom the reader stands in for
    taken_over_from: str | None = None  # who is responsible until the reader has been in touch
    handed_over_to: str | None = None  # who will be as soon as he has been
    contacted: bool = False  # this month


def brief(
    cadre: str,
    step: BriefStep | None,
    items: Sequence[Item],
    today: date,
    liaison: str | None,
    tasks: Sequence[Task] = (),
) -> Message:
    """Tell a cadre all he needs for his members; `step` None is a visit that was put off to today.

    `liaison` is who may arrange it instead, None for the liaison himself. `tasks` is what else lies with
    him today: it comes along, so that he gets one message.
    """
    text = "\n\n".join(
        [_opening(cadre, step, items, today, liaison), *(_about(one, step, today) for one in items)]
    )
    if tasks:
        text += f"\n\n今天要办的有{len(tasks)}件，点「要办的」看，办好一件点一件。"
    if step is BriefStep.FIRST:
        text += "\n\n看望或打过电话以后，点名字，记一两句就行。"
    buttons = [
        Button(label, LogVisit(one.person_id)) for label, one in zip(_labels(items), items, strict=True)
    ]
    if tasks:
        buttons.append(Button("要办的", MoreTasks(0)))
    if step is not BriefStep.FIRST:
        month = today.strftime("%Y-%m")
        later = PutOff(items[0].person_id) if len(items) == 1 else WhichToPutOff(month)
        buttons.append(Button("改个日子", later))
        if step is BriefStep.LATE and liaison:
            buttons.append(Button("本月不方便", NotThisMonth(month)))
    return Message(text, title=_title(step, today), buttons=tuple(buttons))


def _labels(items: Sequence[Item]) -> list[str]:
    return labels([Name(one.person_id, one.name, None) for one in items])


def _title(step: BriefStep | None, today: date) -> str:
    return f"{today.month}月的走访" if step is BriefStep.FIRST else "走访提醒"


def _opening(
    cadre: str, step: BriefStep | None, items: Sequence[Item], today: date, liaison: str | None
) -> str:
    names = "、".join(one.name for one in items)
    whom = f"{names}同志" if len(items) == 1 else f"{names}{_count(len(items))}老同志"
    match step:
        case BriefStep.FIRST:
            return f"{cadre}同志：本月请您看望或打个电话问候{whom}。"
        case BriefStep.MIDDLE:
            return f"{cadre}同志：{whom}这边，这个月还没有记到联系情况。这几天方便的话，去看看或打个电话。"
        case BriefStep.LATE:
            words = f"{cadre}同志：月底了，{whom}这边还没有记到联系情况。"
            return words + (f"这个月不方便的话，告诉我一声，我请{liaison}同志安排。" if liaison else "")
        case _:
            return f"{cadre}同志：今天请再联系一下{whom}，是上回改了日子的。"


def _count(number: int) -> str:
    return f"{'零一两三四五六七八九十'[number]}位" if number <= 10 else f"{number}位"


def _about(item: Item, step: BriefStep | None, today: date) -> str:
    rows = lines(item.facts, today, review=step is BriefStep.FIRST)
    return "\n".join([f"【{item.name}】{_standing(item)}", *rows])


def _standing(item: Item) -> str:
    if item.instead_of:
        return f"（代{item.instead_of}同志）"
    if item.taken_over_from:
        return f"（从{item.taken_over_from}同志那里接手，请先联系一次）"
    if item.handed_over_to:
        return f"（正在交给{item.handed_over_to}同志）"
    return "（本月已经联系过）" if item.contacted else ""


def lines(facts: Facts, today: date, notes: int = 1, *, review: bool = True) -> list[str]:
    """Tell what is known of a member, a line each; what is empty is left out.

    `review` asks for a look at his 一人一策 where that is due.
    """
    rows = [f"上次联系：{last_contact(facts.last, today)}"]
    if facts.tried:
        rows.append(_tried(facts.tried, today))
    if facts.put_off_until:
        rows.append(f"改到：{dates.day(facts.put_off_until, today)}再联系")
    rows += [_note(said, facts.last, today) for said in facts.notes if said.words][:notes]
    if facts.in_mourning:
        rows.append("家里有丧事，请多陪着坐坐。")
    if facts.in_hospital_since:
        rows.append(f"住院：{dates.day(facts.in_hospital_since, today)}起")
    elif facts.left_hospital_on:
        rows.append(f"出院：{dates.day(facts.left_hospital_on, today)}")
    rows += [f"没办完的：{_wish(wish, today)}" for wish in facts.wishes[:_WISHES_AT_MOST]]
    rows += [f"快到的：{words}" for words in facts.coming]
    if facts.notices:
        rows.append(f"还没回的通知：{facts.notices}条")
    if review and facts.review_due:
        rows.append(
            "一人一策：见面时再看一看，有没有变化。" if facts.has_card else "一人一策：还没有，慢慢补上。"
        )
    return rows


def last_contact(last: Said | None, today: date) -> str:
    """「11月3日，星期二，上门（丁海涛）」, or 「还没有记录」."""
    if last is None:
        return "还没有记录"
    return (
        f"{dates.day(last.on, today)}，{way(last.way)}（{last.by}）" if last.by else dates.day(last.on, today)
    )


def _tried(tried: Tried, today: date) -> str:
    """「没联系上：11月24日，星期二，电话，没接通」, with how often where it was more than once."""
    times = f"{tried.times}次，最近" if tried.times > 1 else "："
    return f"没联系上{times}{dates.day(tried.on, today)}，{way(tried.way)}，{OUTCOMES[tried.outcome]}"


def _note(said: Said, last: Said | None, today: date) -> str:
    """Tell what was said; with its day where that is not the one of the last contact, as of a relative."""
    day = "" if last is not None and said.on == last.on else f"（{dates.day(said.on, today)}）"
    return f"说到{day}：{shortened(said.words)}"


def way(name: str) -> str:
    """Name how they were in touch."""
    return _WAYS.get(name, "联系")


def shortened(words: str) -> str:
    """Cut words so that a line stays a line."""
    flat = " ".join(words.split())
    return flat if len(flat) <= _WORDS_AT_MOST else f"{flat[:_WORDS_AT_MOST]}……"


def _wish(wish: Wish, today: date) -> str:
    words = shortened(wish.words)
    return f"{words}（{dates.day(wish.due, today)}前）" if wish.due and wish.due >= today else words


def anniversary(day: date, years: int, today: date, *, month_only: bool) -> str:
    """「12月20日，星期日，入党62周年」"""
    when = f"{day.month}月" if month_only else dates.day(day, today)
    return f"{when}，入党{years}周年"


def birthday(day: date, today: date, *, lunar: bool) -> str:
    """「12月3日，星期四，生日（农历）」"""
    return f"{dates.day(day, today)}，生日{'（农历）' if lunar else ''}"


def medal(year: int) -> str:
    """Announce the medal of fifty years."""
    return f"{year}年七一，光荣在党50年纪念章"
