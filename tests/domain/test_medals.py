"""光荣在党50年: the machine counts and shows its evidence, people decide."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given as cases
from hypothesis import settings
from hypothesis import strategies as st

from bot.domain import medals
from bot.domain.medals import Standing, batches
from bot.texts import medals as words
from models import Precision
from tests.medal_world import member
from tests.people import NOON

SAMPLE = Path(__file__).parents[2] / "bot/sandbox/sample/members.csv"


async def named(session, branch, year: int) -> dict[str, Standing]:
    return {each.person.name: each.standing for each in await medals.candidates(session, branch.id, year)}


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
