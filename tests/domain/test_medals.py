"""光荣在党50年: the machine counts and shows its evidence, people decide, nobody gets it twice."""

import csv
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given as cases
from hypothesis import settings
from hypothesis import strategies as st
from sqlmodel import col, select

from bot.clock import instant
from bot.domain import leaving, medal_notices, medal_record, medals
from bot.domain.gate import STILL_WANTED
from bot.domain.medals import Standing, batches
from bot.errors import Refusal
from bot.texts import medals as words
from models import (
    Change,
    Channel,
    FollowUp,
    FollowUpState,
    Medal,
    MedalState,
    Outbox,
    OutboxState,
    Precision,
    Proxy,
    Role,
)
from scheduler.medals import look_after
from tests.people import NOON
from tests.statements import statements

SAMPLE = Path(__file__).parents[2] / "bot/sandbox/sample/members.csv"
JANUARY = datetime(2027, 1, 4, 2, tzinfo=UTC)


@pytest.fixture
async def secretary(given):
    return await given.secretary()


async def member(given, name: str, full_on: date, precision=Precision.DAY, **more):
    fields = {"joined_on": full_on, "joined_precision": precision} | more
    return await given.member(name, full_on=full_on, full_precision=precision, **fields)


async def named(session, branch, year: int) -> dict[str, Standing]:
    return {each.person.name: each.standing for each in await medals.candidates(session, branch.id, year)}


async def medal_of(session, person) -> Medal:
    return (await session.exec(select(Medal).where(Medal.person_id == person.id))).one()


async def put_forward(session, branch, person, by, year=2027) -> Medal:
    one = await medals.candidate(session, branch.id, person.id, year)
    await medal_record.put_forward(session, branch, [one], year, by, NOON)
    return await medal_of(session, person)


# -- the batch ------------------------------------------------------------------------------------


def sample_batches() -> list[tuple[str, tuple[int, ...], str]]:
    rows = []
    for row in csv.DictReader(SAMPLE.open(encoding="utf-8-sig")):
        full, expected = row["full_member_date"], row["medal50_batch"]
        if row["status"] in ("在册", "流动") and full:
            precision = Precision.MONTH if len(full) == 7 else Precision.DAY
            on = date.fromisoformat(full if len(full) == 10 else f"{full}-01")
            rows.append((row["id"], batches(on, precision), expected))
    return rows


def test_the_sample_branch_comes_out_as_the_fact_sheet_says():
    rows = sample_batches()

    assert len(rows) == 38
    for _, found, expected in rows:
        wanted = (2023, 2024) if "或" in expected else (int(expected),)
        assert found == wanted


@pytest.mark.parametrize(
    ("full_on", "precision", "expected"),
    [
        (date(1976, 6, 30), Precision.DAY, (2026,)),
        (date(1976, 7, 1), Precision.DAY, (2026,)),
        (date(1976, 7, 2), Precision.DAY, (2027,)),
        (date(1976, 10, 12), Precision.DAY, (2027,)),
        (date(1973, 7, 1), Precision.MONTH, (2023, 2024)),
        (date(1973, 6, 1), Precision.MONTH, (2023,)),
        (date(1973, 8, 1), Precision.MONTH, (2024,)),
        (date(1973, 1, 1), Precision.YEAR, (2023, 2024)),
        (date(1957, 5, 1), Precision.DAY, (2021,)),
        (date(1971, 7, 1), Precision.MONTH, (2021, 2022)),
        (date(1965, 1, 1), Precision.YEAR, (2021,)),
        (None, None, ()),
    ],
)
def test_the_batch_is_the_first_with_fifty_years_by_the_first_of_july(full_on, precision, expected):
    assert batches(full_on, precision) == expected


@cases(st.dates(date(1945, 1, 1), date(2000, 12, 31)))
@settings(max_examples=200)
def test_the_batch_agrees_with_the_formula(full_on):
    year = next(y for y in range(2021, 2100) if full_on <= date(y - 50, 7, 1))

    assert batches(full_on, Precision.DAY) == (year,)


# -- the list -------------------------------------------------------------------------------------


