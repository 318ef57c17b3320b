"""What a hand does on paper: boxes to tick, lines to write on, a number to call; for old hands."""

from bot.papers.blocks import Block, together
from bot.papers.sheet import INNER, MARGIN, Sheet
from bot.texts import papers as say

_BOX = 6.5  # mm
_LINE = 13.0  # mm of height for handwriting
_GAP = 3.0  # mm between a label and its field
_NUMBER_LINE = 90.0  # mm, for a number written by hand


def to_tick(sheet: Sheet, label: str, size: float, x: float) -> Block:
    """Return a box to tick and what it means."""
    words = sheet.paragraph(label, size, x=x + _BOX + _GAP)[0]

    def draw(top: float) -> None:
        sheet.frame(x, top + (words.height - _BOX) / 2, _BOX, _BOX)
        words.draw(top)

    return Block(words.height, draw)


def to_write(
    sheet: Sheet,
    label: str,
    size: float,
    x: float,
    width: float,
    *,
    bold: bool = False,
    height: float = _LINE,
) -> Block:
    """Return a label and a line to write on."""
    words = sheet.paragraph(label, size, x=x, bold=bold)[0]
    height = max(words.height, height)
    left = x + sheet.measure(label, size) + _GAP

    def draw(top: float) -> None:
        words.draw(top + height - words.height)
        sheet.stroke(left, top + height - 1.5, x + width)

    return Block(height, draw)


def to_call(sheet: Sheet, name: str, phone: str | None, size: float, spacing: float) -> Block:
    """Name whom to call, larger than the rest; without a number there is a line to write it on."""
    comrade, large = say.comrade(name), size * 1.25
    if phone is not None:
        number = say.telephone(phone)
        words = f"{comrade}  {number}"
        return together(sheet.paragraph(words, large, bold=True, spacing=spacing, whole=(comrade, number)))
    if sheet.measure(comrade, large) < INNER - _NUMBER_LINE:
        return to_write(sheet, comrade, large, MARGIN, INNER, bold=True)
    lines = sheet.paragraph(comrade, large, bold=True, spacing=spacing)
    return together([*lines, to_write(sheet, say.telephone_label(), size, MARGIN, INNER)])
