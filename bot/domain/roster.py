"""The roster (花名册): an import from its preview to its undo, and the export that reads back."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import people
from bot.domain.roster_apply import Ledger, apply_plan
from bot.domain.roster_compare import make_plan
from bot.domain.roster_dates import DateProblem
from bot.domain.roster_entries import MEMBER_FIELDS, PERSON_FIELDS, Entry, load, load_pairings
from bot.domain.roster_plan import Plan
from bot.domain.roster_reading import Kind, Reading, Record, Refused
from bot.domain.roster_undo import Undone, undo_changes
from bot.domain.roster_values import Fault, Problem, Remark
from bot.errors import Refusal
from bot.spreadsheets import Table
from bot.texts import roster as say
from bot.texts import roster_words as words
from bot.texts.roster_reasons import reference, shown
from models import Branch, Change, ImportBatch, Person, Role

DRAFT_LIFE = timedelta(days=7)
_COMMITTEE = frozenset({Role.GROUP_LEADER, Role.ORGANISATION, Role.PUBLICITY, Role.DISCIPLINE})
# Nobody grants a role equal to his own or above; who a secretary is, the command line decides.
GRANTABLE: dict[Role, frozenset[Role]] = {
    Role.SECRETARY: _COMMITTEE | {Role.DEPUTY, Role.LIAISON},
    Role.DEPUTY: _COMMITTEE,
    Role.ORGANISATION: frozenset({Role.GROUP_LEADER}),
}


def grantable(roles: Collection[Role]) -> frozenset[Role]:
    """Return the roles that somebody with `roles` may give and take by an import."""
    return frozenset[Role]().union(*(GRANTABLE.get(role, frozenset()) for role in roles))


async def open_import(
    session: AsyncSession,
    branch_id: int,
    reading: Reading,
    filename: str,
    by: Person | None,
    now: datetime,
) -> ImportBatch:
    """Keep what was read until it is confirmed or dropped; nothing of the roster changes yet."""
    batch = ImportBatch(
        branch_id=branch_id,
        by_id=by.id if by else None,
        filename=filename[:200],
        draft={
            "records": [asdict(each) for each in reading.records],
            "refused": [asdict(each) for each in reading.refused],
            "private_columns": reading.private_columns,
            "unused_columns": reading.unused_columns,
            "answers": {},
        },
        created_at=now,
    )
    session.add(batch)
    await session.flush()
    return batch


async def preview(
    session: AsyncSession,
    batch: ImportBatch,
    now: datetime,
    may_grant: Collection[Role] | None = None,
) -> Plan:
    """Return what the import would do today and remember that this was shown.

    `may_grant` limits the roles that come with it; None is the command line's right to all.
    """
    plan, _ = await _plan(session, batch, now, may_grant)
    batch.draft = {**_draft(batch), "shown": plan.digest()}
    session.add(batch)
    return plan


async def answer(session: AsyncSession, batch: ImportBatch, index: int, choice: str) -> None:
    """Take a human's word on an ambiguous row: "p42", "new" or "skip"."""
    draft = _draft(batch)
    batch.draft = {**draft, "answers": {**draft["answers"], str(index): choice}}
    session.add(batch)


async def confirm(
    session: AsyncSession,
    batch: ImportBatch,
    by: Person | None,
    now: datetime,
    may_grant: Collection[Role] | None = None,
) -> Plan | None:
    """Import exactly what was shown; None where the branch has changed since and nothing was done.

    Rows whose question nobody answered are left out.
    """
    branch = await people.hold(session, batch.branch_id)  # one import at a time
    plan, entries = await _plan(session, batch, now, may_grant)
    if plan.digest() != _draft(batch).get("shown"):
        return None
    today = local_day(now, branch.zone)
    ledger = Ledger(branch.id, by, cause_of(batch), now, today)
    await apply_plan(session, plan, entries, ledger)
    # An import that changes nothing is none: an undo would have nothing to take back.
    batch.applied_at = now if plan.does_anything else None
    batch.dropped_at = None if plan.does_anything else now
    batch.by_id, batch.draft = by.id if by else None, None
    session.add(batch)
    return plan


async def drop(session: AsyncSession, batch: ImportBatch, now: datetime) -> None:
    """Forget an import that was not wanted."""
    _draft(batch)
    batch.dropped_at, batch.draft = now, None
    session.add(batch)


def is_typed(batch: ImportBatch) -> bool:
    """Say whether an open import is one person, typed in the chat (加一位)."""
    return [record["row"] for record in _draft(batch)["records"]] == [0]


async def last_import(session: AsyncSession, branch_id: int) -> ImportBatch | None:
    """Return the import that an undo would take back."""
    found = await session.exec(
        select(ImportBatch)
        .where(
            ImportBatch.branch_id == branch_id,
            col(ImportBatch.applied_at).is_not(None),
            col(ImportBatch.undone_at).is_(None),
        )
        .order_by(col(ImportBatch.applied_at).desc(), col(ImportBatch.id).desc())
        .limit(1)
    )
    return found.first()


