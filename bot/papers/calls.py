"""The telephone list: whom to call, what to say, and what came of it, in large type."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.papers.blocks import Block, beside, paginate, stack, together
from bot.papers.fields import to_tick, to_write
from bot.papers.sheet import HEIGHT, INNER, MARGIN, Align, Sheet
from bot.texts import papers as say

_NAME = 28.0  # points, of names and numbers
_BODY = 22.0
_FOOT = 18.0
_TIGHT = 1.3  # line to line of a single line, so that five people find room on a page
_GAP = 6.0  # mm between two people


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call to make."""

    name: str  # such as 「郑守义同志」
    phone: str | None  # None where the roster has none
    words: str  # what to say; where all rows have the same, it is printed once


def call_list(title: str, day: date, rows: Sequence[CallRow]) -> bytes:
    """Return a list of calls to tick off by hand, as many pages as it takes. Raises MissingGlyph."""
    sheet = Sheet(title, day)
    said = {row.words for row in rows}
    once = said.pop() if len(said) == 1 and len(rows) > 1 else ""
    head = _head(sheet, title, day, len(rows))
    foot = sheet.paragraph(say.keep_safe(), _FOOT)[0]
    groups: list[Sequence[Block]] = [sheet.paragraph(say.say_to_all(once), _BODY, before=3)] if once else []
    for number, row in enumerate(rows, 1):
        groups.append(_row(sheet, number, row, "" if once else row.words))
    pages = paginate(groups, HEIGHT - 2 * MARGIN - head.height - _GAP - foot.height)
    for number, blocks in enumerate(pages, 1):
        sheet.page()
        stack([head, *blocks], MARGIN)
        count = sheet.paragraph(say.page_number(number, len(pages)), _FOOT, align=Align.RIGHT)[0]
        beside(foot, count).draw(HEIGHT - MARGIN - foot.height)
    return sheet.finish()


def _head(sheet: Sheet, title: str, day: date, count: int) -> Block:
    """Repeat on every page what this list is; pages get separated on a desk."""
    return together(
        [
            *sheet.paragraph(title, _NAME, bold=True, align=Align.CENTRE),
            beside(
                sheet.paragraph(say.written_on(day), _BODY)[0],
                sheet.paragraph(say.people(count), _BODY, align=Align.RIGHT)[0],
            ),
            sheet.rule(0.7),
        ]
    )


def _row(sheet: Sheet, number: int, row: CallRow, words: str) -> list[Block]:
    """Set one person: name and number, what to say, the boxes, a line for a note."""
    blocks = _who(sheet, number, row)
    if words:
        blocks += sheet.paragraph(say.say_to_one(words), _BODY, before=1, whole=(row.name,))
    return [*blocks, together([_boxes(sheet), to_write(sheet, say.remark(), _BODY, MARGIN, INNER)])]


def _who(sheet: Sheet, number: int, row: CallRow) -> list[Block]:
    phone = say.no_number() if row.phone is None else say.telephone(row.phone)
    name = sheet.paragraph(
        f"{number}  {row.name}", _NAME, bold=True, spacing=_TIGHT, before=_GAP, whole=(row.name,)
    )
    call = sheet.paragraph(phone, _NAME, bold=row.phone is not None, align=Align.RIGHT, spacing=_TIGHT)
    taken = sheet.measure(f"{number}  {row.name}", _NAME) + sheet.measure(phone, _NAME)
    return [beside(name[0], call[0])] if taken < INNER - 8 else [*name, *call]


def _boxes(sheet: Sheet) -> Block:
    """Offer the three outcomes side by side."""
    column = INNER / 3
    ticks = [
        to_tick(sheet, label, _BODY, MARGIN + number * column) for number, label in enumerate(say.outcomes())
    ]
    return replace(beside(*ticks), before=2)
