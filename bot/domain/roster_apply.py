"""A plan, done: rows written in batches, and each change written down with its cause."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.departing import depart
from bot.domain.members import GONE
from bot.domain.roster_entries import MEMBER_FIELDS, PERSON_FIELDS, Entry, assign, token
from bot.domain.roster_plan import Added, Changed, Paired, Plan, Ref
from bot.domain.roster_reading import Kind
from models import Appointment, Change, Member, Pairing, Person, Role, Status

ROWS_PER_INSERT = 1_000
ADDED = "added"  # the `field` of the change that a new row is


@dataclass(slots=True)
class Ledger:
    """What is being changed, by whom and why; written down at the end in batches."""

    branch_id: int
    by: Person | None  # None: the command line
    cause: str
    now: datetime
    today: date
    rows: list[dict[str, Any]] = field(default_factory=list)

    def note(self, entity: str, row_id: int, person_id: int | None, name: str, old: str, new: str) -> None:
        """Take down one field of one row."""
        self.rows.append(
            {
                "branch_id": self.branch_id,
                "person_id": person_id,
                "entity": entity,
                "row_id": row_id,
                "field": name,
                "old": old or None,
                "new": new or None,
                "by_id": self.by.id if self.by else None,
                "cause": self.cause,
                "at": self.now,
            }
        )

    async def write(self, session: AsyncSession) -> None:
        """Write everything down."""
        for start in range(0, len(self.rows), ROWS_PER_INSERT):
            await session.exec(sa.insert(Change), params=self.rows[start : start + ROWS_PER_INSERT])
        self.rows.clear()


async def apply_plan(session: AsyncSession, plan: Plan, entries: Sequence[Entry], ledger: Ledger) -> None:
    """Do what the plan says; the number of statements grows with thousands of rows, not with rows."""
    by_id = {entry.person.id: entry for entry in entries}
    new_people = await _add_people(session, plan.added, ledger)
    appointments: list[Appointment] = []
    members: list[Member] = []
    for each in plan.added:
        person = new_people[each.index] if each.person_id is None else by_id[each.person_id].person
        if each.person_id is not None:
            _fill_person(each, person, ledger)
        if each.record.kind is Kind.MEMBER:
            members.append(_new_member(each, person, ledger))
        else:
            appointments.append(_appointment(ledger, person.id, str(Role.CADRE)))
        held = by_id[each.person_id].value("roles") if each.person_id is not None else ""
        appointments += [
            _appointment(ledger, person.id, role)
            for role in _split(each.record.values.get("roles", "")) - _split(held)
        ]
    for change in plan.changed:
        appointments += await _change(session, change, by_id[change.person_id], ledger)
    await _insert(session, members)
    await _insert(session, appointments)
    for member in members:
        ledger.note("member", member.id, member.person_id, ADDED, "", str(member.status))
    for appointment in appointments:
        person_id = appointment.person_id
        ledger.note("appointment", appointment.id, person_id, ADDED, "", token(appointment))
    await _pair(session, plan.paired, new_people, ledger)
    await ledger.write(session)


async def _add_people(session: AsyncSession, added: Iterable[Added], ledger: Ledger) -> dict[int, Person]:
    people = {}
    for each in added:
        if each.person_id is None:
            person = Person(branch_id=ledger.branch_id, name=each.record.values["name"])
            for name in PERSON_FIELDS:
                if name in each.record.values:
                    assign(person, name, each.record.values[name])
            people[each.index] = person
    await _insert(session, list(people.values()))
    for person in people.values():
        ledger.note("person", person.id, person.id, ADDED, "", person.name)
    return people


def _fill_person(added: Added, person: Person, ledger: Ledger) -> None:
    """Take over what the file says of somebody who was known in another part."""
    entry = Entry(person)
    for name in PERSON_FIELDS:
        new = added.record.values.get(name, "")
        if new and new != entry.value(name):
            ledger.note("person", person.id, person.id, name, entry.value(name), new)
            assign(person, name, new)


def _new_member(added: Added, person: Person, ledger: Ledger) -> Member:
    member = Member(branch_id=ledger.branch_id, person_id=person.id)
    for name in MEMBER_FIELDS:
        if name in added.record.values:
            assign(member, name, added.record.values[name])
    return member


async def _change(session: AsyncSession, changed: Changed, entry: Entry, ledger: Ledger) -> list[Appointment]:
    """Change one person's fields; return the appointments that begin."""
    begun: list[Appointment] = []
    leaves: Status | None = None
    for each in changed.changes:
        if each.field == "roles":
            begun = _change_roles(entry, each.old, each.new, ledger)
            continue
        if each.field == "status" and each.new in GONE:
            leaves = Status(each.new)
            continue
        row: Person | Member | None = entry.person if each.field in PERSON_FIELDS else entry.member
        assert row is not None
        assign(row, each.field, each.new)
        ledger.note(_table(row), row.id, entry.person.id, each.field, each.old, each.new)
        if each.field == "status" and entry.member is not None:
            since = entry.value("status_since")
            ledger.note("member", row.id, entry.person.id, "status_since", since, str(ledger.today))
            entry.member.status_since = ledger.today
    if leaves is not None:
        # A cause of its own: one person's leaving can be taken back without the rest of the file.
        cause = f"{ledger.cause}:{entry.person.id}"
        await depart(session, entry.person, leaves, ledger.by, cause, ledger.now)
    return begun


