"""Greetings that the program proposes and a human decides on: those of festivals, and of birthdays."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.greetings import DEPUTY_AHEAD, REMINDED_FROM
from bot.errors import Refusal
from bot.texts import greetings as say
from models import BirthdayGreeting, FestivalGreeting, Person, ProposalState

Proposal = BirthdayGreeting | FestivalGreeting
OPEN = (ProposalState.PROPOSED, ProposalState.APPROVED)
_MAY_CHANGE = (*OPEN, ProposalState.SKIPPED)
_ON_THE_DAY = timedelta(0)


class Asked(StrEnum):
    """Who is asked once more for what nobody has decided."""

    DEPUTY = "deputy"  # three days before
    SECRETARY = "secretary"  # in the morning of the day


async def decide(
    session: AsyncSession, proposal: Proposal, state: ProposalState, by: Person, now: datetime
) -> None:
    """Approve it, leave it out, or open it again; what has gone out stays as it is.

    What is open again has nobody who decided it, so that one whose day went by tells whether it had.
    """
    refuse_over(proposal)
    is_decided = state is not ProposalState.PROPOSED
    proposal.state = state
    proposal.decided_by, proposal.decided_at = (by.id, now) if is_decided else (None, None)
    session.add(proposal)
    await session.flush()


def refuse_over(proposal: Proposal) -> None:
    """Refuse whatever would change a greeting that was said, or whose time is over."""
    if proposal.state not in _MAY_CHANGE:
        raise Refusal(say.too_late(proposal.state))


async def reword(session: AsyncSession, proposal: Proposal, text: str, by: Person, now: datetime) -> None:
    """Put other words in; they have to be approved, even if those before them were."""
    await decide(session, proposal, ProposalState.PROPOSED, by, now)
    proposal.text, proposal.edited_by = text, by.id
    session.add(proposal)
    await session.flush()


def ask_again(proposal: Proposal, here: datetime, now: datetime) -> Asked | None:
    """Return who is to be asked once more, and note it: each is asked one time. `here` is local."""
    ahead = proposal.day - here.date()
    if ahead <= _ON_THE_DAY:
        if proposal.reminded_at is None and here.time() >= REMINDED_FROM:
            proposal.reminded_at = now
            return Asked.SECRETARY
    elif ahead <= DEPUTY_AHEAD and proposal.deputy_asked_at is None:
        proposal.deputy_asked_at = now
        return Asked.DEPUTY
    return None
