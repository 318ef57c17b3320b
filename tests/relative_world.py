"""A small family: 吴长贵 without a phone, his daughter with one, and those in charge."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery.claiming import Claimed
from bot.domain import relative_requests
from bot.texts.relative_requests import CONSENTS
from models import Channel, Person, Proxy, Role, Scope
from tests.outgoing import claim_one
from tests.people import NOON, TODAY, Given


@dataclass(frozen=True, slots=True)
class Family:
    """Who is who."""

    secretary: Person
    liaison: Person
    cadre: Person  # paired with the father
    leader: Person  # of group 1, where the father is
    father: Person
    daughter: Person
    stranger: Person  # a member of group 2 who is nobody's here


async def family(given: Given) -> Family:
    """Write the family; nothing is agreed yet, and the daughter's phone is connected."""
    people = Family(
        secretary=await given.secretary(),
        liaison=await given.liaison(),
        cadre=await given.cadre("丁海涛"),
        leader=await given.appoint(await given.member("邓春生"), Role.GROUP_LEADER, 1),
        father=await given.member("吴长贵", channel=Channel.RELATIVE),
        daughter=await given.person("吴小燕", address_form="吴小燕"),
        stranger=await given.member("郑守义", group=2),
    )
    await given.pair(people.cadre, people.father)
    for person in (people.secretary, people.liaison, people.cadre, people.leader, people.daughter):
        await given.bind(person)
    return people


async def asked(
    session: AsyncSession, member: Person, relative: Person, by: Person, kinship: str = "女儿"
) -> Proxy:
    """Write a request."""
    return await relative_requests.propose(session, member, kinship, relative, by, NOON)


async def agreed(
    session: AsyncSession,
    member: Person,
    relative: Person,
    by: Person,
    kinship: str = "女儿",
    scope: Scope = Scope.ACT,
    until_on: date | None = None,
    now: datetime = NOON,
) -> Proxy:
    """Let somebody stand in for a member."""
    proxy = await asked(session, member, relative, by, kinship)
    request = await relative_requests.load(session, proxy.id, member.branch_id)
    await relative_requests.approve(
        session,
        request,
        by,
        consent=CONSENTS["face"],
        scope=scope,
        until_on=until_on,
        today=TODAY,
        now=now,
    )
    return proxy


async def claimed(session: AsyncSession, now: datetime, **more: Any) -> list[Claimed]:
    """Take everything that may leave, one after the other, as the sender does."""
    taken = []
    while (each := await claim_one(session, now, more.get("busy", ()))) is not None:
        if isinstance(each, Claimed):
            taken.append(each)
    return taken
