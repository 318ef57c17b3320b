"""Members (老同志): whom somebody may see, who is reached, and what a page tells about one person."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.chinese import fold
from bot.domain import changes
from bot.domain.pairing_care import cared_for_by, pairing_holds
from bot.domain.people import Speaker, holding
from bot.errors import Refusal
from bot.texts import common
from bot.texts import members as say
from bot.texts.members import Line, Page, Reach, Shelf
from models import Account, Appointment, Member, Outbox, OutboxState, Pairing, Person, Precision, Role, Status

ON_ROLL = (Status.ON_ROLL, Status.FLOATING, Status.LOST)
GONE = (Status.TRANSFERRED, Status.DECEASED)
# Whoever holds one of these sees everybody; a group leader his group, a cadre whom he is paired with.
SEE_EVERYBODY = frozenset({Role.SECRETARY, Role.ACTING, Role.DEPUTY, Role.LIAISON, Role.ORGANISATION})


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody on a page: the rows, and the facts as they are shown."""

    person: Person
    member: Member | None
    account: Account | None
    facts: Page


def in_care(viewer: Speaker, today: date) -> sa.ColumnElement[bool]:
    """Return the condition under which a `Person` joined with his `Member` row is the viewer's to see."""
    if viewer.person is None:
        return sa.false()
    own_branch = col(Person.branch_id) == viewer.person.branch_id
    if viewer.roles & SEE_EVERYBODY:
        return own_branch
    near: list[sa.ColumnElement[bool]] = [sa.false()]
    if Role.GROUP_LEADER in viewer.roles:
        led = select(Appointment.group_number).where(
            Appointment.person_id == viewer.person.id,
            Appointment.role == Role.GROUP_LEADER,
            *holding(today),
        )
        near.append(col(Member.group_number).in_(led))
    if Role.CADRE in viewer.roles:
        near.append(col(Person.id).in_(cared_for_by(viewer.person.id, today)))
    return sa.and_(own_branch, col(Member.status).in_(ON_ROLL), sa.or_(*near))


async def on_roll(session: AsyncSession, branch_id: int) -> Sequence[tuple[Person, Member]]:
    """Return everyone on the roll, group by group; the frozen are among them."""
    found = await session.exec(
        select(Person, Member)
        .join(Member, col(Member.person_id) == col(Person.id))
        .where(Member.branch_id == branch_id, col(Member.status).in_(ON_ROLL))
        .order_by(col(Member.group_number), col(Person.id))
    )
    return found.all()


async def reach(session: AsyncSession, branch_id: int, bot_id: int) -> dict[int, Reach]:
    """Return how everyone with an open account is reached; who is missing is not connected yet."""
    found = await session.exec(
        select(Account.person_id, Account.blocked_at).where(
            Account.branch_id == branch_id, Account.bot_id == bot_id, col(Account.ended_at).is_(None)
        )
    )
    return {person_id: _reach(True, blocked_at) for person_id, blocked_at in found.all()}


def _reach(bound: bool, blocked_at: datetime | None) -> Reach:
    if not bound:
        return Reach.NOT_YET
    return Reach.CONNECTED if blocked_at is None else Reach.STOPPED


async def shelves(session: AsyncSession, viewer: Speaker, today: date, bot_id: int) -> dict[str, int]:
    """Return the lists that the viewer may open, each with its number of people."""
    counts = Counter(shelf for _, on in await _visible(session, viewer, today, bot_id) for shelf in on)
    groups = sorted((shelf for shelf in counts if shelf.startswith("g")), key=_group_order)
    others = [str(shelf) for shelf in Shelf if shelf in counts]
    return {shelf: counts[shelf] for shelf in (*groups, *others)}


def _group_order(shelf: str) -> int:
    return int(shelf[1:]) or 1_000_000  # those without a group come last


async def on_shelf(
    session: AsyncSession, viewer: Speaker, today: date, bot_id: int, shelf: str
) -> list[Line]:
    """Return the people of one list, as far as the viewer may see them."""
    return [line for line, on in await _visible(session, viewer, today, bot_id) if shelf in on]


async def named(session: AsyncSession, viewer: Speaker, today: date, bot_id: int, words: str) -> list[Line]:
    """Return who may be meant by a typed name: the very name and those one slip of the ear away.

    「周德明」 also finds 周德民, because voice input writes one for the other; 「老张」 finds every 张.
    """
    said = fold(words).removesuffix("同志")
    surname = said.removeprefix("老").removesuffix("老") if len(said) == 2 else said
    lines = [line for line, _ in await _visible(session, viewer, today, bot_id)]
    if len(surname) == 1:
        return [line for line in lines if line.name.startswith(surname)]
    mentioned = [line for line in lines if fold(line.name) in said]
    meant = {fold(line.name) for line in mentioned} or {said}
    return [line for line in lines if any(_sounds_alike(fold(line.name), name) for name in meant)]


def _sounds_alike(name: str, said: str) -> bool:
    """Say whether two names are the same, or of three characters with one of the given name's changed."""
    if name == said:
        return True
    slips = sum(one != other for one, other in zip(name, said, strict=False))
    return len(name) == len(said) >= 3 and name[0] == said[0] and slips == 1


