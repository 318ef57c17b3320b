"""A notice in large type, with a slip (回执) to tear off and hand back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.papers.blocks import Block, beside, gap, paginate, stack, together, total
from bot.papers.fields import to_tick, to_write
from bot.papers.sheet import HEIGHT, INNER, MARGIN, Align, Sheet
from bot.texts import papers as say

_TITLE = 32.0  # points
_BODY = 24.0
# Line to line in type sizes, mm between paragraphs: the most generous that needs no page more.
_SETTINGS = ((1.55, 4.0), (1.42, 3.0), (1.3, 2.0))
_FOOT = 18.0
_FOOT_GAP = 4.0  # mm


@dataclass(frozen=True, slots=True)
class PaperNotice:
    """A notice as it is read by those without the program."""

    title: str  # empty for 「通知」
    text: str
    signature: str  # may have several lines
    day: date
    address: str = ""  # 「周德明同志」, whose copy it is; empty for anybody's
    subject: str = ""  # what the slip calls it, which travels alone; empty for the title
    more: str = ""  # a line below the text, such as that there are pictures too


def notice_copies(copies: Sequence[PaperNotice], *, with_receipt: bool) -> bytes:
    """Return a copy in large print for each reader, each beginning on a page of its own.

    Raises MissingGlyph.
    """
    title = copies[0].title.strip() or say.NOTICE
    sheet = Sheet(title, copies[0].day)
    for notice in copies:
        _print(sheet, notice, title, with_receipt=with_receipt)
    return sheet.finish()


def _print(sheet: Sheet, notice: PaperNotice, title: str, *, with_receipt: bool) -> None:
    foot = sheet.paragraph(say.page_number(1, 1), _FOOT)[0].height + _FOOT_GAP
    room = HEIGHT - 2 * MARGIN - foot
    slip = _slip(sheet, notice.subject or title, notice.address) if with_receipt else None
    settings = (
        _pages(_groups(sheet, notice, title, spacing, between), slip, room) for spacing, between in _SETTINGS
    )
    pages = min(settings, key=len)
    for number, blocks in enumerate(pages, 1):
        sheet.page()
        stack(blocks, MARGIN)
        if slip and number == len(pages):
            # At the foot of the paper, where it is torn off; alone on a page it stands at the head.
            slip.draw(MARGIN + room - slip.height if blocks else MARGIN)
        if len(pages) > 1:
            count = sheet.paragraph(say.page_number(number, len(pages)), _FOOT, align=Align.CENTRE)[0]
            count.draw(HEIGHT - MARGIN - count.height)


def _pages(groups: list[list[Block]], slip: Block | None, room: float) -> list[list[Block]]:
    """Distribute the text; the last page leaves room for the slip."""
    pages = paginate(groups, room)
    if slip and total(pages[-1]) + _FOOT_GAP + slip.height > room:
        pages.append([])
    return pages


def _groups(
    sheet: Sheet, notice: PaperNotice, title: str, spacing: float, between: float
) -> list[list[Block]]:
    """Return what must stay together: the title with the beginning, the end with the signature."""
    heading = sheet.paragraph(title, _TITLE, bold=True, align=Align.CENTRE)
    signature = [
        line
        for words in (notice.signature, say.signed_on(notice.day))
        for line in sheet.paragraph(words, _BODY, align=Align.RIGHT, spacing=spacing)
    ]
    groups = body(sheet, notice.text, _BODY, spacing, between, more=notice.more) or [[]]
    greeting = (
        sheet.paragraph(say.greeting(notice.address), _BODY, bold=True, before=between)
        if notice.address
        else []
    )
    groups[0] = [*heading, sheet.rule(0.7, before=2), *greeting, *groups[0]]
    groups[-1] = [*groups[-1], gap(2 * between), *signature]
    return groups


def body(
    sheet: Sheet, text: str, size: float, spacing: float, between: float, *, more: str = ""
) -> list[list[Block]]:
    """Return the paragraphs of a text in groups that must stay together; `more` is a line of ours below."""
    # Empty lines become the space that stands between all paragraphs.
    words = [line.rstrip() for line in (*text.splitlines(), more) if line.strip()]
    return [
        group
        for number, each in enumerate(words)
        for group in _kept(
            sheet.paragraph(each, size, spacing=spacing, before=between if number else 2 * between)
        )
    ]


def _kept(lines: list[Block]) -> list[list[Block]]:
    """Never leave one line of a paragraph alone at the foot or at the head of a page."""
    if len(lines) < 4:
        return [lines]
    return [lines[:2], *([line] for line in lines[2:-2]), lines[-2:]]


def _slip(sheet: Sheet, title: str, name: str) -> Block:
    """Return the slip: who, which answer, when; with the notice's title, since it travels alone."""
    half = INNER / 2
    answers = [
        to_tick(sheet, answer, _BODY, MARGIN + at % 2 * half) for at, answer in enumerate(say.answers())
    ]
    whose = sheet.paragraph(name, _BODY, align=Align.CENTRE, before=1, whole=(name,)) if name else []
    signature = say.signature_label() if name else say.name_label()
    return together(
        [
            sheet.rule(dashed=True),
            *sheet.paragraph(say.tear_off(), _FOOT, align=Align.CENTRE, before=1),
            *sheet.paragraph(say.receipt_for(title), _BODY, bold=True, align=Align.CENTRE, before=2),
            *whose,
            beside(
                to_write(sheet, signature, _BODY, MARGIN, half - 4),
                to_write(sheet, say.day_label(), _BODY, MARGIN + half, half),
            ),
            gap(5),
            beside(*answers[:2]),
            gap(2),
            beside(*answers[2:]),
        ]
    )
