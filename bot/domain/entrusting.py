"""分工: who does what in the branch, and who acts for the secretary for a time."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import changes, people
from bot.domain.members import ON_ROLL
from bot.domain.people import Speaker, holding
from bot.domain.roster import grantable
from bot.errors import Refusal
from bot.texts import entrusting as say
from bot.texts.entrusting import Held
from models import Appointment, Member, Person, Role

ACTING_AT_MOST = timedelta(days=92)
_NEAREST = (
    Role.DEPUTY,
    Role.ORGANISATION,
    Role.PUBLICITY,
    Role.DISCIPLINE,
    Role.GROUP_LEADER,
)  # to the secretary
_LISTED = (*say.OFFICES, Role.GROUP_LEADER, Role.ACTING, Role.SECRETARY)


def may_grant(by: Speaker, role: Role) -> bool:
    """Say whether somebody may give and take a role: none that equals his own or stands above it."""
    return role in grantable(by.roles) or (role is Role.ACTING and Role.SECRETARY in by.roles)


async def held_by(session: AsyncSession, person: Person, today: date) -> list[Appointment]:
    """Return what somebody holds today, the highest first."""
    found = await session.exec(select(Appointment).where(Appointment.person_id == person.id, *holding(today)))
    order = list(reversed(Role))
    return sorted(found.all(), key=lambda each: order.index(each.role))


async def offices(session: AsyncSession, branch_id: int, today: date) -> list[Held]:
    """Return who does what today, the highest first, groups in order."""
    found = await session.exec(
        select(Appointment, Person.name)
        .join(Person, col(Person.id) == col(Appointment.person_id))
        .where(Appointment.branch_id == branch_id, col(Appointment.role).in_(_LISTED), *holding(today))
        .order_by(col(Appointment.group_number), col(Appointment.id))
    )
    order = list(reversed(Role))
    held = [_held(appointment, name) for appointment, name in found.all()]
    return sorted(held, key=lambda each: order.index(each.role))


def _held(appointment: Appointment, name: str) -> Held:
    return Held(appointment.id, appointment.role, appointment.group_number, name, appointment.until_on)


async def groups(session: AsyncSession, branch_id: int) -> list[int]:
    """Return the numbers of the groups that have members."""
    found = await session.exec(
        select(Member.group_number)
        .where(
            Member.branch_id == branch_id,
            col(Member.status).in_(ON_ROLL),
            col(Member.group_number) > 0,
        )
        .distinct()
        .order_by(col(Member.group_number))
    )
    return [number for number in found.all() if number]


async def candidates(
    session: AsyncSession, branch_id: int, role: Role, group: int, today: date
) -> Sequence[tuple[Person, int | None]]:
    """Return who may be given an office, with his group: members, for the liaison serving cadres.

    A group leader comes from the group. Whoever holds an office already stands in front, the
    deputy first, when a substitute is looked for.
    """
    query = (
        select(Person, Member.group_number)
        .outerjoin(Member, col(Member.person_id) == col(Person.id))
        .where(Person.branch_id == branch_id, col(Person.frozen_at).is_(None))
        .order_by(col(Member.group_number), col(Person.id))
    )
    if role is Role.LIAISON:
        serving = select(Appointment.person_id).where(Appointment.role == Role.CADRE, *holding(today))
        query = query.where(col(Person.id).in_(serving))
    else:
        query = query.where(col(Member.status).in_(ON_ROLL))
    if role is Role.GROUP_LEADER:
        query = query.where(Member.group_number == group)
    found = (await session.exec(query)).all()
    if role is not Role.ACTING:
        return found
    held = await session.exec(
        select(Appointment.person_id, Appointment.role).where(
            Appointment.branch_id == branch_id, col(Appointment.role).in_(_NEAREST), *holding(today)
        )
    )
    rank: dict[int, int] = {}
    for person_id, office in held.all():
        rank[person_id] = min(_NEAREST.index(office), rank.get(person_id, len(_NEAREST)))
    return sorted(found, key=lambda each: rank.get(each[0].id, len(_NEAREST)))


async def appoint(
    session: AsyncSession, person: Person, role: Role, group: int, by: Speaker, now: datetime
) -> list[Appointment]:
    """Give somebody an office from today; return what ended because it had another holder.

    Appointing the holder once more changes nothing.
    """
    today = await _check(session, person, role, group, by, now)
    open_now = await session.exec(
        select(Appointment).where(
            Appointment.branch_id == person.branch_id,
            Appointment.role == role,
            *([Appointment.group_number == group] if group else []),
            *holding(today),
        )
    )
    before = list(open_now.all())
    if any(each.person_id == person.id for each in before):
        return []
    for each in before:
        await _end(session, each, by, today, now)
    await _begin(session, person, role, group or None, by, today, None, now)
    return before


async def entrust(
    session: AsyncSession, person: Person, until: date, by: Speaker, now: datetime
) -> list[Appointment]:
    """Let somebody act for the secretary from today until a day, inclusive; it ends by itself.

    Whoever acted before does not any more; what ended is returned.
    """
    today = await _check(session, person, Role.ACTING, 0, by, now)
    if not today <= until <= today + ACTING_AT_MOST:
        raise Refusal(say.day_unclear())
    open_now = await session.exec(
        select(Appointment).where(
            Appointment.branch_id == person.branch_id, Appointment.role == Role.ACTING, *holding(today)
        )
    )
    before = list(open_now.all())
    for each in before:
        await _end(session, each, by, today, now)
    await _begin(session, person, Role.ACTING, None, by, today, until, now)
    return [each for each in before if each.person_id != person.id]


async def revoke(session: AsyncSession, appointment: Appointment, by: Speaker, now: datetime) -> None:
    """Take an office back, at once."""
    if not may_grant(by, appointment.role):
        raise Refusal(say.not_yours())
    branch = await people.hold(session, appointment.branch_id)
    today = local_day(now, branch.zone)
    await session.refresh(appointment)
    if appointment.until_on is not None and appointment.until_on < today:
        raise Refusal(say.over())
    await _end(session, appointment, by, today, now)


async def _check(
    session: AsyncSession, person: Person, role: Role, group: int, by: Speaker, now: datetime
) -> date:
    """Refuse what may not be; return today. The branch's row is the lock for its offices."""
    if by.person is None or by.person.branch_id != person.branch_id or not may_grant(by, role):
        raise Refusal(say.not_yours())
    if by.person.id == person.id and role is Role.ACTING:
        raise Refusal(say.not_oneself())
    branch = await people.hold(session, person.branch_id)
    today = local_day(now, branch.zone)
    suitable = await candidates(session, person.branch_id, role, group, today)
    if person.id not in {candidate.id for candidate, _ in suitable}:
        raise Refusal(say.not_suitable(person.name))
    return today


