"""Festival greetings on their day: sent to whom the program reaches; never late, and no cause for calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local, local_day
from bot.domain import (
    anniversaries,
    birthday_greetings,
    festivals,
    greetings,
    members,
    outbox,
)
from bot.domain.festival_greetings import LOOK_AHEAD, about, asked_on, of_day, prepare
from bot.domain.greetings import due_at, evening
from bot.domain.proposals import OPEN, Asked, ask_again
from bot.messages import Message
from bot.texts import festival_greetings as say
from bot.texts import festivals as words
from models import Branch, Festival, FestivalGreeting, Outbox, Person, ProposalState

KIND = "festival"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom a greeting is: ids of people, and how many of them hear it by what is known today."""

    by_program: Sequence[int]  # who is bereaved, in hospital or wants quiet is left out when it is sent
    hearing: int
    unreached: int  # nobody calls them for it: festivals cause no calls


async def audience(session: AsyncSession, greeting: FestivalGreeting) -> Audience:
    """Return whom the program greets; whose anniversary or birthday it is hears of the festival there."""
    which = festivals.greeted(greeting.day)
    meant = [
        (person, member)
        for person, member in await members.on_roll(session, greeting.branch_id)
        if person.frozen_at is None and _is_meant(which, person)
    ]
    spared = {
        person.id for person, member in meant if greetings.silence(person, member, greeting.day) is not None
    }
    reached = await greetings.reached(session, [member for _, member in meant])
    taken = await anniversaries.greeted_on(session, greeting.branch_id, greeting.day)
    taken |= await birthday_greetings.greeted_on(session, greeting.branch_id, greeting.day)
    by_program = [person.id for person, _ in meant if person.id in reached - taken]
    welcome = {person.id for person, _ in meant} - taken - spared
    return Audience(by_program, len(welcome & reached), len(welcome - reached))


def _is_meant(which: Sequence[Festival], person: Person) -> bool:
    """国际妇女节 alone is for the women, 八一 alone for those who have served."""
    if which == (Festival.WOMEN,):
        return person.sex == words.WOMAN
    if which == (Festival.ARMY,):
        return any(word in (person.note or "") for word in words.VETERAN)
    return True


async def look_after(session: AsyncSession, now: datetime) -> None:
    """Propose, ask again, send and end whatever is due at or before `now`."""
    for branch in (await session.exec(select(Branch).order_by(col(Branch.id)))).all():
        today = local_day(now, branch.zone)
        await _propose_due(session, branch, today, now)
        for greeting in await _looked_after(session, branch, today):
            await _settle(session, branch, greeting, now)
            session.add(greeting)
        await session.flush()


async def _propose_due(session: AsyncSession, branch: Branch, today: date, now: datetime) -> None:
    ahead = [today + number * _DAY for number in range(LOOK_AHEAD.days + 1)]
    days = [day for day in ahead if festivals.proposed(day) and asked_on(day) <= today]
    for day in days:
        if now >= evening(day, branch.zone) or await of_day(session, branch.id, day):
            continue
        greeting = await prepare(session, branch, day, now)
        message = say.proposed(greeting.names, day, greeting.text, greeting.id, today)
        await greetings.tell(session, branch, message, about(greeting.id), now, period="asked")


async def _looked_after(session: AsyncSession, branch: Branch, today: date) -> Sequence[FestivalGreeting]:
    found = await session.exec(
        select(FestivalGreeting)
        .where(
            FestivalGreeting.branch_id == branch.id,
            col(FestivalGreeting.state).in_(OPEN),
            FestivalGreeting.day <= today + LOOK_AHEAD,
        )
        .order_by(col(FestivalGreeting.day))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.all()


async def _settle(session: AsyncSession, branch: Branch, greeting: FestivalGreeting, now: datetime) -> None:
    """Do what the hour asks for; a festival greeting is never sent late."""
    if now >= evening(greeting.day, branch.zone):
        await _expire(session, branch, greeting, now)
    elif greeting.state is ProposalState.PROPOSED:
        await _ask_again(session, branch, greeting, now)
    elif branch.silent_on != greeting.day and now >= due_at(greeting.day, branch.zone):
        await _send(session, branch, greeting, now)


async def _expire(session: AsyncSession, branch: Branch, greeting: FestivalGreeting, now: datetime) -> None:
    is_missed = greeting.state is ProposalState.APPROVED and branch.silent_on != greeting.day
    greeting.state = ProposalState.EXPIRED
    if is_missed:
        message = say.expired(greeting.names)
        await greetings.tell(session, branch, message, about(greeting.id), now, period="expired")


async def _ask_again(
    session: AsyncSession, branch: Branch, greeting: FestivalGreeting, now: datetime
) -> None:
    here = local(now, branch.zone)
    asked = ask_again(greeting, here, now)
    if asked is None:
        return
    message = say.reminder(greeting.names, greeting.id)
    if asked is Asked.DEPUTY:
        message = say.proposed(greeting.names, greeting.day, greeting.text, greeting.id, here.date())
    is_deputy = asked is Asked.DEPUTY
    await greetings.tell(session, branch, message, about(greeting.id), now, period=asked, deputy=is_deputy)


async def _send(session: AsyncSession, branch: Branch, greeting: FestivalGreeting, now: datetime) -> None:
    greeting.state, greeting.sent_at = ProposalState.SENT, now
    await outbox.post_all(
        session,
        (await audience(session, greeting)).by_program,
        Message(greeting.text),
        branch_id=branch.id,
        now=now,
        kind=KIND,
        about=about(greeting.id),
        due_at=due_at(greeting.day, branch.zone),
        family=True,
    )


async def still_wanted(session: AsyncSession, row: Outbox, now: datetime) -> bool:
    """Say whether it is still the festival, wherever the row waited meanwhile."""
    greeting = await session.get(FestivalGreeting, int((row.about or "festival:0").partition(":")[2]))
    if greeting is None:
        return False
    branch = await session.get_one(Branch, greeting.branch_id)
    return local_day(now, branch.zone) == greeting.day
