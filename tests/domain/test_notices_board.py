"""The board: everybody in exactly one place, names behind every number, in a fixed number of queries."""

from datetime import timedelta

from hypothesis import given as examples
from hypothesis import strategies as st

from bot.domain import departing, leaving
from bot.domain import notice_board as board
from bot.domain import notice_receipts as receipts
from bot.domain.notice_drafts import begin, discard, write
from bot.domain.notice_recall import withdraw
from bot.domain.notice_sending import MINUTE, stop
from bot.domain.people import Speaker
from bot.texts.notice_board import REASONS, SENT, recent
from models import Channel, Mode, OutboxState, Role, Via
from models.notices import Standing
from tests.notice_world import confirmed, delivered, drafted, sent
from tests.people import NOON
from tests.statements import statements

LATER = NOON + timedelta(hours=3)
S = OutboxState
# Every way a message can end, with the place its recipient then has.
ENDS = [
    (S.PENDING, None, Standing.ON_ITS_WAY, ""),
    (S.SENDING, None, Standing.ON_ITS_WAY, ""),
    (S.HELD, "quiet", Standing.ON_ITS_WAY, ""),
    (S.HELD, "frozen", Standing.ON_ITS_WAY, ""),
    (S.SENT, None, Standing.SILENT, ""),
    (S.UNKNOWN, "TimedOut", Standing.MISSED, "doubt"),
    (S.FAILED, "unbound", Standing.MISSED, "unbound"),
    (S.FAILED, "blocked", Standing.MISSED, "blocked"),
    (S.FAILED, "chat not found", Standing.MISSED, "blocked"),
    (S.FAILED, "refused: MESSAGE_TOO_LONG", Standing.MISSED, "refused"),
    (S.EXPIRED, "late", Standing.MISSED, "late"),
    (S.CANCELLED, "deceased", Standing.MISSED, "returned"),  # and is on the roll: it was a mistake
    (S.CANCELLED, "transferred", Standing.MISSED, "returned"),
    (S.CANCELLED, "withdrawn", Standing.MISSED, "withdrawn"),
    (S.CANCELLED, "corrected", Standing.MISSED, "corrected"),
    (S.CANCELLED, "overtaken", Standing.MISSED, "withdrawn"),
]


async def test_every_end_of_a_message_has_its_place_and_the_numbers_add_up(session, branch, given):
    secretary = await given.secretary()
    members = [await given.member(f"同志{at:02}", group=2) for at in range(2 * len(ENDS))]
    notice = await sent(session, branch, secretary, audience={"groups": [2]})
    for member, (state, reason, _, _) in zip(members, ENDS * 2, strict=True):
        await delivered(session, notice, member, state, reason)
    for member in members[len(ENDS) :]:
        await receipts.acknowledge(session, notice.id, member, LATER, via=Via.BUTTON)

    counts = await board.count(session, notice)
    places = await board.places(session, notice)

    assert counts.total == len(members) == len(places)
    assert sum(counts.reasons.values()) == counts.standings[Standing.MISSED]
    assert counts.standings[Standing.CONFIRMED] == len(ENDS)
    assert counts.arrived == counts.standings[Standing.CONFIRMED] + counts.standings[Standing.SILENT]
    by_name = {place.name: (place.standing, place.reason) for place in places}
    for member, (_, _, standing, reason) in zip(members, ENDS, strict=False):
        assert by_name[member.name] == (standing, reason)
    for standing in Standing:
        assert len(board.of_standing(places, standing)) == counts.standings[standing]
    assert len(board.of_standing(places, SENT)) == counts.arrived
    assert (counts.resting, counts.frozen) == (1, 1)


@examples(st.booleans(), st.sampled_from([None, *S]), st.text(max_size=12), st.booleans())
def test_whatever_became_of_a_message_its_recipient_has_a_place_with_words(confirmed, state, reason, ended):
    standing, why = board.stand(confirmed, state, reason, ended)

    assert (standing is Standing.MISSED) == bool(why)
    assert not why or why in REASONS
    assert not confirmed or standing is Standing.CONFIRMED


