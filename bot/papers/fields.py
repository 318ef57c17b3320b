"""What is filled in by hand: boxes to tick and lines to write on, large enough for an old hand."""

from bot.papers.blocks import Block
from bot.papers.sheet import Sheet

_BOX = 6.5  # mm
_LINE = 13.0  # mm of height for handwriting
_GAP = 3.0  # mm between a label and its field


def to_tick(sheet: Sheet, label: str, size: float, x: float) -> Block:
    """Return a box to tick and what it means."""
    words = sheet.paragraph(label, size, x=x + _BOX + _GAP)[0]

    def draw(top: float) -> None:
        sheet.frame(x, top + (words.height - _BOX) / 2, _BOX, _BOX)
        words.draw(top)

    return Block(words.height, draw)


def to_write(sheet: Sheet, label: str, size: float, x: float, width: float, *, bold: bool = False) -> Block:
    """Return a label and a line to write on."""
    words = sheet.paragraph(label, size, x=x, bold=bold)[0]
    height = max(words.height, _LINE)
    left = x + sheet.measure(label, size) + _GAP

    def draw(top: float) -> None:
        words.draw(top + height - words.height)
        sheet.stroke(left, top + height - 1.5, x + width)

    return Block(height, draw)
