"""Builders for follow-ups: what the messenger made of a notice, and what that leaves to people."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import followup_causes, followup_endings, followups, people
from bot.domain.followups import Task
from bot.domain.people import Speaker
from models import FollowUp, Member, Notice, OutboxState, Person, Role
from tests.notice_world import delivered
from tests.people import NOON, TODAY, Given

SENT_AT = NOON + timedelta(minutes=2)


async def unreached(session: AsyncSession, notice: Notice, *persons: Person, why: str = "unbound") -> None:
    """Let the messenger not reach somebody."""
    for person in persons:
        await delivered(session, notice, person, OutboxState.FAILED, why, at=SENT_AT)


async def looked_after(session: AsyncSession, now: datetime = SENT_AT) -> list[FollowUp]:
    """Run what the scheduler runs, and return every follow-up there is."""
    await followup_endings.settle(session, now)
    await followup_causes.create_due(session, now)
    await followup_endings.pass_on(session, now)
    return await every(session)


async def every(session: AsyncSession) -> list[FollowUp]:
    """Return every follow-up, open or not, as it came."""
    found = await session.exec(
        select(FollowUp).order_by(col(FollowUp.id)).execution_options(populate_existing=True)
    )
    return list(found.all())


async def task_of(session: AsyncSession, helper: Person, row: FollowUp) -> Task:
    """Return a follow-up as its helper opens it."""
    return await followups.load(session, await speaker(session, helper), row.id, TODAY)


async def speaker(session: AsyncSession, person: Person) -> Speaker:
    """Return somebody as he asks."""
    member = (await session.exec(select(Member).where(Member.person_id == person.id))).first()
    return Speaker(person, member, None, await people.roles_of(session, person, member, TODAY))


@dataclass(frozen=True, slots=True)
class World:
    """A small branch: those on duty are reached by the bot, 郑守义 in group 1 is 丁海涛's."""

    secretary: Person
    liaison: Person
    cadre: Person
    leader: Person
    zheng: Person
    zhang: Person  # group 1, paired with nobody


async def small_branch(given: Given) -> World:
    """Write the people of the small branch."""
    world = World(
        secretary=await given.secretary(),
        liaison=await given.liaison(),
        cadre=await given.cadre("丁海涛"),
        leader=await given.appoint(await given.member("周德明"), Role.GROUP_LEADER, group=1),
        zheng=await given.member("郑守义", phone="13800001111"),
        zhang=await given.member("张桂英", phone="13800002222"),
    )
    await given.pair(world.cadre, world.zheng)
    for person in (world.secretary, world.liaison, world.cadre, world.leader):
        await given.bind(person)
    return world


def only(*persons: Person) -> dict[str, Any]:
    """Return the audience of a notice for a few."""
    return {"people": sorted(person.id for person in persons)}
