"""一人一策: the card of one member, read and written by few, every time on record."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import add_months, local_day
from bot.domain import changes
from bot.domain.members import ON_ROLL
from bot.domain.pairing_care import cared_for_by
from bot.domain.people import Speaker
from bot.errors import Refusal
from bot.texts import common
from bot.texts import profiles as say
from bot.texts.roster_words import PRIVATE_NOTE
from models import Branch, Member, Mobility, Person, Profile, Role

ENTITY = "profile"
FIELDS = tuple(field for field in say.LABELS if field != say.MOBILITY)
REVIEW_MONTHS = 3
LENGTH_AT_MOST = 300  # characters of one field
_READERS = frozenset({Role.LIAISON, Role.SECRETARY})
_PRIVATE = re.compile(PRIVATE_NOTE)


@dataclass(frozen=True, slots=True)
class Card:
    """One member's card; `row` is None while nobody has written on it."""

    person: Person
    member: Member
    row: Profile | None

    def values(self) -> dict[str, str]:
        """Return what is filled in, in the order of the card."""
        return values(self.member, self.row)


def values(member: Member, row: Profile | None) -> dict[str, str]:
    """Return a card's fields as words, mobility among them."""
    written = {field: getattr(row, field) for field in FIELDS} if row is not None else {}
    known = written | {say.MOBILITY: say.mobility(member.mobility)}
    return {field: known[field] for field in say.LABELS if known.get(field)}


async def read(session: AsyncSession, branch: Branch, viewer: Speaker, member_id: int, now: datetime) -> Card:
    """Return somebody's card and write down who read it. Raises Refusal for whom it is not meant."""
    card = await _load(session, branch, viewer, member_id, now)
    await note_reading(session, branch, card.person.id, viewer.person, now)
    return card


async def note_reading(
    session: AsyncSession, branch: Branch, member_id: int, by: Person | None, now: datetime, new: str = "card"
) -> None:
    """Write down that somebody has read a card."""
    await changes.record(
        session,
        branch_id=branch.id,
        person_id=member_id,
        entity=ENTITY,
        row_id=None,
        field=changes.READ,
        old=None,
        new=new,
        by=by,
        now=now,
    )


async def may_read(
    session: AsyncSession, branch: Branch, viewer: Speaker, member_id: int, now: datetime
) -> bool:
    """Say whether a card is meant for somebody: the pair, the liaison, the secretary."""
    if viewer.roles & _READERS:
        return True
    if viewer.person is None or Role.CADRE not in viewer.roles:
        return False
    mine = await session.exec(cared_for_by(viewer.person.id, local_day(now, branch.zone)))
    return member_id in mine.all()


async def write(
    session: AsyncSession,
    branch: Branch,
    viewer: Speaker,
    member_id: int,
    field: str,
    words: str,
    now: datetime,
) -> Card:
    """Set one field; the first one begins the card, which is looked at again after a quarter.

    Raises Refusal for words that name an illness, and for whom the card is not meant.
    """
    card = await _load(session, branch, viewer, member_id, now)
    if field == say.MOBILITY:
        value: object = read_mobility(words)
        target: Profile | Member = card.member
    elif field in FIELDS:
        value, target = read_words(words), card.row or await _begin(session, branch, member_id, now)
    else:
        raise Refusal(common.not_found())
    await changes.record(
        session,
        branch_id=branch.id,
        person_id=member_id,
        entity="member" if target is card.member else ENTITY,
        row_id=target.id,
        field=field,
        old=getattr(target, field),
        new=value,
        by=viewer.person,
        now=now,
    )
    setattr(target, field, value)
    session.add(target)
    await session.flush()
    return await _load(session, branch, viewer, member_id, now)


def read_words(words: str) -> str:
    """Return a field as it is kept. Raises Refusal for illnesses and for what is no answer."""
    tidy = " ".join(words.split())
    if not tidy or len(tidy) > LENGTH_AT_MOST:
        raise Refusal(say.write_something())
    if _PRIVATE.search(tidy):
        raise Refusal(say.no_illness())
    return "" if tidy == say.EMPTIED else tidy


def read_mobility(words: str) -> Mobility:
    """Return one of the three steps. Raises Refusal for anything else."""
    meant = say.mobility_meant(words)
    if meant is None:
        raise Refusal(say.choose_one())
    return meant


async def review(
    session: AsyncSession, branch: Branch, viewer: Speaker, member_id: int, now: datetime
) -> Card:
    """看过了: the card still holds, and is looked at again after a quarter."""
    card = await _load(session, branch, viewer, member_id, now)
    row = card.row or await _begin(session, branch, member_id, now)
    following = add_months(local_day(now, branch.zone), REVIEW_MONTHS)
    await changes.record(
        session,
        branch_id=branch.id,
        person_id=member_id,
        entity=ENTITY,
        row_id=row.id,
        field="next_review",
        old=row.next_review,
        new=following,
        by=viewer.person,
        now=now,
    )
    row.reviewed_at, row.next_review = now, following
    session.add(row)
    await session.flush()
    return Card(card.person, card.member, row)


async def summaries(session: AsyncSession, member_ids: list[int]) -> Mapping[int, dict[str, str]]:
    """Return what is written on the cards of many, for whoever takes them over."""
    found = await session.exec(
        select(Member, Profile)
        .join(Profile, col(Profile.member_id) == col(Member.person_id))
        .where(col(Member.person_id).in_(member_ids))
    )
    return {member.person_id: values(member, row) for member, row in found.all()}


async def _load(
    session: AsyncSession, branch: Branch, viewer: Speaker, member_id: int, now: datetime
) -> Card:
    if not await may_read(session, branch, viewer, member_id, now):
        raise Refusal(say.not_yours())
    found = await session.exec(
        select(Person, Member, Profile)
        .join(Member, col(Member.person_id) == col(Person.id))
        .outerjoin(Profile, col(Profile.member_id) == col(Person.id))
        .where(Person.id == member_id, Member.branch_id == branch.id, col(Member.status).in_(ON_ROLL))
    )
    row = found.first()
    if row is None:
        raise Refusal(common.not_found())
    return Card(*row)


async def _begin(session: AsyncSession, branch: Branch, member_id: int, now: datetime) -> Profile:
    following = add_months(local_day(now, branch.zone), REVIEW_MONTHS)
    row = Profile(branch_id=branch.id, member_id=member_id, next_review=following)
    session.add(row)
    await session.flush()
    return row
