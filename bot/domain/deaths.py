"""Word of a death: whom it is about, and whether that is plain enough to freeze him on suspicion."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.chinese import fold
from bot.clock import local_day
from bot.domain import leaving, relatives, tidings
from bot.domain.members import on_roll
from bot.domain.people import holding
from bot.patterns import Pattern
from bot.texts import leaving as say
from models import Appointment, Branch, DeathReport, Person, Proxy, Role

_CHILD_OF = Pattern(
    r"我是(?P<name>[一-龥]{2,4})同?志?的?(?:女儿|儿子|孙|外孙|老伴|爱人|家属|家里|姑娘|媳妇|女婿|侄)"
)
_OFFICES = tuple(role for role in Role if role not in (Role.MEMBER, Role.RELATIVE))


@dataclass(frozen=True, slots=True)
class Heard:
    """What was made of such a word. `person` is None where it is not plain who has died."""

    family: bool  # the writer is in mourning himself
    person: Person | None = None
    report: DeathReport | None = None


async def hear(
    session: AsyncSession, branch: Branch, by: Person | None, words: str, now: datetime
) -> Heard | None:
    """Freeze whoever is plainly said to have died; None when nobody of ours can be meant.

    A stranger's word, or a word about somebody in office, freezes nobody: else anybody could silence
    anybody. It goes to the secretary, as does what may mean several people.
    """
    said = tidings.death(words)
    if said is None:
        return None
    found = await candidates(session, branch.id, by, words)
    if not found and not said.kin and not _is_spoken(said.name):
        return None  # a name we do not know, or no name at all
    family = said.kin or by is None
    if by is None or len(found) != 1 or not _is_plain(said, found[0], by):
        return Heard(family)
    if await _holds_office(session, branch, found[0], now):
        return Heard(family)
    other = by if by.id != found[0].id else None  # the phone of the dead, in the hands of his family
    source = await relatives.label(session, other, found[0].id) if other else say.from_outside()
    report = await leaving.report_death(session, branch, found[0], other, source, now)
    return Heard(family, found[0], report)


def _is_spoken(name: str) -> bool:
    """Say whether somebody was named as old people name each other: 老罗, 罗老."""
    return len(name) == 2 and "老" in name


def _is_plain(said: tidings.Death, person: Person, by: Person) -> bool:
    if not said.kin:
        return _is_spoken(said.name) or fold(said.name).endswith(fold(person.name))
    if person.id != by.id:
        return True  # he said whose child he is, or receives for this one member
    return said.stop or said.name in tidings.GRANDPARENTS


async def candidates(
    session: AsyncSession, branch_id: int, by: Person | None, words: str
) -> Sequence[Person]:
    """Return who on the roll may be meant; for the writer's own kin whoever this phone speaks for."""
    said = tidings.death(words)
    if said is None:
        return []
    everybody = [person for person, _ in await on_roll(session, branch_id)]
    if said.kin:
        child = _CHILD_OF.search(words)
        if child is not None:
            return [one for one in everybody if one.name == child["name"]]
        return await _spoken_for(session, by, everybody) if by is not None else []
    name = fold(said.name)
    if _is_spoken(name):
        surname = name.replace("老", "", 1)
        return [one for one in everybody if one.name.startswith(surname)]
    exact = [one for one in everybody if name.endswith(fold(one.name))]
    return exact or [one for one in everybody if _sounds_like(fold(one.name), name)]


def _sounds_like(name: str, said: str) -> bool:
    """Say whether a name of three characters was heard with one of the given name's changed."""
    heard = said[-len(name) :]
    slips = sum(one != other for one, other in zip(name, heard, strict=False))
    return len(name) == len(heard) >= 3 and name[0] == heard[0] and slips == 1


async def _spoken_for(session: AsyncSession, by: Person, everybody: Sequence[Person]) -> list[Person]:
    found = await session.exec(
        select(Proxy.member_id).where(Proxy.relative_id == by.id, *relatives.is_open())
    )
    theirs = set(found.all()) or {by.id}
    return [one for one in everybody if one.id in theirs]


async def _holds_office(session: AsyncSession, branch: Branch, person: Person, now: datetime) -> bool:
    found = await session.exec(
        select(Appointment.id).where(
            Appointment.person_id == person.id,
            col(Appointment.role).in_(_OFFICES),
            *holding(local_day(now, branch.zone)),
        )
    )
    return found.first() is not None
