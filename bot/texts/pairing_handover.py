"""Words to the cadres when somebody begins, takes over, stands in or is released."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Button, Message
from bot.texts import briefs, dates, profiles
from bot.texts.briefs import Facts
from bot.texts.members import ShowMember
from bot.texts.pairings import ListWithout, some


@dataclass(frozen=True, slots=True)
class Paper:
    """What a new cadre is given of one member.

    `before` stays responsible until the new one has been in touch.
    """

    person_id: int
    name: str
    before: str | None
    facts: Facts
    card: Mapping[str, str]


def papers(given: Sequence[Paper], today: date) -> Message:
    """Give a new cadre the plan, the last words and the open wishes of his members."""
    names = "、".join(one.name for one in given)
    text = [f"请您联系{names}同志，每个月看望或打个电话问候一次。"]
    for one in given:
        before = f"（从{one.before}同志那里接手）" if one.before else ""
        rows = [f"【{one.name}】{before}", *briefs.lines(one.facts, today, notes=3), *profiles.rows(one.card)]
        text.append("\n".join(rows))
    if any(one.before for one in given):
        text.append("您联系上以后，交接就算完；这以前还是原来的同志负责。")
    buttons = tuple(Button(one.name, ShowMember(one.person_id)) for one in given)
    return Message("\n\n".join(text), title="新的结对", buttons=buttons)


def you_hand_over(members: Sequence[tuple[int, str]], new: str) -> Message:
    """Tell the old cadre that somebody takes over, and until when he is still responsible."""
    names = "、".join(name for _, name in members)
    return Message(
        f"{names}同志要交给{new}同志了。\n\n{new}联系上以前，还请您照常联系，能一起去一趟最好。",
        buttons=tuple(Button(name, ShowMember(person_id)) for person_id, name in members),
    )


def you_are_released(member: str, new: str) -> Message:
    """Thank the old cadre."""
    return Message(f"{new}同志已经联系上{member}同志，交接完了。谢谢您这些日子的照顾。")


def you_stand_in(cadre: str, members: Sequence[tuple[int, str]], until: date, today: date) -> Message:
    """Tell a deputy for whom and until when."""
    names = "、".join(name for _, name in members)
    return Message(
        f"{cadre}同志这段时间不在，请您代他联系{names}同志，到{dates.day(until, today)}为止。"
        "\n\n他们的情况和要办的事，我这段时间告诉您。",
        title="请您代一代",
        buttons=tuple(Button(name, ShowMember(person_id)) for person_id, name in members),
    )


def you_are_stood_in_for(deputy: str, until: date, today: date) -> Message:
    """Tell a cadre who is away who stands in for him."""
    return Message(
        f"您不在的时候，由{deputy}同志代您联系老同志，到{dates.day(until, today)}为止。"
        "这段时间提要和要办的都给他，您安心。"
    )


def he_is_back(cadre: str) -> Message:
    """Thank a deputy when the one he stood in for is back."""
    return Message(f"{cadre}同志回来了，从今天起还是由他联系。谢谢您代了这一阵。")


def nobody_yet(names: Sequence[str]) -> Message:
    """Tell the liaison who has nobody."""
    return Message(f"{some(names)}，现在没有人结对。请安排一下。", title="没有人结对", buttons=(_ARRANGE,))


_ARRANGE = Button("去安排", ListWithout(0))
