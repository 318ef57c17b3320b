"""The paper channel, seen from the desk and from the door: large print, the monthly sheet, the month."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from models import Branch, Change, Channel, Mode, Notice, Person
from tests.journey import Journey
from tests.notice_world import sent
from tests.people import chat_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def cast(journey: Journey) -> dict[str, Person]:
    """Write a branch with one reader on paper, paired with 丁海涛."""
    async with journey.given() as given:
        people = {
            "secretary": await given.secretary(),
            "liaison": await given.liaison(),
            "cadre": await given.cadre("丁海涛"),
            "zhou": await given.member("周德明", channel=Channel.PAPER, phone="13800001111"),
        }
        await given.pair(people["cadre"], people["zhou"])
        bound = [people["secretary"], people["liaison"], people["cadre"]]
        for person in bound:
            await given.bind(person)
    await journey.meets(*bound)
    return people


async def _sends(journey: Journey, who: Person, text: str, mode: Mode) -> Notice:
    async with journey.app.database.transaction() as session:
        branch = (await session.exec(select(Branch))).one()
        notice = await sent(session, branch, who, text, mode=mode, now=journey.clock.now())
    await journey.passes(timedelta(minutes=2))
    return notice


def _pdf(journey: Journey, who: Person) -> str:
    """Return the name of the last file somebody was given, which has to be a page."""
    document = journey.world.chat(chat_of(who)).messages[-1]["document"]
    assert journey.world.files[document["file_id"]].data.startswith(b"%PDF")
    return str(document["file_name"])


async def test_an_unhurried_notice_travels_on_the_monthly_sheet_and_counts_on_the_board(journey, cast):
    await _sends(journey, cast["secretary"], "物业换了热线电话。", Mode.TELL)
    await journey.says(cast["secretary"], "看回音")
    await journey.presses(cast["secretary"], journey.buttons(cast["secretary"])[0])
    board = journey.sees(cast["secretary"])[-1]
    assert "正在发：1/2（1位等月报）" in board

    [overview] = await journey.says(cast["liaison"], "月报")
    assert "周德明：1条，还没打印" in overview
    [words] = await journey.presses(cast["liaison"], "周德明")
    assert words.startswith("周德明同志的月报在这里，请打印出来。\n\n请丁海涛同志去送")
    assert _pdf(journey, cast["liaison"]) == "月报_2026年11月_周德明.pdf"

    await journey.says(cast["cadre"], "要办的")
    [task] = await journey.presses(cast["cadre"], "周德明")
    assert task.startswith("请送月报：周德明同志")
    assert "月报上有1条通知，打印好了，在贺敏同志那里，请带去。" in task
    await journey.presses(cast["cadre"], "送到了")
    await journey.presses(cast["cadre"], "本人")

    assert "代为告知：1位（上门1位）" in journey.sees(cast["secretary"])[-1]
    [overview] = await journey.says(cast["liaison"], "月报")
    assert "周德明：没有新的" in overview
    async with journey.looking() as session:
        [taken] = (await session.exec(select(Change).where(Change.entity == "sheet"))).all()
    assert (taken.person_id, taken.by_id, taken.field) == (cast["zhou"].id, cast["liaison"].id, "export")


async def test_large_print_with_a_slip_is_printed_from_the_board(journey, cast):
    notice = await _sends(journey, cast["secretary"], "12月9日开党员大会。", Mode.CONFIRM)
    await journey.says(cast["liaison"], "看回音")
    await journey.presses(cast["liaison"], journey.buttons(cast["liaison"])[0])

    [words] = await journey.presses(cast["liaison"], "打印大字版")

    assert words.startswith("1份在这里，请打印，一位一份：周德明。")
    assert "下面有回执，请带回来。" in words
    assert _pdf(journey, cast["liaison"]) == "大字版_12月9日开党员大会.pdf"
    async with journey.looking() as session:
        taken = await session.exec(select(Change).where(Change.field == "export", Change.row_id == notice.id))
    assert [change.new for change in taken.all()] == ["paper"]


async def test_the_month_on_one_page_is_the_liaisons_and_not_everybodys(journey, cast):
    await _sends(journey, cast["secretary"], "12月9日开党员大会。", Mode.CONFIRM)

    [page] = await journey.says(cast["liaison"], "本月情况")
    assert "要办的：1件" in page
    [names] = await journey.presses(cast["liaison"], "要办的（1）")
    assert names == "要办的：1件\n\n周德明（第一党小组）：上门看看，丁海涛同志联系"
    await journey.presses(cast["liaison"], "打印")
    assert _pdf(journey, cast["liaison"]) == "本月情况_2026-11-30.pdf"

    refused = await journey.says(cast["cadre"], "本月情况")
    assert not any("要办的：" in each for each in refused)
    async with journey.looking() as session:
        taken = await session.exec(select(Change.by_id).where(col(Change.entity) == "month"))
    assert taken.all() == [cast["liaison"].id]
