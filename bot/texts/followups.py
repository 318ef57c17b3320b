"""Words of follow-ups (跟进): the page of one call, and what the helper answers with one tap."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts.followup_reasons import PROMISES, SPOKEN, WHY, in_vain
from bot.texts.notices import gist, matter
from bot.texts.roster_reasons import group as group_name
from models import FollowUpState, Notice, Partner, Via, Why

CHOICES = 8  # to whom it may be handed
WORDS_AT_MOST = 500  # characters that can be said on the telephone


@dataclass(frozen=True, slots=True)
class OpenTask(Press, code="fopen"):
    """One follow-up as it is today."""

    task_id: int


@dataclass(frozen=True, slots=True)
class BackToTask(Press, code="fback"):
    """返回, on a page of that follow-up."""

    task_id: int


@dataclass(frozen=True, slots=True)
class ShowNumber(Press, code="fnum"):
    """看号码."""

    task_id: int


@dataclass(frozen=True, slots=True)
class AskPartner(Press, code="fask"):
    """已告知 or 已上门: asks with whom he spoke. `step` tells an old button from today's."""

    task_id: int
    step: int
    via: str


@dataclass(frozen=True, slots=True)
class Told(Press, code="ftold"):
    """本人, 家属 or 别人."""

    task_id: int
    step: int
    via: str
    partner: str


@dataclass(frozen=True, slots=True)
class NoAnswer(Press, code="fnone"):
    """没接通."""

    task_id: int
    step: int


@dataclass(frozen=True, slots=True)
class NeedVisit(Press, code="fhome"):
    """需要上门."""

    task_id: int
    step: int


@dataclass(frozen=True, slots=True)
class AskOther(Press, code="fwho"):
    """换人: asks whom."""

    task_id: int


@dataclass(frozen=True, slots=True)
class HandTo(Press, code="fgive"):
    """The one who takes it over."""

    task_id: int
    step: int
    helper_id: int


@dataclass(frozen=True, slots=True)
class TakeBack(Press, code="foops"):
    """点错了."""

    task_id: int
    step: int


@dataclass(frozen=True, slots=True)
class Page:
    """What the page of one follow-up shows."""

    task_id: int
    step: int
    person_id: int
    name: str  # 「郑守义同志」
    group: int | None
    state: FollowUpState
    why: Why
    words: str
    urgent: bool
    attempts: int
    due: str | None  # 「12月2日，星期三」
    phone: str | None  # masked, or whole after 看号码
    family: str | None  # whom else to call, after 看号码
    shows_number: bool
    helper: str | None  # with whom it lies when that is not the reader
    done: str | None  # when
    done_by: str | None
    via: Via | None
    partner: Partner | None
    reason: str | None
    may_take_back: bool


_PARTNERS = {Partner.SELF: "本人", Partner.FAMILY: "家属", Partner.OTHER: "别人"}
PARTNERS: Mapping[Partner, str] = {
    Partner.SELF: "和本人说的",
    Partner.FAMILY: "和家属说的",
    Partner.OTHER: "托别人转告",
}
_MET: Mapping[Partner, str] = {
    Partner.SELF: "见到了本人",
    Partner.FAMILY: "见到了家属",
    Partner.OTHER: "托别人转交",
}
_WAYS = {Via.PHONE: "打电话", Via.VISIT: "上门"}
_DID = {Via.PHONE: "打了电话", Via.VISIT: "去过了"}
OVER = "over"
_NOT_NEEDED = {
    "confirmed": "已经知道了，不用再打了。",
    "withdrawn": "通知收回了，不用再打了。",
    "corrected": "通知更正了，请看新的那一条。",
    OVER: "日子过去了，不用再去了。",
}


def words(notice: Notice) -> str:
    """Return what to say on the telephone about a notice."""
    text = matter(notice) or "有照片或文件给您看，方便时来支部看，或者我给您送去。"
    if len(text) > WORDS_AT_MOST:
        text = f"{text[:WORDS_AT_MOST]}……（还有，请看通知原文）"
    return f"{'支部有个紧急通知' if notice.urgent else '支部有个通知'}：{text}"


def recalled(notice: Notice) -> str:
    """Return what to say to whom somebody had told a notice that was taken back."""
    return f"前面跟您说过「{gist(notice, 40)}」，支部把这条通知收回了，不算数了。"


def with_whom(helper: str | None) -> str:
    """「丁海涛同志去办」"""
    return f"{helper}同志去办" if helper else "还没有人去办"


