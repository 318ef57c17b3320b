"""Birthdays that were not said on their day: late, in other words, or by a call."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot.domain import birthday_approval, proposals
from bot.texts import birthdays as words
from models import Branch, FestivalGreeting, FollowUp, OutboxState, ProposalState
from scheduler.birthdays import look_after
from tests.birthday_world import approved, at, born_in_autumn, greetings, kept, proposed, said
from tests.people import NOON


@pytest.fixture
async def secretary(given):
    return await given.secretary()


@pytest.fixture
async def zhou(given):
    return await born_in_autumn(given)


async def test_slept_through_it_is_said_late_and_once_in_other_words(session, branch, secretary, zhou):
    greeting = await approved(session, branch, secretary, zhou)

    for hour in (9, 10):
        await look_after(session, at(greeting.day + timedelta(days=2), hour))

    assert await said(session) == []
    (late,) = await said(session, "late birthday")
    assert late.text.startswith("周德明同志：\n9月15日，星期三，是您的生日。我们的问候来晚了，请您多包涵。")
    assert "今天" not in late.text
    assert greeting.state is ProposalState.SENT


async def test_the_secretarys_own_words_come_late_behind_a_line_that_says_so(
    session, branch, secretary, zhou
):
    greeting = await proposed(session, branch, secretary, zhou)
    await proposals.reword(session, greeting, "周老：今天给您拜寿了！", secretary, NOON)
    await proposals.decide(session, greeting, ProposalState.APPROVED, secretary, NOON)

    await look_after(session, at(greeting.day + timedelta(days=1), 9))

    (late,) = await said(session, "late birthday")
    assert late.text == words.late_own("周老：今天给您拜寿了！", greeting.day)


async def test_after_three_days_it_is_over_and_the_secretary_is_told_once_whom_to_call(
    session, branch, secretary, zhou
):
    greeting = await approved(session, branch, secretary, zhou)
    over = greeting.day + timedelta(days=3)

    for hour in (20, 21):
        await look_after(session, at(over, hour))

    assert await said(session) == await said(session, "late birthday") == []
    assert greeting.state is ProposalState.EXPIRED
    told = (await said(session, "task"))[-1]
    assert told.text == words.missed([(greeting.id, "周德明", greeting.day)]).words
    assert len(await said(session, "task")) == 2


async def test_what_nobody_could_approve_in_time_may_be_approved_late_and_the_secretary_is_asked(
    session, branch, secretary, zhou
):
    await kept(session, branch, zhou)
    await look_after(session, at(date(2027, 8, 24), 9))  # down from here until the day after

    after = date(2027, 9, 16)
    await look_after(session, at(after, 9))
    (greeting,) = await greetings(session)
    asked = [row.text for row in await said(session, "task")]
    listed = await birthday_approval.coming(session, branch.id, after)
    await proposals.decide(session, greeting, ProposalState.APPROVED, secretary, at(after, 10))
    await look_after(session, at(after, 10, 1))

    assert any(text.startswith("9月15日，星期三，周德明同志过了生日，问候还等着您看。") for text in asked)
    assert [line.greeting_id for line in listed] == [greeting.id]
    assert len(await said(session, "late birthday")) == 1


async def test_a_birthday_that_nobody_looked_at_for_weeks_ends_with_a_call(session, branch, secretary, zhou):
    await kept(session, branch, zhou)
    await look_after(session, at(date(2027, 8, 24), 9))

    await look_after(session, at(date(2027, 10, 20), 9))

    (greeting,) = await greetings(session)
    assert greeting.state is ProposalState.EXPIRED
    assert "9月15日，星期三 周德明" in (await said(session, "task"))[-1].text


@pytest.mark.parametrize("state", [OutboxState.EXPIRED, OutboxState.CANCELLED])
async def test_a_message_that_was_too_late_for_its_day_is_said_late(session, branch, secretary, zhou, state):
    greeting = await approved(session, branch, secretary, zhou)
    await look_after(session, at(greeting.day, 8, 30))
    (row,) = await said(session)
    row.state, row.reason = state, "overtaken" if state is OutboxState.CANCELLED else "late"
    session.add(row)
    await session.flush()

    await look_after(session, at(greeting.day, 19))
    same_day = await said(session, "late birthday")
    for hour in (9, 10):
        await look_after(session, at(greeting.day + timedelta(days=1), hour))

    assert same_day == []
    assert len(await said(session, "late birthday")) == 1
    assert len(await said(session)) == 1


async def test_whom_the_messenger_did_not_reach_is_called(session, branch, secretary, zhou):
    greeting = await approved(session, branch, secretary, zhou)
    await look_after(session, at(greeting.day, 8, 30))
    (row,) = await said(session)
    row.state, row.reason = OutboxState.FAILED, "blocked"
    session.add(row)
    await session.flush()

    for minute in (31, 32):
        await look_after(session, at(greeting.day, 8, minute))

    (task,) = (await session.exec(select(FollowUp))).all()
    assert task.person_id == zhou.id
    assert greeting.state is ProposalState.BY_HAND


async def test_whoever_was_spared_it_at_the_last_moment_hears_nothing_late(session, branch, secretary, zhou):
    greeting = await approved(session, branch, secretary, zhou)
    await look_after(session, at(greeting.day, 8, 30))
    (row,) = await said(session)
    row.state, row.reason = OutboxState.CANCELLED, "mourning"
    session.add(row)
    await session.flush()

    await look_after(session, at(greeting.day + timedelta(days=1), 9))

    assert greeting.state is ProposalState.SKIPPED
    assert await said(session, "late birthday") == []


async def test_the_day_after_a_silent_day_it_is_said_late(session, branch, secretary, zhou):
    greeting = await approved(session, branch, secretary, zhou)
    home = await session.get_one(Branch, branch.id)
    home.silent_on = greeting.day
    session.add(home)
    await session.flush()

    await look_after(session, at(greeting.day, 9))
    on_the_day = await said(session)
    await look_after(session, at(greeting.day + timedelta(days=1), 9))

    assert on_the_day == []
    assert len(await said(session, "late birthday")) == 1


async def test_late_words_wait_for_a_day_without_a_festival(session, branch, secretary, zhou):
    greeting = await approved(session, branch, secretary, zhou)
    festival = greeting.day + timedelta(days=1)
    session.add(
        FestivalGreeting(
            branch_id=branch.id,
            day=festival,
            names="节",
            text="各位老同志：过节了。",
            state=ProposalState.APPROVED,
            proposed_at=NOON,
        )
    )
    await session.flush()

    await look_after(session, at(festival, 9))
    on_the_festival = await said(session, "late birthday")
    await look_after(session, at(festival + timedelta(days=1), 9))

    assert on_the_festival == []
    assert len(await said(session, "late birthday")) == 1


async def test_a_death_that_proves_a_mistake_within_the_days_leaves_the_late_words(
    session, branch, secretary, zhou
):
    greeting = await approved(session, branch, secretary, zhou)
    zhou.frozen_at = NOON
    await session.flush()
    await look_after(session, at(greeting.day, 9))

    frozen = (await said(session), greeting.state)
    zhou.frozen_at = None
    await session.flush()
    await look_after(session, at(greeting.day + timedelta(days=1), 9))

    assert frozen == ([], ProposalState.APPROVED)
    assert len(await said(session, "late birthday")) == 1
