"""The list of political anniversaries: seen a month ahead on the 25th, and whoever must be reminded."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local, local_day
from bot.database import add_new
from bot.domain import anniversaries, anniversary_proposals, greetings
from bot.domain.anniversaries import Celebrated
from bot.domain.anniversary_dates import last_of_month, month_of, next_month
from bot.domain.greetings import (
    DEPUTY_AHEAD,
    GREETED_UNTIL,
    LISTED_FROM,
    LISTED_FROM_DAY,
    LOOK_BACK_AT_MOST,
    REMINDED_FROM,
    silence,
)
from bot.messages import Message
from bot.texts import anniversary_lists as say
from bot.texts.anniversary_lists import PER_PAGE, Line
from models import Branch, Greeting, GreetingRound, GreetingState, Way

LIST = "anniversary list"
TASK = "anniversary task"
LOOK_AHEAD = timedelta(days=10)  # whoever comes onto the roll is seen before paper has to be asked for
_AT_A_TIME = 100


async def look(session: AsyncSession, branch: Branch, now: datetime) -> None:
    """Write down, once an hour, the greetings in sight, and hand the secretary the month's list when due.

    What passed while nobody looked is written down too, so that it ends in a reason and not in
    nothing. A branch that is looked at for the first time has no past.
    """
    round_ = await _round(session, branch.id)
    today = local_day(now, branch.zone)
    if not _is_time(round_, now):
        return
    months = _months_due(round_, branch, now)
    since = local_day(round_.looked_at, branch.zone) if round_.looked_at else today
    first = max(min(since, today), today - LOOK_BACK_AT_MOST)
    last = max([today + LOOK_AHEAD, *(last_of_month(month) for month in months)])
    new = await anniversary_proposals.propose(session, branch, first, last, now)
    on_list = set()
    for month in months:
        listed = await _post_list(session, branch, month, today, now)
        if listed:  # before the roster has been imported there is nobody, and no list either
            round_.listed_month = month
        on_list |= listed
    listed_until = round_.listed_month and last_of_month(round_.listed_month)
    # Who comes in sight before his month's list is made stands on that.
    added = [one for one in new if listed_until and one.greeting.day <= listed_until]
    await _tell_added(session, branch, [one for one in added if one.greeting.id not in on_list], now)
    round_.looked_at = now
    session.add(round_)
    await session.flush()


async def catch_up(session: AsyncSession, branch: Branch, now: datetime) -> None:
    """Write down what has come into sight until today, without telling anybody."""
    round_, today = await _round(session, branch.id), local_day(now, branch.zone)
    if round_.looked_at is not None:
        first = max(local_day(round_.looked_at, branch.zone), today - LOOK_BACK_AT_MOST)
        await anniversary_proposals.propose(session, branch, min(first, today), today, now)
        round_.looked_at = now
        session.add(round_)
        await session.flush()


async def _round(session: AsyncSession, branch_id: int) -> GreetingRound:
    query = (
        select(GreetingRound)
        .where(GreetingRound.branch_id == branch_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = (await session.exec(query)).first()
    if found is None:
        await add_new(session, GreetingRound, [{"branch_id": branch_id}])
        found = (await session.exec(query)).one()
    return found


def _is_time(round_: GreetingRound, now: datetime) -> bool:
    """Say whether another hour has begun since the last look; the clock may have been moved either way."""
    last = round_.looked_at
    return last is None or (last.date(), last.hour) != (now.date(), now.hour)


def _months_due(round_: GreetingRound, branch: Branch, now: datetime) -> list[date]:
    """Return the months whose list is due: this one, if it was never made, and the next from the 25th."""
    here = local(now, branch.zone)
    if here.time() < LISTED_FROM:
        return []
    this = month_of(here.date())
    months = [this, next_month(this)] if here.day >= LISTED_FROM_DAY else [this]
    return [month for month in months if round_.listed_month is None or month > round_.listed_month]


async def _post_list(
    session: AsyncSession, branch: Branch, month: date, today: date, now: datetime
) -> set[int]:
    """Give a month's list to who decides; return which greetings stand on it."""
    celebrated = [
        one for one in await anniversaries.of_month(session, branch, month) if one.greeting.day >= today
    ]
    if celebrated:
        message = await page(session, branch, month, today, 0)
        put = say.came_25th if month > today else say.this_month
        await _tell(session, branch, put(message, len(celebrated)), f"list:{month:%Y-%m}", now, kind=LIST)
    return {one.greeting.id for one in celebrated}


async def _tell_added(
    session: AsyncSession, branch: Branch, new: Sequence[Celebrated], now: datetime
) -> None:
    today = local_day(now, branch.zone)
    told = [line for line in await lines(session, branch, new, today) if line.day >= today]
    if told:
        period = f"added:{min(line.greeting_id for line in told)}"
        await _tell(session, branch, say.added(told), period, now, kind=LIST)


async def _tell(
    session: AsyncSession,
    branch: Branch,
    message: Message,
    period: str,
    now: datetime,
    *,
    kind: str = TASK,
    deputy: bool = False,
) -> None:
    about = f"anniversaries:{branch.id}"
    await greetings.tell(session, branch, message, about, now, period=period, kind=kind, deputy=deputy)


