"""The program that opens an unknown file: run alone in a limited process, it prints rows as JSON.

Only the standard library and openpyxl are imported here, because `spreadsheets.read` starts this
file without the project, its settings or its secrets: whatever a hostile file does, it does it to a
process that knows nothing, may use little memory and is about to end.
"""

import csv
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

MAX_ROWS = 20_000  # rows with something in them, over all sheets
MAX_COLUMNS = 200
MAX_SHEETS = 30
MAX_UNPACKED_BYTES = 60_000_000
MAX_PARTS = 2_000  # files inside one xlsx
MAX_TEXT = 2_000  # characters kept of one cell
MAX_OUTPUT_CHARACTERS = 8_000_000  # of JSON: what the waiting process is willing to take in
MAX_MEMORY_BYTES = 300_000_000
MAX_PROCESSOR_SECONDS = 10

# Number formats without a name inside the file: a Chinese Excel shows these as 「1973年7月」.
MONTH_FORMATS = {17, 27, 36, 50, 52, 57}
DAY_FORMATS = {14, 15, 16, 22, 28, 29, 30, 31, 51, 53, 54, 58}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Numbered = tuple[int, list[Any]]  # a row's number on the sheet, and its cells


class NotReadable(Exception):
    """The file cannot be read; the argument is the code of the reason."""


def main() -> None:
    limit_this_process()
    try:
        answer = json.dumps({"sheets": sheets_in(sys.stdin.buffer.read())}, ensure_ascii=False)
        if len(answer) > MAX_OUTPUT_CHARACTERS:
            raise NotReadable("too_big")
    except NotReadable as error:
        answer = json.dumps({"reason": str(error)})
    except MemoryError:
        answer = json.dumps({"reason": "too_big"})
    except Exception as error:  # whatever a broken file provokes: the file is at fault, not we
        answer = json.dumps({"reason": "damaged", "error": type(error).__name__})
    sys.stdout.buffer.write(answer.encode())


def limit_this_process() -> None:
    """Give up memory and processor time beyond our limits, where the system has such limits."""
    try:
        import resource
    except ImportError:  # Windows has none; the time limit of the waiting process still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_PROCESSOR_SECONDS, MAX_PROCESSOR_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def sheets_in(data: bytes) -> list[dict[str, Any]]:
    """Return the visible sheets that hold anything, whichever kind of file it is."""
    kind = kind_of(data)
    if kind == "xlsx":
        sheets = list(workbook_sheets(data))
    elif kind == "csv":
        rows = list(checked(csv_rows(decoded(data))))
        sheets = [{"name": "", "rows": rows, "serials_from_1904": False}]
    else:
        raise NotReadable(kind)
    sheets = [sheet for sheet in sheets if sheet["rows"]]
    if not sheets:
        raise NotReadable("empty")
    return sheets


def kind_of(data: bytes) -> str:
    """Tell what the bytes are, whatever the file is called."""
    head = data[:64].lstrip()
    if not data.strip():
        return "empty"
    if data.startswith(b"PK\x03\x04"):
        return kind_of_archive(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return kind_of_compound(data)
    if head.startswith(b"%PDF"):
        return "pdf"
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")) or data[8:12] == b"WEBP":
        return "image"
    if data.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"PK")):
        return "archive"
    if head[:5].lower() in (b"<html", b"<!doc", b"<?xml") or head.startswith(b"{\\rtf"):
        return "unknown"
    return "csv"


def kind_of_archive(data: bytes) -> str:
    """Look at an archive's list of contents and unpack nothing."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile:
        return "damaged"
    names = {part.filename for part in parts}
    if "word/document.xml" in names:
        return "word"
    if "content.xml" in names and "mimetype" in names:
        return "open_document"
    if "xl/workbook.xml" not in names:
        return "archive"
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        return "too_big"
    return "encrypted" if any(part.flag_bits & 1 for part in parts) else "xlsx"


def kind_of_compound(data: bytes) -> str:
    """Tell apart the old Microsoft files, which name their contents in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "encrypted"
    return "word" if "WordDocument".encode("utf-16-le") in data else "old_excel"