async def _end(
    session: AsyncSession, appointment: Appointment, by: Speaker, today: date, now: datetime
) -> None:
    # Both ends are inclusive: what ended yesterday does not hold any more.
    ended_on = today - timedelta(days=1)
    await _record(session, appointment, appointment.until_on, ended_on, "until_on", by, now)
    appointment.until_on = ended_on
    session.add(appointment)
    await session.flush()


async def _begin(
    session: AsyncSession,
    person: Person,
    role: Role,
    group: int | None,
    by: Speaker,
    today: date,
    until: date | None,
    now: datetime,
) -> None:
    appointment = Appointment(
        branch_id=person.branch_id,
        person_id=person.id,
        role=role,
        group_number=group,
        from_on=today,
        until_on=until,
        appointed_by=by.person.id if by.person else None,
    )
    session.add(appointment)
    await session.flush()
    await _record(session, appointment, None, say.holds(role, group, until), "role", by, now)


async def _record(
    session: AsyncSession,
    appointment: Appointment,
    old: object,
    new: object,
    field: str,
    by: Speaker,
    now: datetime,
) -> None:
    await changes.record(
        session,
        branch_id=appointment.branch_id,
        person_id=appointment.person_id,
        entity="appointment",
        row_id=appointment.id,
        field=field,
        old=old,
        new=new,
        by=by.person,
        now=now,
    )


async def office_of(session: AsyncSession, appointment_id: int, branch_id: int) -> tuple[Appointment, Held]:
    """Return an appointment of the asker's branch and how it is shown."""
    appointment = await people.owned(session, Appointment, appointment_id, branch_id)
    person = await session.get_one(Person, appointment.person_id)
    return appointment, _held(appointment, person.name)
