"""Sentences and buttons of 分工: who does what in the branch, and who acts for the secretary for a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Button, Keyboard, Message
from bot.presses import Press
from bot.texts import dates
from bot.texts.members import ROLE_NAMES, group_name
from models import Role


@dataclass(frozen=True, slots=True)
class OpenOffices(Press, code="eopen"):
    """分工."""


@dataclass(frozen=True, slots=True)
class ChooseGroup(Press, code="egrp"):
    """小组长: of which group?"""


@dataclass(frozen=True, slots=True)
class PickFor(Press, code="epick"):
    """Who shall hold an office? `group` is 0 but for a group leader."""

    role: str
    group: int
    page: int


@dataclass(frozen=True, slots=True)
class TypeName(Press, code="ename"):
    """打名字找, for an office."""

    role: str
    group: int


@dataclass(frozen=True, slots=True)
class Choose(Press, code="eapp"):
    """A person for an office; asks once more."""

    role: str
    group: int
    person_id: int


@dataclass(frozen=True, slots=True)
class Appoint(Press, code="eappok"):
    role: str
    group: int
    person_id: int


@dataclass(frozen=True, slots=True)
class TypeDay(Press, code="eday"):
    """别的日子: until when somebody acts."""

    person_id: int


@dataclass(frozen=True, slots=True)
class ChooseDay(Press, code="eent"):
    """Until when somebody acts, as a day's ordinal; asks once more."""

    person_id: int
    until: int


@dataclass(frozen=True, slots=True)
class Entrust(Press, code="eentok"):
    person_id: int
    until: int


@dataclass(frozen=True, slots=True)
class AskRevoke(Press, code="erev"):
    appointment_id: int


@dataclass(frozen=True, slots=True)
class Revoke(Press, code="erevok"):
    appointment_id: int


