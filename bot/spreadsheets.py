"""Spreadsheets in and out: xlsx or csv bytes to rows of cells and back, whatever they are about."""

import asyncio
import io
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

MAX_BYTES = 5_000_000
PATIENCE_SECONDS = 10.0
READER = Path(__file__).with_name("spreadsheet_reader.py")
_WIDEST = 40  # places; a longer text takes several lines of its cell

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds anything."""

    number: int  # as the spreadsheet program shows it, from 1
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str  # empty for csv
    rows: tuple[Row, ...]
    serials_from_1904: bool = False  # old Mac workbooks count days from 1904


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet to be written: a header and rows of the same width."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


class Reason(StrEnum):
    """Why a file cannot be read."""

    TOO_BIG = "too_big"  # in bytes, unpacked, or in memory
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    TOO_SLOW = "too_slow"
    EMPTY = "empty"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    OLD_EXCEL = "old_excel"
    OPEN_DOCUMENT = "open_document"
    WORD = "word"
    PDF = "pdf"
    IMAGE = "image"
    ARCHIVE = "archive"
    UNKNOWN = "unknown"


class Unreadable(Exception):
    """The file cannot be read, for a reason that a person can act on."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


async def read(data: bytes) -> list[Sheet]:
    """Return the visible sheets that hold anything, merged cells filled. Raises Unreadable.

    The file is opened by a process of its own, with limits on memory, time and size, so that a bomb
    hurts nobody and everybody else is answered meanwhile.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(Reason.TOO_BIG)
    # -I and an empty environment: the reader finds neither our code nor our secrets.
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(READER),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(data), PATIENCE_SECONDS)
    except TimeoutError:
        raise Unreadable(Reason.TOO_SLOW) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if not output:  # killed by its own limits before it could say so
        raise Unreadable(Reason.TOO_BIG)
    answer = json.loads(output)
    if "reason" in answer:
        raise Unreadable(Reason(answer["reason"]))
    return [_sheet(each) for each in answer["sheets"]]


def _sheet(found: dict[str, Any]) -> Sheet:
    rows = tuple(Row(number, tuple(_cell(cell) for cell in cells)) for number, cells in found["rows"])
    return Sheet(found["name"], rows, found["serials_from_1904"])


def _cell(value: Any) -> Cell:
    if isinstance(value, dict):
        return date.fromisoformat(value["date"])
    return value  # type: ignore[no-any-return]  # JSON knows text, numbers and null besides


def write(tables: Sequence[Table]) -> bytes:
    """Return an xlsx workbook in which every text stays text, whatever it begins with.

    Takes about a second for 5,000 rows: call it in a thread.
    """
    # openpyxl is imported where it is used, because it costs start-up time and memory.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    wrapped = Alignment(wrap_text=True, vertical="top")
    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(_sheet_name(table.name))
        sheet.freeze_panes = "A2"
        _fit_on_paper(sheet)
        for column, width in enumerate(_widths(table), start=1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        for line, row in enumerate([table.header, *table.rows]):
            cells = []
            for value in row:
                cell = WriteOnlyCell(sheet, _printable(value) if isinstance(value, str) else value)
                if isinstance(value, str):
                    # Without this "=1+1" becomes a formula; "@" keeps it text when it is edited.
                    cell.data_type = "s"
                    cell.number_format = "@"
                    if _places(value) > _WIDEST:
                        cell.alignment = wrapped
                elif isinstance(value, date):
                    cell.number_format = "yyyy-mm-dd"
                if line == 0:
                    cell.font = Font(bold=True)
                cells.append(cell)
            sheet.append(cells)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _fit_on_paper(sheet: Any) -> None:
    """Let a sheet be printed across A4, as wide as one page, its header on each."""
    from openpyxl.worksheet.worksheet import Worksheet

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = "1:1"


def _sheet_name(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:31] or "Sheet"


def _widths(table: Table) -> list[int]:
    """Wide enough for most cells: a Chinese character takes two places."""
    shown = [table.header, *table.rows[:200]]
    columns = zip(*shown, strict=True)
    return [min(_WIDEST, max(8, *(_places(cell) + 2 for cell in column))) for column in columns]


def _places(value: Cell) -> int:
    return sum(2 if ord(character) > 0x2E80 else 1 for character in _as_text(value))


def _as_text(value: Cell) -> str:
    return "" if value is None else str(value)


def _printable(text: str) -> str:
    """Drop what XML cannot hold: control characters and lone surrogates."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)
