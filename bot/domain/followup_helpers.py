"""Who tells somebody in the program's place: his cadre, else his group leader, else the liaison."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.members import GONE
from bot.domain.pairing_care import acting, deputies, is_away, pairing_holds
from bot.domain.people import holding
from models import Absence, Account, Appointment, Member, Pairing, Person, Role

_LAST = (Role.SECRETARY, Role.DEPUTY, Role.ACTING)
_HELPING = (Role.CADRE, Role.GROUP_LEADER, Role.LIAISON, *_LAST)


@dataclass(frozen=True, slots=True)
class Helpers:
    """Who is on duty in a branch, read once for many people."""

    names: Mapping[int, str] = field(default_factory=dict)  # everybody who may be asked
    cadres: Mapping[int, Sequence[int]] = field(default_factory=dict)  # by the member they are paired with
    leaders: Mapping[int, Sequence[int]] = field(default_factory=dict)  # by their group
    by_role: Mapping[Role, Sequence[int]] = field(default_factory=dict)
    without_phone: Sequence[int] = ()  # liaison and secretary, when the program does not reach them

    def chain(self, person_id: int, group: int | None) -> list[int]:
        """Return who may tell somebody, the nearest first; never he himself."""
        nearest = [*self.cadres.get(person_id, ()), *(self.leaders.get(group, ()) if group else ())]
        return _others((*nearest, *self.last()), person_id)

    def last(self) -> list[int]:
        """Return with whom it ends: the liaison, then the secretary."""
        return [*self.by_role.get(Role.LIAISON, ()), *self.officials()]

    def officials(self) -> list[int]:
        """Return the secretary and who stands in for him."""
        return [person_id for role in _LAST for person_id in self.by_role.get(role, ())]

    def first(self, person_id: int, group: int | None) -> int | None:
        """Return who is asked first; one the program does not reach rather than nobody."""
        return next(iter(self.chain(person_id, group) or _others(self.without_phone, person_id)), None)

    def after_silence(self, person_id: int, helper_id: int | None) -> int | None:
        """Return who is next when a helper has not got to it; None when he is the last himself."""
        liaisons = _others(self.by_role.get(Role.LIAISON, ()), person_id)
        beyond = [*liaisons, *_others(self.officials(), person_id)[:1]]
        if helper_id in beyond:
            beyond = beyond[beyond.index(helper_id) + 1 :]
        return beyond[0] if beyond else None

    def after_no_answer(self, person_id: int, helper_id: int | None) -> int | None:
        """Return the secretary, or who stands in for him; None when it lies there already."""
        officials = _others(self.officials(), person_id) or _others(self.last(), person_id)
        return None if not officials or helper_id in officials else officials[0]

    def choices(self, person_id: int, group: int | None, helper_id: int | None) -> list[int]:
        """Return to whom a helper may hand it: those near the person, for the last ones anybody."""
        chain = self.chain(person_id, group)
        if helper_id in self.last():
            chain += [one for one in self.names if one not in chain]
        return [one for one in _others(chain, person_id) if one != helper_id]


def _others(person_ids: Iterable[int], person_id: int) -> list[int]:
    return [one for one in dict.fromkeys(person_ids) if one != person_id]


async def on_duty(session: AsyncSession, branch_id: int, about: Collection[int], today: date) -> Helpers:
    """Return who can help the people in `about`, in three queries.

    On duty is who holds a part, is reached by the program, and is neither away nor frozen nor in
    hospital nor in mourning. Who is away has his deputy asked in his place.
    """
    names: dict[int, str] = {}
    leaders: dict[int, list[int]] = defaultdict(list)
    by_role: dict[Role, list[int]] = defaultdict(list)
    unreached: list[tuple[int, int]] = []
    for person_id, name, role, group, reached in (await session.exec(_helping(branch_id, today))).all():
        if not reached:
            if role in (Role.LIAISON, *_LAST):
                unreached.append(((Role.LIAISON, *_LAST).index(role), person_id))
            continue
        names[person_id] = name
        by_role[role].append(person_id)
        if role is Role.GROUP_LEADER and group is not None:
            leaders[group].append(person_id)
    cadres = await _paired(session, branch_id, about, today, set(by_role[Role.CADRE]))
    return Helpers(names, cadres, leaders, by_role, [person_id for _, person_id in sorted(unreached)])


def _helping(branch_id: int, today: date) -> Any:
    """Select who holds a part and is at hand today, and whether the program reaches him."""
    account = (
        sa.select(col(Account.id))
        .where(
            col(Account.person_id) == col(Person.id),
            col(Account.ended_at).is_(None),
            col(Account.blocked_at).is_(None),
        )
        .correlate(Person)
        .exists()
    )
    away = (
        sa.select(col(Absence.id))
        .where(col(Absence.cadre_id) == col(Person.id), *is_away(today))
        .correlate(Person)
        .exists()
    )
    return (
        sa.select(
            col(Person.id), col(Person.name), col(Appointment.role), col(Appointment.group_number), account
        )
        .select_from(Person)
        .join(Appointment, col(Appointment.person_id) == col(Person.id))
        .outerjoin(Member, col(Member.person_id) == col(Person.id))
        .where(
            col(Appointment.branch_id) == branch_id,
            col(Appointment.role).in_(_HELPING),
            *holding(today),
            ~away,
            col(Person.frozen_at).is_(None),
            col(Person.hospital_since).is_(None),
            sa.or_(col(Person.mourning_until).is_(None), col(Person.mourning_until) < today),
            sa.or_(col(Member.id).is_(None), col(Member.status).not_in(GONE)),
        )
        .order_by(col(Person.id))
    )


async def _paired(
    session: AsyncSession, branch_id: int, about: Collection[int], today: date, on_duty: Collection[int]
) -> dict[int, list[int]]:
    in_place = await deputies(session, branch_id, today)
    found = await session.exec(
        select(Pairing.member_id, Pairing.cadre_id)
        .where(col(Pairing.member_id).in_(about), *pairing_holds(today))
        .order_by(col(Pairing.id))
    )
    cadres: dict[int, list[int]] = defaultdict(list)
    for member_id, cadre_id in found.all():
        helper_id = acting(cadre_id, in_place)
        if helper_id in on_duty and helper_id not in cadres[member_id]:
            cadres[member_id].append(helper_id)
    return cadres
