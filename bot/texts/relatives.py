"""Words of the relatives (家属代收): what a relative may do, what she receives, and how it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Button, Keyboard, Message
from bot.presses import AskPerson, Press
from bot.texts import dates
from bot.texts.common import HELP
from bot.texts.invitations import code_words
from models import Medium, Scope


@dataclass(frozen=True, slots=True)
class AddRelative(Press, code="padd"):
    """加一位家属 to a member."""

    person_id: int


@dataclass(frozen=True, slots=True)
class OpenRequest(Press, code="pask"):
    """A relative's request that waits for a decision."""

    proxy_id: int


@dataclass(frozen=True, slots=True)
class InviteRelative(Press, code="pinv"):
    """An invitation for an approved relative, on the phone or on paper."""

    proxy_id: int
    medium: str


@dataclass(frozen=True, slots=True)
class EndProxy(Press, code="pend"):
    """不再代收; `sure` is 0 before the question and 1 after it."""

    proxy_id: int
    sure: int


@dataclass(frozen=True, slots=True)
class KeepProxy(Press, code="pkeep"):
    """照旧, instead of ending an agreement."""


@dataclass(frozen=True, slots=True)
class LookFor(Press, code="plook"):
    """看通知 of a member whom the relative stands in for, after so many."""

    person_id: int
    skip: int


@dataclass(frozen=True, slots=True)
class Facts:
    """A request or an agreement, as it is shown to those in charge."""

    proxy_id: int
    name: str
    kinship: str
    member: str
    shown_name: str | None  # of the phone that waits; None: no phone has come yet
    is_open: bool
    connected: bool
    scope: Scope
    consent: str
    until: date | None


SCOPES = {Scope.RECEIVE: "只代收通知", Scope.ACT: "代收，也代办"}
TERMS = {0: "一直到说停", 3: "三个月", 12: "一年"}


def called(kinship: str, name: str) -> str:
    """「女儿吴小燕」"""
    return f"{kinship}{name}"


def addressed(name: str) -> str:
    """Return what stands above whatever a relative receives for a member."""
    return f"给{name}同志的："


def agreed(facts: Facts, today: date) -> str:
    """「只代收通知，一直到说停」"""
    return f"{SCOPES[facts.scope]}，{_term(facts.until, today)}"


def _term(until: date | None, today: date) -> str:
    return f"到{dates.day(until, today)}为止" if until else TERMS[0]


# -- on the member's page -------------------------------------------------------------------------


def line(facts: Facts, today: date) -> str:
    """Show one relative of a member."""
    who = called(facts.kinship, facts.name)
    if not facts.is_open:
        return f"{who}：等支部同意"
    reached = "" if facts.connected else "，手机还没接通"
    return f"{who}：{agreed(facts, today)}{reached}"


def add_button(person_id: int) -> Button:
    """Offer to add a relative."""
    return Button("加一位家属", AddRelative(person_id))


def buttons(facts: Facts) -> list[Button]:
    """Offer what can be done about one relative."""
    if not facts.is_open:
        return [Button(f"看{facts.name}", OpenRequest(facts.proxy_id))]
    invite = [] if facts.connected else [Button(f"邀请{facts.name}", InviteRelative(facts.proxy_id, "phone"))]
    return [*invite, Button(f"不用{facts.name}代收", EndProxy(facts.proxy_id, 0))]


def invite_buttons(facts: Facts) -> tuple[Button, ...]:
    """Offer an invitation to a relative."""
    return (
        Button("手机邀请", InviteRelative(facts.proxy_id, Medium.PHONE)),
        Button("纸上邀请", InviteRelative(facts.proxy_id, Medium.PAPER)),
    )


def invitation(
    name: str, member: str, link: str, code: str, until: date, today: date, media: tuple[int, ...] = ()
) -> Message:
    """One message to be passed on to a relative as it is, or to be printed with its picture."""
    how = "用手机对准上面的图，打开后点「开始」。" if media else "请点这一行，打开后点「开始」："
    return Message(
        f"{name}：支部请您替{member}同志收通知，用的是小助手。\n\n{how}\n{link}\n\n"
        f"点不开，就在小助手里发这8个数字：{code_words(code)}\n\n"
        f"{dates.day(until, today)}以前有效，只给您用，请不要转给别人。",
        media=media,
    )


def who_are_you(name: str, members: Sequence[str]) -> str:
    """Ask a relative who holds her own invitation."""
    return f"您好，我是支部小助手，是一个程序。\n\n您是{name}吗？支部请您替{_all(members)}收通知。"


def _all(members: Sequence[str]) -> str:
    return "、".join(f"{name}同志" for name in members)


# -- to the relative and to the member --------------------------------------------------------------


