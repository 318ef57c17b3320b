"""The card (贺卡) on A5, to be printed and given by hand."""

import io
import logging
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from bot.card_layout import HEIGHT, WIDTH, CardFacts, Emblem, Ink, Item, Panel, Stroke, Text, compose
from bot.cards import width
from bot.papers.glyphs import printable, runs
from bot.texts import cards as say

_A5 = (148.0, 210.0)  # mm
_EDGE = 3.5  # mm of white around, because printers leave some
_SCALE = (_A5[0] - 2 * _EDGE) / WIDTH  # mm to a unit of the layout
_TOP = (_A5[1] - HEIGHT * _SCALE) / 2
_POINT = 25.4 / 72
_Colour = tuple[int, int, int]
# On white paper, because no office printer prints to the edge and toner cracks where it is folded.
_PALETTE: dict[Ink, _Colour] = {
    Ink.FRAME: (181, 138, 60),
    Ink.TITLE: (150, 20, 25),
    Ink.NUMBER: (150, 20, 25),
    Ink.NAME: (35, 24, 21),
    Ink.PANEL: (255, 255, 255),
    Ink.OATH_TITLE: (150, 20, 25),
    Ink.OATH: (35, 24, 21),
    Ink.SIGNATURE: (35, 24, 21),
}


def card_pages(cards: Sequence[CardFacts], day: date, emblem: bytes | None = None) -> bytes:
    """Return one page for each card, in the order given; `day` is the date that the file bears.

    Raises MissingGlyph for a character that no font has.
    """
    pages = _Pages(day, emblem)
    for facts in cards:
        pages.add(facts)
    return pages.finish()


def _x(units: float) -> float:
    return _EDGE + units * _SCALE


def _y(units: float) -> float:
    return _TOP + units * _SCALE


class _Pages:
    """A document of A5 pages being drawn."""

    def __init__(self, day: date, emblem: bytes | None) -> None:
        # Here, because the library and its fonts take 70 MB and half a second.
        import pylopdf_fonts_zh_cn as fonts
        from fpdf import FPDF

        logging.getLogger("fontTools").setLevel(logging.WARNING)
        self._emblem = emblem
        self._pdf = FPDF(format=_A5)
        self._pdf.set_auto_page_break(False)
        self._pdf.set_lang("zh-CN")
        self._pdf.set_creation_date(datetime.combine(day, time(), UTC))
        self._pdf.add_font("serif", fname=str(fonts.serif_path()))
        self._pdf.add_font("sans", fname=str(fonts.sans_path()))

    def add(self, facts: CardFacts) -> None:
        """Draw a page."""
        if not self._pdf.pages_count:
            self._pdf.set_title(say.title(facts.salutation, facts.years))
        self._pdf.add_page()
        for item in compose(facts, width, emblem=self._emblem is not None):
            self._draw(item)

    def finish(self) -> bytes:
        """Return the document; only the characters that it uses are embedded."""
        return bytes(self._pdf.output())

    def _draw(self, item: Item) -> None:
        match item:
            case Stroke(left, top, right, bottom, weight, ink):
                self._pdf.set_draw_color(*_PALETTE[ink])
                self._pdf.set_line_width(weight * _SCALE)
                self._pdf.line(_x(left), _y(top), _x(right), _y(bottom))
            case Text():
                self._write(item)
            case Emblem(left, top, side) if self._emblem is not None:
                side *= _SCALE
                self._pdf.image(
                    io.BytesIO(self._emblem), _x(left), _y(top), side, side, keep_aspect_ratio=True
                )
            case Panel():
                pass  # the paper is white

    def _write(self, text: Text) -> None:
        from fpdf.enums import TextMode

        colour = _PALETTE[text.ink]
        self._pdf.set_text_color(*colour)
        self._pdf.set_draw_color(*colour)
        left, stroke = _x(text.left), text.size * text.weight * _SCALE * 2
        for family, run in self._runs(text.words):
            self._pdf.set_font(family, size=text.size * _SCALE / _POINT)
            for piece in run if text.spacing else (run,):
                with self._pdf.local_context(text_mode=TextMode.FILL_STROKE, line_width=stroke):
                    self._pdf.text(left, _y(text.baseline), piece)
                left += self._pdf.get_string_width(piece) + text.spacing * _SCALE

    def _runs(self, words: str) -> list[tuple[str, str]]:
        serif, sans = (self._font(family) for family in ("serif", "sans"))
        found = runs(printable(words, serif, sans), serif)
        return [("serif" if in_serif else "sans", run) for in_serif, run in found]

    def _font(self, family: str) -> dict[int, str]:
        """Return which characters a font has."""
        from fpdf.fonts import TTFFont

        font = self._pdf.fonts[family]
        assert isinstance(font, TTFFont)  # for the type checker: the others have no file
        return font.cmap
