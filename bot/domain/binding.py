"""Binding (绑定): who is connected, whom to invite, and how a connection ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import accounts, admission, invitations, outbox, people
from bot.domain.outbox import Chat
from bot.errors import Refusal
from bot.texts import binding as say
from bot.texts.admission import many_wrong_codes
from models import Account, Appointment, Branch, Medium, Member, Outbox, Person
from models.outbox import UNSENT

NO_GROUP = 0  # serving cadres and whoever else is in no group
_CODES = "codes"  # the cause of the alarm


@dataclass(frozen=True, slots=True)
class Group:
    """A group's people: those who have an account, and those who have none yet."""

    number: int
    connected: Sequence[Person]
    missing: Sequence[Person]


async def groups(session: AsyncSession, branch_id: int, today: date) -> list[Group]:
    """Return everybody who has a part in the branch, group by group, those without one last.

    The frozen, the deceased and the transferred are left out, and cadres who serve no more.
    """
    found = await session.exec(
        select(Person, Member)
        .outerjoin(Member, col(Member.person_id) == col(Person.id))
        .where(Person.branch_id == branch_id, col(Person.frozen_at).is_(None))
        .order_by(col(Person.id))
    )
    rows = found.all()
    serving = await _serving(session, branch_id, today)
    by_number: dict[int, list[Person]] = {}
    for person, member in rows:
        if member.is_on_roll() if member else person.id in serving:
            number = (member.group_number if member else None) or NO_GROUP
            by_number.setdefault(number, []).append(person)
    reached = await accounts.bound(session, [person.id for person, _ in rows])
    return [
        Group(
            number,
            [person for person in by_number[number] if person.id in reached],
            [person for person in by_number[number] if person.id not in reached],
        )
        for number in sorted(by_number, key=lambda number: (number == NO_GROUP, number))
    ]


async def _serving(session: AsyncSession, branch_id: int, today: date) -> set[int]:
    found = await session.exec(
        select(Appointment.person_id).where(Appointment.branch_id == branch_id, *people.holding(today))
    )
    return set(found.all())


async def to_invite(
    session: AsyncSession, branch_id: int, number: int, now: datetime, today: date
) -> tuple[list[Person], int]:
    """Return a group's people who have neither an account nor a way in, and how many have a way.

    A way in is an invitation that still works, or a claim that waits for a human.
    """
    missing = await _missing(session, branch_id, number, today)
    fresh = await without_a_way_in(session, branch_id, missing, now)
    return fresh, len(missing) - len(fresh)


async def without_a_way_in(
    session: AsyncSession, branch_id: int, persons: Sequence[Person], now: datetime
) -> list[Person]:
    """Return those of these who hold no invitation that still works and whose claim waits for nobody."""
    on_the_way = await invitations.waiting_for(session, [person.id for person in persons], now)
    on_the_way |= {person.id for _, person in await admission.waiting_claims(session, branch_id)}
    return [person for person in persons if person.id not in on_the_way]


async def to_print_again(
    session: AsyncSession, branch_id: int, number: int, now: datetime, today: date
) -> list[Person]:
    """Return a group's people whose way in is a page; whether it was ever printed nobody knows."""
    missing = await _missing(session, branch_id, number, today)
    on_paper = await invitations.waiting_for(session, [one.id for one in missing], now, (Medium.PAPER,))
    on_paper -= {person.id for _, person in await admission.waiting_claims(session, branch_id)}
    return [person for person in missing if person.id in on_paper]


async def _missing(session: AsyncSession, branch_id: int, number: int, today: date) -> Sequence[Person]:
    group = next((each for each in await groups(session, branch_id, today) if each.number == number), None)
    return group.missing if group else []


async def stop(session: AsyncSession, person: Person, now: datetime) -> None:
    """Somebody wants no messages any more: his account ends and the secretary is told.

    Raises Refusal for the only one who could let people in.
    """
    branch = await people.hold(session, person.branch_id)  # the last two must not go at the same moment
    today = local_day(now, branch.zone)
    if [each.id for each in await accounts.admitting(session, person.branch_id, today)] == [person.id]:
        raise Refusal(say.last_one())
    ended = await _end_all(session, person, "asked", person, now)
    if ended:
        about = f"stopped:{ended[0].id}"
        await admission.tell(session, person, None, say.has_stopped(person.name), about, now)


async def cut_off(session: AsyncSession, person: Person, by: Person | None, now: datetime) -> bool:
    """Cut off a lost account at once, whoever's it is; return whether there was one.

    What waits for the person stays and follows him to his next phone; open invitations and claims
    end with the account. Everybody else in charge is told. Raises Refusal for oneself.
    """
    if by is not None and by.id == person.id:
        raise Refusal(say.not_oneself_off())
    ended = await _end_all(session, person, "cut off", by, now)
    for account in ended:
        await outbox.post(
            session,
            Chat(account.chat_id),
            say.was_cut_off(),
            branch_id=account.branch_id,
            now=now,
            kind="reply",
        )
    if by is not None and ended:
        today = await accounts.today(session, person, now)
        for each in await accounts.admitting(session, person.branch_id, today):
            if each.id != by.id:
                message = say.cut_off_by(person.name, by.name)
                await outbox.post(session, each, message, branch_id=person.branch_id, now=now, kind="task")
    return bool(ended)


async def alarm_about_codes(session: AsyncSession, branch: Branch, now: datetime) -> None:
    """Tell those in charge, once an hour and never twice in a night, that codes are being guessed."""
    waiting = await session.exec(
        select(Outbox.id).where(Outbox.about == _CODES, col(Outbox.state).in_(UNSENT)).limit(1)
    )
    if waiting.first() is not None:
        return
    for each in await accounts.admitting(session, branch.id, local_day(now, branch.zone)):
        await outbox.post(
            session,
            each,
            many_wrong_codes(),
            branch_id=branch.id,
            now=now,
            kind="task",
            about=_CODES,
            period=f"{now:%Y-%m-%dT%H}",
            once=True,
        )


async def _end_all(
    session: AsyncSession, person: Person, why: str, by: Person | None, now: datetime
) -> Sequence[Account]:
    await admission.drop_claims(session, person, now)
    await invitations.revoke(session, person.id, now)
    ended = await accounts.of_person(session, person.id)
    for account in ended:
        await accounts.end(session, account, why=why, by=by, now=now)
    return ended
