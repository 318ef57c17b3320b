"""A year of political anniversaries without a messenger: the sweeps, cards, and a sender that delivers."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery import ledger
from bot.delivery.claiming import Claimed
from bot.delivery.telegram import Fate, Outcome
from bot.domain import anniversary_approval, anniversary_cards
from models import Branch, Greeting, GreetingState, Person, Role
from scheduler import anniversaries as sweeps
from tests.outgoing import claim_one
from tests.people import BOT_ID, Given

ZONE = ZoneInfo("Asia/Shanghai")
PICTURE = b"a picture"
JOINED = {"joined_on": date(1985, 6, 10), "full_on": date(1986, 6, 10)}
DAY = "2027-06-10"


async def small_town(given: Given) -> tuple[Person, Person, Person]:
    """Return one member who joined on 10 June 1985, his pair, and the secretary; all have a phone."""
    zhou = await given.member("周德明", **JOINED)
    cadre = await given.cadre("丁海涛")
    secretary = await given.appoint(await given.person("宋维新"), Role.SECRETARY)
    await given.pair(cadre, zhou)
    for person in (zhou, cadre, secretary):
        await given.bind(person)
    return zhou, cadre, secretary


def at(day: date | str, hour: int = 9, minute: int = 0) -> datetime:
    """Return a moment of a day in the branch's time."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


async def sweep(session: AsyncSession, now: datetime) -> None:
    """Do what one tick does for anniversaries; every card is the same picture."""
    await sweeps.look_ahead(session, now)
    await sweeps.greet(session, now)
    orders = await sweeps.cards_wanted(session, now)
    await anniversary_cards.keep(session, [(order, PICTURE) for order in orders], now)
    if orders:
        await sweeps.greet(session, now)


async def deliver(session: AsyncSession, now: datetime) -> list[str]:
    """Let the sender take everything that may go, and the messenger accept it; return the texts."""
    await ledger.release(session, now)
    said = []
    while (claimed := await claim_one(session, now, [0])) is not None:
        if isinstance(claimed, Claimed):
            said.append(claimed.call.text)
            await ledger.record(
                session, BOT_ID, [(claimed, Outcome(Fate.SENT, message_ids=(claimed.row_id,)))], now
            )
    return said


async def live(session: AsyncSession, moments: Sequence[datetime]) -> list[str]:
    """Sweep and deliver at each of these moments; return all that was said."""
    said = []
    for now in moments:
        await sweep(session, now)
        said += await deliver(session, now)
        await sweep(session, now)
    return said


def through(first: str, last: str, hours: Sequence[int] = (9,)) -> list[datetime]:
    """Return these hours of all days from the first to the last."""
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    begin = date.fromisoformat(first)
    return [at(begin + timedelta(days=number), hour) for number in range(days) for hour in hours]


async def greeting_of(session: AsyncSession, person_id: int, year: int) -> Greeting:
    """Return somebody's greeting as it stands."""
    found = await session.exec(
        select(Greeting)
        .where(Greeting.person_id == person_id, Greeting.year == year)
        .execution_options(populate_existing=True)
    )
    return found.one()


async def approve_all(session: AsyncSession, now: datetime) -> int:
    """Approve whatever is proposed, as a diligent secretary would."""
    found = await session.exec(select(Greeting).where(col(Greeting.state) == GreetingState.PROPOSED))
    proposed = found.all()
    for greeting in proposed:
        greeting.state, greeting.decided_at = GreetingState.APPROVED, now
        session.add(greeting)
    await session.flush()
    return len(proposed)


async def decide(
    session: AsyncSession,
    branch: Branch,
    person: Person,
    secretary: Person,
    now: datetime,
    verb: Any = anniversary_approval.approve,
) -> Greeting:
    """Let the secretary approve somebody's greeting, or do something else with it."""
    greeting = await greeting_of(session, person.id, now.year)
    one = await anniversary_approval.load(session, branch, greeting.id)
    await verb(session, branch, one, secretary, now)
    return greeting
