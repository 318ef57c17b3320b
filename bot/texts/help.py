"""Sentences of 找人 as the one hears them who asks, of words not understood, and of small talk."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages import Button, Keyboard, Message
from bot.presses import AskPerson, FormAnswer, OpenWord, Press
from bot.texts.common import HELP
from bot.texts.help_urgent import CALL_HELP, ONLY_KEPT, CallHelp

CALL_ME = "call"  # the ready-made answer of somebody who would rather not write
EMERGENCY = "急事请直接拨打120。"
NO_WATCH = "这里不是24小时值班，急事请直接拨打120。"


@dataclass(frozen=True, slots=True)
class NotYetDone(Press, code="hmore"):
    """还没办好: what was closed is not settled."""

    request_id: int


def ask() -> Message:
    """Ask in one line what is wrong; nothing has to be written.

    急 stands on top: a second tap on the word that led here falls on the last button.
    """
    return Message(
        f"您遇到什么事了？写一句、说一段、拍张照片都行。\n\n{NO_WATCH}",
        buttons=(
            Button(CALL_HELP, CallHelp(0)),
            Button("不用说了，请给我回电话", FormAnswer("what", CALL_ME)),
        ),
    )


def ask_stranger() -> Message:
    """Ask somebody the branch does not know yet; without a name nobody can call back."""
    return Message(
        f"请说一句：您是哪位，什么事，怎么联系您。我转告支部的同志。\n\n{NO_WATCH}",
        buttons=(Button(CALL_HELP, CallHelp(0)),),
    )


def will_call(helper: str, *, resting: bool) -> Message:
    """Say who will call; not that he has been told, because that is not known yet."""
    later = (
        f"现在是休息时间，他早上才看得到。等不及，请点「{HELP}」里的「{CALL_HELP}」。\n\n" if resting else ""
    )
    return Message(f"好的，我请{helper}同志给您打电话。\n\n{later}还有话，直接写给我，我转给他。{EMERGENCY}")


def will_listen(helper: str, *, resting: bool) -> Message:
    """Say that somebody will talk with him, where a near one may have died, or only gone out."""
    when = "天亮以后" if resting else ""
    return Message(f"您的话我听到了。我请{helper}同志{when}给您打电话，陪您说说话。")


def added(helper: str) -> Message:
    """Say to whom further words go."""
    return Message(f"好的，这句话也转给{helper}同志。")


def passed_on() -> Message:
    """Answer a stranger, naming nobody."""
    return Message(f"好的，我转告支部的同志。\n\n{EMERGENCY}")


def only_kept() -> Message:
    """Answer a stranger who has said so much that it is passed on no more."""
    return Message(f"{ONLY_KEPT}\n\n{EMERGENCY}")


def nobody_reachable() -> Message:
    """Say honestly that this way leads nowhere today, and which ways remain."""
    return Message(
        f"我这里现在联系不上支部的同志，请您直接给支部打电话。您的话我留着，一有人就给他看。\n\n{EMERGENCY}"
    )


def taken(helper: str) -> Message:
    """Say that somebody has taken it on."""
    return Message(f"{helper}同志来办您的事了。")


def passed_to(before: str | None, helper: str) -> Message:
    """Say that it has gone to somebody else."""
    why = f"{before}同志一时顾不上，" if before else ""
    return Message(f"{why}我又请了{helper}同志。")


def answer(helper: str, words: str) -> Message:
    """Hand over what the helper says, as his own words."""
    return Message(f"{helper}同志：{words}")


def done(helper: str, request_id: int) -> Message:
    """Say that it is settled, and that it need not be."""
    return Message(
        f"{helper}同志说，您的事办好了。要是还有，直接写给我就行。",
        buttons=(Button("还没办好", NotYetDone(request_id)),),
    )


def reopened(helper: str) -> Message:
    """Say that it goes on."""
    return Message(f"好的，我再请{helper}同志接着办。")


def what_more(helper: str) -> Message:
    """Ask for a word about what is not settled; it is passed on already."""
    return Message(f"好的，我再请{helper}同志接着办。还差什么，您写一句，我转给他。")


SPOKEN = "（语音）"
SHOWN = "（图片或文件）"


def say_a_word() -> str:
    """Ask a stranger for at least one word."""
    return "请写一句话，好让支部的同志知道您是谁。"


def not_understood(words: Sequence[str]) -> Message:
    """Offer the likeliest ways on, and a human being."""
    buttons = [Button(word, OpenWord(word)) for word in words]
    return Message(
        "对不起，我没听明白。您点下面的字，或者直接说「找人」。",
        buttons=(*buttons, Button(HELP, AskPerson())),
    )


def small_talk(keyboard: Keyboard) -> Message:
    """Answer a greeting or a picture, once a day."""
    return Message("收到您的问候，谢谢！也祝您身体健康。", keyboard=keyboard)


def passed_around() -> Message:
    """Answer something forwarded, once a day: neither believed nor argued about."""
    return Message(
        "您转来的我看到了，真假我分不清。\n\n"
        "治病吃药，请问医生；要钱、要密码的，都别信。\n\n"
        f"要支部的同志看看，点「{HELP}」。",
        buttons=(Button(HELP, AskPerson()),),
    )


def no_use_for_file(notice: str | None) -> Message:
    """Answer a file that nothing was waiting for; `notice` is the word that begins a notice."""
    if notice is not None:
        return Message(
            f"要把它放进通知里，请先点「{notice}」，再发给我。\n\n是花名册、结对名单，请书记或者组织委员来发。",
            buttons=(Button(notice, OpenWord(notice)),),
        )
    return Message(
        "这个文件我不知道该放到哪里。要给支部的同志看，请点「找人」，再发一次。",
        buttons=(Button(HELP, AskPerson()),),
    )
