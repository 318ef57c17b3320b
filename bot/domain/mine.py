"""我的: what is kept about the asker himself."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.members import ON_ROLL
from bot.domain.pairing_care import cared_for_by
from bot.texts import dates
from models import Member, Person, Precision, Receipt

# In the order of a roster; what is only about how the program works is left out.
_PERSON_FIELDS = ("name", "number", "sex", "address_form", "phone", "unit", "note")
_MEMBER_FIELDS = (
    *("group_number", "status", "joined_on", "full_on", "date_source", "born_on", "birthday_kind"),
    *("lunar_birthday", "ethnicity", "education", "former_post", "retired_on", "address"),
    *("emergency_contact", "channel", "mobility"),
)
_PRECISIONS = {
    "joined_on": "joined_precision",
    "full_on": "full_precision",
    "born_on": "born_precision",
    "retired_on": "retired_precision",
}


def known_about(person: Person, member: Member | None) -> dict[str, str]:
    """Return every field that is filled in, as canonical text, dates as exactly as they are known."""
    known = {field: getattr(person, field) for field in _PERSON_FIELDS}
    if member is not None:
        known |= {field: _as_known(member, field) for field in _MEMBER_FIELDS}
    return {field: _text(value) for field, value in known.items() if value is not None}


def _as_known(member: Member, field: str) -> object:
    value = getattr(member, field)
    if isinstance(value, date):
        return dates.precise(value, getattr(member, _PRECISIONS[field]) or Precision.DAY)
    return value


def _text(value: object) -> str:
    return value.value if isinstance(value, StrEnum) else str(value)


async def cared_for(session: AsyncSession, cadre: Person, today: date) -> list[Person]:
    """Return the members on the roll who are in a serving cadre's care."""
    found = await session.exec(
        select(Person)
        .join(Member, col(Member.person_id) == col(Person.id))
        .where(col(Person.id).in_(cared_for_by(cadre.id, today)), col(Member.status).in_(ON_ROLL))
        .order_by(col(Person.id))
    )
    return list(found.all())


async def receipts(session: AsyncSession, person: Person) -> int:
    """Return how many notices somebody was to get."""
    found = await session.exec(
        select(sa.func.count()).select_from(Receipt).where(Receipt.person_id == person.id)
    )
    return found.one()
