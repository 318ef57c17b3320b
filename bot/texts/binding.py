"""Words of binding: being asked who one is, showing it, being let in, stopping."""

from dataclasses import dataclass

from bot.messages import Button, Keyboard, Message
from bot.presses import AskPerson, Press
from bot.texts import common
from bot.texts.common import HELP
from bot.texts.invitations import invite_one_buttons
from bot.texts.members import ShowMember

SHARE_NUMBER = "把我的电话发给支部"
ASK_BRANCH = "请支部同意"
IT_IS_ME = "是我"
RELATIVE = "我是家属"
NOT_ME = "不是"


@dataclass(frozen=True, slots=True)
class SayWho(Press, code="bw"):
    """The answer to 「您是…吗？」: "self", "relative" or "no"."""

    claim_id: int
    answer: str


@dataclass(frozen=True, slots=True)
class CutOff(Press, code="bc"):
    """断开手机: cut off a lost account; `sure` is 0 before the question and 1 after it."""

    person_id: int
    sure: int


@dataclass(frozen=True, slots=True)
class Stop(Press, code="bs"):
    """The answer to 「以后不发了？」: 1 stops, 0 goes on."""

    wish: int


_ONLY_HELP = Keyboard(((HELP,),))


# -- to the person who comes in -------------------------------------------------------------------


def who_are_you(name: str, claim_id: int) -> Message:
    """Ask before anything else; a daughter who opens the link must not become her mother."""
    return Message(
        f"您好，我是支部小助手，是一个程序。\n\n您是{name}同志吗？",
        buttons=(
            Button(IT_IS_ME, SayWho(claim_id, "self")),
            Button(RELATIVE, SayWho(claim_id, "relative")),
            Button(NOT_ME, SayWho(claim_id, "no")),
        ),
    )


def stranger() -> Message:
    """Greet whoever is not known yet; the one key below is the way to a human."""
    return Message(common.stranger(), keyboard=_ONLY_HELP)


def who_are_you_relative(question: str, claim_id: int) -> Message:
    """Ask a relative who holds her own invitation."""
    return Message(
        question,
        buttons=(Button(IT_IS_ME, SayWho(claim_id, "self")), Button(NOT_ME, SayWho(claim_id, "no"))),
    )


def answered(name: str, answer: str) -> Message:
    """Stand where the question stood."""
    label = {"self": IT_IS_ME, "relative": RELATIVE, "no": NOT_ME}[answer]
    return Message(f"您是{name}吗？\n\n您点了「{label}」。")


def show_number(name: str) -> Message:
    """Ask for the own number, with one big key; a human is the other way."""
    return Message(
        f"好的，{name}同志，还差一步。\n\n"
        f"请按下面的大键「{SHARE_NUMBER}」，核对一下是您本人。\n\n"
        f"不方便就按「{ASK_BRANCH}」。",
        keyboard=Keyboard(((ASK_BRANCH,), (HELP,)), contact=SHARE_NUMBER),
    )


def wait_for_branch() -> Message:
    """Say that a human looks at it now."""
    return Message(
        "好的，已经请支部的同志看了。\n\n同意以后我马上告诉您，现在不用做别的。", keyboard=_ONLY_HELP
    )


def other_number() -> Message:
    """Say that the number differs, without saying from what."""
    return Message(
        "谢谢。这个号码跟支部记的不一样，换过号是常有的事，不要紧。\n\n"
        "已经请支部的同志看了，同意以后我马上告诉您。",
        keyboard=_ONLY_HELP,
    )


def somebody_elses_number() -> Message:
    """Refuse a contact that is not the sender's own."""
    return Message(f"发来的是别人的号码，我不能收。\n\n请按下面的大键「{SHARE_NUMBER}」，发您自己的。")


def number_not_needed() -> Message:
    """Answer a number nobody asked for."""
    return Message("谢谢，您的号码现在用不着，我没有留。")


def card_not_kept() -> Message:
    """Answer somebody else's number."""
    return Message(
        f"这张名片我没有留。\n\n要告诉支部的，请点「{HELP}」，写一句。",
        buttons=(Button(HELP, AskPerson()),),
    )


def not_you() -> Message:
    """Let somebody go who got a wrong invitation."""
    return Message("好的，那是发错了，打扰您了。这份邀请已经作废，您不用管它。")


def another_person() -> Message:
    """Refuse a phone that already speaks for somebody else, without saying for whom."""
    return Message(
        "这部手机已经有一位同志在用，眼下一部手机只能一位同志用。\n\n我告诉了支部，会有人跟您联系。"
    )


def open_the_link() -> Message:
    """Say that the digits alone are not enough for the very first person."""
    return Message("现在支部还没有人能点「同意」，光有数字还不行。\n\n请用邀请里的那一行网址打开。")


def invitation_over() -> Message:
    """Answer an invitation that does not work, whatever the reason; nothing else is revealed."""
    return Message(
        "这份邀请现在用不上了，可能过了日子，也可能已经用过。\n\n请找给您邀请的那位同志，再要一份就好。"
    )


def already_connected(keyboard: Keyboard) -> Message:
    """Answer somebody who opens his invitation again."""
    return Message("您已经接通了，不用再办。有事点下面的字。", keyboard=keyboard)


