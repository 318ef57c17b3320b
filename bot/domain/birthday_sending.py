"""Birthday greetings on their day: said, brought by a human, late in other words, or over and told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local, local_day
from bot.domain import anniversaries, festivals, followup_opening, greetings, outbox, workdays
from bot.domain.birthday_greetings import ABOUT, Row, about, cause, select_rows
from bot.domain.greetings import DEPUTY_AHEAD, MAY_BE_LATE, Timing, due_at, evening, silence, timing
from bot.domain.proposals import OPEN, Asked, ask_again
from bot.messages import Message
from bot.texts import birthdays as say
from bot.texts.anniversaries import signature
from models import (
    Action,
    BirthdayGreeting,
    Branch,
    FestivalGreeting,
    Outbox,
    OutboxState,
    Person,
    ProposalState,
    Why,
)

KIND, LATE_KIND = "birthday", "late birthday"
_DAY = timedelta(days=1)
_NOT_SAID = (OutboxState.EXPIRED, OutboxState.FAILED, OutboxState.CANCELLED)


@dataclass(frozen=True, slots=True)
class _Around:
    """What else there is for these people, read once for all of them."""

    reached: Collection[int]  # whom the program reaches
    anniversaries: Collection[tuple[int, date]]  # whose political birthday is when
    is_festival: bool  # everybody is greeted today

    def hears_more(self, person_id: int, today: date) -> bool:
        """Say whether he hears another greeting today; late words can wait for tomorrow."""
        return self.is_festival or (person_id, today) in self.anniversaries


async def settle_due(session: AsyncSession, branch: Branch, now: datetime) -> None:
    """Ask, send, hand over and end whatever is due at or before `now`; tell whose day went by."""
    missed = await _note_outcomes(session, branch, now)
    today = local_day(now, branch.zone)
    found = await select_rows(session, *_due(branch, today), locked=True)
    if found:
        around = await _look_around(session, branch, found, today)
        missed += [row for row in found if not await _settle(session, branch, row, around, now)]
        await session.flush()
    if missed:
        lines = [(greeting.id, person.name, greeting.day) for greeting, person, _ in missed]
        message, first = say.missed(lines), min(greeting_id for greeting_id, _, _ in lines)
        await greetings.tell(session, branch, message, f"birthdays:missed:{first}", now)


def _due(branch: Branch, today: date) -> tuple[Any, ...]:
    """Return what is looked at today: what is near and undecided, and what may be said.

    A human who is to call before a weekend hears of it on Friday.
    """
    until = workdays.next_workday(today + _DAY) - _DAY
    state, day = col(BirthdayGreeting.state), col(BirthdayGreeting.day)
    undecided = sa.and_(state == ProposalState.PROPOSED, day <= today + DEPUTY_AHEAD)
    approved = sa.and_(state == ProposalState.APPROVED, day <= until)
    return BirthdayGreeting.branch_id == branch.id, state.in_(OPEN), sa.or_(undecided, approved)


async def _look_around(session: AsyncSession, branch: Branch, rows: Sequence[Row], today: date) -> _Around:
    days = [today, *(greeting.day for greeting, _, _ in rows)]
    festival = await session.exec(
        select(FestivalGreeting.id).where(
            FestivalGreeting.branch_id == branch.id,
            FestivalGreeting.day == today,
            col(FestivalGreeting.state).in_((ProposalState.APPROVED, ProposalState.SENT)),
        )
    )
    return _Around(
        await greetings.reached(session, [member for _, _, member in rows]),
        await anniversaries.greeted_between(session, branch.id, min(days), max(days)),
        festival.first() is not None,
    )


async def _settle(session: AsyncSession, branch: Branch, row: Row, around: _Around, now: datetime) -> bool:
    """Do what the hour asks for; return False where the time for it has gone by."""
    greeting, person, member = row
    today, when = local_day(now, branch.zone), timing(greeting.day, now, branch.zone)
    why_silent = silence(person, member, max(greeting.day, today))
    session.add(greeting)
    if when is Timing.OVER:
        greeting.state = ProposalState.EXPIRED
        return why_silent is not None
    # A political birthday is the one message of its day.
    if why_silent is not None or (person.id, greeting.day) in around.anniversaries:
        # A death that is only feared may prove a mistake within these days.
        if when is not Timing.EARLY and why_silent != followup_opening.FROZEN:
            greeting.state = ProposalState.SKIPPED
    elif greeting.state is ProposalState.PROPOSED:
        await _ask_again(session, branch, greeting, person, now)
    elif person.id not in around.reached:
        await _give_to_pair(session, branch, greeting, person, now)
    elif when is Timing.ON_TIME and branch.silent_on != today:
        await _send(session, branch, greeting, KIND, greeting.text, due_at(greeting.day, branch.zone), now)
    elif when is Timing.LATE and branch.silent_on != today and not around.hears_more(person.id, today):
        words = _late(branch, greeting, person, today)
        await _send(session, branch, greeting, LATE_KIND, words, evening(greeting.day, branch.zone), now)
    return True


async def _ask_again(
    session: AsyncSession, branch: Branch, greeting: BirthdayGreeting, person: Person, now: datetime
) -> None:
    here = local(now, branch.zone)
    asked = ask_again(greeting, here, now)
    if asked is None:
        return
    message = say.reminder(person.name, greeting.day, greeting.id, here.date())
    if asked is Asked.DEPUTY:
        if person.id in {each.id for each in await greetings.standing_in(session, branch.id, here.date())}:
            return  # whose own greeting it is does not decide it: that stays with the secretary
        message = say.for_the_deputy(person.name, greeting.day, greeting.id, here.date())
    is_deputy = asked is Asked.DEPUTY
    await greetings.tell(session, branch, message, about(greeting.id), now, period=asked, deputy=is_deputy)


async def _give_to_pair(
    session: AsyncSession, branch: Branch, greeting: BirthdayGreeting, person: Person, now: datetime
) -> None:
    """Let a human say it, on the day; the secretary's own words go along."""
    greeting.state, greeting.sent_at = ProposalState.BY_HAND, now
    await followup_opening.open_for(
        session,
        branch,
        [person.id],
        cause=cause(greeting.day),
        why=Why.GREETING,
        words=greeting.text if greeting.edited_by else say.by_hand(greeting.day),
        now=now,
        due_at=evening(greeting.day, branch.zone),
    )


