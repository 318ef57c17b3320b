"""Words of the last look at a notice: the author's, the secretary's and the second person's."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts.notice_audience import AskMode, ListAudience, OpenAudience
from bot.texts.notice_board import OpenNotice
from bot.texts.notice_recall import Discard
from bot.texts.notice_writing import (
    FAMILY,
    MODES,
    AskUrgency,
    AskWhen,
    AtOnce,
    ChangeDraft,
    ChooseFamily,
    LeaveDraft,
)
from bot.texts.notices import gist
from models import Notice


@dataclass(frozen=True, slots=True)
class ShowPreview(Press, code="npv"):
    """看样子."""

    notice_id: int


@dataclass(frozen=True, slots=True)
class Confirm(Press, code="ncf"):
    """确认发送 or 现在就发; `seen` names what was shown, so that nothing else can be confirmed."""

    notice_id: int
    seen: str
    despite_quiet: int


@dataclass(frozen=True, slots=True)
class Revise(Press, code="nrv"):
    """改一改 (1): what can be changed stands below the last look; 不改了 (0): it is as before."""

    notice_id: int
    on: int


@dataclass(frozen=True, slots=True)
class HandOver(Press, code="nho"):
    """交书记发."""

    notice_id: int


@dataclass(frozen=True, slots=True)
class Second(Press, code="nse"):
    """同意发出 or 不同意, about exactly what was shown."""

    notice_id: int
    seen: str
    agree: int


@dataclass(frozen=True, slots=True)
class LastLook:
    """What stands beside the preview."""

    audience: str
    count: int
    when: str | None  # the chosen time, in words
    quiet_until: str | None  # when an ordinary notice would go, if it is a quiet hour then
    by_sheet: int  # who gets it on paper, with the next monthly sheet
    later: int  # who gets it on a later day, because of what he hears besides
    concerns: Sequence[str]
    seen: str
    may_send: bool


def last_look(notice: Notice, look: LastLook, *, revising: bool = False) -> Message:
    """Put beside the preview whom it goes to, when, and what to mind.

    What can be changed is behind one button, because eight of them push out of sight what is to be read.
    """
    when = look.when or "确认以后，过一分钟就发"
    lines = [
        f"发给：{look.audience}，共{look.count}位",
        f"回音：{MODES[notice.mode] if notice.mode else '还没有选'}",
        f"急不急：{'紧急' if notice.urgent else '平常'}",
        f"家属：{FAMILY[notice.family]}",
        f"时间：{when}",
    ]
    if look.quiet_until:
        lines.append(f"\n那时候大家在休息，{look.quiet_until}才发到各位手上。")
    if look.by_sheet:
        lines.append(f"\n有{look.by_sheet}位看纸上的，等月报送去。等不得的，点「改一改」、「换回音」。")
    if look.later:
        lines.append(f"\n有{look.later}位近来收得多，要晚几天才发到：一天只发一条，七天不过三条。")
        lines.append("等不得的，点「改一改」、「急不急」。")
    if look.concerns:
        lines.append("\n请再看一眼：")
        lines += [f"· {concern}" for concern in look.concerns]
    buttons = _what_can_be_changed(notice, look) if revising else _what_can_be_done(notice, look)
    return Message("\n".join(lines), "上面就是发出去的样子", tuple(buttons))


def _what_can_be_done(notice: Notice, look: LastLook) -> list[Button]:
    if look.may_send:
        buttons = [Button("确认发送", Confirm(notice.id, look.seen, 0))]
        if look.quiet_until:
            buttons.append(Button("现在就发", Confirm(notice.id, look.seen, 1)))
    else:
        buttons = [Button("交书记发", HandOver(notice.id))]
    return [
        *buttons,
        Button("看名单", ListAudience(notice.id, 0)),
        Button("改一改", Revise(notice.id, 1)),
        Button("先放着", LeaveDraft(notice.id)),
    ]


def _what_can_be_changed(notice: Notice, look: LastLook) -> list[Button]:
    buttons = [Button("改内容", ChangeDraft(notice.id))]
    if notice.corrects is None:
        buttons.append(Button("换人", OpenAudience(notice.id, "home")))
    buttons += [
        Button("换回音", AskMode(notice.id)),
        Button("急不急", AskUrgency(notice.id)),
        Button(FAMILY[not notice.family], ChooseFamily(notice.id, int(not notice.family))),
        Button("定时间", AskWhen(notice.id)),
    ]
    if look.when:
        buttons.append(Button("不定时间", AtOnce(notice.id)))
    return [*buttons, Button("不改了", Revise(notice.id, 0))]


def changed_meanwhile() -> Message:
    """Say why the preview is shown again instead of sending."""
    return Message("内容或名单有变动，还没有发。请按新的样子再看一遍。")


def confirmed() -> Message:
    """Stand where 「确认发送」 was pressed."""
    return Message("确认了。")


def nobody_got_it() -> str:
    """Refuse a correction that nobody would get."""
    return "上一条还没有人收到，不用更正。可以直接撤回。"


def nobody() -> str:
    """Refuse a notice to nobody."""
    return "还没有选发给谁。"


def nothing_written() -> str:
    """Refuse an empty notice."""
    return "还没有写内容。请先把内容发给我。"


def no_mode() -> str:
    """Refuse a notice of which nobody said what should come back."""
    return "还没有选要不要回音。"


def handed_over(names: Sequence[str]) -> Message:
    """Tell the author that his draft is with those who send."""
    return Message(f"交给{'、'.join(names)}了。发出去的时候，我告诉您。")


def nobody_to_send() -> str:
    """Say that there is nobody to hand a draft to."""
    return "名册里还没有书记或副书记，这份通知先替您留着。"


def handed_to_you(author: str, notice_id: int) -> Message:
    """Ask the secretary to look at a draft and send it."""
    return Message(
        f"{author}拟好了一份通知，请您看看。", "请您看一份通知", (Button("看一看", ShowPreview(notice_id)),)
    )


def sent_for_you(notice: Notice, name: str) -> Message:
    """Tell the author of a draft who has sent it."""
    return Message(f"您拟的通知，{name}已经确认发出：\n「{gist(notice)}」")


def rewritten(notice: Notice, name: str) -> Message:
    """Tell the author of a draft that somebody else goes on with it."""
    return Message(f"您拟的通知，{name}接过去改了，发不发由{name}定：\n「{gist(notice)}」")


def put_aside(notice: Notice, name: str) -> Message:
    """Tell the author of a draft that it is not sent."""
    return Message(f"您拟的通知，{name}看过，决定不发了：\n「{gist(notice)}」")


def waits_for_second(names: Sequence[str]) -> Message:
    """Say who was asked to look at a notice before it goes."""
    return Message(f"已经请{'、'.join(names)}看一眼，同意了就发。")


def nobody_to_look() -> str:
    """Refuse a risky notice in a branch that has no second person."""
    return (
        "这样的内容要请另一位同志看过才能发，可是名册里还没有副书记、联络员或宣传委员。\n\n"
        "请先在名册里补上一位，或者把网址、二维码和钱款的内容去掉。"
    )


def ask_second(
    author: str, why: Sequence[str], audience: str, count: int, notice_id: int, seen: str
) -> Message:
    """Ask a second person; the notice itself stands above. `why` are the passages at issue."""
    quotes = "、".join(f"「{quote}」" if quote else "二维码图片" for quote in why)
    return Message(
        f"{author}想发上面这份通知。\n里面有{quotes}，要您也看过才能发。\n\n发给：{audience}，共{count}位",
        "请您看一眼",
        (
            Button("同意发出", Second(notice_id, seen, 1)),
            Button("不同意", Second(notice_id, seen, 0)),
        ),
    )


def not_your_own() -> str:
    """Refuse a second look by the author himself."""
    return "这份是您自己写的，要请另一位同志看。"


def second_thanks(agree: bool) -> Message:
    """Thank the second person."""
    return Message("好的，您同意了，过一分钟就发。" if agree else "好的，没有发，已经告诉写通知的同志。")


def second_settled(notice: Notice, name: str, agree: bool) -> Message:
    """Stand where the others were asked, once somebody has decided."""
    return Message(f"{name}看过，{'同意发了' if agree else '先不发'}：\n「{gist(notice)}」")


def second_not_needed(notice: Notice) -> Message:
    """Stand where somebody was asked, once the author has stopped it."""
    return Message(f"这份通知先不发了，不用看了：\n「{gist(notice)}」")


def second_said(notice: Notice, name: str, agree: bool) -> Message:
    """Tell the author what the second person decided."""
    if agree:
        return Message(
            f"{name}看过，同意了。过一分钟就发：\n「{gist(notice)}」",
            buttons=(Button("看回音", OpenNotice(notice.id)),),
        )
    return Message(
        f"{name}觉得这份通知先不发为好：\n「{gist(notice)}」\n\n改好了可以再发。",
        buttons=(Button("改一改", ChangeDraft(notice.id)), Button("不发了", Discard(notice.id))),
    )