def code_wrong() -> Message:
    """Answer a code that fits nothing."""
    return Message(
        "这个数字对不上。请对着邀请再看一看，重新发一次。\n\n过了日子的也对不上，可以请支部再给您一份。"
    )


def code_length(digits: int, wanted: int) -> Message:
    """Answer a code with a digit too few or too many."""
    return Message(f"邀请上是{wanted}个数字，您发来的是{digits}个。\n\n请对着邀请再发一次，不着急。")


def code_rest() -> Message:
    """Answer when the wrong tries are used up."""
    return Message(
        "数字对不上好几次了，先歇一歇，过一个小时再试。\n\n也可以请给您邀请的同志，发一份点一下就能用的。"
    )


def welcome(name: str, helper: str | None, keyboard: Keyboard, waiting: int = 0) -> Message:
    """Say, first of all, what this is, who stands behind it and how to stop it.

    `waiting` are the notices that came while he had no phone here.
    """
    missed = f"\n\n有{waiting}条通知等您看，请点「看通知」。" if waiting else ""
    behind = f"我背后是{helper}同志，" if helper else "我背后是支部的同志，"
    return Message(
        "我是支部小助手，是一个程序，不是真人。\n"
        f"{behind}有事点「{HELP}」。\n\n"
        "我绝不要钱，不要密码、验证码，也不要身份证号。谁来要，都别给，先打电话问支部。\n\n"
        "这里不是24小时值班，急事请直接拨打120。\n"
        f"哪天不想收了，发一个「停」字就行。{missed}",
        title=f"{name}，接通了",
        keyboard=keyboard,
    )


def declined() -> Message:
    """Tell that a human said no."""
    return Message(
        "支部的同志看过了，这次没有接通，可能是没对上人。\n\n请打电话跟支部说一声，再给您一份邀请就好。",
        keyboard=_ONLY_HELP,
    )


def being_moved() -> Message:
    """Warn the phone in use that another one wants its place."""
    return Message(
        "有人要把您的小助手接到另一部手机上，支部正在看。\n\n"
        f"是您自己在换手机，就不用管。不是您，请马上点「{HELP}」或打电话给支部。"
    )


def stayed() -> Message:
    """Tell the phone in use, which was warned, that the other one did not get its place."""
    return Message("另一部手机没有接过去，您照常用这一部。\n\n要是您自己在换手机，请打电话跟支部说一声。")


def moved_on() -> Message:
    """Tell the old phone, in one line, that it is no longer in use."""
    return Message(
        "您的小助手换到新手机上了，这里以后不再收消息。要不是您本人换的，请马上打电话告诉支部。",
        keyboard=_ONLY_HELP,
    )


# -- leaving --------------------------------------------------------------------------------------


def really_stop() -> Message:
    """Ask once, kindly."""
    return Message(
        "以后支部的通知就不发到这里了，好吗？\n\n只是想清静一阵的，也可以点「找人」说一声。",
        buttons=(Button("不再发了", Stop(1)), Button("接着发", Stop(0))),
    )


def stopped() -> Message:
    """Say that it is done and how to come back."""
    return Message("好的，以后不再发了。谢谢您这些日子。\n\n哪天想再收，跟支部说一声，再给您一份邀请就行。")


def goes_on() -> Message:
    """Say that nothing changed."""
    return Message("好的，照旧发给您。")


def has_stopped(name: str) -> Message:
    """Tell that somebody does not want messages any more."""
    return Message(f"{name}同志说，不再用小助手收消息了。\n\n以后有事，请打电话或当面告诉。")


def last_one() -> str:
    """Refuse to leave the branch without anybody who could let people in."""
    return "现在只有您能同意别人接通，停了就没人管了。请先让副书记或联络员接通，再停。"


def really_cut_off(name: str, person_id: int) -> Message:
    """Ask before cutting somebody off."""
    return Message(
        f"要断开{name}同志现在的手机吗？\n\n手机丢了、换了号，就先断开。断开以后，那部手机什么也看不到；"
        "给他的通知不会丢，换好手机，点「看通知」都在。",
        buttons=(Button("断开", CutOff(person_id, 1)), Button("先不断开", ShowMember(person_id))),
    )


def cut_off(name: str, had_one: bool, person_id: int) -> Message:
    """Say that it is done."""
    done = f"{name}同志的手机已经断开。" if had_one else f"{name}同志现在没有接通的手机。"
    return Message(f"{done}\n\n要换新手机，就重新邀请。", buttons=invite_one_buttons(person_id))


def was_cut_off() -> Message:
    """Tell the phone that was cut off."""
    return Message("这里和支部已经断开，不再收消息。要是弄错了，请打电话给支部。", keyboard=_ONLY_HELP)


def cut_off_by(name: str, by: str) -> Message:
    """Tell the others in charge who cut off whom."""
    return Message(f"{name}同志的手机，由{by}同志断开了。要是不对，请问一问他。")


def not_oneself_off() -> str:
    """Refuse to cut oneself off by the button for others."""
    return "自己的手机不用别人断开：发一个「停」字就行。"
