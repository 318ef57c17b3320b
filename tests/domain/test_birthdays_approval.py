"""Birthdays approved: proposed on the 25th, said once on the day, or telephoned."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot.domain import birthday_approval, birthday_greetings, proposals
from models import Channel, FollowUp, FollowUpState, Greeting, GreetingState, ProposalState, Role
from scheduler.birthdays import look_after
from tests.birthday_world import SOLAR, at, born_in_autumn, greetings, kept, proposed, said
from tests.people import NOON


@pytest.fixture
async def secretary(given):
    return await given.secretary()


@pytest.fixture
async def zhou(given):
    return await born_in_autumn(given)


async def test_on_the_25th_the_next_months_birthdays_are_proposed_and_listed_once(
    session, branch, secretary, zhou
):
    await kept(session, branch, zhou)

    await look_after(session, at(date(2027, 8, 25), 8, 59))
    early = await greetings(session)
    await look_after(session, at(date(2027, 8, 25), 9))
    await look_after(session, at(date(2027, 8, 26), 9))

    assert early == []
    (greeting,) = await greetings(session)
    assert (greeting.day, greeting.state) == (date(2027, 9, 15), ProposalState.PROPOSED)
    (task,) = await said(session, "task")
    assert "有1位同志快过生日了" in task.text


async def test_unapproved_it_is_not_said_and_the_secretary_is_reminded_once(session, branch, secretary, zhou):
    greeting = await proposed(session, branch, secretary, zhou)

    for hour in (8, 9, 10, 20):
        await look_after(session, at(greeting.day, hour))

    assert await said(session) == []
    assert len(await said(session, "task")) == 2


async def test_three_days_before_the_deputy_is_asked_once(session, branch, secretary, zhou, given):
    deputy = await given.deputy()
    greeting = await proposed(session, branch, secretary, zhou)

    for days in (4, 3, 2):
        await look_after(session, at(greeting.day - timedelta(days=days), 9))

    assert [row.person_id for row in await said(session, "task")] == [secretary.id, deputy.id]


async def test_the_deputy_is_not_asked_about_her_own_birthday(session, branch, secretary, zhou, given):
    deputy = await given.appoint(zhou, Role.DEPUTY)
    greeting = await proposed(session, branch, secretary, zhou)

    for days in (3, 0):
        await look_after(session, at(greeting.day - timedelta(days=days), 9))

    asked = [row.person_id for row in await said(session, "task")]
    assert (deputy.id in asked, asked.count(secretary.id)) == (False, 2)


async def test_approved_it_is_said_once_at_half_past_eight_and_without_his_age(
    session, branch, secretary, zhou
):
    greeting = await proposed(session, branch, secretary, zhou)
    today = date(2027, 8, 25)
    count = await birthday_approval.approve_all(
        session, branch.id, greeting.id, today, secretary, at(today, 10)
    )

    await look_after(session, at(greeting.day, 8, 29))
    early = await said(session)
    await look_after(session, at(greeting.day, 8, 30))
    await look_after(session, at(greeting.day, 8, 31))

    assert (count, early) == (1, [])
    (row,) = await said(session)
    assert row.text.startswith("周德明同志：\n今天又逢中秋节，也是您的生日。")
    assert "岁" not in row.text


async def test_who_has_no_bot_is_telephoned_by_his_pair(session, branch, secretary, zhou, given):
    ding = await given.cadre("丁海涛")
    await given.bind(ding)
    await given.pair(ding, zhou)
    (await given.member_row(zhou)).channel = Channel.PHONE
    greeting = await proposed(session, branch, secretary, zhou)
    await proposals.decide(session, greeting, ProposalState.APPROVED, secretary, NOON)

    await look_after(session, at(greeting.day, 8, 30))

    assert await said(session) == []
    task = (await session.exec(select(FollowUp).where(FollowUp.person_id == zhou.id))).one()
    assert task.helper_id == ding.id


async def test_who_calls_before_a_day_off_is_asked_on_the_last_working_day(
    session, branch, secretary, zhou, given
):
    (await given.member_row(zhou)).channel = Channel.PAPER
    greeting = await proposed(session, branch, secretary, zhou)
    await proposals.decide(session, greeting, ProposalState.APPROVED, secretary, NOON)

    # 15 September 2027 is 中秋节, when nobody works and no list is sent.
    await look_after(session, at(date(2027, 9, 13), 23, 59))
    before = (await session.exec(select(FollowUp))).all()
    await look_after(session, at(date(2027, 9, 14), 0, 1))
    await look_after(session, at(date(2027, 9, 15), 8, 30))

    assert before == []
    (task,) = (await session.exec(select(FollowUp))).all()
    assert task.ask_at == at(date(2027, 9, 14), 0, 1)
    assert task.due_at == at(greeting.day, 20)
    assert task.words == "9月15日，星期三，是您的生日。支部的同志们向您问好，祝您身体健康，日子舒心。"
    assert greeting.state is ProposalState.BY_HAND


@pytest.mark.parametrize("called", [False, True])
async def test_a_birthday_that_is_put_right_takes_back_the_call_his_pair_was_to_make(
    session, branch, secretary, zhou, given, called
):
    (await given.member_row(zhou)).channel = Channel.PAPER
    greeting = await proposed(session, branch, secretary, zhou)
    await proposals.decide(session, greeting, ProposalState.APPROVED, secretary, NOON)
    before = at(date(2027, 9, 14), 10)
    await look_after(session, before)
    (task,) = (await session.exec(select(FollowUp))).all()
    if called:
        task.state = FollowUpState.DONE
        session.add(task)

    await kept(session, branch, zhou, SOLAR, 9, 24)
    await birthday_greetings.follow(session, branch, zhou, before)

    await session.refresh(task)
    assert task.state is (FollowUpState.DONE if called else FollowUpState.CANCELLED)
    assert [each.day for each in await greetings(session)] == [date(2027, 9, 15 if called else 24)]


async def test_the_bereaved_and_the_sick_are_neither_greeted_nor_called_on(
    session, branch, secretary, zhou, given
):
    greeting = await proposed(session, branch, secretary, zhou)
    await proposals.decide(session, greeting, ProposalState.APPROVED, secretary, NOON)
    zhou.mourning_until = date(2027, 12, 31)
    await session.flush()

    await look_after(session, at(greeting.day, 8, 30))

    assert await said(session) == []
    assert (await session.exec(select(FollowUp))).all() == []
    assert greeting.state is ProposalState.SKIPPED


async def test_a_political_birthday_is_the_one_message_of_its_day(session, branch, secretary, zhou):
    greeting = await proposed(session, branch, secretary, zhou)
    await proposals.decide(session, greeting, ProposalState.APPROVED, secretary, NOON)
    session.add(
        Greeting(
            branch_id=branch.id,
            person_id=zhou.id,
            year=2027,
            day=greeting.day,
            years=40,
            state=GreetingState.APPROVED,
            proposed_at=NOON,
        )
    )
    await session.flush()

    await look_after(session, at(greeting.day, 8, 30))

    assert await said(session) == []


async def test_who_was_greeted_and_puts_his_birthday_right_is_not_greeted_again(
    session, branch, secretary, zhou
):
    greeting = await proposed(session, branch, secretary, zhou)
    greeting.state = ProposalState.SENT
    session.add(greeting)
    after = at(greeting.day, 12)

    await kept(session, branch, zhou, SOLAR, 9, 24)
    await birthday_greetings.follow(session, branch, zhou, after)

    assert [each.day for each in await greetings(session)] == [greeting.day]


async def test_another_birthday_moves_what_was_proposed_and_asks_again(session, branch, secretary, zhou):
    greeting = await proposed(session, branch, secretary, zhou)
    await proposals.decide(session, greeting, ProposalState.APPROVED, secretary, NOON)

    await kept(session, branch, zhou, SOLAR, 9, 24)
    await birthday_greetings.follow(session, branch, zhou, at(date(2027, 8, 26), 10))

    (moved,) = await greetings(session)
    assert (moved.day, moved.state) == (date(2027, 9, 24), ProposalState.PROPOSED)


async def test_on_a_solemn_day_the_words_are_plain(session, branch, secretary, zhou):
    await kept(session, branch, zhou, SOLAR, 9, 30)

    await look_after(session, at(date(2027, 8, 25), 9))

    (greeting,) = await greetings(session)
    assert "快乐" not in greeting.text
    assert "请您多保重" in greeting.text


async def test_what_was_not_on_the_list_is_not_approved_with_it(session, branch, secretary, zhou, given):
    greeting = await proposed(session, branch, secretary, zhou)
    other = await given.member("张桂英")
    await kept(session, branch, other, SOLAR, 9, 20)
    await birthday_greetings.follow(session, branch, other, at(date(2027, 8, 26), 10))

    await birthday_approval.approve_all(
        session, branch.id, greeting.id, date(2027, 8, 26), secretary, at(date(2027, 8, 26), 10)
    )

    states = {each.person_id: each.state for each in await greetings(session)}
    assert states == {zhou.id: ProposalState.APPROVED, other.id: ProposalState.PROPOSED}
