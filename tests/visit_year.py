"""A year of visits, lived through by the program and by an oracle beside it, and compared every time."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.database import Database, add_new, failures
from bot.delivery import ledger
from bot.delivery.claiming import Claimed, claim_next
from bot.delivery.telegram import Fate, Outcome
from bot.domain import brief_delays, leaving, pairing_absences, pairings, visits
from bot.domain.visits import Entry
from models import (
    Account,
    Appointment,
    Branch,
    Member,
    Outbox,
    Pairing,
    Person,
    Role,
    Visit,
    VisitMember,
    VisitOutcome,
    VisitVisitor,
    VisitWay,
)
from scheduler import briefs, occasions
from scheduler import pairings as pairing_sweeps
from tests import visit_oracle as oracle
from tests.people import BOT_ID
from tests.visit_oracle import Oracle, Said
from tests.visit_truth import Contact, Pair, Truth, at, is_workday, local, next_workday

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)
_NAME = re.compile(r"党员(\d{5})")
_LISTS = (oracle.END, oracle.UNPAIRED)
_AT_ONCE = 40  # events of one kind on one day; more visits than that are written as rows
_AT_A_TIME = 100  # messages that the messenger takes together
_BEGAN = date(2025, 12, 1)


@dataclass
class Wrong:
    """A moment at which something else was said than should have been."""

    now: datetime
    missing: list[Said]
    unwanted: list[Said]

    def __str__(self) -> str:
        return f"{local(self.now):%a %m-%d %H:%M} missing {self.missing} unwanted {self.unwanted}"


@dataclass
class Chronicle:
    """What was lived through."""

    wrong: list[Wrong] = field(default_factory=list)
    of_the_gone: list[tuple[datetime, str]] = field(default_factory=list)  # named after they had gone
    said: list[tuple[datetime, Said]] = field(default_factory=list)
    at_the_last_second: int = 0  # contacts between the writing of a reminder and its sending
    downs: int = 0
    outages: int = 0
    happened: dict[str, int] = field(default_factory=dict)


class VisitYear:
    """One branch through some months of 2026; everything is drawn from one seed.

    `looked_at` is the share of ordinary days that are lived through; more happens on each where they are few.
    """

    def __init__(
        self,
        database: Database,
        branch: Branch,
        seed: int,
        first: date,
        last: date,
        looked_at: float = 1.0,
    ) -> None:
        self.database, self.branch, self.first, self.last = database, branch, first, last
        self.looked_at = looked_at
        self.chance = random.Random(seed)
        self.truth = Truth()
        self.chronicle = Chronicle()
        self.people: dict[int, Person] = {}
        self.oracle: Oracle
        self._written: list[tuple[int, int, tuple[int, ...]]] = []  # visits: which, by whom, to whom

    # -- who there is --------------------------------------------------------------------------------

    async def populate(self, members: int, cadres: int) -> None:
        """Write the members, the cadres and the liaison; nearly everybody has a cadre."""
        self.members = range(1, members + 1)
        self.cadres = range(members + 1, members + cadres + 1)
        self.liaison, self.leader = members + cadres + 1, members + cadres + 2
        common: dict[str, Any] = {"branch_id": self.branch.id}
        names = {one: f"党员{one:05}" for one in self.members}
        names |= {one: f"干部{one:05}" for one in self.cadres} | {self.liaison: "贺敏", self.leader: "组长"}
        roles = [{"person_id": one, "role": Role.CADRE} for one in (*self.cadres, self.liaison)]
        roles.append({"person_id": self.liaison, "role": Role.LIAISON})
        roles.append({"person_id": self.leader, "role": Role.GROUP_LEADER, "group_number": 1})
        held = list(self.cadres) * 2
        self.chance.shuffle(held)
        pairs = {member: held.pop() for member in self.members if held and self.chance.random() < 0.95}
        async with self.database.transaction() as session:
            await add_new(
                session, Person, [common | {"id": one, "name": name} for one, name in names.items()]
            )
            await add_new(
                session,
                Member,
                [common | {"person_id": one, "group_number": 1 + one % 3} for one in self.members],
            )
            since = {"from_on": _BEGAN, "group_number": None}
            await add_new(session, Appointment, [common | since | role for role in roles])
            await add_new(session, Account, [self._account(one) for one in (*self.cadres, self.liaison)])
            await add_new(
                session,
                Pairing,
                [common | {"member_id": m, "cadre_id": c, "from_on": _BEGAN} for m, c in pairs.items()],
            )
            found = await session.exec(select(Person))
            self.people = {one.id: one for one in found.all()}
        self.truth.alive = set(self.members)
        self._ever_served = (*self.cadres, self.liaison)
        self.truth.serving = set(self._ever_served)
        self.truth.pairs = {member: [Pair(cadre, _BEGAN)] for member, cadre in pairs.items()}
        self.oracle = Oracle(self.truth, self.liaison)
        await self._sweep(at(self.first - _DAY, 18))
        self.oracle.asks, self.oracle.month_open = {}, None  # what lies behind a beginning is not asked for

    def _account(self, person_id: int) -> dict[str, Any]:
        return {
            "branch_id": self.branch.id,
            "bot_id": BOT_ID,
            "user_id": 1000 + person_id,
            "chat_id": 1000 + person_id,
            "person_id": person_id,
            "bound_at": at(_BEGAN, 9),
        }

    # -- the days ------------------------------------------------------------------------------------

    async def live(self) -> None:
        """Go through the days; the program is down now and then, and the messenger away."""
        down_until = away_until = at(self.first, 0)
        for now in self._moments():
            await self._fate(now - 30 * _SECOND)
            if now < down_until:
                continue
            if now >= away_until:
                await self._office(now - 20 * _SECOND)
            if self.chance.random() < 0.05 / self.looked_at:
                self.chronicle.downs += 1
                down_until = now + timedelta(hours=self.chance.choice((1, 5, 24, 48, 96, 200)))
                if self.chance.random() < 0.5:
                    await self._sweep(now)  # and is killed before anything leaves
                continue
            if self.chance.random() < 0.03 / self.looked_at and now >= away_until:
                self.chronicle.outages += 1
                away_until = now + timedelta(hours=self.chance.choice((5, 30, 80)))
            await self._sweep(now)
            if now < away_until:
                continue
            await self._last_second(now + 19 * _SECOND)
            should = self.oracle.said(now + 20 * _SECOND)
            has = await self._deliver(now + 20 * _SECOND)
            if should or has or self.chance.random() < 0.2:
                await self._sweep(now + 40 * _SECOND)
                should += self.oracle.said(now + 41 * _SECOND)
                has += await self._deliver(now + 41 * _SECOND)
            self._compare(now, should, has)

    def _moments(self) -> Iterator[datetime]:
        day = self.first
        while day <= self.last:
            if self.chance.random() < 0.2 * self.looked_at:
                yield at(day, 7)
            is_ordinary = day not in oracle.round_days(day)
            if self.chance.random() < (
                self.looked_at * (1 if is_workday(day) else 0.2) if is_ordinary else 1
            ):
                yield at(day, 8, self.chance.choice((30, 31, 35, 59)))
            if day == oracle.last_workday(day):
                yield at(day, 15, self.chance.choice((0, 7)))
            if self.chance.random() < 0.08 * self.looked_at:
                yield at(day, self.chance.choice((16, 18, 21)))
            day += _DAY

    async def _sweep(self, now: datetime) -> None:
        self.oracle.look(now)
        async with self.database.transaction() as session:
            await pairing_sweeps.look_after(session, now)
            await occasions.look_after(session, now)
            await briefs.send_due(session, now)
        assert failures(session) == ()

    async def _deliver(self, now: datetime) -> list[Said]:
        """Let the sender take everything that may go, and the messenger accept it."""
        ids: list[int] = []
        async with self.database.transaction() as session:
            await ledger.release(session, now)
            while looked_at := await claim_next(session, BOT_ID, [0], now, at_most=_AT_A_TIME):
                claimed = [one for one in looked_at if isinstance(one, Claimed)]
                ids += [one.row_id for one in claimed]
                sent = [(one, Outcome(Fate.SENT, message_ids=(one.row_id,))) for one in claimed]
                await ledger.record(session, BOT_ID, sent, now)
            rows: list[Outbox] = []
            for start in range(0, len(ids), 500):
                some = col(Outbox.id).in_(ids[start : start + 500])
                rows += (await session.exec(select(Outbox).where(some).order_by(col(Outbox.id)))).all()
        gone = set(self.members) - self.truth.named()
        self.chronicle.of_the_gone += [
            (now, row.text) for row in rows if _named(row) & gone and not _is_for_families(row)
        ]
        return [said for row in rows if (said := _said(row)) is not None]

    def _compare(self, now: datetime, should: list[Said], has: list[Said]) -> None:
        self.chronicle.said += [(now, one) for one in has]
        should, has = _singly(should), _singly(has)
        lists = [one for one in should if one[1] in _LISTS]
        told = {one: next((each for each in lists if _is_same(each, one)), one) for one in set(has)}
        expected, heard = Counter(should), Counter(told[one] for one in has)
        if expected != heard:
            missing, unwanted = expected - heard, heard - expected
            self.chronicle.wrong.append(Wrong(now, [*missing.elements()], [*unwanted.elements()]))

    # -- what happens --------------------------------------------------------------------------------

    async def _fate(self, now: datetime) -> None:
        """Let a few people die, move away or be frozen, whether or not the program runs."""
        async with self.database.transaction() as session:
            for member in self._some(0.0012):
                if member not in self.truth.named():
                    continue
                await self._goes(session, member, now)
            for member in sorted(self.truth.frozen & self.truth.alive):
                if self.chance.random() < 0.1:
                    person = await session.get_one(Person, member)
                    await leaving.restore(session, person, self.people[self.liaison], now)
                    self.truth.frozen.discard(member)
                    self.oracle.restored(member, now)

    async def _goes(self, session: AsyncSession, member: int, now: datetime) -> None:
        person, liaison = await session.get_one(Person, member), self.people[self.liaison]
        what = self.chance.choice(("dies", "moves", "frozen", "frozen"))
        self._count(what)
        if what == "frozen":
            await leaving.freeze(session, person, liaison, now)
            self.truth.frozen.add(member)
            return
        if what == "moves":
            await leaving.transfer_out(session, person, liaison, now)
        else:
            report = await leaving.report_death(session, self.branch, person, liaison, "", now)
            await leaving.confirm_death(session, report, person, liaison, now)
        self.truth.alive.discard(member)
        self.truth.pairs.pop(member, None)

    async def _office(self, now: datetime) -> None:
        """Everything that people enter: visits, attempts, delays, pairings, absences."""
        today = local(now).date()
        async with self.database.transaction() as session:
            visited = [one for one in self._some(0.05, at_most=len(self.members)) if one in self.truth.alive]
            for member in visited[:_AT_ONCE]:
                await self._visit(session, member, now)
            await self._visits(session, visited[_AT_ONCE:], now)
            for member in self._some(0.012):
                await self._attempt(session, member, now)
            for member in self._some(0.012):
                await self._put_off(session, member, today, now)
            if self._written and self.chance.random() < 0.05:
                await self._take_back(session, now)
            for member in self._some(0.002):
                await self._pair(session, member, today, now)
            if self.chance.random() < 0.2:
                for member, cadre in await pairings.pair_suggested(
                    session, self.branch, self.people[self.liaison], now
                ):
                    self.truth.pairs[member.id] = [Pair(cadre.id, today)]
                    self.oracle.paired(member.id)
            for cadre in self._some(0.003, self.cadres):
                await self._absent(session, cadre, today, now)
            for cadre in self._some(0.0008, self.cadres):
                await self._leaves(session, cadre, today, now)

    async def _visit(self, session: AsyncSession, member: int, now: datetime) -> None:
        """Write down a visit or a call, of today or days ago, alone or with the neighbour, by anybody."""
        today = local(now).date()
        by = self._visitor(member, today)
        day = today if self.chance.random() < 0.75 else today - self.chance.randrange(1, 7) * _DAY
        couple = {member + 1} & self.truth.alive if member % 6 == 1 and self.chance.random() < 0.5 else set()
        others = tuple(self._serving() for _ in range(self.chance.random() < 0.2))
        whom = (member, *couple)
        entry = Entry(
            whom,
            self.chance.choice(list(VisitWay)),
            day,
            words=f"精神不错{len(self._written)}",
            visitors=tuple(one for one in others if one != by),
        )
        visit = await visits.record(session, self.branch, self.people[by], entry, now)
        self._written.append((visit.id, by, whom))
        self._count("visits")
        for one in whom:
            self.truth.contacts[one].append(
                Contact(visit.id, day, visit.at, frozenset((by, *entry.visitors)))
            )

    async def _visits(self, session: AsyncSession, whom: list[int], now: datetime) -> None:
        """Write many visits of today at once, as the program keeps them."""
        today = local(now).date()
        common = {"branch_id": self.branch.id, "on": today, "at": now, "entered_at": now, "outcome": "met"}
        by = [self._visitor(member, today) for member in whom]
        last = (await session.exec(select(sa.func.max(Visit.id)))).one() or 0
        await add_new(
            session, Visit, [common | {"by_id": one, "way": "phone", "words": "精神不错"} for one in by]
        )
        written = await session.exec(select(Visit.id, Visit.by_id).where(Visit.id > last).order_by(Visit.id))
        visits_of = list(zip(written.all(), whom, strict=True))
        for model, key in ((VisitMember, 1), (VisitVisitor, 0)):
            rows = [{"visit_id": one[0], "person_id": (one[1], member)[key]} for one, member in visits_of]
            await add_new(session, model, rows)
        for (visit_id, visitor), member in visits_of:
            self._count("visits")
            self.truth.contacts[member].append(Contact(visit_id, today, now, frozenset((visitor,))))

    def _visitor(self, member: int, today: date) -> int:
        carers = [pair.cadre for pair in self.truth.pairs.get(member, ()) if pair.cadre in self.truth.serving]
        chosen = self.chance.random()
        if carers and chosen < 0.7:
            return self.truth.acts_for(self.chance.choice(carers), today)
        return self.chance.choice((self.liaison, self.leader, self._serving()))

    async def _attempt(self, session: AsyncSession, member: int, now: datetime) -> None:
        today = local(now).date()
        carers = sorted(self.truth.carers(member, today))
        if not carers or any(one.day == today for one in self.truth.contacts[member]):
            return
        if now in self.truth.attempts[member]:
            return  # one who is drawn twice: the same entry again is no second attempt
        by = self.chance.choice(carers)
        outcome = self.chance.choice((VisitOutcome.NO_ANSWER, VisitOutcome.NOT_HOME))
        entry = Entry((member,), VisitWay.PHONE, today, outcome=outcome, words=f"{now}")
        await visits.record(session, self.branch, self.people[by], entry, now)
        self._count("attempts")
        self.truth.attempts[member].append(now)
        self.oracle.put_off(member, next_workday(today + _DAY), now)
        last = max((one.at for one in self.truth.contacts[member]), default=None)
        count = sum(last is None or last < one for one in self.truth.attempts[member])
        if count == 2 and by != self.liaison:
            self.oracle.other.append((now, (self.liaison, oracle.TWICE, frozenset((member,)))))

    async def _put_off(self, session: AsyncSession, member: int, today: date, now: datetime) -> None:
        carers = sorted(self.truth.carers(member, today))
        if not carers or not self.truth.waits(member, today):
            return
        until = today + self.chance.choice((1, 3, 7, 20, 40)) * _DAY
        by = self.people[self.chance.choice(carers)]
        await brief_delays.put_off(session, self.branch, by, member, until, now)
        self._count("put off")
        self.oracle.put_off(member, until, now)

    async def _take_back(self, session: AsyncSession, now: datetime) -> None:
        """点错了: the last visit that was written down never was."""
        key, by, whom = self._written.pop()
        await visits.take_back(session, self.people[by], key, now)
        self._count("taken back")
        for one in whom:
            self.truth.contacts[one] = [each for each in self.truth.contacts[one] if each.key != key]

    async def _pair(self, session: AsyncSession, member: int, today: date, now: datetime) -> None:
        cadre = self._serving()
        if member not in self.truth.named():
            return
        liaison = self.people[self.liaison]
        await pairings.pair(session, self.branch, self.people[member], cadre, liaison, now, "工作调整")
        self._count("paired anew")
        self.truth.pair(member, cadre, today)
        self.oracle.paired(member)

    async def _absent(self, session: AsyncSession, cadre: int, today: date, now: datetime) -> None:
        deputy = self._serving()
        if cadre not in self.truth.serving or deputy == cadre:
            return
        until = today + self.chance.choice((0, 3, 10, 40)) * _DAY
        liaison = self.people[self.liaison]
        await pairing_absences.begin(session, self.branch, cadre, deputy, until, liaison, now)
        self._count("absences")
        self.truth.away.setdefault(cadre, []).append((deputy, until))

    async def _leaves(self, session: AsyncSession, cadre: int, today: date, now: datetime) -> None:
        """A cadre serves no more; whoever stood in through him is back to his own."""
        if cadre not in self.truth.serving or len(self.truth.serving) < 4:
            return
        self._count("cadres left")
        await session.exec(
            sa.update(Appointment).where(col(Appointment.person_id) == cadre).values(until_on=today - _DAY)
        )
        self.truth.serving.discard(cadre)

    async def _last_second(self, now: datetime) -> None:
        """Between the writing of a reminder and its sending somebody is in touch, or dies."""
        today = local(now).date()
        named = {one for members in self.oracle.asks.values() for one in members} & self.truth.alive
        asked = sorted(one for one in named if self.truth.waits(one, today))
        async with self.database.transaction() as session:
            for member in self.chance.sample(asked, min(len(asked), max(1, len(asked) // 10))):
                self.chronicle.at_the_last_second += 1
                await self._visit(session, member, now)
                self._written.pop()  # taken back, it would be asked for again, and rightly
            if (
                asked
                and self.chance.random() < 0.1
                and (member := self.chance.choice(asked)) in self.truth.named()
            ):
                await self._goes(session, member, now)

    # -- drawing -------------------------------------------------------------------------------------

    def _some(self, share: float, among: range | None = None, at_most: int = _AT_ONCE) -> list[int]:
        among = among or self.members
        expected = share * len(among) / self.looked_at
        number = min(at_most, int(expected) + (self.chance.random() < expected % 1))
        return [self.chance.choice(among) for _ in range(number)]

    def _serving(self) -> int:
        """Draw somebody who serves."""
        while (one := self.chance.choice(self._ever_served)) not in self.truth.serving:
            pass
        return one

    def _count(self, what: str) -> None:
        self.chronicle.happened[what] = self.chronicle.happened.get(what, 0) + 1


def _singly(said: list[Said]) -> list[Said]:
    """Take reminders one by one: whether two are one message, of a round or of a day, is not what matters."""
    found: list[Said] = []
    for reader, what, names in said:
        if what in (oracle.MIDDLE, oracle.LATE, oracle.PUT_OFF):
            found += [(reader, "asked", frozenset((one,))) for one in sorted(names)]
        else:
            found.append((reader, what, names))
    return found


def _named(row: Outbox) -> set[int]:
    return {int(number) for number in _NAME.findall(row.text)}


def _is_for_families(row: Outbox) -> bool:
    return row.about == "families" or row.kind == "alarm"


_KINDS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("brief:put-off:", lambda _: oracle.PUT_OFF),
    ("brief:", lambda about: about.rpartition(":")[2]),
    ("pairing", lambda _: oracle.PAPERS),
    ("unpaired", lambda _: oracle.UNPAIRED),
    ("visit:", lambda _: oracle.TWICE),
    ("released:", lambda _: oracle.RELEASED),
)


def _said(row: Outbox) -> Said | None:
    for prefix, name in _KINDS:
        if (row.about or "").startswith(prefix) and row.person_id is not None:
            what = name(row.about or "")
            if what == oracle.PAPERS:
                return None
            names = _named(row)
            if what in _LISTS and (count := re.search(r"(\d+)位", row.text)):
                names |= {-int(count[1])}
            return row.person_id, what, frozenset(names)
    return None


def _is_same(should: Said, has: Said) -> bool:
    """Compare whole sets; of a long list the first page and the number stand for it."""
    if should[:2] != has[:2]:
        return False
    numbers = {-one for one in has[2] if one < 0}
    return (
        should[2] == has[2]
        if not numbers
        else numbers == {len(should[2])} and {o for o in has[2] if o > 0} <= should[2]
    )
