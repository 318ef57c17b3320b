"""Who is asked to help: for each matter the right ones, in order, and nobody who cannot hear it."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain.followup_helpers import Helpers, on_duty
from models import Branch, Matter, Person, Role

# Who may be told, the first to be asked first. "pair" is the cadre paired with whom it is about.
PAIR = "pair"
_ORDER: dict[Matter, tuple[Role | str, ...]] = {
    Matter.HELP: (PAIR, Role.LIAISON, Role.SECRETARY, Role.DEPUTY, Role.ACTING),
    Matter.WORRY: (PAIR, Role.LIAISON, Role.SECRETARY, Role.DEPUTY, Role.ACTING),
    Matter.SCAM: (Role.LIAISON, Role.SECRETARY, Role.DEPUTY, Role.ACTING),
    Matter.MONEY: (Role.LIAISON, Role.SECRETARY, Role.DEPUTY, Role.ACTING),
    Matter.DEATH: (Role.SECRETARY, Role.ACTING, Role.DEPUTY, Role.LIAISON),
    Matter.CRISIS: (PAIR, Role.LIAISON, Role.SECRETARY),
    Matter.EMERGENCY: (PAIR, Role.LIAISON, Role.SECRETARY, Role.DEPUTY, Role.ACTING),
}
# Told all at once; of the others one after the other.
_AT_ONCE = {
    Matter.MONEY: frozenset({Role.LIAISON, Role.SECRETARY}),
    Matter.CRISIS: frozenset(_ORDER[Matter.CRISIS]),
    Matter.EMERGENCY: frozenset(_ORDER[Matter.EMERGENCY]),
}
_INSTEAD = (Role.ACTING, Role.DEPUTY)  # of a crisis hears whoever stands in, where nobody else is there


async def in_order(
    session: AsyncSession, branch: Branch, person: Person | None, matter: Matter, now: datetime
) -> list[Person]:
    """Return who may be asked about a matter and can be reached, the first first; never the asker."""
    duty = await _duty(session, branch, person, now)
    order: tuple[Role | str, ...] = _ORDER[matter]
    return await _people(session, _ids(duty, person, order) or _stand_in(duty, person, matter))


async def at_once(
    session: AsyncSession, branch: Branch, person: Person | None, matter: Matter, now: datetime
) -> list[Person]:
    """Return who is told in the first minute: for most matters only the first."""
    duty = await _duty(session, branch, person, now)
    together = _AT_ONCE.get(matter)
    if together is None:
        return await _people(session, _ids(duty, person, _ORDER[matter])[:1])
    order = [role for role in _ORDER[matter] if role in together]
    ids = _ids(duty, person, order) or _ids(duty, person, _ORDER[matter])[:1]
    return await _people(session, ids or _stand_in(duty, person, matter))


async def _duty(session: AsyncSession, branch: Branch, person: Person | None, now: datetime) -> Helpers:
    about = [person.id] if person is not None else []
    return await on_duty(session, branch.id, about, local_day(now, branch.zone))


def _ids(duty: Helpers, person: Person | None, order: Sequence[Role | str]) -> list[int]:
    asker = person.id if person is not None else 0
    ids: list[int] = []
    for role in order:
        ids += duty.cadres.get(asker, ()) if role == PAIR else duty.by_role.get(Role(role), ())
    return [one for one in dict.fromkeys(ids) if one != asker]


def _stand_in(duty: Helpers, person: Person | None, matter: Matter) -> list[int]:
    return _ids(duty, person, _INSTEAD) if matter is Matter.CRISIS else []


async def _people(session: AsyncSession, ids: Sequence[int]) -> list[Person]:
    if not ids:
        return []
    found = {p.id: p for p in (await session.exec(select(Person).where(col(Person.id).in_(ids)))).all()}
    return [found[one] for one in ids]
