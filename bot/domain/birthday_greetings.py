"""Birthday greetings: proposed with the coming month, approved by a human, said once and on the day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import add_months, local, local_day
from bot.database import add_new
from bot.domain import anniversaries, birthdays, festivals, followup_opening, greetings, outbox
from bot.domain.birthdays import Celebrating
from bot.domain.greetings import DEPUTY_AHEAD, LISTED_FROM, LISTED_FROM_DAY, due_at, evening
from bot.domain.proposals import OPEN, Asked, ask_again
from bot.messages import Message
from bot.texts import birthdays as say
from bot.texts.anniversaries import signature
from models import BirthdayGreeting, BirthdayRound, Branch, Member, Outbox, Person, ProposalState, Why

KIND = "birthday"
_DAY = timedelta(days=1)
Row = tuple[BirthdayGreeting, Person, Member]


def about(greeting_id: int) -> str:
    """Return the name of a greeting in the outbox."""
    return f"birthday:{greeting_id}"


def horizon(here: datetime) -> date:
    """Return up to which day birthdays are proposed: this month's end, from the 25th the next one's."""
    late = here.day > LISTED_FROM_DAY or (here.day == LISTED_FROM_DAY and here.time() >= LISTED_FROM)
    return add_months(here.date().replace(day=1), 2 if late else 1) - _DAY


async def greeted_on(session: AsyncSession, branch_id: int, day: date) -> set[int]:
    """Return whose birthday is a message of a day: ids of people."""
    found = await session.exec(
        select(BirthdayGreeting.person_id).where(
            BirthdayGreeting.branch_id == branch_id,
            BirthdayGreeting.day == day,
            col(BirthdayGreeting.state).in_((ProposalState.APPROVED, ProposalState.SENT)),
        )
    )
    return set(found.all())


async def follow(session: AsyncSession, branch: Branch, person: Person, now: datetime) -> None:
    """Take back what was proposed for another day, and propose anew, after a birthday was settled."""
    today = local_day(now, branch.zone)
    ahead = await select_rows(
        session,
        BirthdayGreeting.person_id == person.id,
        BirthdayGreeting.day > today,
        col(BirthdayGreeting.state).in_(OPEN),
        locked=True,
    )
    for greeting, _, _ in ahead:
        await session.delete(greeting)
    await session.flush()
    until = await _looked_until(session, branch)
    if until is not None:
        await _propose(session, branch, _days(today + _DAY, until), now, person.id)


async def look_after(session: AsyncSession, now: datetime) -> None:
    """Propose, remind, send and end whatever is due at or before `now`."""
    for branch in (await session.exec(select(Branch).order_by(col(Branch.id)))).all():
        await _look_ahead(session, branch, now)
        await _settle_due(session, branch, now)


async def _look_ahead(session: AsyncSession, branch: Branch, now: datetime) -> None:
    here = local(now, branch.zone)
    until, wanted = await _looked_until(session, branch), horizon(here)
    if until is not None and until >= wanted:
        return
    first = here.date() if until is None else max(here.date(), until + _DAY)
    await _look(session, branch, wanted)
    found = await _propose(session, branch, _days(first, wanted), now)
    if found:
        message = say.proposed(len(found), found[0].day, here.date())
        await greetings.tell(session, branch, message, f"birthdays:{wanted.isoformat()}", now)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


async def _looked_until(session: AsyncSession, branch: Branch) -> date | None:
    row = await _round(session, branch)
    return row.looked_until if row is not None else None


async def _round(session: AsyncSession, branch: Branch) -> BirthdayRound | None:
    found = await session.exec(select(BirthdayRound).where(BirthdayRound.branch_id == branch.id))
    return found.first()


async def _look(session: AsyncSession, branch: Branch, until: date) -> None:
    # Two processes may look for the first time at the same moment.
    await add_new(session, BirthdayRound, [{"branch_id": branch.id, "looked_until": until}])
    row = await _round(session, branch)
    if row is not None:
        row.looked_until = until
        session.add(row)
    await session.flush()


async def _propose(
    session: AsyncSession, branch: Branch, days: Sequence[date], now: datetime, person_id: int | None = None
) -> list[Celebrating]:
    found = await birthdays.falling_on(session, branch.id, days, person_id) if days else []
    await add_new(session, BirthdayGreeting, [_row(branch, each, now) for each in found])
    return found


def _row(branch: Branch, each: Celebrating, now: datetime) -> dict[str, object]:
    text = say.greeting(
        each.person.salutation(),
        signature(branch.name),
        festivals.line(each.day),
        solemn=festivals.solemn(each.day),
    )
    return {
        "branch_id": branch.id,
        "person_id": each.person.id,
        "day": each.day,
        "text": text,
        "state": ProposalState.PROPOSED,
        "proposed_at": now,
    }


async def _settle_due(session: AsyncSession, branch: Branch, now: datetime) -> None:
    today = local_day(now, branch.zone)
    found = await select_rows(
        session,
        BirthdayGreeting.branch_id == branch.id,
        col(BirthdayGreeting.state).in_(OPEN),
        BirthdayGreeting.day <= today + DEPUTY_AHEAD,
        locked=True,
    )
    if not found:
        return
    reached = await greetings.reached(session, [member for _, _, member in found])
    greeted = await anniversaries.greeted_on(session, branch.id, today)
    for row in found:
        await _settle(session, branch, row, now, reached=reached, greeted=greeted)
    await session.flush()


async def _settle(
    session: AsyncSession, branch: Branch, row: Row, now: datetime, *, reached: set[int], greeted: set[int]
) -> None:
    greeting, person, member = row
    is_approved = greeting.state is ProposalState.APPROVED
    is_spared = greetings.silence(person, member, greeting.day) is not None
    is_time = now >= due_at(greeting.day, branch.zone)
    if now >= evening(greeting.day, branch.zone):
        greeting.state = ProposalState.EXPIRED
        if is_approved and not is_spared:
            await greetings.tell(
                session, branch, say.expired(person.name), about(greeting.id), now, period="over"
            )
    elif is_time and (is_spared or person.id in greeted):
        greeting.state = ProposalState.SKIPPED  # a political birthday is the one message of its day
    elif is_time and is_approved:
        greeting.state, greeting.sent_at = ProposalState.SENT, now
        await _greet(session, branch, greeting, person, now, by_program=person.id in reached)
    elif not is_approved and not is_spared:
        await _ask_again(session, branch, greeting, person, now)
    session.add(greeting)


async def _ask_again(
    session: AsyncSession, branch: Branch, greeting: BirthdayGreeting, person: Person, now: datetime
) -> None:
    here = local(now, branch.zone)
    asked = ask_again(greeting, here, now)
    if asked is None:
        return
    message = say.reminder(person.name, greeting.id)
    if asked is Asked.DEPUTY:
        message = say.for_the_deputy(person.name, greeting.day, greeting.id, here.date())
    is_deputy = asked is Asked.DEPUTY
    await greetings.tell(session, branch, message, about(greeting.id), now, period=asked, deputy=is_deputy)


async def _greet(
    session: AsyncSession,
    branch: Branch,
    greeting: BirthdayGreeting,
    person: Person,
    now: datetime,
    *,
    by_program: bool,
) -> None:
    """Say it, or ask his pair to say it by telephone."""
    if by_program:
        await outbox.post_all(
            session,
            [person.id],
            Message(greeting.text),
            branch_id=branch.id,
            now=now,
            kind=KIND,
            about=about(greeting.id),
            due_at=due_at(greeting.day, branch.zone),
            family=True,
        )
        return
    await followup_opening.open_for(
        session,
        branch,
        [person.id],
        cause=f"birthday:{greeting.day.isoformat()}",
        why=Why.OCCASION,
        words=say.by_hand(),
        now=now,
        due_at=evening(greeting.day, branch.zone),
    )


async def still_wanted(session: AsyncSession, row: Outbox, now: datetime) -> bool:
    """Say whether it is still his birthday, wherever the row waited meanwhile."""
    greeting = await session.get(BirthdayGreeting, int((row.about or "birthday:0").partition(":")[2]))
    if greeting is None:
        return False
    branch = await session.get_one(Branch, greeting.branch_id)
    return local_day(now, branch.zone) == greeting.day


async def select_rows(session: AsyncSession, *conditions: Any, locked: bool = False) -> list[Row]:
    """Return greetings with whom they are for, in the order of days."""
    query: Any = (
        select(BirthdayGreeting, Person, Member)
        .join(Person, col(Person.id) == col(BirthdayGreeting.person_id))
        .join(Member, col(Member.person_id) == col(BirthdayGreeting.person_id))
        .where(*conditions)
        .order_by(col(BirthdayGreeting.day), col(BirthdayGreeting.id))
        .execution_options(populate_existing=True)
    )
    if locked:
        query = query.with_for_update(of=BirthdayGreeting)
    return [(greeting, person, member) for greeting, person, member in (await session.exec(query)).all()]
