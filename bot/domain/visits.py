"""Visits (走访): writing one down, correcting it, and what was last heard of somebody."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import instant, local_day
from bot.domain import changes, occasions, visit_attempts, visit_items, visit_photos, visit_wishes
from bot.domain.contacts import Whom, pieces
from bot.domain.visit_words import IN_PERSON
from bot.errors import Refusal
from bot.texts import visits as say
from models import (
    Branch,
    Member,
    Person,
    Status,
    Via,
    Visit,
    VisitMedia,
    VisitMember,
    VisitOccasion,
    VisitOutcome,
    VisitState,
    VisitVisitor,
    VisitWay,
)

IN_TOUCH = (VisitOutcome.MET, VisitOutcome.FAMILY)  # somebody was spoken with
WORDS_AT_MOST = 1000  # characters
_SAME_AGAIN = timedelta(minutes=10)  # the same words again so soon are a second tap
_NOON = time(12)
_MEDIA_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written down about one visit; the writer is always among those who went."""

    whom: tuple[int, ...]
    way: VisitWay
    on: date
    outcome: VisitOutcome = VisitOutcome.MET
    state: VisitState | None = None
    how: str = ""
    words: str = ""
    need: str = ""
    need_by: date | None = None
    occasion: VisitOccasion | None = None
    materials: str = ""
    visitors: tuple[int, ...] = ()
    media: tuple[int, ...] = ()
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What was last heard of somebody: the cadre's own words."""

    visit: Visit
    by: str  # the writer's name


async def record(
    session: AsyncSession, branch: Branch, by: Person, entry: Entry, now: datetime, *, history: bool = False
) -> Visit:
    """Write a visit, a call or an attempt down, with everything that follows from it.

    A promise becomes a follow-up, an attempt is tried again; nothing follows from what is `history`.
    A correction ends the version before it.
    Raises Refusal for a day to come, for nobody and for an empty entry.
    """
    _check(entry, local_day(now, branch.zone))
    entry = await with_family(session, entry)
    if entry.occasion is None and entry.outcome in IN_TOUCH and not history:
        via = Via.VISIT if entry.way in IN_PERSON else Via.PHONE
        settled = await occasions.told_as_done(session, branch, by, entry.whom, entry.on, via)
        entry = replace(entry, occasion=settled)
    await visit_photos.check(session, entry.whom, entry.media)
    again = await _same_again(session, by, entry, now)
    if again is not None:
        return again
    earlier = await own(session, by, entry.corrects) if entry.corrects is not None else None
    visit = await _write(session, branch, by, entry, now)
    if earlier is not None:
        await _end(session, earlier, by, now, successor=visit)
    if history:
        return visit
    await visit_items.settle_named(session, visit, entry.whom, by, now)
    await visit_wishes.open_wish(session, branch, by, visit, entry.whom, now)
    await visit_attempts.follow_up(session, branch, by, visit, entry.whom, now)
    return visit


async def with_family(session: AsyncSession, entry: Entry) -> Entry:
    """Return the entry as a visit to the family where the member himself has died."""
    if entry.outcome is not VisitOutcome.MET or not entry.whom:
        return entry
    found = await session.exec(
        select(Member.id).where(col(Member.person_id).in_(entry.whom), Member.status == Status.DECEASED)
    )
    if found.first() is None:
        return entry
    return replace(entry, outcome=VisitOutcome.FAMILY, state=None)


def _check(entry: Entry, today: date) -> None:
    if not entry.whom:
        raise Refusal(say.nobody())
    if entry.on > today:
        raise Refusal(say.not_yet())
    if entry.outcome is VisitOutcome.MET and not (entry.state or entry.words or entry.media):
        raise Refusal(say.empty())


async def _same_again(session: AsyncSession, by: Person, entry: Entry, now: datetime) -> Visit | None:
    found = await session.exec(
        select(Visit).where(
            Visit.by_id == by.id,
            col(Visit.entered_at) > now - _SAME_AGAIN,
            col(Visit.ended_at).is_(None),
            Visit.on == entry.on,
            Visit.way == entry.way,
            Visit.outcome == entry.outcome,
            col(Visit.state).is_not_distinct_from(entry.state),
            Visit.words == entry.words[:WORDS_AT_MOST],
            Visit.need == entry.need,
        )
    )
    for visit in found.all():
        if visit.id != entry.corrects and set(await whom(session, visit.id)) == set(entry.whom):
            return visit
    return None


async def _write(session: AsyncSession, branch: Branch, by: Person, entry: Entry, now: datetime) -> Visit:
    today = local_day(now, branch.zone)
    visit = Visit(
        branch_id=branch.id,
        by_id=by.id,
        on=entry.on,
        at=now if entry.on == today else instant(entry.on, _NOON, branch.zone),
        entered_at=now,
        way=entry.way,
        outcome=entry.outcome,
        occasion=entry.occasion,
        state=entry.state,
        how=entry.how[:WORDS_AT_MOST],
        words=entry.words[:WORDS_AT_MOST],
        need=entry.need[:WORDS_AT_MOST],
        need_by=entry.need_by,
        materials=entry.materials,
        corrects=entry.corrects,
    )
    session.add(visit)
    await session.flush()
    session.add_all(VisitMember(visit_id=visit.id, person_id=one) for one in dict.fromkeys(entry.whom))
    session.add_all(
        VisitVisitor(visit_id=visit.id, person_id=one) for one in dict.fromkeys((by.id, *entry.visitors))
    )
    session.add_all(VisitMedia(visit_id=visit.id, media_id=one) for one in dict.fromkeys(entry.media))
    await session.flush()
    return visit


