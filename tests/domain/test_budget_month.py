"""A month of many notices and greetings, with downtimes: nobody hears too much, nothing is lost."""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import instant, local, local_day
from bot.database import Database
from bot.delivery import ledger
from bot.delivery.claiming import Claimed
from bot.delivery.telegram import Fate, Outcome
from bot.domain import leaving, notice_audience, notice_recall
from bot.domain.followup_lists import LIST
from models import (
    BirthdayGreeting,
    Branch,
    Channel,
    FestivalGreeting,
    FollowUp,
    Notice,
    NoticeState,
    Outbox,
    OutboxState,
    Person,
    ProposalState,
    Receipt,
)
from models.outbox import FINAL
from scheduler import birthdays, festivals, followups, notices
from tests.notice_world import confirmed, drafted
from tests.outgoing import claim_one
from tests.people import BOT_ID, Given, chat_of
from tests.relative_world import agreed

ZONE = "Asia/Shanghai"
FIRST = date(2026, 12, 10)  # 元旦 is among the days
DAYS = 31
HOURS = (time(8, 5), time(8, 31), time(12, 10))
NOON, DAY = time(12), timedelta(days=1)
# What a member hears without having asked, as the branch would count it.
UNASKED = ("notice", "notice now", "anniversary", "birthday", "festival")


@dataclass
class Month:
    """Who there is, and what arrived on which screen."""

    database: Database
    secretary: Person
    members: list[Person]
    blocked: Person
    dice: random.Random = field(default_factory=lambda: random.Random(7))
    arrived: list[tuple[int, date, Outbox]] = field(default_factory=list)

    async def passes(self, now: datetime) -> None:
        """Run what the scheduler and the sender would."""
        async with self.database.transaction() as session:
            for sweep in (notices.send_due, festivals.look_after, birthdays.look_after):
                await sweep(session, now)
            if local(now, ZONE).time() > NOON:  # once a day is often enough to see what it does
                await followups.look_after(session, now)
            await followups.ask(session, now)
            for greeting in (await session.exec(select(FestivalGreeting))).all():
                if greeting.state is ProposalState.PROPOSED:
                    greeting.state = ProposalState.APPROVED
                    session.add(greeting)
            await ledger.release(session, now)
            await self._send(session, now)

    async def _send(self, session: AsyncSession, now: datetime) -> None:
        while (claimed := await claim_one(session, now)) is not None:
            if not isinstance(claimed, Claimed):
                continue
            outcome = Outcome(Fate.SENT, message_ids=(claimed.row_id,))
            if claimed.call.chat_id == chat_of(self.blocked):
                outcome = Outcome(Fate.UNREACHABLE, "blocked")
            elif self.dice.random() < 0.03:
                outcome = Outcome(Fate.DOUBT, "TimedOut")
            await ledger.record(session, BOT_ID, [(claimed, outcome)], now)
            if outcome.fate is Fate.SENT:
                row = await session.get_one(Outbox, claimed.row_id, populate_existing=True)
                self.arrived.append((claimed.call.chat_id, local_day(now, ZONE), row))

    async def writes(self, now: datetime) -> None:
        """Let the secretary send a notice to some, and now and then mend or withdraw the last."""
        async with self.database.transaction() as session:
            branch = (await session.exec(select(Branch))).one()
            last = (
                await session.exec(
                    select(Notice).where(Notice.state == NoticeState.SENT).order_by(col(Notice.id).desc())
                )
            ).first()
            chance = self.dice.random()
            if last is not None and last.ended_at is None and chance < 0.1:
                await notice_recall.withdraw(session, last.id, self.secretary, branch.id, now)
                return
            if last is not None and last.ended_at is None and chance < 0.25:
                notice = await notice_recall.correct(session, last.id, self.secretary, branch.id, now)
                notice.text = f"更正：{last.text[:20]}"
            else:
                to = self.dice.sample(self.members, self.dice.randint(2, len(self.members)))
                text = f"{now:%m%d}的事。" * (1200 if chance > 0.9 else 1)
                notice = await drafted(
                    session,
                    self.secretary,
                    text,
                    {"people": sorted(one.id for one in to)},
                    urgent=self.dice.random() < 0.1,
                )
            if await _has_recipients(session, notice, now):
                despite = self.dice.random() < 0.2
                await confirmed(session, branch, self.secretary, notice, now, despite_quiet=despite)


async def _has_recipients(session: AsyncSession, notice: Notice, now: datetime) -> bool:
    return bool(await notice_audience.recipients(session, notice, local_day(now, ZONE)))