def _late(branch: Branch, greeting: BirthdayGreeting, person: Person, today: date) -> str:
    if greeting.edited_by:
        return say.late_own(greeting.text, greeting.day)
    solemn = festivals.solemn(today)
    return say.late(person.salutation(), greeting.day, signature(branch.name), solemn=solemn)


async def _send(
    session: AsyncSession,
    branch: Branch,
    greeting: BirthdayGreeting,
    kind: str,
    words: str,
    due: datetime,
    now: datetime,
) -> None:
    greeting.state, greeting.sent_at = ProposalState.SENT, now
    await outbox.post_all(
        session,
        [greeting.person_id],
        Message(words),
        branch_id=branch.id,
        now=now,
        kind=kind,
        about=about(greeting.id),
        due_at=due,
        family=True,
    )


async def still_wanted(session: AsyncSession, row: Outbox, now: datetime) -> bool:
    """Say whether its words are those of the hour, wherever the message waited meanwhile."""
    greeting = await session.get(BirthdayGreeting, int((row.about or "birthday:0").partition(":")[2]))
    if greeting is None:
        return False
    branch = await session.get_one(Branch, greeting.branch_id)
    if row.kind == LATE_KIND:
        return timing(greeting.day, now, branch.zone) is Timing.LATE
    return local_day(now, branch.zone) == greeting.day


# -- what came of it ------------------------------------------------------------------------------


async def _note_outcomes(session: AsyncSession, branch: Branch, now: datetime) -> list[Row]:
    """Take up what was sent and never arrived; return whose day went by over it.

    What was too late for the day is approved again, for the other words; whom the messenger did not
    reach is called by a human.
    """
    ended = await _not_said(session, branch, now)
    own = col(BirthdayGreeting.id).in_(ended)
    rows = await select_rows(session, own, locked=True) if ended else []
    missed = []
    for greeting, person, member in rows:
        message, when = ended[greeting.id], timing(greeting.day, now, branch.zone)
        is_spared = silence(person, member, local_day(now, branch.zone)) is not None
        if is_spared or (message.state is OutboxState.CANCELLED and message.reason != "overtaken"):
            greeting.state = ProposalState.SKIPPED
        elif message.state is OutboxState.FAILED:
            await _give_to_pair(session, branch, greeting, person, now)
        elif message.kind == LATE_KIND or when is Timing.OVER:
            greeting.state = ProposalState.EXPIRED
            missed.append((greeting, person, member))
        elif when is Timing.LATE:
            greeting.state = ProposalState.APPROVED
        session.add(greeting)
    await session.flush()
    return missed


async def _not_said(session: AsyncSession, branch: Branch, now: datetime) -> dict[int, Outbox]:
    """Return the last message of each greeting of these days that was sent and did not leave."""
    later = aliased(Outbox)
    is_last = ~(
        select(later.id)
        .where(
            col(later.about) == col(Outbox.about),
            col(later.person_id) == col(Outbox.person_id),
            col(later.kind).in_((KIND, LATE_KIND)),
            col(later.id) > col(Outbox.id),
        )
        .exists()
    )
    is_about = sa.and_(col(Outbox.about) == ABOUT, col(Outbox.person_id) == col(BirthdayGreeting.person_id))
    query: Any = (
        select(BirthdayGreeting.id, Outbox)
        .join(Outbox, is_about)
        .where(
            BirthdayGreeting.branch_id == branch.id,
            BirthdayGreeting.state == ProposalState.SENT,
            BirthdayGreeting.day >= local_day(now, branch.zone) - MAY_BE_LATE - _DAY,
            Outbox.action == Action.SEND,
            col(Outbox.kind).in_((KIND, LATE_KIND)),
            col(Outbox.state).in_(_NOT_SAID),
            is_last,
        )
        .execution_options(populate_existing=True)
    )
    return dict((await session.exec(query)).all())
