"""Accounts: which messenger account speaks for whom, how that begins and how it ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.access import GRANTS, Permission
from bot.clock import local_day
from bot.domain import changes, outbox, people
from models import Account, Board, Branch, Dialog, Member, Outbox, Person, Role

# Who may decide claims, the secretary first.
ADMITTING = tuple(role for role in reversed(Role) if Permission.ADMIT in GRANTS[role])


@dataclass(frozen=True, slots=True)
class Holder:
    """A messenger account in somebody's hand, whoever that is."""

    bot_id: int
    user_id: int
    chat_id: int
    shown_name: str = ""  # as the messenger shows it; anybody can choose it


async def speaks_for(session: AsyncSession, holder: Holder) -> Account | None:
    """Return the binding of an account, None for a stranger's."""
    found = await session.exec(
        select(Account)
        .where(
            Account.bot_id == holder.bot_id,
            Account.user_id == holder.user_id,
            col(Account.ended_at).is_(None),
        )
        .order_by(col(Account.id).desc())
        .limit(1)
    )
    return found.first()


async def of_person(session: AsyncSession, person_id: int) -> Sequence[Account]:
    """Return the accounts that speak for somebody now; more than one only across bots."""
    found = await session.exec(
        select(Account)
        .where(Account.person_id == person_id, col(Account.ended_at).is_(None))
        .order_by(col(Account.id))
    )
    return found.all()


async def bound(session: AsyncSession, person_ids: Iterable[int]) -> set[int]:
    """Return those among the people who have an account."""
    found = await session.exec(
        select(Account.person_id).where(
            col(Account.person_id).in_(list(person_ids)), col(Account.ended_at).is_(None)
        )
    )
    return set(found.all())


async def admitting(session: AsyncSession, branch_id: int, today: date) -> list[Person]:
    """Return who may decide claims and can be asked, because they have an account; secretary first."""
    holders = await people.holders(session, branch_id, ADMITTING, today)
    reached = await bound(session, [person.id for person in holders])
    return [person for person in holders if person.id in reached]


async def roles(session: AsyncSession, person: Person, now: datetime) -> frozenset[Role]:
    """Return what somebody is today; nothing while frozen, deceased or transferred."""
    member = await member_of(session, person)
    return await people.roles_of(session, person, member, await today(session, person, now))


async def member_of(session: AsyncSession, person: Person) -> Member | None:
    """Return somebody's row on the roll."""
    return (await session.exec(select(Member).where(Member.person_id == person.id))).first()


async def today(session: AsyncSession, person: Person, now: datetime) -> date:
    """Return the calendar day of somebody's branch."""
    branch = await session.get_one(Branch, person.branch_id)
    return local_day(now, branch.zone)


async def bind(
    session: AsyncSession, person: Person, holder: Holder, *, by: Person | None, now: datetime
) -> list[Account]:
    """Let an account speak for `person` from now on; return the accounts that this cut off."""
    before = [account for account in await of_person(session, person.id) if account.messenger == "telegram"]
    for account in before:
        await end(session, account, why="new phone", by=by, now=now)
    account = Account(
        branch_id=person.branch_id,
        bot_id=holder.bot_id,
        user_id=holder.user_id,
        chat_id=holder.chat_id,
        person_id=person.id,
        bound_at=now,
        bound_by=by.id if by else None,
    )
    session.add(account)
    await session.flush()
    await _record(session, account, "bound_at", None, now, by, now)
    return before


async def end(session: AsyncSession, account: Account, *, why: str, by: Person | None, now: datetime) -> None:
    """Let an account speak for nobody: its open form, its boards and its unsent answers go with it.

    What waits for the person stays, because it is for the person.
    """
    account.ended_at, account.ended_why = now, why
    session.add(account)
    await _record(session, account, "ended_why", None, why, by, now)
    await session.exec(
        sa.delete(Dialog).where(col(Dialog.bot_id) == account.bot_id, col(Dialog.chat_id) == account.chat_id)
    )
    shown_there = sa.select(col(Outbox.id)).where(col(Outbox.chat_id) == account.chat_id)
    await session.exec(
        sa.delete(Board).where(
            col(Board.person_id) == account.person_id, col(Board.outbox_id).in_(shown_there)
        )
    )
    await outbox.cancel(session, col(Outbox.chat_id) == account.chat_id, reason="unbound", now=now)


async def _record(
    session: AsyncSession,
    account: Account,
    field: str,
    old: str | None,
    new: str | datetime,
    by: Person | None,
    now: datetime,
) -> None:
    await changes.record(
        session,
        branch_id=account.branch_id,
        person_id=account.person_id,
        entity="account",
        row_id=account.id,
        field=field,
        old=old,
        new=new,
        by=by,
        now=now,
    )
