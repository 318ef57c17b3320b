"""Sheets of a roster (花名册), of cadres or of pairings: from cells to records and refusals."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.domain.roster_values import (
    Fault,
    Problem,
    Reader,
    Unusable,
    as_text,
    coarser,
    group_number,
    plain,
    public_part,
    roles_in_title,
)
from bot.spreadsheets import Cell, Row, Sheet
from bot.texts import roster_words as words
from bot.texts.roster_reasons import shown
from models import Role, Status

HEADER_WITHIN_ROWS = 20
PRECISE_FIELDS = {"joined": "joined_on", "full": "full_on", "born": "born_on"}


class Kind(StrEnum):
    """What a row is about."""

    MEMBER = "member"
    CADRE = "cadre"
    PAIR = "pair"


@dataclass(frozen=True, slots=True)
class Record:
    """A row that could be read; blank cells are absent from `values`."""

    kind: Kind
    sheet: str
    row: int
    values: dict[str, str]
    remarks: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that must be corrected, with everything that is wrong in it and its own cells."""

    kind: Kind
    sheet: str
    row: int
    problems: tuple[Problem, ...]
    cells: dict[str, str]  # header → text; never a private column


@dataclass(slots=True)
class Reading:
    """What a file says; nothing of it is stored yet."""

    records: list[Record] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    private_columns: list[str] = field(default_factory=list)  # dropped at the door
    unused_columns: list[str] = field(default_factory=list)

    @property
    def found_a_table(self) -> bool:
        """Say whether any sheet had a header that we know."""
        return bool(self.records or self.refused)


@dataclass(frozen=True, slots=True)
class Header:
    """The line that names the columns."""

    kind: Kind
    row: int
    titles: tuple[str, ...]
    fields: tuple[str, ...]  # per column; empty for a column that is not read
    private: frozenset[int]

    @property
    def known(self) -> int:
        """Count the columns that are read."""
        return len({name for name in self.fields if name})


def read_sheets(sheets: Sequence[Sheet], today: date) -> Reading:
    """Read every sheet that has a header we know; the others are left alone.

    CPU-bound, about a second for 20,000 rows: call it in a thread.
    """
    reading = Reading()
    for sheet in sheets:
        header = find_header(sheet)
        if header is None:
            continue
        reading.private_columns += [header.titles[column] for column in sorted(header.private)]
        reading.unused_columns += [
            title
            for column, title in enumerate(header.titles)
            if title and not header.fields[column] and column not in header.private
            and title.lower() not in words.COUNTED_HEADERS
        ]  # fmt: skip
        for row, section_group in body(sheet, header):
            read_row(reading, sheet, header, row, section_group, today)
    refuse_repeated_numbers(reading)
    return reading


def find_header(sheet: Sheet) -> Header | None:
    """Return the line below the titles that names the most columns we know, or None."""
    best: Header | None = None
    for row in sheet.rows[:HEADER_WITHIN_ROWS]:
        titles = tuple(_title(cell) for cell in row.cells)
        kind, columns = _kind_and_columns(titles)
        fields = _fields(titles, columns)
        known = len({name for name in fields if name})
        needed = {"cadre", "member"} if kind is Kind.PAIR else {"name"}
        if known < 2 or not needed <= set(fields):
            continue
        # A list of visits names both too: pairings are a table of little else.
        if kind is Kind.PAIR and known * 2 < len(titles):
            continue
        # A header of two lines repeats its merged cells in both: the lower one says more, or as much.
        more = best is None or known > best.known
        if more or (best is not None and known == best.known and row.number == best.row + 1):
            private = frozenset(i for i, title in enumerate(titles) if _is_private(title))
            best = Header(kind, row.number, titles, fields, private)
    return best


def _title(cell: Cell) -> str:
    """Strip a header of line breaks, stars and what it explains in brackets."""
    text = re.sub(r"\s|\*", "", plain(as_text(cell)))
    return re.sub(r"\([^()]*\)|:$", "", text) or text


def _kind_and_columns(titles: Sequence[str]) -> tuple[Kind, dict[str, tuple[str, ...]]]:
    found = {title.lower() for title in titles}
    members_only = {
        word
        for name in ("joined_on", "full_on", "born_on", "group_number", "status")
        for word in words.MEMBER_COLUMNS[name]
    }
    if found & set(words.PAIR_COLUMNS["cadre"]) and found & set(words.PAIR_COLUMNS["member"]):
        return Kind.PAIR, words.PAIR_COLUMNS
    if found & set(words.CADRE_COLUMNS["unit"]) and not found & members_only:
        return Kind.CADRE, words.CADRE_COLUMNS
    return Kind.MEMBER, words.MEMBER_COLUMNS


