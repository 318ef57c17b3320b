"""People with fifty years in the Party, and their medals."""

from datetime import date

from sqlmodel import select

from bot.domain import medal_record, medals
from models import Medal, Precision
from tests.people import NOON


async def member(given, name: str, full_on: date, precision=Precision.DAY, **more):
    fields = {"joined_on": full_on, "joined_precision": precision} | more
    return await given.member(name, full_on=full_on, full_precision=precision, **fields)


async def medal_of(session, person) -> Medal:
    return (await session.exec(select(Medal).where(Medal.person_id == person.id))).one()


async def put_forward(session, branch, person, by, year=2027) -> Medal:
    one = await medals.candidate(session, branch.id, person.id, year)
    await medal_record.put_forward(session, branch, [one], year, by, NOON)
    return await medal_of(session, person)
