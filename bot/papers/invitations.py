"""Invitations on paper: one sheet for one person, with a picture to aim at and digits to type."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.papers.blocks import Block, beside, fits, stack, together, total
from bot.papers.fields import to_call
from bot.papers.sheet import HEIGHT, INNER, MARGIN, Align, Overflow, Sheet
from bot.texts import papers as say

_ROOM = HEIGHT - 2 * MARGIN
_QR_SIDE = 64.0  # mm
_QR_QUIET = 8.0  # mm of white beside it: four modules and a little
_STEPS = INNER - _QR_SIDE - _QR_QUIET
_NUMBER = 11.0  # mm for the number of a step
_CODE = 52.0  # points
_PADDING = 6.0  # mm within the frame of the digits
# Type size in points, line to line in type sizes, least space between blocks in mm: the first that fits.
_SETTINGS = ((24, 1.45, 4), (24, 1.38, 3), (24, 1.3, 1.5), (22, 1.3, 1.5), (20, 1.3, 1.5), (18, 1.3, 1.5))


@dataclass(frozen=True, slots=True)
class PaperInvitation:
    """What one person is handed."""

    branch: str
    address: str  # 称呼, such as 「张桂英同志」
    link: str  # with its token; the picture holds it, and only its beginning is printed
    code: str  # eight digits
    until: date  # the last day on which it works
    today: date
    liaison: str  # the name of who stands behind the program and answers the telephone
    phone: str | None  # None leaves a line to write it on


def invitation_pages(invitations: Sequence[PaperInvitation]) -> bytes:
    """Return one A4 page for each person. Raises MissingGlyph."""
    first = invitations[0]
    sheet = Sheet(say.invitation_title(first.branch), first.today)
    for invitation in invitations:
        sheet.page()
        blocks = _fitting(sheet, invitation)
        stack(blocks, MARGIN, (_ROOM - total(blocks)) / (len(blocks) - 1))
    return sheet.finish()


def _fitting(sheet: Sheet, invitation: PaperInvitation) -> list[Block]:
    """Set the page as generously as long names allow."""
    for size, spacing, gap in _SETTINGS:
        blocks = _page(sheet, invitation, size, spacing)
        if fits(blocks, _ROOM - gap * (len(blocks) - 1)):
            return blocks
    raise Overflow("an invitation with names as long as pages")


def _page(sheet: Sheet, invitation: PaperInvitation, size: float, spacing: float) -> list[Block]:
    whole = (invitation.address, say.comrade(invitation.liaison))

    def words(text: str, larger: float = 1.0, bold: bool = False, before: float = 0.0) -> Block:
        return together(
            sheet.paragraph(text, size * larger, bold=bold, spacing=spacing, before=before, whole=whole)
        )

    heading = sheet.paragraph(invitation.branch, size, bold=True, align=Align.CENTRE, spacing=spacing)
    promise, emergency = say.promises()
    return [
        together([*heading, sheet.rule(0.7, before=1.5)]),
        words(say.greeting(invitation.address), 1.25, bold=True),
        words(say.what_this_is(invitation.liaison)),
        beside(
            _steps(sheet, size, spacing),
            sheet.qr(invitation.link, MARGIN + INNER - _QR_SIDE, _QR_SIDE),
        ),
        _digits(sheet, invitation, size, spacing),
        words(say.valid(invitation.until, invitation.today)),
        together(
            [words(say.no_worry()), to_call(sheet, invitation.liaison, invitation.phone, size, spacing)]
        ),
        together([sheet.rule(), words(promise, before=2), words(emergency, bold=True)]),
    ]


def _steps(sheet: Sheet, size: float, spacing: float) -> Block:
    """Number the steps, the numbers standing free at the left."""
    blocks: list[Block] = []
    for number, step in enumerate(say.steps(), 1):
        lines = sheet.paragraph(
            step, size, x=MARGIN + _NUMBER, width=_STEPS - _NUMBER, spacing=spacing, before=3.5
        )
        mark = sheet.paragraph(str(number), size * 1.1, bold=True, spacing=spacing / 1.1)[0]
        blocks += [beside(mark, lines[0]), *lines[1:]]
    return together(blocks)


def _digits(sheet: Sheet, invitation: PaperInvitation, size: float, spacing: float) -> Block:
    """Frame the digits, the largest thing on the page."""
    address = invitation.link.partition("?")[0].removeprefix("https://")
    left, inner = MARGIN + _PADDING, INNER - 2 * _PADDING
    where = sheet.paragraph(say.or_else(address), size, x=left, width=inner, spacing=spacing)
    label = sheet.paragraph(say.send_digits(), size, x=left, spacing=spacing)[0]
    code = sheet.paragraph(
        say.code_words(invitation.code), _CODE, x=left, width=inner, bold=True, align=Align.RIGHT, spacing=1.2
    )[0]
    content = together([*where, beside(label, code)])
    height = content.height + _PADDING

    def draw(top: float) -> None:
        sheet.frame(MARGIN, top, INNER, height)
        content.draw(top + _PADDING / 2)

    return Block(height, draw)
