"""The budget: one thing a day that nobody asked for, three in seven days, greetings first."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given as suppose
from hypothesis import strategies as st
from sqlmodel import select

from bot.clock import instant
from bot.delivery import ledger
from bot.delivery.claiming import Behind, Claimed, Settled, claim_next
from bot.delivery.telegram import Fate, Outcome
from bot.domain import budget, followup_causes, notice_board, notice_recall, notice_receipts, outbox
from bot.domain.budget import first_day
from bot.domain.kinds import KINDS, Budget, Doubt, Hearing, Kind
from bot.domain.notice_broadcast import send_due
from bot.messages import Message
from models import (
    BirthdayGreeting,
    FestivalGreeting,
    FollowUp,
    Greeting,
    GreetingState,
    Lane,
    Notice,
    NoticeState,
    Outbox,
    OutboxState,
    ProposalState,
    Via,
    Way,
    Why,
)
from tests.notice_world import confirmed, messages_of, sent
from tests.outgoing import claim_one
from tests.people import BOT_ID, NOON, TODAY
from tests.statements import statements

DAY = timedelta(days=1)
DAYS = st.integers(0, 40).map(lambda days: date(2026, 1, 1) + days * DAY)


@suppose(st.lists(DAYS, max_size=25))
def test_whatever_comes_when_nobody_hears_more_than_one_a_day_and_three_in_seven(wanted):
    said: list[date] = []
    for day in sorted(wanted):
        said.append(first_day(sorted(said, reverse=True)[:3], None, max([day, *said])))

    assert len(set(said)) == len(said)
    assert all(sum(day <= one < day + 7 * DAY for one in said) <= 3 for day in said)


@suppose(st.lists(DAYS, max_size=8, unique=True), DAYS, st.integers(0, 9))
def test_what_is_ordinary_never_costs_a_greeting_its_day(earlier, today, ahead):
    greeting_on = today + ahead * DAY
    said: list[date] = []
    for day in sorted(one for one in earlier if one < today):
        if first_day(said[:3], None, day) == day:
            said.insert(0, day)
    could_be_greeted = first_day(said[:3], None, greeting_on) == greeting_on

    day = first_day(said[:3], greeting_on, today)

    assert day >= today
    if could_be_greeted and day <= greeting_on:
        assert first_day([day, *said][:3], None, greeting_on) == greeting_on


def test_a_greeting_that_is_far_off_keeps_nobody_waiting():
    assert first_day([], TODAY + 7 * DAY, TODAY) == TODAY
    assert first_day([TODAY - DAY], TODAY + 7 * DAY, TODAY) == TODAY
    assert first_day([TODAY - DAY, TODAY - 2 * DAY], TODAY + 4 * DAY, TODAY) == TODAY + 5 * DAY


def test_the_day_of_a_greeting_is_the_greetings():
    assert first_day([], TODAY, TODAY) == TODAY + DAY


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """Make a greeting without a feature behind it."""
    doubt, hearing = Doubt.ONCE, Hearing.CHEERFUL
    wish = Kind(
        "wish",
        Lane.REMINDER,
        doubt,
        hearing,
        True,
        timedelta(hours=11),
        budget=Budget.FIRST,
    )
    monkeypatch.setitem(KINDS, wish.name, wish)


@pytest.fixture
def say(session, branch):
    """Put a message for somebody into the outbox; the cause is the text."""

    async def _say(to: Any, text: str, kind: str = "wish", now: datetime = NOON, **more: Any) -> int:
        return await outbox.post(
            session, to, Message(text), branch_id=branch.id, now=now, kind=kind, about=text, **more
        )

    return _say


async def leave(session, now: datetime) -> list[str]:
    """Let everything leave that may leave now; return the words."""
    await ledger.release(session, now)
    left = []
    while (claimed := await claim_one(session, now)) is not None:
        if isinstance(claimed, Claimed):
            left.append(claimed.call.text)
            arrived = Outcome(Fate.SENT, message_ids=(claimed.row_id,))
            await ledger.record(session, BOT_ID, [(claimed, arrived)], now)
    return left


async def states(session, person) -> list[tuple[OutboxState, str | None]]:
    found = await session.exec(
        select(Outbox)
        .where(Outbox.person_id == person.id)
        .order_by(Outbox.id)
        .execution_options(populate_existing=True)
    )
    return [(row.state, row.reason) for row in found.all()]


@pytest.fixture
async def zhou(given):
    person = await given.member("周德明")
    await given.bind(person)
    return person


def on(day: date, hour: int = 10) -> datetime:
    return instant(day, time(hour), "Asia/Shanghai")


async def test_a_second_notice_waits_for_the_next_morning(session, branch, given, zhou):
    author = await given.secretary()
    _, second = [
        await sent(session, branch, author, text, audience={"people": [zhou.id]}) for text in ("一", "二")
    ]

    assert len(await leave(session, NOON + DAY / 24)) == 1
    assert (await notice_board.count(session, second)).later == 1
    assert await states(session, zhou) == [(OutboxState.SENT, None), (OutboxState.HELD, "budget")]

    assert await leave(session, on(TODAY + DAY, 7)) == []
    [later] = await leave(session, on(TODAY + DAY, 8))
    assert "二" in later


async def test_who_has_looked_it_up_and_answered_is_not_sent_it_again(session, branch, given, zhou):
    author = await given.secretary()
    for text in ("一", "二"):
        notice = await sent(session, branch, author, text, audience={"people": [zhou.id]})
    await leave(session, NOON)
    await notice_receipts.acknowledge(session, notice.id, zhou, NOON + DAY / 24, via=Via.TYPED)

    assert await leave(session, on(TODAY + DAY)) == []
    assert (await states(session, zhou))[-1] == (OutboxState.CANCELLED, "overtaken")


async def test_the_fourth_of_a_week_waits_for_the_eighth_day(session, branch, given, zhou):
    author = await given.secretary()
    for number in range(4):
        await sent(session, branch, author, f"第{number}条", audience={"people": [zhou.id]})

    said = [len(await leave(session, on(TODAY + day * DAY))) for day in range(9)]

    assert said == [1, 1, 1, 0, 0, 0, 0, 1, 0]


async def test_what_finds_no_place_in_a_week_becomes_somebodys_call(session, branch, given, zhou):
    author = await given.secretary()
    for number in range(5):
        notice = await sent(session, branch, author, f"第{number}条", audience={"people": [zhou.id]})

    for day in range(9):
        await leave(session, on(TODAY + day * DAY))
        await followup_causes.create_due(session, on(TODAY + day * DAY))

    [row] = await messages_of(session, notice, zhou)
    await session.refresh(row)
    assert (row.state, row.reason) == (OutboxState.EXPIRED, "budget")
    calls = await session.exec(select(FollowUp).where(FollowUp.notice_id == notice.id))
    assert [(call.person_id, call.why) for call in calls] == [(zhou.id, Why.FAILED)]


async def test_answers_and_what_is_urgent_come_when_they_come(session, branch, given, zhou, say):
    author = await given.secretary()
    await sent(session, branch, author, "平常", audience={"people": [zhou.id]})
    await leave(session, NOON)
    await sent(session, branch, author, "要紧", audience={"people": [zhou.id]}, urgent=True)
    await say(zhou, "回话", "help words")

    assert len(await leave(session, NOON)) == 2


async def test_the_parts_of_a_message_are_one(session, branch, given, zhou):
    author = await given.secretary()
    await sent(session, branch, author, "很长的通知。" * 1200, audience={"people": [zhou.id]})

    assert len(await leave(session, NOON)) == 2
    assert {state for state, _ in await states(session, zhou)} == {OutboxState.SENT}


async def test_a_greeting_goes_before_the_notice_of_its_day(session, branch, given, zhou, say):
    author = await given.secretary()
    greeting = Greeting(
        branch_id=branch.id, person_id=zhou.id, year=2026, day=TODAY, years=41, proposed_at=NOON
    )
    session.add(greeting)
    await sent(session, branch, author, "通知", audience={"people": [zhou.id]})

    assert await leave(session, NOON) == []
    await say(zhou, "祝福")
    greeting.state = GreetingState.SENT
    session.add(greeting)
    await session.flush()

    assert await leave(session, NOON + timedelta(hours=5)) == ["祝福"]
    assert len(await leave(session, on(TODAY + DAY))) == 1


async def test_birthdays_and_festivals_keep_their_day_too(session, branch, given, zhou):
    author, mourner = await given.secretary(), await given.member("吴长贵")
    await given.bind(mourner)
    mourner.mourning_until = TODAY + DAY
    session.add(mourner)
    common = {"branch_id": branch.id, "text": "", "proposed_at": NOON, "state": ProposalState.APPROVED}
    session.add(BirthdayGreeting(person_id=zhou.id, day=TODAY, **common))
    session.add(FestivalGreeting(day=TODAY + DAY, names="元旦", **common))
    await sent(session, branch, author, "通知", audience={"people": [zhou.id]})
    assert await leave(session, NOON) == []
    await sent(session, branch, author, "通知", audience={"people": [mourner.id]})

    said = {day: len(await leave(session, on(TODAY + day * DAY))) for day in (1, 2)}

    assert said == {1: 1, 2: 1}, "who mourns does not wait for good wishes"


@pytest.mark.parametrize("other", [{"state": GreetingState.HELD}, {"way": Way.HAND}], ids=["held", "card"])
async def test_a_greeting_that_the_bot_will_not_bring_keeps_no_place(session, branch, given, zhou, other):
    author = await given.secretary()
    session.add(
        Greeting(
            branch_id=branch.id, person_id=zhou.id, year=2026, day=TODAY, years=41, proposed_at=NOON, **other
        )
    )
    await sent(session, branch, author, "通知", audience={"people": [zhou.id]})

    assert len(await leave(session, NOON)) == 1


async def test_a_greeting_whose_day_is_taken_ends_with_the_reason(session, branch, given, zhou, say):
    author = await given.secretary()
    await sent(session, branch, author, "通知", audience={"people": [zhou.id]})
    await leave(session, NOON)

    await say(zhou, "祝福")
    await leave(session, NOON)

    assert (await states(session, zhou))[-1] == (OutboxState.EXPIRED, "budget")


async def test_what_mends_a_notice_comes_at_once_to_who_heard_it(session, branch, given, zhou):
    author, late = await given.secretary(), await given.member("吴长贵")
    await given.bind(late)
    both = {"people": [zhou.id, late.id]}
    await sent(session, branch, author, "别的", audience={"people": [late.id]})
    await leave(session, NOON)
    wrong = await sent(session, branch, author, "九点开会", audience=both)
    await leave(session, NOON)
    right = await notice_recall.correct(session, wrong.id, author, branch.id, NOON)
    right.text = "十点开会"
    await confirmed(session, branch, author, right, NOON)

    await send_due(session, NOON + timedelta(minutes=5))
    left = await leave(session, NOON + timedelta(minutes=5))

    assert len([words for words in left if "十点" in words]) == 1
    assert (await states(session, late))[-1] == (OutboxState.HELD, "budget")


async def test_a_cadre_at_work_is_told_what_there_is(session, branch, given):
    author, cadre = await given.secretary(), await given.cadre("丁海涛")
    await given.bind(cadre)
    for text in "一二":
        await sent(session, branch, author, text, audience={"roles": ["cadre"]})

    assert len(await leave(session, NOON)) == 2


async def test_two_notices_in_one_look_are_heard_on_two_days(session, branch, given, zhou):
    author = await given.secretary()
    for text in ("一", "二"):
        await sent(session, branch, author, text, audience={"people": [zhou.id]})

    first = await claim_next(session, BOT_ID, [], NOON, at_most=16)
    second = await claim_next(session, BOT_ID, [], NOON, at_most=16)

    assert [type(each) for each in (*first, *second)] == [Claimed, Behind, Settled]


async def test_what_never_arrived_was_not_heard(session, branch, given, zhou):
    author = await given.secretary()
    for text in ("一", "二"):
        await sent(session, branch, author, text, audience={"people": [zhou.id]})
    first = await claim_one(session, NOON)
    await ledger.record(session, BOT_ID, [(first, Outcome(Fate.REFUSED, "too long"))], NOON)

    assert len(await leave(session, NOON)) == 1


async def test_the_last_look_knows_who_will_hear_later(session, branch, given, zhou):
    author, fresh = await given.secretary(), await given.member("吴长贵")
    waiting, cadre = await given.member("郑守义"), await given.cadre("丁海涛")
    for person in (fresh, cadre):
        await given.bind(person)
    for to in (zhou, cadre):
        await sent(session, branch, author, "一", audience={"people": [to.id], "roles": ["cadre"]})
        await leave(session, NOON)
    await sent(session, branch, author, "二", audience={"people": [waiting.id]})

    everybody = [zhou.id, fresh.id, waiting.id, cadre.id]
    assert await budget.waiting(session, everybody, branch, NOON, NOON) == 2
    assert await budget.waiting(session, [zhou.id], branch, NOON + DAY, NOON) == 0


async def test_looking_at_the_budget_takes_no_further_statement(session, branch, given, zhou, say):
    for number in range(5):  # what he heard in the last weeks
        await say(zhou, f"第{number}条", now=NOON - (number + 2) * 5 * DAY)
        await leave(session, NOON - (number + 2) * 5 * DAY)

    async def cost(**more: Any) -> int:
        author = await given.person("宋维新")
        notice = Notice(branch_id=branch.id, author_id=author.id, state=NoticeState.SENT, created_at=NOON)
        session.add(notice)
        await session.flush()
        await outbox.post_all(
            session,
            [zhou.id],
            Message("通知"),
            branch_id=branch.id,
            now=NOON,
            kind="notice",
            about=f"notice:{notice.id}",
            **more,
        )
        with statements(session) as executed:
            claimed = await claim_one(session, NOON)
        assert isinstance(claimed, Claimed)
        return len(executed)

    assert await cost() == await cost(free=True) == 2


async def test_the_last_look_knows_the_greetings_of_the_day_it_asks_about(session, branch, zhou):
    early = instant(TODAY, time(7), branch.zone)  # while it is still yesterday in London
    later = early + 20 * DAY
    approved = {"branch_id": branch.id, "text": "", "proposed_at": NOON, "state": ProposalState.APPROVED}
    for day, names in ((TODAY - DAY, "中秋节"), (TODAY, "国庆节"), (TODAY + 20 * DAY, "重阳节")):
        session.add(FestivalGreeting(day=day, names=names, **approved))
    await session.flush()

    assert await budget.waiting(session, [zhou.id], branch, early, early) == 1
    assert await budget.waiting(session, [zhou.id], branch, early + DAY, early) == 0
    assert await budget.waiting(session, [zhou.id], branch, later, early) == 1
