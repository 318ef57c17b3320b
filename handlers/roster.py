"""The roster (花名册) in the chat: a file comes in, a preview goes out, a word makes it so."""

import asyncio
from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import spreadsheets
from bot.access import Permission
from bot.clock import local
from bot.domain import roster, roster_report
from bot.domain.people import Speaker, owned
from bot.domain.roster_matching import SKIP
from bot.domain.roster_plan import Plan
from bot.domain.roster_reading import Reading, read_sheets
from bot.errors import Refusal
from bot.messages import Message
from bot.spreadsheets import Sheet, Table, Unreadable
from bot.texts import dates
from bot.texts import roster as say
from bot.texts.roster_reasons import unreadable
from handlers.kit.reading import Incoming, Sort
from handlers.kit.replies import File, Later, Part, Redraw, Reply
from handlers.kit.routing import Fetch
from handlers.kit.turn import Turn
from models import ImportBatch, Role

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def prepare(said: Incoming, speaker: Speaker, fetch: Fetch) -> list[Sheet] | None:
    """Fetch and open the file before the transaction; None where nobody is to read it."""
    if Permission.ROSTER not in speaker.permissions:
        return None
    if said.file is None or said.file.sort is not Sort.FILE:
        return None
    if said.file.size_bytes > spreadsheets.MAX_BYTES:
        raise Refusal(unreadable(spreadsheets.Reason.TOO_BIG))
    try:
        return await spreadsheets.read(await fetch())
    except Unreadable as error:
        raise Refusal(unreadable(error.reason)) from None


async def take_file(turn: Turn) -> Reply:
    """Answer a file: what an import of it would do, and the rows that must be corrected."""
    if turn.prepared is None:
        return Message(say.no_use_for_file())
    reading: Reading = await asyncio.to_thread(read_sheets, turn.prepared, turn.today)
    filename = turn.said.file.name if turn.said.file else ""
    if not reading.found_a_table:
        spoilt = filename.lower().endswith(".xlsx") and _is_mere_text(turn.prepared)
        return Message(unreadable(spreadsheets.Reason.DAMAGED) if spoilt else say.no_table())
    batch = await roster.open_import(turn.session, turn.branch_id, reading, filename, turn.person, turn.now)
    return await first_look(turn, batch)


def _is_mere_text(sheets: Sequence[Sheet]) -> bool:
    """Say whether a file was read as text without columns: what is left of a workbook that was spoilt."""
    return all(not sheet.name and len(row.cells) < 2 for sheet in sheets for row in sheet.rows)


async def first_look(turn: Turn, batch: ImportBatch) -> Reply:
    """Show a new import: its files, then its first question or its preview."""
    plan = await _preview(turn, batch)
    if roster.is_typed(batch):
        return _screen(plan, batch)
    parts: list[Part] = []
    if plan.refused:
        tables = roster_report.refused_tables(plan.refused)
        parts.append(await _file(say.REFUSED_FILE, tables, say.refused_file(len(plan.refused))))
    if roster_report.is_long(plan):
        tables = roster_report.full_tables(plan)
        parts.append(await _file(say.PREVIEW_FILE, tables, say.preview_file()))
    return [*parts, _screen(plan, batch)]


async def answer_row(turn: Turn, press: say.AnswerRow) -> Reply:
    """Take the word on one ambiguous row and go on to the next."""
    batch = await _open_batch(turn, press.batch_id)
    if press.choice == SKIP and roster.is_typed(batch):  # of one row, nothing is left to look at
        await roster.drop(turn.session, batch, turn.now)
        return Redraw(Message(say.not_added()))
    await roster.answer(turn.session, batch, press.index, press.choice)
    return Redraw(_screen(await _preview(turn, batch), batch))


async def skip_rest(turn: Turn, press: say.SkipRest) -> Reply:
    """Leave out every row that still has a question."""
    batch = await _open_batch(turn, press.batch_id)
    for question in (await _preview(turn, batch)).questions:
        await roster.answer(turn.session, batch, question.index, SKIP)
    return Redraw(_screen(await _preview(turn, batch), batch))


