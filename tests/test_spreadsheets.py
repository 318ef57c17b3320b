"""Spreadsheets: whatever arrives is read within limits, whatever is written stays text."""

import asyncio
import csv
import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from bot import spreadsheets
from bot.spreadsheets import Reason, Sheet, Table, Unreadable


def workbook(*rows: list[object], merge: str = "", sheet_name: str = "名单") -> bytes:
    """Write a workbook the way a secretary's program would."""
    book = Workbook()
    book.active.title = sheet_name
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    return saved(book)


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def cells(sheet: Sheet) -> list[tuple[object, ...]]:
    return [row.cells for row in sheet.rows]


async def reason_of(data: bytes) -> Reason:
    with pytest.raises(Unreadable) as caught:
        await spreadsheets.read(data)
    return caught.value.reason


async def test_cells_come_out_with_their_types_and_row_numbers() -> None:
    data = workbook(["姓名", "入党", "数"], [], ["张三", date(1990, 7, 1), 19680701])

    [sheet] = await spreadsheets.read(data)

    assert sheet.name == "名单"
    assert [row.number for row in sheet.rows] == [1, 3]
    assert sheet.rows[1].cells == ("张三", date(1990, 7, 1), 19680701)


async def test_a_merged_cell_is_repeated_in_every_row_it_covers() -> None:
    data = workbook(["第一组", "张三"], [None, "李四"], [None, "王五"], merge="A1:A3")

    [sheet] = await spreadsheets.read(data)

    assert cells(sheet) == [("第一组", "张三"), ("第一组", "李四"), ("第一组", "王五")]


@pytest.mark.parametrize("number_format", ['yyyy"年"m"月"', "mmm-yy", "yyyy-mm"])
async def test_a_date_shown_as_a_month_stays_a_month(number_format: str) -> None:
    book = Workbook()
    book.active.append(["入党", date(1973, 7, 1)])
    book.active["B1"].number_format = number_format

    [sheet] = await spreadsheets.read(saved(book))

    assert cells(sheet) == [("入党", "1973-07")]


async def test_a_month_in_a_format_that_only_a_chinese_excel_knows_stays_a_month() -> None:
    data = workbook(["入党", date(1973, 7, 1)])
    styles = zipfile.ZipFile(io.BytesIO(data)).read("xl/styles.xml")
    renumbered = styles.replace(b'<xf numFmtId="164"', b'<xf numFmtId="57"')
    assert renumbered != styles

    [sheet] = await spreadsheets.read(replaced(data, "xl/styles.xml", renumbered))

    assert cells(sheet) == [("入党", "1973-07")]


