"""The telephone list: whom to call, what to say, and what came of it, in large type."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.papers.blocks import Block, beside, fits, paginate, stack, together
from bot.papers.fields import to_tick, to_write
from bot.papers.sheet import HEIGHT, INNER, MARGIN, Align, Sheet
from bot.texts import papers as say

_NAME = 28.0  # points, of the heading
_BODY = 22.0
_FOOT = 18.0
_TIGHT = 1.3  # line to line of a single line
_GAP = 6.0  # mm below the heading


@dataclass(frozen=True, slots=True)
class _Setting:
    """How people are set: sizes in points, lengths in mm."""

    name: float  # of names and numbers
    body: float
    gap: float  # between two people
    column: float  # of a box and its label
    note: float  # height of the line for a note
    is_note_beside: bool = False


# The largest at which the list is one page, else the smallest on as many as it takes.
_SETTINGS = (
    _Setting(_NAME, _BODY, _GAP, INNER / 3, 13.0),
    _Setting(24.0, 18.0, 4.0, 37.0, 10.0, is_note_beside=True),
)


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
    room = HEIGHT - 2 * MARGIN - head.height - _GAP - foot.height
    for setting in _SETTINGS:
        groups = _groups(sheet, rows, once, setting)
        if fits([block for group in groups for block in group], room):
            break
    pages = paginate(groups, room)
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


def _groups(sheet: Sheet, rows: Sequence[CallRow], once: str, setting: _Setting) -> list[list[Block]]:
    """Return what is said to all, and then the people, none of them divided where he fits on a page."""
    groups = [sheet.paragraph(say.say_to_all(once), setting.body, before=3)] if once else []
    for number, row in enumerate(rows, 1):
        groups.append(_row(sheet, number, row, "" if once else row.words, setting))
    return groups


def _row(sheet: Sheet, number: int, row: CallRow, words: str, setting: _Setting) -> list[Block]:
    """Set one person: name and number, what to say, the boxes, a line for a note."""
    blocks = _who(sheet, number, row, setting)
    if words:
        blocks += sheet.paragraph(say.say_to_one(words), setting.body, before=1, whole=(row.name,))
    return [*blocks, _outcome(sheet, setting)]


def _who(sheet: Sheet, number: int, row: CallRow, setting: _Setting) -> list[Block]:
    phone, size = say.no_number() if row.phone is None else say.telephone(row.phone), setting.name
    numbered = f"{number}  {row.name}"
    name = sheet.paragraph(numbered, size, bold=True, spacing=_TIGHT, before=setting.gap, whole=(row.name,))
    call = sheet.paragraph(phone, size, bold=row.phone is not None, align=Align.RIGHT, spacing=_TIGHT)
    taken = sheet.measure(numbered, size) + sheet.measure(phone, size)
    return [beside(name[0], call[0])] if taken < INNER - 8 else [*name, *call]


def _outcome(sheet: Sheet, setting: _Setting) -> Block:
    """Offer the three outcomes side by side, and a line for a note below them or behind."""
    lefts = [MARGIN + number * setting.column for number in range(len(say.outcomes()) + 1)]
    ticks = [
        to_tick(sheet, label, setting.body, left) for label, left in zip(say.outcomes(), lefts, strict=False)
    ]
    left = lefts[-1] if setting.is_note_beside else MARGIN
    width = MARGIN + INNER - left
    note = to_write(sheet, say.remark(), setting.body, left, width, height=setting.note)
    if setting.is_note_beside:
        return beside(*ticks, note)
    return together([replace(beside(*ticks), before=2), note])
