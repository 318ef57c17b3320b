"""Visits from a table: each row is written down as if it had been told; the sandbox begins with some.

A branch starts its own ledger, so that nothing stands in it that nobody here told: the chat takes no table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import visit_outcomes, visits
from bot.domain.visits import Entry
from bot.errors import Refusal
from bot.spreadsheets import Cell, Sheet
from bot.texts.visits import OCCASIONS, WAYS
from models import Branch, Person, VisitOccasion, VisitWay

_HISTORY = timedelta(days=31)  # what was wished for before that is no task any more
_NOTHING = ("", "无", "没有")
_WAYS = {label: way for way, label in WAYS.items()}
_OCCASIONS = {label: occasion for occasion, label in OCCASIONS.items()} | {
    "丧偶": VisitOccasion.BEREAVEMENT,
    "流动党员联系": VisitOccasion.FLOATING,
    "送学上门": VisitOccasion.STUDY,
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a table: how many records, and which rows could not be read, by their numbers."""

    records: int
    refused: Sequence[int]


async def take(session: AsyncSession, branch: Branch, sheet: Sheet, now: datetime) -> Imported:
    """Write the rows of a table down; people are named by their numbers on the roster.

    A row that cannot be read is left out and counted.
    """
    people = await _by_number(session, branch.id)
    header = [str(cell or "").strip() for cell in sheet.rows[0].cells] if sheet.rows else []
    records, refused = 0, []
    for row in sheet.rows[1:]:
        cells = dict(zip(header, row.cells, strict=False))
        member, writer = people.get(_text(cells, "member_id")), people.get(_text(cells, "cadre_id"))
        on, way = _date(cells.get("date")), _way(_text(cells, "method"))
        if member is None or writer is None or on is None or way is None:
            refused.append(row.number)
            continue
        entry = _entry(cells, member, on, way)
        try:
            history = on < local_day(now, branch.zone) - _HISTORY
            await visits.record(session, branch, writer, entry, now, history=history)
        except Refusal:
            refused.append(row.number)
            continue
        records += 1
    return Imported(records, refused)


async def _by_number(session: AsyncSession, branch_id: int) -> Mapping[str, Person]:
    found = await session.exec(
        select(Person).where(Person.branch_id == branch_id, col(Person.number).is_not(None))
    )
    return {person.number: person for person in found.all() if person.number}


def _entry(cells: Mapping[str, Cell], member: Person, on: date, way: VisitWay) -> Entry:
    need = _text(cells, "follow_up")
    given = _text(cells, "given")
    return Entry(
        whom=(member.id,),
        way=way,
        on=on,
        how=_text(cells, "condition"),
        words=_text(cells, "condition") or given,
        need="" if need in _NOTHING else need,
        occasion=_OCCASIONS.get(_text(cells, "occasion")),
        materials=given,
    )


def _way(words: str) -> VisitWay | None:
    return _WAYS.get(words) or visit_outcomes.way(words)


def _text(cells: Mapping[str, Cell], column: str) -> str:
    return str(cells.get(column) or "").strip()


def _date(cell: Cell) -> date | None:
    if isinstance(cell, date):
        return cell
    try:
        return date.fromisoformat(str(cell or "").strip())
    except ValueError:
        return None
