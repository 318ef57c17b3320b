"""The medal 光荣在党50年: who reaches fifty years, what speaks against deciding so, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.database import add_new
from bot.domain import followup_opening, outbox
from bot.domain.followups import OPEN
from bot.domain.members import GONE, ON_ROLL
from bot.domain.roster_dates import partial
from bot.domain.roster_lint import Oddity, oddities
from bot.errors import Refusal
from bot.texts import common, dates
from bot.texts import medals as say
from models import Branch, Change, FollowUp, Medal, MedalState, Member, Outbox, Person, Precision, Status

YEARS = 50
FIRST_BATCH = 2021  # everybody who had fifty years then was in it
JULY_FIRST = (7, 1)
HAS_IT = (MedalState.AWARDED, MedalState.COLLECTED)
# What makes the day of full membership itself doubtful.
_DOUBTS = (Oddity.FULL_BEFORE_JOINED, Oddity.NO_PROBATION_THEN, Oddity.CROSSES_1969)


class Standing(StrEnum):
    """How the machine sees somebody with regard to a batch; it decides nothing."""

    DUE = "due"
    UNSURE = "unsure"  # somebody has to look into the file (查档) first
    EARLIER = "earlier"  # was due before; what became of it is not written down here


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who belongs to a batch, or may."""

    person: Person
    member: Member
    medal: Medal | None
    batches: tuple[int, ...]  # one, or two where the file does not know the day
    standing: Standing
    evidence: str
    doubt: str = ""  # why the file has to be looked into


def about(medal_id: int) -> str:
    """Return the name of a medal in the outbox."""
    return f"medal:{medal_id}"


def cause(year: int) -> str:
    """Return the name under which the calls about a batch are follow-ups."""
    return f"medal:{year}"


# The same in SQL, to find the messages of many medals at once.
ABOUT = sa.literal("medal:").concat(sa.cast(col(Medal.id), sa.String))


def batches(full_on: date | None, precision: Precision | None) -> tuple[int, ...]:
    """Return in which year's batch somebody is: the first from 2021 with fifty years of 党龄 by 1 July.

    A day known by its month falls into one batch unless the month is July; a year falls into two.
    """
    if full_on is None:
        return ()
    first, last = full_on, full_on
    if precision is Precision.YEAR:
        first, last = full_on.replace(month=1, day=1), full_on.replace(month=12, day=31)
    elif precision is Precision.MONTH:
        first, last = full_on.replace(day=1), full_on.replace(day=28)
    return tuple(sorted({_batch(first), _batch(last)}))


def _batch(full_on: date) -> int:
    late = (full_on.month, full_on.day) > JULY_FIRST
    return max(FIRST_BATCH, full_on.year + YEARS + late)


def batch_at(today: date) -> int:
    """Return the batch that people work on: this year's until the end of July, then the next."""
    return today.year if today.month <= 7 else today.year + 1


async def of(session: AsyncSession, person_id: int) -> Medal | None:
    """Return somebody's medal, if anything was entered about it."""
    return (await session.exec(select(Medal).where(Medal.person_id == person_id))).first()


async def candidates(session: AsyncSession, branch_id: int, year: int) -> list[Candidate]:
    """Return who belongs to a year's batch, may belong to it, or belonged to an earlier one.

    The deceased and the transferred are not among them, unless they were put forward alive.
    """
    found = await session.exec(
        select(Person, Member, Medal)
        .join(Member, col(Member.person_id) == col(Person.id))
        .outerjoin(Medal, col(Medal.person_id) == col(Person.id))
        .where(
            Member.branch_id == branch_id,
            col(Member.full_on) <= date(year - YEARS, 12, 31),
        )
        .order_by(col(Member.full_on), col(Person.id))
    )
    seen = [_candidate(person, member, medal, year) for person, member, medal in found.all()]
    return [each for each in seen if each is not None]