async def page(session: AsyncSession, branch: Branch, month: date, today: date, number: int) -> Message:
    """Return one page of a month's list, as it stands now."""
    month = month_of(month)
    found = await lines(session, branch, await anniversaries.of_month(session, branch, month), today)
    ordinary = [line for line in found if is_ordinary(line, today)]
    by_hand = [line for line in found if line.by_hand and line.state in _PRINTABLE]
    upto = max((line.greeting_id for line in ordinary), default=0)
    return say.listed(month, today, found, number, ordinary=ordinary, printable=len(by_hand), upto=upto)


_PRINTABLE = (GreetingState.PROPOSED, GreetingState.APPROVED, GreetingState.BY_HAND, GreetingState.FAILED)


def is_ordinary(line: Line, today: date) -> bool:
    """Say whether one tap for all may approve it: no round year, nothing about it to weigh."""
    return (
        line.state is GreetingState.PROPOSED
        and not line.milestone
        and not line.own_words
        and line.silent is None
        and line.reason is None
        and line.day >= today
    )


async def lines(
    session: AsyncSession, branch: Branch, celebrated: Sequence[Celebrated], today: date
) -> list[Line]:
    """Return greetings as lists show them."""
    visits = await anniversaries.visits_promised(session, [one.greeting for one in celebrated])
    reached = await greetings.reached(session, [one.member for one in celebrated])
    return [
        replace(
            bare_line(one),
            silent=silence(one.person, one.member, max(one.greeting.day, today)),
            visit=one.person.id in visits,
            by_hand=one.greeting.way is Way.HAND
            or (one.greeting.way is None and one.person.id not in reached),
        )
        for one in celebrated
    ]


def bare_line(one: Celebrated) -> Line:
    """Return what the greeting itself says, and nothing about who goes there or whom it reaches."""
    greeting = one.greeting
    return Line(
        greeting_id=greeting.id,
        name=one.person.name,
        day=greeting.day,
        month_only=greeting.month_only,
        years=greeting.years,
        state=greeting.state,
        reason=greeting.reason,
        milestone=one.is_milestone,
        own_words=greeting.words is not None,
    )


async def printable(session: AsyncSession, branch: Branch, month: date, today: date) -> list[Celebrated]:
    """Return whose cards of a month are brought by hand."""
    celebrated = await anniversaries.of_month(session, branch, month)
    by_hand = {
        line.greeting_id
        for line in await lines(session, branch, celebrated, today)
        if line.by_hand and line.state in _PRINTABLE
    }
    return [one for one in celebrated if one.greeting.id in by_hand]


async def waiting(session: AsyncSession, branch_id: int) -> list[tuple[date, int]]:
    """Return the months in which greetings wait for a decision, each with how many."""
    proposed = await anniversaries.due(
        session, branch_id, col(Greeting.state) == GreetingState.PROPOSED, limit=None, locked=False
    )
    heard = [one for one in proposed if silence(one.person, one.member, one.greeting.day) is None]
    return sorted(Counter(month_of(one.greeting.day) for one in heard).items())


async def remind(session: AsyncSession, branch: Branch, now: datetime) -> None:
    """Remind the secretary, once, from 08:00 of the day, and ask the deputy three days before."""
    here = local(now, branch.zone)
    if not REMINDED_FROM <= here.time() < GREETED_UNTIL:
        return
    today = here.date()
    await _ask(session, branch, now, Greeting.reminded_at, today, today)
    await _ask(session, branch, now, Greeting.escalated_at, today, today + DEPUTY_AHEAD)


async def _ask(
    session: AsyncSession, branch: Branch, now: datetime, asked_at: Any, first: date, last: date
) -> None:
    open_ = await anniversaries.due(
        session,
        branch.id,
        col(Greeting.state) == GreetingState.PROPOSED,
        col(Greeting.day).between(first, last),
        col(asked_at).is_(None),
        limit=_AT_A_TIME,
    )
    for one in open_:
        setattr(one.greeting, asked_at.key, now)
        session.add(one.greeting)
    await session.flush()
    to_secretary = asked_at.key == "reminded_at"
    if open_ and not to_secretary:  # nobody is asked about his own: that stays with the secretary
        themselves = {person.id for person in await greetings.standing_in(session, branch.id, first)}
        open_ = [one for one in open_ if one.person.id not in themselves]
    told = [line for line in await lines(session, branch, open_, first) if line.silent is None]
    for start in range(0, len(told), PER_PAGE):
        some = told[start : start + PER_PAGE]
        message = say.unapproved_today(some) if to_secretary else say.to_deputy(some)
        period = f"{asked_at.key}:{now:%Y%m%d}:{some[0].greeting_id}"
        await _tell(session, branch, message, period, now, deputy=not to_secretary)


async def report_missed(session: AsyncSession, branch: Branch, now: datetime) -> int:
    """Tell the secretary, in one message, whose day went by without a greeting; return how many."""
    missed = await anniversaries.due(
        session,
        branch.id,
        col(Greeting.state) == GreetingState.EXPIRED,
        col(Greeting.reported_at).is_(None),
        limit=_AT_A_TIME,
    )
    today = local_day(now, branch.zone)
    for one in missed:
        one.greeting.reported_at = now
        session.add(one.greeting)
    await session.flush()
    told = [line for line in await lines(session, branch, missed, today) if line.silent is None]
    if told:
        period = f"missed:{min(line.greeting_id for line in told)}"
        await _tell(session, branch, say.missed(told), period, now, kind=LIST)
    return len(missed)
