"""Occasions in a life: hospital and home again, a death in the family, a round birthday."""

from datetime import date, datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import instant, local_day
from bot.domain import brief_dates, followup_opening, occasions
from bot.domain.members import ON_ROLL
from bot.domain.workdays import is_workday
from bot.texts.occasions import Occasion
from models import Birthday, BirthdayKind, Branch, Change, Member, Person

ROUND_AGES = (70, 80, 90, 100, 110)
_LATELY = timedelta(days=7)
_STAY_LATELY = timedelta(days=14)
_BIRTHDAY_AHEAD = timedelta(days=7)
_MORNING = timedelta(hours=1)


async def open_due(session: AsyncSession, now: datetime) -> None:
    """Open the visits that a turn in somebody's life asks for; each once."""
    for branch in (await session.exec(select(Branch).order_by(col(Branch.id)))).all():
        today = local_day(now, branch.zone)
        await _hospital(session, branch, today, now)
        await _switched(session, branch, now)
        morning = instant(today, branch.brief_at, branch.zone)
        if is_workday(today) and morning <= now < morning + _MORNING:
            await _birthdays(session, branch, today, now)


async def _hospital(session: AsyncSession, branch: Branch, today: date, now: datetime) -> None:
    """At once when somebody is in hospital."""
    found = await session.exec(
        select(Person)
        .join(Member, col(Member.person_id) == col(Person.id))
        .where(
            Person.branch_id == branch.id,
            col(Person.hospital_since) > today - _STAY_LATELY,
            col(Person.hospital_since) <= today,
            col(Person.frozen_at).is_(None),
            col(Member.status).in_(ON_ROLL),
        )
    )
    people = found.all()
    opened = await occasions.known(session, branch, [one.id for one in people]) if people else set()
    for person in people:
        since = person.hospital_since
        if (occasions.cause(Occasion.HOSPITAL, since), person.id) not in opened:
            await occasions.open_one(session, branch, person.id, Occasion.HOSPITAL, since, now)


async def _switched(session: AsyncSession, branch: Branch, now: datetime) -> None:
    """Within a week of coming home from hospital, and within days of a death in the family."""
    found = await session.exec(
        select(Change)
        .where(
            Change.branch_id == branch.id,
            Change.entity == "person",
            col(Change.field).in_(("hospital_since", "mourning_until")),
            col(Change.at) > now - _LATELY,
        )
        .order_by(col(Change.id))
    )
    switched = {(change.person_id, change.field): change for change in found.all()}  # the last counts
    ids = [person_id for person_id, _ in switched if person_id is not None]
    opened = await occasions.known(session, branch, ids) if ids else set()
    for (person_id, field), change in switched.items():
        occasion = _occasion(field, change, branch)
        if person_id is None or occasion is None:
            continue
        which = change.old if occasion is Occasion.DISCHARGE else change.new
        if (occasions.cause(occasion, which), person_id) in opened:
            continue
        if occasion is Occasion.DISCHARGE:
            stay = occasions.cause(Occasion.HOSPITAL, change.old)
            await followup_opening.cancel_for(session, stay, "discharged", now, person_id)
            if change.old and await occasions.seen_at_home(
                session, person_id, date.fromisoformat(change.old)
            ):
                continue
        await occasions.open_one(session, branch, person_id, occasion, which, now)


def _occasion(field: str, change: Change, branch: Branch) -> Occasion | None:
    """Return what a change asks for; one that only mends a slip of the same day asks for nothing."""
    if field == "hospital_since":
        stayed = change.old is not None and change.old < local_day(change.at, branch.zone).isoformat()
        return Occasion.DISCHARGE if change.new is None and stayed else None
    return Occasion.BEREAVEMENT if change.new is not None and change.old is None else None


async def _birthdays(session: AsyncSession, branch: Branch, today: date, now: datetime) -> None:
    """A week before a round birthday (逢十), where a human has settled which day it is."""
    found = await session.exec(
        select(Birthday, Member)
        .join(Member, col(Member.person_id) == col(Birthday.person_id))
        .join(Person, col(Person.id) == col(Birthday.person_id))
        .where(
            Birthday.branch_id == branch.id,
            Birthday.kind != BirthdayKind.NONE,
            col(Member.born_on).is_not(None),
            col(Member.status).in_(ON_ROLL),
            col(Person.frozen_at).is_(None),
        )
        .order_by(col(Birthday.id))
    )
    for birthday, member in found.all():
        if member.born_on is None:
            continue
        years = {today.year, (today + _BIRTHDAY_AHEAD).year}
        if not any(year - member.born_on.year in ROUND_AGES for year in years):
            continue
        day = brief_dates.birthday_between(birthday, today, today + _BIRTHDAY_AHEAD)
        age = day.year - member.born_on.year if day is not None else 0
        if day is None or age not in ROUND_AGES:
            continue
        named = (occasions.cause(Occasion.BIRTHDAY, age), member.person_id)
        if named not in await occasions.known(session, branch, [member.person_id]):
            await occasions.open_one(
                session, branch, member.person_id, Occasion.BIRTHDAY, age, now, age=age, until=day
            )
