"""Birthdays: off until somebody says which calendar counts, then kept on the right day."""

from datetime import date, timedelta

import pytest

from bot.domain import birthday_words, birthdays
from bot.domain.birthday_words import Said
from bot.errors import Refusal
from bot.texts import birthdays as words
from models import BirthdayKind, Precision
from tests.birthday_world import LUNAR, SOLAR, born_in_autumn, kept
from tests.people import NOON


@pytest.fixture
async def secretary(given):
    return await given.secretary()


@pytest.fixture
async def zhou(given):
    return await born_in_autumn(given)


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]


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
