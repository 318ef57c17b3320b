"""Words of the relatives (家属代收): who asks, who agrees, what she receives, and how it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Button, Keyboard, Message
from bot.presses import AskPerson, FormAnswer, Press
from bot.texts import dates
from bot.texts.admission import shown
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
class Agree(Press, code="pyes"):
    """One tap of an agreement: who consented, what for, until when; "" and -1 are still to be said."""

    proxy_id: int
    consent: str
    scope: str
    months: int


@dataclass(frozen=True, slots=True)
class Decline(Press, code="pno"):
    """不同意."""

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


KINSHIPS = ("女儿", "儿子", "老伴", "孙女", "孙子", "儿媳", "女婿")
CONSENTS = {
    "face": "本人当面同意",
    "call": "本人电话里同意",
    "family": "本人说不清，家里商量同意",
}
SCOPES = {Scope.RECEIVE: "只代收通知", Scope.ACT: "代收，也代办"}
TERMS = {0: "一直到说停", 3: "三个月", 12: "一年"}
NAME_AT_MOST = 20  # characters


def called(kinship: str, name: str) -> str:
    """「女儿吴小燕」"""
    return f"{kinship}{name}"


def addressed(name: str) -> str:
    """Return what stands above whatever a relative receives for a member."""
    return f"给{name}同志的："


# -- asking ---------------------------------------------------------------------------------------


def ask_kinship(name: str) -> Message:
    """Ask what the relative is to the member."""
    buttons = tuple(Button(word, FormAnswer("kinship", word)) for word in KINSHIPS)
    return Message(f"是{name}同志的什么人？点一下，没有的就打字。", buttons=buttons)


def kinship_needed() -> str:
    """Answer what is no kinship."""
    return "请写两三个字，比如「女儿」「侄子」。"


def ask_own_name() -> Message:
    """Ask a relative who she is."""
    return Message("请问您叫什么名字？")


def ask_name(name: str, known: Sequence[tuple[int, str]]) -> Message:
    """Ask the secretary for the relative's name; `known` are relatives of others already."""
    buttons = tuple(Button(each, FormAnswer("name", f"#{person_id}")) for person_id, each in known)
    return Message(f"{name}同志的这位家属叫什么名字？", buttons=buttons)


def name_needed() -> str:
    """Answer what is no name."""
    return f"请只写名字，{NAME_AT_MOST}个字以内。"


def asked() -> Message:
    """Tell a relative what happens now."""
    return Message(
        "谢谢您。我请支部的同志问一问老人，同意以后马上告诉您。\n\n这份邀请还是留给老人自己用。",
        keyboard=Keyboard(((HELP,),)),
    )


def asked_known() -> Message:
    """Tell the same to somebody who is connected already; his own keyboard stays."""
    return Message("好的，我请支部的同志问一问老人，同意以后马上告诉您。")


# -- deciding -------------------------------------------------------------------------------------


def request(facts: Facts) -> Message:
    """Put a request before those in charge: the first question is who agreed."""
    lines = [f"{facts.name}是{facts.member}同志的{facts.kinship}，想代收通知。"]
    if facts.shown_name is not None:
        lines.append(f"那边显示的名字是「{shown(facts.shown_name)}」。")
    buttons = [Button(words, Agree(facts.proxy_id, key, "", -1)) for key, words in CONSENTS.items()]
    buttons.append(Button("不同意", Decline(facts.proxy_id)))
    lines.append(f"\n请先问一问{facts.member}同志。谁同意的？")
    return Message("\n".join(lines), "家属代收", tuple(buttons))


def ask_scope(facts: Facts, consent: str) -> Message:
    """Ask what she may do."""
    buttons = tuple(
        Button(words, Agree(facts.proxy_id, consent, str(scope), -1)) for scope, words in SCOPES.items()
    )
    return Message(
        f"{facts.member}同志的{called(facts.kinship, facts.name)}：{CONSENTS[consent]}。\n\n"
        "请这位家属做什么？",
        "家属代收",
        buttons,
    )


def ask_term(facts: Facts, consent: str, scope: Scope) -> Message:
    """Ask until when."""
    buttons = tuple(
        Button(words, Agree(facts.proxy_id, consent, str(scope), months)) for months, words in TERMS.items()
    )
    return Message(
        f"{facts.member}同志的{called(facts.kinship, facts.name)}：{SCOPES[scope]}。\n\n到什么时候？",
        "家属代收",
        buttons,
    )


def approved(facts: Facts, by: str | None, today: date) -> Message:
    """Stand where the question stood."""
    who = called(facts.kinship, facts.name)
    lines = [
        f"{facts.member}同志的{who}：{SCOPES[facts.scope]}，{_term(facts.until, today)}。",
        facts.consent,
    ]
    if by:
        lines.append(f"{by}同志同意的。")
    if not facts.connected:
        lines.append("\n这位家属的手机还没接通，请把邀请转过去。")
    return Message("\n".join(lines), "家属代收，定了", invite_buttons(facts) if not facts.connected else ())


def declined(facts: Facts, by: str | None) -> Message:
    """Stand where the question stood."""
    who = f"{by}同志" if by else "支部"
    return Message(f"{facts.member}同志的{called(facts.kinship, facts.name)}：{who}没有同意。")


def not_your_own() -> str:
    """Refuse a decision about oneself."""
    return "这是您自己家的事，要请另一位同志来同意。"


def _agreed(facts: Facts, today: date) -> str:
    return f"{SCOPES[facts.scope]}，{_term(facts.until, today)}"


def _term(until: date | None, today: date) -> str:
    return f"到{dates.day(until, today)}为止" if until else TERMS[0]


def waiting(name: str, member: str) -> tuple[str, str]:
    """Stand in 等我批."""
    return f"{member}同志的家属{name}想代收", f"{member}家属"


# -- on the member's page -------------------------------------------------------------------------


def line(facts: Facts, today: date) -> str:
    """Show one relative of a member."""
    who = called(facts.kinship, facts.name)
    if not facts.is_open:
        return f"{who}：等支部同意"
    reached = "" if facts.connected else "，手机还没接通"
    return f"{who}：{_agreed(facts, today)}{reached}"


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
        f"支部记下了：您的{called(facts.kinship, facts.name)}{_agreed(facts, today)}。\n\n"
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
    return f"替您收通知的：{called(facts.kinship, facts.name)}，{_agreed(facts, today)}"


def own_charge(facts: Facts, today: date) -> str:
    """Stand in 我的 of the relative."""
    return f"您替{facts.member}同志收通知，{_agreed(facts, today)}"


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
