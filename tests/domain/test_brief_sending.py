"""Briefs on their way: what is heard late, what is heard by whom, and what nobody needs any more."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from bot.domain import brief_delays, brief_sending, kinds, pairing_absences, pairings, visits
from bot.domain.visits import Entry
from models import Appointment, Outbox, Pairing, Person, VisitOutcome, VisitWay
from tests.brief_world import DAY, at, calls, leaves, small_world, tick

FIRST, MIDDLE, LATE, END = date(2026, 12, 1), date(2026, 12, 15), date(2026, 12, 25), date(2026, 12, 31)


async def put_off(session, branch, world, until, now):
    await brief_delays.put_off(session, branch, world.wang, world.wu.id, until, now)


async def test_the_liaison_sees_the_months_end_although_a_visit_is_put_off(session, branch, given):
    world = await small_world(session, branch, given)
    await put_off(session, branch, world, date(2027, 1, 6), at(date(2026, 12, 20)))
    await calls(session, branch, world.ding, world.zheng, at(date(2026, 12, 20)))
    await calls(session, branch, world.ding, world.zhang, at(date(2026, 12, 20)))

    heard = await tick(session, at(END, 15))

    assert [name for name, _ in heard] == ["贺敏"]
    assert "吴长贵（王磊，改到2027年1月6日" in heard[0][1]
    assert await tick(session, at(END, 16)) == []


async def test_a_brief_that_could_not_leave_for_days_is_not_lost(session, branch, given):
    await small_world(session, branch, given)
    await brief_sending.send_due(session, at(MIDDLE))

    assert kinds.KINDS["brief"].patience >= timedelta(days=30)
    heard = await leaves(session, at(MIDDLE + 4 * DAY))

    assert [name for name, _ in heard] == ["丁海涛", "王磊"]


@pytest.mark.parametrize("composed", [FIRST, MIDDLE])
async def test_what_could_not_leave_gives_way_to_the_next_round(session, branch, given, composed):
    await small_world(session, branch, given)
    await brief_sending.send_due(session, at(composed))
    waiting = await session.exec(select(Outbox).where(Outbox.kind == brief_sending.KIND))
    old = {row.id for row in waiting.all()}

    heard = await tick(session, at(LATE)) + await tick(session, at(LATE, 10))

    assert [name for name, _ in heard] == ["丁海涛", "王磊"]
    assert all("月底了" in text for _, text in heard)
    rows = await session.exec(select(Outbox).where(col(Outbox.id).in_(old)))
    assert {(row.state, row.reason) for row in rows.all()} == {("cancelled", "overtaken")}


async def test_what_could_not_leave_in_its_month_is_not_said_in_the_next(session, branch, given):
    await small_world(session, branch, given)
    await brief_sending.send_due(session, at(LATE))

    assert await leaves(session, at(date(2027, 1, 2))) == []


async def test_a_reminder_of_a_visit_put_off_comes_late_when_it_could_not_leave(session, branch, given):
    world = await small_world(session, branch, given)
    await tick(session, at(FIRST))
    await put_off(session, branch, world, date(2026, 12, 8), at(date(2026, 12, 2)))
    await brief_sending.send_due(session, at(date(2026, 12, 8)))

    heard = await leaves(session, at(date(2026, 12, 11)))

    assert [name for name, _ in heard] == ["王磊"]
    assert "今天请再联系一下吴长贵同志，是上回改了日子的。" in heard[0][1]


async def test_a_visit_put_off_is_not_said_twice_when_a_round_names_it_meanwhile(session, branch, given):
    world = await small_world(session, branch, given)
    await tick(session, at(FIRST))
    await put_off(session, branch, world, date(2026, 12, 14), at(date(2026, 12, 2)))
    await brief_sending.send_due(session, at(date(2026, 12, 14)))

    heard = await tick(session, at(MIDDLE)) + await tick(session, at(MIDDLE, 10))

    assert [name for name, _ in heard] == ["丁海涛", "王磊"]


async def test_a_visit_put_off_after_a_contact_is_said_late_because_no_round_names_it(session, branch, given):
    """Somebody called on the 3rd; 王磊 tried in vain on the 10th, and wants to try again."""
    world = await small_world(session, branch, given)
    await tick(session, at(FIRST))
    await calls(session, branch, world.ding, world.wu, at(date(2026, 12, 3)))
    tried = at(date(2026, 12, 10))
    await calls(session, branch, world.wang, world.wu, tried, outcome=VisitOutcome.NO_ANSWER, words="没接")
    await brief_sending.send_due(session, at(date(2026, 12, 11)))

    heard = await tick(session, at(MIDDLE))

    assert [name for name, _ in heard] == ["王磊", "丁海涛"]
    assert "吴长贵" in heard[0][1]


async def test_a_newer_day_takes_the_place_of_one_that_lies_further_ahead(session, branch, given):
    world = await small_world(session, branch, given)
    await tick(session, at(FIRST))
    await put_off(session, branch, world, date(2026, 12, 11), at(date(2026, 12, 2)))
    await put_off(session, branch, world, date(2026, 12, 9), at(date(2026, 12, 3)))

    heard = [await tick(session, at(date(2026, 12, day))) for day in (9, 11)]

    assert [len(each) for each in heard] == [1, 0]


async def test_a_visit_entered_late_settles_the_attempt_of_its_own_day(session, branch, given):
    """He was not at home at two; at five he was, which is written down the next morning."""
    world = await small_world(session, branch, given)
    await tick(session, at(FIRST))
    day = date(2026, 12, 3)
    await calls(
        session, branch, world.wang, world.wu, at(day, 14), outcome=VisitOutcome.NOT_HOME, words="没人"
    )
    await brief_sending.send_due(session, at(day + DAY, 8, 30))
    seen = Entry((world.wu.id,), VisitWay.HOME, day, words="精神不错")
    await visits.record(session, branch, world.wang, seen, at(day + DAY, 8, 30))

    assert await leaves(session, at(day + DAY, 8, 31)) == []


async def test_a_new_member_makes_no_second_brief_of_a_settled_one(session, branch, given):
    world = await small_world(session, branch, given)
    await brief_sending.send_due(session, at(FIRST))
    await calls(session, branch, world.wang, world.wu, at(FIRST))
    await leaves(session, at(FIRST) + timedelta(seconds=1))
    await given.pair(world.wang, await given.member("沈志远"))

    assert await tick(session, at(FIRST + DAY)) == []


async def test_who_has_nobody_left_to_ask_about_gets_no_second_brief(session, branch, given):
    """吴长贵 passes to another before the message leaves; the next day somebody new comes to 王磊."""
    world = await small_world(session, branch, given)
    pairing = (await session.exec(select(Pairing).where(Pairing.member_id == world.wu.id))).one()
    await brief_sending.send_due(session, at(FIRST))
    await pairings.end(session, pairing, world.liaison, FIRST, at(FIRST))
    await leaves(session, at(FIRST) + timedelta(seconds=1))
    await given.pair(world.wang, await given.member("沈志远"))

    assert await tick(session, at(FIRST + DAY)) == []


async def test_who_is_put_off_before_a_round_leaves_is_named_once_on_the_day(session, branch, given):
    world = await small_world(session, branch, given)
    await tick(session, at(FIRST))
    await brief_sending.send_due(session, at(MIDDLE))
    await put_off(session, branch, world, MIDDLE + DAY, at(MIDDLE))

    first = await leaves(session, at(MIDDLE) + timedelta(seconds=1))
    then = await tick(session, at(MIDDLE + DAY))

    assert [name for name, _ in first] == ["丁海涛"]
    assert [name for name, _ in then] == ["王磊"]
    assert "是上回改了日子的" in then[0][1]


async def test_a_15th_that_the_spring_festival_moves_next_to_the_25th_is_left_out(session, branch, given):
    """In 2026 people are back on the 24th of February."""
    await small_world(session, branch, given, date(2026, 1, 31))
    await tick(session, at(date(2026, 2, 2)))

    heard = [await tick(session, at(date(2026, 2, day))) for day in (24, 25)]

    assert [len(each) for each in heard] == [0, 2]


async def test_a_deputys_own_deputy_gets_the_brief(session, branch, given):
    world = await small_world(session, branch, given)
    now, until = at(date(2026, 11, 30)), date(2026, 12, 20)
    for cadre, deputy in ((world.wang, world.ding), (world.ding, world.liaison)):
        await pairing_absences.begin(session, branch, cadre.id, deputy.id, until, world.liaison, now)
    await leaves(session, now)

    heard = await tick(session, at(FIRST))

    assert [name for name, _ in heard] == ["贺敏"]
    assert "吴长贵" in heard[0][1]
    assert "郑守义" in heard[0][1]


async def test_a_cadre_who_serves_no_more_does_not_get_what_waited_for_him(session, branch, given):
    world = await small_world(session, branch, given)
    await brief_sending.send_due(session, at(FIRST))
    role = await session.exec(select(Appointment).where(Appointment.person_id == world.wang.id))
    role.one().until_on = FIRST
    await session.flush()

    heard = await leaves(session, at(FIRST + DAY)) + await tick(session, at(FIRST + DAY, 10))

    assert [name for name, _ in heard] == ["丁海涛"]


async def test_a_deputy_who_serves_no_more_lets_nobody_go_unnoticed(session, branch, given):
    world = await small_world(session, branch, given)
    deputy: Person = await given.cadre("何静")
    now = at(date(2026, 11, 30))
    await pairing_absences.begin(
        session, branch, world.wang.id, deputy.id, date(2026, 12, 20), world.liaison, now
    )
    role = await session.exec(select(Appointment).where(Appointment.person_id == deputy.id))
    role.one().until_on = date(2026, 11, 30)
    await session.flush()

    heard = await tick(session, at(FIRST))

    assert [name for name, _ in heard] == ["丁海涛", "王磊"]


async def test_a_cadre_who_is_away_does_not_get_what_waited_for_him(session, branch, given):
    world = await small_world(session, branch, given)
    await brief_sending.send_due(session, at(FIRST))
    until = date(2026, 12, 20)
    await pairing_absences.begin(
        session, branch, world.wang.id, world.ding.id, until, world.liaison, at(FIRST, 9)
    )

    heard = await leaves(session, at(FIRST + DAY)) + await tick(session, at(FIRST + DAY, 10))

    assert "王磊" not in {name for name, _ in heard}


async def test_who_is_put_off_to_the_day_after_a_round_is_not_asked_for_twice_on_it(session, branch, given):
    """丁海涛 tried 郑守义 in vain on the morning of the round; of the other there is a visit by then."""
    world = await small_world(session, branch, given)
    tried = at(FIRST, 8)
    await calls(session, branch, world.ding, world.zheng, tried, outcome=VisitOutcome.NO_ANSWER, words="没接")
    await brief_sending.send_due(session, at(FIRST))
    await calls(session, branch, world.ding, world.zhang, at(FIRST) + timedelta(seconds=1))
    first = await leaves(session, at(FIRST) + timedelta(seconds=2))

    then = await tick(session, at(FIRST + DAY)) + await tick(session, at(FIRST + DAY, 10))

    assert [name for name, _ in first] == ["王磊"]
    assert [name for name, _ in then] == ["丁海涛"]
    assert "是上回改了日子的" in then[0][1]


async def test_a_visit_put_off_is_said_in_the_next_month_when_no_round_named_it(session, branch, given):
    """He was called on the 1st of September and tried in vain on the 16th; nothing left for weeks."""
    world = await small_world(session, branch, given, date(2026, 8, 31))
    await calls(session, branch, world.wang, world.wu, at(date(2026, 9, 1)))
    await tick(session, at(date(2026, 9, 15)))
    tried = at(date(2026, 9, 16))
    await calls(session, branch, world.wang, world.wu, tried, outcome=VisitOutcome.NO_ANSWER, words="没接")
    for day in (date(2026, 9, 17), date(2026, 9, 25), date(2026, 9, 28), date(2026, 10, 12)):
        await brief_sending.send_due(session, at(day))

    heard = await leaves(session, at(date(2026, 10, 12)) + timedelta(seconds=1))

    assert [name for name, text in heard if "吴长贵" in text] == ["王磊"]


async def test_where_two_are_asked_of_one_a_reminder_worded_anew_is_said_to_its_reader_alone(
    session, branch, given
):
    """丁海涛 is asked of two; one of them is being handed over to 王磊, who is asked of him as well."""
    world = await small_world(session, branch, given)
    await given.pair(world.wang, world.zheng)
    await tick(session, at(FIRST))
    for one in (world.zheng, world.zhang):
        await brief_delays.put_off(
            session, branch, world.ding, one.id, date(2026, 12, 8), at(date(2026, 12, 2))
        )
    await brief_sending.send_due(session, at(date(2026, 12, 8)))
    await calls(session, branch, world.ding, world.zhang, at(date(2026, 12, 8), 9))

    day = date(2026, 12, 8)
    heard = await leaves(session, at(day, 9) + timedelta(seconds=1)) + await tick(session, at(day, 10))

    assert [name for name, _ in heard] == ["王磊", "丁海涛"]
    assert all("郑守义" in text for _, text in heard)


async def test_the_months_end_that_could_not_leave_is_told_as_it_stands_when_it_leaves(
    session, branch, given
):
    """郑守义 was frozen by mistake at the month's end."""
    world = await small_world(session, branch, given)
    world.zheng.frozen_at = at(END)
    await session.flush()
    await brief_sending.send_due(session, at(END, 15))
    world.zheng.frozen_at = None
    await session.flush()

    late = date(2027, 1, 2)
    heard = await leaves(session, at(late)) + await tick(session, at(late, 10))

    assert [name for name, _ in heard] == ["贺敏"]
    assert "还有3位" in heard[0][1]
    assert "郑守义" in heard[0][1]
    assert await tick(session, at(late, 11)) == []
