"""The roster's doubtful dates, for the 组织委员: what deserves a look into the file (查档)."""

from dataclasses import dataclass
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import members
from bot.domain.roster_dates import PartialDate
from bot.domain.roster_lint import oddities
from models import Member, Person, Precision

NO_JOINED = "no_joined"  # no joining date, so no anniversary
YEAR_ONLY = "year_only"  # a year alone has none either
NO_FULL = "no_full"  # without it there is no 党龄


@dataclass(frozen=True, slots=True)
class Doubt:
    """One member and what his dates make one wonder about; nothing is ever corrected."""

    person: Person
    codes: tuple[str, ...]


async def doubts(session: AsyncSession, branch_id: int) -> list[Doubt]:
    """Return the members on the roll whose dates deserve a look into the file, group by group."""
    found = []
    for person, member in await members.on_roll(session, branch_id):
        codes = codes_of(member)
        if codes and person.frozen_at is None:
            found.append(Doubt(person, codes))
    return found


def codes_of(member: Member) -> tuple[str, ...]:
    """Return what is missing in a member's dates, and what is odd by the rules of their time."""
    joined = _partial(member.joined_on, member.joined_precision)
    full = _partial(member.full_on, member.full_precision)
    born = _partial(member.born_on, member.born_precision)
    codes = [str(each) for each in oddities(joined, full, born)]
    if joined is None:
        codes.append(NO_JOINED)
    elif joined.precision is Precision.YEAR:
        codes.append(YEAR_ONLY)
    if full is None:
        codes.append(NO_FULL)
    return tuple(codes)


def _partial(on: date | None, precision: Precision | None) -> PartialDate | None:
    return PartialDate(on, precision or Precision.DAY) if on is not None else None