async def _visible(
    session: AsyncSession, viewer: Speaker, today: date, bot_id: int
) -> list[tuple[Line, set[str]]]:
    """Return everybody the viewer may see and the shelves each stands on, in one query."""
    serves = (
        sa.select(col(Appointment.id))
        .where(col(Appointment.person_id) == col(Person.id), *holding(today))
        .correlate(Person)
        .exists()
    )
    query: Any = (
        sa.select(
            col(Person.id),
            col(Person.name),
            col(Person.number),
            col(Person.frozen_at),
            col(Member.id),
            col(Member.group_number),
            col(Member.status),
            col(Account.id),
            col(Account.blocked_at),
            serves,
        )
        .select_from(Person)
        .outerjoin(Member, col(Member.person_id) == col(Person.id))
        .outerjoin(Account, _speaks_for_person(bot_id))
        .where(in_care(viewer, today))
        .order_by(col(Member.group_number), col(Person.id))
    )
    everybody_is_seen = bool(viewer.roles & SEE_EVERYBODY)
    visible = []
    for row in await session.exec(query):
        person_id, name, number, frozen, member_id, group, status, account_id, blocked, serving = row
        on = {str(Shelf.NEAR)}
        if everybody_is_seen:
            where = None if member_id is None else group or 0
            on = _shelves(where, status, is_frozen=frozen is not None, serves=serving)
        if on:
            line = Line(person_id, name, group, number, _reach(account_id is not None, blocked))
            visible.append((line, on))
    return visible


def _shelves(group: int | None, status: Status | None, *, is_frozen: bool, serves: bool) -> set[str]:
    """Return where somebody stands for who sees everybody; `group` is None for who is no member."""
    if status in GONE:
        return {str(Shelf.GONE)}
    held = {str(Shelf.HELD)} if is_frozen else set()
    if group is not None:
        return held | {f"g{group}"}
    return held | ({str(Shelf.STAFF)} if serves else set())


def _speaks_for_person(bot_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        col(Account.person_id) == col(Person.id),
        col(Account.bot_id) == bot_id,
        col(Account.ended_at).is_(None),
    )


async def page(session: AsyncSession, viewer: Speaker, person_id: int, today: date, bot_id: int) -> Seen:
    """Return what the viewer may see about somebody; a person out of his care is answered as missing."""
    found = await session.exec(
        select(Person, Member, Account)
        .outerjoin(Member, col(Member.person_id) == col(Person.id))
        .outerjoin(Account, _speaks_for_person(bot_id))
        .where(Person.id == person_id, in_care(viewer, today))
    )
    row = found.first()
    if row is None:
        raise Refusal(common.not_found())
    person, member, account = row
    return Seen(person, member, account, await facts(session, person, member, account, today))


async def facts(
    session: AsyncSession, person: Person, member: Member | None, account: Account | None, today: date
) -> Page:
    """Return what a page tells about somebody; whether the asker may read it is decided before."""
    held_roles = await session.exec(
        select(Appointment.role).where(Appointment.person_id == person.id, *holding(today))
    )
    roles = set(held_roles.all())
    cadres = await cadres_of(session, person.id, today)
    return Page(
        name=person.name,
        group=member.group_number if member else None,
        status=member.status if member else None,
        roles=tuple(role for role in say.ROLE_NAMES if role in roles),
        reach=_reach(account is not None, account.blocked_at if account else None),
        channel=member.channel if member else None,
        joined=_known(member.joined_on, member.joined_precision) if member else None,
        full=_known(member.full_on, member.full_precision) if member else None,
        cadres=tuple(cadre.name for cadre in cadres),
        phone=person.phone,
        frozen=person.frozen_at is not None,
        held=await held_count(session, person.id) if person.frozen_at else 0,
        since=member.status_since if member else None,
    )


def _known(day: date | None, precision: Precision | None) -> tuple[date, Precision] | None:
    return (day, precision or Precision.DAY) if day else None


async def held_count(session: AsyncSession, person_id: int) -> int:
    """Return how many messages for and about somebody wait for the end of a freeze."""
    found = await session.exec(
        select(sa.func.count())
        .select_from(Outbox)
        .where(
            Outbox.state == OutboxState.HELD,
            Outbox.reason == "frozen",
            sa.or_(col(Outbox.person_id) == person_id, col(Outbox.subject_id) == person_id),
        )
    )
    return found.one()


async def cadres_of(session: AsyncSession, person_id: int, today: date) -> Sequence[Person]:
    """Return the serving cadres who are paired with a member."""
    found = await session.exec(
        select(Person)
        .join(Pairing, col(Pairing.cadre_id) == col(Person.id))
        .where(Pairing.member_id == person_id, *pairing_holds(today))
        .order_by(col(Pairing.id))
    )
    return found.all()


async def look_up_phone(
    session: AsyncSession, viewer: Speaker, person_id: int, today: date, bot_id: int, now: datetime
) -> Person:
    """Return somebody whose number the viewer is about to read, and write down that he did."""
    seen = await page(session, viewer, person_id, today, bot_id)
    await changes.record(
        session,
        branch_id=seen.person.branch_id,
        person_id=person_id,
        entity="person",
        row_id=person_id,
        field=changes.READ,
        old=None,
        new="phone",
        by=viewer.person,
        now=now,
    )
    return seen.person