def _change_roles(entry: Entry, old: str, new: str, ledger: Ledger) -> list[Appointment]:
    ending = _split(old) - _split(new)
    for appointment in entry.appointments:
        if token(appointment) in ending:
            _end(appointment, "appointment", entry.person.id, ledger)
    return [_appointment(ledger, entry.person.id, role) for role in sorted(_split(new) - _split(old))]


def _end(row: Appointment | Pairing, entity: str, person_id: int, ledger: Ledger) -> None:
    """Let yesterday be the last day; the history stays."""
    last = ledger.today - timedelta(days=1)
    ledger.note(entity, row.id, person_id, "until_on", str(row.until_on or ""), str(last))
    row.until_on = last


def _appointment(ledger: Ledger, person_id: int, role: str) -> Appointment:
    name, _, group = role.partition(":")
    return Appointment(
        branch_id=ledger.branch_id,
        person_id=person_id,
        role=Role(name),
        group_number=int(group) if group else None,
        from_on=ledger.today,
        appointed_by=ledger.by.id if ledger.by else None,
    )


async def _pair(
    session: AsyncSession, paired: Iterable[Paired], new_people: dict[int, Person], ledger: Ledger
) -> None:
    """Begin pairings; the one before ends, or is corrected where only its first day differs."""

    def person_id(ref: Ref) -> int:
        return ref if isinstance(ref, int) else new_people[ref[1]].id

    begun = []
    for each in paired:
        cadre, member = person_id(each.cadre), person_id(each.member)
        since = date.fromisoformat(each.record.values.get("from_on", str(ledger.today)))
        if each.ends is not None and each.ends.cadre_id == cadre:
            old = str(each.ends.from_on)
            ledger.note("pairing", each.ends.id, member, "from_on", old, str(since))
            each.ends.from_on = since
            continue
        if each.ends is not None:
            _end(each.ends, "pairing", member, ledger)
        begun.append(Pairing(branch_id=ledger.branch_id, cadre_id=cadre, member_id=member, from_on=since))
    await _insert(session, begun)
    for pairing in begun:
        ledger.note("pairing", pairing.id, pairing.member_id, ADDED, "", str(pairing.cadre_id))


async def _insert(session: AsyncSession, rows: Sequence[SQLModel]) -> None:
    """Write new rows by the thousand and give them their ids.

    The session would write them one by one on SQLite, because it does not count on ids ascending in
    the order of VALUES. They do, on both databases; were it ever otherwise, the check would say so.
    """
    for start in range(0, len(rows), ROWS_PER_INSERT):
        some = rows[start : start + ROWS_PER_INSERT]
        table = sa.inspect(type(some[0])).local_table
        kept = [column for column in table.columns if column.name != "id"]
        witness = table.columns["name" if table.name == "person" else "branch_id"]
        values = [{column.name: getattr(row, column.key) for column in kept} for row in some]
        statement = sa.insert(table).returning(table.c.id, witness)
        found = await session.exec(statement, params=values)
        written = sorted(tuple(each) for each in found.all())
        for row, (row_id, seen) in zip(some, written, strict=True):
            if seen != getattr(row, witness.key):
                raise RuntimeError("the database gave out ids in another order")
            row.id = row_id


def _table(row: Person | Member) -> str:
    return "person" if isinstance(row, Person) else "member"


def _split(roles: str) -> set[str]:
    return set(filter(None, roles.split(",")))
