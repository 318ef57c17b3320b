"""Monthly sheets: what waits on paper, who carries it, and that it is counted where it was said."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import (
    channels,
    followup_opening,
    followups,
    leaving,
    notice_board,
    notice_recall,
    sheet_items,
    sheets,
    why,
)
from bot.domain.sheet_items import WAITS_FOR
from bot.texts import sheets as say
from bot.texts import why as why_words
from models import Channel, FollowUpState, Mode, OutboxState, Partner, Via, Why
from models.notices import Standing
from tests.followup_world import SENT_AT, every, looked_after, only, small_branch, task_of, unreached
from tests.notice_world import delivered, drafted, receipts_of, sent
from tests.people import NOON, TODAY, messages_to

DAY = timedelta(days=1)
FIRST_WORKDAY = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)  # Tuesday, half past eight


@pytest.fixture
async def world(session, given):
    """The small branch, where 郑守义 and 张桂英 read on paper."""
    found = await small_branch(given)
    for person in (found.zheng, found.zhang):
        member = await given.member_row(person)
        await channels.choose(session, person, member, Channel.PAPER, found.liaison, NOON)
    return found


async def unhurried(session, branch, world, *persons, text="物业换了热线电话。", **more):
    notice = await sent(
        session, branch, world.secretary, text, audience=only(*persons), mode=Mode.TELL, **more
    )
    await unreached(session, notice, *persons)
    return notice


async def printed(session, branch, world, person=None, now=SENT_AT + DAY):
    found = await sheets.print_for(session, branch, person.id if person else None, world.liaison, now)
    return {one.person.name: one for one in found}


async def open_tasks(session):
    return [row for row in await every(session) if row.state in followups.OPEN]


async def places(session, notice):
    return {
        place.name: (place.standing, place.reason) for place in await notice_board.places(session, notice)
    }


async def test_an_unhurried_notice_waits_for_the_sheet_and_is_nobodys_call(session, branch, world):
    notice = await unhurried(session, branch, world, world.zheng)

    assert await looked_after(session) == []
    assert await places(session, notice) == {"郑守义": (Standing.ON_ITS_WAY, "sheet")}
    counts = await notice_board.count(session, notice)
    assert (counts.by_sheet, counts.standings[Standing.ON_ITS_WAY]) == (1, 1)


async def test_the_board_tells_who_waits_for_the_sheet_from_who_is_with_a_helper(
    session, given, branch, world
):
    liu = await given.member("刘秀兰")
    notice = await unhurried(session, branch, world, world.zheng, liu)
    await looked_after(session)

    board = await notice_board.draw_board(session, notice.id, world.secretary, SENT_AT)

    assert board is not None
    assert "正在发：1/2（1位等月报）\n还差2位。\n周德明同志那里1位，等月报的1位。" in board.text
    assert "打印大字版" in [button.label for button in board.buttons]


@pytest.mark.parametrize("more", [{"mode": Mode.CONFIRM}, {"mode": Mode.ACCOUNT}, {"urgent": True}])
async def test_what_is_urgent_or_asks_for_an_answer_waits_for_nothing(session, branch, world, more):
    notice = await sent(
        session, branch, world.secretary, audience=only(world.zheng), **({"mode": Mode.TELL} | more)
    )
    await unreached(session, notice, world.zheng)

    [row] = await looked_after(session)

    # Paper is carried to his door; what is urgent is telephoned.
    way = FollowUpState.CALL if more.get("urgent") else FollowUpState.VISIT
    assert (row.why, row.helper_id, row.state) == (Why.PAPER, world.cadre.id, way)
    assert [one.waiting for one in await sheets.readers(session, branch.id, SENT_AT)] == [[], []]


async def test_printing_gives_each_sheet_to_who_is_nearest(session, branch, world):
    await unhurried(session, branch, world, world.zheng, world.zhang)
    await unhurried(session, branch, world, world.zheng, text="食堂周一开始送餐。")

    found = await printed(session, branch, world)

    assert [item.notice.text for item in found["郑守义"].waiting] == [
        "物业换了热线电话。",
        "食堂周一开始送餐。",
    ]
    assert {name: (len(one.waiting), one.carrier) for name, one in found.items()} == {
        "郑守义": (2, "丁海涛"),
        "张桂英": (1, "周德明"),
    }
    tasks = await open_tasks(session)
    assert {(row.why, row.state, row.cause) for row in tasks} == {
        (Why.SHEET, FollowUpState.VISIT, tasks[0].cause)
    }
    assert tasks[0].words == say.what_to_do(2, "贺敏")


async def test_what_the_carrier_reports_counts_on_every_notice_of_the_sheet(session, branch, world):
    first = await unhurried(session, branch, world, world.zheng, world.zhang)
    second = await unhurried(session, branch, world, world.zheng, text="食堂周一开始送餐。")
    await printed(session, branch, world)
    [row] = [row for row in await open_tasks(session) if row.person_id == world.zheng.id]

    task = await task_of(session, world.cadre, row)
    await followups.told(session, task, world.cadre, Via.VISIT, Partner.SELF, SENT_AT + 2 * DAY)

    assert await places(session, first) == {
        "郑守义": (Standing.TOLD, ""),
        "张桂英": (Standing.ON_ITS_WAY, "sheet"),
    }
    receipt = (await receipts_of(session, second))[world.zheng.id]
    assert (receipt.via, receipt.by_id) == (Via.VISIT, world.cadre.id)
    found = await sheets.readers(session, branch.id, SENT_AT + 2 * DAY)
    assert [(one.person.name, len(one.waiting)) for one in found] == [("郑守义", 0), ("张桂英", 1)]


async def test_a_report_by_mistake_is_taken_back_from_every_notice(session, branch, world):
    notice = await unhurried(session, branch, world, world.zheng)
    await printed(session, branch, world)
    [row] = await open_tasks(session)
    task = await task_of(session, world.cadre, row)
    await followups.told(session, task, world.cadre, Via.VISIT, Partner.SELF, SENT_AT + DAY)

    await followups.take_back(session, await task_of(session, world.cadre, row), world.cadre, SENT_AT + DAY)

    assert await places(session, notice) == {"郑守义": (Standing.ON_ITS_WAY, "sheet")}
    assert len(await open_tasks(session)) == 1


async def test_printed_again_it_is_the_same_sheet(session, branch, world):
    await unhurried(session, branch, world, world.zheng)
    await printed(session, branch, world)
    [before] = await open_tasks(session)

    again = await printed(session, branch, world, world.zheng, SENT_AT + 2 * DAY)

    assert again["郑守义"].printed_at == SENT_AT + DAY
    assert [row.id for row in await every(session)] == [before.id]


async def test_with_something_new_the_new_sheet_takes_the_place_of_the_old(session, branch, world):
    old = await unhurried(session, branch, world, world.zheng)
    await printed(session, branch, world)
    new = await unhurried(session, branch, world, world.zheng, text="食堂周一开始送餐。", now=SENT_AT + DAY)
    [reader, _] = await sheets.readers(session, branch.id, SENT_AT + 2 * DAY)
    assert not reader.is_on_its_way

    found = await printed(session, branch, world, now=SENT_AT + 2 * DAY)

    assert found["郑守义"].is_on_its_way
    assert [item.notice.id for item in found["郑守义"].waiting] == [old.id, new.id]
    assert [(row.state, row.reason) for row in await every(session)] == [
        (FollowUpState.CANCELLED, "reprinted"),
        (FollowUpState.VISIT, None),
    ]


async def test_what_was_withdrawn_or_told_otherwise_is_not_on_the_sheet(session, branch, world):
    withdrawn = await unhurried(session, branch, world, world.zheng)
    await notice_recall.withdraw(session, withdrawn.id, world.secretary, branch.id, SENT_AT)

    assert await printed(session, branch, world) == {}
    assert await every(session) == []


async def test_nothing_is_printed_for_whom_it_may_not_reach(session, branch, world):
    await unhurried(session, branch, world, world.zheng, world.zhang)
    await leaving.freeze(session, world.zheng, world.liaison, SENT_AT)

    assert list(await printed(session, branch, world)) == ["张桂英"]


async def test_what_no_sheet_has_brought_in_five_weeks_is_a_task_of_its_own(session, branch, world):
    await unhurried(session, branch, world, world.zheng)

    assert await looked_after(session, SENT_AT + WAITS_FOR - DAY) == []
    [row] = await looked_after(session, SENT_AT + WAITS_FOR + DAY)

    assert (row.why, row.state) == (Why.PAPER, FollowUpState.VISIT)


async def test_a_printed_sheet_that_lies_somewhere_becomes_no_second_task(session, branch, world):
    await unhurried(session, branch, world, world.zheng)
    await printed(session, branch, world)

    rows = await looked_after(session, SENT_AT + WAITS_FOR + DAY)

    assert [row.why for row in rows] == [Why.SHEET]


async def test_who_no_longer_reads_on_paper_is_called(session, given, branch, world):
    await unhurried(session, branch, world, world.zheng)
    member = await given.member_row(world.zheng)

    await channels.choose(session, world.zheng, member, Channel.PHONE, world.liaison, SENT_AT)

    assert [row.why for row in await looked_after(session)] == [Why.PHONE]


async def test_who_reads_on_the_phone_has_no_sheet(session, given, branch, world):
    wang = await given.member("王建国")
    await given.bind(wang)
    notice = await sent(session, branch, world.secretary, audience=only(wang), mode=Mode.TELL)
    await delivered(session, notice, wang, OutboxState.SENT)

    assert [one.person.name for one in await sheets.readers(session, branch.id, SENT_AT)] == [
        "郑守义",
        "张桂英",
    ]
    assert await places(session, notice) == {"王建国": (Standing.SILENT, "")}


async def test_the_liaison_is_reminded_once_on_the_first_working_day(session, branch, world):
    await unhurried(session, branch, world, world.zheng)

    for now in (
        FIRST_WORKDAY - DAY,
        FIRST_WORKDAY,
        FIRST_WORKDAY + timedelta(minutes=1),
        FIRST_WORKDAY + DAY,
    ):
        await sheets.remind(session, now)

    assert await messages_to(session, world.liaison) == [say.time_to_print(1).words]


async def test_nobody_is_reminded_of_what_came_since_or_is_on_its_way(session, branch, world):
    await unhurried(session, branch, world, world.zheng)
    await printed(session, branch, world)
    await unhurried(session, branch, world, world.zhang, now=FIRST_WORKDAY + DAY)

    await sheets.remind(session, FIRST_WORKDAY + 2 * DAY)

    assert await messages_to(session, world.liaison) == []


async def test_a_sheet_somebody_else_carries_counts_only_for_its_reader(session, branch, world):
    notice = await unhurried(session, branch, world, world.zheng, world.zhang)
    await followup_opening.open_for(
        session,
        branch,
        [world.zhang.id],
        cause="wish:1",
        why=Why.WISH,
        words="送一副老花镜。",
        now=SENT_AT,
    )
    [row] = await open_tasks(session)

    task = await task_of(session, world.leader, row)
    await followups.told(session, task, world.leader, Via.VISIT, Partner.SELF, SENT_AT)

    assert set((await places(session, notice)).values()) == {(Standing.ON_ITS_WAY, "sheet")}


@pytest.mark.parametrize(("more", "waiting"), [({}, 2), ({"urgent": True}, 0), ({"mode": Mode.CONFIRM}, 0)])
async def test_the_sender_is_told_before_who_would_wait_for_paper(session, branch, world, more, waiting):
    notice = await drafted(session, world.secretary, **({"mode": Mode.TELL} | more))
    everybody = [world.secretary.id, world.leader.id, world.zheng.id, world.zhang.id]

    assert await sheet_items.would_wait(session, notice, everybody) == waiting


async def test_whoever_asks_why_hears_that_it_waits_for_the_sheet(session, branch, world):
    await unhurried(session, branch, world, world.zheng)

    told = await why.ask(session, world.zheng, TODAY, branch, world.secretary, SENT_AT)

    assert "「物业换了热线电话。」：印在纸上，等月报送去。" in why_words.answer(told, 0, TODAY).text
