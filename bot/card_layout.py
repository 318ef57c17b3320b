"""Where everything on a card stands, whether it is drawn on a screen or printed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.papers.lines import balance
from bot.texts import cards as say

WIDTH, HEIGHT = 1080, 1528  # the proportions of A5
CENTRE = WIDTH / 2
_FRAME = 36.0  # from the edge
_TOP, _PANEL_TOP, _PANEL_BOTTOM = 92.0, 706.0, 1352.0
_PANEL_SIDE = 96.0
_WIDEST = 824.0  # of a line on the ground
_ASCENT, _DESCENT = 0.88, 0.12  # of the em box of Chinese type

_HEADING, _WORD, _NUMBER, _NAME, _JOINED = 46.0, 78.0, 250.0, 104.0, 45.0
_DIGIT_HEIGHT = 0.74  # of a digit's type size; digits hang on nothing and stand on the baseline
_OATH_TITLE, _OATH, _OATH_LEADING = 42.0, 48.0, 61.0
_OATH_GAP = 44.0  # between its title and its first line
_SIGNATURE, _SMALLEST_SIGNATURE = 38.0, 28.0
_EMBLEM = 112.0
_BOLD, _FIRM = 0.016, 0.006


class Ink(Enum):
    """What a colour is for; each renderer has its own palette."""

    GROUND = "ground"
    FRAME = "frame"
    TITLE = "title"
    NUMBER = "number"
    NAME = "name"
    PANEL = "panel"
    OATH_TITLE = "oath title"
    OATH = "oath"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Text:
    """One line; `left` is where its first character begins."""

    words: str
    left: float
    baseline: float
    size: float
    ink: Ink
    weight: float = 0.0  # of the stroke around it, in type sizes: the fonts come in regular weight only
    spacing: float = 0.0  # between characters


@dataclass(frozen=True, slots=True)
class Stroke:
    """A level or upright line."""

    left: float
    top: float
    right: float
    bottom: float
    weight: float
    ink: Ink


@dataclass(frozen=True, slots=True)
class Panel:
    """A plain area."""

    left: float
    top: float
    right: float
    bottom: float
    ink: Ink


@dataclass(frozen=True, slots=True)
class Emblem:
    """The square that an official picture is fitted into; nothing else comes near it."""

    left: float
    top: float
    side: float


Item = Text | Stroke | Panel | Emblem
Measure = Callable[[str, float], float]  # the width of words in a size


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card says; `joined` is 「1976年10月12日」, or 「1973年7月」 with `month_only`."""

    salutation: str
    joined: str
    years: int
    signature: str
    month_only: bool = False


def compose(facts: CardFacts, measure: Measure, *, emblem: bool = False) -> list[Item]:
    """Return what stands on a card, in the order of drawing."""
    return [
        *_frame(),
        *_upper(facts, measure, emblem),
        *_panel(),
        *_oath(measure),
        *_signature(facts.signature, measure),
    ]


def _frame() -> Iterator[Stroke]:
    """Two lines around, stepped inwards at the corners."""
    for inset, step, weight in ((_FRAME, 30.0, 4.0), (_FRAME + 13, 30.0, 1.5)):
        yield from _outline(_stepped(inset, step), weight)


def _stepped(inset: float, step: float) -> list[tuple[float, float]]:
    left, top, right, bottom = inset, inset, WIDTH - inset, HEIGHT - inset
    return [
        *((left + step, top), (right - step, top), (right - step, top + step), (right, top + step)),
        *((right, bottom - step), (right - step, bottom - step), (right - step, bottom)),
        *((left + step, bottom), (left + step, bottom - step), (left, bottom - step)),
        *((left, top + step), (left + step, top + step)),
    ]


def _outline(corners: Sequence[tuple[float, float]], weight: float) -> Iterator[Stroke]:
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        yield Stroke(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2), weight, Ink.FRAME)


def _upper(facts: CardFacts, measure: Measure, emblem: bool) -> Iterator[Item]:
    """The occasion, the years, the name and the day, with even air between them."""
    number, name = (_NUMBER * 0.8, _NAME * 0.9) if emblem else (_NUMBER, _NAME)
    digits = number * _DIGIT_HEIGHT
    heights = [_HEADING, digits, name, _JOINED] + ([_EMBLEM] if emblem else [])
    air = (_PANEL_TOP - _TOP - sum(heights)) / len(heights)
    top = _TOP + air * 0.6
    if emblem:
        top = _TOP
        yield Emblem(CENTRE - _EMBLEM / 2, top, _EMBLEM)
        top += _EMBLEM + air
    yield from _heading(say.heading(month_only=facts.month_only), top, measure)
    top += _HEADING + air
    yield from _years(facts.years, top + digits, number, measure)
    top += digits + air
    yield _centred(facts.salutation, top, name, Ink.NAME, measure, weight=_BOLD, spacing=8)
    top += name + air * 0.7
    yield _centred(say.joined(facts.joined), top, _JOINED, Ink.TITLE, measure, weight=_FIRM)


