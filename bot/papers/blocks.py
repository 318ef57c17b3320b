"""Blocks of a known height: put together, stacked, and distributed over pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

_SLACK = 0.01  # mm


@dataclass(frozen=True, slots=True)
class Block:
    """Something of a known height (mm) that draws itself at a given height of the current page."""

    height: float
    draw: Callable[[float], None]
    before: float = 0.0  # mm of space above, dropped at the head of a page


def gap(height: float) -> Block:
    """Leave white paper."""
    return Block(height, lambda _top: None)


def total(blocks: Sequence[Block]) -> float:
    """Return the height of blocks below each other at the head of a page, in mm."""
    return sum(block.before + block.height for block in blocks) - (blocks[0].before if blocks else 0.0)


def stack(blocks: Sequence[Block], top: float, spare: float = 0.0) -> float:
    """Draw blocks below each other, `spare` mm more between them; return where the last one ends."""
    for number, block in enumerate(blocks):
        top += block.before + spare if number else 0.0
        block.draw(top)
        top += block.height
    return top


def together(blocks: Sequence[Block]) -> Block:
    """Make one block of several, that never goes over two pages."""

    def draw(top: float) -> None:
        stack(blocks, top)

    return Block(total(blocks), draw, blocks[0].before)


def beside(*blocks: Block) -> Block:
    """Put blocks next to each other, each in the middle of the common height."""
    height = max(block.height for block in blocks)

    def draw(top: float) -> None:
        for block in blocks:
            block.draw(top + (height - block.height) / 2)

    return Block(height, draw, max(block.before for block in blocks))


def fits(blocks: Sequence[Block], room: float) -> bool:
    """Say whether blocks fit below each other into `room` mm."""
    return total(blocks) <= room + _SLACK


def paginate(groups: Sequence[Sequence[Block]], room: float) -> list[list[Block]]:
    """Distribute groups over pages of `room` mm; one that fits on a page is never divided."""
    pages: list[list[Block]] = [[]]
    for group in groups:
        if pages[-1] and fits(group, room) and not fits([*pages[-1], *group], room):
            pages.append([])
        for block in group:
            if pages[-1] and not fits([*pages[-1], block], room):
                pages.append([])
            pages[-1].append(block)
    return pages