async def test_before_it_leaves_everybody_is_on_the_way(session, branch, given):
    secretary = await given.secretary()
    notice = await drafted(session, secretary)
    await confirmed(session, branch, secretary, notice)

    counts = await board.count(session, notice)

    assert counts.standings == {Standing.ON_ITS_WAY: 1}


async def _text(session, notice, viewer) -> str:
    drawn = await board.draw_board(session, notice.id, viewer, LATER)
    return drawn.words if drawn else ""


async def _labels(session, notice, viewer) -> list[str]:
    drawn = await board.draw_board(session, notice.id, viewer, LATER)
    return [button.label for button in drawn.buttons] if drawn else []


async def test_the_board_reads_one_line_each(session, branch, given):
    secretary = await given.secretary()
    zhang, li, wang = [await given.member(name, group=2) for name in ("张三", "李四", "王五")]
    notice = await sent(session, branch, secretary, "明天开会。", audience={"groups": [2]})
    await delivered(session, notice, zhang)
    await delivered(session, notice, li)
    await delivered(session, notice, wang, S.UNKNOWN, "TimedOut")
    await receipts.acknowledge(session, notice.id, zhang, LATER, via=Via.BUTTON)

    text = await _text(session, notice, secretary)

    assert "共3位" in text
    assert text.splitlines()[-4:] == [
        "已发：2位",
        "已收到：1位",
        "还没回：1位",
        "没送到：1位（说不准1位）",
    ]
    assert await _labels(session, notice, secretary) == [
        "已发（2）",
        "已收到（1）",
        "还没回（1）",
        "没送到（1）",
        "更正",
        "撤回",
        "导出",
    ]


async def test_the_board_shows_progress_while_it_runs(session, branch, given):
    secretary = await given.secretary()
    zhang = await given.member("张三")
    notice = await sent(session, branch, secretary)
    await delivered(session, notice, zhang)

    assert "正在发：1/2" in await _text(session, notice, secretary)


async def test_a_notice_that_asks_for_nothing_counts_no_answers(session, branch, given):
    secretary = await given.secretary()
    notice = await sent(session, branch, secretary, mode=Mode.TELL)
    await delivered(session, notice, secretary)

    text = await _text(session, notice, secretary)

    assert "已发：1位" in text
    assert "还没回" not in text


async def test_a_notice_for_each_one_stays_open_until_nobody_is_left(session, branch, given):
    secretary = await given.secretary()
    zhang = await given.member("张三", group=2)
    notice = await sent(session, branch, secretary, mode=Mode.ACCOUNT, audience={"groups": [2]})
    await delivered(session, notice, zhang, S.FAILED, "unbound")
    before = await _text(session, notice, secretary)

    await receipts.acknowledge(session, notice.id, zhang, LATER, via=Via.PHONE, by=secretary)

    assert "还差1位" in before
    assert "每一位都有着落了" in await _text(session, notice, secretary)


async def test_what_somebody_else_did_for_him_is_named(session, branch, given):
    secretary, zhang = await given.secretary(), await given.member("张三", group=2)
    notice = await sent(session, branch, secretary, audience={"groups": [2]})

    await receipts.acknowledge(session, notice.id, zhang, LATER, via=Via.PHONE, by=secretary)

    [place] = await board.places(session, notice)
    assert (place.via, place.by) == (Via.PHONE, "宋维新")


async def test_the_board_is_for_those_who_may_read_it(session, branch, given):
    secretary, liaison = await given.secretary(), await given.liaison()
    zhang = await given.member("张三")
    leader = await given.appoint(await given.member("许组长"), Role.GROUP_LEADER)
    notice = await sent(session, branch, secretary)

    assert await _text(session, notice, liaison)
    assert "撤回" not in await _labels(session, notice, liaison)
    assert "导出" not in await _labels(session, notice, liaison)
    assert await board.draw_board(session, notice.id, zhang, LATER) is None
    assert await board.draw_board(session, notice.id, leader, LATER) is None


async def test_whoever_lost_his_office_sees_no_more(session, branch, given):
    secretary, deputy = await given.secretary(), await given.deputy()
    notice = await sent(session, branch, secretary)

    secretary.frozen_at = LATER
    session.add(secretary)

    assert "已发" in await _text(session, notice, deputy)
    assert await board.draw_board(session, notice.id, secretary, LATER) is None


