"""撤回 and 更正: the rest is not sent, what arrived is taken back or marked, the counts stay exact."""

from datetime import timedelta

import pytest

from bot.domain import notice_board as board
from bot.domain import notice_recall as recall
from bot.domain import notice_receipts as receipts
from bot.domain.media import store
from bot.domain.notice_broadcast import send_due
from bot.domain.notice_drafts import attach
from bot.domain.notice_sending import MINUTE
from bot.errors import Refusal
from models import Action, MediaKind, NoticeState, OutboxState, Via
from models.notices import Standing
from tests.notice_world import confirmed, delivered, drafted, marks_of, messages_of, receipts_of, sent, stands
from tests.people import NOON, chat_of

LATER = NOON + timedelta(hours=3)
S = OutboxState


async def _half_sent(session, branch, given):
    secretary = await given.secretary()
    members = [await given.member(f"同志{at}", group=2) for at in range(6)]
    notice = await sent(session, branch, secretary, "明天上午开会。", audience={"groups": [2]})
    for member in members[:3]:
        await delivered(session, notice, member)
    await delivered(session, notice, members[3], S.SENDING)
    await delivered(session, notice, members[4], S.HELD, "frozen")
    return secretary, members, notice


async def test_a_recall_half_way_sends_nothing_more_and_takes_the_rest_back(session, branch, given):
    secretary, members, notice = await _half_sent(session, branch, given)

    counts = await recall.withdraw(session, notice.id, secretary, branch.id, LATER)

    assert (counts.spared, counts.taken, counts.told) == (2, 3, 0)
    assert notice.state is NoticeState.WITHDRAWN
    marks = await marks_of(session, notice)
    assert {mark.person_id for mark in marks} == {member.id for member in members[:3]}
    assert {mark.action for mark in marks} == {Action.DELETE}
    assert {mark.chat_id for mark in marks} == {chat_of(member) for member in members[:3]}
    tally = await board.count(session, notice)
    assert tally.total == 6
    assert tally.reasons == {"withdrawn": 2}


async def test_withdrawing_twice_changes_nothing_more(session, branch, given):
    secretary, _, notice = await _half_sent(session, branch, given)
    await recall.withdraw(session, notice.id, secretary, branch.id, LATER)

    again = await recall.withdraw(session, notice.id, secretary, branch.id, LATER)

    assert again is None
    assert len(await marks_of(session, notice)) == 3


async def test_what_was_on_its_way_is_taken_back_when_it_has_arrived(session, branch, given):
    secretary, members, notice = await _half_sent(session, branch, given)
    await recall.withdraw(session, notice.id, secretary, branch.id, LATER)

    await delivered(session, notice, members[3])
    await recall.mark_stragglers(session, LATER + MINUTE)
    await recall.mark_stragglers(session, LATER + 2 * MINUTE)

    marked = [mark.person_id for mark in await marks_of(session, notice)]
    assert sorted(marked) == sorted(member.id for member in members[:4])


async def test_after_two_days_the_words_are_replaced_because_telegram_deletes_no_more(session, branch, given):
    secretary = await given.secretary()
    notice = await sent(session, branch, secretary)
    await delivered(session, notice, secretary, at=NOON)

    await recall.withdraw(session, notice.id, secretary, branch.id, NOON + timedelta(hours=49))

    [mark] = await marks_of(session, notice)
    assert (mark.action, mark.text) == (Action.EDIT, "此通知已撤回。")


async def test_old_and_new_messages_of_one_notice_are_each_taken_back_in_their_way(session, branch, given):
    secretary, zhang = await given.secretary(), await given.member("张三")
    notice = await sent(session, branch, secretary)
    await delivered(session, notice, secretary, at=NOON)
    await delivered(session, notice, zhang, at=NOON + timedelta(hours=40))

    await recall.withdraw(session, notice.id, secretary, branch.id, NOON + timedelta(hours=49))

    actions = {mark.person_id: mark.action for mark in await marks_of(session, notice)}
    assert actions == {secretary.id: Action.EDIT, zhang.id: Action.DELETE}


async def test_every_picture_of_an_album_is_taken_back(session, branch, given):
    secretary = await given.secretary()
    notice = await drafted(session, secretary, shows_code=False)
    for number in range(3):
        photo = await store(
            session, branch.id, MediaKind.PHOTO, "照片.jpg", "image/jpeg", bytes([number]), NOON
        )
        await attach(session, notice, secretary, photo, NOON)
    notice.shows_code = False
    await confirmed(session, branch, secretary, notice)
    await send_due(session, NOON + MINUTE)
    await delivered(session, notice, secretary)
    album = (await messages_of(session, notice))[0]
    album.message_ids = [501, 502, 503]
    session.add(album)

    await recall.withdraw(session, notice.id, secretary, branch.id, LATER)

    deleted = [mark.message_id for mark in await marks_of(session, notice)]
    assert deleted[:3] == [501, 502, 503]
    assert len(deleted) == 4