async def confirm(turn: Turn, press: say.ConfirmImport) -> Reply:
    """Import what was shown; show it anew if the branch has changed since."""
    batch = await _open_batch(turn, press.batch_id)
    grantable = roster.grantable(turn.speaker.roles)
    typed = roster.is_typed(batch)
    plan = await roster.confirm(turn.session, batch, turn.person, turn.now, grantable)
    if plan is None:
        screen = _screen(await _preview(turn, batch), batch)
        return [Message(say.changed_meanwhile()), screen]
    if typed and plan.does_anything:
        names = [each.record.values["name"] for each in plan.added] + [each.name for each in plan.changed]
        return Redraw(say.added(names[0], changed=bool(plan.changed)))
    return Redraw(
        say.imported(
            added=len(plan.added),
            changed=len(plan.changed),
            paired=len(plan.paired),
            waiting=len(plan.questions),
        )
    )


async def drop(turn: Turn, press: say.DropImport) -> Reply:
    """Forget an import that was not wanted."""
    await roster.drop(turn.session, await _open_batch(turn, press.batch_id), turn.now)
    return Redraw(Message(say.dropped()))


async def open_menu(turn: Turn, _press: say.OpenRoster | None = None) -> Reply:
    """Say what can be done with the roster."""
    last = await roster.last_import(turn.session, turn.branch_id)
    return Redraw(say.menu(can_undo=last is not None))


async def ask_undo(turn: Turn, _press: say.AskUndo | None = None) -> Reply:
    """Show what an undo would take back."""
    last = await roster.last_import(turn.session, turn.branch_id)
    if last is None or last.applied_at is None:
        return Message(say.nothing_to_undo())
    when = dates.day(local(last.applied_at, turn.branch.zone).date())
    return say.ask_undo(last.id, last.filename, when)


async def undo(turn: Turn, press: say.UndoImport) -> Reply:
    """Take the last import back."""
    batch = await owned(turn.session, ImportBatch, press.batch_id, turn.branch_id)
    if batch.by_id != turn.person.id and Role.SECRETARY not in turn.speaker.roles:
        raise Refusal(say.not_your_import())
    grantable = roster.grantable(turn.speaker.roles)
    undone = await roster.undo(turn.session, batch, turn.person, turn.now, grantable)
    return Redraw(Message(say.undone(undone.removed, undone.restored, undone.parted, undone.kept)))


async def export(turn: Turn, _press: say.ExportRoster | None = None) -> Reply:
    """Make the roster as a file, after the commit."""
    await roster.note_export(turn.session, turn.branch_id, turn.person, turn.now)
    branch_id, now = turn.branch_id, turn.now

    async def make(session: AsyncSession) -> File:
        tables = await roster.export(session, branch_id, now)
        return await _file(say.EXPORT_FILE, tables, say.exported(len(tables[0].rows)))

    return Later(make)


async def _open_batch(turn: Turn, batch_id: int) -> ImportBatch:
    batch = await owned(turn.session, ImportBatch, batch_id, turn.branch_id)
    if batch.draft is None:
        raise Refusal(say.import_is_over(done=batch.applied_at is not None))
    return batch


async def _preview(turn: Turn, batch: ImportBatch) -> Plan:
    return await roster.preview(turn.session, batch, turn.now, roster.grantable(turn.speaker.roles))


def _screen(plan: Plan, batch: ImportBatch) -> Message:
    """Ask about the first unclear row, or show the whole."""
    if plan.questions:
        return roster_report.question(plan, batch.id)
    typed = roster.is_typed(batch)
    text = roster_report.typed_text(plan) if typed else roster_report.text(plan)
    return say.preview(text, batch.id, does_anything=plan.does_anything, typed=typed)


async def _file(name: str, tables: Sequence[Table], message: Message) -> File:
    return File(name, XLSX, await asyncio.to_thread(spreadsheets.write, tables), message)
