"""What was overtaken before it left: worded anew once, for those whom it named, and for nobody twice."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from bot.domain import brief_delays, brief_sending, pairing_absences, visits
from bot.domain.visits import Entry
from models import Appointment, Outbox, OutboxState, Role, VisitWay
from tests.brief_world import DAY, at, calls, leaves, small_world, tick
from tests.statements import statements

FIRST, MIDDLE, END = date(2026, 12, 1), date(2026, 12, 15), date(2026, 12, 31)
_SECOND = timedelta(seconds=1)


async def put_off(session, branch, by, member, until, now):
    await brief_delays.put_off(session, branch, by, member.id, until, now)


async def messages_about(session, name):
    """Return the messages that left and ask about somebody."""
    found = await session.exec(
        select(Outbox)
        .where(Outbox.kind == brief_sending.KIND, Outbox.state == OutboxState.SENT)
        .order_by(col(Outbox.id))
    )
    return [row.about for row in found.all() if name in row.text]


async def test_a_reminder_worded_anew_on_a_later_day_is_said_once_and_not_at_every_tick(
    session, branch, given
):
    """Two were put off to the 8th; nothing left until the 10th, when one had been called."""
    world = await small_world(session, branch, given)
    await tick(session, at(FIRST))
    day = date(2026, 12, 8)
    for member in (world.zheng, world.zhang):
        await put_off(session, branch, world.ding, member, day, at(date(2026, 12, 2)))
    await brief_sending.send_due(session, at(day))
    await calls(session, branch, world.ding, world.zhang, at(day, 10))

    heard = await leaves(session, at(day + 2 * DAY))
    for minute in range(5):
        heard += await tick(session, at(day + 2 * DAY, 10, minute))

    assert [name for name, _ in heard] == ["丁海涛"]


async def test_a_round_worded_anew_does_not_name_whom_a_message_of_his_own_has_named(session, branch, given):
    """Of 郑守义 and 李春生 the round asks, of 张桂英 a message of his own day; 李春生 is called meanwhile."""
    world = await small_world(session, branch, given)
    li = await given.member("李春生")
    await given.pair(world.ding, li)
    await tick(session, at(FIRST))
    await put_off(session, branch, world.ding, world.zhang, MIDDLE + DAY, at(date(2026, 12, 14)))
    await brief_sending.send_due(session, at(MIDDLE))
    await brief_sending.send_due(session, at(MIDDLE + DAY))
    await calls(session, branch, world.ding, li, at(MIDDLE + DAY, 9))

    await leaves(session, at(MIDDLE + DAY, 10))
    await tick(session, at(MIDDLE + DAY, 10, 1))

    about = {name: await messages_about(session, name) for name in ("张桂英", "郑守义")}
    assert about["张桂英"][1:] == [f"brief:put-off:{MIDDLE + DAY}"]
    assert about["郑守义"][1:] == ["brief:2026-12:middle"]


@pytest.mark.parametrize("composed", [FIRST, MIDDLE])
async def test_whose_visit_was_put_off_while_a_round_could_not_leave_is_asked_for_on_his_day_alone(
    session, branch, given, composed
):
    world = await small_world(session, branch, given)
    await brief_sending.send_due(session, at(composed))
    await put_off(session, branch, world.ding, world.zhang, composed + DAY, at(composed, 10))
    await brief_sending.send_due(session, at(composed + DAY))

    await leaves(session, at(composed + DAY, 10))
    await tick(session, at(composed + DAY, 10, 1))

    assert await messages_about(session, "张桂英") == [f"brief:put-off:{composed + DAY}"]
    assert len(await messages_about(session, "郑守义")) == 1


async def test_a_visit_put_off_twice_while_nothing_could_leave_is_asked_for_once(session, branch, given):
    world = await small_world(session, branch, given)
    await tick(session, at(FIRST))
    await put_off(session, branch, world.wang, world.wu, date(2026, 12, 4), at(date(2026, 12, 2)))
    await brief_sending.send_due(session, at(date(2026, 12, 4)))
    await put_off(session, branch, world.wang, world.wu, date(2026, 12, 9), at(date(2026, 12, 8)))
    heard = await leaves(session, at(date(2026, 12, 8), 10))

    for hour in (9, 10, 11):
        heard += await tick(session, at(date(2026, 12, 9), hour))

    assert [name for name, _ in heard] == ["王磊"]


async def test_what_was_overtaken_just_before_a_long_downtime_is_said_after_it(session, branch, given):
    """In the evening 张桂英 was called; then nobody ran for five days."""
    world = await small_world(session, branch, given)
    await brief_sending.send_due(session, at(MIDDLE, 19, 58))
    await calls(session, branch, world.ding, world.zhang, at(MIDDLE, 19, 59))
    await leaves(session, at(MIDDLE, 20))

    heard = await tick(session, at(MIDDLE + 5 * DAY))

    assert "郑守义" in dict(heard)["丁海涛"]


async def test_who_comes_back_is_told_what_could_not_leave_while_he_was_away(session, branch, given):
    world = await small_world(session, branch, given)
    await brief_sending.send_due(session, at(FIRST))
    until = FIRST + 4 * DAY
    await pairing_absences.begin(
        session, branch, world.wang.id, world.ding.id, until, world.liaison, at(FIRST, 9)
    )
    gone = await leaves(session, at(FIRST + DAY)) + await tick(session, at(until))

    back = await tick(session, at(until + DAY))

    assert "王磊" not in {name for name, _ in gone}
    assert [name for name, _ in back] == ["王磊"]


async def test_a_round_worded_twice_names_again_whom_a_mistake_had_taken_out(session, branch, given):
    """张桂英's visit was a slip of the finger, which is seen after 郑守义 has been called."""
    world = await small_world(session, branch, given)
    await brief_sending.send_due(session, at(MIDDLE))
    seen = Entry((world.zhang.id,), VisitWay.PHONE, MIDDLE, words="精神不错")
    slip = await visits.record(session, branch, world.ding, seen, at(MIDDLE))
    await leaves(session, at(MIDDLE) + _SECOND)
    await brief_sending.send_due(session, at(MIDDLE) + 20 * _SECOND)
    await calls(session, branch, world.ding, world.zheng, at(MIDDLE) + 21 * _SECOND, words="接了")
    await leaves(session, at(MIDDLE) + 22 * _SECOND)
    await visits.take_back(session, world.ding, slip.id, at(MIDDLE, 10))

    heard = dict(await tick(session, at(MIDDLE, 10, 1)))

    assert "张桂英" in heard["丁海涛"]
    assert "郑守义" not in heard["丁海涛"]


