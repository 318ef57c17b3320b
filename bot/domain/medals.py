"""The medal 光荣在党50年: who reaches fifty years, and what speaks against deciding so."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.members import ON_ROLL
from bot.domain.roster_dates import partial
from bot.domain.roster_lint import Oddity, oddities
from bot.errors import Refusal
from bot.texts import common, dates
from bot.texts import medals as say
from models import Medal, MedalState, Member, Person, Precision, Status

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
