"""Whom a notice is for: everyone, groups, parts, named persons; nobody until somebody is chosen."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.chinese import fold
from bot.domain import notices, people
from bot.domain.followups import OPEN
from bot.domain.members import GONE
from bot.texts import notice_audience as say
from models import (
    Appointment,
    Channel,
    FollowUp,
    Member,
    Mode,
    Notice,
    Outbox,
    OutboxState,
    Person,
    Receipt,
    Role,
)

# Who is meant by a part; the keys are kept in `Notice.audience["roles"]`.
PARTS: dict[str, tuple[Role, ...]] = {
    "cadre": (Role.CADRE,),
    "leader": (Role.GROUP_LEADER,),
    "committee": (Role.SECRETARY, Role.DEPUTY, Role.ORGANISATION, Role.PUBLICITY, Role.DISCIPLINE),
    "liaison": (Role.LIAISON,),
}
_BETWEEN = re.compile(r"[\s、，,；;。.和/]+")  # what stands between typed names
# What has arrived, may have arrived or is still to arrive; what failed for good is none of it.
_GOT_OR_WAITING = (
    OutboxState.SENT,
    OutboxState.UNKNOWN,
    OutboxState.SENDING,
    OutboxState.PENDING,
    OutboxState.HELD,
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a notice is for."""

    person_id: int
    name: str
    group: int | None


def choose(audience: dict[str, Any], what: str, which: str, on: bool) -> dict[str, Any]:
    """Return the audience with one choice put in or taken out; doing it twice changes nothing more.

    Choosing everyone takes the place of groups and names.
    """
    if what == "everyone":
        kept = {"roles": audience["roles"]} if audience.get("roles") else {}
        return kept | ({"everyone": True} if on else {})
    key, value = {
        "group": ("groups", which),
        "part": ("roles", which),
        "person": ("people", which),
    }[what]
    wanted: int | str = value if key == "roles" else int(value)
    others = [one for one in audience.get(key, ()) if one != wanted]
    chosen = {**audience, key: sorted([*others, wanted] if on else others)}
    if key != "roles":
        chosen.pop("everyone", None)
    return {name: those for name, those in chosen.items() if those}


async def recipients(session: AsyncSession, notice: Notice, today: date) -> list[Recipient]:
    """Return exactly whom a notice goes to, by group and roster order.

    Members count while they are on the roll; the deceased, the transferred and the frozen are left
    out. A correction goes to those who got what it corrects, may have got it, or still wait for it.
    """
    wanted = _who(notice, today)
    if notice.corrects is None:
        wanted = sa.and_(wanted, col(Person.frozen_at).is_(None))
    found = await session.exec(
        select(Person.id, Person.name, Member.group_number)
        .outerjoin(Member, col(Member.person_id) == col(Person.id))
        .where(
            Person.branch_id == notice.branch_id,
            sa.or_(col(Member.id).is_(None), col(Member.status).not_in(GONE)),
            wanted,
        )
        .order_by(sa.func.coalesce(col(Member.group_number), 9999), col(Person.id))
    )
    return [Recipient(*row) for row in found.all()]


def _who(notice: Notice, today: date) -> sa.ColumnElement[bool]:
    if notice.corrects is not None:
        return col(Person.id).in_(_reached_by(notice.corrects))
    audience = notice.audience
    is_member = col(Member.id).is_not(None)
    meant: list[sa.ColumnElement[bool]] = []
    if audience.get("everyone"):
        meant.append(is_member)
    if audience.get("groups"):
        meant.append(col(Member.group_number).in_(audience["groups"]))
    if audience.get("people"):
        meant.append(sa.and_(is_member, col(Person.id).in_(audience["people"])))
    if audience.get("roles"):
        roles = [role for part in audience["roles"] for role in PARTS.get(part, ())]
        meant.append(col(Person.id).in_(_holding(roles, notice.branch_id, today)))
    return sa.or_(sa.false(), *meant)


def _holding(roles: Sequence[Role], branch_id: int, today: date) -> Any:
    return sa.select(col(Appointment.person_id)).where(
        col(Appointment.branch_id) == branch_id,
        col(Appointment.role).in_(roles),
        *people.holding(today),
    )