async def test_a_correction_reaches_those_and_only_those_and_the_waiting_get_it_alone(session, branch, given):
    secretary, members, old = await _half_sent(session, branch, given)
    await delivered(session, old, members[5], S.FAILED, "blocked")
    new = await recall.correct(session, old.id, secretary, branch.id, LATER)
    new.text = "更正：改在后天上午。"

    await confirmed(session, branch, secretary, new, LATER)
    await send_due(session, LATER + MINUTE)

    assert set(await receipts_of(session, new)) == {member.id for member in members[:5]}
    waiting = await messages_of(session, old, members[4])
    assert [(row.state, row.reason) for row in waiting] == [(S.CANCELLED, "corrected")]
    [row] = await messages_of(session, new, members[0])
    assert "更正" in row.text


async def test_the_old_message_gains_the_mark_and_keeps_the_answer_it_had(session, branch, given):
    secretary, members, old = await _half_sent(session, branch, given)
    await receipts.acknowledge(session, old.id, members[0], LATER, via=Via.BUTTON)
    new = await recall.correct(session, old.id, secretary, branch.id, LATER)
    new.text = "改在后天。"

    await confirmed(session, branch, secretary, new, LATER)
    await send_due(session, LATER + MINUTE)

    marks = {mark.person_id: mark for mark in await marks_of(session, old)}
    answered, silent = marks[members[0].id], marks[members[1].id]
    assert "（已更正）" in answered.text
    assert answered.text.endswith("✓ 您已回：收到")
    assert "（已更正）" in silent.text
    assert "收到" not in silent.text
    assert all("buttons" not in mark.layout for mark in marks.values())


async def test_nothing_more_of_the_old_notice_leaves_once_it_is_corrected(session, branch, given):
    secretary, members, old = await _half_sent(session, branch, given)
    new = await recall.correct(session, old.id, secretary, branch.id, LATER)
    new.text = "改在后天。"
    await confirmed(session, branch, secretary, new, LATER)
    [row] = await messages_of(session, old, members[5])
    before = await stands(session, row)

    await send_due(session, LATER + MINUTE)

    assert before
    assert not await stands(session, row)


async def test_a_stopped_correction_leaves_the_first_as_it_was(session, branch, given):
    from bot.domain.notice_sending import stop

    secretary, members, old = await _half_sent(session, branch, given)
    new = await recall.correct(session, old.id, secretary, branch.id, LATER)
    new.text = "改在后天。"
    await confirmed(session, branch, secretary, new, LATER)

    await stop(session, new.id, secretary, branch.id, LATER)
    await send_due(session, LATER + MINUTE)

    assert await marks_of(session, old) == []
    assert [row.state for row in await messages_of(session, old, members[5])] == [S.PENDING]


async def test_correcting_a_corrected_notice_corrects_the_one_that_holds(session, branch, given):
    secretary, _, old = await _half_sent(session, branch, given)
    new = await recall.correct(session, old.id, secretary, branch.id, LATER)
    new.text = "改在后天。"
    await confirmed(session, branch, secretary, new, LATER)
    await send_due(session, LATER + MINUTE)

    third = await recall.correct(session, old.id, secretary, branch.id, LATER)

    assert third.corrects == new.id


async def test_a_correction_that_was_begun_is_taken_up_again(session, branch, given):
    secretary, _, old = await _half_sent(session, branch, given)
    first = await recall.correct(session, old.id, secretary, branch.id, LATER)

    assert (await recall.correct(session, old.id, secretary, branch.id, LATER)).id == first.id


async def test_no_second_correction_begins_while_the_first_is_about_to_leave(session, branch, given):
    """Both would leave, and nobody could tell which of them holds."""
    secretary, _, old = await _half_sent(session, branch, given)
    new = await recall.correct(session, old.id, secretary, branch.id, LATER)
    new.text = "改在后天。"
    await confirmed(session, branch, secretary, new, LATER)

    with pytest.raises(Refusal, match="停"):
        await recall.correct(session, old.id, secretary, branch.id, LATER)


async def test_what_was_not_sent_cannot_be_corrected(session, branch, given):
    secretary = await given.secretary()
    notice = await drafted(session, secretary)

    with pytest.raises(Refusal):
        await recall.correct(session, notice.id, secretary, branch.id, NOON)


async def test_the_counts_of_a_corrected_notice_still_add_up(session, branch, given):
    secretary, members, old = await _half_sent(session, branch, given)
    new = await recall.correct(session, old.id, secretary, branch.id, LATER)
    new.text = "改在后天。"
    await confirmed(session, branch, secretary, new, LATER)
    await send_due(session, LATER + MINUTE)

    tally = await board.count(session, old)

    assert tally.total == len(members)
    assert tally.standings == {Standing.SILENT: 3, Standing.ON_ITS_WAY: 1, Standing.MISSED: 2}
    assert tally.reasons == {"corrected": 2}
