"""A month's contacts: with whom nobody has been in touch yet; seen by the liaison and by no ranking."""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import briefs, contacts, pairings
from bot.domain.contacts import Whom
from bot.domain.members import ON_ROLL
from bot.texts.brief_month import Open
from models import Branch, Member, Person


async def still_open(session: AsyncSession, branch: Branch, month: date, now: datetime) -> list[Open]:
    """Return the members whom nobody has been in touch with since the month began, group by group."""
    today = local_day(now, branch.zone)
    found = await session.exec(
        select(Person, Member)
        .join(Member, col(Member.person_id) == col(Person.id))
        .where(
            Member.branch_id == branch.id, col(Member.status).in_(ON_ROLL), col(Person.frozen_at).is_(None)
        )
        .order_by(col(Member.group_number), col(Person.id))
    )
    everybody = found.all()
    ids = briefs.whom(branch, [person.id for person, _ in everybody])
    reached = await _reached(session, branch, ids, month)
    waiting = [(person, member) for person, member in everybody if person.id not in reached]
    delays = await briefs.put_off_until(session, ids, today)
    cadres = {
        pair.member.id: pair.cadre.name
        for pair in await pairings.lasting(session, branch.id, today)
        if pair.is_main
    }
    return [
        Open(
            person.id,
            person.name,
            cadres.get(person.id),
            delays.get(person.id),
            member.group_number,
            person.number,
        )
        for person, member in waiting
    ]


async def open_of(
    session: AsyncSession, branch: Branch, person_ids: Collection[int], month: date
) -> set[int]:
    """Return those of these whom nobody has been in touch with since a month began."""
    return set(person_ids) - await _reached(session, branch, briefs.whom(branch, person_ids), month)


async def _reached(session: AsyncSession, branch: Branch, ids: Whom, month: date) -> set[int]:
    last = await contacts.last_contacts(session, ids)
    return {one for one, contact in last.items() if local_day(contact.at, branch.zone) >= month}
