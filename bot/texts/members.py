"""Sentences and buttons of the members list (老同志) and of a member's page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import dates
from bot.texts.roster_reasons import group
from models import Channel, Precision, Role, Status


class Reach(StrEnum):
    """Whether the program reaches somebody; the value is how it is said."""

    CONNECTED = "已接通"
    NOT_YET = "还没接通"
    STOPPED = "停了"  # the person stopped the program in the messenger


@dataclass(frozen=True, slots=True)
class ListMembers(Press, code="mlist"):
    """One page of a shelf: "g1" a group, "g0" nobody's group, or one of `Shelf`; "" is all shelves."""

    shelf: str
    page: int


@dataclass(frozen=True, slots=True)
class ShowMember(Press, code="mpage"):
    person_id: int


@dataclass(frozen=True, slots=True)
class ShowPhone(Press, code="mphone"):
    person_id: int


@dataclass(frozen=True, slots=True)
class FindMember(Press, code="mfind"):
    """打名字找: asks for a name."""


class Part(StrEnum):
    """Families of a page's buttons."""

    CARE = "care"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class OpenPart(Press, code="mpart"):
    """走访结对 or 情况有变 on a page."""

    person_id: int
    part: str


class Shelf(StrEnum):
    """Lists beside the groups."""

    NEAR = "near"  # all whom somebody with few in his care may see
    STAFF = "staff"  # 在职同志
    HELD = "held"  # 停发的
    GONE = "left"  # 转出和去世的


@dataclass(frozen=True, slots=True)
class Line:
    """One person in a list."""

    person_id: int
    name: str
    group: int | None
    number: str | None = None
    reach: Reach = Reach.NOT_YET


@dataclass(frozen=True, slots=True)
class Page:
    """What a member's page shows; `held` counts messages that wait for the end of a freeze."""

    name: str
    group: int | None
    status: Status | None
    roles: tuple[Role, ...]
    reach: Reach
    channel: Channel | None
    joined: tuple[date, Precision] | None
    full: tuple[date, Precision] | None
    cadres: tuple[str, ...]
    phone: str | None
    frozen: bool
    held: int
    since: date | None = None  # of the status, when it is not 在册


ROLE_NAMES: Mapping[Role, str] = {
    Role.SECRETARY: "支部书记",
    Role.DEPUTY: "副书记",
    Role.ACTING: "代书记办事",
    Role.LIAISON: "联络员",
    Role.ORGANISATION: "组织委员",
    Role.PUBLICITY: "宣传委员",
    Role.DISCIPLINE: "纪检委员",
    Role.GROUP_LEADER: "小组长",
    Role.CADRE: "在职结对干部",
    Role.RELATIVE: "家属",
    Role.MEMBER: "党员",
}
_SHELVES = {
    Shelf.NEAR: "您联系的老同志",
    Shelf.STAFF: "在职同志",
    Shelf.HELD: "停发的",
    Shelf.GONE: "转出和去世的",
}
_CHANNELS = {
    Channel.BOT: "支部小助手",
    Channel.RELATIVE: "家属代收",
    Channel.PHONE: "打电话",
    Channel.PAPER: "送纸条",
}
_STATUSES = {
    Status.FLOATING: "流动党员",
    Status.TRANSFERRED: "已转出",
    Status.LOST: "失联",
    Status.DECEASED: "已去世",
}


def group_name(number: int | None) -> str:
    """「第一党小组」, 「没分小组」"""
    return group(number) if number else "没分小组"


def shelf_name(shelf: str) -> str:
    """Name a group or one of the other lists."""
    return _SHELVES[Shelf(shelf)] if shelf in set(Shelf) else group_name(int(shelf[1:]))


def shelves(counts: Mapping[str, int]) -> Message:
    """Offer the groups, each with its number of people."""
    buttons = [
        Button(f"{shelf_name(shelf)} {count}位", ListMembers(shelf, 0)) for shelf, count in counts.items()
    ]
    on_roll = sum(count for shelf, count in counts.items() if shelf.startswith("g"))
    return Message(
        f"一共{on_roll}位老同志。点小组看名单，或者直接把名字打给我。",
        title="老同志",
        buttons=(*buttons, Button("打名字找", FindMember())),
    )


def nobody_yet() -> Message:
    """Answer somebody in whose care nobody is."""
    return Message("现在没有交给您联系的老同志。\n\n有疑问请点「找人」。")


