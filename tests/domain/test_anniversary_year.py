"""Anniversaries over time: downtimes, month's end, New Year, two processes, a clock that was moved."""

import asyncio
import time
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.database import Database
from bot.domain import backup
from models import Greeting, GreetingState
from tests.anniversary_world import approve_all, at, deliver, greeting_of, live, sweep
from tests.anniversary_year import Year
from tests.people import Given, messages_to


@pytest.fixture
async def town(given):
    """A member who joined on 31 December 1985, one who joined on 2 January, and the secretary."""
    eve = await given.member("周德明", joined_on=date(1985, 12, 31))
    after = await given.member("张桂英", joined_on=date(1986, 1, 2))
    secretary = await given.secretary()
    for person in (eve, after, secretary):
        await given.bind(person)
    return eve, after, secretary


@pytest.mark.parametrize(
    ("back", "state", "words"),
    [
        (at("2026-12-31", 9, 30), GreetingState.SENT, "今天是您的政治生日"),  # down for an hour
        (at("2027-01-01", 9), GreetingState.LATE, "我们的祝贺来晚了"),  # a day, over New Year
        (at("2027-01-03", 19, 59), GreetingState.LATE, "我们的祝贺来晚了"),
        (at("2027-01-04", 9), GreetingState.EXPIRED, None),  # four days
    ],
    ids=["an hour", "a day", "three days", "four days"],
)
async def test_after_a_downtime_it_is_on_time_or_late_in_other_words_or_over(
    session, town, back, state, words
):
    eve, _, secretary = town
    await live(session, [at("2026-11-25"), at("2026-12-28", 9)])
    await approve_all(session, at("2026-12-28", 10))
    await live(session, [at("2026-12-30", 9)])

    said = await live(session, [back, back + timedelta(minutes=1)])

    greetings = [text for text in said if text.startswith("周德明同志：")]
    assert [words in text for text in greetings] == ([True] if words else [])
    assert (await greeting_of(session, eve.id, 2026)).state is state
    missed = [text for text in await messages_to(session, secretary) if "没有发成" in text]
    assert len(missed) == (1 if state is GreetingState.EXPIRED else 0)


async def test_down_from_before_the_25th_until_after_the_days(session, town):
    """Nothing was proposed in time: the days are written down, and end in a line for the secretary."""
    eve, after, secretary = town
    await live(session, [at("2026-11-20")])

    said = await live(session, [at("2027-01-12"), at("2027-01-12", 10)])

    assert not any("同志：\n" in text for text in said)
    for person, year in ((eve, 2026), (after, 2027)):
        greeting = await greeting_of(session, person.id, year)
        assert (greeting.state, greeting.reason) == (GreetingState.EXPIRED, "unapproved")
    (missed,) = [text for text in await messages_to(session, secretary) if "没有发成" in text]
    assert "周德明 入党41周年" in missed
    assert "张桂英 入党41周年" in missed


async def test_down_over_the_25th_the_list_still_comes(session, town):
    _, _, secretary = town
    await live(session, [at("2026-11-24")])

    await live(session, [at("2026-11-29")])

    assert any("12月的政治生日" in text for text in await messages_to(session, secretary))


async def test_the_clock_may_jump_forth_and_back(session, town):
    await live(session, [at("2026-11-25")])
    await approve_all(session, at("2026-12-01"))
    await live(session, [at("2026-12-30")])

    moments = [at("2026-12-31", 9), at("2027-01-01", 9), at("2026-12-31", 9), at("2026-12-31", 7)]
    said = await live(session, [*moments, at("2026-12-31", 9), at("2027-01-01", 9)])

    assert sum(text.startswith("周德明同志：") for text in said) == 1


async def test_after_a_restore_nothing_is_said_that_may_have_been_said_already(session, town):
    """The backup was made the day before; since then the greeting has gone out."""
    eve, after, secretary = town
    await live(session, [at("2026-11-25"), at("2026-12-25")])
    await approve_all(session, at("2026-12-26"))
    await live(session, [at("2026-12-30")])

    await backup.make_safe(session, at("2026-12-31", 15))
    said = await live(
        session, [at("2026-12-31", 15), at("2027-01-01"), at("2027-01-02"), at("2027-01-02", 10)]
    )

    assert not any("周德明同志：" in text for text in said)
    assert any("张桂英同志：" in text for text in said)  # her day came after it
    greeting = await greeting_of(session, eve.id, 2026)
    assert (greeting.state, greeting.reason) == (GreetingState.UNKNOWN, "restored")
    (line,) = [text for text in await messages_to(session, secretary) if "说不准发没发的问候" in text]
    assert "周德明 入党41周年" in line
    assert after.name not in line


async def test_days_are_those_of_the_branch_and_not_of_the_host(session, branch, town):
    branch.zone = "America/New_York"
    session.add(branch)
    await session.flush()
    await live(session, [at("2026-11-26")])
    await approve_all(session, at("2026-12-01"))

    early = await live(session, [at("2026-12-31", 9), at("2026-12-31", 21)])  # still before 08:30 there
    said = await live(session, [at("2026-12-31", 21) + timedelta(minutes=31)])

    assert not any("周德明同志：" in text for text in early)
    assert any("周德明同志：" in text for text in said)


@pytest.fixture(params=["Pacific/Kiritimati", "America/New_York"])
def host(request, monkeypatch):
    """Put the host's own clock into another zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


async def test_the_hosts_own_zone_changes_nothing(session, host, town):
    eve, _, _ = town
    await live(session, [at("2026-11-25")])
    await approve_all(session, at("2026-11-25", 10))

    early = await live(session, [at("2026-12-31", 8, 29)])
    said = await live(session, [at("2026-12-31", 8, 31)])

    assert not any("今天是您的政治生日" in text for text in early)
    assert len([text for text in said if "今天是您的政治生日" in text]) == 1
    assert (await greeting_of(session, eve.id, 2026)).state is GreetingState.SENT


async def test_two_processes_at_once_say_it_once(database, database_url, branch):
    async with database.transaction() as opened:
        given = Given(opened, branch)
        await given.bind(await given.member("周德明", joined_on=date(1985, 12, 31)))
    other = Database(database_url)
    try:
        for now in (at("2026-12-28"), at("2026-12-30"), at("2026-12-31")):
            await _both(database, other, now)
            async with database.transaction() as opened:
                await approve_all(opened, now)
        async with database.transaction() as opened:
            said = await deliver(opened, at("2026-12-31"))
            (greeting,) = (await opened.exec(select(Greeting))).all()
    finally:
        await other.close()
    assert sum(text.startswith("周德明同志：") for text in said) == 1
    assert greeting.state is GreetingState.QUEUED


async def _both(one: Database, other: Database, now: Any) -> None:
    """Let two processes sweep at the same moment, twice."""

    async def tick(database: Database) -> None:
        async with database.transaction() as session:
            await sweep(session, now)

    await asyncio.gather(*(tick(database) for database in (one, other) * 2))


async def test_two_weeks_over_new_year_end_with_one_final_state_for_everyone(database, branch):
    """With downtimes, kills, deaths, stays in hospital; a whole year of 10,000 is in tests/bench."""
    year = Year(database, branch, 1, date(2026, 12, 24), date(2027, 1, 7))
    await year.populate(50, within=True)

    await year.live()

    verdict = await year.verdict()
    assert len(verdict.expected()) >= 35
    assert verdict.unfinished() == []
    assert verdict.missing() == []
    assert verdict.doubled() == []
    assert verdict.misplaced() == []
    assert verdict.forgotten() == []
    assert verdict.states()[str(GreetingState.SENT)] > 10
