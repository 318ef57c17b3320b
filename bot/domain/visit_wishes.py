"""Wishes and promises (需要、答应的事) of a visit: each becomes somebody's task, with a day."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import instant, local_day
from bot.domain import accounts, followup_opening, outbox
from bot.texts import visits as say
from models import Branch, FollowUp, FollowUpState, Person, Visit, VisitOutcome, Why

KEPT_IN = timedelta(days=14)  # a promise without a day of its own
_REMINDED_BEFORE = timedelta(days=3)
_STILL_NEWS = timedelta(days=3)  # after an older visit nobody needs to hear that his wish was noted
_EVENING = time(20)
_MORNING = time(0)  # with the list of that day


def cause(visit_id: int) -> str:
    """Return the cause of the follow-up of a visit's wish."""
    return f"wish:{visit_id}"


async def open_wish(
    session: AsyncSession, branch: Branch, by: Person, visit: Visit, whom: Sequence[int], now: datetime
) -> None:
    """Give what was wished for or promised to whoever heard it, and let the member know that he did.

    A couple's wish is one task, in the name of the first. What was kept before a correction is not
    promised again.
    """
    if not visit.need:
        return
    kept = await _kept(session, visit)
    if kept is not None:
        kept.cause = cause(visit.id)  # because the next correction and the ledger know the last version
        session.add(kept)
        await session.flush()
        return
    today = local_day(now, branch.zone)
    due_on = visit.need_by if visit.need_by and visit.need_by > today else today + KEPT_IN
    ask_on = max(due_on - _REMINDED_BEFORE, today + timedelta(days=1))
    await followup_opening.open_for(
        session,
        branch,
        whom[:1],
        cause=cause(visit.id),
        why=Why.WISH,
        words=visit.need,
        now=now,
        state=FollowUpState.VISIT,
        helper_id=by.id,
        ask_at=instant(ask_on, _MORNING, branch.zone),
        due_at=instant(due_on, _EVENING, branch.zone),
    )
    if visit.corrects is None and visit.outcome is VisitOutcome.MET:
        await _let_him_know(session, by, visit, whom, today, now)


async def _kept(session: AsyncSession, visit: Visit) -> FollowUp | None:
    if visit.corrects is None:
        return None
    found = await session.exec(
        select(FollowUp).where(
            FollowUp.cause == cause(visit.corrects),
            FollowUp.state == FollowUpState.DONE,
            FollowUp.words == visit.need,
        )
    )
    return found.first()


async def _let_him_know(
    session: AsyncSession, by: Person, visit: Visit, whom: Sequence[int], today: date, now: datetime
) -> None:
    """Tell whoever has a phone of his own in one line; the words themselves are not repeated."""
    if visit.on < today - _STILL_NEWS:
        return
    for person_id in await accounts.bound(session, whom):
        member = await session.get_one(Person, person_id)
        await outbox.post(
            session,
            member,
            say.wish_noted(by.name),
            branch_id=visit.branch_id,
            now=now,
            kind="done for you",
            about=f"visit:{visit.id}",
            once=True,
            subject=member,
        )


async def drop_wish(session: AsyncSession, visit: Visit, now: datetime) -> None:
    """Ask for a wish no more, because its record was corrected or taken back."""
    await followup_opening.cancel_for(session, cause(visit.id), "corrected", now)