async def candidate(session: AsyncSession, branch_id: int, person_id: int, year: int) -> Candidate:
    """Return one of them, with his medal locked; refuse who does not belong to the list."""
    medal = (
        await session.exec(
            select(Medal)
            .where(Medal.person_id == person_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).first()
    person = await session.get(Person, person_id)
    member = (await session.exec(select(Member).where(Member.person_id == person_id))).first()
    if person is None or member is None or person.branch_id != branch_id:
        raise Refusal(common.not_found())
    found = _candidate(person, member, medal, year)
    if found is None:
        raise Refusal(say.not_on_the_list(person.name))
    return found


def _candidate(person: Person, member: Member, medal: Medal | None, year: int) -> Candidate | None:
    possible = (medal.year,) if medal is not None else batches(member.full_on, member.full_precision)
    if not possible or possible[0] > year or member.full_on is None:
        return None
    if medal is None and (member.status not in ON_ROLL or person.frozen_at is not None):
        return None
    doubt = _doubt(member) if medal is None else ""
    standing = Standing.UNSURE if doubt else Standing.DUE
    if year not in possible:
        standing = Standing.EARLIER
    return Candidate(person, member, medal, possible, standing, evidence(member, year), doubt)


def _doubt(member: Member) -> str:
    """Return why a human has to look into the file before anything is decided."""
    if member.status is Status.LOST:
        return say.lost()
    if len(batches(member.full_on, member.full_precision)) > 1:
        return say.day_unknown(_full(member))
    joined = partial(member.joined_on, member.joined_precision)
    full = partial(member.full_on, member.full_precision)
    odd = [each for each in oddities(joined, full, None) if each in _DOUBTS]
    return say.dates_disagree() if odd else ""


def evidence(member: Member, year: int) -> str:
    """Return what the proposal rests on: both dates as the file knows them, and where they are from."""
    joined = None
    if member.joined_on is not None:
        joined = dates.precise(member.joined_on, member.joined_precision or Precision.DAY)
    return say.evidence(joined, _full(member), member.date_source, year)


def _full(member: Member) -> str:
    assert member.full_on is not None  # without it nobody is on a list
    return dates.precise(member.full_on, member.full_precision or Precision.DAY)


# -- what people decide ---------------------------------------------------------------------------


async def put_forward(
    session: AsyncSession, branch: Branch, chosen: Sequence[Candidate], year: int, by: Person, now: datetime
) -> int:
    """Write down that these were reported (上报) for a batch; return how many are new. Never twice."""
    return len(await _put_forward(session, branch, [(each, year) for each in chosen], by, now))


async def _put_forward(
    session: AsyncSession, branch: Branch, chosen: Sequence[tuple[Candidate, int]], by: Person, now: datetime
) -> Sequence[Medal]:
    rows = [
        {
            "branch_id": branch.id,
            "person_id": each.person.id,
            "year": year,
            "state": MedalState.PROPOSED,
            "evidence": each.evidence,
            "proposed_by": by.id,
            "proposed_at": now,
            "at_home": False,
        }
        for each, year in chosen
        if each.medal is None
    ]
    await add_new(session, Medal, rows)
    # Somebody else may have been faster: those that are his are not ours to write down.
    found = await session.exec(
        select(Medal)
        .where(
            col(Medal.person_id).in_([row["person_id"] for row in rows]),
            Medal.proposed_by == by.id,
            Medal.proposed_at == now,
        )
        .order_by(col(Medal.person_id))
    )
    new = found.all()
    session.add_all([_change(medal, None, MedalState.PROPOSED, by, now) for medal in new])
    await session.flush()
    return new


async def set_aside(session: AsyncSession, branch: Branch, one: Candidate, by: Person, now: datetime) -> None:
    """Take somebody off the list (先不报); the reason stays with people."""
    if one.medal is None:
        await put_forward(session, branch, [one], one.batches[-1], by, now)
        one = replace(one, medal=(await candidate(session, branch.id, one.person.id, one.batches[-1])).medal)
    assert one.medal is not None
    await _move(session, one.medal, (MedalState.PROPOSED,), MedalState.SET_ASIDE, by, now)


async def put_back(session: AsyncSession, medal: Medal, by: Person, now: datetime) -> None:
    """Take somebody on the list again, as reported."""
    await _move(session, medal, (MedalState.SET_ASIDE,), MedalState.PROPOSED, by, now)


async def approve(session: AsyncSession, medal: Medal, by: Person, now: datetime) -> None:
    """Enter that the higher organisation has approved it."""
    await refuse_gone(session, medal)
    medal.approved_by, medal.approved_at = by.id, now
    await _move(session, medal, (MedalState.PROPOSED,), MedalState.APPROVED, by, now)


async def award(
    session: AsyncSession,
    medal: Medal,
    by: Person,
    now: datetime,
    *,
    on: date | None,
    place: str,
    handed_by: str,
    at_home: bool,
) -> None:
    """Enter that he has it: when, where, from whose hands."""
    medal.awarded_on, medal.place, medal.handed_by, medal.at_home = on, place, handed_by, at_home
    medal.recorded_by = by.id
    await _move(session, medal, (MedalState.APPROVED,), MedalState.AWARDED, by, now)


async def collect(
    session: AsyncSession, medal: Medal, by: Person, now: datetime, *, on: date | None, collected_by: str
) -> None:
    """Enter that his family has taken it."""
    medal.awarded_on, medal.collected_by, medal.recorded_by = on, collected_by, by.id
    await _move(session, medal, (MedalState.APPROVED,), MedalState.COLLECTED, by, now)


async def step_back(session: AsyncSession, medal: Medal, by: Person, now: datetime) -> None:
    """Take the last entry back, because it was a mistake; what has been said stays said.

    News that has not reached him is taken back too, and may be prepared anew.
    """
    back = {
        MedalState.APPROVED: MedalState.PROPOSED,
        MedalState.AWARDED: MedalState.APPROVED,
        MedalState.COLLECTED: MedalState.APPROVED,
    }
    if medal.state not in back:
        raise Refusal(say.nothing_to_take_back())
    if medal.state is MedalState.APPROVED:
        await _take_back_news(session, medal, now)
    await _move(session, medal, (medal.state,), back[medal.state], by, now)


async def _take_back_news(session: AsyncSession, medal: Medal, now: datetime) -> None:
    unsaid = await outbox.cancel(session, col(Outbox.about) == about(medal.id), reason="taken back", now=now)
    called = (FollowUp.cause == cause(medal.year), FollowUp.person_id == medal.person_id)
    open_call = select(FollowUp.id).where(*called, col(FollowUp.state).in_(OPEN))
    if unsaid or (await session.exec(open_call)).first() is not None:
        await followup_opening.cancel_for(session, cause(medal.year), "taken back", now, medal.person_id)
        medal.notice_by = medal.notice_at = medal.by_hand_at = None


async def enter_earlier(
    session: AsyncSession, branch: Branch, one: Candidate, year: int, by: Person, now: datetime
) -> Medal:
    """Begin the record of a medal that was handed out before the program was there."""
    await put_forward(session, branch, [one], year, by, now)
    medal = (await session.exec(select(Medal).where(Medal.person_id == one.person.id))).one()
    if medal.state is MedalState.PROPOSED:
        await _move(session, medal, (MedalState.PROPOSED,), MedalState.APPROVED, by, now)
    return medal


async def enter_all_earlier(
    session: AsyncSession, branch: Branch, chosen: Sequence[Candidate], by: Person, now: datetime
) -> int:
    """Enter for each of them that he got it in his batch, and return how many are new.

    Nobody remembers the days.
    """
    new = await _put_forward(session, branch, [(one, one.batches[0]) for one in chosen], by, now)
    for medal in new:
        session.add(_change(medal, medal.state, MedalState.AWARDED, by, now))
        medal.state, medal.recorded_by, medal.place, medal.handed_by = MedalState.AWARDED, by.id, "", ""
        session.add(medal)
    await session.flush()
    return len(new)


async def refuse_gone(session: AsyncSession, medal: Medal) -> None:
    """Refuse what only the living are given: the higher organisation decides about the others."""
    member = (await session.exec(select(Member).where(Member.person_id == medal.person_id))).one()
    person = await session.get_one(Person, medal.person_id)
    if member.status in GONE or person.frozen_at is not None:
        raise Refusal(say.ask_above(person.name))


async def _move(
    session: AsyncSession,
    medal: Medal,
    expected: Sequence[MedalState],
    state: MedalState,
    by: Person,
    now: datetime,
) -> None:
    if medal.state not in expected:
        raise Refusal(say.moved_meanwhile())
    old, medal.state = medal.state, state
    session.add_all((medal, _change(medal, old, state, by, now)))
    await session.flush()


def _change(medal: Medal, old: MedalState | None, new: MedalState, by: Person, now: datetime) -> Change:
    return Change(
        branch_id=medal.branch_id,
        person_id=medal.person_id,
        entity="medal",
        row_id=medal.id,
        field="state",
        old=old,
        new=new,
        by_id=by.id,
        at=now,
    )
