"""Sentences and buttons of leaving: freeze (停发), death (去世), transfer (转出) and coming back."""

from dataclasses import dataclass

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts.members import RESTORE
from models import Verdict


@dataclass(frozen=True, slots=True)
class FreezePerson(Press, code="mfrz"):
    """先停发."""

    person_id: int


@dataclass(frozen=True, slots=True)
class RestorePerson(Press, code="mrest"):
    """恢复."""

    person_id: int


@dataclass(frozen=True, slots=True)
class ReportDeath(Press, code="mdead"):
    """已去世 on a page: freezes at once and asks."""

    person_id: int


@dataclass(frozen=True, slots=True)
class OpenReport(Press, code="mrep"):
    """A report in the list of what waits."""

    report_id: int


@dataclass(frozen=True, slots=True)
class DecideDeath(Press, code="mdec"):
    """One of the three answers to a report; 已去世 only asks once more."""

    report_id: int
    verdict: str


@dataclass(frozen=True, slots=True)
class ConfirmDeath(Press, code="mgone"):
    """确实已去世: the second look."""

    report_id: int


@dataclass(frozen=True, slots=True)
class AskTransfer(Press, code="mout"):
    """转出, before the second look."""

    person_id: int


@dataclass(frozen=True, slots=True)
class TransferOut(Press, code="moutok"):
    person_id: int


@dataclass(frozen=True, slots=True)
class ComeBack(Press, code="mback"):
    """弄错了, after somebody had left: asks for the reason."""

    person_id: int


def frozen(name: str, held: int, person_id: int) -> Message:
    """Say that a freeze holds, and what it holds."""
    waiting = f"等着的有{held}条，一条也没有丢。" if held else ""
    return Message(
        f"给{name}同志的、关于{name}同志的消息，从现在起都停下来了。{waiting}",
        buttons=(Button(RESTORE, RestorePerson(person_id)),),
    )


def restored(name: str, released: int, late: int) -> str:
    """Say what became of what a freeze had held."""
    words = f"好的，{name}同志的消息恢复了。"
    if released:
        words += f"停下的{released}条接着发，会隔一会儿发一条，不一下子全到。"
    if late:
        words += f"有{late}条已经过了时候，不再发了。"
    return words


def not_oneself() -> str:
    """Refuse to freeze, transfer or bury oneself."""
    return "这件事不能给自己办。请让副书记或联络员来办。"


def already_gone(name: str) -> str:
    """Answer when somebody has left in the meantime."""
    return f"{name}同志已经不在名册上了。要改回来，请打开他的那一页，点「弄错了」。"


def death_reported(name: str, source: str, held: int, report_id: int, *, escalated: bool = False) -> Message:
    """Ask those in charge to verify; everything is held already."""
    waited = "这件事报来两个多小时了，还没有人核实。\n\n" if escalated else ""
    return Message(
        f"{waited}收到消息：{name}同志可能已去世（来源：{source}）。\n"
        f"已停发他的一切消息，停下待发的{held}条。\n\n"
        "请先核实，再选一个：",
        title="【请马上处理】",
        buttons=(
            Button("弄错了，恢复", DecideDeath(report_id, Verdict.MISTAKE)),
            Button("先保持停发", DecideDeath(report_id, Verdict.KEEP_HOLDING)),
            Button("已去世", DecideDeath(report_id, Verdict.DECEASED)),
        ),
    )


def confirm_death(name: str, group: str, report_id: int) -> Message:
    """Show, once more and by name, what cannot be undone lightly; the harmless answer comes first."""
    return Message(
        f"{name}同志，{group}。\n\n"
        "确认以后：\n"
        "· 待发给他的、关于他的消息，全部取消\n"
        "· 结对和职务到今天为止\n"
        "· 他的资料和记录都留着，不删\n\n"
        "核实过了吗？",
        title="请再看一遍",
        buttons=(
            Button("再核实一下", DecideDeath(report_id, Verdict.KEEP_HOLDING)),
            Button("核实了，已去世", ConfirmDeath(report_id)),
        ),
    )


def death_confirmed(name: str, cancelled: int) -> Message:
    """Record the decision and name what people have to do now."""
    return Message(
        f"{name}同志已去世，记下了。待发的{cancelled}条消息都取消了。\n\n"
        "接下来请支部的同志办：看望家属、办理手续、上报、花名册减员。\n\n"
        "弄错了也能改回来：在「老同志」里打开他的那一页。"
    )


def kept_holding(name: str) -> Message:
    """Say that nothing changes until somebody decides."""
    return Message(f"好的，{name}同志的消息继续停着。核实清楚了，请到「等我批」里再选。")


def decided_already(name: str, verdict: Verdict, by: str | None) -> Message:
    """Answer a button of a report that somebody has settled."""
    what = {
        Verdict.DECEASED: "已经确认去世",
        Verdict.MISTAKE: "是弄错了，已经恢复",
        Verdict.KEEP_HOLDING: "先保持停发",
    }[verdict]
    who = f"（{by}同志办的）" if by else ""
    return Message(f"{name}同志：{what}{who}。")


def confirm_transfer(name: str, group: str, person_id: int) -> Message:
    """Ask once more before somebody leaves the roll."""
    return Message(
        f"{name}同志，{group}。\n\n转出以后，他不再收到支部的消息，结对和职务到今天为止。资料和记录都留着。",
        title="请再看一遍",
        buttons=(Button("确认转出", TransferOut(person_id)),),
    )


def transferred(name: str, cancelled: int) -> Message:
    """Say that somebody has left the roll."""
    return Message(
        f"{name}同志已转出，待发的{cancelled}条消息都取消了。\n\n弄错了也能改回来：在「老同志」里打开他的那一页。"
    )


def ask_reason(name: str) -> Message:
    """Ask why somebody is taken back on the roll."""
    return Message(f"把{name}同志改回名册。请写一句为什么，记在档里。")


def reason_needed() -> str:
    """Answer to an empty reason."""
    return "请写一句原因，几个字就行。"


def came_back(name: str, *, partly: bool) -> Message:
    """Say that somebody is on the roll again, and what has to be set anew."""
    words = f"好的，{name}同志又在名册上了。取消的消息不会再发，没收到的通知请人去告诉。"
    if partly:
        words += "\n\n结对或者职务后来有过变动，没有改回去，请看看他的那一页。"
    return Message(words)


def still_gone() -> str:
    """Refuse to take back somebody who has not left."""
    return "这位同志一直在名册上，不用改。"


def from_outside() -> str:
    """Name the source of a report that nobody in charge made."""
    return "家属或其他同志"


def phone_of(name: str) -> str:
    """Name whoever holds the phone of a member who is frozen or gone."""
    return f"{name}同志的手机上有人"


def relative_of(member: str, kinship: str, name: str) -> str:
    """Name a relative whose agreement has ended with the member."""
    return f"{member}同志的{kinship}{name}"


def speaks(who: str, words: str) -> Message:
    """Tell the liaison that a phone to which nothing is sent any more has spoken."""
    said = f"发来消息，说：\n「{words[:300]}」" if words else "点了按钮，没有写字。"
    return Message(
        f"{who}{said}\n\n发给这部手机的消息现在都停着。我只回了一句话，请您与对方联系。",
        title="请联系一下",
    )


def departed(helper: str | None) -> Message:
    """Answer whoever writes from the phone of somebody frozen or gone: one line, and no data."""
    who = f"{helper}同志" if helper else "支部的同志"
    return Message(f"您的话收到了，我请{who}与您联系。急事请直接拨打120。")