def _heading(words: str, top: float, measure: Measure) -> Iterator[Item]:
    text = _centred(words, top, _HEADING, Ink.TITLE, measure, weight=_FIRM, spacing=24)
    yield text
    half = _width(text, measure) / 2 + 34
    middle = top + _HEADING / 2
    for left, right in ((CENTRE - half - 150, CENTRE - half), (CENTRE + half, CENTRE + half + 150)):
        yield Stroke(left, middle, right, middle, 2.0, Ink.FRAME)


def _years(number: int, baseline: float, size: float, measure: Measure) -> Iterator[Text]:
    before, digits, after = say.years(number)
    gap = 26.0
    width_before, width_digits = measure(before, _WORD), measure(digits, size)
    left = CENTRE - (width_before + width_digits + measure(after, _WORD) + 2 * gap) / 2
    # Chinese type hangs below its baseline; the digits do not.
    raised = baseline - _WORD * _DESCENT / 2
    yield Text(before, left, raised, _WORD, Ink.TITLE)
    left += width_before + gap
    yield Text(digits, left, baseline, size, Ink.NUMBER, _BOLD)
    yield Text(after, left + width_digits + gap, raised, _WORD, Ink.TITLE)


def _panel() -> Iterator[Item]:
    left, right = _PANEL_SIDE, WIDTH - _PANEL_SIDE
    yield Panel(left, _PANEL_TOP, right, _PANEL_BOTTOM, Ink.PANEL)
    inset = 14.0
    left, top, right, bottom = left + inset, _PANEL_TOP + inset, right - inset, _PANEL_BOTTOM - inset
    yield from _outline([(left, top), (right, top), (right, bottom), (left, bottom)], 1.5)


def _oath(measure: Measure) -> Iterator[Item]:
    block = _OATH_TITLE + _OATH_GAP + _OATH_LEADING * len(say.OATH_LINES)
    top = (_PANEL_TOP + _PANEL_BOTTOM - block) / 2
    yield _centred(say.OATH_TITLE, top, _OATH_TITLE, Ink.OATH_TITLE, measure, weight=_BOLD, spacing=14)
    middle = top + _OATH_TITLE + 22
    yield Stroke(CENTRE - 60, middle, CENTRE + 60, middle, 2.0, Ink.OATH_TITLE)
    top += _OATH_TITLE + _OATH_GAP
    for number, line in enumerate(say.OATH_LINES):
        above = (_OATH_LEADING - _OATH) / 2 + number * _OATH_LEADING
        # The last mark hangs out, or the lines would seem to stand too far left.
        text = _centred(line[:-1], top + above, _OATH, Ink.OATH, measure)
        yield Text(line, text.left, text.baseline, _OATH, Ink.OATH, _FIRM)


def _signature(words: str, measure: Measure) -> Iterator[Text]:
    """One line, smaller where it must be, or two of about the same length."""
    size = min(_SIGNATURE, _SIGNATURE * _WIDEST / measure(words, _SIGNATURE))
    lines = [words]
    if size < _SMALLEST_SIGNATURE:
        size, lines = _in_two_lines(words, _SIGNATURE - 4, measure)
    leading = size * 1.35
    room = HEIGHT - _FRAME - 13 - _PANEL_BOTTOM
    top = _PANEL_BOTTOM + (room - leading * len(lines)) / 2 + (leading - size) / 2
    for number, line in enumerate(lines):
        yield _centred(line, top + number * leading, size, Ink.SIGNATURE, measure, weight=_FIRM)


def _in_two_lines(words: str, size: float, measure: Measure) -> tuple[float, list[str]]:
    lines = balance(words, _WIDEST, lambda each: measure(each, size))
    return (size, lines) if len(lines) <= 2 else _in_two_lines(words, size - 1, measure)


def _centred(
    words: str,
    top: float,
    size: float,
    ink: Ink,
    measure: Measure,
    *,
    weight: float = 0.0,
    spacing: float = 0.0,
) -> Text:
    """Place a line in the middle of a height of `size`; one that is too wide gets smaller type."""
    width = measure(words, size) + spacing * (len(words) - 1)
    scale = min(1.0, _WIDEST / width)
    baseline = top + size / 2 + size * scale * (_ASCENT - _DESCENT) / 2
    return Text(words, CENTRE - width * scale / 2, baseline, size * scale, ink, weight, spacing * scale)


def _width(text: Text, measure: Measure) -> float:
    return measure(text.words, text.size) + text.spacing * (len(text.words) - 1)
