"""Words to a cadre about his own members: who they are, and who follows when he goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Button, Message
from bot.texts import briefs, dates
from bot.texts.briefs import Said
from bot.texts.members import ShowMember
from bot.texts.pairings import Away, OpenCadre


@dataclass(frozen=True, slots=True)
class Mine:
    """One of a cadre's own members."""

    person_id: int
    name: str
    last: Said | None
    instead_of: str | None = None


def mine(people: Sequence[Mine], today: date) -> Message:
    """Show a cadre his members with the last contact, and nothing else."""
    if not people:
        return Message("现在没有交给您联系的老同志。\n\n有疑问请点「找人」。")
    rows = [
        f"{one.name}{f'（代{one.instead_of}）' if one.instead_of else ''}：{_last(one.last, today)}"
        for one in people
    ]
    return Message(
        "\n".join(rows) + "\n\n点名字，看他的情况，也可以记一笔。",
        title="您联系的老同志",
        buttons=tuple(Button(one.name, ShowMember(one.person_id)) for one in people),
    )


def stood_in_for(away: Away, members: Sequence[tuple[int, str]], today: date) -> Message:
    """Tell a cadre who is away who looks after his members meanwhile."""
    names = f"{'、'.join(name for _, name in members)}同志" if members else "老同志"
    return Message(
        f"您不在的时候，{names}由{away.deputy}同志代您联系，到{dates.day(away.until, today)}为止。"
        "\n\n提前回来了，请跟支部说一声。",
        title="您联系的老同志",
        buttons=tuple(Button(name, ShowMember(person_id)) for person_id, name in members),
    )


def _last(last: Said | None, today: date) -> str:
    return f"上次{briefs.last_contact(last, today)}" if last else "还没有联系记录"


def asked_who_follows(liaison: str | None, members: Sequence[str]) -> Message:
    """Answer 我调走了以后谁接: the liaison was told, and nothing changes until it is handed over."""
    behind = f"{liaison}同志" if liaison else "支部的同志"
    text = f"这件事我告诉{behind}了，请那边安排人接。"
    if members:
        text += f"\n\n交接好以前，{'、'.join(members)}同志还是由您联系；接手的同志联系上了，就自动交接完。"
    return Message(text)


def who_follows(cadre: str, members: Sequence[str], cadre_id: int) -> Message:
    """Tell the liaison that a cadre goes and asks who follows."""
    whom = f"他联系的是{'、'.join(members)}同志。" if members else "他现在没有结对的老同志。"
    return Message(
        f"{cadre}同志问：他调走以后谁来接。{whom}",
        title="请安排交接",
        buttons=(Button("去安排", OpenCadre(cadre_id)),),
    )