async def take_back(session: AsyncSession, by: Person, visit_id: int, now: datetime) -> Visit:
    """点错了: the record counts no more, and stays. Raises Refusal when it is not the asker's own."""
    visit = await own(session, by, visit_id)
    await _end(session, visit, by, now)
    return visit


async def _end(
    session: AsyncSession, visit: Visit, by: Person, now: datetime, successor: Visit | None = None
) -> None:
    """End a version; what it promised or settled is its successor's to promise and settle, or nobody's."""
    visit.ended_at, visit.ended_by = now, by.id
    session.add(visit)
    await visit_wishes.drop_wish(session, visit, now)
    visited = await whom(session, visit.id)
    await visit_items.reopen_named(session, visit, visited, by, now)
    for person_id in visited:
        await changes.record(
            session,
            branch_id=visit.branch_id,
            person_id=person_id,
            entity="visit",
            row_id=visit.id,
            field="corrected" if successor else "taken back",
            old=visit.id,
            new=successor.id if successor else None,
            by=by,
            cause=f"visit:{visit.id}",
            now=now,
        )


async def own(session: AsyncSession, by: Person, visit_id: int) -> Visit:
    """Return a record that its writer may correct, held until the end of the transaction."""
    found = await session.exec(
        select(Visit)
        .where(Visit.id == visit_id, Visit.by_id == by.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    visit = found.first()
    if visit is None:
        raise Refusal(say.not_yours())
    if visit.ended_at is not None:
        raise Refusal(say.corrected_already())
    return visit


async def whom(session: AsyncSession, visit_id: int) -> Sequence[int]:
    """Return whom a visit was for, in the order in which they were named."""
    found = await session.exec(
        select(VisitMember.person_id).where(VisitMember.visit_id == visit_id).order_by(col(VisitMember.id))
    )
    return found.all()


async def visitors(session: AsyncSession, visit_id: int) -> Sequence[int]:
    """Return who went, the writer first."""
    found = await session.exec(
        select(VisitVisitor.person_id).where(VisitVisitor.visit_id == visit_id).order_by(col(VisitVisitor.id))
    )
    return found.all()


async def entry_of(session: AsyncSession, visit: Visit) -> Entry:
    """Return a record as it was entered."""
    media = await session.exec(select(VisitMedia.media_id).where(VisitMedia.visit_id == visit.id))
    return Entry(
        whom=tuple(await whom(session, visit.id)),
        way=visit.way,
        on=visit.on,
        outcome=visit.outcome,
        state=visit.state,
        how=visit.how,
        words=visit.words,
        need=visit.need,
        need_by=visit.need_by,
        occasion=visit.occasion,
        materials=visit.materials,
        visitors=tuple(one for one in await visitors(session, visit.id) if one != visit.by_id),
        media=tuple(media.all()),
        corrects=visit.corrects,
    )


async def latest(session: AsyncSession, person_ids: Whom, count: int = 1) -> Mapping[int, Sequence[Told]]:
    """Return the last `count` visits and calls of each that reached somebody, the newest first.

    In one query for many; who may read the words is decided by whoever asks.
    """
    told: dict[int, list[Told]] = {}
    for some in pieces(person_ids):
        found = await session.exec(_latest(some, count))
        for person_id, visit, by in found.all():
            told.setdefault(person_id, []).append(Told(visit, by))
    return told


async def history(
    session: AsyncSession, person_id: int, readable: sa.ColumnElement[bool], limit: int = 5
) -> Sequence[Told]:
    """Return the last records of somebody, attempts too, as far as they may be read; the newest first."""
    found = await session.exec(
        select(Visit, Person.name)
        .join(VisitMember, col(VisitMember.visit_id) == col(Visit.id))
        .join(Person, col(Person.id) == col(Visit.by_id))
        .where(VisitMember.person_id == person_id, col(Visit.ended_at).is_(None), readable)
        .order_by(col(Visit.at).desc(), col(Visit.id).desc())
        .limit(limit)
    )
    return [Told(*row) for row in found.all()]


async def media_of(session: AsyncSession, visit_ids: Collection[int]) -> Sequence[int]:
    """Return the pictures and spoken words of these records, whose reading was allowed before."""
    found = await session.exec(
        select(VisitMedia.media_id)
        .where(col(VisitMedia.visit_id).in_(visit_ids))
        .order_by(col(VisitMedia.id).desc())
        .limit(_MEDIA_AT_MOST)
    )
    return list(dict.fromkeys(found.all()))


def _latest(person_ids: Whom, count: int) -> Any:
    newest = (
        sa.func.row_number()
        .over(
            partition_by=col(VisitMember.person_id),
            order_by=(col(Visit.at).desc(), col(Visit.id).desc()),
        )
        .label("place")
    )
    ranked = (
        sa.select(col(VisitMember.person_id), col(VisitMember.visit_id), newest)
        .join(Visit, col(Visit.id) == col(VisitMember.visit_id))
        .where(
            col(VisitMember.person_id).in_(person_ids),
            col(Visit.ended_at).is_(None),
            col(Visit.outcome).in_(IN_TOUCH),
        )
        .subquery()
    )
    return (
        sa.select(ranked.c.person_id, Visit, col(Person.name))
        .join_from(ranked, Visit, col(Visit.id) == ranked.c.visit_id)
        .join(Person, col(Person.id) == col(Visit.by_id))
        .where(ranked.c.place <= count)
        .order_by(ranked.c.person_id, ranked.c.place)
    )
