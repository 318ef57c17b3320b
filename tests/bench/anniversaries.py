"""The daily job of political anniversaries, measured; and a whole year of 10,000 members, lived through."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Any

import sqlalchemy as sa

from bot.database import Database, add_new
from models import Account, Branch, Greeting, GreetingState, Member, Person, Precision, Status
from scheduler import anniversaries as sweeps
from tests.anniversary_world import at
from tests.anniversary_year import Year
from tests.bench import branch as benches
from tests.bench.figures import table
from tests.people import BOT_ID

ROSTERS = (1_000, 10_000, 100_000)
YEARS_MEMBERS = 10_000
_DAY = date(2027, 6, 10)
_SAME_DUE = 30  # on the day, in the rows where the roster alone grows
_AT_ONCE = 10_000


async def daily(database: str) -> None:
    """Print how long the job of a day takes, where the roster grows and where those who are due grow."""
    rows = []
    for is_even in (False, True):
        first: float | None = None
        for count in ROSTERS:
            due, ahead, greet, idle = await _one(database, count, is_even=is_even)
            first = first or ahead + greet
            rows.append(
                [
                    "everybody's day another" if is_even else f"{_SAME_DUE} on the day",
                    f"{count:,}",
                    str(due),
                    f"{ahead * 1000:.0f} ms",
                    f"{greet * 1000:.0f} ms",
                    f"{idle * 1000:.0f} ms",
                    f"{(ahead + greet) / first:.1f}",
                ]
            )
    header = ["who is due", "members", "due", "look ahead", "greet", "nothing due", "of the first"]
    print(f"the day of anniversaries on {database} (target: seconds, and as many times as are due)")
    print(table(header, rows), "\n")


async def _one(kind: str, count: int, *, is_even: bool) -> tuple[int, float, float, float]:
    async with benches.open_database(kind) as url:
        opened = Database(url)
        try:
            await _populate(opened, count, is_even=is_even)
            ahead = await _timed(opened, sweeps.look_ahead, at(_DAY - timedelta(days=1), 9))
            async with opened.transaction() as session:
                # Approved, and without cards: drawing those is measured by itself.
                await session.exec(
                    sa.update(Greeting).values(
                        state=GreetingState.APPROVED, card_tries=3, pair_told_at=at(_DAY)
                    )
                )
            greet = await _timed(opened, sweeps.greet, at(_DAY, 8, 30))
            idle = await _timed(opened, sweeps.greet, at(_DAY, 8, 31))
            async with opened.reading() as session:
                on_day = sa.select(sa.func.count()).select_from(Greeting).where(Greeting.day == _DAY)
                due = int((await session.exec(on_day)).scalar_one())
        finally:
            await opened.close()
    return due, ahead, greet, idle


async def _timed(database: Database, sweep: Any, now: datetime) -> float:
    begun = monotonic()
    async with database.transaction() as session:
        await sweep(session, now)
    return monotonic() - begun


async def _populate(database: Database, count: int, *, is_even: bool) -> None:
    async with database.transaction() as session:
        session.add(Branch(name="云泽市民生事务办公室离退休干部党支部"))
    for start in range(0, count, _AT_ONCE):
        numbers = range(start + 1, min(start + _AT_ONCE, count) + 1)
        async with database.transaction() as session:
            await add_new(session, Person, [{"id": n, "branch_id": 1, "name": f"党员{n}"} for n in numbers])
            await add_new(session, Member, [_member(n, is_even=is_even) for n in numbers])
            await add_new(session, Account, [_account(n) for n in numbers])
    async with database.transaction() as session:
        await session.exec(sa.text("ANALYZE"))


def _member(number: int, *, is_even: bool) -> dict[str, Any]:
    """Spread the members over the days of sixty years, or put all but thirty into other months."""
    joined = date(1955, 1, 1) + timedelta(days=(number * 7919) % 22_000)
    if not is_even:
        joined = (
            date(1956 + number % 60, 6, 10)
            if number <= _SAME_DUE
            else joined.replace(month=11, day=1 + number % 28)
        )
    return {
        "branch_id": 1,
        "person_id": number,
        "status": Status.ON_ROLL,
        "joined_on": joined,
        "joined_precision": Precision.DAY,
    }


def _account(number: int) -> dict[str, Any]:
    chat = 1_000_000 + number
    return {
        "branch_id": 1,
        "bot_id": BOT_ID,
        "user_id": chat,
        "chat_id": chat,
        "person_id": number,
        "bound_at": at("2026-01-01"),
    }


async def year(database: str, count: int = YEARS_MEMBERS) -> None:
    """Live through a year with downtimes and kills, and print what became of every anniversary."""
    async with benches.open_database(database) as url:
        opened = Database(url)
        try:
            async with opened.transaction() as session:
                home = Branch(name="云泽市民生事务办公室离退休干部党支部")
                session.add(home)
            lived = Year(opened, home, 2027, date(2027, 1, 1), date(2027, 12, 31))
            await lived.populate(count)
            begun = monotonic()
            await lived.live()
            lasted = monotonic() - begun
            verdict = await lived.verdict()
        finally:
            await opened.close()
    wrong: dict[str, Sequence[Any]] = {
        "missing": verdict.missing(),
        "double": verdict.doubled(),
        "not ended": verdict.unfinished(),
        "wrong day, night, dead or spared": verdict.misplaced(),
        "by hand and nobody asked": verdict.forgotten(),
    }
    print(f"a year of {count:,} members on {database}, {len(lived.truth.downs)} downtimes, {lasted:.0f} s")
    print(table(["state", "greetings"], [[name, str(n)] for name, n in sorted(verdict.states().items())]))
    print(table(["wrong", "count"], [[name, str(len(found))] for name, found in wrong.items()]), "\n")
    if any(wrong.values()):
        raise RuntimeError("the year did not end as it should")
