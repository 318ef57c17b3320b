"""The ledger of visits: 次, 人次 and 人 apart, 「无记录」 where there is none, and tables kept before."""

from datetime import date
from pathlib import Path

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import visit_import, visit_ledger, visits
from bot.domain.visits import Entry
from bot.papers.printing import printed
from bot.papers.visits import PaperLedger, ledger_pages
from bot.spreadsheets import read
from bot.texts import visit_ledger as say
from bot.texts.visit_ledger import Count
from models import (
    Branch,
    Status,
    Visit,
    VisitOccasion,
    VisitOutcome,
    VisitState,
    VisitWay,
)
from tests.followup_world import every, small_branch
from tests.people import NOON, TODAY, Given

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
SAMPLE = Path(__file__).parents[2] / "bot" / "sandbox" / "sample" / "visits.csv"


async def test_visits_meetings_and_people_are_three_different_counts(
    session: AsyncSession, branch: Branch, given: Given
) -> None:
    world = await small_branch(given)
    couple = Entry(
        (world.zheng.id, world.zhang.id),
        VisitWay.HOME,
        date(2026, 11, 20),
        occasion=VisitOccasion.JULY,
        words="好",
    )
    alone = Entry((world.zheng.id,), VisitWay.PHONE, TODAY, state=VisitState.GOOD)
    in_vain = Entry((world.zhang.id,), VisitWay.PHONE, TODAY, outcome=VisitOutcome.NO_ANSWER)
    before = Entry((world.zhang.id,), VisitWay.HOME, date(2026, 10, 31), words="好")
    for entry in (couple, alone, in_vain, before):
        await visits.record(session, branch, world.cadre, entry, NOON)

    ledger = await visit_ledger.of(session, branch.id, *NOVEMBER)

    assert ledger.all == Count(visits=2, meetings=3, people=2)
    assert ledger.by_way == {VisitWay.HOME: Count(1, 2, 2), VisitWay.PHONE: Count(1, 1, 1)}
    assert ledger.by_occasion == {VisitOccasion.JULY: Count(1, 2, 2), None: Count(1, 1, 1)}
    assert ledger.in_vain == 1
    assert say.page(ledger).text == (
        "一共2次，3人次，2人。\n\n按方式\n上门：1次，2人次，2人\n电话：1次，1人次，1人\n\n"
        "按事由\n七一：1次，2人次，2人\n日常：1次，1人次，1人\n\n没联系上1次，不算在内。"
    )


async def test_a_period_without_a_record_says_so_and_offers_no_file(
    session: AsyncSession, branch: Branch
) -> None:
    page = say.page(await visit_ledger.of(session, branch.id, *NOVEMBER))

    assert (page.title, page.text) == ("走访慰问台账，2026年11月", "无记录")
    assert [button.label for button in page.buttons] == ["别的时间"]


async def test_of_a_corrected_record_the_last_version_counts(
    session: AsyncSession, branch: Branch, given: Given
) -> None:
    world = await small_branch(given)
    wrong = await visits.record(
        session, branch, world.cadre, Entry((world.zheng.id,), VisitWay.HOME, TODAY, words="好"), NOON
    )
    right = Entry((world.zheng.id,), VisitWay.PHONE, TODAY, words="好", corrects=wrong.id)
    await visits.record(session, branch, world.cadre, right, NOON)

    ledger = await visit_ledger.of(session, branch.id, *NOVEMBER)

    assert [record.way for record in ledger.records] == [VisitWay.PHONE]


async def test_a_table_kept_before_is_taken_over_and_nothing_follows_from_what_is_long_past(
    session: AsyncSession, branch: Branch, given: Given
) -> None:
    numbers = ("M01", "M02", "M03", "M08", "M09", "M13", "M14", "M27")
    for number in numbers:
        await given.member(f"党员{number}", number=number)
    await given.member("谢永年", number="H01", status=Status.DECEASED)
    for number in ("C01", "C02", "C04", "C05", "C07", "C14"):
        await given.cadre(f"干部{number}", number=number)
    [sheet] = await read(SAMPLE.read_bytes())

    done = await visit_import.take(session, branch, sheet, NOON)

    assert (done.records, list(done.refused)) == (10, [])
    assert {task.words for task in await every(session)} == {"出院后一周内回访", "邮寄学习资料"}
    family = await session.exec(select(Visit.occasion).where(Visit.outcome == VisitOutcome.FAMILY))
    assert family.all() == [VisitOccasion.DEATH]


async def test_of_a_wish_that_was_never_a_task_here_nothing_is_claimed(
    session: AsyncSession, branch: Branch, given: Given
) -> None:
    world = await small_branch(given)
    long_ago = Entry((world.zheng.id,), VisitWay.HOME, date(2026, 2, 5), words="好", need="换助听器电池")
    await visits.record(session, branch, world.cadre, long_ago, NOON, history=True)

    [record] = (await visit_ledger.of(session, branch.id, date(2026, 2, 1), date(2026, 2, 28))).records

    assert say.row(1, record)[10:12] == ("换助听器电池", "无记录")


async def test_the_ledger_is_printed_and_exported_with_every_record(
    session: AsyncSession, branch: Branch, given: Given
) -> None:
    world = await small_branch(given)
    for day in range(1, 29):
        entry = Entry(
            (world.zheng.id,), VisitWay.HOME, date(2026, 11, day), words="精神不错，爱说话" * 4, need="带书"
        )
        await visits.record(session, branch, world.cadre, entry, NOON)
    ledger = await visit_ledger.of(session, branch.id, *NOVEMBER)

    rows = [say.row(number, record) for number, record in enumerate(ledger.records, 1)]
    pages = await printed(
        ledger_pages,
        PaperLedger(
            say.title(*NOVEMBER),
            "离退休干部党支部",
            TODAY,
            say.summary(ledger),
            [say.paper_line(number, record) for number, record in enumerate(ledger.records, 1)],
            [world.zheng.name],
        ),
    )

    assert len(rows) == 28
    assert {len(row) for row in rows} == {len(say.header())}
    assert rows[0][10:12] == ("带书", "在办")
    assert pages.startswith(b"%PDF")
