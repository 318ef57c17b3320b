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
from bot.domain.roster_entries import MEMBER_FIELDS, PERSON_FIELDS, Entry, assign, columns, token
from bot.domain.roster_plan import Added, Changed, Paired, Plan, Ref
from bot.domain.roster_reading import Kind
from models import Appointment, Change, Member, Pairing, Person, Role, Status

ROWS_PER_INSERT = 200
ADDED = "added"  # the `field` of the change that a new row is
Begun = tuple[int, str]  # a person's id and the canonical role that begins


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
    """Do what the plan says; the number of statements grows with hundreds of rows, not with rows."""
    by_id = {entry.person.id: entry for entry in entries}
    new_people = await _add_people(session, plan.added, ledger)
    begun: list[Begun] = []
    members: list[dict[str, Any]] = []
    for each in plan.added:
        person_id = new_people[each.index] if each.person_id is None else each.person_id
        held = ""
        if each.person_id is not None:
            held = by_id[each.person_id].value("roles")
            _fill_person(each, by_id[each.person_id].person, ledger)
        if each.record.kind is Kind.MEMBER:
            given = {"branch_id": ledger.branch_id, "person_id": person_id}
            members.append(given | _values(each, MEMBER_FIELDS))
        else:
            begun.append((person_id, str(Role.CADRE)))
        roles = _split(each.record.values.get("roles", "")) - _split(held)
        begun += [(person_id, role) for role in sorted(roles)]
    for change in plan.changed:
        begun += await _change(session, change, by_id[change.person_id], ledger)
    ids = await _insert(session, Member, members)
    for row_id, row in zip(ids, members, strict=True):
        ledger.note("member", row_id, row["person_id"], ADDED, "", "")
    await _appoint(session, begun, ledger)
    await _pair(session, plan.paired, new_people, ledger)
    await session.flush()
    await ledger.write(session)


async def _add_people(session: AsyncSession, added: Iterable[Added], ledger: Ledger) -> dict[int, int]:
    """Write the new people; return their ids by the index of their row in the file."""
    new = [each for each in added if each.person_id is None]
    rows = [{"branch_id": ledger.branch_id} | _values(each, PERSON_FIELDS) for each in new]
    ids = await _insert(session, Person, rows)
    for row_id, each in zip(ids, new, strict=True):
        ledger.note("person", row_id, row_id, ADDED, "", each.record.values["name"])
    return {each.index: row_id for each, row_id in zip(new, ids, strict=True)}


def _values(added: Added, fields: Iterable[str]) -> dict[str, Any]:
    """Return the columns that a row of the file fills."""
    values: dict[str, Any] = {}
    for name in fields:
        if name in added.record.values:
            values |= columns(name, added.record.values[name])
    return values


def _fill_person(added: Added, person: Person, ledger: Ledger) -> None:
    """Take over what the file says of somebody who was known in another part."""
    entry = Entry(person)
    for name in PERSON_FIELDS:
        new = added.record.values.get(name, "")
        if new and new != entry.value(name):
            ledger.note("person", person.id, person.id, name, entry.value(name), new)
            assign(person, name, new)


async def _change(session: AsyncSession, changed: Changed, entry: Entry, ledger: Ledger) -> list[Begun]:
    """Change one person's fields; return the roles that begin."""
    begun: list[Begun] = []
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


def _change_roles(entry: Entry, old: str, new: str, ledger: Ledger) -> list[Begun]:
    ending = _split(old) - _split(new)
    for appointment in entry.appointments:
        if token(appointment) in ending:
            _end(appointment, "appointment", entry.person.id, ledger)
    return [(entry.person.id, role) for role in sorted(_split(new) - _split(old))]


def _end(row: Appointment | Pairing, entity: str, person_id: int, ledger: Ledger) -> None:
    """Let yesterday be the last day; the history stays."""
    last = ledger.today - timedelta(days=1)
    ledger.note(entity, row.id, person_id, "until_on", str(row.until_on or ""), str(last))
    row.until_on = last


async def _appoint(session: AsyncSession, begun: Sequence[Begun], ledger: Ledger) -> None:
    """Let roles begin today."""
    rows = []
    for person_id, role in begun:
        name, _, group = role.partition(":")
        rows.append(
            {
                "branch_id": ledger.branch_id,
                "person_id": person_id,
                "role": Role(name),
                "group_number": int(group) if group else None,
                "from_on": ledger.today,
                "appointed_by": ledger.by.id if ledger.by else None,
            }
        )
    ids = await _insert(session, Appointment, rows)
    for row_id, (person_id, role) in zip(ids, begun, strict=True):
        ledger.note("appointment", row_id, person_id, ADDED, "", role)


async def _pair(
    session: AsyncSession, paired: Iterable[Paired], new_people: dict[int, int], ledger: Ledger
) -> None:
    """Begin pairings; the one before is handed over, or corrected where only its first day differs.

    Where the list says that it happened before today, the one before has ended already.
    """

    def person_id(ref: Ref) -> int:
        return ref if isinstance(ref, int) else new_people[ref[1]]

    begun: list[dict[str, Any]] = []
    for each in paired:
        cadre, member = person_id(each.cadre), person_id(each.member)
        since = date.fromisoformat(each.record.values.get("from_on", str(ledger.today)))
        if each.ends is not None and each.ends.cadre_id == cadre:
            old = str(each.ends.from_on)
            ledger.note("pairing", each.ends.id, member, "from_on", old, str(since))
            each.ends.from_on = since
            continue
        if each.ends is not None and since < ledger.today:
            _end(each.ends, "pairing", member, ledger)
        row = {"cadre_id": cadre, "member_id": member, "from_on": since}
        reason = {"reason": each.record.values.get("reason", "")}
        begun.append({"branch_id": ledger.branch_id} | row | reason)
    ids = await _insert(session, Pairing, begun)
    for row_id, pair in zip(ids, begun, strict=True):
        ledger.note("pairing", row_id, pair["member_id"], ADDED, "", str(pair["cadre_id"]))


async def _insert(session: AsyncSession, model: type[SQLModel], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Write new rows by the hundred and return their ids in the same order.

    The session would write them one by one on SQLite, because it does not count on ids ascending in
    the order of VALUES. They do, on both databases; were it ever otherwise, the check would say so.
    """
    table: sa.Table = sa.inspect(model).local_table
    blank = {name: field.default for name, field in model.model_fields.items() if not field.is_required()}
    blank.pop("id")
    witness = table.columns["name" if model is Person else "branch_id"]
    # A statement of hundreds of rows holds up the loop for hundredths of a second, not for tenths.
    statement = sa.insert(table).returning(table.c.id, witness)
    ids: list[int] = []
    for start in range(0, len(rows), ROWS_PER_INSERT):
        some = [blank | row for row in rows[start : start + ROWS_PER_INSERT]]
        found = await session.exec(statement, params=some)
        written = sorted(tuple(each) for each in found.all())
        if [seen for _, seen in written] != [row[witness.key] for row in some]:
            raise RuntimeError("the database gave out ids in another order")
        ids += [row_id for row_id, _ in written]
    return ids


def _table(row: Person | Member) -> str:
    return "person" if isinstance(row, Person) else "member"


def _split(roles: str) -> set[str]:
    return set(filter(None, roles.split(",")))
