"""Greetings brought by hand: a card, a call or a visit of the pair, asked for a week before."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import anniversaries, followup_opening, greetings
from bot.domain.anniversaries import Celebrated, cause
from bot.domain.greetings import MAY_BE_LATE, evening
from bot.texts import anniversary_tasks as say
from models import Branch, FollowUpState, Greeting, GreetingState, Way, Why

AHEAD = timedelta(days=7)
_AT_A_TIME = 300


async def prepare(session: AsyncSession, branch: Branch, now: datetime) -> int:
    """Ask the pairs of those without the bot for a card or a call, a week before; return how many.

    Whoever connects his phone after that is greeted by hand all the same, and not twice.
    """
    today = local_day(now, branch.zone)
    near = await anniversaries.due(
        session,
        branch.id,
        col(Greeting.state) == GreetingState.APPROVED,
        col(Greeting.day).between(today - MAY_BE_LATE, today + AHEAD),
        col(Greeting.way).is_(None),
        limit=_AT_A_TIME,
    )
    reached = await greetings.reached(session, [one.member for one in near])
    by_hand = [
        one
        for one in near
        if one.person.id not in reached
        and greetings.silence(one.person, one.member, one.greeting.day) is None
    ]
    for one in by_hand:
        one.greeting.way = Way.HAND
        session.add(one.greeting)
    await session.flush()
    await open_calls(session, branch, by_hand, now)
    return len(by_hand)


async def open_calls(
    session: AsyncSession, branch: Branch, celebrated: Sequence[Celebrated], now: datetime
) -> None:
    """Let the pairs bring the card or call; a visit that was arranged already is enough."""
    for (year, day), found in groupby(celebrated, key=lambda one: (one.greeting.year, one.greeting.day)):
        those = list(found)
        await followup_opening.open_for(
            session,
            branch,
            [one.person.id for one in those],
            cause=cause(year),
            why=Why.ANNIVERSARY,
            words={one.person.id: say.bring_card(one.greeting) for one in those},
            now=now,
            due_at=evening(day, branch.zone),
        )


async def open_visit(session: AsyncSession, branch: Branch, one: Celebrated, now: datetime) -> None:
    """Let the pair go and see him, asked a week before; a call that was asked for becomes the visit."""
    greeting = one.greeting
    await followup_opening.cancel_for(session, cause(greeting.year), "visit", now, one.person.id)
    await followup_opening.open_for(
        session,
        branch,
        [one.person.id],
        cause=cause(greeting.year),
        why=Why.ANNIVERSARY,
        words=say.visit(greeting),
        now=now,
        state=FollowUpState.VISIT,
        ask_at=max(now, evening(greeting.day, branch.zone) - AHEAD - timedelta(hours=12)),
        due_at=evening(greeting.day, branch.zone),
    )


async def end(session: AsyncSession, greeting: Greeting, reason: str, now: datetime) -> None:
    """Say that nobody needs to go or call any more."""
    await followup_opening.cancel_for(session, cause(greeting.year), reason, now, greeting.person_id)


async def end_moved(session: AsyncSession, greetings: Sequence[Greeting], now: datetime) -> None:
    """Say that nobody needs to go or call on what proved to be another day; they are asked anew for that."""
    for greeting in greetings:
        await end(session, greeting, "moved", now)


async def end_calls(session: AsyncSession, greeting: Greeting, reason: str, now: datetime) -> None:
    """Say that nobody needs to bring the card or call; a visit that was promised stays promised."""
    if not await anniversaries.visits_promised(session, [greeting]):
        await end(session, greeting, reason, now)
