"""一人一策 on paper: one card of one member, with lines to write on where it is still empty."""

from dataclasses import dataclass
from datetime import date

from bot.papers.blocks import Block, paginate, stack, together
from bot.papers.fields import to_write
from bot.papers.sheet import HEIGHT, INNER, MARGIN, Align, Sheet
from bot.texts import papers as paper_words
from bot.texts import profiles as say

_TITLE = 28.0  # points
_BODY = 18.0
_FOOT = 14.0
_GAP = 2.5  # mm between two fields
_FOOT_GAP = 4.0  # mm


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """What is printed; `rows` are labels and words in their order, empty words leave a line."""

    name: str
    branch: str
    cadres: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    next_review: date | None
    today: date


def profile_page(page: ProfilePage) -> bytes:
    """Return the card, one page unless much is written on it. Raises MissingGlyph."""
    sheet = Sheet(say.title(page.name), page.today)
    foot = sheet.paragraph(say.keep_private(), _FOOT, align=Align.CENTRE)[0]
    groups = [[_head(sheet, page)], *(_field(sheet, label, words) for label, words in page.rows)]
    if page.next_review is not None:
        groups.append(sheet.paragraph(say.next_on_paper(page.next_review), _BODY, before=_GAP))
    for blocks in paginate(groups, HEIGHT - 2 * MARGIN - foot.height - _FOOT_GAP):
        sheet.page()
        stack(blocks, MARGIN)
        foot.draw(HEIGHT - MARGIN - foot.height)
    return sheet.finish()


def _head(sheet: Sheet, page: ProfilePage) -> Block:
    return together(
        [
            *sheet.paragraph(
                say.title(page.name),
                _TITLE,
                bold=True,
                align=Align.CENTRE,
                whole=(page.name, paper_words.comrade(page.name)),
            ),
            *sheet.paragraph(say.branch_and_day(page.branch, page.today), _FOOT, align=Align.CENTRE),
            *sheet.paragraph(say.cadres(page.cadres), _BODY, before=2, whole=page.cadres),
            sheet.rule(0.7, before=2),
        ]
    )


def _field(sheet: Sheet, label: str, words: str) -> list[Block]:
    if words:
        return sheet.paragraph(f"{label}：{words}", _BODY, before=_GAP)
    return [to_write(sheet, label, _BODY, MARGIN, INNER)]
