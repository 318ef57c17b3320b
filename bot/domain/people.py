"""People: who is asking, who holds which role, and whose rows they may load."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import SQLModel, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.access import Permission, granted
from bot.clock import local_day
from bot.errors import Refusal
from bot.texts import common as say
from models import Account, Appointment, Branch, Member, Person, Proxy, Role, Status, metadata

Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who asks: `person` is None for a stranger; a frozen or departed person has no roles."""

    person: Person | None = None
    member: Member | None = None
    account: Account | None = None
    roles: frozenset[Role] = frozenset()

    @property
    def permissions(self) -> frozenset[Permission]:
        """Return what the speaker may do."""
        return granted(self.roles)


STRANGER = Speaker()


def holding(today: date | sa.BindParameter[date]) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions under which an appointment holds on a day; both ends are inclusive."""
    return (
        col(Appointment.from_on) <= today,
        or_(col(Appointment.until_on).is_(None), col(Appointment.until_on) >= today),
    )


# Asked for every update, so they are built once: building takes several times as long as running.
_BOUND = (
    select(Account, Person, Member, Branch)
    .join(Person, col(Person.id) == col(Account.person_id))
    .join(Branch, col(Branch.id) == col(Person.branch_id))
    .outerjoin(Member, col(Member.person_id) == col(Person.id))
    .where(
        col(Account.bot_id) == sa.bindparam("bot_id"),
        col(Account.user_id) == sa.bindparam("user_id"),
        col(Account.ended_at).is_(None),
    )
    .order_by(col(Account.id).desc())
    .limit(1)
)
_FIRST_BRANCH = select(Branch).order_by(col(Branch.id)).limit(1)
_ROLE = metadata.tables["appointment"].c.role.type
_TODAY: sa.BindParameter[date] = sa.bindparam("today", type_=sa.Date)
_PERSON: sa.BindParameter[int] = sa.bindparam("person_id")
_HELD: Any = sa.union_all(
    select(Appointment.role).where(col(Appointment.person_id) == _PERSON, *holding(_TODAY)),
    # Of somebody frozen nobody is a relative here: who reported a death is not met by a menu.
    select(sa.literal(Role.RELATIVE, _ROLE))
    .select_from(Proxy)
    .join(Person, col(Person.id) == col(Proxy.member_id))
    .where(
        col(Proxy.relative_id) == _PERSON,
        col(Proxy.from_at).is_not(None),
        col(Proxy.ended_at).is_(None),
        or_(col(Proxy.until_on).is_(None), col(Proxy.until_on) >= _TODAY),
        col(Person.frozen_at).is_(None),
    ),
)


async def who(session: AsyncSession, bot_id: int, user_id: int, now: datetime) -> tuple[Speaker, Branch]:
    """Return whom a messenger account speaks for, the newest open binding, with the branch.

    A stranger speaks to the first branch.
    """
    found = await session.exec(_BOUND, params={"bot_id": bot_id, "user_id": user_id})
    row = found.first()
    if row is None:
        return STRANGER, await first_branch(session)
    account, person, member, branch = row
    roles = await roles_of(session, person, member, local_day(now, branch.zone))
    return Speaker(person, member, account, roles), branch


async def first_branch(session: AsyncSession) -> Branch:
    """Return the branch of whoever has none of his own."""
    return (await session.exec(_FIRST_BRANCH)).one()


async def roles_of(
    session: AsyncSession, person: Person, member: Member | None, today: date
) -> frozenset[Role]:
    """Return the roles somebody holds today; none while frozen, deceased or transferred."""
    if person.frozen_at is not None or (member is not None and not member.is_on_roll()):
        return frozenset()
    held = await session.exec(_HELD, params={"person_id": person.id, "today": today})
    roles = frozenset(Role(role) for (role,) in held.all())
    return roles if member is None else roles | {Role.MEMBER}


async def holders(session: AsyncSession, branch_id: int, roles: Sequence[Role], today: date) -> list[Person]:
    """Return who holds any of the roles, in the order of the roles given, nobody twice.

    The frozen and the departed are left out.
    """
    found = await session.exec(
        select(Person, Appointment.role)
        .join(Appointment, col(Appointment.person_id) == col(Person.id))
        .outerjoin(Member, col(Member.person_id) == col(Person.id))
        .where(
            col(Appointment.branch_id) == branch_id,
            col(Appointment.role).in_(roles),
            *holding(today),
            col(Person.frozen_at).is_(None),
            or_(
                col(Member.id).is_(None),
                col(Member.status).not_in((Status.DECEASED, Status.TRANSFERRED)),
            ),
        )
        .order_by(col(Person.id))
    )
    ranked = sorted(found.all(), key=lambda row: roles.index(row[1]))
    return list({person.id: person for person, _ in ranked}.values())


async def helper_of(session: AsyncSession, branch_id: int, today: date) -> Person | None:
    """Return the named human who stands behind the program: the liaison, else the secretary."""
    people = await holders(session, branch_id, (Role.LIAISON, Role.SECRETARY, Role.DEPUTY), today)
    return people[0] if people else None


async def hold(session: AsyncSession, branch_id: int) -> Branch:
    """Return a branch as it is now, held until the commit: who decides about its people comes in turn.

    Others may go on writing rows of the branch meanwhile.
    """
    return await session.get_one(
        Branch, branch_id, with_for_update={"key_share": True}, populate_existing=True
    )


async def owned(session: AsyncSession, model: type[Row], row_id: int, branch_id: int) -> Row:
    """Return a row of the asker's own branch; a foreign id is answered like a missing one."""
    row = await session.get(model, row_id)
    if row is None or getattr(row, "branch_id", None) != branch_id:
        raise Refusal(say.not_found())
    return row