def page_of(shelf: str, lines: Sequence[Line], labels: Sequence[str], page: int, pages: int) -> Message:
    """Show one page of a list, a button a name."""
    waiting = [line.name for line in lines if line.reach is not Reach.CONNECTED]
    text = [f"第{page + 1}页，共{pages}页。" if pages > 1 else "点名字，看他的情况。"]
    if waiting and shelf not in (Shelf.HELD, Shelf.GONE):
        text.append(f"这里还没接通的：{'、'.join(waiting)}")
    buttons = [Button(label, ShowMember(line.person_id)) for line, label in zip(lines, labels, strict=True)]
    if page > 0:
        buttons.append(Button("上一页", ListMembers(shelf, page - 1)))
    if page + 1 < pages:
        buttons.append(Button("下一页", ListMembers(shelf, page + 1)))
    return Message("\n".join(text), title=shelf_name(shelf), buttons=tuple(buttons))


def empty_shelf(shelf: str) -> Message:
    """Answer for a list that has become empty."""
    return Message(f"「{shelf_name(shelf)}」里现在没有人。")


def labels(lines: Sequence[Line]) -> list[str]:
    """Name each line so that it can be told from the others: by group, then by number."""
    names = [line.name for line in lines]
    with_group = [f"{line.name}（{group_name(line.group)}）" for line in lines]
    told = []
    for line, named in zip(lines, with_group, strict=True):
        if names.count(line.name) == 1:
            told.append(line.name)
        elif with_group.count(named) == 1:
            told.append(named)
        else:
            told.append(f"{line.name}（{group_name(line.group)}，编号{line.number or line.person_id}）")
    return told


def ask_name() -> Message:
    """Ask whom to look for."""
    return Message("找哪一位？请打名字，记不全的，打一个姓也行。")


def name_needed() -> str:
    """Answer to an empty name."""
    return "请打一个名字。"


def nobody_called(words: str) -> Message:
    """Answer to a name that fits nobody the asker may see."""
    return Message(f"没有找到「{words[:20]}」。换一个字再试试，或者按小组看。", buttons=(_ALL,))


def which(lines: Sequence[Line], more: int = 0) -> Message:
    """Ask which of several people is meant."""
    text = "您找的是哪一位？"
    if more:
        text += f"\n\n还有{more}位没列出来，把名字打全一点就好。"
    buttons = [
        Button(label, ShowMember(line.person_id)) for line, label in zip(lines, labels(lines), strict=True)
    ]
    return Message(text, buttons=tuple(buttons))


_ALL = Button("看全部", ListMembers("", 0))


def page(facts: Page, buttons: Sequence[Button], spared: Sequence[str] = ()) -> Message:
    """Show a member's page; `spared` says what is not sent to him for a time."""
    rows = [_standing(facts), *spared]
    if facts.frozen:
        waiting = f"，等着的有{facts.held}条" if facts.held else ""
        rows.append(f"消息现在都停发着{waiting}。")
    for word, known in (("入党", facts.joined), ("转正", facts.full)):
        if known:
            rows.append(f"{word}：{dates.precise(*known)}")
    reached = str(facts.reach)
    if facts.channel is not None and facts.channel is not Channel.BOT:
        reached = f"{_CHANNELS[facts.channel]}（本人手机{reached}）"
    rows.append(f"联系：{reached}")
    if facts.cadres:
        rows.append(f"结对干部：{'、'.join(facts.cadres)}")
    if facts.phone:
        rows.append(f"电话：{masked(facts.phone)}")
    return Message("\n".join(rows), title=f"{facts.name}同志", buttons=tuple(buttons))


def _standing(facts: Page) -> str:
    words = [group_name(facts.group)] if facts.group else []
    words += [ROLE_NAMES[role] for role in facts.roles if role is not Role.MEMBER]
    if facts.status in _STATUSES:
        since = f"（{dates.precise(facts.since)}）" if facts.since else ""
        words.append(_STATUSES[facts.status] + since)
    return "，".join(words) or "没分小组"


def masked(phone: str) -> str:
    """「138****5678」; enough to tell two numbers apart."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else f"****{phone[-2:]}"


def phone(name: str, number: str | None) -> Message:
    """Show a number to somebody who must call; it was written down that he looked."""
    if not number:
        return Message(f"名册里没有{name}同志的电话。")
    return Message(f"{name}同志的电话：\n{number}\n\n谁看过号码，都记着一笔。请不要转给别人。")


PARTS = {Part.CARE: "走访结对", Part.CHANGES: "情况有变"}


def part(name: str, which: Part, buttons: Sequence[Button]) -> Message:
    """Show one family of a page's buttons."""
    return Message(f"{name}同志，要办哪一样？", title=PARTS[which], buttons=tuple(buttons))


SHOW_PHONE = "看电话"
CHANGE = "改资料"
CUT_OFF = "断开手机"
FREEZE = "先停发"
RESTORE = "恢复"
DECEASED = "已去世"
TRANSFER = "转出"
COME_BACK = "弄错了"
