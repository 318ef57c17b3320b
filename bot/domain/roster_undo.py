"""An import, taken back: whatever was touched since stays as it is and is named."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.roster_apply import ADDED, Ledger
from bot.domain.roster_entries import PERSON_FIELDS, Entry, assign, load
from models import Appointment, Change, Member, Pairing, Person, metadata

_IDS_PER_QUERY = 500
# Nobody looks at the removed rows again in this session, and comparing it with them takes seconds.
_UNSYNCHRONISED = {"synchronize_session": False}


@dataclass(slots=True)
class Undone:
    """What an undo did."""

    removed: list[str] = field(default_factory=list)  # names of people who are gone again
    restored: list[str] = field(default_factory=list)  # names of people whose fields went back
    kept: list[tuple[str, str]] = field(default_factory=list)  # name, field; changed or used since


async def undo_changes(session: AsyncSession, cause: str, ledger: Ledger, today: date) -> Undone:
    """Take back every change of a cause that nothing came after."""
    changes = await _changes(session, cause)
    people = {change.person_id for change in changes if change.person_id is not None}
    entries = {entry.person.id: entry for entry in await _entries(session, ledger.branch_id, today, people)}
    undone = Undone()
    _undo_fields(changes, entries, ledger, undone)
    await _undo_periods(session, changes, entries, ledger, undone)
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


async def _undo_periods(
    session: AsyncSession,
    changes: Iterable[Change],
    entries: dict[int, Entry],
    ledger: Ledger,
    undone: Undone,
) -> None:
    """Take back appointments and pairings: what began is removed, what ended goes on."""
    tables: dict[str, type[Appointment] | type[Pairing]] = {
        "appointment": Appointment,
        "pairing": Pairing,
    }
    for entity, table in tables.items():
        mine = [change for change in changes if change.entity == entity]
        rows = await _by_id(session, table, [change.row_id or 0 for change in mine])
        for change in mine:
            row = rows.get(change.row_id or 0)
            entry = entries.get(change.person_id or 0)
            name = entry.person.name if entry else ""
            if row is None:
                continue
            if change.field == ADDED and row.until_on is None:
                ledger.note(entity, row.id, change.person_id, "removed", change.new or "", "")
                await session.delete(row)
            elif change.field != ADDED and str(getattr(row, change.field) or "") == change.new:
                old = date.fromisoformat(change.old) if change.old else None
                setattr(row, change.field, old)
                ledger.note(
                    entity, row.id, change.person_id, change.field, change.new or "", change.old or ""
                )
                undone.restored.append(name)
            else:
                undone.kept.append((name, entity))


async def _by_id(session: AsyncSession, table: Any, ids: Sequence[int]) -> dict[int, Any]:
    rows: dict[int, Any] = {}
    for start in range(0, len(ids), _IDS_PER_QUERY):
        found = await session.exec(select(table).where(table.id.in_(ids[start : start + _IDS_PER_QUERY])))
        rows |= {row.id: row for row in found.all()}
    return rows


async def _remove_added(
    session: AsyncSession,
    changes: Iterable[Change],
    entries: dict[int, Entry],
    ledger: Ledger,
    undone: Undone,
) -> None:
    """Remove the people and memberships that began with the import and were not used since."""
    added: dict[str, set[int]] = defaultdict(set)
    for change in changes:
        if change.field == ADDED and change.person_id in entries:
            added[change.entity].add(change.person_id)
    used = await _used_since(session, added["person"] | added["member"])
    for person_id in added["person"] | added["member"]:
        if person_id in used:
            undone.kept.append((entries[person_id].person.name, ADDED))
    people = sorted(added["person"] - used)
    members = sorted(added["member"] - used)
    for start in range(0, len(members), _IDS_PER_QUERY):
        ids = members[start : start + _IDS_PER_QUERY]
        await session.exec(
            sa.delete(Member).where(col(Member.person_id).in_(ids)), execution_options=_UNSYNCHRONISED
        )
    for start in range(0, len(people), _IDS_PER_QUERY):
        ids = people[start : start + _IDS_PER_QUERY]
        # The trail keeps the row's id; only the link to a person who is gone must go.
        await session.exec(sa.update(Change).where(col(Change.person_id).in_(ids)).values(person_id=None))
        await session.exec(sa.delete(Person).where(col(Person.id).in_(ids)))
    for person_id in people:
        name = entries[person_id].person.name
        ledger.note("person", person_id, None, "removed", name, "")
        undone.removed.append(name)
    gone = set(people)
    for row in ledger.rows:
        if row["person_id"] in gone:
            row["person_id"] = None


async def _used_since(session: AsyncSession, people: set[int]) -> set[int]:
    """Return who of these is mentioned anywhere beyond what imports wrote themselves."""
    used: set[int] = set()
    ids = sorted(people)
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name != "person" or table.name == "member":
                continue
            column = key.parent
            for start in range(0, len(ids), _IDS_PER_QUERY):
                query = select(column).where(column.in_(ids[start : start + _IDS_PER_QUERY]))
                if table.name == "change":
                    # A later import was undone before this one; its trail is no use of anybody.
                    query = query.where(
                        ~table.c.cause.startswith("import:"), ~table.c.cause.startswith("undo:")
                    )
                used |= set((await session.exec(query)).all())
    return used
