"""The branch's people as a roster sees them: each field as the canonical text a file would give."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.roster_dates import PartialDate, partial, read_date
from bot.texts.roster_words import ROLES
from models import (
    Appointment,
    BirthdayKind,
    Channel,
    Member,
    Mobility,
    Pairing,
    Person,
    Role,
    Status,
)

PERSON_FIELDS = ("number", "name", "sex", "address_form", "phone", "unit", "note")
MEMBER_FIELDS = (
    "status",
    "group_number",
    "channel",
    "mobility",
    "born_on",
    "birthday_kind",
    "lunar_birthday",
    "joined_on",
    "full_on",
    "date_source",
    "retired_on",
    "former_post",
    "ethnicity",
    "education",
    "address",
    "emergency_contact",
)
PRECISIONS = {
    "born_on": "born_precision",
    "joined_on": "joined_precision",
    "full_on": "full_precision",
    "retired_on": "retired_precision",
}
CHOICES: dict[str, type[StrEnum]] = {
    "status": Status,
    "channel": Channel,
    "mobility": Mobility,
    "birthday_kind": BirthdayKind,
}


@dataclass(slots=True)
class Entry:
    """One person with everything of him that a roster can say."""

    person: Person
    member: Member | None = None
    appointments: list[Appointment] = field(default_factory=list)  # open today

    @property
    def is_cadre(self) -> bool:
        """Say whether this is a serving cadre."""
        return any(each.role is Role.CADRE for each in self.appointments)

    def value(self, name: str) -> str:
        """Return a field's canonical text, empty where nothing is known."""
        if name == "roles":
            return ",".join(sorted(token(each) for each in self.appointments if each.role in ROLES))
        row = self.person if name in PERSON_FIELDS else self.member
        found = getattr(row, name) if row is not None else None
        if found is None:
            return ""
        if name in PRECISIONS:
            return str(partial(found, getattr(row, PRECISIONS[name])))
        return str(found)

    def day(self, name: str) -> PartialDate | None:
        """Return a date with its precision."""
        if self.member is None:
            return None
        return partial(getattr(self.member, name), getattr(self.member, PRECISIONS[name]))


def token(appointment: Appointment) -> str:
    """Write an appointment as a roster's role: "secretary" or "group_leader:2"."""
    if appointment.group_number is None:
        return str(appointment.role)
    return f"{appointment.role}:{appointment.group_number}"


def columns(name: str, text: str) -> dict[str, Any]:
    """Return what a field's canonical text is in its column or columns; empty means unknown."""
    if name in PRECISIONS:
        found = read_date(text) if text else None
        return {name: found and found.on, PRECISIONS[name]: found and found.precision}
    if name in CHOICES:
        return {name: CHOICES[name](text)}
    if name == "status_since":
        return {name: date.fromisoformat(text) if text else None}
    if name == "group_number":
        return {name: int(text) if text else None}
    return {name: text or None}


def assign(row: Person | Member, name: str, text: str) -> None:
    """Set a field of a row from its canonical text."""
    for column, value in columns(name, text).items():
        setattr(row, column, value)


async def load(
    session: AsyncSession, branch_id: int, today: date, person_ids: Iterable[int] | None = None
) -> list[Entry]:
    """Return the branch's people by id, in two queries; only those named where ids are given."""
    people = (
        select(Person, Member)
        .outerjoin(Member, col(Member.person_id) == Person.id)
        .where(Person.branch_id == branch_id)
        .order_by(col(Person.id))
    )
    held = select(Appointment).where(
        Appointment.branch_id == branch_id,
        col(Appointment.from_on) <= today,
        or_(col(Appointment.until_on).is_(None), col(Appointment.until_on) >= today),
    )
    if person_ids is not None:
        ids = list(person_ids)
        people = people.where(col(Person.id).in_(ids))
        held = held.where(col(Appointment.person_id).in_(ids))
    entries = {person.id: Entry(person, member) for person, member in (await session.exec(people)).all()}
    for appointment in (await session.exec(held.order_by(col(Appointment.id)))).all():
        if appointment.person_id in entries:
            entries[appointment.person_id].appointments.append(appointment)
    return list(entries.values())


async def load_pairings(session: AsyncSession, branch_id: int, today: date) -> list[Pairing]:
    """Return the pairings that last."""
    found = await session.exec(
        select(Pairing)
        .where(
            Pairing.branch_id == branch_id,
            or_(col(Pairing.until_on).is_(None), col(Pairing.until_on) >= today),
        )
        .order_by(col(Pairing.id))
    )
    return list(found.all())
