"""The monthly sheet (月报): what has waited for one reader, in large type, one notice below the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.papers.blocks import Block, gap, paginate, stack, together
from bot.papers.fields import to_call
from bot.papers.notices import PaperNotice, body
from bot.papers.sheet import HEIGHT, MARGIN, Align, Sheet
from bot.texts import papers as say

_TITLE = 32.0  # points
_BODY = 24.0
_FOOT = 18.0
# Line to line in type sizes, mm between paragraphs: the most generous that needs no page more.
_SETTINGS = ((1.55, 4.0), (1.42, 3.0), (1.3, 2.0))


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """What one reader is brought."""

    address: str  # 「周德明同志」
    notices: Sequence[PaperNotice]  # at least one, the latest last
    signature: str
    liaison: str  # who answers questions
    phone: str | None
    day: date


def monthly_sheets(sheets: Sequence[PaperSheet]) -> bytes:
    """Return a sheet for each reader, each beginning on a page of its own. Raises MissingGlyph."""
    first = sheets[0]
    paper = Sheet(say.sheet_title(first.notices[-1].day), first.day)
    for one in sheets:
        foot = paper.paragraph(say.page_of(one.address, 1, 1), _FOOT, align=Align.CENTRE)
        room = HEIGHT - 2 * MARGIN - sum(line.height for line in foot)
        pages = min(
            (paginate(_groups(paper, one, spacing, between), room) for spacing, between in _SETTINGS), key=len
        )
        for number, blocks in enumerate(pages, 1):
            paper.page()
            stack(blocks, MARGIN)
            foot = paper.paragraph(say.page_of(one.address, number, len(pages)), _FOOT, align=Align.CENTRE)
            stack(foot, HEIGHT - MARGIN - sum(line.height for line in foot))
    return paper.finish()


def _groups(paper: Sheet, one: PaperSheet, spacing: float, between: float) -> list[list[Block]]:
    """Return what must stay together: a notice's heading with its beginning, the end in one piece."""
    groups: list[list[Block]] = []
    head: list[Block] = [
        *paper.paragraph(say.sheet_title(one.notices[-1].day), _TITLE, bold=True, align=Align.CENTRE),
        paper.rule(0.7, before=2),
        *paper.paragraph(
            say.greeting(one.address), _BODY, bold=True, before=between, spacing=spacing, whole=(one.address,)
        ),
        *paper.paragraph(say.sheet_begins(len(one.notices)), _BODY, spacing=spacing),
    ]
    for number, notice in enumerate(one.notices, 1):
        heading = paper.paragraph(
            say.item_title(number if len(one.notices) > 1 else None, notice.title or say.NOTICE, notice.day),
            _BODY,
            bold=True,
            before=2 * between + 2,
            spacing=spacing,
        )
        text = body(paper, notice.text, _BODY, spacing, between / 2, more=notice.more) or [[]]
        groups += [[*head, *heading, *text[0]], *text[1:]]
        head = []
    groups.append([gap(between), *_end(paper, one, spacing, between)])
    return groups


def _end(paper: Sheet, one: PaperSheet, spacing: float, between: float) -> list[Block]:
    signature = [
        line
        for words in (one.signature, say.signed_on(one.day))
        for line in paper.paragraph(words, _BODY, align=Align.RIGHT, spacing=spacing)
    ]
    questions = paper.paragraph(say.questions(), _BODY, before=2 * between, spacing=spacing)
    call = to_call(paper, one.liaison, one.phone, _BODY, spacing)
    return [together([*signature, *questions, call])]