async def _founded(database: Database) -> Month:
    """Write the small branch: one never bound, one who blocks, one reached through his daughter."""
    async with database.transaction() as session:
        branch = (await session.exec(select(Branch))).one()
        given = Given(session, branch)
        secretary, liaison = await given.secretary(), await given.liaison()
        cadre, daughter = await given.cadre("丁海涛"), await given.person("吴小燕")
        members = [
            await given.member(name, joined_on=date(1985, 12, 20))
            for name in ("周德明", "郑守义", "冯兰英", "罗家声", "沈志远")
        ]
        father = await given.member("吴长贵", channel=Channel.RELATIVE)
        for person in (secretary, liaison, cadre, daughter, *members[:1], *members[2:]):
            await given.bind(person)
        await given.pair(cadre, members[0])
        await agreed(session, father, daughter, secretary)
        await _expects_greetings(session, branch, members)
    return Month(database, secretary, [*members, father], blocked=members[2])


async def _expects_greetings(session: AsyncSession, branch: Branch, members: list[Person]) -> None:
    for person, day in zip(members, (18, 20, 22, 24, 27), strict=True):
        session.add(
            BirthdayGreeting(
                branch_id=branch.id,
                person_id=person.id,
                day=date(2026, 12, day),
                text="生日快乐！",
                state=ProposalState.APPROVED,
                proposed_at=instant(FIRST, time(8), ZONE),
            )
        )
    await session.flush()


async def test_a_month_with_downtimes_keeps_the_budget_and_loses_nothing(database: Database, branch: Branch):
    month = await _founded(database)

    for number in range(DAYS):
        day = FIRST + number * DAY
        if number in (9, 10, 11):  # down over a weekend
            continue
        for hour in HOURS[1:] if number % 5 == 0 else HOURS:  # and in some mornings
            now = instant(day, hour, ZONE)
            if number < DAYS - 10 and hour in (time(8, 5), time(12, 10)):
                await month.writes(now)
            await month.passes(now + timedelta(minutes=2))
        if number == 12:
            await _dies_and_freezes(month, instant(day, time(20), ZONE))

    _nobody_heard_too_much(month)
    await _everything_has_an_ending(month)


async def _dies_and_freezes(month: Month, now: datetime) -> None:
    async with month.database.transaction() as session:
        branch = (await session.exec(select(Branch))).one()
        dead, frozen = month.members[3], month.members[4]
        dead = await session.get_one(Person, dead.id)
        report = await leaving.report_death(session, branch, dead, month.secretary, "家属", now)
        await leaving.confirm_death(session, report, dead, month.secretary, now)
        await leaving.freeze(session, await session.get_one(Person, frozen.id), month.secretary, now)


def _nobody_heard_too_much(month: Month) -> None:
    heard: dict[int, dict[date, set[Any]]] = defaultdict(lambda: defaultdict(set))
    lists: Counter[tuple[int | None, date]] = Counter()
    mends = {row.about for _, _, row in month.arrived if "更正" in row.text}
    for _, day, row in month.arrived:
        if row.kind in UNASKED and row.action == "send" and row.about not in mends:
            heard[row.person_id][day].add((row.about, row.created_at))
        lists[row.person_id, day] += row.kind == LIST and row.action == "send"

    members = [person.id for person in month.members]
    assert sum(len(said) for one in members for said in heard[one].values()) > 20
    for person_id in members:
        assert all(len(said) == 1 for said in heard[person_id].values())
        for day in heard[person_id]:
            assert sum(day <= other < day + 7 * DAY for other in heard[person_id]) <= 3
    assert max(lists.values()) == 1
    assert any(row.kind == "festival" for _, _, row in month.arrived)
    assert any(row.kind == "birthday" for _, _, row in month.arrived)


async def _everything_has_an_ending(month: Month) -> None:
    frozen = month.members[4]
    async with month.database.reading() as session:
        rows = (await session.exec(select(Outbox))).all()
        calls = {(call.notice_id, call.person_id) for call in (await session.exec(select(FollowUp))).all()}
        notices_ = {one.id: one for one in (await session.exec(select(Notice))).all()}
        receipts = (await session.exec(select(Receipt))).all()
    open_ = [row for row in rows if row.state not in FINAL]
    assert {(row.state, row.reason, row.person_id) for row in open_} <= {
        (OutboxState.HELD, "frozen", frozen.id)
    }
    assert all(row.reason for row in rows if row.state in FINAL and row.state is not OutboxState.SENT)
    arrived = {(row.about, row.person_id) for row in rows if row.state is OutboxState.SENT}
    lost = {(row.about, row.person_id) for row in rows if row.state is OutboxState.EXPIRED}
    assert lost, "some found no place"
    for receipt in receipts:
        notice = notices_[receipt.notice_id]
        about = f"notice:{notice.id}"
        is_told = (about, receipt.person_id) in arrived or (notice.id, receipt.person_id) in calls
        is_over = notice.ended_at is not None or receipt.person_id in {month.members[3].id, frozen.id}
        assert is_told or is_over, (about, receipt.person_id)
