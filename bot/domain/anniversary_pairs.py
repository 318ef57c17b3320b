"""The pair hears of his member's day, the day before: a call from him is worth more than our card."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local
from bot.domain import anniversaries, anniversary_lists, briefs, outbox
from bot.domain.anniversaries import Celebrated
from bot.domain.greetings import GREETED_FROM, GREETED_UNTIL, silence
from bot.domain.outbox import Letter
from bot.texts import anniversary_tasks as say
from models import Branch, Greeting, GreetingState, Way

_AT_A_TIME = 300
_GOES_OUT = (GreetingState.APPROVED, GreetingState.QUEUED, GreetingState.SENT)


async def tell(session: AsyncSession, branch: Branch, now: datetime) -> int:
    """Tell the pairs of those who are greeted tomorrow, or today if approved late; return of how many.

    Whoever is greeted by hand is on his pair's list already.
    """
    here = local(now, branch.zone)
    if not GREETED_FROM <= here.time() < GREETED_UNTIL:
        return 0
    today = here.date()
    near = await anniversaries.due(
        session,
        branch.id,
        col(Greeting.state).in_(_GOES_OUT),
        col(Greeting.day).between(today, today + timedelta(days=1)),
        col(Greeting.pair_told_at).is_(None),
        col(Greeting.way).is_distinct_from(Way.HAND),
        limit=_AT_A_TIME,
    )
    for one in near:
        one.greeting.pair_told_at = now
        session.add(one.greeting)
    await session.flush()
    told = [one for one in near if silence(one.person, one.member, one.greeting.day) is None]
    await outbox.post_each(
        session,
        await _letters(session, branch, told, today),
        branch_id=branch.id,
        now=now,
        kind=anniversary_lists.TASK,
    )
    return len(near)


async def _letters(
    session: AsyncSession, branch: Branch, told: list[Celebrated], today: date
) -> list[Letter]:
    """Return one letter for each day and cadre in service, or his deputy."""
    celebrated = {one.person.id: one for one in told}
    by_cadre: dict[tuple[int, date], list[Celebrated]] = defaultdict(list)
    charges = await briefs.charges(session, branch, today) if told else {}
    for cadre_id, theirs in charges.items():
        for charge in theirs:
            if (one := celebrated.get(charge.pair.member.id)) is not None:
                by_cadre[cadre_id, one.greeting.day].append(one)
    letters = []
    for (cadre_id, day), those in by_cadre.items():
        facts = [
            (one.person.id, one.person.name, one.greeting.years, one.greeting.month_only) for one in those
        ]
        period = f"pair:{day}:{those[0].greeting.id}"
        letters.append(Letter(cadre_id, say.pair(day, today, facts), f"anniversaries:{branch.id}", period))
    return letters
