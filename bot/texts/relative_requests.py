"""Words of a request to stand in for a member (家属代收): who asks, and who agrees to what, until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Button, Keyboard, Message
from bot.presses import FormAnswer, Press
from bot.texts.admission import shown
from bot.texts.common import HELP
from bot.texts.relatives import SCOPES, TERMS, Facts, agreed, called, invite_buttons
from models import Scope


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


KINSHIPS = ("女儿", "儿子", "老伴", "孙女", "孙子", "儿媳", "女婿")
CONSENTS = {
    "face": "本人当面同意",
    "call": "本人电话里同意",
    "family": "本人说不清，家里商量同意",
}
NAME_AT_MOST = 20  # characters


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
        f"{facts.member}同志的{who}：{agreed(facts, today)}。",
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


def waiting(name: str, member: str) -> tuple[str, str]:
    """Stand in 等我批."""
    return f"{member}同志的家属{name}想代收", f"{member}家属"