def replaced(data: bytes, name: str, content: bytes) -> bytes:
    """Put another part into a workbook."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return target.getvalue()


async def test_every_visible_sheet_that_holds_anything_is_read() -> None:
    book = Workbook()
    book.active.append(["甲"])
    book.create_sheet("空的")
    book.create_sheet("藏着").append(["旧"])
    book["藏着"].sheet_state = "hidden"
    book.create_sheet("第二张").append(["乙"])

    sheets = await spreadsheets.read(saved(book))

    assert [cells(sheet) for sheet in sheets] == [[("甲",)], [("乙",)]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
async def test_csv_is_read_in_every_encoding_and_with_every_delimiter(encoding: str, delimiter: str) -> None:
    text = delimiter.join(["姓名", "备注"]) + "\r\n" + delimiter.join(["张三", '"一,二;三\n四"']) + "\r\n"

    [sheet] = await spreadsheets.read(text.encode(encoding))

    assert cells(sheet) == [("姓名", "备注"), ("张三", "一,二;三\n四")]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \n ", Reason.EMPTY),
        (b"%PDF-1.7 ...", Reason.PDF),
        (b"\x89PNG\r\n\x1a\n", Reason.IMAGE),
        (b"\xff\xd8\xff\xe0....JFIF", Reason.IMAGE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Reason.OLD_EXCEL),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), Reason.WORD),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            Reason.ENCRYPTED,
        ),
        (b"<html><table><tr><td>x</td></tr></table>", Reason.UNKNOWN),
        (bytes(range(1, 200)) * 9, Reason.UNKNOWN),
        (b"PK\x03\x04 cut off", Reason.DAMAGED),
        (b"Rar!\x1a\x07", Reason.ARCHIVE),
        (bytes(spreadsheets.MAX_BYTES + 1), Reason.TOO_BIG),
        (b"a,b\n" * 20_001, Reason.TOO_MANY_ROWS),
        (b",".join([b"a"] * 201), Reason.TOO_MANY_COLUMNS),
    ],
)
async def test_what_cannot_be_read_says_why(data: bytes, reason: Reason) -> None:
    assert await reason_of(data) is reason


def archive(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return target.getvalue()


async def test_an_archive_is_told_by_what_is_in_it() -> None:
    assert await reason_of(archive(word__document_xml=b"x")) is Reason.WORD
    assert await reason_of(archive(content_xml=b"x", mimetype=b"x")) is Reason.OPEN_DOCUMENT
    assert await reason_of(archive(photo=b"x")) is Reason.ARCHIVE
    assert await reason_of(archive(xl__workbook_xml=b"nothing of the kind")) is Reason.DAMAGED


async def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = archive(xl__workbook_xml=b"x", xl__worksheets__sheet1_xml=bytes(70_000_000))
    assert len(bomb) < 100_000

    assert await reason_of(bomb) is Reason.TOO_BIG


async def test_entities_are_not_expanded() -> None:
    laughs = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    )
    data = replaced(workbook(["甲"]), "xl/worksheets/sheet1.xml", laughs)

    assert await reason_of(data) is Reason.DAMAGED


async def test_a_sheet_with_too_many_rows_is_refused_in_time() -> None:
    row = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>x</t></is></c></row>'
    body = b"".join(row % (number, number) for number in range(1, 200_001))
    xml = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + body
        + b"</sheetData></worksheet>"
    )
    data = workbook(["甲"])

    packed = replaced(data, "xl/worksheets/sheet1.xml", xml)

    assert await reason_of(packed) is Reason.TOO_MANY_ROWS


async def test_others_are_served_while_a_file_is_read() -> None:
    table = Table("t", ["a", "b", "c"], [["x" * 20, "y", str(number)] for number in range(3_000)])
    data = spreadsheets.write([table])
    turns = 0

    async def serve_others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0.01)
            turns += 1

    others = asyncio.create_task(serve_others())
    await spreadsheets.read(data)
    others.cancel()

    assert turns > 5


async def test_the_reading_process_ends_with_whoever_waits_for_it() -> None:
    reading = asyncio.create_task(spreadsheets.read(workbook(["甲"])))
    await asyncio.sleep(0.02)

    reading.cancel()

    with pytest.raises(asyncio.CancelledError):
        await reading


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "\tx", "'=already"]


async def test_what_looks_like_a_formula_is_written_as_text() -> None:
    data = spreadsheets.write([Table("名册", ["姓名"], [[text] for text in DANGEROUS])])

    sheet = load_workbook(io.BytesIO(data)).active
    assert [sheet.cell(row, 1).data_type for row in range(2, len(DANGEROUS) + 2)] == ["s"] * len(DANGEROUS)
    [read] = await spreadsheets.read(data)
    assert [row.cells[0] for row in read.rows[1:]] == DANGEROUS


async def test_reading_takes_away_the_apostrophe_that_guards_a_csv_cell() -> None:
    texts = [text for text in DANGEROUS if not text.startswith("'")]
    written = io.StringIO()
    csv.writer(written).writerows([f"'{text}"] for text in texts)

    [sheet] = await spreadsheets.read(written.getvalue().encode())

    assert [row.cells[0] for row in sheet.rows] == texts


def test_a_written_sheet_is_fit_to_be_read_by_people() -> None:
    table = Table("名册/2026", ["姓名", "入党时间"], [["张三\x07", date(1968, 7, 1)], ["很长" * 30, None]])

    sheet = load_workbook(io.BytesIO(spreadsheets.write([table]))).active

    assert sheet.title == "名册 2026"
    assert sheet.freeze_panes == "A2"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)  # A4 across
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$1"
    assert sheet["A1"].font.bold
    assert sheet["A2"].value == "张三"
    assert [bool(sheet[cell].alignment.wrap_text) for cell in ("A2", "A3")] == [False, True]
    assert str(sheet["B2"].value) == "1968-07-01 00:00:00"
    assert sheet.column_dimensions["A"].width >= 8
