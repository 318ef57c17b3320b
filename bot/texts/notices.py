"""Words of a notice (通知) as its recipients read them: the message, its receipt and its marks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.messages import Button, Message
from bot.presses import Press
from bot.splitting import ALBUM_LIMIT, CAPTION_LIMIT, MESSAGE_LIMIT, fits_caption, split, units
from models import MediaKind, Mode, Notice

RECEIVED = "收到"
_ASK = "看到了，请点下面的「收到」。"
_DONE = "✓ 您已回：收到"  # never longer than what it replaces, so that it always fits
_CORRECTED = "（已更正）"
_SALUTATION = re.compile(
    r"\A\s*(?:尊敬的|敬爱的|亲爱的)?(?:各位|全体|支部|离退休|退休|老|党员|干部|同志|领导|朋友|大家|们|、)+"
    r"(?:早上|上午|下午|晚上)?好?[：:，,！!。]+\s*"
)
_VOID = "（这条不算了，更正的那条也收回了，请等新的通知）"


@dataclass(frozen=True, slots=True)
class Acknowledge(Press, code="nack"):
    """收到."""

    notice_id: int


@dataclass(frozen=True, slots=True)
class SampleReceipt(Press, code="nsmp"):
    """The button 收到 in a preview, which confirms nothing."""


@dataclass(frozen=True, slots=True)
class EarlierNotices(Press, code="nold"):
    """更早的通知, after so many."""

    skip: int


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture or file of a notice."""

    media_id: int
    kind: MediaKind


def heading(notice: Notice) -> str:
    """「通知」, and what kind of one."""
    words = "紧急通知" if notice.urgent else "通知"
    return f"{words}（更正）" if notice.corrects is not None else words


def bubbles(notice: Notice, attached: Sequence[Attached], press: Press | None) -> list[Message]:
    """Return the messages that make up a notice; the last one holds the words and the button.

    Pictures come first, as albums; then each file; a single one goes with the words if they fit.
    """
    words = notice.text
    buttons: tuple[Button, ...] = ()
    if notice.mode not in (None, Mode.TELL):
        words = f"{words}\n\n{_ASK}" if words else _ASK
        buttons = (Button(RECEIVED, press),) if press else ()
    last = Message(words, heading(notice), buttons)
    if len(attached) == 1 and fits_caption(last.words):
        return [replace(last, media=(attached[0].media_id,))]
    photos = [a.media_id for a in attached if a.kind is MediaKind.PHOTO]
    albums = [tuple(photos[at : at + ALBUM_LIMIT]) for at in range(0, len(photos), ALBUM_LIMIT)]
    files = [(a.media_id,) for a in attached if a.kind is not MediaKind.PHOTO]
    return [*(Message("", media=media) for media in (*albums, *files)), last]


def as_it_stands(
    text: str, layout: Mapping[str, Any], *, confirmed: bool, corrected: bool = False, void: bool = False
) -> Message:
    """Redraw a notice that stands on a screen: without its button, with what became of it.

    `void` is one whose correction was taken back: neither holds.
    """
    title, body = text[: layout.get("title", 0)], text[layout.get("title", 0) :].lstrip("\n")
    asked = body.endswith(_ASK)  # of a long text only the last part asks
    body = body.removesuffix(_ASK).rstrip("\n")
    if corrected or void:
        mark = _VOID if void else _CORRECTED
        body = f"{mark}\n\n{body}" if body else mark
    if confirmed and asked:
        body = f"{body}\n\n{_DONE}" if body else _DONE
    message = Message(body, title, media=tuple(layout.get("media", ())))
    limit = CAPTION_LIMIT if message.media else MESSAGE_LIMIT
    if units(message.words) > limit:
        # Only the words of a notice that nobody had to confirm can be so long; its end gives way.
        body = split(body, limit - units(title) - 2)[0]
        message = replace(message, text=body)
    return message


def withdrawn(layout: Mapping[str, Any] | None = None) -> Message:
    """Stand where a notice stood that was taken back."""
    return Message("此通知已撤回。", media=tuple((layout or {}).get("media", ())))


def gist(notice: Notice, length: int = 16) -> str:
    """Return the beginning of a notice, to name it by; 「各位老同志：」 names none."""
    line = next((line.strip() for line in matter(notice).splitlines() if line.strip()), "")
    if not line:
        return "（照片或文件）"
    return line if len(line) <= length else f"{line[: length - 1]}…"


def matter(notice: Notice) -> str:
    """Return the words of a notice without their salutation; one that is only a salutation stays."""
    return _SALUTATION.sub("", notice.text).strip() or notice.text.strip()


def noted(notice: Notice) -> Message:
    """Answer a typed 收到."""
    return Message(f"好的，记下了，您已收到：\n「{gist(notice)}」\n\n谢谢您！")


def noted_already() -> Message:
    """Answer a 收到 to a message that has gone out of sight."""
    return Message("好的，您的「收到」已经记下了，谢谢您！")


def one_more() -> str:
    """Introduce the other notice that waits."""
    return "还有一条，也请您看一看："


def newer_below() -> str:
    """Lead from a corrected notice to the one that holds."""
    return "这条通知更正过了，请看下面这一条："


def nothing_waits() -> Message:
    """Answer a 收到 when nothing waits for one."""
    return Message("好的，谢谢您！现在没有要您回「收到」的通知。")


def sample() -> Message:
    """Answer the button of a preview."""
    return Message("这是给您看的样子。发出以后，老同志点这里，就算收到了。")


def no_notices() -> Message:
    """Answer 看通知 when there has been none."""
    return Message("现在没有给您的通知。有了新的，我马上告诉您。")


def more_earlier(skip: int) -> Message:
    """Offer the notices before those shown."""
    return Message("还有更早的通知。", buttons=(Button("看更早的", EarlierNotices(skip)),))


def no_earlier() -> Message:
    """Answer 更早的 at the end."""
    return Message("更早的没有了。")


def own(notice: Notice, attached: Sequence[Attached], when: str, *, confirmed: bool) -> list[Message]:
    """Show a member a notice of his again, with the day it came and his receipt."""
    shown = bubbles(notice, attached, None if confirmed else Acknowledge(notice.id))
    last = shown[-1]
    if confirmed:
        last = as_it_stands(last.words, last.layout(), confirmed=True)
    return [*shown[:-1], replace(last, title=f"{last.title}（{when}）")]