async def test_the_months_end_is_for_the_liaison_of_today_and_said_to_him_once(session, branch, given):
    """贺敏 gives the office to 丁海涛 before the month's end could leave."""
    world = await small_world(session, branch, given)
    await tick(session, at(END))
    await brief_sending.send_due(session, at(END, 15))
    await session.exec(
        sa.update(Appointment).where(Appointment.person_id == world.liaison.id).values(until_on=END - DAY)
    )
    session.add(Appointment(branch_id=branch.id, person_id=world.ding.id, role=Role.LIAISON, from_on=END))
    await session.flush()

    heard = await leaves(session, at(END, 16))
    for minute in range(3):
        heard += await tick(session, at(END, 17, minute))

    assert [name for name, _ in heard] == ["丁海涛"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_was_overtaken_is_looked_at_in_a_number_of_queries_that_stays_the_same(
    session, branch, given
):
    await small_world(session, branch, given)
    for number in range(6):
        await given.pair(await given.cadre(f"干部{number}"), await given.member(f"党员{number}"))
    await brief_sending.send_due(session, at(MIDDLE))
    rows = (await session.exec(select(Outbox).where(Outbox.kind == brief_sending.KIND))).all()
    assert len(rows) == 8

    async def looked_at(some):
        for row in some:
            row.state, row.reason = OutboxState.CANCELLED, "overtaken"
            session.add(row)
        await session.flush()
        with statements(session) as executed:
            await brief_sending.send_due(session, at(MIDDLE, 10, len(some)))
        return len(executed)

    few, many = await looked_at(rows[:1]), await looked_at(rows[1:])

    assert few == many
    again = (await session.exec(select(Outbox).where(Outbox.state == OutboxState.PENDING))).all()
    assert len([row for row in again if row.kind == brief_sending.KIND]) == 8


async def test_a_visit_put_off_gives_way_to_any_round_since_and_not_only_to_the_newest(
    session, branch, given
):
    """王磊 was asked for 吴长贵 on the 15th, in a round that could not leave; on the 25th he was away."""
    world = await small_world(session, branch, given)
    await tick(session, at(FIRST))
    await put_off(session, branch, world.wang, world.wu, date(2026, 12, 8), at(date(2026, 12, 2)))
    for day in (date(2026, 12, 8), MIDDLE):
        await brief_sending.send_due(session, at(day))
    late, until = date(2026, 12, 25), date(2026, 12, 27)
    await pairing_absences.begin(
        session, branch, world.wang.id, world.ding.id, until, world.liaison, at(late, 8)
    )
    await brief_sending.send_due(session, at(late))

    heard = await leaves(session, at(until + DAY)) + await tick(session, at(until + DAY, 10))

    assert "王磊" not in {name for name, _ in heard}


async def test_a_first_round_worded_anew_names_who_is_left_as_it_leaves_and_not_as_it_was_worded(
    session, branch, given
):
    """张桂英 was left out because her own day had come; she is called before either message leaves."""
    world = await small_world(session, branch, given)
    await brief_sending.send_due(session, at(FIRST))
    await put_off(session, branch, world.ding, world.zhang, FIRST + DAY, at(FIRST, 10))
    day = FIRST + DAY
    assert "丁海涛" not in dict(await leaves(session, at(day)))
    await brief_sending.send_due(session, at(day, 9, 1))
    await calls(session, branch, world.wang, world.zhang, at(day, 9, 2))

    heard = await leaves(session, at(day, 9, 3)) + await tick(session, at(day, 9, 4))

    assert [name for name, _ in heard] == ["丁海涛"]
    assert "郑守义、张桂英两位老同志" in heard[0][1]


async def test_whom_a_mistake_had_taken_out_is_named_again_also_where_the_new_wording_still_waits(
    session, branch, given
):
    world = await small_world(session, branch, given)
    await brief_sending.send_due(session, at(MIDDLE))
    seen = Entry((world.zhang.id,), VisitWay.PHONE, MIDDLE, words="精神不错")
    slip = await visits.record(session, branch, world.ding, seen, at(MIDDLE))
    await leaves(session, at(MIDDLE) + _SECOND)
    await brief_sending.send_due(session, at(MIDDLE) + 20 * _SECOND)
    await visits.take_back(session, world.ding, slip.id, at(MIDDLE) + 21 * _SECOND)

    heard = await leaves(session, at(MIDDLE, 10)) + await tick(session, at(MIDDLE, 10, 1))

    assert [name for name, _ in heard] == ["丁海涛"]
    assert "郑守义、张桂英两位老同志" in heard[0][1]


async def test_a_visit_put_off_does_not_come_back_after_a_round_when_an_earlier_contact_is_entered_late(
    session, branch, given
):
    """王磊 was to see 吴长贵 on the 14th; nothing left, and he had met him on the 12th."""
    world = await small_world(session, branch, given)
    await tick(session, at(FIRST))
    await put_off(session, branch, world.wang, world.wu, MIDDLE - DAY, at(MIDDLE - 2 * DAY))
    for day in (MIDDLE - DAY, MIDDLE):
        await brief_sending.send_due(session, at(day))
    earlier = Entry((world.wu.id,), VisitWay.PHONE, MIDDLE - 3 * DAY, words="精神不错")
    await visits.record(session, branch, world.wang, earlier, at(MIDDLE, 10))

    heard = await leaves(session, at(MIDDLE, 10, 1)) + await tick(session, at(MIDDLE, 10, 2))

    assert "王磊" not in dict(heard)


async def test_a_brief_too_long_for_one_message_leaves_with_all_its_parts(session, branch, given):
    world = await small_world(session, branch, given)
    old = [await given.member(f"老党员{number:03}") for number in range(45)]
    for member in old:
        await given.pair(world.wang, member)
    met = Entry(tuple(one.id for one in old), VisitWay.MEETING, FIRST - DAY, words="精神不错" * 15)
    await visits.record(session, branch, world.wang, met, at(FIRST - DAY, 19))

    heard = await tick(session, at(FIRST)) + await tick(session, at(FIRST, 9, 1))

    his = [text for name, text in heard if name == "王磊"]
    assert len(his) > 1
    assert all(f"【老党员{number:03}】" in "".join(his) for number in range(45))
