"""Sheets of A4, black on white: what is measured, drawn and never outside the margins."""

import io
import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from enum import Enum

from bot.papers.blocks import Block
from bot.papers.glyphs import printable, runs
from bot.papers.lines import balance, break_lines

WIDTH, HEIGHT = 210.0, 297.0  # mm, as every length below
MARGIN = 16.0
INNER = WIDTH - 2 * MARGIN
POINT = 25.4 / 72
SPACING = 1.45  # from line to line, in type sizes; the rule for old eyes asks for 1.3 at least
_SLACK = 0.01
_ASCENT, _DESCENT = 0.88, 0.12  # of the em box of Chinese type
_BOLD = 0.028  # stroke around a bold character, in type sizes: the fonts come in regular weight only

_QR_SCALE = 16  # pixels to a module, so that no viewer blurs its edges


class Align(Enum):
    """Where a line stands; the value is the share of the spare width that lies left of it."""

    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


class Overflow(Exception):
    """Something would be cut off at the edge of the paper."""


class Sheet:
    """A document being drawn; `day` is the date that it bears."""

    def __init__(self, title: str, day: date) -> None:
        # Here, because the library and its fonts take 70 MB and half a second.
        import pylopdf_fonts_zh_cn as fonts
        from fpdf import FPDF

        logging.getLogger("fontTools").setLevel(logging.WARNING)
        self._pdf = FPDF(format="A4")
        self._pdf.set_auto_page_break(False)
        self._pdf.set_lang("zh-CN")
        self._pdf.set_creation_date(datetime.combine(day, time(), UTC))
        self._serif_path = str(fonts.serif_path())
        self._sans = self._font("sans", str(fonts.sans_path()))
        self._pdf.set_title(self._printable(title))

    def page(self) -> None:
        """Begin a page."""
        self._pdf.add_page()

    def finish(self) -> bytes:
        """Return the document; only the characters that it uses are embedded."""
        return bytes(self._pdf.output())

    def paragraph(
        self,
        text: str,
        size: float,
        *,
        x: float = MARGIN,
        width: float = INNER,
        bold: bool = False,
        align: Align = Align.LEFT,
        spacing: float = SPACING,
        before: float = 0.0,
        whole: Sequence[str] = (),
    ) -> list[Block]:
        """Return one block for each line; `size` in points, `whole` are names not to be broken.

        Raises MissingGlyph for a character that no font has.
        """
        broken = balance if align is Align.CENTRE else break_lines
        lines = [
            line
            for part in text.splitlines() or [""]
            for line in broken(self._printable(part), width, lambda each: self.measure(each, size), whole)
        ]
        leading = size * POINT * spacing

        def block(line: str, above: float) -> Block:
            indent = align.value * (width - self.measure(line, size))
            return Block(leading, lambda top: self._line(line, size, x + indent, top, leading, bold), above)

        return [block(line, 0.0 if number else before) for number, line in enumerate(lines)]

    def rule(self, weight: float = 0.35, *, before: float = 0.0, dashed: bool = False) -> Block:
        """Return a line across the page."""
        return Block(weight, lambda top: self.stroke(MARGIN, top, MARGIN + INNER, weight, dashed), before)

    def qr(self, content: str, x: float, side: float) -> Block:
        """Return a QR code; `side` is that of the dark pattern, the white around it is the caller's."""
        import segno

        picture = io.BytesIO()
        segno.make_qr(content, error="m").save(picture, kind="png", scale=_QR_SCALE, border=0)

        def draw(top: float) -> None:
            self._inside(x, top, x + side, top + side)
            self._pdf.image(picture, x, top, side, side)

        return Block(side, draw)

    def measure(self, text: str, size: float) -> float:
        """Return the width of one line of `text`."""
        width = 0.0
        for family, run in self._runs(text):
            self._pdf.set_font(family, size=size)
            width += self._pdf.get_string_width(run)
        return width

    def stroke(
        self, left: float, top: float, right: float, weight: float = 0.35, dashed: bool = False
    ) -> None:
        """Draw a level line."""
        self._inside(left, top, right, top)
        self._pdf.set_line_width(weight)
        if dashed:
            self._pdf.set_dash_pattern(dash=2.5, gap=2)
        self._pdf.line(left, top, right, top)
        self._pdf.set_dash_pattern()

    def frame(self, left: float, top: float, width: float, height: float, weight: float = 0.6) -> None:
        """Draw an empty box."""
        self._inside(left, top, left + width, top + height)
        self._pdf.set_line_width(weight)
        self._pdf.rect(left, top, width, height)

    def _line(self, line: str, size: float, x: float, top: float, leading: float, bold: bool) -> None:
        from fpdf.enums import TextMode

        self._inside(x, top, x + self.measure(line, size), top + leading)
        baseline = top + leading / 2 + size * POINT * (_ASCENT - _DESCENT) / 2
        mode = TextMode.FILL_STROKE if bold else TextMode.FILL
        for family, run in self._runs(line):
            self._pdf.set_font(family, size=size)
            with self._pdf.local_context(text_mode=mode, line_width=size * _BOLD):
                self._pdf.text(x, baseline, run)
            x += self._pdf.get_string_width(run)

    def _inside(self, left: float, top: float, right: float, bottom: float) -> None:
        """Raise Overflow for whatever reaches into the margins; nothing is ever printed cut off."""
        edge = MARGIN - _SLACK
        if left < edge or top < edge or right > WIDTH - edge or bottom > HEIGHT - edge:
            raise Overflow(f"({left:.1f}, {top:.1f}) to ({right:.1f}, {bottom:.1f}) mm")

    def _runs(self, text: str) -> Iterator[tuple[str, str]]:
        return (("sans" if sans else "serif", run) for sans, run in runs(self._printable(text), self._sans))

    def _printable(self, text: str) -> str:
        if all(ord(character) in self._sans for character in text):
            return text
        return printable(text, self._sans, self._font("serif", self._serif_path))

    def _font(self, family: str, path: str) -> dict[int, str]:
        """Return which characters a font has; it is opened when it is first asked for."""
        from fpdf.fonts import TTFFont

        if family not in self._pdf.fonts:
            self._pdf.add_font(family, fname=path)
        font = self._pdf.fonts[family]
        assert isinstance(font, TTFFont)  # for the type checker: the others have no file
        return font.cmap
