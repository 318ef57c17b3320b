"""Attempts and delays (没接通、不在家、改天): no contact; they are tried again on a day."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import contacts, outbox, pairing_care, people, workdays
from bot.domain.contacts import Contact, Whom
from bot.texts import visits as say
from models import Branch, Outbox, Person, Role, Visit, VisitDelay, VisitMember, VisitOutcome

FAILED = (VisitOutcome.NO_ANSWER, VisitOutcome.NOT_HOME)
TELL_LIAISON_AFTER = 2  # attempts since the last contact
_ABOUT = "visit:"  # and the attempt


async def follow_up(
    session: AsyncSession, branch: Branch, by: Person, visit: Visit, whom: Sequence[int], now: datetime
) -> None:
    """After an attempt: the pair tries again on the next working day, the second goes to the liaison."""
    if visit.outcome not in FAILED:
        return
    today = local_day(now, branch.zone)
    counts = await since_contact(session, whom)
    paired = await session.exec(pairing_care.cared_for_by(by.id, today))
    again_on = workdays.next_workday(today + timedelta(days=1))
    for person_id in sorted(set(paired.all()) & set(counts)):  # nobody who has been reached since
        session.add(
            VisitDelay(branch_id=branch.id, member_id=person_id, by_id=by.id, until_on=again_on, made_at=now)
        )
    await session.flush()
    for person_id in whom:
        if counts.get(person_id, 0) == TELL_LIAISON_AFTER:
            await _tell_liaison(session, branch, by, visit, person_id, now)


async def tried_again_on(session: AsyncSession, visit: Visit, whom: Collection[int]) -> date | None:
    """Return when the writer is reminded of whom he did not reach; None where somebody else is, or nobody."""
    found = await session.exec(
        select(VisitDelay).where(
            col(VisitDelay.member_id).in_(whom),
            VisitDelay.by_id == visit.by_id,
            VisitDelay.made_at == visit.entered_at,
        )
    )
    delay = found.first()
    return delay.until_on if delay is not None else None


async def since_contact(session: AsyncSession, person_ids: Collection[int]) -> dict[int, int]:
    """Return how often each was tried in vain since somebody last spoke with him."""
    ids = list(person_ids)
    found = await since(session, ids, await contacts.last_contacts(session, ids))
    return {person_id: len(attempts) for person_id, attempts in found.items()}


async def since(session: AsyncSession, ids: Whom, last: Mapping[int, Contact]) -> dict[int, list[Visit]]:
    """Return the attempts on each since his last contact, the oldest first."""
    attempts: dict[int, list[Visit]] = defaultdict(list)
    for some in contacts.pieces(ids):
        found = await session.exec(
            select(VisitMember.person_id, Visit)
            .join(Visit, col(Visit.id) == col(VisitMember.visit_id))
            .where(
                col(VisitMember.person_id).in_(some),
                col(Visit.ended_at).is_(None),
                col(Visit.outcome).in_(FAILED),
            )
            .order_by(col(Visit.at), col(Visit.id))
        )
        for person_id, visit in found.all():
            contact = last.get(person_id)
            if contact is None or contact.at < visit.at:
                attempts[person_id].append(visit)
    return attempts


async def told(session: AsyncSession, visit: Visit, whom: Collection[int], today: date) -> Sequence[Person]:
    """Return which liaisons know that somebody was tried in vain twice, for whoever wrote that down."""
    if visit.outcome not in FAILED:
        return []
    counts = await since_contact(session, whom)
    if max(counts.values(), default=0) < TELL_LIAISON_AFTER:
        return []
    return await _liaisons(session, visit, today)


async def still_wanted(session: AsyncSession, row: Outbox, now: datetime) -> bool:
    """Say whether whoever was tried in vain twice has not been reached since; of other tasks always."""
    if not (row.about or "").startswith(_ABOUT) or row.subject_id is None:
        return True
    counts = await since_contact(session, [row.subject_id])
    return counts.get(row.subject_id, 0) >= TELL_LIAISON_AFTER


async def _liaisons(session: AsyncSession, visit: Visit, today: date) -> list[Person]:
    found = await people.holders(session, visit.branch_id, (Role.LIAISON,), today)
    return [one for one in found if one.id != visit.by_id]


async def _tell_liaison(
    session: AsyncSession, branch: Branch, by: Person, visit: Visit, person_id: int, now: datetime
) -> None:
    member = await session.get_one(Person, person_id)
    for liaison in await _liaisons(session, visit, local_day(now, branch.zone)):
        await outbox.post(
            session,
            liaison,
            say.not_reached_twice(member.salutation(), by.name, person_id),
            branch_id=branch.id,
            now=now,
            kind="task",
            about=f"{_ABOUT}{visit.id}",
            once=True,
            subject=member,
        )
