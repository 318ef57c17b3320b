"""Greetings on their day: what is approved leaves, what came of it is written down, what is over ends."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import anniversaries, anniversary_cards, anniversary_hands, greetings, outbox
from bot.domain.anniversaries import ABOUT, Celebrated, about, follow_roster, settle
from bot.domain.greetings import MAY_BE_LATE, Timing, due_at, evening, silence, timing
from bot.domain.outbox import Letter
from bot.messages import Message
from bot.texts import anniversaries as say
from models import Action, Branch, Greeting, GreetingState, Member, Outbox, OutboxState, Way
from models.outbox import FINAL

KIND = "anniversary"
LATE_KIND = "late anniversary"
_AT_A_TIME = 300
_ENDED = {
    OutboxState.UNKNOWN: GreetingState.UNKNOWN,
    OutboxState.FAILED: GreetingState.FAILED,
    OutboxState.CANCELLED: GreetingState.CANCELLED,
}


async def send_due(session: AsyncSession, branch: Branch, now: datetime) -> int:
    """Hand the approved greetings due at or before `now` to the outbox, or to a human; return how many.

    A greeting waits for its card, and for tomorrow where today is a silent day (今日静默). What the
    roster says is asked once more: a moved date, a death, a stay in hospital.
    """
    today = local_day(now, branch.zone)
    approved = await anniversaries.due(
        session,
        branch.id,
        col(Greeting.state) == GreetingState.APPROVED,
        col(Greeting.day) <= today,
        limit=_AT_A_TIME,
    )
    visits = await anniversaries.visits_promised(session, [one.greeting for one in approved])
    reached = await greetings.reached(session, [one.member for one in approved])
    letters, by_hand, moved = [], [], []
    for one in approved:
        if not follow_roster(one, now):
            moved.append(one.greeting)
            continue
        is_visited = one.person.id in visits
        when = timing(one.greeting.day, now, branch.zone)
        if not _may_leave(one, branch, when, now, is_visited=is_visited):
            continue
        if one.greeting.way is Way.HAND or one.person.id not in reached:
            one.greeting.way = Way.HAND
            settle(one.greeting, GreetingState.BY_HAND, now)
            by_hand.append(one)
        elif anniversary_cards.is_ready(branch, one):
            one.greeting.way, one.greeting.state, one.greeting.queued_at = Way.BOT, GreetingState.QUEUED, now
            letters.append(_letter(branch, one, when, is_visited=is_visited))
    for one in approved:
        session.add(one.greeting)
    await session.flush()
    await anniversary_hands.end_moved(session, moved, now)
    await anniversary_hands.open_calls(session, branch, by_hand, now)
    for kind in (KIND, LATE_KIND):
        chosen = [letter for at_kind, letter in letters if at_kind == kind]
        await outbox.post_each(session, chosen, branch_id=branch.id, now=now, kind=kind, family=True)
    return len(letters) + len(by_hand)


def _may_leave(one: Celebrated, branch: Branch, when: Timing, now: datetime, *, is_visited: bool) -> bool:
    """Say whether a greeting leaves now; one that never will is settled, with the reason."""
    greeting, today = one.greeting, local_day(now, branch.zone)
    if when is Timing.EARLY:
        return False
    why_silent = silence(one.person, one.member, today)
    if why_silent is not None and (why_silent != "frozen" or when is Timing.OVER):
        settle(greeting, GreetingState.CANCELLED, now, why_silent)
        return False
    if when is Timing.OVER:
        settle(greeting, GreetingState.EXPIRED, now, "late")
        return False
    if why_silent is not None or branch.silent_on == today:
        return False
    if greeting.words and say.promises_visit(greeting.words) and not is_visited:
        greeting.state, greeting.reason, greeting.reminded_at = GreetingState.PROPOSED, "promise", None
        return False
    return True


def _letter(branch: Branch, one: Celebrated, when: Timing, *, is_visited: bool) -> tuple[str, Letter]:
    greeting = one.greeting
    facts = anniversaries.greeted(branch, one, visit=is_visited)
    media = (greeting.media_id,) if greeting.media_id is not None else ()
    day = due_at(greeting.day, branch.zone)
    if when is Timing.LATE:
        text = say.late_own(greeting.words, facts) if greeting.words else say.late(facts)
        kind, period, due = LATE_KIND, "late", evening(greeting.day, branch.zone)
    else:
        text, kind, period, due = greeting.words or say.words(facts), KIND, "", day
    message = Message(text, media=media)
    return kind, Letter(one.person.id, message, about(greeting.id), period, due)


async def still_wanted(session: AsyncSession, row: Outbox, now: datetime) -> bool:
    """Say at the last moment whether the greeting stands, and whether its words are those of the day.

    Somebody may have taken it back, or put the date right; and 「今天」 is said on the day alone.
    """
    greeting_id = int((row.about or "").partition(":")[2] or 0)
    found = await session.exec(
        select(Greeting, Member, Branch)
        .join(Member, col(Member.person_id) == col(Greeting.person_id))
        .join(Branch, col(Branch.id) == col(Greeting.branch_id))
        .where(Greeting.id == greeting_id)
        .execution_options(populate_existing=True)
    )
    known = found.first()
    if known is None:
        return False
    greeting, member, branch = known
    kept = anniversaries.kept(member, greeting.year)
    if greeting.state is not GreetingState.QUEUED or kept is None:
        return False
    when = timing(greeting.day, now, branch.zone)
    if when is Timing.OVER or (when is Timing.LATE and row.kind == KIND):
        return False
    return (kept.day, kept.years) == (greeting.day, greeting.years)


async def note_outcomes(session: AsyncSession, branch: Branch, now: datetime) -> int:
    """Write down what became of the greetings that were handed to the outbox; return of how many.

    What was too late for the day is approved again, for the other words of the next three days; whom
    the messenger did not reach is called by a human.
    """
    found = await _outcomes(session, branch)
    unreached = []
    for greeting, row in found:
        if row.state is OutboxState.SENT:
            state = GreetingState.SENT if row.kind == KIND else GreetingState.LATE
            settle(greeting, state, row.settled_at or now)
        elif row.state is OutboxState.EXPIRED or row.reason == "overtaken":
            _missed(greeting, row, branch, now)
        else:
            settle(greeting, _ENDED[row.state], now, row.reason)
            if row.state is OutboxState.FAILED:
                unreached.append(greeting)
        session.add(greeting)
    await session.flush()
    await _call_instead(session, branch, unreached, now)
    return len(found)


def _missed(greeting: Greeting, row: Outbox, branch: Branch, now: datetime) -> None:
    if row.kind == KIND and timing(greeting.day, now, branch.zone) is not Timing.OVER:
        greeting.state = GreetingState.APPROVED
    else:
        settle(greeting, GreetingState.EXPIRED, now, "late")


async def _outcomes(session: AsyncSession, branch: Branch) -> list[tuple[Greeting, Outbox]]:
    """Return the greetings whose message has ended, with the last row about each."""
    query: Any = (
        select(Greeting, Outbox)
        .join(Outbox, sa.and_(col(Outbox.about) == ABOUT, col(Outbox.person_id) == col(Greeting.person_id)))
        .where(
            Greeting.branch_id == branch.id,
            Greeting.state == GreetingState.QUEUED,
            Outbox.action == Action.SEND,
            col(Outbox.kind).in_((KIND, LATE_KIND)),
        )
        .order_by(col(Greeting.id), col(Outbox.id))
        .limit(_AT_A_TIME * 2)
        .with_for_update(of=Greeting)
        .execution_options(populate_existing=True)
    )
    last = {greeting.id: (greeting, row) for greeting, row in (await session.exec(query)).all()}
    return [(greeting, row) for greeting, row in last.values() if row.state in FINAL]


async def _call_instead(
    session: AsyncSession, branch: Branch, unreached: Sequence[Greeting], now: datetime
) -> None:
    if not unreached:
        return
    ids = [greeting.id for greeting in unreached]
    celebrated = await anniversaries.due(session, branch.id, col(Greeting.id).in_(ids), limit=len(ids))
    await anniversary_hands.open_calls(session, branch, celebrated, now)


async def end_overdue(session: AsyncSession, branch: Branch, now: datetime) -> int:
    """Settle what three days have passed by: unapproved, held back, or still in the outbox."""
    last_day = local_day(now, branch.zone) - MAY_BE_LATE
    overdue = await anniversaries.due(
        session,
        branch.id,
        col(Greeting.state).in_((GreetingState.PROPOSED, GreetingState.HELD, GreetingState.QUEUED)),
        col(Greeting.day) <= last_day,
        limit=_AT_A_TIME,
    )
    ended = 0
    for one in overdue:
        if timing(one.greeting.day, now, branch.zone) is not Timing.OVER:
            continue
        if one.greeting.state is GreetingState.QUEUED and not await _take_back(session, one.greeting, now):
            continue  # on its way at this moment: the outcome decides
        _end(one, branch, now)
        session.add(one.greeting)
        ended += 1
    await session.flush()
    return ended


def _end(one: Celebrated, branch: Branch, now: datetime) -> None:
    why_silent = silence(one.person, one.member, local_day(now, branch.zone))
    if why_silent is not None:
        settle(one.greeting, GreetingState.CANCELLED, now, why_silent)
    elif one.greeting.state is GreetingState.HELD:
        settle(one.greeting, GreetingState.CANCELLED, now, "held")
    else:
        reason = "unapproved" if one.greeting.state is GreetingState.PROPOSED else "late"
        settle(one.greeting, GreetingState.EXPIRED, now, reason)


async def _take_back(session: AsyncSession, greeting: Greeting, now: datetime) -> bool:
    """Withdraw what waits in the outbox; return False where it has left already."""
    waiting = (col(Outbox.about) == about(greeting.id), col(Outbox.action) == Action.SEND)
    return await outbox.cancel(session, *waiting, reason="overtaken", now=now) > 0


async def withdraw(session: AsyncSession, greeting: Greeting, now: datetime) -> bool:
    """Take a greeting out of the outbox before it leaves; return False where it is too late."""
    return greeting.state is not GreetingState.QUEUED or await _take_back(session, greeting, now)