def page(facts: Page) -> Message:
    """Show one follow-up as it is today, with what can be done."""
    match facts.state:
        case FollowUpState.DONE:
            return done(facts)
        case FollowUpState.CANCELLED:
            otherwise = "办" if facts.why in PROMISES else "打"
            text = _NOT_NEEDED.get(facts.reason or "", f"支部另有安排，先不用{otherwise}了。")
            return Message(text, facts.name)
        case _:
            return _open_page(facts)


def _open_page(facts: Page) -> Message:
    visit = facts.state is FollowUpState.VISIT
    about = [group_name(facts.group)] if facts.group else []
    about.append(WHY[facts.why])
    if facts.attempts:
        about.append(in_vain(facts.attempts, visit=visit))
    rows = ["，".join(about) + "。"]
    if facts.helper:
        rows.append(f"现在由{with_whom(facts.helper)}。")
    if facts.due:
        rows.append(f"最晚{facts.due}。" if facts.why in PROMISES else f"请在{facts.due}以前告诉。")
    rows += ["", *_words_of(facts), "", _number(facts)]
    return Message("\n".join(rows), f"{_title(facts, visit)}：{facts.name}", tuple(_outcomes(facts, visit)))


def _title(facts: Page, visit: bool) -> str:
    promise = PROMISES.get(facts.why)
    if promise is None:
        return "请上门" if visit else "请打电话"
    return promise.visit if visit else promise.call


def _words_of(facts: Page) -> list[str]:
    if facts.why in PROMISES and facts.why not in SPOKEN:
        return [facts.words]
    return ["可以这样说：", f"「{facts.words}」"]


def _number(facts: Page) -> str:
    if facts.phone is None:
        return "名册里没有电话。"
    lines = [f"电话：{facts.phone}"]
    if facts.family:
        lines.append(f"家里人：{facts.family}")
    if facts.shows_number:
        lines.append("谁看过号码，都记着一笔。")
    return "\n".join(lines)


def _outcomes(facts: Page, visit: bool) -> list[Button]:
    task_id, step = facts.task_id, facts.step
    buttons = []
    if facts.phone and not facts.shows_number:
        buttons.append(Button("看号码", ShowNumber(task_id)))
    promise = PROMISES.get(facts.why)
    if visit:
        instead = promise.instead if promise else "电话告知了"
        buttons += [
            Button(promise.visited if promise else "已上门告知", AskPartner(task_id, step, Via.VISIT)),
            *([Button(instead, AskPartner(task_id, step, Via.PHONE))] if instead else []),
            Button("没见到", NoAnswer(task_id, step)),
        ]
    else:
        buttons += [
            Button(promise.called if promise else "已告知", AskPartner(task_id, step, Via.PHONE)),
            Button("没接通", NoAnswer(task_id, step)),
            Button("需要上门", NeedVisit(task_id, step)),
        ]
    buttons.append(Button("换人", AskOther(task_id)))
    if facts.may_take_back:
        buttons.append(Button("点错了", TakeBack(task_id, step)))
    return buttons


def done(facts: Page) -> Message:
    """Show what was done, by whom and with whom he spoke."""
    is_promise = facts.why in PROMISES
    met = _MET if is_promise and facts.via is Via.VISIT else PARTNERS
    whom = met[facts.partner] if facts.partner else ""
    way = _WAYS.get(facts.via, "") if facts.via else ""
    did = _DID.get(facts.via, "办好了") if facts.via else "办好了"
    text = f"{facts.done}，{facts.done_by}同志{did if is_promise else f'{way}告知'}，{whom}。"
    return Message(text, f"{'办好了' if is_promise else '已告知'}：{facts.name}", oops(facts))


def ask_partner(facts: Page, via: Via) -> Message:
    """Ask with whom he spoke."""
    question = "见到的是谁？" if via is Via.VISIT else "您是和谁说的？"
    answers = tuple(
        Button(word, Told(facts.task_id, facts.step, via, partner)) for partner, word in _PARTNERS.items()
    )
    return Message(question, facts.name, (*answers, Button("返回", BackToTask(facts.task_id))))


def ask_other(facts: Page, choices: Mapping[int, str]) -> Message:
    """Ask who takes it over."""
    if not choices:
        return Message(
            "现在没有别的同志能接。先留在这里，支部会想办法。",
            facts.name,
            (Button("返回", BackToTask(facts.task_id)),),
        )
    buttons = [
        Button(name, HandTo(facts.task_id, facts.step, helper_id))
        for helper_id, name in list(choices.items())[:CHOICES]
    ]
    return Message("请谁来办？", facts.name, (*buttons, Button("返回", BackToTask(facts.task_id))))


def oops(facts: Page) -> tuple[Button, ...]:
    """Offer to take the last step back, while that is possible."""
    return (Button("点错了", TakeBack(facts.task_id, facts.step)),) if facts.may_take_back else ()