async def test_the_list_names_who_is_due_who_is_doubtful_and_who_was_due_before(session, branch, given):
    await member(given, "唐正平", date(1976, 10, 12))
    await member(given, "梁启明", date(1976, 6, 30))
    await member(given, "高振华", date(1973, 7, 1), Precision.MONTH)
    await member(given, "只知七月", date(1977, 7, 1), Precision.MONTH)
    await member(given, "赵素芬", date(1979, 6, 30), joined_on=date(1978, 6, 30))

    assert await named(session, branch, 2027) == {
        "高振华": Standing.EARLIER,
        "梁启明": Standing.EARLIER,
        "唐正平": Standing.DUE,
        "只知七月": Standing.UNSURE,
    }
    assert (await named(session, branch, 2024))["高振华"] is Standing.UNSURE


async def test_dates_that_disagree_with_their_time_are_looked_into_first(session, branch, given):
    await member(given, "查档", date(1977, 3, 1), joined_on=date(1976, 3, 1))

    (found,) = await medals.candidates(session, branch.id, 2027)

    assert found.standing is Standing.UNSURE
    assert "要查档" in found.doubt


async def test_the_evidence_names_both_dates_and_their_source(session, branch, given):
    await member(given, "唐正平", date(1976, 10, 12), date_source="入党志愿书")

    (found,) = await medals.candidates(session, branch.id, 2027)

    assert found.evidence.startswith("1976年10月12日入党，1976年10月12日转正（来源：入党志愿书）")


async def test_the_deceased_the_transferred_and_the_frozen_are_never_on_the_list(session, branch, given):
    await member(given, "谢永年", date(1956, 4, 12), status="deceased")
    await member(given, "姚建中", date(1976, 10, 1), status="transferred")
    frozen = await member(given, "冻结", date(1976, 11, 1))
    frozen.frozen_at = NOON
    await session.flush()

    assert await named(session, branch, 2027) == {}


def test_an_almost_empty_batch_of_2028_is_explained_in_one_line():
    message = words.listed(2028, [], [], 0, 0, 4, 2028)

    assert "1977年8月12日以后入党的，有一年预备期" in message.text
    assert "2028" not in words.listed(2030, [], [], 0, 0, 4, 2030).text


def test_people_work_on_this_years_batch_until_the_end_of_july():
    assert medals.batch_at(date(2027, 7, 31)) == 2027
    assert medals.batch_at(date(2026, 11, 23)) == 2027


# -- what people decide ---------------------------------------------------------------------------


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


# -- the good news --------------------------------------------------------------------------------


async def approved(session, branch, given, secretary, **more):
    tang = await member(given, "唐正平", date(1976, 10, 12))
    for field, value in more.items():
        setattr(tang, field, value)
    await given.bind(tang)
    medal = await put_forward(session, branch, tang, secretary)
    await medal_record.approve(session, medal, secretary, NOON)
    return tang, medal


async def said(session) -> list[Outbox]:
    found = await session.exec(select(Outbox).where(col(Outbox.kind) == medal_notices.KIND))
    return list(found.all())


async def test_nothing_is_told_before_a_human_has_approved_the_words(session, branch, given, secretary):
    tang, medal = await approved(session, branch, given, secretary)

    await medal_notices.prepare(session, medal, tang, "6月30日，星期三，上午9点半", "支部活动室")
    before = await said(session)
    told = await medal_notices.send(session, branch, medal, secretary, NOON)

    assert before == []
    assert told
    (row,) = await said(session)
    assert row.text == (
        "唐正平同志：向您报喜！\n"
        "经上级党组织审核，您获颁“光荣在党50年”纪念章。\n"
        "6月30日，星期三，上午9点半，在支部活动室，支部为您颁发。您不方便来，我们送到您家里。"
    )
    with pytest.raises(Refusal):
        await medal_notices.send(session, branch, medal, secretary, NOON)


async def test_the_bereaved_hear_it_from_a_person(session, branch, given, secretary):
    await given.liaison()
    tang, medal = await approved(session, branch, given, secretary, mourning_until=date(2027, 4, 30))
    await medal_notices.prepare(session, medal, tang, "6月30日", "支部活动室")

    told = await medal_notices.send(session, branch, medal, secretary, NOON)

    assert not told
    assert await said(session) == []
    task = (await session.exec(select(FollowUp).where(FollowUp.person_id == tang.id))).one()
    assert task.cause == "medal:2027"


