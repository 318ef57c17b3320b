"""Words of the occasions on which a member is visited apart from the month's visit (走访慰问)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts.members import ShowMember


class Occasion(StrEnum):
    """What somebody is visited for; the value is a part of the follow-up's cause."""

    SPRING = "spring"  # 春节
    JULY = "july"  # 七一
    DOUBLE_NINTH = "double-ninth"  # 重阳
    BIRTHDAY = "birthday"  # a round one
    HOSPITAL = "hospital"
    DISCHARGE = "discharge"
    BEREAVEMENT = "bereavement"
    HARDSHIP = "hardship"
    SEASON = "season"  # 夏送清凉、冬送温暖
    ARMY = "army"  # 八一, to veterans


@dataclass(frozen=True, slots=True)
class ArrangeVisit(Press, code="occ"):
    """安排走访."""

    person_id: int


@dataclass(frozen=True, slots=True)
class ArrangeFor(Press, code="occf"):
    """What for."""

    person_id: int
    occasion: str


OPEN = "安排走访"
# Which the program cannot know by itself.
BY_HAND = (Occasion.HARDSHIP, Occasion.SEASON, Occasion.ARMY)
NAMES = {
    Occasion.SPRING: "春节走访",
    Occasion.JULY: "七一走访",
    Occasion.DOUBLE_NINTH: "重阳走访",
    Occasion.BIRTHDAY: "整十生日走访",
    Occasion.HOSPITAL: "住院探望",
    Occasion.DISCHARGE: "出院看望",
    Occasion.BEREAVEMENT: "家有丧事，慰问",
    Occasion.HARDSHIP: "困难慰问",
    Occasion.SEASON: "送清凉送温暖",
    Occasion.ARMY: "八一走访",
}
_WORDS = {
    Occasion.SPRING: "春节快到了，支部的同志惦记您，来看看您，听听您有什么需要。",
    Occasion.JULY: "七一快到了，支部的同志来看看您，向您问好。",
    Occasion.DOUBLE_NINTH: "重阳快到了，支部的同志来看看您，向您问好。",
    Occasion.HOSPITAL: "听说您住院了，支部的同志惦记您，来看看您。安心休养，有事就说。",
    Occasion.DISCHARGE: "您出院了，支部的同志来看看您。在家缺什么，有什么要帮忙的，就说。",
    Occasion.BEREAVEMENT: "家里的事我们听说了，支部的同志来陪您坐坐。请多保重。",
    Occasion.HARDSHIP: "家里有什么难处，支部的同志来看看您，一起想办法。",
    Occasion.SEASON: "天气变了，支部的同志来看看您，家里缺什么就说。",
    Occasion.ARMY: "八一快到了，支部的同志来看看您这位老兵，向您致敬。",
}

_NAMED = 8  # a button each


def words(occasion: Occasion, age: int | None = None) -> str:
    """Return what can be said as it stands."""
    if occasion is Occasion.BIRTHDAY:
        return f"您{age}岁生日快到了，支部的同志来看看您，向您问好。"
    return _WORDS[occasion]


def name_of(cause: str) -> str | None:
    """Name the occasion of a follow-up's cause, None for any other cause."""
    head, _, rest = cause.partition(":")
    return next((name for one, name in NAMES.items() if head == "occasion" and rest.startswith(one)), None)


def what_for(person_id: int, name: str) -> Message:
    """Ask what somebody is to be visited for."""
    return Message(
        f"为什么事去看望{name}同志？点了就交给结对的同志去办。",
        buttons=tuple(Button(NAMES[one], ArrangeFor(person_id, one)) for one in BY_HAND),
    )


def arranged(name: str, helper: str | None) -> Message:
    """Confirm that a visit was given to somebody."""
    behind = f"{helper}同志" if helper else "支部的同志"
    return Message(f"好的，请{behind}去看望{name}同志，办好了会记上。")


def families(names: Sequence[tuple[int, str]]) -> Message:
    """Remind the liaison of the families of those who have died."""
    whom = "、".join(name for _, name in names)
    return Message(
        f"春节前，请安排人看望遗属：{whom}同志的家里。",
        title="看望遗属",
        buttons=tuple(Button(name, ShowMember(one)) for one, name in names),
    )


def over(occasion: str, names: Sequence[tuple[int, str]]) -> Message:
    """Tell the liaison once who was not visited for an occasion that has gone by."""
    more = f"等{len(names)}位" if len(names) > _NAMED else ""
    whom = "、".join(name for _, name in names[:_NAMED])
    return Message(
        f"日子过去了，这几位还没有记录：{whom}{more}同志。以后不再提了。\n\n去过没记的，补一句就行。",
        title=f"{occasion}：没走到的",
        buttons=tuple(Button(name, ShowMember(one)) for one, name in names[:_NAMED]),
    )