def _fields(titles: Sequence[str], columns: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Name each column's field; of two columns for one field the first counts."""
    by_word = {word: name for name, synonyms in columns.items() for word in synonyms}
    fields: list[str] = []
    for title in titles:
        name = "" if _is_private(title) else by_word.get(title.lower(), "")
        fields.append("" if name in fields else name)
    return tuple(fields)


def _is_private(title: str) -> bool:
    lowered = title.lower()
    return any(word in lowered for word in words.PRIVATE_HEADERS)


def body(sheet: Sheet, header: Header) -> Iterator[tuple[Row, str]]:
    """Yield the rows about people, each with the group of the section line above it, if any.

    Sums, signatures, repeated headers, empty and merely numbered rows are passed over.
    """
    section = ""
    fields = dict(enumerate(header.fields))
    named = {"cadre", "member"} if header.kind is Kind.PAIR else {"name"}
    for row in sheet.rows:
        if row.number <= header.row:
            continue
        texts = [plain(as_text(cell)) for cell in row.cells]
        filled = [(column, text) for column, text in enumerate(texts) if text]
        if not filled or filled[0][1].replace(" ", "").startswith(words.FOOTER_STARTS):
            continue
        if [_title(cell) for cell in row.cells[: len(header.titles)]] == list(
            header.titles[: len(row.cells)]
        ):
            continue
        if len({text for _, text in filled}) == 1:  # one word, perhaps merged over the row
            group = _section_group(filled[0][1])
            if group:
                section = group
            # A name alone is a row too; in a list of pairs the same name twice may be two namesakes.
            if group or not {fields.get(column) for column, _ in filled} <= named:
                continue
        if any(column < len(header.fields) and header.fields[column] for column, _ in filled):
            yield row, section


def _section_group(text: str) -> str:
    """Read 「二、第二党小组（13人）」 between the rows as the group of those below."""
    text = re.sub(r"^[一二三四五六七八九十\d]+[、.]|\(.*\)$", "", text)
    number = group_number(text) if "组" in text else None
    return str(number) if number else ""


def read_row(
    reading: Reading, sheet: Sheet, header: Header, row: Row, section_group: str, today: date
) -> None:
    """Add one row to the records or, with everything that is wrong in it, to the refused."""
    reader = Reader(today, sheet.serials_from_1904, [])
    values: dict[str, str] = {}
    problems: list[Problem] = []
    for name, cell in zip(header.fields, row.cells, strict=False):
        if not name:
            continue
        try:
            value = reader.read(name, cell)
        except Unusable as error:
            problems.append(Problem(error.code, name, error.value[:40]))
            continue
        if value:
            values[name] = value
    problems += _complete(header.kind, values, problems, section_group)
    if problems:
        cells = _public_cells(header, row)
        reading.refused.append(Refused(header.kind, sheet.name, row.number, tuple(problems), cells))
    else:
        reading.records.append(Record(header.kind, sheet.name, row.number, values, tuple(reader.remarks)))


def _complete(
    kind: Kind, values: dict[str, str], problems: Sequence[Problem], section_group: str
) -> list[Problem]:
    """Put together what several cells of a row say, and name what is missing."""
    if kind is Kind.PAIR:
        incomplete = not problems and not {"cadre", "member"} <= values.keys()
        return [Problem(Fault.PAIR_INCOMPLETE)] if incomplete else []
    if kind is Kind.CADRE:
        roles = roles_in_title(values.get("unit", "")) | set(filter(None, values.get("roles", "").split(",")))
        if roles:
            values["roles"] = ",".join(sorted(roles))
    if kind is Kind.MEMBER and section_group:
        values.setdefault("group_number", section_group)
    for stem, name in PRECISE_FIELDS.items():
        precision = values.pop(f"{stem}_precision", "")
        if precision and name in values:
            values[name] = coarser(values[name], precision)
    _give_leader_a_group(values)
    named = "name" in values or any(problem.field == "name" for problem in problems)
    return [] if named else [Problem(Fault.NO_NAME, "name")]


def _give_leader_a_group(values: dict[str, str]) -> None:
    """A 党小组长 without a number leads the group he belongs to."""
    group = values.get("group_number")
    if group and "roles" in values:
        roles = values["roles"].split(",")
        leader = str(Role.GROUP_LEADER)
        values["roles"] = ",".join(
            sorted({f"{leader}:{group}" if role == leader else role for role in roles})
        )


def _public_cells(header: Header, row: Row) -> dict[str, str]:
    cells = {}
    for column, (title, cell) in enumerate(zip(header.titles, row.cells, strict=False)):
        if title and column not in header.private:
            text = as_text(cell)
            cells[title] = public_part(text)[0] if header.fields[column] == "note" else text
    return cells


def refuse_repeated_numbers(reading: Reading) -> None:
    """Refuse a row whose stable number an earlier row has: one of them is a slip."""
    first: dict[str, Record] = {}
    kept: list[Record] = []
    for record in reading.records:
        number = record.values.get("number", "")
        earlier = first.setdefault(number, record) if number else record
        if earlier is record:
            kept.append(record)
            continue
        problem = Problem(Fault.SAME_NUMBER, "number", str(earlier.row))
        reading.refused.append(refused(record, problem))
    reading.records = kept


def refused(record: Record, problem: Problem) -> Refused:
    """Turn a record that proved unusable into a refused row, under the headers of an export."""
    columns = {
        Kind.MEMBER: words.MEMBER_COLUMNS,
        Kind.CADRE: words.CADRE_COLUMNS,
        Kind.PAIR: words.PAIR_COLUMNS,
    }[record.kind]
    cells = {columns[name][0]: shown(name, value) for name, value in record.values.items()}
    return Refused(record.kind, record.sheet, record.row, (problem,), cells)


def is_living(values: dict[str, str]) -> bool:
    """Say whether a record does not speak of somebody deceased."""
    return values.get("status") != Status.DECEASED