def welcome(name: str, members: Sequence[str], helper: str | None, keyboard: Keyboard) -> Message:
    """Say, first of all, what this is, for whom she is here, and how to stop it."""
    behind = f"{helper}同志" if helper else "支部的同志"
    return Message(
        f"我是支部小助手，是一个程序，背后是{behind}。以后{_all(members)}的通知发到这里，请您告诉老人，"
        "老人知道了就点「收到」。\n\n"
        "我绝不要钱，不要密码、验证码，也不要身份证号。谁来要，都别给，先打电话问支部。\n\n"
        "这里不是24小时值班，急事请直接拨打120。不方便代收了，在「我的」里点一下就停。",
        title=f"{name}，接通了",
        keyboard=keyboard,
    )


def one_more(member: str, keyboard: Keyboard) -> Message:
    """Tell somebody who is connected already that she now stands in for a member."""
    return Message(
        f"支部同意了。以后{member}同志的通知也发到这里，请您告诉老人，老人知道了就点「收到」。\n\n"
        "不方便代收了，在「我的」里点一下就停。",
        keyboard=keyboard,
    )


def told_member(facts: Facts, today: date) -> Message:
    """Tell the member, who has a phone of his own, what was agreed."""
    return Message(
        f"支部记下了：您的{called(facts.kinship, facts.name)}{agreed(facts, today)}。\n\n"
        "不要了，在「我的」里点一下就停。"
    )


def really_end(relative: str, member: str, proxy_id: int) -> Message:
    """Ask the member, or those in charge, once before an agreement ends."""
    return Message(
        f"以后不用{relative}替{member}同志收通知了，是吗？",
        buttons=(Button("是，不用了", EndProxy(proxy_id, 1)), Button("照旧", KeepProxy())),
    )


def really_end_own(member: str, proxy_id: int) -> Message:
    """Ask the relative herself."""
    return Message(
        f"您以后不替{member}同志收通知了，是吗？",
        buttons=(Button("是，不收了", EndProxy(proxy_id, 1)), Button("照旧", KeepProxy())),
    )


def kept() -> Message:
    """Say that an agreement goes on."""
    return Message("好的，照旧。")


def ended(relative: str, member: str) -> Message:
    """Stand where the question stood."""
    return Message(f"好的，从现在起，{relative}不再替{member}同志收通知。")


def ended_for_relative(member: str) -> Message:
    """Tell the relative that somebody else ended it."""
    return Message(f"从现在起，不用您替{member}同志收通知了。这些日子谢谢您！")


def ended_for_member(relative: str) -> Message:
    """Tell the member that somebody else ended it."""
    return Message(f"从现在起，{relative}不再替您收通知了。")


def ended_for_branch(relative: str, member: str, change: Press) -> Message:
    """Tell those in charge that a member has to be reached in another way."""
    return Message(
        f"{relative}不再替{member}同志收通知了。请看看以后怎么联系。",
        buttons=(Button("改联系方式", change),),
    )


def own_relative(facts: Facts, today: date) -> str:
    """Stand in 我的 of the member."""
    return f"替您收通知的：{called(facts.kinship, facts.name)}，{agreed(facts, today)}"


def own_charge(facts: Facts, today: date) -> str:
    """Stand in 我的 of the relative."""
    return f"您替{facts.member}同志收通知，{agreed(facts, today)}"


def end_button(label: str, proxy_id: int) -> Button:
    """Offer to end it."""
    return Button(label, EndProxy(proxy_id, 0))


def end_own(facts: Facts) -> Button:
    """Offer the member to end it."""
    return end_button(f"不用{facts.name}代收", facts.proxy_id)


def end_charge(facts: Facts) -> Button:
    """Offer the relative to end it."""
    return end_button(f"不替{facts.member}收了", facts.proxy_id)


# -- 看通知 -------------------------------------------------------------------------------------------


def whose(charges: Sequence[tuple[int, str]], *, received: bool = False) -> Message:
    """Ask whose notices she wants to see, or of whom she has just said 收到."""
    return Message(
        "是哪一位收到了？请点开，再点「收到」。" if received else "您要看哪一位的通知？",
        buttons=tuple(Button(f"看{name}的通知", LookFor(person_id, 0)) for person_id, name in charges),
    )


def no_notices(name: str) -> Message:
    """Answer when there is nothing for a member; what came before she stood in for him is not hers."""
    return Message(f"您代收以后，还没有给{name}同志的通知。有了新的，我马上告诉您。")


def more(name: str, person_id: int, skip: int) -> Message:
    """Offer the notices before those shown."""
    return Message(f"{name}同志还有更早的通知。", buttons=(Button("看更早的", LookFor(person_id, skip)),))


def no_charge() -> Message:
    """Answer somebody who stands in for nobody any more."""
    return Message("现在没有请您代收的同志。", buttons=(Button(HELP, AskPerson()),))
