"""「为什么」 for greetings: the anniversary, birthday or festival of a day that never became a message."""

from datetime import date

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import festival_greetings
from bot.domain.proposals import Proposal
from bot.domain.why_messages import SPARED
from bot.texts.why import Entry
from models import (
    BirthdayGreeting,
    FestivalGreeting,
    Greeting,
    GreetingState,
    Outbox,
    Person,
    ProposalState,
    Way,
)


async def without_message(session: AsyncSession, person: Person, day: date) -> list[Entry]:
    """Return the greetings that were to be said to somebody on a day and are not in the outbox."""
    return [*await _own(session, person, day), *await _festival(session, person, day)]


_GREETINGS = {
    GreetingState.PROPOSED: "unapproved",
    GreetingState.APPROVED: "approved",
    GreetingState.HELD: "put off",
    GreetingState.BY_HAND: "by hand",
    GreetingState.EXPIRED: "expired",
}


async def _own(session: AsyncSession, person: Person, day: date) -> list[Entry]:
    """Return his political anniversary and his birthday where they never became messages."""
    found = await session.exec(
        select(Greeting).where(
            Greeting.person_id == person.id,
            Greeting.day == day,
            col(Greeting.queued_at).is_(None),
        )
    )
    entries = [Entry("anniversary", _greeting(greeting)) for greeting in found.all()]
    birthdays = await session.exec(
        select(BirthdayGreeting).where(
            BirthdayGreeting.person_id == person.id,
            BirthdayGreeting.day == day,
            BirthdayGreeting.state != ProposalState.SENT,
        )
    )
    return entries + [Entry("birthday", _proposal(one)) for one in birthdays.all()]


_PROPOSALS = {
    ProposalState.PROPOSED: "unapproved",
    ProposalState.APPROVED: "approved",
    ProposalState.SKIPPED: "put off",
    ProposalState.EXPIRED: "expired",
    ProposalState.SENT: "not chosen",
    ProposalState.BY_HAND: "by hand",
    ProposalState.UNKNOWN: "restored",
}


def _proposal(one: Proposal) -> str:
    is_over = one.state is ProposalState.EXPIRED
    return "unapproved" if is_over and one.decided_by is None else _PROPOSALS[one.state]


async def _festival(session: AsyncSession, person: Person, day: date) -> list[Entry]:
    """Return the festival of the day where no greeting of it was for him."""
    found = await session.exec(
        select(FestivalGreeting).where(
            FestivalGreeting.branch_id == person.branch_id, FestivalGreeting.day == day
        )
    )
    festival = found.first()
    if festival is None:
        return []
    about = festival_greetings.about(festival.id)
    said = await session.exec(
        select(Outbox.id).where(Outbox.about == about, Outbox.person_id == person.id).limit(1)
    )
    return [] if said.first() is not None else [Entry("festival", _proposal(festival))]


def _greeting(greeting: Greeting) -> str:
    if greeting.state is GreetingState.CANCELLED:
        return greeting.reason if greeting.reason in SPARED else "dropped"
    if greeting.reason == "unapproved":
        return "unapproved"
    return "by hand" if greeting.way is Way.HAND else _GREETINGS.get(greeting.state, "dropped")
