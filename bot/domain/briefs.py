"""The visit brief (走访提要): what a cadre should know of his members, read for all of them at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import anniversary_dates, brief_dates, contacts, notices, pairings, visit_attempts, visits
from bot.domain.contacts import Contact, Whom
from bot.domain.followups import OPEN
from bot.domain.members import ON_ROLL
from bot.domain.pairing_care import acting, deputies
from bot.domain.pairings import Pair
from bot.domain.visits import Told
from bot.texts import occasions as occasion_texts
from bot.texts.briefs import Facts, Item, Said, Tried, Wish
from bot.texts.followup_reasons import WHY
from models import (
    Birthday,
    Branch,
    Change,
    FollowUp,
    Medal,
    Member,
    Notice,
    NoticeState,
    Person,
    Profile,
    Receipt,
    Visit,
    VisitDelay,
    Why,
)

_IDS_AT_MOST = 500
NOTES = 2  # last visits looked at for their words
_NOTICES_OF = timedelta(days=30)
_SINCE_HOSPITAL = timedelta(days=21)
_DELAYS_OF = timedelta(days=70)
_INTO_NEXT_MONTH = timedelta(days=7)  # a day soon after the month's end has to be prepared in it
_PROMISES = (Why.WISH, Why.CARD, Why.OCCASION, Why.ANNIVERSARY, Why.GREETING)


@dataclass(frozen=True, slots=True)
class Charge:
    """One member in somebody's care today; the last two name the other side of a hand-over."""

    pair: Pair
    reader_id: int
    instead_of: str | None
    taken_over_from: str | None
    handed_over_to: str | None


async def charges(
    session: AsyncSession,
    branch: Branch,
    today: date,
    readers: Collection[int] | None = None,
    members: Collection[int] | None = None,
) -> dict[int, list[Charge]]:
    """Return who looks after whom today, deputies in the place of who is away; nobody frozen is in it."""
    lasting = await pairings.lasting(session, branch.id, today, members)
    responsible = {pair.member.id: pair.cadre.name for pair in lasting if pair.is_main}
    successors = {pair.member.id: pair.cadre for pair in lasting if not pair.is_main}
    serving = await pairings.serving_ids(session, branch.id, today)
    # Where nobody who serves stands in for him, the cadre himself is reminded, away or not.
    away = await deputies(session, branch.id, today)
    found: dict[int, list[Charge]] = defaultdict(list)
    for pair in lasting:
        reader_id = acting(pair.cadre.id, away)
        if reader_id not in serving or pair.member.frozen_at is not None or reader_id == pair.member.id:
            continue
        if any(one.pair.member.id == pair.member.id for one in found[reader_id]):
            continue  # he stands in for the one and takes over from him as well
        before = None if pair.is_main else responsible[pair.member.id]
        instead = pair.cadre.name if reader_id != pair.cadre.id else None
        new = successors.get(pair.member.id) if pair.is_main else None
        to = new.name if new is not None and new.id != reader_id else None
        found[reader_id].append(Charge(pair, reader_id, instead, before, to))
    return {
        reader_id: theirs
        for reader_id, theirs in found.items()
        if theirs and (readers is None or reader_id in readers)
    }


async def items(
    session: AsyncSession, branch: Branch, theirs: Mapping[int, Sequence[Charge]], now: datetime
) -> dict[int, list[Item]]:
    """Return each reader's members with what is known of them, in a number of queries that is constant."""
    known = await facts(
        session, branch, {one.pair.member.id for charges in theirs.values() for one in charges}, now
    )
    month = local_day(now, branch.zone).replace(day=1)
    return {
        reader_id: [_item(one, known[one.pair.member.id], month) for one in charges]
        for reader_id, charges in theirs.items()
    }


def _item(one: Charge, facts: Facts, month: date) -> Item:
    return Item(
        one.pair.member.id,
        one.pair.member.name,
        facts,
        instead_of=one.instead_of,
        taken_over_from=one.taken_over_from,
        handed_over_to=one.handed_over_to,
        contacted=facts.last is not None and facts.last.on >= month,
    )


async def facts(
    session: AsyncSession, branch: Branch, member_ids: Collection[int], now: datetime, notes: int = NOTES
) -> dict[int, Facts]:
    """Return what a visitor should know of each of these members."""
    ids = whom(branch, member_ids)
    today = local_day(now, branch.zone)
    last = await contacts.last_contacts(session, ids)
    tried = await visit_attempts.since(session, ids, last)
    told = await visits.latest(session, ids, notes)
    names = await _names(session, {contact.by_id for contact in last.values() if contact.by_id})
    wishes = await _wishes(session, branch, ids)
    unconfirmed = await _unconfirmed(session, branch, ids, now)
    delays = await put_off_until(session, ids, today)
    left = await _left_hospital(session, branch, today, now)
    return {
        person.id: Facts(
            last=_last(last.get(person.id), names, branch),
            notes=_notes(told.get(person.id, ())),
            wishes=wishes.get(person.id, ()),
            coming=brief_dates.coming(member, birthday, medal, today, _horizon(today)),
            in_hospital_since=person.hospital_since,
            left_hospital_on=left.get(person.id),
            in_mourning=person.mourning_until is not None and today <= person.mourning_until,
            notices=unconfirmed.get(person.id, 0),
            review_due=card is None or card.next_review <= anniversary_dates.last_of_month(today),
            has_card=card is not None,
            put_off_until=delays.get(person.id),
            tried=_tried(tried.get(person.id, ())),
        )
        for person, member, birthday, medal, card in await _people(session, ids)
        if person.id in member_ids
    }


