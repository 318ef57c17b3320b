"""Sentences of 找人, of words that were not understood, and of small talk."""

from collections.abc import Sequence

from bot.messages import Button, Keyboard, Message
from bot.presses import AskPerson, FormAnswer, OpenWord
from bot.texts.common import HELP
from bot.texts.members import SHOW_PHONE, ShowPhone

CALL_ME = "call"  # the ready-made answer of somebody who would rather not write
EMERGENCY = "急事请直接拨打120。"


def ask() -> Message:
    """Ask in one line what is wrong; nothing has to be written."""
    return Message(
        f"您遇到什么事了？说一句就行，也可以发一段语音。\n\n{EMERGENCY}",
        buttons=(Button("不用说了，请给我回电话", FormAnswer("what", CALL_ME)),),
    )


def ask_stranger() -> Message:
    """Ask somebody the branch does not know yet; without a name nobody can call back."""
    return Message(f"请说一句：您是哪位，什么事，怎么联系您。我转告支部的同志。\n\n{EMERGENCY}")


def will_call(helper: str, *, resting: bool) -> Message:
    """Say who will call; not that he has been told, because that is not known yet."""
    later = "现在是休息时间，可能要晚一点。" if resting else ""
    return Message(f"好的，我请{helper}同志给您打电话。{later}\n\n{EMERGENCY}")


def passed_on() -> Message:
    """Answer a stranger, naming nobody."""
    return Message(f"好的，我转告支部的同志了。\n\n{EMERGENCY}")


def nobody_reachable() -> Message:
    """Say honestly that this way leads nowhere today, and which ways remain."""
    return Message(f"我这里现在联系不上支部的同志，请您直接给支部打电话。\n\n{EMERGENCY}")


def call(name: str, group: str, words: str, person_id: int, *, has_phone: bool) -> Message:
    """Ask somebody to call a person, with that person's own words."""
    said = f"说：\n「{words}」" if words else "没有细说，只请您回个电话。"
    buttons = (Button(SHOW_PHONE, ShowPhone(person_id)),) if has_phone else ()
    known = f"{name}同志（{group}）" if group else f"{name}同志"
    return Message(f"{known}找人，{said}", title="【请回电话】", buttons=buttons)


def stranger_asks(shown_name: str, words: str) -> Message:
    """Pass on what somebody unknown said; his name here is what he chose to call himself."""
    said = f"说：\n「{words}」" if words else "没有细说。"
    return Message(
        f"有人找支部，{said}\n\n他给自己起的名字是「{shown_name}」，是谁还不清楚，请先问清楚。",
        title="【有人找支部】",
    )


SPOKEN = "（语音，在上面）"
SHOWN = "（发来的东西在上面）"


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


def no_use_for_file(notice: str | None) -> Message:
    """Answer a file that nothing was waiting for; `notice` is the word that begins a notice."""
    if notice is not None:
        return Message(
            f"要把它放进通知里，请先点「{notice}」，再发给我。", buttons=(Button(notice, OpenWord(notice)),)
        )
    return Message(
        "这个文件我不知道该放到哪里。要给支部的同志看，请点「找人」，再发一次。",
        buttons=(Button(HELP, AskPerson()),),
    )
