"""What the secretary decides about a greeting: send, hold, other words, a visit; each is written down."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import anniversaries, anniversary_hands, anniversary_lists, anniversary_sending
from bot.domain.anniversaries import Celebrated
from bot.domain.greetings import Timing, timing
from bot.errors import Refusal
from bot.texts import anniversaries as words_of
from bot.texts import anniversary_approval as say
from bot.texts import common
from bot.texts.anniversary_lists import Line
from models import OPEN_GREETINGS, Branch, Change, Greeting, GreetingState, Person


async def load(session: AsyncSession, branch: Branch, greeting_id: int) -> Celebrated:
    """Return a greeting of the asker's branch, locked; of the dead, the gone and the frozen none is shown."""
    found = await anniversaries.load(session, greeting_id, branch.id)
    if found is None:
        raise Refusal(common.not_found())
    if found.person.frozen_at is not None or not found.member.is_on_roll():
        raise Refusal(say.gone())
    return found


def is_open(one: Celebrated, branch: Branch, now: datetime) -> bool:
    """Say whether something can still be decided: not once it is on its way, ended or over."""
    when = timing(one.greeting.day, now, branch.zone)
    return one.greeting.state in OPEN_GREETINGS[:3] and when is not Timing.OVER


async def approve(session: AsyncSession, branch: Branch, one: Celebrated, by: Person, now: datetime) -> bool:
    """Let a greeting go out on its day; return whether that changed anything.

    Also on the day itself, and late within three days. Whoever has no bot is prepared for at once,
    if his day is near.
    """
    _refuse_late(one, branch, now)
    if one.greeting.state is GreetingState.APPROVED:
        return False
    visits = await anniversaries.visits_promised(session, [one.greeting])
    if one.greeting.words and words_of.promises_visit(one.greeting.words) and not visits:
        raise Refusal(say.promise_needs_visit())
    await _decide(session, [one.greeting], GreetingState.APPROVED, by, now)
    await anniversary_hands.prepare(session, branch, now)
    return True


async def approve_ordinary(
    session: AsyncSession, branch: Branch, month: date, upto: int, by: Person, now: datetime
) -> list[Line]:
    """Approve the ordinary greetings of a month that stood on the list; return which."""
    today = local_day(now, branch.zone)
    celebrated = await anniversaries.of_month(session, branch, month, locked=True)
    lines = await anniversary_lists.lines(session, branch, celebrated, today)
    ordinary = [
        line for line in lines if anniversary_lists.is_ordinary(line, today) and line.greeting_id <= upto
    ]
    chosen = {line.greeting_id for line in ordinary}
    decided = [one.greeting for one in celebrated if one.greeting.id in chosen]
    await _decide(session, decided, GreetingState.APPROVED, by, now)
    await anniversary_hands.prepare(session, branch, now)
    return ordinary


async def hold(session: AsyncSession, branch: Branch, one: Celebrated, by: Person, now: datetime) -> bool:
    """Keep a greeting back until somebody approves it after all; return whether that changed anything."""
    if one.greeting.state is GreetingState.HELD:
        return False
    if not await anniversary_sending.withdraw(session, one.greeting, now):
        raise Refusal(say.decided_already(anniversary_lists.bare_line(one)))
    if one.greeting.state is not GreetingState.QUEUED:
        _refuse_late(one, branch, now)
    await _decide(session, [one.greeting], GreetingState.HELD, by, now)
    one.greeting.way = None
    await anniversary_hands.end_calls(session, one.greeting, "held", now)
    return True


async def reword(
    session: AsyncSession, branch: Branch, one: Celebrated, words: str | None, by: Person, now: datetime
) -> None:
    """Give a greeting the secretary's own words, or the house's again; it waits for approval anew."""
    _refuse_late(one, branch, now)
    greeting = one.greeting
    session.add(_change(greeting, "words", greeting.words, words, by, now))
    greeting.words, greeting.worded_by = words, by.id if words else None
    if greeting.state is GreetingState.APPROVED:
        await _decide(session, [greeting], GreetingState.PROPOSED, by, now)
    session.add(greeting)
    await session.flush()


async def arrange_visit(
    session: AsyncSession, branch: Branch, one: Celebrated, by: Person, now: datetime, *, on: bool
) -> None:
    """Ask the pair to go and see him, or not any more."""
    _refuse_late(one, branch, now)
    if on:
        await anniversary_hands.open_visit(session, branch, one, now)
    else:
        await anniversary_hands.end(session, one.greeting, "no visit", now)
        one.greeting.way = None  # whoever has no bot needs a call instead
    old, new = (None, "visit") if on else ("visit", None)
    session.add_all([one.greeting, _change(one.greeting, "visit", old, new, by, now)])
    await session.flush()
    if not on:
        await anniversary_hands.prepare(session, branch, now)


def _refuse_late(one: Celebrated, branch: Branch, now: datetime) -> None:
    if not is_open(one, branch, now):
        raise Refusal(say.decided_already(anniversary_lists.bare_line(one)))


async def _decide(
    session: AsyncSession, greetings: Sequence[Greeting], state: GreetingState, by: Person, now: datetime
) -> None:
    for greeting in greetings:
        session.add(_change(greeting, "state", greeting.state, state, by, now))
        greeting.state, greeting.reason = state, None
        greeting.decided_by, greeting.decided_at = by.id, now
        session.add(greeting)
    await session.flush()


def _change(
    greeting: Greeting, field: str, old: str | None, new: str | None, by: Person, now: datetime
) -> Change:
    return Change(
        branch_id=greeting.branch_id,
        person_id=greeting.person_id,
        entity="greeting",
        row_id=greeting.id,
        field=field,
        old=old,
        new=new,
        by_id=by.id,
        cause=anniversaries.cause(greeting.year),
        at=now,
    )
