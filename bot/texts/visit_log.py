"""Words of 记一笔: the questions, few and short, and how a sentence is read back before it is saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.messages import Button, Message
from bot.presses import AskPerson, FormAnswer, FormCancel, Press
from bot.texts import dates
from bot.texts.common import HELP
from bot.texts.members import ShowMember
from bot.texts.visits import OUTCOMES, STATES, WAYS, Line, TakeBackVisit, line, said_day
from models import VisitOutcome, VisitWay

# The questions, by their names in the form.
WHOM, WAY, ON, OUTCOME = "whom", "way", "on", "outcome"
HOW, NEED, WHAT, CHECK = "how", "need", "what", "check"
OCCASION = "occasion"  # 去掉事由: taken away, never asked for
OTHER_WAY = "other"  # 别的方式: the way is asked after whom, and all ways are shown
NONE, YES = "none", "yes"
SPOKEN = "说的话在语音里"
_FEW = 2  # members with whom the way is asked in the same breath
NAMES_AT_MOST = 8
_MOSTLY = (VisitWay.HOME, VisitWay.PHONE)


@dataclass(frozen=True, slots=True)
class LogVisit(Press, code="vlog"):
    """记一笔 for one member."""

    person_id: int


@dataclass(frozen=True, slots=True)
class ChangeAnswer(Press, code="vchg"):
    """One of the things that 改一下 offers, while a record is being made."""

    step: str


@dataclass(frozen=True, slots=True)
class PhotoAgreed(Press, code="vpic"):
    """本人同意 留照片."""

    person_id: int


@dataclass(frozen=True, slots=True)
class ShowVisits(Press, code="vwords"):
    """看望记录 of one member."""

    person_id: int


@dataclass(frozen=True, slots=True)
class PhotoEnded(Press, code="vnopic"):
    """不再留照片."""

    person_id: int


@dataclass(frozen=True, slots=True)
class FormerVisits(Press, code="vold"):
    """改过的: how the records of one member read before."""

    person_id: int


def page_buttons(person_id: int) -> list[Button]:
    """Stand on a member's page."""
    return [Button("记一笔", LogVisit(person_id)), Button("看望记录", ShowVisits(person_id))]


def not_a_record() -> Button:
    """Stand below what was asked about spoken words that may have been meant otherwise."""
    return Button(HELP, AskPerson())


def past(
    name: str,
    lines: Sequence[tuple[Line, str]],
    media: Sequence[int],
    today: date,
    agreed: int | None,
    changed: int | None,
) -> Message:
    """Show what was written down about a member lately, with the writers, their voices and pictures.

    `agreed` is the member who has agreed to pictures, and may change his mind; `changed` the one whose
    records read otherwise before.
    """
    said = [f"{line(one, today)}（{by}）" for one, by in lines]
    buttons = [Button("改过的", FormerVisits(changed))] if changed is not None else []
    if agreed is not None:
        buttons.append(Button("不再留照片", PhotoEnded(agreed)))
    return Message(
        "\n\n".join(said) or "还没有记录。", f"{name}：看望记录", tuple(buttons), media=tuple(media)
    )


def former(name: str, lines: Sequence[tuple[Line, str, date, bool]], today: date) -> Message:
    """Show how records read before: with the writer, the day and whether it was corrected or taken back."""
    said = [
        f"{line(one, today)}（{by}，{said_day(day, today)}{'改过' if corrected else '撤掉'}）"
        for one, by, day, corrected in lines
    ]
    return Message("\n\n".join(said) or "没有改过的记录。", f"{name}：改过的记录")


def photo_ended(name: str) -> str:
    """Answer 不再留照片."""
    return f"记下了：{name}不再留照片，以前存的也删掉了。"


def ask_whom(names: Mapping[int, str], *, both: bool, with_way: bool, stranger: str = "") -> Message:
    """Ask whom; with few to choose from, and how in the same tap.

    `stranger` is a name that was said and is none of theirs.
    """
    buttons = []
    few = with_way and len(names) <= _FEW
    for person_id, name in list(names.items())[:NAMES_AT_MOST]:
        if few:
            for way in _MOSTLY:
                buttons.append(Button(f"{name} {WAYS[way]}", _answer(WHOM, f"{person_id}={way}")))
        else:
            buttons.append(Button(name, _answer(WHOM, str(person_id))))
    if both and len(names) == _FEW:
        buttons.append(Button("两位一起", _answer(WHOM, ",".join(map(str, names)))))
    if few and names:
        buttons.append(Button("别的方式", ChangeAnswer(OTHER_WAY)))
    text = "看望或联系的是哪一位？" if names else "看望或联系的是哪一位？请打他的姓名。"
    if stranger:
        text = f"「{stranger}」不在您联系的同志里。\n\n{text}"
    if few:
        text += "\n\n也可以直接写一句或者说一句，像：「昨天给他打了电话，精神不错，想要一本大字版的书」。"
    return Message(text, "记一笔", tuple(buttons))


def not_one_of_yours() -> str:
    """Say that the name was not understood."""
    return "这个名字我没对上。"


def ask_way(name: str, person_id: int | None, *, other: bool = False) -> Message:
    """Ask how: the usual ways, after 别的方式 all of them."""
    offered = WAYS if other else (*_MOSTLY, VisitWay.HOSPITAL)
    buttons = [Button(WAYS[way], _answer(WAY, way)) for way in offered]
    if not other:
        buttons.append(Button("别的方式", ChangeAnswer(OTHER_WAY)))
        if person_id is not None:
            buttons.append(Button("先看看他的情况", ShowMember(person_id)))
    return Message("是怎么联系的？", name, tuple(buttons))