async def test_a_notice_that_waits_is_not_sent_when_the_approval_was_taken_back(
    session, branch, given, secretary
):
    tang, medal = await approved(session, branch, given, secretary)
    await medal_notices.prepare(session, medal, tang, "6月30日", "支部活动室")
    await medal_notices.send(session, branch, medal, secretary, NOON)
    (row,) = await said(session)
    assert await STILL_WANTED[medal_notices.KIND](session, row, NOON)

    await medal_record.step_back(session, medal, secretary, NOON)

    assert not await STILL_WANTED[medal_notices.KIND](session, row, NOON)
    await medal_record.approve(session, medal, secretary, NOON)
    assert await medal_notices.send(session, branch, medal, secretary, NOON + timedelta(hours=1))
    assert {each.state for each in await said(session)} == {OutboxState.CANCELLED, OutboxState.PENDING}


async def test_what_did_not_arrive_is_brought_by_a_person_and_once(session, branch, given, secretary):
    tang, medal = await approved(session, branch, given, secretary)
    await medal_notices.prepare(session, medal, tang, "6月30日", "支部活动室")
    await medal_notices.send(session, branch, medal, secretary, NOON)
    (row,) = await said(session)
    await look_after(session, NOON)
    before = (await session.exec(select(FollowUp))).all()
    row.state = OutboxState.FAILED
    await session.flush()

    await look_after(session, NOON)
    await look_after(session, NOON)

    assert before == []
    assert [task.person_id for task in (await session.exec(select(FollowUp))).all()] == [tang.id]


async def test_an_approval_that_was_a_mistake_takes_back_what_his_pair_was_to_say(
    session, branch, given, secretary
):
    tang = await member(given, "唐正平", date(1976, 10, 12), channel=Channel.PHONE)
    medal = await put_forward(session, branch, tang, secretary)
    await medal_record.approve(session, medal, secretary, NOON)
    await medal_notices.prepare(session, medal, tang, "6月30日", "支部活动室")
    assert not await medal_notices.send(session, branch, medal, secretary, NOON)

    await medal_record.step_back(session, medal, secretary, NOON)

    (call,) = (await session.exec(select(FollowUp))).all()
    assert (call.state, call.reason) == (FollowUpState.CANCELLED, "taken back")
    await medal_record.approve(session, medal, secretary, NOON)
    await medal_notices.send(session, branch, medal, secretary, NOON)
    await session.refresh(call)
    assert call.state is FollowUpState.CALL


async def test_a_relative_who_receives_for_him_hears_the_news(session, branch, given, secretary):
    tang = await member(given, "唐正平", date(1976, 10, 12), channel=Channel.RELATIVE)
    daughter = await given.person("唐敏")
    await given.bind(daughter)
    session.add(
        Proxy(
            branch_id=branch.id,
            relative_id=daughter.id,
            member_id=tang.id,
            requested_at=NOON,
            from_at=NOON,
        )
    )
    medal = await put_forward(session, branch, tang, secretary)
    await medal_record.approve(session, medal, secretary, NOON)
    await medal_notices.prepare(session, medal, tang, "6月30日", "支部活动室")

    assert await medal_notices.send(session, branch, medal, secretary, NOON)

    (row,) = await said(session)
    assert (row.person_id, row.family) == (tang.id, True)


# -- in January -----------------------------------------------------------------------------------


async def test_those_in_charge_are_told_once_a_year_months_ahead(session, branch, given, secretary):
    xu = await given.appoint(await given.member("许绍文"), Role.ORGANISATION)
    await member(given, "唐正平", date(1976, 10, 12))
    await member(given, "只知七月", date(1977, 7, 1), Precision.MONTH)

    await look_after(session, NOON)  # November
    await look_after(session, JANUARY)
    await look_after(session, datetime(2027, 3, 1, 2, tzinfo=UTC))

    rows = (await session.exec(select(Outbox).where(col(Outbox.kind) == "task"))).all()
    assert {row.person_id for row in rows} == {secretary.id, xu.id}
    assert len(rows) == 2
    assert "党龄满50年的有1位：唐正平" in rows[0].text
    assert "还有1位要先查档" in rows[0].text


async def test_the_list_is_made_as_it_leaves_so_that_nobody_is_named_who_died_in_the_night(
    session, branch, given, secretary
):
    tang = await member(given, "唐正平", date(1976, 10, 12))
    await member(given, "郑守义", date(1976, 11, 12))

    await look_after(session, instant(date(2027, 1, 1), time(0, 1), branch.zone))
    await leaving.freeze(session, tang, None, NOON)
    await look_after(session, instant(date(2027, 1, 1), time(8), branch.zone))

    (row,) = (await session.exec(select(Outbox).where(col(Outbox.kind) == "task"))).all()
    assert "郑守义" in row.text
    assert "唐正平" not in row.text
