"""Festival greetings: proposed a week before, approved by a human, said once and on their day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local, local_day
from bot.database import add_new
from bot.domain import anniversaries, birthday_greetings, festivals, greetings, members, outbox, workdays
from bot.domain.greetings import DEPUTY_AHEAD, due_at, evening
from bot.domain.proposals import OPEN, Asked, ask_again
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import common
from bot.texts import festival_greetings as say
from bot.texts import festivals as words
from bot.texts.anniversaries import signature
from models import Branch, Festival, FestivalGreeting, Member, Outbox, Person, ProposalState

KIND = "festival"
LEAD = timedelta(days=7)
_LOOK_AHEAD = 15  # days: a week before, and back over the longest holidays to a working day
_DAY = timedelta(days=1)


def about(greeting_id: int) -> str:
    """Return the name of a greeting in the outbox."""
    return f"festival:{greeting_id}"


def asked_on(day: date) -> date:
    """Return when the secretary is asked: on the last working day a week or more before."""
    asked = day - LEAD
    while not workdays.is_workday(asked):
        asked -= _DAY
    return asked


async def prepare(session: AsyncSession, branch: Branch, day: date, now: datetime) -> FestivalGreeting:
    """Return the greeting of a day, proposed now if nobody has; refuse days that are not greeted."""
    found = await of_day(session, branch.id, day)
    if found is not None:
        return found
    which = festivals.greeted(day)
    if not which or now >= evening(day, branch.zone):
        raise Refusal(common.not_found())
    await add_new(session, FestivalGreeting, [_row(branch, day, which, now)])
    proposed = await of_day(session, branch.id, day)
    assert proposed is not None
    return proposed


def _row(branch: Branch, day: date, which: Sequence[Festival], now: datetime) -> dict[str, object]:
    return {
        "branch_id": branch.id,
        "day": day,
        "names": words.names(which),
        "text": words.proposal(which, day, signature(branch.name)),
        "state": ProposalState.PROPOSED,
        "proposed_at": now,
    }


async def of_day(session: AsyncSession, branch_id: int, day: date) -> FestivalGreeting | None:
    """Return the greeting of a day, if one was proposed."""
    found = await session.exec(
        select(FestivalGreeting).where(FestivalGreeting.branch_id == branch_id, FestivalGreeting.day == day)
    )
    return found.first()


async def waiting(session: AsyncSession, branch_id: int) -> Sequence[FestivalGreeting]:
    """Return the greetings that nobody has decided on yet, the nearest first."""
    found = await session.exec(
        select(FestivalGreeting)
        .where(FestivalGreeting.branch_id == branch_id, FestivalGreeting.state == ProposalState.PROPOSED)
        .order_by(col(FestivalGreeting.day))
    )
    return found.all()


async def load(session: AsyncSession, greeting_id: int, branch_id: int) -> FestivalGreeting:
    """Return a greeting of the branch, locked; a foreign id is answered like a missing one."""
    greeting = await session.get(FestivalGreeting, greeting_id, with_for_update=True, populate_existing=True)
    if greeting is None or greeting.branch_id != branch_id:
        raise Refusal(common.not_found())
    return greeting


async def audience(session: AsyncSession, greeting: FestivalGreeting) -> list[int]:
    """Return who is sent it: ids of members whom the program reaches, each with one message that day.

    Whose anniversary or birthday it is hears of the festival there. Who is bereaved, in hospital or
    wants quiet is left out when it is sent (bot/domain/gate.py).
    """
    return [person.id for person, _ in await _audience(session, greeting)]


async def hearers(session: AsyncSession, greeting: FestivalGreeting) -> int:
    """Return how many would hear it, by what is known today."""
    meant = await _audience(session, greeting)
    return sum(greetings.silence(person, member, greeting.day) is None for person, member in meant)


async def _audience(session: AsyncSession, greeting: FestivalGreeting) -> list[tuple[Person, Member]]:
    which = festivals.greeted(greeting.day)
    meant = [
        (person, member)
        for person, member in await members.on_roll(session, greeting.branch_id)
        if person.frozen_at is None and _is_meant(which, person)
    ]
    reached = await greetings.reached(session, [member for _, member in meant])
    reached -= await anniversaries.greeted_on(session, greeting.branch_id, greeting.day)
    reached -= await birthday_greetings.greeted_on(session, greeting.branch_id, greeting.day)
    return [(person, member) for person, member in meant if person.id in reached]


def _is_meant(which: Sequence[Festival], person: Person) -> bool:
    """国际妇女节 alone is for the women, 八一 alone for those who have served."""
    if which == (Festival.WOMEN,):
        return person.sex == words.WOMAN
    if which == (Festival.ARMY,):
        return any(word in (person.note or "") for word in words.VETERAN)
    return True


# -- what is due ----------------------------------------------------------------------------------


async def look_after(session: AsyncSession, now: datetime) -> None:
    """Propose, ask again, send and end whatever is due at or before `now`."""
    for branch in (await session.exec(select(Branch).order_by(col(Branch.id)))).all():
        await _propose_due(session, branch, now)
        await _settle_due(session, branch, now)


async def _propose_due(session: AsyncSession, branch: Branch, now: datetime) -> None:
    today = local_day(now, branch.zone)
    ahead = [today + timedelta(days=number) for number in range(_LOOK_AHEAD + 1)]
    days = [day for day in ahead if festivals.proposed(day) and asked_on(day) <= today]
    for day in days:
        if now >= evening(day, branch.zone) or await of_day(session, branch.id, day):
            continue
        greeting = await prepare(session, branch, day, now)
        message = say.proposed(greeting.names, day, greeting.text, greeting.id, today)
        await greetings.tell(session, branch, message, about(greeting.id), now, period="asked")


async def _settle_due(session: AsyncSession, branch: Branch, now: datetime) -> None:
    here = local(now, branch.zone)
    found = await session.exec(
        select(FestivalGreeting)
        .where(
            FestivalGreeting.branch_id == branch.id,
            col(FestivalGreeting.state).in_(OPEN),
            FestivalGreeting.day <= here.date() + DEPUTY_AHEAD,
        )
        .order_by(col(FestivalGreeting.day))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for greeting in found.all():
        await _settle(session, branch, greeting, here, now)


async def _settle(
    session: AsyncSession, branch: Branch, greeting: FestivalGreeting, here: datetime, now: datetime
) -> None:
    """Do what the hour asks for; a festival greeting is never sent late."""
    is_approved = greeting.state is ProposalState.APPROVED
    if now >= evening(greeting.day, branch.zone):
        greeting.state = ProposalState.EXPIRED
        if is_approved:
            message = say.expired(greeting.names)
            await greetings.tell(session, branch, message, about(greeting.id), now, period="expired")
    elif is_approved and now >= due_at(greeting.day, branch.zone):
        await _send(session, branch, greeting, now)
    elif not is_approved:
        await _ask_again(session, branch, greeting, here, now)
    session.add(greeting)
    await session.flush()


async def _ask_again(
    session: AsyncSession, branch: Branch, greeting: FestivalGreeting, here: datetime, now: datetime
) -> None:
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
        await audience(session, greeting),
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


async def coming(session: AsyncSession, branch_id: int, today: date, days: int) -> list[say.Coming]:
    """Return the festivals of the next days that are or may be greeted, with what was decided."""
    last = today + timedelta(days=days)
    found = await session.exec(
        select(FestivalGreeting).where(
            FestivalGreeting.branch_id == branch_id, col(FestivalGreeting.day).between(today, last)
        )
    )
    known = {each.day: each for each in found.all()}
    ahead = [today + timedelta(days=number) for number in range(days + 1)]
    return [
        say.Coming(
            day,
            words.names(festivals.greeted(day)),
            known[day].state if day in known else None,
            festivals.proposed(day),
        )
        for day in ahead
        if festivals.greeted(day)
    ]
