"""The rounds of a month: when each comes, and that downtime makes no stack of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given as given_by
from hypothesis import settings
from hypothesis import strategies as st

from bot.domain import brief_rounds
from bot.domain.brief_rounds import Round
from models import Branch, BriefStep
from tests.brief_world import DAY, at, calls, months, small_world, tick

FIRST, MIDDLE, LATE = date(2026, 12, 1), date(2026, 12, 15), date(2026, 12, 25)


# -- when --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "first", "middle", "late", "end"),
    [
        ((2026, 12), (12, 1), (12, 15), (12, 25), (12, 31)),
        ((2026, 10), (10, 8), (10, 15), (10, 26), (10, 30)),  # 国庆, and a 25th on a Sunday
        ((2026, 5), (5, 6), (5, 15), (5, 25), (5, 29)),
    ],
)
def test_holidays_move_a_round_to_the_next_working_day(month, first, middle, late, end):
    begin = date(*month, 1)

    days = [brief_rounds.day_of(begin, step) for step in BriefStep]

    assert days == [date(month[0], *day) for day in (first, middle, late, end)]


async def test_each_cadre_gets_one_message_on_the_first_working_morning(session, branch, given):
    await small_world(session, branch, given)

    before = await tick(session, at(FIRST, 8, 29))
    heard = await tick(session, at(FIRST, 8, 30))
    again = await tick(session, at(FIRST, 10))

    assert before == []
    assert again == []
    assert [name for name, _ in heard] == ["丁海涛", "王磊"]
    assert heard[0][1].startswith(
        "12月的走访\n\n丁海涛同志：本月请您看望或打个电话问候郑守义、张桂英两位老同志。"
    )


async def test_a_branch_that_has_just_begun_is_not_reminded_of_what_lies_behind(session, branch, given):
    ding, zhang = await given.cadre("丁海涛"), await given.member("张桂英")
    await given.pair(ding, zhang)

    assert await tick(session, at(date(2026, 11, 20))) == []
    assert [name for name, _ in await tick(session, at(date(2026, 11, 25)))] == ["丁海涛"]


@settings(max_examples=60, deadline=None)
@given_by(gaps=st.lists(st.integers(min_value=1, max_value=60 * 24 * 20), min_size=1, max_size=40))
def test_whenever_the_program_runs_a_round_comes_once_and_never_two_at_a_time(gaps):
    branch = Branch(name="支部")
    ran, now = {Round(date(2026, 10, 1), BriefStep.END)}, at(date(2026, 11, 1))
    sent = []
    for minutes in gaps:
        now += timedelta(minutes=minutes)
        due, passed = brief_rounds.to_run(branch, ran, now)
        assert due not in ran
        ran |= {*passed, *([due] if due else [])}
        sent += [(due, now)] if due else []

        # Whatever lies behind is settled, and nothing is sent before its day or in the wrong order.
        again, left = brief_rounds.to_run(branch, ran, now)
        assert (again, left) == (None, [])
    assert all(brief_rounds.due_at(one.month, one.step, branch) <= when for one, when in sent)
    places = [(one.month, [*BriefStep].index(one.step)) for one, _ in sent]
    assert places == sorted(set(places))


# -- after downtime ----------------------------------------------------------------------------------


async def test_after_downtime_only_the_last_round_comes_and_names_who_is_still_without(
    session, branch, given
):
    world = await small_world(session, branch, given)
    await calls(session, branch, world.wang, world.wu, at(date(2026, 12, 2)))

    heard = await tick(session, at(date(2026, 12, 17)))

    assert [name for name, _ in heard] == ["丁海涛"]
    assert await tick(session, at(date(2026, 12, 18))) == []


async def test_a_round_so_late_that_the_next_is_near_waits_for_it(session, branch, given):
    await small_world(session, branch, given)

    heard = await months(session, date(2026, 12, 13), 3)

    assert list(heard) == [MIDDLE]
    assert [name for name, _ in heard[MIDDLE]] == ["丁海涛", "王磊"]


async def test_downtime_over_a_months_end_tells_the_liaison_of_the_old_and_the_cadres_of_the_new(
    session, branch, given
):
    await small_world(session, branch, given)
    await tick(session, at(LATE))

    heard = await tick(session, at(date(2027, 1, 5)))

    assert [(name, text.partition("\n")[0]) for name, text in heard] == [
        ("丁海涛", "1月的走访"),
        ("王磊", "1月的走访"),
        ("贺敏", "12月还没联系到的"),
    ]


async def test_four_months_remind_nobody_who_was_contacted_and_everybody_else(session, branch, given):
    world = await small_world(session, branch, given, date(2026, 10, 31))
    heard = {}
    day = date(2026, 11, 1)
    while day < date(2027, 3, 1):
        if day.day == 9:
            await calls(session, branch, world.ding, world.zheng, at(day, 8))
        if day not in (date(2027, 1, 15), date(2027, 1, 16), date(2027, 1, 17)):  # down for three days
            for name, text in await tick(session, at(day, 16)):
                heard.setdefault(name, []).append((day, text))
        day += DAY

    assert not any("郑守义" in text for day, text in heard["丁海涛"] if day.day >= 9)
    assert sum("张桂英" in text for _, text in heard["丁海涛"]) == 4 * 3
    assert [day for day, _ in heard["王磊"]] == [
        *(date(2026, 11, 2), date(2026, 11, 16), date(2026, 11, 25)),
        *(date(2026, 12, 1), date(2026, 12, 15), date(2026, 12, 25)),
        *(date(2027, 1, 4), date(2027, 1, 18), date(2027, 1, 25)),
        *(day for day, _ in heard["王磊"][9:]),
    ]
    assert len(heard["王磊"]) == 12
    assert len(heard["贺敏"]) == 4
