"""The record of a medal: nobody gets it twice, each step has who entered it, and may be taken back."""

from datetime import date

import pytest
from sqlmodel import col, select

from bot.domain import medal_record, medals
from bot.domain.medals import Standing
from bot.errors import Refusal
from models import Change, Medal, MedalState
from tests.medal_world import medal_of, member, put_forward
from tests.people import NOON
from tests.statements import statements


@pytest.fixture
async def secretary(given):
    return await given.secretary()


async def test_nobody_is_put_forward_twice(session, branch, given, secretary):
    tang = await member(given, "唐正平", date(1976, 10, 12))
    medal = await put_forward(session, branch, tang, secretary)

    for year in (2027, 2028):
        again = await medals.candidate(session, branch.id, tang.id, year)
        assert await medal_record.put_forward(session, branch, [again], year, secretary, NOON) == 0

    assert medal.state is MedalState.PROPOSED
    assert len((await session.exec(select(Medal))).all()) == 1


async def test_of_two_who_put_somebody_forward_at_once_the_second_has_done_nothing(
    session, branch, given, secretary
):
    tang = await given.member("唐正平", full_on=date(1976, 5, 1))
    deputy = await given.deputy()
    seen = await medals.candidate(session, branch.id, tang.id, 2026)

    counts = [
        await medal_record.put_forward(session, branch, [seen], 2026, by, NOON) for by in (secretary, deputy)
    ]

    assert counts == [1, 0]
    noted = await session.exec(select(Change.by_id).where(Change.entity == "medal"))
    assert noted.all() == [secretary.id]


async def test_from_proposed_over_approved_to_awarded_with_day_place_and_hands(
    session, branch, given, secretary
):
    tang = await member(given, "唐正平", date(1976, 10, 12))
    medal = await put_forward(session, branch, tang, secretary)

    await medal_record.approve(session, medal, secretary, NOON)
    await medal_record.award(
        session,
        medal,
        secretary,
        NOON,
        on=date(2027, 6, 30),
        place="支部活动室",
        handed_by="宋维新",
        at_home=False,
    )

    assert (medal.state, medal.awarded_on, medal.handed_by) == (
        MedalState.AWARDED,
        date(2027, 6, 30),
        "宋维新",
    )
    with pytest.raises(Refusal):
        await medal_record.award(
            session, medal, secretary, NOON, on=None, place="", handed_by="", at_home=True
        )


async def test_who_has_died_after_being_put_forward_is_not_approved_and_not_told(
    session, branch, given, secretary
):
    tang = await member(given, "唐正平", date(1976, 10, 12))
    medal = await put_forward(session, branch, tang, secretary)
    row = await given.member_row(tang)
    row.status = "deceased"
    await session.flush()

    with pytest.raises(Refusal, match="上级组织部门"):
        await medal_record.approve(session, medal, secretary, NOON)
    (found,) = await medals.candidates(session, branch.id, 2027)
    assert found.medal is medal


async def test_a_relative_collects_what_was_approved_in_his_lifetime(session, branch, given, secretary):
    tang = await member(given, "唐正平", date(1976, 10, 12))
    medal = await put_forward(session, branch, tang, secretary)
    await medal_record.approve(session, medal, secretary, NOON)
    (await given.member_row(tang)).status = "deceased"
    await session.flush()

    await medal_record.collect(session, medal, secretary, NOON, on=date(2027, 7, 1), collected_by="女儿唐敏")

    assert (medal.state, medal.collected_by) == (MedalState.COLLECTED, "女儿唐敏")


async def test_who_is_set_aside_can_be_put_back_and_a_mistake_taken_back(session, branch, given, secretary):
    tang = await member(given, "唐正平", date(1976, 10, 12))
    one = await medals.candidate(session, branch.id, tang.id, 2027)

    await medal_record.set_aside(session, branch, one, secretary, NOON)
    medal = await medal_of(session, tang)
    assert medal.state is MedalState.SET_ASIDE

    await medal_record.put_back(session, medal, secretary, NOON)
    await medal_record.approve(session, medal, secretary, NOON)
    await medal_record.step_back(session, medal, secretary, NOON)
    assert medal.state is MedalState.PROPOSED
    with pytest.raises(Refusal):
        await medal_record.step_back(session, medal, secretary, NOON)


async def test_a_medal_from_before_the_program_is_entered_with_its_batch(session, branch, given, secretary):
    wu = await member(given, "吴长贵", date(1957, 5, 1))
    one = await medals.candidate(session, branch.id, wu.id, 2027)
    assert one.standing is Standing.EARLIER

    medal = await medal_record.enter_earlier(session, branch, one, one.batches[0], secretary, NOON)

    assert (medal.year, medal.state) == (2021, MedalState.APPROVED)


async def test_all_earlier_ones_can_be_entered_at_once(session, branch, given, secretary):
    await member(given, "吴长贵", date(1957, 5, 1))
    await member(given, "林树生", date(1972, 2, 29))
    found = await medals.candidates(session, branch.id, 2027)

    assert await medal_record.enter_all_earlier(session, branch, found, secretary, NOON) == 2

    rows = (await session.exec(select(Medal).order_by(col(Medal.year)))).all()
    assert [(row.year, row.state) for row in rows] == [
        (2021, MedalState.AWARDED),
        (2022, MedalState.AWARDED),
    ]


# There, because SQLite is given the rows of one flush one by one.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_entering_all_earlier_ones_costs_the_same_for_three_and_for_thirty(
    session, branch, given, secretary
):
    async def cost(number: int) -> int:
        for each in range(number):
            await member(given, f"同志{number}甲{each}", date(1957 + each % 15, 5, 1))
        found = [one for one in await medals.candidates(session, branch.id, 2027) if one.medal is None]
        with statements(session) as executed:
            assert await medal_record.enter_all_earlier(session, branch, found, secretary, NOON) == number
        return len(executed)

    assert await cost(30) == await cost(3)


async def test_what_somebody_entered_meanwhile_is_not_entered_again(session, branch, given, secretary):
    wu = await member(given, "吴长贵", date(1957, 5, 1))
    found = await medals.candidates(session, branch.id, 2027)
    await medal_record.enter_earlier(session, branch, found[0], 2021, secretary, NOON)

    deputy = await given.deputy()
    assert await medal_record.enter_all_earlier(session, branch, found, deputy, NOON) == 0

    assert (await medal_of(session, wu)).state is MedalState.APPROVED