def decoded(data: bytes) -> str:
    """Decode the text of a csv file: UTF-8, UTF-16 or GB18030, as Excel and WPS write it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in data[:2000]:
        little = data[1:2000:2].count(0) > data[0:2000:2].count(0)
        encodings = ["utf-16-le" if little else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1f]", text):
            return text
    raise NotReadable("unknown")


def csv_rows(text: str) -> Iterator[Numbered]:
    """Read delimited text; the delimiter is the one that makes the widest rows."""
    sample = "\n".join(text.splitlines()[:30])

    def usual_width(delimiter: str) -> int:
        rows = csv.reader(io.StringIO(sample), delimiter=delimiter)
        widths = sorted(len(row) for row in rows if row)
        return widths[len(widths) // 2] if widths else 0

    delimiter = max((",", ";", "\t"), key=usual_width)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for number, row in enumerate(reader, start=1):
        yield number, [unguarded(cell) for cell in row]


def unguarded(text: str) -> str:
    """Take away the apostrophe that keeps a csv cell from being a formula."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def workbook_sheets(data: bytes) -> Iterator[dict[str, Any]]:
    import openpyxl

    archive = zipfile.ZipFile(io.BytesIO(data))
    for part in archive.namelist():
        if part.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.open(part).read(1_000):
            raise NotReadable("damaged")  # no office program declares document types or entities
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    seen = 0
    for sheet in book.worksheets[:MAX_SHEETS]:
        if sheet.sheet_state != "visible":
            continue
        sheet.reset_dimensions()  # a sheet's own word on its size is not to be relied on
        rows = list(checked(sheet_rows(sheet), seen))
        seen += len(rows)
        merges = merged_ranges(archive.read(sheet._worksheet_path))
        from_1904 = book.epoch.year == 1904
        yield {"name": sheet.title, "rows": filled(rows, merges), "serials_from_1904": from_1904}


def sheet_rows(sheet: Any) -> Iterator[Numbered]:
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, [typed(cell) for cell in row]


def typed(cell: Any) -> Any:
    """Return a cell as text, number or {"date": …}; a date shown as a month is text like 1973-07.

    Excel turns a typed 「1973年7月」 into the first of July and shows the month only: what its
    author meant is what is shown.
    """
    value = cell.value
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return shown_date(cell, value)
    if isinstance(value, date):
        shown = re.sub(r'"[^"]*"|\[[^\]]*\]', "", cell.number_format.lower())
        if "y" in shown and "d" not in shown:
            return f"{value:%Y-%m}"
        day = value.date() if isinstance(value, datetime) else value
        return {"date": day.isoformat()}
    return str(value)


def shown_date(cell: Any, value: float) -> Any:
    """Recognise the Chinese date formats that openpyxl takes for plain numbers."""
    from openpyxl.utils.datetime import from_excel

    number_format = cell.style_array.numFmtId
    if number_format not in MONTH_FORMATS | DAY_FORMATS or not 1 <= value < 100_000:
        return value
    day = from_excel(value, cell.parent.parent.epoch).date()
    return f"{day:%Y-%m}" if number_format in MONTH_FORMATS else {"date": day.isoformat()}


def checked(rows: Iterable[Numbered], seen: int = 0) -> Iterator[Numbered]:
    """Pass on the rows that hold anything, shortened, and stop at the limits."""
    for number, cells in rows:
        cells = [cell[:MAX_TEXT] if isinstance(cell, str) else cell for cell in cells]
        while cells and (cells[-1] is None or cells[-1] == ""):
            cells.pop()
        if not cells:
            continue
        seen += 1
        if seen > MAX_ROWS:
            raise NotReadable("too_many_rows")
        if len(cells) > MAX_COLUMNS:
            raise NotReadable("too_many_columns")
        yield number, cells


def merged_ranges(xml: bytes) -> list[tuple[int, int, int, int]]:
    """Find the merged cells (first row, last row, first column, last column), all from 1.

    The streaming reader of openpyxl leaves them out.
    """
    from openpyxl.utils.cell import range_boundaries

    references = re.findall(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d+:[A-Z]{1,3}\d+)"', xml)
    ranges = []
    for reference in references[: 2 * MAX_ROWS]:
        left, top, right, bottom = range_boundaries(reference.decode())
        ranges.append((top, bottom, left, right))
    return ranges


def filled(rows: list[Numbered], merges: list[tuple[int, int, int, int]]) -> list[Numbered]:
    """Repeat the value of merged cells in each row and column they cover, within the used area."""
    by_number = dict(rows)
    width = max((len(cells) for cells in by_number.values()), default=0)
    last = max(by_number, default=0)
    for top, bottom, left, right in merges:
        first = by_number.get(top, [])
        value = first[left - 1] if left <= len(first) else None
        if value is None:
            continue
        for number in range(top, min(bottom, last) + 1):
            cells = by_number.get(number)
            if cells is None:
                continue
            cells.extend([None] * (min(right, width) - len(cells)))
            for column in range(left, min(right, width) + 1):
                if cells[column - 1] is None:
                    cells[column - 1] = value
    return rows


if __name__ == "__main__":
    main()
