"""Occasions (走访慰问): visits due apart from the month's own, each given once to whoever looks after him."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from bot.clock import instant, local_day
from bot.domain import festivals, followup_opening, followups, outbox, people
from bot.domain.followup_hours import DAY_UNTIL
from bot.domain.members import ON_ROLL
from bot.domain.outbox import Letter
from bot.domain.roster_apply import ADDED
from bot.domain.workdays import is_workday
from bot.texts import occasions as say
from bot.texts.occasions import Occasion
from models import (
    Branch,
    Change,
    Festival,
    FollowUp,
    FollowUpState,
    Member,
    Person,
    Status,
    Via,
    Visit,
    VisitMember,
    VisitOccasion,
    VisitOutcome,
    Why,
)

_DAY = timedelta(days=1)
_MORNING = timedelta(hours=1)
# How long before the day visits begin, and by how many days before it they are made.
_FESTIVALS = {
    Festival.SPRING: (Occasion.SPRING, 21, 3),
    Festival.PARTY: (Occasion.JULY, 14, 0),
    Festival.DOUBLE_NINTH: (Occasion.DOUBLE_NINTH, 14, 0),
}
_KEPT_IN = {
    Occasion.HOSPITAL: timedelta(days=2),
    Occasion.DISCHARGE: timedelta(days=7),
    Occasion.BEREAVEMENT: timedelta(days=3),
    Occasion.HARDSHIP: timedelta(days=7),
    Occasion.SEASON: timedelta(days=7),
    Occasion.ARMY: timedelta(days=7),
}
_EARLY = timedelta(days=30)  # who was seen for a festival so long before it need not be asked for
_TAKEN_BACK = "taken back"
_FAMILIES_OF = timedelta(days=400)  # the first 春节 after a death, or a year and a little


def cause(occasion: Occasion, which: object) -> str:
    """Return the cause of the follow-ups of one occasion, such as "occasion:spring-2027"."""
    return f"occasion:{occasion}-{which}"


async def open_festivals(session: AsyncSession, now: datetime) -> None:
    """Open the visits of a festival that is near, on a working morning; each festival once."""
    for branch in (await session.exec(select(Branch).order_by(col(Branch.id)))).all():
        today = local_day(now, branch.zone)
        morning = instant(today, branch.brief_at, branch.zone)
        if not (is_workday(today) and morning <= now < morning + _MORNING):
            continue
        for festival, (occasion, ahead, before) in _FESTIVALS.items():
            day = next((one for one in _days(today, ahead) if festival in festivals.on(one)), None)
            if day is not None and not await _is_open(session, branch, cause(occasion, day.year)):
                await _open_festival(session, branch, occasion, day, day - before * _DAY, now)


def _days(first: date, count: int) -> list[date]:
    return [first + number * _DAY for number in range(count + 1)]


async def _is_open(session: AsyncSession, branch: Branch, cause: str) -> bool:
    found = await session.exec(
        select(FollowUp.id).where(FollowUp.branch_id == branch.id, FollowUp.cause == cause).limit(1)
    )
    return found.first() is not None


async def _open_festival(
    session: AsyncSession, branch: Branch, occasion: Occasion, day: date, until: date, now: datetime
) -> None:
    """Let everybody on the roll be visited who was not already; who lives elsewhere (流动) is called."""
    early = local_day(now, branch.zone) - _EARLY
    visited = _seen_for(visit_occasion(cause(occasion, day.year)), early).where(
        VisitMember.person_id == Member.person_id
    )
    found = await session.exec(
        select(Member)
        .join(Person, col(Person.id) == col(Member.person_id))
        .where(
            Member.branch_id == branch.id,
            col(Member.status).in_(ON_ROLL),
            col(Person.frozen_at).is_(None),
            ~visited.correlate(Member).exists(),
        )
        .order_by(col(Member.id))
    )
    here: list[int] = []
    away: list[int] = []
    for member in found.all():
        (away if member.status is Status.FLOATING else here).append(member.person_id)
    for person_ids, state in ((here, FollowUpState.VISIT), (away, FollowUpState.CALL)):
        if person_ids:
            await followup_opening.open_for(
                session,
                branch,
                person_ids,
                cause=cause(occasion, day.year),
                why=Why.OCCASION,
                words=say.words(occasion),
                now=now,
                state=state,
                due_at=instant(until, DAY_UNTIL, branch.zone),
            )
    if occasion is Occasion.SPRING:
        await _remember_families(session, branch, day, now)


async def _remember_families(session: AsyncSession, branch: Branch, day: date, now: datetime) -> None:
    """Tell the liaison whose families (遗属) are to be visited; nothing goes to them by itself.

    Of whom no day is known, it is asked before the first 春节 after he came onto the roster, and not
    every year anew.
    """
    long_ago = day - _FAMILIES_OF
    came = (
        select(Change.id)
        .where(
            Change.entity == "member",
            Change.row_id == Member.id,
            Change.field == ADDED,
            col(Change.at) > instant(long_ago, time.min, branch.zone),
        )
        .correlate(Member)
        .exists()
    )
    found = await session.exec(
        select(Person.id, Person.name)
        .join(Member, col(Member.person_id) == col(Person.id))
        .where(
            Member.branch_id == branch.id,
            Member.status == Status.DECEASED,
            or_(col(Member.status_since) > long_ago, and_(col(Member.status_since).is_(None), came)),
        )
        .order_by(col(Person.id))
    )
    names = [(person_id, name) for person_id, name in found.all()]
    helper = await people.helper_of(session, branch.id, local_day(now, branch.zone))
    if names and helper is not None:
        letter = Letter(helper.id, say.families(names), "families", str(day.year))
        await outbox.post_each(session, [letter], branch_id=branch.id, now=now, kind="task")


async def open_one(
    session: AsyncSession,
    branch: Branch,
    person_id: int,
    occasion: Occasion,
    which: object,
    now: datetime,
    age: int | None = None,
    until: date | None = None,
) -> list[int]:
    """Let one member be visited for an occasion; `which` tells it from the next of its kind."""
    by = until or local_day(now, branch.zone) + _KEPT_IN[occasion]
    return await followup_opening.open_for(
        session,
        branch,
        [person_id],
        cause=cause(occasion, which),
        why=Why.OCCASION,
        words=say.words(occasion, age),
        now=now,
        state=FollowUpState.VISIT,
        due_at=instant(by, DAY_UNTIL, branch.zone),
    )


async def arrange(
    session: AsyncSession, branch: Branch, person: Person, occasion: Occasion, now: datetime
) -> str | None:
    """Let a member be visited on a human's word; return with whom that lies. Once a month for each."""
    month = local_day(now, branch.zone).strftime("%Y-%m")
    ids = await open_one(session, branch, person.id, occasion, month, now)
    row = await session.get_one(FollowUp, ids[0]) if ids else None
    return await followups.name_of(session, row.helper_id) if row is not None else None