@dataclass(frozen=True, slots=True)
class Held:
    """One office and who holds it."""

    appointment_id: int
    role: Role
    group: int | None
    name: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be given an office; the label tells him from others of his name."""

    person_id: int
    label: str


# In the order in which they are listed; each has one holder when it is filled in the chat.
_NOT_NOW = Button("先不定", OpenOffices())
OFFICES = (Role.DEPUTY, Role.ORGANISATION, Role.PUBLICITY, Role.DISCIPLINE, Role.LIAISON)


def office_name(role: Role, group: int | None = None) -> str:
    """「组织委员」, 「第二党小组组长」"""
    return f"{group_name(group)}组长" if role is Role.GROUP_LEADER and group else ROLE_NAMES[role]


def holds(role: Role, group: int | None, until: date | None) -> str:
    """Name an office somebody holds, and until when."""
    ends = f"（到{dates.day(until)}）" if until else ""
    return office_name(role, group) + ends


def offices(held: Sequence[Held]) -> Message:
    """Show who does what."""
    rows = [f"{holds(each.role, each.group, each.until)}：{each.name}" for each in held]
    acting = next((each for each in held if each.role is Role.ACTING), None)
    last = (
        Button("收回委托", AskRevoke(acting.appointment_id))
        if acting
        else Button("委托代办", PickFor(Role.ACTING, 0, 0))
    )
    buttons = [Button(office_name(role), PickFor(role, 0, 0)) for role in OFFICES]
    return Message(
        "\n".join(rows) or "还没有写上谁做什么。",
        title="支部分工",
        buttons=(*buttons, Button("小组长", ChooseGroup()), last),
    )


def which_group(groups: Sequence[int]) -> Message:
    """Ask whose leader is meant."""
    if not groups:
        return Message("名册里还没有分小组。")
    buttons = [Button(group_name(number), PickFor(Role.GROUP_LEADER, number, 0)) for number in groups[:8]]
    return Message("哪个小组的组长？", buttons=tuple(buttons))


def pick(
    role: Role, group: int, holder: Held | None, page: Sequence[Candidate], number: int, pages: int
) -> Message:
    """Offer people for an office, a page at a time."""
    office = office_name(role, group)
    if role is Role.ACTING:
        text = "请谁代您办一段时间？"
    elif holder is not None:
        text = f"{office}现在是{holder.name}同志。换成哪一位？"
    else:
        text = f"请哪一位当{office}？"
    buttons = [Button(each.label, Choose(role, group, each.person_id)) for each in page]
    if number > 0:
        buttons.append(Button("上一页", PickFor(role, group, number - 1)))
    if number + 1 < pages:
        buttons.append(Button("下一页", PickFor(role, group, number + 1)))
    buttons.append(Button("打名字找", TypeName(role, group)))
    if holder is not None and number == 0:
        buttons.append(Button(f"不再由{holder.name}担任", AskRevoke(holder.appointment_id)))
    return Message(text, buttons=tuple(buttons))


def ask_name() -> Message:
    """Ask for a name."""
    return Message("请打他的名字。")


def nobody_fits(words: str) -> str:
    """Answer to a name that fits nobody who may hold the office."""
    return f"没有找到能担任的「{words[:20]}」。请再打一次名字。"


def which_one(role: Role, group: int, candidates: Sequence[Candidate]) -> Message:
    """Ask which of several people is meant."""
    return Message(
        "您说的是哪一位？",
        buttons=tuple(Button(each.label, Choose(role, group, each.person_id)) for each in candidates),
    )


def confirm(role: Role, group: int, name: str, person_id: int, before: str | None) -> Message:
    """Ask once more before an office changes hands."""
    instead = f"，原来的{before}同志到今天为止" if before else ""
    return Message(
        f"请{name}同志当{office_name(role, group)}{instead}。\n\n他会收到一条消息。",
        title="请再看一遍",
        buttons=(Button("就这样定", Appoint(role, group, person_id)), _NOT_NOW),
    )


def appointed(role: Role, group: int, name: str) -> Message:
    """Say that it is done."""
    return Message(f"好的，{office_name(role, group)}：{name}同志，从今天起。已经请我告诉他了。")


def you_are(role: Role, group: int, by: str, keyboard: Keyboard) -> Message:
    """Tell somebody of his new part; the keyboard below fits it."""
    return Message(
        f"{by}同志请您当{office_name(role, group)}，从今天起。\n\n下面的字换过了，用得着的都在那里。",
        keyboard=keyboard,
    )


def until_when(name: str, person_id: int, choices: Sequence[tuple[str, date]]) -> Message:
    """Ask how long somebody acts."""
    buttons = [
        Button(f"{words}，到{day.month}月{day.day}日", ChooseDay(person_id, day.toordinal()))
        for words, day in choices
    ]
    return Message(
        f"请{name}同志代您办到哪一天？",
        buttons=(*buttons, Button("别的日子", TypeDay(person_id))),
    )


def ask_day() -> Message:
    """Ask for a day."""
    return Message("到哪一天为止？比如：12月15日，或者下周五。")


def day_unclear() -> str:
    """Answer to a day that was not understood, is past or too far off."""
    return "这个日子我没看明白。请写今天以后、三个月以内的一天，比如：12月15日。"


def confirm_entrust(name: str, person_id: int, until: date) -> Message:
    """Ask once more, and say what acting means."""
    return Message(
        f"请{name}同志从今天起代您办，到{dates.day(until)}。\n\n"
        "他可以：发通知、看回音、批接通、停发和恢复。用他自己的名字，都记着。\n"
        "他不可以：再委托别人。\n\n"
        "到日子自己就停，您也可以随时收回。",
        title="请再看一遍",
        buttons=(Button("就这样定", Entrust(person_id, until.toordinal())), _NOT_NOW),
    )


def entrusted(name: str, until: date) -> Message:
    """Say that it is done."""
    return Message(f"好的，{name}同志代您办到{dates.day(until)}。要收回，请到「分工」里点「收回委托」。")


def you_act(by: str, until: date, keyboard: Keyboard) -> Message:
    """Tell somebody that he acts for the secretary for a time."""
    return Message(
        f"{by}同志请您代他办支部的事，从今天到{dates.day(until)}。\n\n"
        "办的时候用您自己的名字。到日子自己就停。下面的字换过了。",
        keyboard=keyboard,
    )


def confirm_revoke(held: Held) -> Message:
    """Ask once more before an office is taken back."""
    office = office_name(held.role, held.group)
    return Message(
        f"{held.name}同志不再{'代您办' if held.role is Role.ACTING else '当' + office}，从现在起。",
        title="请再看一遍",
        buttons=(Button("就这样定", Revoke(held.appointment_id)), _NOT_NOW),
    )


def revoked(held: Held) -> Message:
    """Say that it is done."""
    return Message(f"好的，{held.name}同志的「{office_name(held.role, held.group)}」到此为止。")


def your_part_ended(role: Role, group: int | None, keyboard: Keyboard) -> Message:
    """Thank somebody whose part has ended."""
    return Message(f"您的「{office_name(role, group)}」到今天为止。谢谢您这段时间的辛苦！", keyboard=keyboard)


def not_yours() -> str:
    """Refuse a role that is not the granter's to give."""
    return "这个职务不在您能定的范围里。"


def not_suitable(name: str) -> str:
    """Refuse a person who cannot hold an office now."""
    return f"{name}同志现在不能担任。请到「老同志」里看一看他的情况。"


def not_oneself() -> str:
    """Refuse to entrust oneself."""
    return "这件事不用委托自己。请另选一位。"


def over() -> str:
    """Answer when an office has been taken back in the meantime."""
    return "这一项已经改过了，请重新打开「分工」看看。"
