"""An import, taken back: whatever was touched since stays as it is and is named."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.roster_apply import ADDED, Ledger
from bot.domain.roster_entries import PERSON_FIELDS, Entry, assign, load
from models import Appointment, Change, Member, Pairing, Person, Role, metadata

_IDS_PER_QUERY = 500
_PERIODS: dict[str, type[Appointment] | type[Pairing]] = {"appointment": Appointment, "pairing": Pairing}


@dataclass(slots=True)
class Undone:
    """What an undo did."""

    removed: list[str] = field(default_factory=list)  # names of people who are gone again
    restored: list[str] = field(default_factory=list)  # names of people whose fields went back
    parted: int = 0  # pairs that are pairs no more
    kept: list[tuple[str, str]] = field(default_factory=list)  # name, field; changed or used since


async def undo_changes(
    session: AsyncSession,
    cause: str,
    ledger: Ledger,
    today: date,
    may_grant: Collection[Role] | None,
) -> Undone:
    """Take back every change of a cause that nothing came after.

    Roles outside `may_grant` stay, so that nobody takes away a role above his own; None is the
    command line's right to all. Whoever came in and was used since stays with all that came along.
    """
    changes = await _changes(session, cause)
    people = {change.person_id for change in changes if change.person_id is not None}
    entries = {entry.person.id: entry for entry in await _entries(session, ledger.branch_id, today, people)}
    undone = Undone()
    rows = {entity: await _rows(session, entity, table, changes) for entity, table in _PERIODS.items()}
    kept = await _kept(session, changes, rows, may_grant)
    undone.kept += [(entries[person_id].person.name, ADDED) for person_id in sorted(kept & entries.keys())]
    changes = [change for change in changes if change.person_id not in kept]
    _undo_fields(changes, entries, ledger, undone)
    await _undo_periods(session, changes, rows, entries, ledger, undone, may_grant)
    await session.flush()
    await _remove_added(session, changes, entries, ledger, undone)
    await ledger.write(session)
    undone.restored = list(dict.fromkeys(undone.restored))
    return undone


async def _changes(session: AsyncSession, cause: str) -> Sequence[Change]:
    found = await session.exec(
        select(Change)
        .where(or_(Change.cause == cause, col(Change.cause).startswith(f"{cause}:")))
        .order_by(col(Change.id).desc())
    )
    return found.all()


async def _entries(session: AsyncSession, branch_id: int, today: date, people: Iterable[int]) -> list[Entry]:
    ids = sorted(people)
    found: list[Entry] = []
    for start in range(0, len(ids), _IDS_PER_QUERY):
        found += await load(session, branch_id, today, ids[start : start + _IDS_PER_QUERY])
    return found


def _undo_fields(
    changes: Iterable[Change], entries: dict[int, Entry], ledger: Ledger, undone: Undone
) -> None:
    for change in changes:
        entry = entries.get(change.person_id or 0)
        if change.entity not in ("person", "member") or change.field == ADDED or entry is None:
            continue
        old, new = change.old or "", change.new or ""
        row: Person | Member | None = entry.person if change.field in PERSON_FIELDS else entry.member
        if row is None or entry.value(change.field) != new:
            undone.kept.append((entry.person.name, change.field))
            continue
        assign(row, change.field, old)
        ledger.note(change.entity, row.id, entry.person.id, change.field, new, old)
        undone.restored.append(entry.person.name)


async def _rows(
    session: AsyncSession, entity: str, table: Any, changes: Iterable[Change]
) -> dict[int, Appointment | Pairing]:
    """Return the appointments or pairings that the changes are about, by id."""
    ids = [change.row_id or 0 for change in changes if change.entity == entity]
    rows: dict[int, Appointment | Pairing] = {}
    for start in range(0, len(ids), _IDS_PER_QUERY):
        found = await session.exec(select(table).where(table.id.in_(ids[start : start + _IDS_PER_QUERY])))
        rows |= {row.id: row for row in found.all()}
    return rows


async def _kept(
    session: AsyncSession,
    changes: Sequence[Change],
    rows: dict[str, dict[int, Appointment | Pairing]],
    may_grant: Collection[Role] | None,
) -> set[int]:
    """Return who came in by the import and has to stay: used since, or above the asker."""
    begun = {(change.entity, change.row_id): change.person_id for change in changes if change.field == ADDED}
    added = {person for (entity, _), person in begun.items() if entity in ("person", "member") and person}
    kept = await _used_since(session, added, begun.keys())
    for (entity, row_id), person_id in begun.items():
        row = rows.get(entity, {}).get(row_id or 0)
        if isinstance(row, Appointment) and _is_above(row.role, may_grant) and person_id in added:
            kept.add(row.person_id)
    for row in rows["pairing"].values():
        if isinstance(row, Pairing) and row.member_id in kept and row.cadre_id in added:
            kept.add(row.cadre_id)
    return kept


def _is_above(role: Role, may_grant: Collection[Role] | None) -> bool:
    return may_grant is not None and role is not Role.CADRE and role not in may_grant


async def _undo_periods(
    session: AsyncSession,
    changes: Iterable[Change],
    rows: dict[str, dict[int, Appointment | Pairing]],
    entries: dict[int, Entry],
    ledger: Ledger,
    undone: Undone,
    may_grant: Collection[Role] | None,
) -> None:
    """Take back appointments and pairings: what began is removed, what ended goes on."""
    for change in changes:
        row = rows.get(change.entity, {}).get(change.row_id or 0)
        if row is None:
            continue
        entry = entries.get(change.person_id or 0)
        name = entry.person.name if entry else ""
        old, new = change.old or "", change.new or ""
        if isinstance(row, Appointment) and _is_above(row.role, may_grant):
            undone.kept.append((name, change.entity))
        elif change.field == ADDED and row.until_on is None:
            ledger.note(change.entity, row.id, change.person_id, "removed", new, "")
            await session.delete(row)
            undone.parted += isinstance(row, Pairing)
        elif change.field != ADDED and str(getattr(row, change.field) or "") == new:
            setattr(row, change.field, date.fromisoformat(old) if old else None)
            ledger.note(change.entity, row.id, change.person_id, change.field, new, old)
            undone.restored.append(name)
        else:
            undone.kept.append((name, change.entity))


async def _remove_added(
    session: AsyncSession,
    changes: Iterable[Change],
    entries: dict[int, Entry],
    ledger: Ledger,
    undone: Undone,
) -> None:
    """Remove the people and memberships that began with the import."""
    added: dict[str, set[int]] = defaultdict(set)
    for change in changes:
        if change.field == ADDED and change.person_id in entries:
            added[change.entity].add(change.person_id)
    people, members = sorted(added["person"]), sorted(added["member"])
    for start in range(0, len(members), _IDS_PER_QUERY):
        ids = members[start : start + _IDS_PER_QUERY]
        await _do(session, sa.delete(Member).where(col(Member.person_id).in_(ids)))
    for start in range(0, len(people), _IDS_PER_QUERY):
        ids = people[start : start + _IDS_PER_QUERY]
        # The trail keeps the row's id; only the link to a person who is gone must go.
        await _do(session, sa.update(Change).where(col(Change.person_id).in_(ids)).values(person_id=None))
        await _do(session, sa.delete(Person).where(col(Person.id).in_(ids)))
    for person_id in people:
        name = entries[person_id].person.name
        ledger.note("person", person_id, None, "removed", name, "")
        undone.removed.append(name)
    gone = set(people)
    for row in ledger.rows:
        if row["person_id"] in gone:
            row["person_id"] = None


async def _do(session: AsyncSession, statement: sa.UpdateBase) -> None:
    # Nobody looks at these rows again in this session, and comparing it with them takes seconds.
    await session.exec(statement, execution_options={"synchronize_session": False})


async def _used_since(
    session: AsyncSession, people: set[int], begun: Collection[tuple[str, int | None]]
) -> set[int]:
    """Return who of these is mentioned anywhere beyond what imports wrote themselves."""
    used: set[int] = set()
    ids = sorted(people)
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name != "person" or table.name == "member":
                continue
            column = key.parent
            for start in range(0, len(ids), _IDS_PER_QUERY):
                query = select(column, table.c.id).where(column.in_(ids[start : start + _IDS_PER_QUERY]))
                if table.name == "change":
                    # A later import was undone before this one; its trail is no use of anybody, nor is
                    # what the bot noted by itself, such as that nobody is paired with him.
                    query = query.where(
                        ~table.c.cause.startswith("import:"),
                        ~table.c.cause.startswith("undo:"),
                        table.c.by_id.is_not(None),
                    )
                found = (await session.exec(query)).all()
                used |= {person for person, row_id in found if (table.name, row_id) not in begun}
    return used
