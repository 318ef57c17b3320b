"""The board's fifth column: who was told by a human, how many are left, and with whom they lie."""

from datetime import timedelta

import pytest

from bot.domain import followup_calls, followups, leaving, notice_board
from bot.texts.followup_calls import CallNames
from models import Mode, Partner, Status, Via
from models.notices import Standing
from tests.followup_world import SENT_AT, looked_after, only, small_branch, task_of, unreached
from tests.notice_world import delivered, sent

LATER = SENT_AT + timedelta(minutes=5)


@pytest.fixture
async def world(given):
    return await small_branch(given)


async def text(session, notice, viewer) -> str:
    drawn = await notice_board.draw_board(session, notice.id, viewer, LATER)
    return drawn.words


async def two_missed(session, branch, world, mode=Mode.TELL):
    notice = await sent(
        session, branch, world.secretary, audience=only(world.zheng, world.zhang, world.leader), mode=mode
    )
    await unreached(session, notice, world.zheng, world.zhang)
    await delivered(session, notice, world.leader)
    return notice, await looked_after(session)


async def test_the_board_says_how_many_are_left_and_with_whom(session, branch, world):
    notice, _ = await two_missed(session, branch, world)

    assert "还差2位。\n丁海涛同志那里1位，周德明同志那里1位。" in await text(session, notice, world.liaison)
    drawn = await notice_board.draw_board(session, notice.id, world.liaison, LATER)
    assert drawn.buttons[0].press == CallNames(notice.id, 0)
    assert [call.helper for call in await followup_calls.of_notice(session, notice.id)] == [
        "丁海涛",
        "周德明",
    ]


async def test_who_was_told_has_a_column_of_his_own_and_all_add_up(session, branch, world):
    notice, rows = await two_missed(session, branch, world)
    for row, helper, via in zip(rows, (world.cadre, world.leader), (Via.PHONE, Via.VISIT), strict=True):
        task = await task_of(session, helper, row)
        await followups.told(session, task, helper, via, Partner.SELF, LATER)

    counts = await notice_board.count(session, notice)

    assert counts.standings == {Standing.SILENT: 1, Standing.TOLD: 2}
    board = await text(session, notice, world.secretary)
    assert "已发：1位\n代为告知：2位（电话1位，上门1位）\n没送到：0位\n3位，每一位都有着落了。" in board
    assert {place.by for place in await notice_board.places(session, notice)} == {None, "丁海涛", "周德明"}


async def test_nothing_is_counted_before_somebody_did_it(session, branch, world):
    notice, [row, _] = await two_missed(session, branch, world)
    task = await task_of(session, world.cadre, row)

    await followups.no_answer(session, task, world.cadre, branch, LATER)
    await followups.need_visit(session, task, world.cadre, branch, LATER)

    assert "代为告知" not in await text(session, notice, world.secretary)
    assert "还差2位" in await text(session, notice, world.secretary)


async def test_who_has_died_since_is_nobodys_task_and_says_so(session, branch, world, given):
    notice, _ = await two_missed(session, branch, world, Mode.ACCOUNT)
    for person in (world.zheng, world.leader):
        (await given.member_row(person)).status = Status.DECEASED
    await looked_after(session)

    board = await text(session, notice, world.secretary)

    assert "没送到：2位（还没开通1位，已不在册1位）" in board
    assert "还差1位。" in board


async def test_who_is_frozen_stays_open_and_lies_with_nobody(session, branch, world):
    notice, _ = await two_missed(session, branch, world)
    await leaving.freeze(session, world.zheng, world.liaison, LATER)
    await looked_after(session)

    assert "还差2位。\n周德明同志那里1位，先放一放的1位。" in await text(session, notice, world.secretary)
