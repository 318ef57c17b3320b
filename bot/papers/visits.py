"""The ledger of visits on paper: the counts, and every record of the period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.papers.blocks import Block, beside, paginate, stack, together
from bot.papers.sheet import HEIGHT, MARGIN, Align, Sheet
from bot.texts import papers as paper_words
from bot.texts import visit_ledger as say

# Points.
_TITLE = 24.0
_BODY = 15.0
_FOOT = 12.0
_GAP = 4.0  # mm


@dataclass(frozen=True, slots=True)
class PaperLedger:
    """What stands on the pages."""

    title: str
    branch: str
    day: date
    summary: Sequence[str]
    records: Sequence[tuple[str, str]]  # who and when, and what was said
    names: Sequence[str]  # not to be broken


def ledger_pages(ledger: PaperLedger) -> bytes:
    """Return the pages. Raises MissingGlyph."""
    sheet = Sheet(ledger.title, ledger.day)
    head = _head(sheet, ledger)
    foot = sheet.paragraph(say.keep_safe(), _FOOT)[0]
    groups = [_lines(sheet, [line for line in ledger.summary if line], _GAP)]
    groups += [_record(sheet, who, what, ledger.names) for who, what in ledger.records]
    pages = paginate(groups, HEIGHT - 2 * MARGIN - head.height - 2 * _GAP - foot.height)
    for number, blocks in enumerate(pages, 1):
        sheet.page()
        stack([head, *blocks], MARGIN)
        count = sheet.paragraph(paper_words.page_number(number, len(pages)), _FOOT, align=Align.RIGHT)[0]
        beside(foot, count).draw(HEIGHT - MARGIN - foot.height)
    return sheet.finish()


def _head(sheet: Sheet, ledger: PaperLedger) -> Block:
    """Repeat on every page what this is; pages get separated on a desk."""
    return together(
        [
            *sheet.paragraph(ledger.title, _TITLE, bold=True, align=Align.CENTRE),
            *sheet.paragraph(ledger.branch, _BODY, align=Align.CENTRE),
            *sheet.paragraph(say.made_on(ledger.day), _BODY, align=Align.CENTRE),
            sheet.rule(0.7, before=2),
        ]
    )


def _lines(sheet: Sheet, lines: Sequence[str], before: float) -> list[Block]:
    return [
        block
        for number, line in enumerate(lines)
        for block in sheet.paragraph(line, _BODY, before=1.0 if number else before)
    ]


def _record(sheet: Sheet, who: str, what: str, names: Sequence[str]) -> list[Block]:
    return [
        *sheet.paragraph(who, _BODY, bold=True, before=_GAP, whole=names),
        *sheet.paragraph(what, _BODY, before=0.5, whole=names),
    ]
