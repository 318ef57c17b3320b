"""A year of a branch, stepped by the day: people die, fall ill and mourn, and the bot is often down."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.database import Database, add_new
from bot.delivery import ledger
from bot.delivery.claiming import Claimed
from bot.delivery.telegram import Fate, Outcome
from bot.domain import anniversary_cards
from models import (
    OPEN_GREETINGS,
    Account,
    Appointment,
    Branch,
    Channel,
    FollowUp,
    Greeting,
    GreetingState,
    Member,
    Outbox,
    OutboxState,
    Person,
    Precision,
    Role,
    Status,
)
from scheduler import anniversaries as sweeps
from tests.anniversary_world import PICTURE, at
from tests.outgoing import claim_one
from tests.people import BOT_ID

_DAY = timedelta(days=1)
_KINDS = ("anniversary", "late anniversary")


class Crash(Exception):
    """The process is killed: what it had not committed has not happened."""


@dataclass
class Truth:
    """What really happened, written down apart from everything the bot keeps."""

    known: dict[int, tuple[date, Precision]] = field(default_factory=dict)  # who has a date, and which
    ended: dict[int, datetime] = field(default_factory=dict)  # died, or left
    dead: set[int] = field(default_factory=set)
    spared: dict[int, list[tuple[datetime, date]]] = field(default_factory=lambda: defaultdict(list))
    downs: list[tuple[datetime, datetime]] = field(default_factory=list)


class Year:
    """One branch through some months; everything is drawn from one seed."""

    def __init__(self, database: Database, branch: Branch, seed: int, first: date, last: date) -> None:
        self.database, self.branch, self.first, self.last = database, branch, first, last
        self.chance = random.Random(seed)
        self.truth = Truth()

    async def populate(self, count: int, *, within: bool = False) -> None:
        """Write the members; `within` gives everybody an anniversary in the months that are lived."""
        numbers = range(1, count + 1)
        span = (self.last - self.first).days
        common: dict[str, Any] = {"branch_id": self.branch.id}
        members, accounts = [], []
        for number in numbers:
            joined = date(1950, 1, 1) + self.chance.randrange(27_000) * _DAY
            if within:
                near = self.first + self.chance.randrange(1, span) * _DAY
                joined = date(self.chance.randrange(1950, 2024), near.month, min(near.day, 28))
            elif self.chance.random() < 0.01:
                joined = date(self.chance.choice((1956, 1968, 1984, 2004)), 2, 29)
            precision = self.chance.choices(list(Precision), (93, 5, 2))[0]
            if precision is not Precision.DAY:
                joined = joined.replace(day=1)
            by_phone = self.chance.random() < 0.1
            members.append(
                common
                | {
                    "person_id": number,
                    "status": Status.ON_ROLL,
                    "channel": Channel.PHONE if by_phone else Channel.BOT,
                    "joined_on": joined,
                    "joined_precision": precision,
                }
            )
            self.truth.known[number] = (joined, precision)
            if self.chance.random() < 0.9:
                chat = 1000 + number
                accounts.append(
                    common
                    | {
                        "bot_id": BOT_ID,
                        "user_id": chat,
                        "chat_id": chat,
                        "person_id": number,
                        "bound_at": at("2026-01-01"),
                    }
                )
        async with self.database.transaction() as session:
            await add_new(session, Person, [common | {"id": n, "name": f"党员{n}"} for n in numbers])
            await add_new(session, Member, members)
            await add_new(session, Account, accounts)
            await _secretary(session, self.branch, count + 1)

    async def live(self) -> None:
        """Go through the days; the bot is down now and then, and killed in the middle of its work."""
        down_until = at(self.first, 0)
        for now in self._moments():
            await self._fate(now)
            if now < down_until:
                continue
            if self.chance.random() < 0.04:
                down_until = now + timedelta(hours=self.chance.choice((1, 5, 24, 48, 96)))
                self.truth.downs.append((now, down_until))
                continue
            await self._tick(now)
            await self._decide(now)
            await self._tick(now)
        # Whatever is still under way three days after the end is over by then.
        for hours in (24 * 5, 24 * 5 + 2):
            await self._tick(at(self.last, 9) + timedelta(hours=hours))

    def _moments(self) -> Iterator[datetime]:
        day = self.first
        while day <= self.last:
            yield at(day, 8, 35)
            if self.chance.random() < 0.3:
                yield at(day, self.chance.choice((11, 15, 18, 21)))
            day += _DAY

    async def _tick(self, now: datetime) -> None:
        while True:
            try:
                async with self.database.transaction() as session:
                    await sweeps.look_ahead(session, now)
                    await sweeps.greet(session, now)
                    if self.chance.random() < 0.1:
                        raise Crash
                break
            except Crash:
                continue
        await self._draw(now)
        async with self.database.transaction() as session:
            await sweeps.greet(session, now)
        await self._deliver(now)
        async with self.database.transaction() as session:
            await sweeps.greet(session, now)

    async def _draw(self, now: datetime) -> None:
        while True:
            async with self.database.transaction() as session:
                orders = await sweeps.cards_wanted(session, now)
                await anniversary_cards.keep(session, [(order, PICTURE) for order in orders], now)
            if not orders:
                return

    async def _deliver(self, now: datetime) -> None:
        async with self.database.transaction() as session:
            await ledger.release(session, now)
            while (claimed := await claim_one(session, now, [0])) is not None:
                if not isinstance(claimed, Claimed):
                    continue
                fate = self.chance.choices((Fate.SENT, Fate.UNREACHABLE, Fate.DOUBT), (96, 2, 2))[0]
                outcome = Outcome(fate, reason=str(fate), message_ids=(claimed.row_id,))
                await ledger.record(session, BOT_ID, [(claimed, outcome)], now)

    async def _decide(self, now: datetime) -> None:
        """The secretary approves most, holds some back, and overlooks the rest."""
        async with self.database.transaction() as session:
            proposed = await session.exec(
                select(Greeting.id).where(Greeting.state == GreetingState.PROPOSED).order_by(col(Greeting.id))
            )
            ids = proposed.all()
            by_state = {
                state: [each for each in ids if self.chance.random() < share]
                for state, share in ((GreetingState.APPROVED, 0.4), (GreetingState.HELD, 0.005))
            }
            for state, chosen in by_state.items():
                if chosen:
                    await session.exec(
                        sa.update(Greeting)
                        .where(col(Greeting.id).in_(chosen), col(Greeting.state) == GreetingState.PROPOSED)
                        .values(state=state, decided_at=now)
                    )

    async def _fate(self, now: datetime) -> None:
        """Let a few people die, leave, mourn or fall ill today; also while the bot is down."""
        today = at_local(now)
        for number in self._some(0.0001):
            if number in self.truth.ended:
                continue
            self.truth.ended[number] = now
            died = self.chance.random() < 0.8
            if died:
                self.truth.dead.add(number)
            status = Status.DECEASED if died else Status.TRANSFERRED
            await self._write(Member, number, status=status)
        for number in self._some(0.0002):
            until = today + 40 * _DAY
            self.truth.spared[number].append((now, until))
            await self._write(Person, number, mourning_until=until)
        for number in self._some(0.0002):
            self.truth.spared[number].append((now, date(9000, 1, 1)))
            await self._write(Person, number, hospital_since=today)

    def _some(self, share: float) -> list[int]:
        count = len(self.truth.known)
        expected = share * count
        number = int(expected) + (self.chance.random() < expected % 1)
        return [self.chance.randrange(1, count + 1) for _ in range(number)]

    async def _write(self, table: Any, person_id: int, **values: Any) -> None:
        key = col(Member.person_id) if table is Member else col(Person.id)
        async with self.database.transaction() as session:
            await session.exec(sa.update(table).where(key == person_id).values(**values))

    async def verdict(self) -> "Verdict":
        """Compare what the bot has kept with what really happened."""
        async with self.database.reading() as session:
            greetings = (await session.exec(select(Greeting).order_by(col(Greeting.id)))).all()
            rows = (
                await session.exec(
                    select(Outbox).where(
                        col(Outbox.kind).in_(_KINDS),
                        col(Outbox.state).in_((OutboxState.SENT, OutboxState.UNKNOWN)),
                    )
                )
            ).all()
            calls = {
                (cause, person_id)
                for cause, person_id in (await session.exec(select(FollowUp.cause, FollowUp.person_id))).all()
            }
        return Verdict(self, list(greetings), list(rows), calls)


def at_local(now: datetime) -> date:
    """Return the branch's day; China has no summer time now."""
    return (now + timedelta(hours=8)).date()


