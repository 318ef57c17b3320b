"""The cards (贺卡) of coming anniversaries: which are wanted, drawn ahead of time, and kept once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.card_layout import CardFacts
from bot.clock import local_day
from bot.domain import anniversaries, media
from bot.domain.anniversaries import Celebrated
from bot.domain.greetings import MAY_BE_LATE
from bot.texts import anniversaries as say
from models import Branch, Greeting, GreetingState, MediaKind, Way

AHEAD = timedelta(days=3)
TRIES_AT_MOST = 3  # a greeting without a card is better than none
_AT_A_TIME = 10


@dataclass(frozen=True, slots=True)
class Order:
    """A card to be drawn."""

    greeting_id: int
    branch_id: int
    facts: CardFacts


def facts(branch: Branch, one: Celebrated) -> CardFacts:
    """Return what a card says: always 姓名 + 同志, whatever he is called in a letter."""
    assert one.member.joined_on is not None
    return CardFacts(
        salutation=f"{one.person.name}同志",
        joined=say.joined(one.member.joined_on, one.member.joined_precision),
        years=one.greeting.years,
        signature=say.signature(branch.name),
        month_only=one.greeting.month_only,
    )


def is_ready(branch: Branch, one: Celebrated) -> bool:
    """Say whether the card is there and says what it should, or will not come."""
    greeting = one.greeting
    if greeting.card_of == repr(facts(branch, one)):
        return True
    if greeting.card_of is not None:  # another name, another date: a card of its own
        greeting.card_of = greeting.media_id = None
        greeting.card_tries = 0
    return greeting.card_tries >= TRIES_AT_MOST


async def wanted(session: AsyncSession, branch: Branch, now: datetime) -> list[Order]:
    """Return the cards to be drawn next, for approved greetings of the coming three days."""
    today = local_day(now, branch.zone)
    coming = await anniversaries.due(
        session,
        branch.id,
        col(Greeting.state) == GreetingState.APPROVED,
        col(Greeting.day).between(today - MAY_BE_LATE, today + AHEAD),
        col(Greeting.card_of).is_(None),
        col(Greeting.card_tries) < TRIES_AT_MOST,
        col(Greeting.way).is_distinct_from(Way.HAND),
        limit=_AT_A_TIME,
        locked=False,
    )
    return [Order(one.greeting.id, branch.id, facts(branch, one)) for one in coming]


async def keep(session: AsyncSession, drawn: Sequence[tuple[Order, bytes | None]], now: datetime) -> None:
    """Keep what was drawn; None is a card that could not be."""
    for order, data in drawn:
        greeting = await session.get(
            Greeting, order.greeting_id, with_for_update=True, populate_existing=True
        )
        if greeting is None:
            continue
        if data is None:
            greeting.card_tries += 1
        else:
            name = say.card_name(order.facts.years)
            greeting.media_id = await media.store(
                session, order.branch_id, MediaKind.PHOTO, name, "image/png", data, now
            )
            greeting.card_of = repr(order.facts)
        session.add(greeting)
    await session.flush()