def whom(branch: Branch, member_ids: Collection[int]) -> Whom:
    """Return ids or, for very many, the branch's roll, so that the number of queries stays the same."""
    if len(member_ids) <= _IDS_AT_MOST:
        return sorted(member_ids)
    return select(Member.person_id).where(Member.branch_id == branch.id, col(Member.status).in_(ON_ROLL))


def _horizon(today: date) -> date:
    return anniversary_dates.last_of_month(today) + _INTO_NEXT_MONTH


async def _people(session: AsyncSession, ids: Whom) -> Sequence[Any]:
    query: Any = (
        sa.select(Person, Member, Birthday, Medal, Profile)
        .join(Member, col(Member.person_id) == col(Person.id))
        .outerjoin(Birthday, col(Birthday.person_id) == col(Person.id))
        .outerjoin(Medal, col(Medal.person_id) == col(Person.id))
        .outerjoin(Profile, col(Profile.member_id) == col(Person.id))
        .where(col(Person.id).in_(ids))
    )
    found: Sequence[Any] = (await session.exec(query)).all()
    return found


async def _names(session: AsyncSession, person_ids: Collection[int]) -> dict[int, str]:
    found = await session.exec(select(Person.id, Person.name).where(col(Person.id).in_(sorted(person_ids))))
    return dict(found.all())


def _last(contact: Contact | None, names: Mapping[int, str], branch: Branch) -> Said | None:
    if contact is None:
        return None
    return Said(local_day(contact.at, branch.zone), contact.way, names.get(contact.by_id or 0, ""))


def _tried(attempts: Sequence[Visit]) -> Tried | None:
    if not attempts:
        return None
    newest = attempts[-1]
    return Tried(len(attempts), newest.on, newest.way, newest.outcome)


def _notes(told: Sequence[Told]) -> tuple[Said, ...]:
    return tuple(Said(one.visit.on, str(one.visit.way), one.by, one.visit.words) for one in told)


async def _wishes(session: AsyncSession, branch: Branch, ids: Whom) -> dict[int, tuple[Wish, ...]]:
    found = await session.exec(
        select(FollowUp)
        .where(
            FollowUp.branch_id == branch.id,
            col(FollowUp.person_id).in_(ids),
            col(FollowUp.state).in_(OPEN),
            col(FollowUp.why).in_(_PROMISES),
        )
        .order_by(col(FollowUp.due_at), col(FollowUp.id))
    )
    wishes: dict[int, list[Wish]] = defaultdict(list)
    for row in found.all():
        words = row.words if row.why is Why.WISH else occasion_texts.name_of(row.cause) or WHY[row.why]
        due = local_day(row.due_at, branch.zone) if row.due_at else None
        wishes[row.person_id].append(Wish(words, due))
    return {person_id: tuple(theirs) for person_id, theirs in wishes.items()}


async def _unconfirmed(session: AsyncSession, branch: Branch, ids: Whom, now: datetime) -> dict[int, int]:
    found = await session.exec(
        select(Receipt.person_id, sa.func.count())
        .join(Notice, col(Notice.id) == col(Receipt.notice_id))
        .where(
            Notice.branch_id == branch.id,
            Notice.state == NoticeState.SENT,
            col(Notice.mode).in_(notices.ASKING),
            col(Notice.ended_at).is_(None),
            col(Notice.send_at) > now - _NOTICES_OF,
            col(Receipt.person_id).in_(ids),
            col(Receipt.confirmed_at).is_(None),
        )
        .group_by(col(Receipt.person_id))
    )
    return dict(found.all())


async def put_off_until(session: AsyncSession, ids: Whom, today: date) -> dict[int, date]:
    """Return until when visits are put off, later than today; the newest word on each counts."""
    newest = await delays(session, ids, today)
    return {one: delay.until_on for one, delay in newest.items() if delay.until_on > today}


async def delays(session: AsyncSession, ids: Whom, today: date) -> dict[int, VisitDelay]:
    """Return the newest word on each whose visit was put off lately."""
    found = await session.exec(
        select(VisitDelay)
        .where(col(VisitDelay.member_id).in_(ids), col(VisitDelay.until_on) > today - _DELAYS_OF)
        .order_by(col(VisitDelay.id))
    )
    return {delay.member_id: delay for delay in found.all()}


async def _left_hospital(
    session: AsyncSession, branch: Branch, today: date, now: datetime
) -> dict[int, date]:
    found = await session.exec(
        select(Change.person_id, Change.at)
        .where(
            Change.branch_id == branch.id,
            Change.entity == "person",
            Change.field == "hospital_since",
            col(Change.new).is_(None),
            col(Change.at) > now - _SINCE_HOSPITAL,
        )
        .order_by(col(Change.id))
    )
    return {person_id: local_day(at, branch.zone) for person_id, at in found.all() if person_id is not None}


def without_contact(theirs: Sequence[Item]) -> list[Item]:
    """Return those nobody has been in touch with this month and who are not put off to a later day."""
    return [one for one in theirs if not one.contacted and one.facts.put_off_until is None]