async def test_the_number_of_queries_does_not_grow_with_the_recipients(session, branch, given):
    secretary = await given.secretary()

    async def queries(people: int) -> int:
        for at in range(people):
            await given.member(f"同志{at}", group=people)
        notice = await sent(session, branch, secretary, audience={"groups": [people]})
        await session.flush()
        with statements(session) as executed:
            await board.draw_board(session, notice.id, secretary, LATER)
        return len(executed)

    assert await queries(3) == await queries(40)


async def test_the_board_of_a_stopped_notice_says_that_nothing_left(session, branch, given):
    secretary, liaison = await given.secretary(), await given.liaison()
    notice = await drafted(session, secretary, "明天上午开会。")
    await confirmed(session, branch, secretary, notice)
    assert "开始发" in await _text(session, notice, secretary)

    await stop(session, notice.id, secretary, branch.id, NOON + MINUTE / 2)

    text = await _text(session, notice, secretary)
    assert text == "停下了，一条也没有发出去：\n「明天上午开会。」"
    assert await _labels(session, notice, secretary) == ["改一改再发", "不发了"]
    assert await _labels(session, notice, liaison) == []


async def test_who_was_buried_by_mistake_and_came_back_still_has_to_be_told(session, branch, given):
    secretary = await given.secretary()
    zhang, li = [await given.member(name, group=2) for name in ("张三", "李四")]
    notice = await sent(session, branch, secretary, audience={"groups": [2]}, mode=Mode.ACCOUNT)
    report = await leaving.report_death(session, branch, zhang, None, "家属", NOON)
    await leaving.confirm_death(session, report, zhang, secretary, NOON)
    await leaving.transfer_out(session, li, secretary, NOON)
    assert "没送到：2位（已不在册2位）" in await _text(session, notice, secretary)
    assert "还差" not in await _text(session, notice, secretary)

    by = Speaker(secretary, None, None, frozenset({Role.SECRETARY}))
    await departing.come_back(session, zhang, by, "弄错了", LATER)

    text = await _text(session, notice, secretary)
    assert "没送到：2位（已不在册1位，那时不在册1位）" in text
    assert "还差1位" in text


async def test_a_draft_that_was_put_away_says_so_and_nothing_else(session, branch, given):
    secretary = await given.secretary()
    draft = await begin(session, secretary, NOON)
    await write(session, draft, secretary, "明天上午开会。")

    await discard(session, draft, LATER)

    assert await _text(session, draft, secretary) == "这份草稿已经丢开了：\n「明天上午开会。」"
    assert await _labels(session, draft, secretary) == []


async def test_whom_paper_would_have_reached_is_not_called_unconnected_once_it_is_withdrawn(
    session, branch, given
):
    secretary = await given.secretary()
    reader = await given.member("吴长贵", group=2, channel=Channel.PAPER)
    notice = await sent(session, branch, secretary, audience={"groups": [2]}, mode=Mode.TELL)
    await delivered(session, notice, reader, OutboxState.FAILED, "unbound")
    assert "1位等月报" in await _text(session, notice, secretary)

    await withdraw(session, notice.id, secretary, branch.id, LATER)

    assert "没送到：1位（撤回时还没发1位）" in await _text(session, notice, secretary)
    [place] = await board.places(session, notice)
    assert (place.standing, place.reason) == (Standing.MISSED, "withdrawn")


async def test_the_day_it_went_out_is_not_taken_for_one_it_speaks_of(session, branch, given):
    secretary = await given.secretary()
    await given.member("张三", group=2)
    gone = await sent(session, branch, secretary, "11月27日上午开会。", audience={"groups": [2]})
    ahead = await drafted(session, secretary, "12月9日去看病号。", audience={"groups": [2]})
    await confirmed(session, branch, secretary, ahead)

    listed = recent([(ahead, NOON.date()), (gone, NOON.date())])

    day = f"{NOON.month}月{NOON.day}日"
    assert [button.label for button in listed.buttons] == [
        "准备发：12月9日去看病号。",
        f"{day}发：11月27日上午开会。",
    ]
