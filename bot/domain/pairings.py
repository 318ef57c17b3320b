"""Pairings (结对): who looks after whom, and how a member passes from one cadre to the next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from bot.clock import local_day
from bot.domain import changes
from bot.domain.members import ON_ROLL
from bot.domain.pairing_care import pairing_holds
from bot.domain.people import hold, holding
from bot.domain.roster_apply import ADDED
from bot.errors import Refusal
from bot.texts import pairing_choices as say
from models import Appointment, Branch, Member, Pairing, Person, Role

MEMBERS_AT_MOST = 2  # of one cadre; one more needs a reason
_DAY = timedelta(days=1)


class Outcome(StrEnum):
    """What came of pairing somebody."""

    BEGUN = "begun"  # he had nobody
    HAND_OVER = "hand over"  # the cadre before stays responsible until this one has been in touch
    KEPT = "kept"  # a hand-over was called off
    ALREADY = "already"  # nothing to do


@dataclass(frozen=True, slots=True)
class Cadre:
    """A serving cadre who may be paired, and whom he looks after."""

    person: Person
    member_ids: tuple[int, ...]

    @property
    def is_full(self) -> bool:
        """Say whether one more member needs a reason."""
        return len(self.member_ids) >= MEMBERS_AT_MOST


@dataclass(frozen=True, slots=True)
class Pair:
    """A pairing that lasts and its two people. `is_main`: he is responsible now."""

    row: Pairing
    cadre: Person
    member: Person
    is_main: bool


async def cadres(
    session: AsyncSession, branch_id: int, today: date, cadre_id: int | None = None
) -> list[Cadre]:
    """Return every cadre in service, or this one, those with the fewest members first."""
    known = await serving(session, branch_id, today, cadre_id)
    theirs: dict[int, list[int]] = {person.id: [] for person in known}
    members = None if cadre_id is None else members_of(cadre_id, today)
    for pair in await lasting(session, branch_id, today, members):
        if pair.cadre.id in theirs:
            theirs[pair.cadre.id].append(pair.member.id)
    listed = [Cadre(person, tuple(theirs[person.id])) for person in known]
    return sorted(listed, key=lambda each: len(each.member_ids))


async def serving(
    session: AsyncSession, branch_id: int, today: date, cadre_id: int | None = None
) -> Sequence[Person]:
    """Return who serves as a cadre today and is not frozen: all of them, or this one if he does."""
    known = select(Person).where(col(Person.id).in_(_serving(branch_id, today)))
    if cadre_id is not None:
        known = known.where(Person.id == cadre_id)
    return (await session.exec(known.order_by(col(Person.id)))).all()


async def serving_ids(session: AsyncSession, branch_id: int, today: date) -> set[int]:
    """Return the ids of those who serve as cadres today and are not frozen."""
    return set((await session.exec(_serving(branch_id, today))).all())


def _serving(branch_id: int, today: date) -> SelectOfScalar[int]:
    return (
        select(Appointment.person_id)
        .join(Person, col(Person.id) == col(Appointment.person_id))
        .where(
            Appointment.branch_id == branch_id,
            Appointment.role == Role.CADRE,
            col(Person.frozen_at).is_(None),
            *holding(today),
        )
    )


def members_of(cadre_id: int, today: date) -> SelectOfScalar[int]:
    """Select the members of a cadre's own pairings that last today."""
    return select(Pairing.member_id).where(Pairing.cadre_id == cadre_id, *pairing_holds(today))


async def wards(session: AsyncSession, branch_id: int, cadre_id: int, today: date) -> list[Person]:
    """Return the members of a cadre's own pairings that last today."""
    found = await lasting(session, branch_id, today, members_of(cadre_id, today))
    return [pair.member for pair in found if pair.cadre.id == cadre_id]


async def lasting(
    session: AsyncSession,
    branch_id: int,
    today: date,
    member_ids: Collection[int] | SelectOfScalar[int] | None = None,
) -> list[Pair]:
    """Return the pairings of members on the roll that last today, in one query; the oldest first."""
    cadre, member = sa.orm.aliased(Person), sa.orm.aliased(Person)
    query = (
        select(Pairing, cadre, member)
        .join(cadre, col(cadre.id) == col(Pairing.cadre_id))
        .join(member, col(member.id) == col(Pairing.member_id))
        .join(Member, col(Member.person_id) == col(Pairing.member_id))
        .where(Pairing.branch_id == branch_id, col(Member.status).in_(ON_ROLL), *pairing_holds(today))
        .order_by(col(Pairing.id))
    )
    if member_ids is not None:
        query = query.where(col(Pairing.member_id).in_(member_ids))
    pairs, taken = [], set()
    for row, one, other in (await session.exec(query)).all():
        pairs.append(Pair(row, one, other, row.member_id not in taken))
        taken.add(row.member_id)
    return pairs


async def without(session: AsyncSession, branch_id: int, today: date) -> list[tuple[Person, Member]]:
    """Return who on the roll has nobody: no pairing, or one with somebody who does not serve any more."""
    served = {
        member_id for cadre in await cadres(session, branch_id, today) for member_id in cadre.member_ids
    }
    found = await session.exec(
        select(Person, Member)
        .join(Member, col(Member.person_id) == col(Person.id))
        .where(Member.branch_id == branch_id, col(Member.status).in_(ON_ROLL))
        .order_by(col(Member.group_number), col(Person.id))
    )
    return [(person, member) for person, member in found.all() if person.id not in served]


