"""Political anniversaries: what is in sight is proposed, what is approved leaves on its day."""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot import cards
from bot.domain import (
    anniversary_cards,
    anniversary_hands,
    anniversary_lists,
    anniversary_pairs,
    anniversary_sending,
)
from bot.domain.anniversary_cards import Order
from models import Branch

log = logging.getLogger(__name__)

Drawn = tuple[Order, bytes | None]


async def _branches(session: AsyncSession) -> Sequence[Branch]:
    return (await session.exec(select(Branch).order_by(col(Branch.id)))).all()


async def look_ahead(session: AsyncSession, now: datetime) -> None:
    """Propose what is in sight, hand over the list of the 25th, and remind of what nobody has decided."""
    for branch in await _branches(session):
        await anniversary_lists.look(session, branch, now)
        await anniversary_lists.remind(session, branch, now)
        await anniversary_hands.prepare(session, branch, now)


async def greet(session: AsyncSession, now: datetime) -> None:
    """Send what is due at or before `now`, write down what came of it, and end what is over."""
    for branch in await _branches(session):
        await anniversary_sending.note_outcomes(session, branch, now)
        await anniversary_sending.end_overdue(session, branch, now)
        await anniversary_sending.send_due(session, branch, now)
        await anniversary_lists.report_missed(session, branch, now)
        await anniversary_pairs.tell(session, branch, now)


async def cards_wanted(session: AsyncSession, now: datetime) -> list[Order]:
    """Return the cards to be drawn next."""
    orders: list[Order] = []
    for branch in await _branches(session):
        orders += await anniversary_cards.wanted(session, branch, now)
    return orders


async def draw_cards(orders: Sequence[Order]) -> list[Drawn]:
    """Draw them, each in a process of its own; one that cannot be drawn does not stop the others."""
    return [(order, await _draw(order)) for order in orders]


async def _draw(order: Order) -> bytes | None:
    try:
        return await cards.drawn(order.facts)
    except Exception:  # a greeting leaves without its card rather than not at all
        log.exception("could not draw the card of greeting %d", order.greeting_id)
        return None


async def keep_cards(session: AsyncSession, drawn: Sequence[Drawn], now: datetime) -> None:
    """Keep what was drawn."""
    await anniversary_cards.keep(session, drawn, now)