async def take_back(
    session: AsyncSession, person: Person, occasion: Occasion, which: object, now: datetime
) -> None:
    """Let nobody go any more, because there was no such occasion; if there is after all, it opens anew."""
    await followup_opening.cancel_for(session, cause(occasion, which), _TAKEN_BACK, now, person.id)


def visit_occasion(cause: str) -> VisitOccasion | None:
    """Return what a visit was for that settled a follow-up, as the ledger names it."""
    named = (one for one in VisitOccasion if cause.startswith(f"occasion:{one.replace('_', '-')}-"))
    return next(named, None)


async def told_as_done(
    session: AsyncSession, branch: Branch, by: Person, whom: Sequence[int], day: date, via: Via
) -> VisitOccasion | None:
    """Return the occasion that somebody has said to have settled on a day, and has not written down yet."""
    counted = (
        select(Visit.id)
        .join(VisitMember, col(VisitMember.visit_id) == col(Visit.id))
        .where(
            Visit.by_id == by.id,
            Visit.on == day,
            VisitMember.person_id == FollowUp.person_id,
            col(Visit.occasion).is_not(None),
            col(Visit.ended_at).is_(None),
        )
        .correlate(FollowUp)
        .exists()
    )
    found = await session.exec(
        select(FollowUp.cause)
        .where(
            FollowUp.branch_id == branch.id,
            FollowUp.why == Why.OCCASION,
            FollowUp.state == FollowUpState.DONE,
            FollowUp.done_by == by.id,
            FollowUp.via == via,
            ~counted,
            col(FollowUp.person_id).in_(whom),
            col(FollowUp.done_at) >= instant(day, time.min, branch.zone),
            col(FollowUp.done_at) < instant(day + _DAY, time.min, branch.zone),
        )
        .order_by(col(FollowUp.id).desc())
    )
    return next((visit_occasion(cause) for cause in found.all()), None)


async def seen_at_home(session: AsyncSession, person_id: int, since: date) -> bool:
    """Say whether somebody who came home from hospital after a day has been seen for it already."""
    seen = _seen_for(VisitOccasion.DISCHARGE, since).where(VisitMember.person_id == person_id)
    return (await session.exec(seen.limit(1))).first() is not None


def _seen_for(occasion: VisitOccasion | None, since: date) -> SelectOfScalar[int]:
    """Select the records since a day that name an occasion and reached somebody."""
    return (
        select(Visit.id)
        .join(VisitMember, col(VisitMember.visit_id) == col(Visit.id))
        .where(
            Visit.occasion == occasion,
            Visit.on >= since,
            col(Visit.outcome).in_((VisitOutcome.MET, VisitOutcome.FAMILY)),
            col(Visit.ended_at).is_(None),
        )
    )


async def known(session: AsyncSession, branch: Branch, person_ids: Sequence[int]) -> set[tuple[str, int]]:
    """Return which occasions of these people have been opened already."""
    found = await session.exec(
        select(FollowUp.cause, FollowUp.person_id).where(
            FollowUp.branch_id == branch.id,
            FollowUp.why == Why.OCCASION,
            col(FollowUp.person_id).in_(person_ids),
            col(FollowUp.reason).is_distinct_from(_TAKEN_BACK),
        )
    )
    return set(found.all())
