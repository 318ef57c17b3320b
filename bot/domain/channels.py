"""Channels (联系方式): the bot, a relative, the telephone or paper; every change is written down."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import accounts, changes
from models import Channel, Member, Person


async def choose(
    session: AsyncSession, person: Person, member: Member, channel: Channel, by: Person | None, now: datetime
) -> None:
    """Reach a member in another way from now on; choosing what holds already changes nothing."""
    await changes.record(
        session,
        branch_id=person.branch_id,
        person_id=person.id,
        entity="member",
        row_id=member.id,
        field="channel",
        old=member.channel,
        new=channel,
        by=by,
        now=now,
    )
    member.channel = channel
    session.add(member)


async def connected(session: AsyncSession, person: Person, by: Person | None, now: datetime) -> None:
    """Reach somebody by the phone that he has just connected, whatever was agreed before he had it."""
    member = await accounts.member_of(session, person)
    if member is not None:
        await choose(session, person, member, Channel.BOT, by, now)


async def entrusted(session: AsyncSession, person: Person, by: Person, now: datetime) -> None:
    """Reach a member through the relative who has just been approved, if he has no phone of his own."""
    member = await accounts.member_of(session, person)
    if member is not None and not await accounts.bound(session, [person.id]):
        await choose(session, person, member, Channel.RELATIVE, by, now)
