"""Pictures: the card (贺卡) of a political birthday, as PNG bytes."""

import asyncio
import io
from collections.abc import Container
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.card_layout import HEIGHT, WIDTH, CardFacts, Emblem, Ink, Item, Panel, Stroke, Text, compose
from bot.errors import Misconfigured
from bot.papers.glyphs import printable, runs

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

__all__ = ["CardFacts", "draw", "drawn", "emblem", "learn_emblem"]

_Colour = tuple[int, int, int]
_PALETTE: dict[Ink, _Colour] = {
    Ink.GROUND: (154, 20, 25),
    Ink.FRAME: (222, 182, 104),
    Ink.TITLE: (243, 216, 156),
    Ink.NUMBER: (243, 216, 156),
    Ink.NAME: (255, 247, 230),
    Ink.PANEL: (253, 247, 234),
    Ink.OATH_TITLE: (164, 26, 30),
    Ink.OATH: (74, 22, 18),
    Ink.SIGNATURE: (243, 216, 156),
}
_GILT: tuple[_Colour, _Colour] = ((255, 238, 190), (214, 165, 78))  # of the number, from above
_NO_CHARACTER = 0x10FFFF  # will never have a shape
_MEASURED = 200  # the size in which widths are measured
# One thread: drawing holds the interpreter half of its time, and two would hold it nearly always.
_EASEL = ThreadPoolExecutor(1, "cards")
_emblem: bytes | None = None


def learn_emblem(file: Path) -> None:
    """Put the picture in `file` on every card from now on. Raises Misconfigured if it is none."""
    from PIL import Image

    global _emblem
    try:
        data = file.read_bytes()
        with Image.open(io.BytesIO(data), formats=("PNG",)) as picture:
            picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise Misconfigured("CARD_EMBLEM must name a picture, a PNG.") from None
    _emblem = data


def emblem() -> bytes | None:
    """Return the official picture, for what draws in a process of its own."""
    return _emblem


async def drawn(facts: CardFacts) -> bytes:
    """Return the card, drawn in a thread, so that everybody else is answered meanwhile."""
    return await asyncio.get_running_loop().run_in_executor(_EASEL, draw, facts, _emblem)


def draw(facts: CardFacts, emblem: bytes | None = None) -> bytes:
    """Return the card. Raises MissingGlyph for a character that no font has.

    `emblem` is an official picture that the operator supplies: it is scaled and nothing else, on
    plain ground, with nothing over it. The program itself draws no emblem.
    """
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (WIDTH, HEIGHT), _PALETTE[Ink.GROUND])
    pencil = ImageDraw.Draw(picture)
    for item in compose(facts, width, emblem=emblem is not None):
        _draw(picture, pencil, item, emblem)
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=4)
    return file.getvalue()


def _draw(picture: "Image", pencil: "ImageDraw", item: Item, emblem: bytes | None) -> None:
    match item:
        case Panel(left, top, right, bottom, ink):
            pencil.rectangle((left, top, right - 1, bottom - 1), fill=_PALETTE[ink])
        case Stroke(left, top, right, bottom, weight, ink):
            half = weight / 2
            box = (left - half, top - half, right + half - 1, bottom + half - 1)
            pencil.rectangle(tuple(map(round, box)), fill=_PALETTE[ink])
        case Text(ink=Ink.NUMBER):
            _gild(picture, item)
        case Text():
            _write(pencil, item, _PALETTE[item.ink])
        case Emblem(left, top, side) if emblem is not None:
            _place(picture, emblem, left, top, side)


def _write(pencil: "ImageDraw", text: Text, fill: _Colour | int) -> None:
    left = text.left
    for in_serif, run in _runs(text.words):
        font = _font(in_serif, text.size)
        for piece in run if text.spacing else (run,):
            pencil.text((left, text.baseline), piece, fill, font, "ls", stroke_width=text.size * text.weight)
            left += font.getlength(piece) + text.spacing


def _gild(picture: "Image", text: Text) -> None:
    """Write in gold that darkens towards the foot."""
    from PIL import Image, ImageDraw

    mask = Image.new("L", picture.size)
    _write(ImageDraw.Draw(mask), text, 255)
    box = mask.getbbox()
    if box is None:
        return
    gold = Image.new("RGB", (1, 2))
    gold.putdata(_GILT)
    mask = mask.crop(box)
    picture.paste(gold.resize(mask.size, Image.Resampling.BILINEAR), box[:2], mask)


def _place(picture: "Image", emblem: bytes, left: float, top: float, side: float) -> None:
    from PIL import Image, ImageOps

    official = Image.open(io.BytesIO(emblem)).convert("RGBA")
    official = ImageOps.contain(official, (round(side), round(side)), Image.Resampling.LANCZOS)
    at = (round(left + (side - official.width) / 2), round(top + (side - official.height) / 2))
    picture.paste(official, at, official)


def width(words: str, size: float) -> float:
    """Return how wide a line is, in any unit that `size` is in."""
    return sum(_font(serif, _MEASURED).getlength(run) for serif, run in _runs(words)) * size / _MEASURED


def _runs(words: str) -> list[tuple[bool, str]]:
    """Split a line where the font changes: (whether the serif font has it, the characters)."""
    serif = _Coverage(True)
    if all(ord(character) in serif for character in words):
        return [(True, words)] if words else []
    return list(runs(printable(words, serif, _Coverage(False)), serif))


class _Coverage(Container[int]):
    """The characters that a font has."""

    def __init__(self, serif: bool) -> None:
        self._serif = serif

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and _shape(self._serif, number) != _shape(self._serif, _NO_CHARACTER)


@lru_cache(maxsize=4096)
def _shape(serif: bool, number: int) -> bytes:
    """Return how a character looks; those that a font lacks all look the same."""
    return bytes(_font(serif, 24).getmask(chr(number)))


@lru_cache(maxsize=64)
def _font(serif: bool, size: float) -> "FreeTypeFont":
    from PIL import ImageFont

    # The plain layout: Chinese needs no shaping, and the other one takes three times as long.
    return ImageFont.truetype(_path(serif), size, layout_engine=ImageFont.Layout.BASIC)


def _path(serif: bool) -> str:
    import pylopdf_fonts_zh_cn as fonts

    return str(fonts.serif_path() if serif else fonts.sans_path())
