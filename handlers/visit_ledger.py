"""台账: the visits of a period, in the chat, as a table and on paper."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import spreadsheets
from bot.clock import add_months, local
from bot.domain import visit_ledger
from bot.errors import Refusal
from bot.papers.visits import PaperLedger, ledger_pages
from bot.spreadsheets import Table
from bot.texts import common
from bot.texts import visit_ledger as say
from bot.texts.visit_ledger import Ledger
from handlers.kit.replies import File, Later, Reply
from handlers.kit.turn import Turn
from handlers.notice_board import XLSX
from handlers.printing import paper


async def show(turn: Turn) -> Reply:
    """Answer 台账: this month."""
    first = turn.today.replace(day=1)
    return await _page(turn, first, _last(first, 1))


async def open_period(turn: Turn, press: say.OpenLedger) -> Reply:
    """Show another period."""
    return await _page(turn, *_read(press.first, press.last))


async def other_period(turn: Turn, _press: say.OtherPeriod) -> Reply:
    """Offer the periods that are asked for most: months, quarters and years."""
    month = turn.today.replace(day=1)
    quarter = month.replace(month=(month.month - 1) // 3 * 3 + 1)
    year = month.replace(month=1)
    starts = [
        *((month, 1), (add_months(month, -1), 1), (quarter, 3), (add_months(quarter, -3), 3)),
        *((year, 12), (add_months(year, -12), 12)),
    ]
    return say.choose_period([(first, _last(first, months)) for first, months in starts])


def _last(first: date, months: int) -> date:
    return add_months(first, months) - timedelta(days=1)


def _read(first: str, last: str) -> tuple[date, date]:
    try:
        return date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise Refusal(common.not_found()) from None


async def _page(turn: Turn, first: date, last: date) -> Reply:
    return say.page(await visit_ledger.of(turn.session, turn.branch_id, first, last))


async def export(turn: Turn, press: say.ExportLedger) -> Reply:
    """Make the table or the pages; who took them is written down."""
    first, last = _read(press.first, press.last)
    await visit_ledger.note_export(turn.session, turn.branch_id, turn.person, first, last, turn.now)

    async def make(session: AsyncSession) -> File:
        ledger = await visit_ledger.of(session, turn.branch_id, first, last)
        ledger = replace(
            ledger,
            records=[
                replace(record, entered_at=local(record.entered_at, turn.branch.zone))
                for record in ledger.records
            ],
        )
        if press.form == "pdf":
            facts = _on_paper(turn, ledger)
            return await paper(say.file_name(ledger, "pdf"), say.exported(ledger), ledger_pages, facts)
        data = await asyncio.to_thread(spreadsheets.write, _tables(ledger))
        return File(say.file_name(ledger, "xlsx"), XLSX, data, say.exported(ledger))

    return Later(make)


def _tables(ledger: Ledger) -> list[Table]:
    records, counts = say.sheet_names()
    return [
        Table(records, say.header(), [say.row(number, one) for number, one in enumerate(ledger.records, 1)]),
        Table(counts, say.summary_header(), say.summary_rows(ledger)),
    ]


def _on_paper(turn: Turn, ledger: Ledger) -> PaperLedger:
    return PaperLedger(
        title=say.title(ledger.first, ledger.last),
        branch=turn.branch.name,
        day=turn.today,
        summary=say.summary(ledger),
        records=[say.paper_line(number, one) for number, one in enumerate(ledger.records, 1)],
        names=sorted({name for one in ledger.records for name in (*one.names, *one.visitors)}),
    )