async def _secretary(session: AsyncSession, branch: Branch, number: int) -> None:
    session.add(Person(id=number, branch_id=branch.id, name="宋维新"))
    await session.flush()
    session.add(
        Appointment(branch_id=branch.id, person_id=number, role=Role.SECRETARY, from_on=date(2026, 1, 1))
    )
    await add_new(session, Account, [_account(branch, number, 900_000)])


def _account(branch: Branch, person_id: int, chat: int) -> dict[str, Any]:
    return {
        "branch_id": branch.id,
        "bot_id": BOT_ID,
        "user_id": chat,
        "chat_id": chat,
        "person_id": person_id,
        "bound_at": at("2026-01-01"),
    }


@dataclass
class Verdict:
    """What was expected beside what happened; every list is empty when all is well."""

    year: Year
    greetings: list[Greeting]
    rows: list[Outbox]
    calls: set[tuple[str, int]]

    def states(self) -> Counter[str]:
        """Count the final states."""
        return Counter(str(each.state) for each in self.greetings)

    def expected(self) -> dict[tuple[int, int], date]:
        """Return every anniversary in the months that were lived, found by walking through the days."""
        by_month_day: dict[str, list[int]] = defaultdict(list)
        by_month: dict[int, list[int]] = defaultdict(list)
        for number, (joined, precision) in self.year.truth.known.items():
            if precision is Precision.MONTH:
                by_month[joined.month].append(number)
            elif precision is Precision.DAY:
                by_month_day[f"{joined:%m%d}"].append(number)
        found = {}
        day = self.year.first
        while day <= self.year.last:
            those = list(by_month_day[f"{day:%m%d}"])
            if f"{day:%m%d}" == "0228" and (day + _DAY).month == 3:
                those += by_month_day["0229"]
            if day.day == 15:
                those += by_month[day.month]
            for number in those:
                if self.year.truth.known[number][0].year < day.year:
                    found[number, day.year] = day
            day += _DAY
        return found

    def unfinished(self) -> list[Greeting]:
        """Return what has not ended."""
        return [one for one in self.greetings if one.state in OPEN_GREETINGS and one.day <= self.year.last]

    def missing(self) -> list[tuple[int, int]]:
        """Return the anniversaries of the living that nobody wrote down."""
        known = {(one.person_id, one.year) for one in self.greetings}
        return [
            (number, year)
            for (number, year), day in self.expected().items()
            if (number, year) not in known and self._is_alive(number, day + 5 * _DAY)
        ]

    def _is_alive(self, number: int, day: date) -> bool:
        ended = self.year.truth.ended.get(number)
        return ended is None or at_local(ended) > day

    def doubled(self) -> list[tuple[str, int]]:
        """Return what was said, or may have been said, more than once."""
        said = Counter((row.about, row.person_id) for row in self.rows)
        return [key for key, count in said.items() if count > 1]  # type: ignore[misc]

    def misplaced(self) -> list[Outbox]:
        """Return what was said on a wrong day, at night, to the dead, or to those who are spared."""
        truth = self.year.truth
        days = {f"greeting:{one.id}": one.day for one in self.greetings}
        return [row for row in self.rows if not _is_right(row, days[row.about or ""], truth)]

    def forgotten(self) -> list[Greeting]:
        """Return the greetings by hand that nobody was asked for."""
        by_hand = (GreetingState.BY_HAND, GreetingState.FAILED)
        return [
            one
            for one in self.greetings
            if one.state in by_hand and (f"anniversary:{one.year}", one.person_id) not in self.calls
        ]


def _is_right(row: Outbox, day: date, truth: Truth) -> bool:
    assert row.claimed_at is not None
    assert row.person_id is not None
    said_on = at_local(row.claimed_at)
    late = (said_on - day).days
    hour = (row.claimed_at + timedelta(hours=8)).hour
    in_time = late == 0 if row.kind == "anniversary" else 0 <= late <= 3
    ended = truth.ended.get(row.person_id)
    spared = any(since <= row.claimed_at and said_on <= last for since, last in truth.spared[row.person_id])
    return in_time and 8 <= hour < 20 and (ended is None or row.claimed_at < ended) and not spared
