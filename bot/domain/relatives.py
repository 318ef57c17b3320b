"""Relatives (家属代收): who stands in for whom, what she may see of his, and how it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.database import apart
from bot.domain import accounts, admission, changes, invitations, notices, outbox
from bot.domain.members import ON_ROLL
from bot.domain.notice_receipts import Own
from bot.domain.outbox import Chat
from bot.domain.people import holding
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import common
from bot.texts import relatives as say
from bot.texts.channels import ChangeChannel
from bot.texts.relatives import Facts
from models import (
    Action,
    Appointment,
    Branch,
    Member,
    Notice,
    NoticeState,
    Outbox,
    OutboxState,
    Person,
    Proxy,
    Receipt,
)


@dataclass(frozen=True, slots=True)
class Charge:
    """An agreement, and the member whom it is about."""

    proxy: Proxy
    member: Person


def is_open() -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions under which an agreement stands, or nobody has ended it yet."""
    return (col(Proxy.from_at).is_not(None), col(Proxy.ended_at).is_(None))


def stands_in(today: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions under which a relative stands in for a member; the last day is included."""
    last = col(Proxy.until_on)
    return (*is_open(), sa.or_(last.is_(None), last >= today))


async def charges_of(session: AsyncSession, relative: Person, today: date) -> list[Charge]:
    """Return for whom somebody stands in today; a frozen member's things rest, so he is left out."""
    found = await session.exec(
        select(Proxy, Person)
        .join(Person, col(Person.id) == col(Proxy.member_id))
        .join(Member, col(Member.person_id) == col(Person.id))
        .where(
            Proxy.relative_id == relative.id,
            *stands_in(today),
            col(Person.frozen_at).is_(None),
            col(Member.status).in_(ON_ROLL),
        )
        .order_by(col(Proxy.id))
    )
    return [Charge(*row) for row in found.all()]


async def charge_of(session: AsyncSession, relative: Person, member_id: int, today: date) -> Charge:
    """Return the agreement with one member; anybody else's is answered like a missing one."""
    charges = await charges_of(session, relative, today)
    charge = next((each for each in charges if each.member.id == member_id), None)
    if charge is None:
        raise Refusal(common.not_found())
    return charge


async def of_member(session: AsyncSession, member_id: int) -> list[tuple[Proxy, Person]]:
    """Return a member's relatives, those who wait for an agreement among them."""
    found = await session.exec(
        select(Proxy, Person)
        .join(Person, col(Person.id) == col(Proxy.relative_id))
        .where(Proxy.member_id == member_id, col(Proxy.ended_at).is_(None))
        .order_by(col(Proxy.id))
    )
    return list(found.all())


async def known(session: AsyncSession, member: Person, limit: int = 4) -> Sequence[Person]:
    """Return relatives of others who could be this member's too, such as a daughter of both parents."""
    others = sa.select(col(Proxy.relative_id)).where(
        col(Proxy.ended_at).is_(None), col(Proxy.branch_id) == member.branch_id
    )
    own = sa.select(col(Proxy.relative_id)).where(
        col(Proxy.ended_at).is_(None), col(Proxy.member_id) == member.id
    )
    found = await session.exec(
        select(Person)
        .where(col(Person.id).in_(others), col(Person.id).not_in(own), Person.id != member.id)
        .order_by(col(Person.id).desc())
        .limit(limit)
    )
    return found.all()


async def asked_for(session: AsyncSession, relative_id: int) -> Sequence[str]:
    """Return the names of the members for whom somebody without any other part here is to receive."""
    found = await session.exec(
        select(Person.name)
        .join(Proxy, col(Proxy.member_id) == col(Person.id))
        .where(
            Proxy.relative_id == relative_id,
            col(Proxy.ended_at).is_(None),
            col(Proxy.relative_id).not_in(select(Member.person_id)),
        )
        .order_by(col(Proxy.id))
    )
    return found.all()


async def facts(
    session: AsyncSession, proxy: Proxy, relative: Person, member: Person, shown_name: str | None = None
) -> Facts:
    """Return an agreement as it is shown to people."""
    return Facts(
        proxy_id=proxy.id,
        name=relative.name,
        kinship=proxy.kinship,
        member=member.name,
        shown_name=shown_name,
        is_open=proxy.from_at is not None,
        connected=bool(await accounts.bound(session, [relative.id])),
        scope=proxy.scope,
        consent=proxy.consent,
        until=proxy.until_on,
    )


async def label(session: AsyncSession, by: Person, member_id: int) -> str:
    """Return who did something for a member, as every record names him: 「女儿吴小燕」, 「贺敏同志」."""
    found = await session.exec(
        select(Proxy.kinship)
        .where(Proxy.relative_id == by.id, Proxy.member_id == member_id, col(Proxy.from_at).is_not(None))
        .order_by(col(Proxy.id).desc())
        .limit(1)
    )
    kinship = found.first()
    return say.called(kinship, by.name) if kinship is not None else f"{by.name}同志"


async def notices_for(session: AsyncSession, charge: Charge, skip: int, limit: int) -> list[Own]:
    """Return what a relative may read of a member's notices, those that wait first.

    Only what may be received by a relative (可由家属代收), and nothing from before it was agreed.
    """
    found = await session.exec(
        select(Notice, Receipt.confirmed_at)
        .join(Receipt, col(Receipt.notice_id) == col(Notice.id))
        .where(
            Receipt.person_id == charge.member.id,
            Notice.state == NoticeState.SENT,
            col(Notice.ended_at).is_(None),
            *readable(charge),
        )
        .order_by(col(Receipt.confirmed_at).is_not(None), col(Notice.id).desc())
        .offset(skip)
        .limit(limit)
    )
    return [Own(notice, confirmed_at is not None) for notice, confirmed_at in found.all()]


def readable(charge: Charge) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions under which a notice for a member is for his relative too."""
    return (col(Notice.family).is_(True), col(Notice.sent_at) >= charge.proxy.from_at)


# -- how it ends ----------------------------------------------------------------------------------


async def load(session: AsyncSession, proxy_id: int, branch_id: int) -> tuple[Proxy, Person, Person]:
    """Return an agreement of the branch, its relative and its member, held until the commit."""
    proxy = await session.get(Proxy, proxy_id, with_for_update=True, populate_existing=True)
    if proxy is None or proxy.branch_id != branch_id:
        raise Refusal(common.not_found())
    return (
        proxy,
        await session.get_one(Person, proxy.relative_id),
        await session.get_one(Person, proxy.member_id),
    )


async def end(
    session: AsyncSession, proxy: Proxy, relative: Person, member: Person, by: Person | None, now: datetime
) -> None:
    """End an agreement at once; everybody it concerns but the one who ended it is told.

    A relative who has no other part here is let go with it. Ending it twice changes nothing.
    """
    if proxy.ended_at is not None:
        return
    await close(session, proxy, by, now)
    gone = await _let_go(session, relative, by, now)
    ender = by.id if by else None
    if ender != relative.id:
        to: list[Chat | Person] = [*gone] or [relative]
        for each in to:
            await _say(session, each, say.ended_for_relative(member.name), member.branch_id, now)
    who = say.called(proxy.kinship, relative.name)
    if ender != member.id and await accounts.bound(session, [member.id]):
        await _say(session, member, say.ended_for_member(who), member.branch_id, now)
    if ender in (None, relative.id, member.id):
        message = say.ended_for_branch(who, member.name, ChangeChannel(member.id))
        await admission.tell(session, member, None, message, f"proxy:{proxy.id}", now)


async def close(session: AsyncSession, proxy: Proxy, by: Person | None, now: datetime) -> None:
    """Settle an agreement or a request for good and write it down; nobody is told."""
    await changes.record(
        session,
        branch_id=proxy.branch_id,
        person_id=proxy.member_id,
        entity="proxy",
        row_id=proxy.id,
        field="ended_at",
        old=proxy.ended_at,
        new=now,
        by=by,
        now=now,
    )
    proxy.ended_at, proxy.ended_by = now, by.id if by else None
    session.add(proxy)
    await session.flush()


async def _let_go(session: AsyncSession, relative: Person, by: Person | None, now: datetime) -> list[Chat]:
    """End the accounts of a relative who has no part here any more; return their chats."""
    branch = await session.get_one(Branch, relative.branch_id)
    today = local_day(now, branch.zone)
    for part in (
        select(Proxy.id).where(Proxy.relative_id == relative.id, col(Proxy.ended_at).is_(None)),
        select(Member.id).where(Member.person_id == relative.id),
        select(Appointment.id).where(Appointment.person_id == relative.id, *holding(today)),
    ):
        if (await session.exec(part.limit(1))).first() is not None:
            return []
    await invitations.revoke(session, relative.id, now)
    await admission.drop_claims(session, relative, now)
    ended = await accounts.of_person(session, relative.id)
    for account in ended:
        await accounts.end(session, account, why="no charge", by=by, now=now)
    return [Chat(account.chat_id) for account in ended]


async def _say(
    session: AsyncSession, to: Person | Chat, message: Message, branch_id: int, now: datetime
) -> None:
    # Not a reply, because whoever is told has not asked: an agreement's last day is over at midnight.
    await outbox.post(session, to, message, branch_id=branch_id, now=now, kind="done for you")


async def end_due(session: AsyncSession, now: datetime) -> int:
    """End the agreements whose last day is over; return how many."""
    found = await session.exec(
        select(Proxy, Branch)
        .join(Branch, col(Branch.id) == col(Proxy.branch_id))
        .where(*is_open(), col(Proxy.until_on).is_not(None))
        .order_by(col(Proxy.id))
    )
    over = [
        proxy
        for proxy, branch in found.all()
        if proxy.until_on and proxy.until_on < local_day(now, branch.zone)
    ]
    for each in over:
        async with apart(session):
            proxy, relative, member = await load(session, each.id, each.branch_id)
            await end(session, proxy, relative, member, None, now)
    return len(over)


# -- what has reached her -------------------------------------------------------------------------


async def meant(session: AsyncSession, reader: Person, notice_id: int, row: Outbox | None) -> list[int]:
    """Return for whom a 「收到」 under a notice on somebody's screen is; nobody when it is his own.

    `row` is what was pressed on. Where that is not written down yet, it is told by what is on its way.
    """
    if row is not None:
        is_other = row.through_id == reader.id and row.person_id != reader.id
        return [row.person_id] if is_other and row.person_id is not None else []
    own = await session.exec(
        select(Receipt.id).where(Receipt.notice_id == notice_id, Receipt.person_id == reader.id)
    )
    if own.first() is not None:
        return []
    found = await session.exec(
        select(Outbox.person_id)
        .where(Outbox.about == notices.about(notice_id), Outbox.through_id == reader.id)
        .distinct()
    )
    return [person_id for person_id in found.all() if person_id is not None]


async def on_screen(session: AsyncSession, reader: Person, today: date) -> list[tuple[int, Notice]]:
    """Return what stands on a relative's screen and waits for a member's 收到, the latest first."""
    theirs = [charge.member.id for charge in await charges_of(session, reader, today)]
    found = await session.exec(
        select(Receipt.person_id, Notice)
        .join(Notice, col(Notice.id) == col(Receipt.notice_id))
        .join(
            Outbox,
            sa.and_(col(Outbox.about) == notices.ABOUT, col(Outbox.person_id) == col(Receipt.person_id)),
        )
        .where(
            Outbox.through_id == reader.id,
            Outbox.action == Action.SEND,
            col(Outbox.state).in_((OutboxState.SENT, OutboxState.UNKNOWN)),
            col(Receipt.person_id).in_(theirs),
            col(Receipt.confirmed_at).is_(None),
            Notice.state == NoticeState.SENT,
            col(Notice.ended_at).is_(None),
            col(Notice.mode).in_(notices.ASKING),
        )
        .order_by(col(Notice.id).desc(), col(Outbox.id))
    )
    return list({(person_id, notice.id): (person_id, notice) for person_id, notice in found.all()}.values())
