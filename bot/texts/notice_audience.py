"""Words of choosing whom a notice is for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts.roster_reasons import group as group_name
from models import Notice

PAGE = 6  # people to choose from at a time
_UNKNOWN_SHOWN, _UNKNOWN_LETTERS = 6, 12


PARTS = {"cadre": "结对干部", "leader": "党小组长", "committee": "支部委员", "liaison": "联络员"}


@dataclass(frozen=True, slots=True)
class OpenAudience(Press, code="nau"):
    """A page of 「发给谁」."""

    notice_id: int
    page: str  # start, home, groups, parts, or the first person's position


@dataclass(frozen=True, slots=True)
class Choose(Press, code="nch"):
    """Put somebody in (on=1) or out; `what` is everyone, group, part or person."""

    notice_id: int
    what: str
    which: str
    on: int
    page: str


@dataclass(frozen=True, slots=True)
class ListAudience(Press, code="nls"):
    """看名单."""

    notice_id: int
    skip: int


@dataclass(frozen=True, slots=True)
class AudienceChosen(Press, code="nok"):
    """选好了."""

    notice_id: int


@dataclass(frozen=True, slots=True)
class AskMode(Press, code="namd"):
    """换回音."""

    notice_id: int


def audience(notice: Notice, chosen: str, count: int, everyone: int, unknown: Sequence[str] = ()) -> Message:
    """Ask whom a notice is for."""
    picked = f"已选：{chosen}\n共{count}位" if chosen else "还没有选。"
    if unknown:
        more = "等" if len(unknown) > _UNKNOWN_SHOWN else ""
        shown = "、".join(words[:_UNKNOWN_LETTERS] for words in unknown[:_UNKNOWN_SHOWN])
        picked += f"\n\n没有选上：{shown}{more}。要么不在名册上，要么停发着，要么有同名的。"
    all_on = bool(notice.audience.get("everyone"))
    buttons = [
        _toggle(notice, f"全体党员（{everyone}位）", all_on, "everyone", "", "home"),
        Button("按小组选", OpenAudience(notice.id, "groups")),
        Button("按身份选", OpenAudience(notice.id, "parts")),
        Button("一位一位选", OpenAudience(notice.id, "0")),
    ]
    if count:
        buttons += [Button("看名单", ListAudience(notice.id, 0)), Button("选好了", AudienceChosen(notice.id))]
    return Message(f"{picked}", "发给谁？", tuple(buttons))


def settled(chosen: str, count: int) -> Message:
    """Stand where the question stood."""
    return Message(f"发给：{chosen}，共{count}位")


def choose_groups(notice: Notice, groups: Mapping[int, int]) -> Message:
    """Offer the groups, with how many each has."""
    chosen = set(notice.audience.get("groups", ()))
    buttons = [
        _toggle(notice, f"{group_name(group)}（{count}位）", group in chosen, "group", str(group), "groups")
        for group, count in groups.items()
    ]
    return Message("点一下选上，再点一下取消。", "按小组选", (*buttons, *_ends(notice)))


def choose_parts(notice: Notice, parts: Mapping[str, int]) -> Message:
    """Offer those who have a part, such as the serving cadres."""
    chosen = set(notice.audience.get("roles", ()))
    buttons = [
        _toggle(notice, f"{PARTS[part]}（{count}位）", part in chosen, "part", part, "parts")
        for part, count in parts.items()
    ]
    return Message("点一下选上，再点一下取消。", "按身份选", (*buttons, *_ends(notice)))


def choose_people(notice: Notice, people: Sequence[tuple[int, str]], skip: int, total: int) -> Message:
    """Offer a page of members by name."""
    chosen = set(notice.audience.get("people", ()))
    buttons = [
        _toggle(notice, name, person_id in chosen, "person", str(person_id), str(skip))
        for person_id, name in people
    ]
    if skip + PAGE < total:
        buttons.append(Button("下一页", OpenAudience(notice.id, str(skip + PAGE))))
    if skip:
        buttons.append(Button("上一页", OpenAudience(notice.id, str(max(0, skip - PAGE)))))
    pages = f"第{skip // PAGE + 1}页，共{-(-total // PAGE)}页。"
    words = "点名字选上，再点一下取消。也可以把名字打给我，几位一起也行。"
    return Message(f"{words}\n\n{pages}", "一位一位选", (*buttons, *_ends(notice)))


def nobody_named() -> str:
    """Refuse words in which there is no name of a member, or one that several have."""
    return "这里面没有认出名册上的名字；同名的，请点名字选。"


def _toggle(notice: Notice, label: str, on: bool, what: str, which: str, page: str) -> Button:
    wish = Choose(notice.id, what, which, 0 if on else 1, page)
    return Button(f"✓ {label}" if on else label, wish)


def _ends(notice: Notice) -> list[Button]:
    """Return the ways out of a page: straight on once somebody is chosen, and back to the others."""
    done = [Button("选好了", AudienceChosen(notice.id))] if any(notice.audience.values()) else []
    return [*done, Button("返回", OpenAudience(notice.id, "home"))]


def names(people: Sequence[str], skip: int, total: int, notice_id: int, page: int) -> Message:
    """List by name whom a notice is for."""
    more = (Button("后面的", ListAudience(notice_id, skip + page)),) if skip + page < total else ()
    return Message("、".join(people), f"名单，共{total}位", more)


def chosen(
    *, everyone: bool, groups: Sequence[int], parts: Sequence[str], names: Sequence[str], corrects: bool
) -> str:
    """Say whom a notice is for: 「第一党小组、结对干部、张三」; nobody is an empty string."""
    if corrects:
        return "收到或在等上一条的同志"
    words = ["全体党员"] if everyone else []
    words += [group_name(group) for group in groups]
    words += [PARTS[part] for part in parts]
    words += names[:6]
    return "、".join(words) + ("等" if len(names) > 6 else "")
