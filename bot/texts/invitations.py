"""Words of invitations: what is passed on or copied onto paper, and who is connected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import dates
from bot.texts.roster_reasons import group
from models import Medium

FORGOTTEN = "（邀请，内容不留存）"


@dataclass(frozen=True, slots=True)
class OpenInvitations(Press, code="bo"):
    """邀请: whom?"""


@dataclass(frozen=True, slots=True)
class ChooseGroup(Press, code="bh"):
    """Invite a group: on the phone or on paper? 0 stands for those who are in no group."""

    group: int


@dataclass(frozen=True, slots=True)
class InviteGroup(Press, code="bg"):
    """Invite those of a group who are not connected and hold no invitation."""

    group: int
    medium: str


@dataclass(frozen=True, slots=True)
class PrintAgain(Press, code="bpa"):
    """Make a group's pages that nobody has used anew; the older ones stop working."""

    group: int


@dataclass(frozen=True, slots=True)
class InviteOne(Press, code="bi"):
    """Invite one person anew; what he held before stops working."""

    person_id: int
    medium: str


@dataclass(frozen=True, slots=True)
class ShowConnected(Press, code="bl"):
    """Who is connected, group by group."""


def not_invited(name: str) -> str:
    """Refuse an invitation for somebody who is frozen or gone."""
    return f"{name}同志眼下停着，先不发邀请。请到「老同志」里看一看。"


def code_words(code: str) -> str:
    """「1234 5678」"""
    return f"{code[:4]} {code[4:]}"


def phone_invitation(
    name: str, link: str, code: str, until: date, today: date, media: tuple[int, ...]
) -> Message:
    """One message to be passed on as it is, with a picture for whoever sits beside."""
    return Message(
        f"{name}同志：支部请您用小助手，通知和活动都在里面。\n\n"
        f"请点这一行：\n{link}\n打开后点「开始」。点不开，就在小助手里发这8个数字：{code_words(code)}\n\n"
        f"{dates.day(until, today)}以前有效，只给您本人用，请不要转给别人。",
        media=media,
    )


def paper_invitation(name: str, code: str, until: date, today: date) -> Message:
    """Go with one person's page."""
    return Message(
        "请打印出来，交给本人。不方便打印，抄下这8个数字也行："
        f"{code_words(code)}\n\n{dates.day(until, today)}以前有效。本人来了，还要您点一下同意。",
        title=f"给{name}同志的邀请",
    )


def page_name(whom: str) -> str:
    """Name the file with the pages."""
    return f"邀请-{whom}.pdf"


def picture_name(name: str) -> str:
    """Name the picture with the link."""
    return f"邀请-{name}.png"


def paper_list(group_number: int, codes: Sequence[tuple[str, str]], until: date, today: date) -> Message:
    """Go with the pages of a whole group: names and digits, for whoever copies them by hand."""
    lines = "\n".join(f"{name}：{code_words(code)}" for name, code in codes)
    return Message(
        f"请打印出来，一位一页。\n\n{lines}\n\n"
        f"{dates.day(until, today)}以前有效。本人来了，还要您点一下同意。",
        title=f"{group_words(group_number)}的邀请",
    )


def pass_on(count: int, left: int, group_number: int) -> Message:
    """Say what to do with the invitations above."""
    more = f"\n\n这一批先发{count}位，还有{left}位。" if left else ""
    button = Button("下一批", InviteGroup(group_number, Medium.PHONE))
    return Message(
        f"上面{count}条，一条给一位。请按住它，转发给本人。{more}", buttons=(button,) if left else ()
    )


def pass_on_one() -> Message:
    """Say what to do with the one invitation above."""
    return Message(
        "上面这一条，请按住它，转发给本人。本人就在身边的，用他的手机对准图也行。\n\n"
        "以前给过的邀请，就不能用了。"
    )


def whom_to_invite(groups: Sequence[tuple[int, int]]) -> Message:
    """Offer the groups that somebody is still missing in."""
    who_is_in = Button("谁接通了", ShowConnected())
    if not groups:
        return Message("该接通的都接通了，没有要邀请的。", buttons=(who_is_in,))
    offers = [
        Button(f"{group_words(number)}（{missing}位）", ChooseGroup(number)) for number, missing in groups
    ]
    return Message(
        "给哪些同志发邀请？\n\n只给一位发的，到「老同志」里点他的名字。", buttons=(*offers, who_is_in)
    )


def phone_or_paper(group_number: int, names: Sequence[str], already: int, on_paper: int = 0) -> Message:
    """Show who would be invited, and ask how; pages that were never printed can be made anew."""
    again = f"\n\n纸上的{on_paper}位，没印出来可以重新打印，先前的纸就不能用了。" if on_paper else ""
    print_again = (Button("重新打印", PrintAgain(group_number)),) if on_paper else ()
    if not names:
        words = f"{group_words(group_number)}：还没接通的{already}位，手里都有邀请。"
        return Message(f"{words}{again}", buttons=print_again)
    held = f"\n另有{already}位手里有邀请，不重发。" if already else ""
    return Message(
        f"{len(names)}位：{'、'.join(names)}{held}\n\n手机：一位一条，您转发给他，3天有效。\n"
        f"纸：一位一页，打印了交给他，30天有效。{again}",
        title=group_words(group_number),
        buttons=(
            Button("手机", InviteGroup(group_number, Medium.PHONE)),
            Button("纸", InviteGroup(group_number, Medium.PAPER)),
            *print_again,
        ),
    )


def group_words(number: int) -> str:
    """「第二党小组」; 0 are serving cadres and others in no group."""
    return group(number) if number else "在职干部"


def invite_one_buttons(person_id: int) -> tuple[Button, ...]:
    """Return the buttons of a member's page that invite him."""
    return (
        Button("手机邀请", InviteOne(person_id, Medium.PHONE)),
        Button("纸上邀请", InviteOne(person_id, Medium.PAPER)),
    )


def new_phone_button(person_id: int) -> Button:
    """Offer another phone to somebody whose old one still works; it takes over when it is let in."""
    return Button("换手机", InviteOne(person_id, Medium.PHONE))


def connected(rows: Sequence[tuple[int, Sequence[str], Sequence[str]]]) -> Message:
    """Show, group by group, who is connected and who is not yet."""
    here = sum(len(yes) for _, yes, _ in rows)
    missing = sum(len(no) for _, _, no in rows)
    blocks = [
        f"{group_words(number)}\n已接通 {len(yes)}位：{'、'.join(yes) or '无'}\n"
        f"还没接通 {len(no)}位：{'、'.join(no) or '无'}"
        for number, yes, no in rows
    ]
    return Message(
        "\n\n".join(blocks) or "名册里还没有人。",
        title=f"已接通{here}位，还没接通{missing}位",
        buttons=(Button("发邀请", OpenInvitations()),) if missing else (),
    )
