"""Words of writing a notice: its content, what should come back, how urgent it is, and when."""

from dataclasses import dataclass

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts.notice_audience import OpenAudience
from bot.texts.notices import gist
from models import Mode, Notice

FAMILY = {True: "可由家属代收", False: "只告本人"}
ALSO_TYPED = {"写好了": ("写好", "写完", "写完了", "好了", "没有了")}  # in the place of a button
MODES = {Mode.TELL: "知道就行", Mode.CONFIRM: "请回收到", Mode.ACCOUNT: "逐人落实"}


@dataclass(frozen=True, slots=True)
class OpenDraft(Press, code="ndr"):
    """接着写, 加一段."""

    notice_id: int


@dataclass(frozen=True, slots=True)
class ChangeDraft(Press, code="nchg"):
    """改内容: what is written next takes the place of the words."""

    notice_id: int


@dataclass(frozen=True, slots=True)
class WriteAnew(Press, code="nnew"):
    """重新写: put a draft away and begin another."""

    notice_id: int


@dataclass(frozen=True, slots=True)
class EmptyDraft(Press, code="nemp"):
    """重写内容: the words, pictures and files go; whom it is for stays."""

    notice_id: int


@dataclass(frozen=True, slots=True)
class LeaveDraft(Press, code="nlv"):
    """先放着."""

    notice_id: int


@dataclass(frozen=True, slots=True)
class ChooseMode(Press, code="nmd"):
    """知道就行, 请回收到 or 逐人落实."""

    notice_id: int
    mode: str


@dataclass(frozen=True, slots=True)
class ChooseFamily(Press, code="nfam"):
    """可由家属代收 (1) or 只告本人 (0)."""

    notice_id: int
    family: int


@dataclass(frozen=True, slots=True)
class SayCode(Press, code="nqr"):
    """Whether a picture shows a QR code."""

    notice_id: int
    yes: int


@dataclass(frozen=True, slots=True)
class AskUrgency(Press, code="naur"):
    """急不急."""

    notice_id: int


@dataclass(frozen=True, slots=True)
class ChooseUrgency(Press, code="nur"):
    """平常 or 紧急."""

    notice_id: int
    urgent: int


@dataclass(frozen=True, slots=True)
class AskWhen(Press, code="nawh"):
    """定时间."""

    notice_id: int


@dataclass(frozen=True, slots=True)
class AtOnce(Press, code="nat"):
    """不定时间: as soon as it is confirmed."""

    notice_id: int


def unfinished(notice: Notice) -> Message:
    """Ask what to do with a draft that was left."""
    return Message(
        f"上次有一份通知没有发：\n「{gist(notice, 40)}」",
        buttons=(Button("接着写", OpenDraft(notice.id)), Button("重新写", WriteAnew(notice.id))),
    )


def ask_content(notice: Notice) -> Message:
    """Ask for the words of an empty draft."""
    if notice.corrects is not None:
        return Message(
            "请把改好的通知整个发给我。\n\n收到或在等上一条的同志，都会收到这一条；上一条会注明（已更正）。",
            "更正通知",
            (Button("先放着", LeaveDraft(notice.id)),),
        )
    return Message(
        "请把通知的内容发给我。\n\n打字、照片、文件都行，分几次发也行。没写完先去忙别的，我替您留着。",
        "写通知",
        (Button("先放着", LeaveDraft(notice.id)),),
    )


def draft(notice: Notice, photos: int, files: int) -> Message:
    """Show a draft that is being written."""
    words = _shortened(notice.text)
    with_it = [f"照片{photos}张"] * bool(photos) + [f"文件{files}个"] * bool(files)
    lines = [words, "、".join(with_it), "还有要加的，接着发给我就行。"]
    return Message(
        "\n\n".join(line for line in lines if line),
        "通知草稿",
        (
            Button("写好了", OpenAudience(notice.id, "start")),
            Button("重写内容", EmptyDraft(notice.id)),
            Button("先放着", LeaveDraft(notice.id)),
        ),
    )


def further_down() -> Message:
    """Stand where a draft stood that is shown again below."""
    return Message("记下了，草稿在下面。")


def _shortened(text: str) -> str:
    return text if len(text) <= 300 else f"{text[:300]}…（共{len(text)}字）"


def ask_new_words(notice: Notice, back: Press) -> Message:
    """Ask for words that take the place of the old ones, which are there to be copied."""
    old = f"{_shortened(notice.text)}\n\n" if notice.text else ""
    return Message(
        f"{old}请把改好的内容整个发给我，原来的字就换掉了。照片和文件不动。",
        "改内容",
        (
            Button("只加一段", OpenDraft(notice.id)),
            Button("照片也重来", EmptyDraft(notice.id)),
            Button("不改了", back),
        ),
    )


def put_away(word: str) -> Message:
    """Say that a draft is kept."""
    return Message(f"好的，替您留着。点「{word}」，就能接着写。")


def no_voice() -> str:
    """Refuse a voice message as part of a notice."""
    return "语音我还不能放进通知里。请打字，或者发照片、文件。"


def too_long(limit: int) -> str:
    """Refuse words beyond the limit."""
    return f"内容太长了，一份通知最多{limit}字。请分成两份，或者放进文件里发。"


def too_many_files(limit: int) -> str:
    """Refuse another picture or file."""
    return f"照片和文件一共最多{limit}个，这一个没有放进去。"


def empty_message() -> str:
    """Refuse a message without words."""
    return "这一条我没看到文字。请打字，或者发照片、文件。"


def ask_mode(notice: Notice) -> Message:
    """Ask what the sender wants back."""
    return Message(
        "知道就行：发出去就好，不用回。\n请回收到：下面有「收到」，看得到谁还没回。\n逐人落实：重要的事，一位一位都要有着落。",
        "要不要回音？",
        tuple(Button(label, ChooseMode(notice.id, mode)) for mode, label in MODES.items()),
    )


def ask_code(notice: Notice) -> Message:
    """Ask about what a program cannot see in a picture."""
    return Message(
        "照片里有没有二维码？\n\n有的话，请另一位同志也看一眼再发，免得有人冒名。",
        buttons=(Button("没有", SayCode(notice.id, 0)), Button("有", SayCode(notice.id, 1))),
    )


def ask_urgency(notice: Notice) -> Message:
    """Ask whether a notice may wake people up."""
    return Message(
        "平常的，晚上和午休时间先不发。\n紧急的，马上就发，不管几点。",
        "急不急？",
        (Button("平常", ChooseUrgency(notice.id, 0)), Button("紧急", ChooseUrgency(notice.id, 1))),
    )


def ask_when() -> Message:
    """Ask for the time of sending."""
    return Message("什么时候发？\n\n可以说：明天上午9点、下周三下午3点。", "定时间")


def no_moment() -> str:
    """Refuse a time that cannot be read or is past."""
    return "这个时间我没看明白，或者已经过去了。"


def mode_chosen(mode: Mode) -> Message:
    """Stand where the question for the mode stood."""
    return Message(f"回音：{MODES[mode]}")


def code_said(yes: bool) -> Message:
    """Stand where the question for a QR code stood."""
    return Message("照片里有二维码。" if yes else "照片里没有二维码。")


def family_chosen(family: bool) -> Message:
    """Stand where the preview stood."""
    if family:
        return Message("可由家属代收：家属代收的同志，发给他的家属。")
    return Message("只告本人：不发给家属，家属代收的同志请人当面或打电话告诉。")


def urgency_chosen(urgent: bool) -> Message:
    """Stand where the question for the urgency stood."""
    return Message("紧急，马上发。" if urgent else "平常，休息时间不打扰。")