async def undo(
    session: AsyncSession,
    batch: ImportBatch,
    by: Person | None,
    now: datetime,
    may_grant: Collection[Role] | None = None,
) -> Undone:
    """Take back the last import, except for what was changed since. Raises Refusal if overtaken."""
    branch = await people.hold(session, batch.branch_id)  # one import at a time
    last = await last_import(session, batch.branch_id)
    if last is None or last.id != batch.id:
        raise Refusal(say.not_the_last_import())
    today = local_day(now, branch.zone)
    ledger = Ledger(branch.id, by, f"undo:{batch.id}", now, today)
    undone = await undo_changes(session, cause_of(batch), ledger, today, may_grant)
    batch.undone_at = now
    session.add(batch)
    return undone


async def forget_drafts(session: AsyncSession, now: datetime) -> int:
    """Drop the previews that nobody confirmed in a week, with the people in them; return how many."""
    found = await session.exec(
        select(ImportBatch).where(
            col(ImportBatch.applied_at).is_(None),
            col(ImportBatch.dropped_at).is_(None),
            ImportBatch.created_at < now - DRAFT_LIFE,
        )
    )
    forgotten = found.all()
    for batch in forgotten:
        await drop(session, batch, now)
    return len(forgotten)


async def export(session: AsyncSession, branch_id: int, now: datetime) -> list[Table]:
    """Return the roster as sheets that import back as "nothing changed"; read-only."""
    branch = await session.get_one(Branch, branch_id)
    today = local_day(now, branch.zone)
    entries = await load(session, branch_id, today)
    members = [entry for entry in entries if entry.member is not None]
    cadres = [entry for entry in entries if entry.is_cadre]
    names = _unique_names(entries)
    pairs = [
        (names[each.cadre_id], names[each.member_id], str(each.from_on))
        for each in await load_pairings(session, branch_id, today)
    ]
    tables = [table_of(say.MEMBERS_SHEET, words.MEMBER_COLUMNS, members)]
    if cadres:
        tables.append(table_of(say.CADRES_SHEET, words.CADRE_COLUMNS, cadres))
    if pairs:
        header = [words.PAIR_COLUMNS[name][0] for name in ("cadre", "member", "from_on")]
        tables.append(Table(say.PAIRS_SHEET, header, pairs))
    return tables


async def note_export(session: AsyncSession, branch_id: int, by: Person | None, now: datetime) -> None:
    """Write down who took the roster out."""
    session.add(
        Change(
            branch_id=branch_id,
            entity="roster",
            field="export",
            by_id=by.id if by else None,
            cause="export",
            at=now,
        )
    )


def cause_of(batch: ImportBatch) -> str:
    """Return the cause under which an import's changes are kept."""
    return f"import:{batch.id}"


def _unique_names(entries: Sequence[Entry]) -> dict[int, str]:
    """Name everybody as a list of pairings may: by name where it is the only one, else by number."""
    count = Counter(entry.person.name for entry in entries)
    return {
        entry.person.id: entry.person.name if count[entry.person.name] == 1 else reference(entry.person)
        for entry in entries
    }


def table_of(name: str, columns: dict[str, tuple[str, ...]], entries: Sequence[Entry]) -> Table:
    fields = [each for each in columns if each in (*PERSON_FIELDS, *MEMBER_FIELDS, "roles")]
    rows = [
        [reference(entry.person) if each == "number" else shown(each, entry.value(each)) for each in fields]
        for entry in entries
    ]
    return Table(name, [columns[each][0] for each in fields], rows)


async def _plan(
    session: AsyncSession,
    batch: ImportBatch,
    now: datetime,
    may_grant: Collection[Role] | None,
) -> tuple[Plan, list[Entry]]:
    draft = _draft(batch)
    branch = await session.get_one(Branch, batch.branch_id)
    today = local_day(now, branch.zone)
    entries = await load(session, batch.branch_id, today)
    pairings = await load_pairings(session, batch.branch_id, today)
    records = [_record(each) for each in draft["records"]]
    answers = {int(index): choice for index, choice in draft["answers"].items()}
    plan = make_plan(records, entries, pairings, answers, may_grant)
    plan.refused = [_refused(each) for each in draft["refused"]] + plan.refused
    plan.private_columns = draft["private_columns"]
    plan.unused_columns = draft["unused_columns"]
    return plan, entries


def _draft(batch: ImportBatch) -> dict[str, Any]:
    if batch.draft is None:
        raise Refusal(say.import_is_over(done=batch.applied_at is not None))
    return batch.draft


def _record(stored: dict[str, Any]) -> Record:
    return Record(
        Kind(stored["kind"]),
        stored["sheet"],
        stored["row"],
        stored["values"],
        tuple(_problem(each) for each in stored["remarks"]),
    )


def _refused(stored: dict[str, Any]) -> Refused:
    return Refused(
        Kind(stored["kind"]),
        stored["sheet"],
        stored["row"],
        tuple(_problem(each) for each in stored["problems"]),
        stored["cells"],
    )


def _problem(stored: dict[str, Any]) -> Problem:
    for codes in (Fault, DateProblem, Remark):
        if stored["code"] in set(codes):
            return Problem(codes(stored["code"]), stored["field"], stored["value"])
    raise ValueError(stored["code"])
