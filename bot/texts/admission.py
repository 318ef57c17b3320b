"""Words of admission: what those in charge are asked and told about who comes in."""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import category

from bot.messages import Button, Message
from bot.presses import Press

_SHOWN_NAME_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Decide(Press, code="bd"):
    """同意 or 不同意 to a claim."""

    claim_id: int
    accept: int


@dataclass(frozen=True, slots=True)
class Task:
    """What whoever decides a claim must know.

    `phone_matches` is None when no number was shared, or the roster has none to compare it with.
    """

    claim_id: int
    who: str  # 「罗家骏同志」, 「吴长贵同志的家属吴小燕」
    shown_name: str
    on_paper: bool
    by_code: bool
    phone_matches: bool | None
    replaces_phone: bool


def shown(name: str) -> str:
    """Make a name that anybody can choose harmless: one line, no invisible signs, not long."""
    visible = "".join(" " if character.isspace() else character for character in name)
    visible = "".join(character for character in visible if category(character)[0] != "C")
    return " ".join(visible.split())[:_SHOWN_NAME_LENGTH] or "（没有名字）"


def called(name: str, members: Sequence[str]) -> str:
    """Name who wants to come in, and for whom a relative does."""
    if not members:
        return f"{name}同志"
    return f"{'、'.join(f'{member}同志' for member in members)}的家属{name}"


def task(facts: Task) -> Message:
    """Ask for a decision about a claim."""
    how = "纸上的邀请" if facts.on_paper else "手机上的邀请"
    lines = [
        f"{facts.who}的手机想接通。",
        f"那边显示的名字是「{shown(facts.shown_name)}」，"
        f"用的是{how}{'，输了数字' if facts.by_code else ''}。",
    ]
    if facts.phone_matches is not None:
        lines.append("电话和花名册上的一样。" if facts.phone_matches else "电话和花名册上的不一样。")
    if facts.replaces_phone:
        lines.append("同意以后，现在用的那部手机就断开了。")
    return Message(
        "\n".join(lines) + "\n\n请先打电话或当面问一声，是本人再点同意。",
        buttons=(
            Button("同意", Decide(facts.claim_id, 1)),
            Button("不同意", Decide(facts.claim_id, 0)),
        ),
    )


def decided(who: str, decider: str | None, accepted: bool) -> Message:
    """Stand where the question stood, once somebody has decided."""
    if decider is None:
        return Message(f"{who}的手机：本人的电话对上了，已经接通。")
    return Message(f"{who}的手机：{decider}同志{'同意了，已经接通' if accepted else '没有同意'}。")


def settled(name: str) -> Message:
    """Stand where the question stood when it needs no decision any more."""
    return Message(f"{name}同志的手机：这次不用办了，已经有了新的邀请，或者手机已经断开。")


def not_oneself() -> str:
    """Refuse a decision about oneself."""
    return "自己的手机要由另一位同志来同意。请副书记或联络员看一下。"


def somebody_else(name: str, others: Sequence[str]) -> str:
    """Refuse the inviter's own consent to somebody who may do more than he."""
    who = "或者".join(f"{each}同志" for each in others)
    return f"邀请是您发的，{name}同志能办的事又比您多，要另一位同志看过才稳妥。请{who}来同意。"


def cannot_admit(name: str) -> str:
    """Refuse to let in somebody who is frozen or gone."""
    return f"{name}同志眼下停着，不能接通。请先到「老同志」里看一看。"


def phone_taken(name: str) -> str:
    """Refuse a claim whose phone came to speak for somebody else meanwhile."""
    return f"这部手机已经是另一位同志在用，不能再接给{name}同志。请打电话问一问。"


def relative_came(name: str, shown_name: str) -> Message:
    """Tell that a relative holds the invitation."""
    return Message(
        f"有位家属打开了{name}同志的邀请，显示的名字是「{shown(shown_name)}」。\n\n"
        "没有接通，什么也看不到。请打电话问一问，家里怎么收消息方便。"
    )


def went_astray(name: str) -> Message:
    """Tell that an invitation came to a wrong phone."""
    return Message(f"{name}同志的邀请到了别人手机上，那边点了「不是」。\n\n这份已经作废，请重新邀请一次。")


def used_twice(name: str, shown_name: str) -> Message:
    """Tell that a second account tried a used invitation."""
    return Message(
        f"{name}同志的邀请已经用过，又有人来试，显示的名字是「{shown(shown_name)}」。没有让他进来。\n\n"
        "要是本人换了手机，请重新邀请一次。"
    )


def shared_phone(name: str, holder: str) -> Message:
    """Tell that one phone is wanted for two people."""
    return Message(
        f"{name}同志的邀请，在{holder}同志的手机上打开了。没有接通。\n\n"
        "可能两位合用一部手机，请打电话问一问。"
    )


def moved(name: str) -> Message:
    """Tell that somebody changed phones and proved it by his number."""
    return Message(f"{name}同志换了手机，电话和花名册对得上，已经接通。原来那部断开了。")


def many_wrong_codes() -> Message:
    """Raise the alarm about guessing."""
    return Message(
        "这一个小时里，错的邀请数字特别多，可能有人在乱试。\n\n"
        "已经先停收数字，谁也没有进来。手机上点开的邀请照样能用。"
    )
