"""A small branch with pairings, seen through the sweeps and the last look before sending."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import brief_sending, brief_wanted, pairing_handover, visits
from bot.domain.visits import Entry
from models import Branch, Outbox, OutboxState, Person, Visit, VisitWay
from tests.people import Given

DAY = timedelta(days=1)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """Return an instant by the clocks of Shanghai."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class World:
    """丁海涛 looks after 郑守义 and 张桂英, 王磊 after 吴长贵."""

    liaison: Person
    ding: Person
    wang: Person
    zheng: Person
    zhang: Person
    wu: Person


async def small_world(
    session: AsyncSession, branch: Branch, given: Given, since: date = date(2026, 11, 30)
) -> World:
    """Build the branch; it has used the program since the evening of a day."""
    world = World(
        liaison=await given.liaison(),
        ding=await given.cadre("丁海涛"),
        wang=await given.cadre("王磊"),
        zheng=await given.member("郑守义", group=2),
        zhang=await given.member("张桂英"),
        wu=await given.member("吴长贵"),
    )
    await given.pair(world.ding, world.zheng)
    await given.pair(world.ding, world.zhang)
    await given.pair(world.wang, world.wu)
    await brief_sending.send_due(session, at(since, 18))
    return world


async def calls(
    session: AsyncSession, branch: Branch, by: Person, whom: Person, now: datetime, **more: Any
) -> Visit:
    """Let a cadre write down a call of this moment."""
    entry = Entry((whom.id,), VisitWay.PHONE, now.date(), **{"words": "精神不错"} | more)
    return await visits.record(session, branch, by, entry, now)


async def tick(session: AsyncSession, now: datetime) -> list[tuple[str, str]]:
    """Sweep and send; return who heard what, as the sender would have sent it."""
    await brief_sending.send_due(session, now)
    return await leaves(session, now)


async def leaves(session: AsyncSession, now: datetime) -> list[tuple[str, str]]:
    """Take the last look at every brief and hand-over that waits, and send what is still wanted."""
    rows = await session.exec(
        select(Outbox, Person.name)
        .join(Person, col(Person.id) == col(Outbox.person_id))
        .where(
            col(Outbox.kind).in_((brief_sending.KIND, pairing_handover.KIND)),
            Outbox.state == OutboxState.PENDING,
        )
        .order_by(col(Outbox.id))
    )
    heard = []
    for row, name in rows.all():
        look = brief_wanted if row.kind == brief_sending.KIND else pairing_handover
        wanted = await look.still_wanted(session, row, now)
        row.state = OutboxState.SENT if wanted else OutboxState.CANCELLED
        row.reason, row.settled_at = (None if wanted else "overtaken"), now
        session.add(row)
        if wanted:
            heard.append((name, row.text))
    await session.flush()
    return heard


async def months(session: AsyncSession, start: date, days: int) -> dict[date, list[tuple[str, str]]]:
    """Live through some days and return who heard what on which of them."""
    heard: dict[date, list[tuple[str, str]]] = {}
    for number in range(days):
        day = start + number * DAY
        for name, text in await tick(session, at(day)):
            heard.setdefault(day, []).append((name, text))
    return heard