def _reached_by(notice_id: int) -> Any:
    """Return who got a notice, told us so, waits for it or for its sheet, or is to be told by a human."""
    got = sa.select(col(Outbox.person_id)).where(
        col(Outbox.id).in_(notices.main_rows(notice_id)), col(Outbox.state).in_(_GOT_OR_WAITING)
    )
    answered = sa.select(col(Receipt.person_id)).where(
        col(Receipt.notice_id) == notice_id, col(Receipt.confirmed_at).is_not(None)
    )
    to_be_told = sa.select(col(FollowUp.person_id)).where(
        col(FollowUp.notice_id) == notice_id, col(FollowUp.state).in_(OPEN)
    )
    on_sheet = (
        sa.select(col(Receipt.person_id))
        .join(Notice, col(Notice.id) == col(Receipt.notice_id))
        .join(Member, col(Member.person_id) == col(Receipt.person_id))
        .where(
            col(Receipt.notice_id) == notice_id,
            col(Member.channel) == Channel.PAPER,
            # As `sheet_items.is_unhurried` says it.
            col(Notice.mode) == Mode.TELL,
            col(Notice.urgent).is_(False),
        )
    )
    return got.union(answered, to_be_told, on_sheet)


async def describe(session: AsyncSession, notice: Notice) -> str:
    """Return the choice in words: 「第1党小组、结对干部、张三」."""
    audience = notice.audience
    named = await session.exec(
        select(Person.name)
        .where(Person.branch_id == notice.branch_id, col(Person.id).in_(audience.get("people", ())))
        .order_by(col(Person.id))
    )
    return say.chosen(
        everyone=bool(audience.get("everyone")),
        groups=audience.get("groups", ()),
        parts=audience.get("roles", ()),
        names=list(named.all()),
        corrects=notice.corrects is not None,
    )


def _on_roll() -> tuple[sa.ColumnElement[bool], ...]:
    return (col(Member.status).not_in(GONE), col(Person.frozen_at).is_(None))


async def groups(session: AsyncSession, branch_id: int) -> dict[int | None, int]:
    """Return how many members each group has; None holds those without a group."""
    found = await session.exec(
        select(Member.group_number, sa.func.count())
        .join(Person, col(Person.id) == col(Member.person_id))
        .where(Member.branch_id == branch_id, *_on_roll())
        .group_by(col(Member.group_number))
        .order_by(sa.func.coalesce(col(Member.group_number), 9999))
    )
    return dict(found.all())


async def parts(session: AsyncSession, branch_id: int, today: date) -> dict[str, int]:
    """Return how many people each part has; parts that nobody has are left out."""
    found = await session.exec(
        select(Appointment.role, Appointment.person_id)
        .join(Person, col(Person.id) == col(Appointment.person_id))
        .outerjoin(Member, col(Member.person_id) == col(Person.id))
        .where(
            Appointment.branch_id == branch_id,
            *people.holding(today),
            col(Person.frozen_at).is_(None),
            sa.or_(col(Member.id).is_(None), col(Member.status).not_in(GONE)),
        )
    )
    held = found.all()
    counts = {
        part: len({person_id for role, person_id in held if role in roles}) for part, roles in PARTS.items()
    }
    return {part: count for part, count in counts.items() if count}


@dataclass(frozen=True, slots=True)
class Named:
    """Whom typed names mean, and the words in which nobody was recognised."""

    person_ids: list[int]
    unknown: list[str]


async def named(session: AsyncSession, branch_id: int, words: str) -> Named:
    """Return the members whose names are among the words; a name that two have is nobody's."""
    found = await session.exec(
        select(Person.id, Person.name)
        .join(Member, col(Member.person_id) == col(Person.id))
        .where(Person.branch_id == branch_id, *_on_roll())
    )
    people = [(person_id, fold(name)) for person_id, name in found.all()]
    holders = Counter(name for _, name in people)
    said, meant = fold(words), set()
    # The longest first, because 李明华 does not mean 李明 as well.
    for name in sorted((name for name in holders if holders[name] == 1), key=len, reverse=True):
        if name and name in said:
            said = said.replace(name, "\n")
            meant.add(name)
    pieces = [(piece, fold(piece)) for piece in _BETWEEN.split(words)]
    unknown = [
        piece
        for piece, heard in pieces
        if heard and not any(heard in name or name in heard for name in meant)
    ]
    return Named([person_id for person_id, name in people if name in meant], unknown)


async def members(session: AsyncSession, branch_id: int, skip: int, limit: int) -> Sequence[tuple[int, str]]:
    """Return a page of members to choose from, by group and roster order."""
    found = await session.exec(
        select(Person.id, Person.name)
        .join(Member, col(Member.person_id) == col(Person.id))
        .where(Person.branch_id == branch_id, *_on_roll())
        .order_by(sa.func.coalesce(col(Member.group_number), 9999), col(Person.id))
        .offset(skip)
        .limit(limit)
    )
    return found.all()
