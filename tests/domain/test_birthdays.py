"""Birthdays: off until somebody says which calendar counts, then greeted on the right day, once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, select

from bot.domain import birthday_approval, birthday_greetings, birthday_words, birthdays, proposals
from bot.domain.birthday_words import Said
from bot.errors import Refusal
from bot.texts import birthdays as words
from models import (
    BirthdayGreeting,
    BirthdayKind,
    Branch,
    Channel,
    FestivalGreeting,
    FollowUp,
    FollowUpState,
    Greeting,
    GreetingState,
    Outbox,
    OutboxState,
    Precision,
    ProposalState,
)
from scheduler.birthdays import look_after
from tests.people import NOON

SOLAR, LUNAR = BirthdayKind.SOLAR, BirthdayKind.LUNAR


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour in Shanghai."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]


async def said(session, kind="birthday") -> list[Outbox]:
    found = await session.exec(select(Outbox).where(col(Outbox.kind) == kind).order_by(col(Outbox.id)))
    return list(found.all())


async def greetings(session) -> list[BirthdayGreeting]:
    found = await session.exec(select(BirthdayGreeting).order_by(col(BirthdayGreeting.day)))
    return list(found.all())


@pytest.fixture
async def secretary(given):
    return await given.secretary()


@pytest.fixture
async def zhou(given):
    """Whose birthday is the 15th of the eighth lunar month: 15 September 2027."""
    person = await given.member("周德明", born_on=date(1942, 9, 24), born_precision=Precision.DAY)
    await given.bind(person)
    return person


async def kept(session, branch, person, kind=LUNAR, month=8, day=15, by=None):
    return await birthdays.settle(session, person, Said(kind, month, day), by or person, NOON)


# -- what people say ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("农历八月十五", Said(LUNAR, 8, 15)),
        ("阴历8月15", Said(LUNAR, 8, 15)),
        ("一九五五年闰三月十四", Said(LUNAR, 3, 14, True)),
        ("冬月初六", Said(LUNAR, 11, 6)),
        ("腊月廿一", Said(LUNAR, 12, 21)),
        ("正月初一", Said(LUNAR, 1, 1)),
        ("农历十二月三十", Said(LUNAR, 12, 30)),
        ("我是8月15日生的", Said(SOLAR, 8, 15)),
        ("阳历八月十五", Said(SOLAR, 8, 15)),
        ("公历2月29号", Said(SOLAR, 2, 29)),
        ("八月十五", None),  # of which calendar?
        ("阳历2月30日", None),
        ("农历十三月初一", None),
        ("不知道", None),
    ],
)
def test_birthdays_as_people_say_them(text, expected):
    assert birthday_words.read(text) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((LUNAR, 8, 15, False), "农历八月十五"),
        ((LUNAR, 3, 14, True), "农历闰三月十四"),
        ((LUNAR, 12, 21, False), "农历腊月廿一"),
        ((LUNAR, 1, 10, False), "农历正月初十"),
        ((LUNAR, 11, 20, False), "农历冬月二十"),
        ((LUNAR, 5, 30, False), "农历五月三十"),
        ((SOLAR, 8, 15, False), "阳历8月15日"),
    ],
)
def test_birthdays_as_they_are_shown_and_read_again(said, expected):
    kind, month, day, leap = said

    assert words.said(kind, month, day, leap=leap) == expected
    assert birthday_words.read(expected) == Said(kind, month, day, leap)


# -- what counts ----------------------------------------------------------------------------------


async def test_what_the_roster_says_is_a_suggestion_and_greets_nobody(session, branch, given, secretary):
    person = await given.member(
        "周德明",
        born_on=date(1942, 8, 15),
        born_precision=Precision.DAY,
        birthday_kind=BirthdayKind.LUNAR,
        lunar_birthday="一九四二年七月初四",
    )
    await given.bind(person)

    assert birthdays.suggestions(await given.member_row(person)) == [Said(SOLAR, 8, 15), Said(LUNAR, 7, 4)]
    assert await birthdays.falling_on(session, branch.id, days_of(2027)) == []


async def test_a_filed_date_that_is_lunar_is_suggested_as_such(given):
    person = await given.member(
        "周德明",
        born_on=date(1942, 8, 15),
        born_precision=Precision.DAY,
        birthday_kind=BirthdayKind.ARCHIVE_IS_LUNAR,
    )

    assert birthdays.suggestions(await given.member_row(person)) == [Said(LUNAR, 8, 15)]


async def test_the_lunar_day_of_a_filed_solar_date_is_suggested_too(given):
    person = await given.member("赵素芬", born_on=date(1955, 5, 5), born_precision=Precision.DAY)

    assert birthdays.suggestions(await given.member_row(person)) == [
        Said(SOLAR, 5, 5),
        Said(LUNAR, 3, 14, True),
    ]


async def test_a_lunar_birthday_may_come_twice_in_a_year_or_not_at_all(session, branch, zhou):
    await kept(session, branch, zhou, month=11, day=28)

    for year, count in ((2027, 2), (2028, 0), (2029, 1), (2030, 2)):
        assert len(await birthdays.falling_on(session, branch.id, days_of(year))) == count


async def test_a_birthday_on_29_february_is_kept_on_the_28th_in_common_years(session, branch, zhou):
    await kept(session, branch, zhou, SOLAR, 2, 29)

    for year, day in ((2027, date(2027, 2, 28)), (2028, date(2028, 2, 29))):
        assert [each.day for each in await birthdays.falling_on(session, branch.id, days_of(year))] == [day]


async def test_a_birth_in_a_leap_month_is_kept_in_the_ordinary_one_unless_he_says_otherwise(
    session, branch, zhou
):
    birthday = await birthdays.settle(session, zhou, Said(LUNAR, 3, 14, True), zhou, NOON)
    ordinary = [each.day for each in await birthdays.falling_on(session, branch.id, days_of(2031))]

    await birthdays.keep_in_leap_month(session, birthday, zhou, NOON, on=True)

    assert ordinary == [date(2031, 4, 5)]
    found = await birthdays.falling_on(session, branch.id, days_of(2031))
    assert [each.day for each in found] == [date(2031, 5, 5)]


async def test_the_dead_the_gone_and_the_frozen_have_no_birthday(session, branch, zhou, given):
    await kept(session, branch, zhou)
    for status in ("deceased", "transferred"):
        (await given.member_row(zhou)).status = status
        await session.flush()
        assert await birthdays.falling_on(session, branch.id, days_of(2027)) == []
    (await given.member_row(zhou)).status = "on_roll"
    zhou.frozen_at = NOON
    await session.flush()
    assert await birthdays.falling_on(session, branch.id, days_of(2027)) == []


async def test_no_greeting_once_he_says_he_wants_none(session, branch, zhou):
    await kept(session, branch, zhou)

    await birthdays.settle(session, zhou, None, zhou, NOON)

    assert await birthdays.falling_on(session, branch.id, days_of(2027)) == []


async def test_a_day_that_no_year_has_is_refused(session, zhou):
    with pytest.raises(Refusal):
        await birthdays.settle(session, zhou, Said(SOLAR, 2, 30), zhou, NOON)


# -- approval and the day -------------------------------------------------------------------------


async def proposed(session, branch, secretary, zhou) -> BirthdayGreeting:
    await kept(session, branch, zhou)
    await look_after(session, at(date(2027, 8, 25), 9))
    (greeting,) = await greetings(session)
    return greeting


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


# -- late -----------------------------------------------------------------------------------------


async def approved(session, branch, secretary, zhou) -> BirthdayGreeting:
    greeting = await proposed(session, branch, secretary, zhou)
    await proposals.decide(session, greeting, ProposalState.APPROVED, secretary, NOON)
    return greeting


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
