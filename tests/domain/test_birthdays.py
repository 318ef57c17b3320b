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
    Channel,
    FollowUp,
    Greeting,
    GreetingState,
    Outbox,
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
    assert greeting.state is ProposalState.EXPIRED
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
