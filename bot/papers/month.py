"""The month on one page (本月情况), for the liaison's desk: names beside whoever looks after them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.papers.blocks import Block, beside, fits, paginate, stack, together
from bot.papers.sheet import HEIGHT, MARGIN, Align, Sheet
from bot.texts import month as say
from bot.texts import papers as paper_words

# Type size in points: the largest at which it is one page, else the smallest on as many as it takes.
_SIZES = (22.0, 20.0, 18.0, 16.0, 14.0, 12.0)
_TITLE = 28.0
_HEAD = 16.0
_FOOT = 14.0
_SPACING = 1.35
_GAP = 3.0  # mm between two sections


@dataclass(frozen=True, slots=True)
class PaperSection:
    """One heading with the names below it; no text says that there is nobody."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class PaperMonth:
    """What stands on the page."""

    branch: str
    day: date
    summary: str
    sections: Sequence[PaperSection]
    names: Sequence[str]  # with what is said of each, not to be broken


def month_page(month: PaperMonth) -> bytes:
    """Return the page. Raises MissingGlyph."""
    sheet = Sheet(say.paper_title(month.day), month.day)
    head = _head(sheet, month)
    foot = sheet.paragraph(say.keep_safe(), _FOOT)[0]
    room = HEIGHT - 2 * MARGIN - head.height - 2 * _GAP - foot.height
    groups = _groups(sheet, month, _SIZES[-1])
    for size in _SIZES:
        tried = _groups(sheet, month, size)
        if fits([block for group in tried for block in group], room):
            groups = tried
            break
    pages = paginate(groups, room)
    for number, blocks in enumerate(pages, 1):
        sheet.page()
        stack([head, *blocks], MARGIN)
        count = sheet.paragraph(paper_words.page_number(number, len(pages)), _FOOT, align=Align.RIGHT)[0]
        beside(foot, *([count] if len(pages) > 1 else [])).draw(HEIGHT - MARGIN - foot.height)
    return sheet.finish()


def _head(sheet: Sheet, month: PaperMonth) -> Block:
    """Repeat on every page what this is; pages get separated on a desk."""
    return together(
        [
            *sheet.paragraph(say.paper_title(month.day), _TITLE, bold=True, align=Align.CENTRE),
            *sheet.paragraph(month.branch, _HEAD, align=Align.CENTRE),
            *sheet.paragraph(say.day_of(month.day), _HEAD, align=Align.CENTRE),
            sheet.rule(0.7, before=2),
        ]
    )


def _groups(sheet: Sheet, month: PaperMonth, size: float) -> list[list[Block]]:
    """Return the sections, none of them divided where it fits on a page."""
    groups = [sheet.paragraph(month.summary, size, spacing=_SPACING, before=_GAP)]
    for section in month.sections:
        heading = sheet.paragraph(section.heading, size, bold=True, spacing=_SPACING, before=_GAP)
        names = (
            sheet.paragraph(section.text, size, spacing=_SPACING, before=1, whole=month.names)
            if section.text
            else []
        )
        groups.append([*heading, *names])
    return groups