async def pair(
    session: AsyncSession,
    branch: Branch,
    member: Person,
    cadre_id: int,
    by: Person,
    now: datetime,
    reason: str = "",
) -> Outcome:
    """Let a cadre look after a member from today on; whoever did so before hands him over.

    Raises Refusal for somebody who does not serve, and for a third member without a reason.
    """
    await hold(session, branch.id)  # because nobody's row says that a member has no cadre yet
    today = local_day(now, branch.zone)
    cadre = await _chosen(session, branch.id, cadre_id, member.id, today)
    lasting_pairs = await _of(session, member, today)
    served = await serving_ids(session, branch.id, today)
    if lasting_pairs and lasting_pairs[-1].cadre_id == cadre_id:
        return Outcome.ALREADY
    earlier = next((row for row in lasting_pairs if row.cadre_id == cadre_id), None)
    if earlier is None and cadre.is_full and not reason.strip():
        raise Refusal(say.third_needs_reason(cadre.person.name, len(cadre.member_ids) + 1))
    # A hand-over that was under way is called off, and who does not serve any more hands nothing over.
    responsible = lasting_pairs[0].id if lasting_pairs else None
    for row in lasting_pairs:
        if row is not earlier and (row.id != responsible or row.cadre_id not in served):
            await end(session, row, by, today, now)
    if earlier is not None:
        return Outcome.KEPT
    await _begin(session, branch, {member.id: cadre_id}, by, today, now, reason.strip())
    goes_on = any(row.id == responsible and row.cadre_id in served for row in lasting_pairs)
    return Outcome.HAND_OVER if goes_on else Outcome.BEGUN


async def hand_over_all(
    session: AsyncSession,
    branch: Branch,
    cadre_id: int,
    successor_id: int,
    by: Person,
    now: datetime,
    reason: str = "",
) -> list[Person]:
    """Let a successor take over every member of a cadre; return the members.

    Raises Refusal when the successor would have more than two and there is no reason.
    """
    await hold(session, branch.id)
    today = local_day(now, branch.zone)
    theirs = [one for one in await wards(session, branch.id, cadre_id, today) if one.id != successor_id]
    successor = await _chosen(session, branch.id, successor_id, None, today)
    new = [one for one in theirs if one.id not in successor.member_ids]
    if len(successor.member_ids) + len(new) > MEMBERS_AT_MOST and new and not reason.strip():
        raise Refusal(say.third_needs_reason(successor.person.name, len(successor.member_ids) + len(new)))
    for one in theirs:
        await pair(session, branch, one, successor_id, by, now, reason or say.HANDED_OVER)
    return theirs


async def suggest(session: AsyncSession, branch_id: int, today: date) -> list[tuple[Person, Person]]:
    """Propose a cadre for each who has nobody, those with the fewest members first, none a third."""
    free = await cadres(session, branch_id, today)
    places = [
        cadre.person for held in range(MEMBERS_AT_MOST) for cadre in free if len(cadre.member_ids) <= held
    ]
    waiting = [person for person, _ in await without(session, branch_id, today)]
    proposed = []
    for person in waiting:
        place = next((one for one in places if one.id != person.id), None)
        if place is None:
            break
        places.remove(place)
        proposed.append((person, place))
    return proposed


async def pair_suggested(
    session: AsyncSession, branch: Branch, by: Person, now: datetime
) -> list[tuple[Person, Person]]:
    """Pair as was proposed, in a few statements; return the pairs."""
    await hold(session, branch.id)
    today = local_day(now, branch.zone)
    proposed = await suggest(session, branch.id, today)
    ended = await session.exec(
        select(Pairing).where(
            col(Pairing.member_id).in_([member.id for member, _ in proposed]), *pairing_holds(today)
        )
    )
    for row in ended.all():  # with somebody who does not serve any more
        await end(session, row, by, today, now)
    pairs = {member.id: cadre.id for member, cadre in proposed}
    await _begin(session, branch, pairs, by, today, now, "")
    return proposed


async def end(session: AsyncSession, row: Pairing, by: Person | None, today: date, now: datetime) -> None:
    """Let yesterday be the last day of a pairing; the history stays."""
    last = today - _DAY
    await changes.record(
        session,
        branch_id=row.branch_id,
        person_id=row.member_id,
        entity="pairing",
        row_id=row.id,
        field="until_on",
        old=row.until_on,
        new=last,
        by=by,
        now=now,
    )
    row.until_on = last
    session.add(row)
    await session.flush()


async def _begin(
    session: AsyncSession,
    branch: Branch,
    pairs: Mapping[int, int],
    by: Person,
    today: date,
    now: datetime,
    reason: str,
) -> None:
    rows = [
        Pairing(branch_id=branch.id, cadre_id=cadre_id, member_id=member_id, from_on=today, reason=reason)
        for member_id, cadre_id in pairs.items()
    ]
    session.add_all(rows)
    await session.flush()
    for row in rows:
        await changes.record(
            session,
            branch_id=branch.id,
            person_id=row.member_id,
            entity="pairing",
            row_id=row.id,
            field=ADDED,
            old=None,
            new=row.cadre_id,
            by=by,
            now=now,
        )


async def _chosen(
    session: AsyncSession, branch_id: int, cadre_id: int, member_id: int | None, today: date
) -> Cadre:
    found = await cadres(session, branch_id, today, cadre_id)
    if not found or cadre_id == member_id:
        raise Refusal(say.does_not_serve())
    return found[0]


async def _of(session: AsyncSession, member: Person, today: date) -> Sequence[Pairing]:
    found = await session.exec(
        select(Pairing)
        .where(Pairing.member_id == member.id, *pairing_holds(today))
        .order_by(col(Pairing.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.all()
