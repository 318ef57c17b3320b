"""What becomes of a sent notice: its board, the names behind the numbers, 撤回 and 更正."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from models import Account, Branch, Change, NoticeState, Person
from tests.journey import Journey
from tests.journeys.notice_cast import MINUTE, Cast, newest_notice, sends, small_cast, writes
from tests.notice_world import sent
from tests.people import NOON, chat_of

# What the databases do differently is tested below bot/domain; a journey takes seconds.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def cast(journey: Journey) -> Cast:
    return await small_cast(journey)


async def test_withdrawn_messages_disappear_and_the_board_says_so(journey: Journey, cast: Cast):
    await sends(journey, cast.secretary, "发错了的。")
    await journey.says(cast.zhang, "看通知")
    assert [text.startswith("通知（") for text in journey.sees(cast.zhang)] == [False, True]
    await journey.presses(cast.secretary, "撤回")
    still_there = journey.sees(cast.zhang)
    await journey.presses(cast.secretary, "撤回")
    await journey.settles()

    assert "发错了的。" in still_there[-1]
    assert journey.sees(cast.zhang) == []
    board = next(text for text in reversed(journey.sees(cast.secretary)) if text.startswith("已撤回"))
    assert "2位手机上的已经收回" in board


async def test_the_earlier_notices_can_be_opened_too(journey: Journey, cast: Cast):
    async with journey.app.database.transaction() as session:
        branch = (await session.exec(select(Branch))).one()
        for at in range(9):
            when = NOON + at * MINUTE
            await sent(session, branch, cast.secretary, f"第{at}条。", audience={"groups": [2]}, now=when)
    await journey.says(cast.secretary, "看回音")
    latest = journey.buttons(cast.secretary)
    await journey.presses(cast.secretary, "更早的")
    earlier = journey.buttons(cast.secretary)
    [board] = await journey.presses(cast.secretary, earlier[0])

    assert [label[-4:] for label in latest] == [*(f"第{at}条。" for at in range(8, 0, -1)), "更早的"]
    assert [label[-4:] for label in earlier] == ["第0条。"]
    assert "第0条。" in board


async def test_a_recall_needs_a_second_tap(journey: Journey, cast: Cast):
    await sends(journey, cast.secretary, "留着的。")
    await journey.presses(cast.secretary, "撤回")
    await journey.presses(cast.secretary, "不撤了")

    assert "留着的。" in journey.sees(cast.zhang)[-1]
    assert (await newest_notice(journey)).state is NoticeState.SENT


async def test_a_correction_marks_the_old_message_and_brings_the_new_one(journey: Journey, cast: Cast):
    await sends(journey, cast.secretary, "明天开会。")
    await journey.presses(cast.zhang, "收到")
    await journey.says(cast.li, "看通知")
    await journey.presses(cast.secretary, "更正")
    await journey.says(cast.secretary, "后天开会。")
    await journey.presses(cast.secretary, "写好了")
    await journey.presses(cast.secretary, "确认发送")
    await journey.passes(MINUTE)

    old, new = journey.sees(cast.zhang)[-2:]
    assert "（已更正）" in old
    assert "明天开会。" in old
    assert new.startswith("通知（更正）\n\n后天开会。")
    assert ["（已更正）" in text for text in journey.sees(cast.li)] == [True, True, False]
    await journey.presses(cast.li, "收到")
    assert journey.sees(cast.li)[-1].endswith("✓ 您已回：收到")


async def test_when_the_correction_is_withdrawn_neither_holds_and_people_are_told_to_wait(
    journey: Journey, cast: Cast
):
    await sends(journey, cast.secretary, "明天开会。")
    await journey.presses(cast.secretary, "更正")
    await journey.says(cast.secretary, "后天开会。")
    await journey.presses(cast.secretary, "写好了")
    await journey.presses(cast.secretary, "确认发送")
    await journey.passes(MINUTE)

    await journey.says(cast.secretary, "看回音")
    await journey.presses(cast.secretary, journey.buttons(cast.secretary)[0])
    await journey.presses(cast.secretary, "撤回")
    await journey.presses(cast.secretary, "撤回")

    [left] = [text for text in journey.sees(cast.zhang) if "开会" in text]
    assert left.startswith("通知\n\n（这条不算了，更正的那条也收回了，请等新的通知）\n\n明天开会。")
    await journey.says(cast.secretary, "看回音")
    [board] = await journey.presses(cast.secretary, journey.buttons(cast.secretary)[1])
    assert "两条都不算" in board


async def test_the_names_behind_a_number_are_shown_and_the_board_stays(journey: Journey, cast: Cast):
    await sends(journey, cast.secretary, "大家好。")
    board = journey.sees(cast.secretary)[-1]

    [names] = await journey.presses(cast.secretary, "没送到（1）")

    assert names == "没送到：1位\n\n郑守义：还没开通\n\n点名字，看为什么。"
    assert board in journey.sees(cast.secretary)

    [why] = await journey.presses(cast.secretary, "郑守义")
    assert why == (
        "郑守义同志，11月30日，星期一\n\n"
        "现在：手机还没接通。\n"
        "· 「大家好。」：没发，手机还没接通，请贺敏同志去办。"
    )


async def test_the_board_can_be_taken_along_as_a_sheet_and_that_is_written_down(journey: Journey, cast: Cast):
    await sends(journey, cast.secretary, "=大家好。")
    await journey.presses(cast.zhang, "收到")

    await journey.presses(cast.secretary, "导出")

    document = journey.world.chat(chat_of(cast.secretary)).messages[-1]["document"]
    data = journey.world.files[document["file_id"]].data
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    rows = [row[1:5] for row in sheet.iter_rows(values_only=True)]
    assert rows[1:] == [
        ("张三", 2, "已收到", rows[1][3]),
        ("李四", 2, "还没回", rows[2][3]),
        ("郑守义", 2, "没送到", "还没开通"),
    ]
    async with journey.looking() as session:
        found = await session.exec(select(Change).where(Change.field == "export"))
        assert [change.by_id for change in found.all()] == [cast.secretary.id]


async def test_someone_who_blocked_the_bot_is_counted_with_the_reason(journey: Journey, cast: Cast):
    await journey.world.block(chat_of(cast.li), True)
    await sends(journey, cast.secretary, "大家好。")

    assert "没送到：2位" in journey.sees(cast.secretary)[-1]
    assert "停用了小助手1位" in journey.sees(cast.secretary)[-1]


async def test_someone_frozen_while_it_waits_is_not_told_until_he_is_restored(journey: Journey, cast: Cast):
    await writes(journey, cast.secretary, "大家好。")
    await journey.presses(cast.secretary, "确认发送")
    async with journey.app.database.transaction() as session:
        zhang = await session.get_one(Person, cast.zhang.id)
        zhang.frozen_at = NOON
        session.add(zhang)

    await journey.passes(MINUTE)

    assert journey.sees(cast.zhang) == []
    assert "1位暂停了消息" in journey.sees(cast.secretary)[-1]


async def test_a_confirmed_notice_is_answered_again_with_todays_state(journey: Journey, cast: Cast):
    await sends(journey, cast.secretary, "大家好。")
    notice = await newest_notice(journey)
    message_id = journey.world.chat(chat_of(cast.zhang)).messages[-1]["message_id"]
    await journey.presses(cast.zhang, "收到")

    await journey.passes(timedelta(days=40))
    await journey.world.press(chat_of(cast.zhang), message_id, f"nack:{notice.id}")
    await journey.settles()

    assert journey.sees(cast.zhang)[-1].endswith("✓ 您已回：收到")


async def test_a_notice_follows_its_recipient_to_a_new_phone(journey: Journey, cast: Cast):
    await sends(journey, cast.secretary, "大家好。")
    async with journey.app.database.transaction() as session:
        account = (await session.exec(select(Account).where(Account.person_id == cast.zhang.id))).one()
        account.ended_at = NOON
        session.add(account)
        session.add(
            Account(
                branch_id=account.branch_id,
                bot_id=account.bot_id,
                user_id=7777,
                chat_id=7777,
                person_id=cast.zhang.id,
                bound_at=NOON,
            )
        )
    journey.world.acquaint([7777])

    [shown] = await journey.says(7777, "看通知")

    assert "大家好。" in shown
    await journey.presses(7777, "收到")
    assert journey.sees(7777)[-1].endswith("✓ 您已回：收到")
