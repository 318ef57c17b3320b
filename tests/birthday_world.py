"""A birthday from what somebody said to the day, as a branch lives it."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import col, select

from bot.domain import birthdays, proposals
from bot.domain.birthday_words import Said
from models import BirthdayGreeting, BirthdayKind, Outbox, Person, Precision, ProposalState
from scheduler.birthdays import look_after
from tests.people import NOON

SOLAR, LUNAR = BirthdayKind.SOLAR, BirthdayKind.LUNAR


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour in Shanghai."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


async def said(session, kind="birthday") -> list[Outbox]:
    found = await session.exec(select(Outbox).where(col(Outbox.kind) == kind).order_by(col(Outbox.id)))
    return list(found.all())


async def greetings(session) -> list[BirthdayGreeting]:
    found = await session.exec(select(BirthdayGreeting).order_by(col(BirthdayGreeting.day)))
    return list(found.all())


async def born_in_autumn(given) -> Person:
    """Return whose birthday is the 15th of the eighth lunar month: 15 September 2027."""
    person = await given.member("周德明", born_on=date(1942, 9, 24), born_precision=Precision.DAY)
    await given.bind(person)
    return person


async def kept(session, branch, person, kind=LUNAR, month=8, day=15, by=None):
    return await birthdays.settle(session, person, Said(kind, month, day), by or person, NOON)


async def proposed(session, branch, secretary, zhou) -> BirthdayGreeting:
    await kept(session, branch, zhou)
    await look_after(session, at(date(2027, 8, 25), 9))
    (greeting,) = await greetings(session)
    return greeting


async def approved(session, branch, secretary, zhou) -> BirthdayGreeting:
    greeting = await proposed(session, branch, secretary, zhou)
    await proposals.decide(session, greeting, ProposalState.APPROVED, secretary, NOON)
    return greeting