def way_needed() -> str:
    """Ask again for the way."""
    return "没听清是怎么联系的。"


def ask_on(today: date, ahead: date | None = None) -> Message:
    """Ask for the day; what was said may lie `ahead`."""
    near = {0: "今天", 1: "昨天", 2: "前天"}
    buttons = [
        Button(label, _answer(ON, (today - timedelta(days=ago)).isoformat())) for ago, label in near.items()
    ]
    refused = f"{dates.day(ahead, today)}，还没到呢，去过、打过了才能记。\n\n" if ahead else ""
    return Message(f"{refused}是哪一天的事？也可以写「上周三」「11号」。", "记一笔", tuple(buttons))


def day_needed() -> str:
    """Ask again for the day."""
    return "这个日子我没看懂，要今天或者以前的一天。"


def ask_outcome(name: str) -> Message:
    """Ask who was met."""
    buttons = (
        Button("见到、说上话了", _answer(OUTCOME, VisitOutcome.MET)),
        Button("只和家里人说了", _answer(OUTCOME, VisitOutcome.FAMILY)),
        Button("没接通", _answer(OUTCOME, VisitOutcome.NO_ANSWER)),
        Button("不在家", _answer(OUTCOME, VisitOutcome.NOT_HOME)),
    )
    return Message("本人联系上了吗？", name, buttons)


def ask_how(name: str, way: VisitWay, day: str) -> Message:
    """Ask how he is, in three steps, or that he was not reached."""
    steps = [Button(label, _answer(HOW, state)) for state, label in STATES.items()]
    vain = VisitOutcome.NOT_HOME if way in (VisitWay.HOME, VisitWay.HOSPITAL) else VisitOutcome.NO_ANSWER
    missed = "没见到" if way is VisitWay.HOSPITAL else OUTCOMES[vain]
    buttons = (*steps, Button(missed, _answer(HOW, vain)))
    text = "老同志近况怎么样？\n\n写一两句您自己的话更好，发语音也行。"
    return Message(text, f"{name}，{day}，{WAYS[way]}", buttons)


def how_needed() -> str:
    """Ask again for a word."""
    return "请说一两句，比如「精神不错」。"


def ask_need(name: str) -> Message:
    """Ask for a wish or a promise."""
    buttons = (Button("没有", _answer(NEED, NONE)), Button("有", _answer(NEED, YES)))
    return Message("有什么需要，或者您答应了他什么？有的话，直接写也行。", name, buttons)


def ask_what(name: str) -> Message:
    """Ask which."""
    return Message("是什么事？写一句就行，比如「下次带大字版的书」。办之前我会提醒您。", name)


def read_back(facts: Line, today: date) -> Message:
    """「今天，上门，看望吴长贵同志，精神不错，需要：下次带药。对吗？」"""
    buttons = (Button("对", _answer(CHECK, YES)), *(Button("改一下", ChangeAnswer("")),))
    return Message(f"{line(facts, today)}对吗？", "记一笔", buttons)


def yes_or_change() -> str:
    """Ask again for a yes."""
    return "对的话点「对」；不对，点「改一下」。"


def ask_change(facts: Line, today: date, visit_id: int | None = None) -> Message:
    """Ask what is to be changed; a record that is saved may also be taken back."""
    buttons = [
        Button("哪一位", ChangeAnswer(WHOM)),
        Button("方式", ChangeAnswer(WAY)),
        Button("日子", ChangeAnswer(ON)),
        Button("联系上没有", ChangeAnswer(OUTCOME)),
        Button("近况", ChangeAnswer(HOW)),
        Button("需要", ChangeAnswer(NEED)),
    ]
    if facts.occasion is not None:
        buttons.append(Button("去掉事由", ChangeAnswer(OCCASION)))
    if visit_id is None:
        buttons.append(Button("就这样", _answer(CHECK, YES)))
    else:
        buttons += [Button("撤掉这一条", TakeBackVisit(visit_id, 0)), Button("不改了", FormCancel())]
    return Message(line(facts, today), "改哪一样？", tuple(buttons))


def later(name: str) -> Message:
    """Answer a plan."""
    return Message(f"好的。看望或联系过{name}以后，用一两句话告诉我就行。")


def put_off(name: str, day: date, today: date) -> Message:
    """Answer 改到下周三."""
    return Message(f"好的，{name}改到{dates.day(day, today)}再联系，到那天我提醒您，那以前不再提。", "改好了")


def ask_put_off_whom(names: Mapping[int, str]) -> Message:
    """Ask whose visit is put off."""
    buttons = tuple(Button(name, _answer(WHOM, str(person_id))) for person_id, name in names.items())
    return Message("改的是哪一位？", "改个日子", buttons)


def ask_put_off_to() -> Message:
    """Ask until when."""
    return Message("改到哪一天？比如「下周三」「28号」。", "改个日子")


def no_day_to_come() -> str:
    """Ask again until when."""
    return "这个日子我没看懂，要今天以后的一天。"


def photo_of_whom() -> Message:
    """Ask for a picture again once it is known who is in it."""
    return Message("照片先不存。先说是哪一位，再发一次照片。")


def ask_photo_agreed(name: str, person_id: int) -> Message:
    """Ask for the agreement of somebody whose picture was sent."""
    text = f"这张照片先不存。{name}说过同意支部留照片吗？\n\n同意了，点下面，再发一次照片；没有就不用管。"
    return Message(text, "留照片", (Button("本人同意了", PhotoAgreed(person_id)),))


def photo_agreed(name: str) -> str:
    """Answer 本人同意了."""
    return f"记下了：{name}同意留照片。请把照片再发一次。"


def _answer(step: str, value: str) -> FormAnswer:
    return FormAnswer(step, str(value))
