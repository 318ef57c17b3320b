"""Sentences for what may not wait: an emergency, despair, a death, a swindle; first to the one who wrote."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages import Button, Message
from bot.presses import Press

CALL_HELP = "急，快叫人"
WRONG = "按错了"
SURELY_WRONG = "是按错了"
MISTAKEN = (WRONG, "按错", "点错了", "误按了", "不小心按错了", "不小心按到了", "我按错了", "我点错了")
FIRST = "请马上拨打120！"
ONLY_KEPT = "前面的话，我已经交给支部的同志。这一句我留着，没有再转。"


@dataclass(frozen=True, slots=True)
class CallHelp(Press, code="hsos"):
    """急: everybody responsible is told; `request_id` is the call it concerns, 0 for a new one."""

    request_id: int


@dataclass(frozen=True, slots=True)
class TakeBack(Press, code="hoops"):
    """按错了; `sure` is 1 where it was asked once more."""

    request_id: int
    sure: int


def _names(names: Sequence[str]) -> str:
    return "、".join(f"{name}同志" for name in names)


def alarm(
    told: Sequence[str],
    telling: Sequence[str],
    taker: str | None,
    request_id: int,
    *,
    over: bool = False,
    whom: str | None = None,
    for_another: bool = False,
) -> Message:
    """Say first to ring 120, then who has been told; 已经 only of those whom it reached.

    `whom` is who is in danger, where somebody else has called for him; `for_another` is a helper's call
    of which only his words say whom it is about, so he is asked that and not how he is.
    """
    if over:
        return Message("刚才叫人的事已经了结。再有急事，还是先拨打120。")
    if taker is not None:
        who = f"{taker}同志来办了，请接他的电话。"
    else:
        parts = []
        if told:
            parts.append(f"已经通知{_names(told)}。")
        if telling:
            parts.append(f"我正在通知{_names(telling)}。")
        who = "".join(parts) or "我这里现在联系不上支部的同志，请马上叫家里人或邻居。"
    asked = "谁出事了？" if for_another else _called(whom)
    return Message(
        f"{FIRST}\n\n{who}\n\n{asked}在哪里、怎么了，能写就写一句，我马上转过去。",
        buttons=(Button(WRONG, TakeBack(request_id, 0)),),
    )


def _called(whom: str | None) -> str:
    return f"{whom}同志" if whom else "您"


def alarm_for_stranger(request_id: int, *, told: bool, telling: bool) -> Message:
    """The same to somebody unknown, naming nobody; it is not redrawn, so it says what will follow."""
    if told:
        who = "已经通知支部的同志。有人来办，我马上告诉您。"
    elif telling:
        who = "我正在通知支部的同志。有人来办，我马上告诉您。"
    else:
        who = "我这里现在联系不上支部的同志，请马上叫家里人或邻居。"
    return Message(
        f"{FIRST}\n\n{who}\n\n您是哪位、在哪里、怎么了，能写就写一句。",
        buttons=(Button(WRONG, TakeBack(request_id, 0)),),
    )


def only_120() -> Message:
    """Answer a stranger who has called too often today."""
    return Message(f"{FIRST}\n\n您今天已经叫过几次，这一次我没有再通知支部的同志。")


def added(names: Sequence[str], request_id: int) -> Message:
    """Answer further words while an emergency is open; 没事了 may be one of them, so 按错了 is there."""
    return Message(
        f"{FIRST}\n\n您的话也转给{_names(names)}。", buttons=(Button(WRONG, TakeBack(request_id, 0)),)
    )


def added_by_stranger(request_id: int, *, told: bool) -> Message:
    """The same to somebody unknown, naming nobody."""
    who = "已经通知支部的同志。您这句话也转过去。" if told else "您的话也转给支部的同志。"
    return Message(f"{FIRST}\n\n{who}", buttons=(Button(WRONG, TakeBack(request_id, 0)),))


def only_kept(request_id: int) -> Message:
    """Answer a stranger who has said so much in an emergency that it is passed on no more."""
    return Message(
        f"{FIRST}\n\n{ONLY_KEPT}",
        buttons=(Button(WRONG, TakeBack(request_id, 0)),),
    )


def really_wrong(request_id: int) -> Message:
    """Ask once more when 按错了 comes so soon that it may be a second tap on 急."""
    return Message("刚才正在叫人。真的是按错了吗？", buttons=(Button(SURELY_WRONG, TakeBack(request_id, 1)),))


def taken_back(names: Sequence[str], *, to_stranger: bool) -> Message:
    """Say that those who were told have been told this too; to a stranger without their names."""
    told = "支部的同志" if to_stranger else _names(names)
    who = f"我告诉{told}不用来了。" if names else "没有惊动别人。"
    return Message(f"好的，没有事就好。{who}")


def is_it_urgent(helper: str | None, request_id: int, whom: str | None = None) -> Message:
    """Ask the one question; the words themselves go to a human in any case."""
    passed = f"\n\n您的话，我先转给{helper}同志。" if helper else ""
    return Message(
        f"{_called(whom)}现在需要急救吗？需要，就请马上拨打120，再点下面的字。{passed}",
        buttons=(Button(CALL_HELP, CallHelp(request_id)),),
    )


def heard(names: Sequence[str]) -> Message:
    """Answer despair: one gentle line that says who will call, and nothing else."""
    if not names:
        return Message("您的话我听到了，您对我们很要紧。请给家里人或支部打个电话，跟他们说说话，好吗？")
    return Message(f"您的话我听到了，您对我们很要紧。我正在请{_names(names)}给您打电话，请您等一等，好吗？")


def heard_for(whom: str, names: Sequence[str]) -> Message:
    """Answer who tells us of somebody's despair: who will call, and nothing else."""
    if not names:
        return Message(f"记下了。请您陪陪{whom}同志，也请马上给支部打个电话。")
    return Message(f"记下了。我正在请{_names(names)}给{whom}同志打电话。请您也陪陪{whom}同志。")


def condolence() -> Message:
    """The only two lines to a family in mourning; then silence, and a human calls."""
    return Message(
        "听到这个消息，我们心里很难过，请您和家人节哀保重。\n以后不会再发消息打扰，支部书记会亲自与您联系。"
    )


def sad_news() -> Message:
    """Answer a death of which it is not clear whose: nothing is asked of the mourner."""
    return Message("听到这个消息，我们心里很难过，请您节哀保重。\n支部书记会亲自与您联系。")


def thanks_for_telling() -> Message:
    """Answer a comrade who brings word of a death."""
    return Message("听到这个消息，我们心里很难过。谢谢您告诉支部，支部书记会去核实，也会看望家里人。")


def scam(helper: str | None) -> Message:
    """The fixed sentence about swindlers."""
    who = f"我请{helper}同志马上给您打电话。" if helper else "请马上给支部打电话问一问。"
    return Message(f"请先不要点、不要转钱。支部小助手从来不收钱、不要身份证号、不要验证码。{who}")


def fraud(helper: str | None) -> Message:
    """The same where somebody wants money now."""
    return Message(f"{scam(helper).text}\n\n已经转了钱的，请马上拨打110；拿不准的，也可以打96110。")
