"""On the day of a brief a cadre gets one message: what lies with him comes along."""

from datetime import date, time

from sqlmodel import col, select

from bot.domain import brief_sending, followup_lists, followup_opening
from models import FollowUp, FollowUpState, Outbox, Why
from tests.brief_world import at, calls, leaves, small_world, tick

FIRST = date(2026, 12, 1)


async def promised(session, branch, world, now, *, urgent=False) -> FollowUp:
    await followup_opening.open_for(
        session,
        branch,
        [world.zheng.id],
        cause="occasion:spring-2027",
        why=Why.OCCASION,
        words="春节前去看看",
        now=now,
        state=FollowUpState.VISIT,
        helper_id=world.ding.id,
    )
    row = (await session.exec(select(FollowUp))).one()
    row.urgent = urgent
    session.add(row)
    await session.flush()
    return row


async def lists(session) -> list[str]:
    kinds = (followup_lists.LIST, followup_lists.URGENT)
    found = await session.exec(select(Outbox.text).where(col(Outbox.kind).in_(kinds)))
    return list(found.all())


async def test_what_lies_with_a_cadre_comes_with_his_brief_in_one_message(session, branch, given):
    world = await small_world(session, branch, given)
    row = await promised(session, branch, world, at(date(2026, 11, 30), 19))

    heard = dict(await tick(session, at(FIRST, 8, 30)))
    await followup_lists.send_due(session, at(FIRST, 8, 31))
    await followup_lists.send_due(session, at(FIRST, 15))

    assert "今天要办的有1件" in heard["丁海涛"]
    assert "今天要办的" not in heard["王磊"]
    assert await lists(session) == []
    assert row.asked_at == at(FIRST, 8, 31)


async def test_as_long_as_the_brief_is_on_its_way_nobody_counts_as_asked(session, branch, given):
    world = await small_world(session, branch, given)
    row = await promised(session, branch, world, at(date(2026, 11, 30), 19))
    await brief_sending.send_due(session, at(FIRST, 8, 30))

    await followup_lists.send_due(session, at(FIRST, 8, 30))

    assert row.asked_at is None
    assert await lists(session) == []


async def test_what_a_brief_that_never_left_would_have_told_comes_in_the_list(session, branch, given):
    world = await small_world(session, branch, given)
    await promised(session, branch, world, at(date(2026, 11, 30), 19))
    await brief_sending.send_due(session, at(FIRST, 8, 30))
    for member in (world.zheng, world.zhang):
        await calls(session, branch, world.ding, member, at(FIRST, 8, 31))
    assert "丁海涛" not in dict(await leaves(session, at(FIRST, 8, 32)))

    await followup_lists.send_due(session, at(FIRST, 8, 33))

    assert len(await lists(session)) == 1


async def test_what_is_urgent_does_not_wait_for_the_brief(session, branch, given):
    world = await small_world(session, branch, given)
    await promised(session, branch, world, at(FIRST, 7, 35), urgent=True)

    await followup_lists.send_due(session, at(FIRST, 7, 40))

    assert len(await lists(session)) == 1


async def test_where_the_brief_comes_later_the_list_of_that_day_waits_for_it(session, branch, given):
    world = await small_world(session, branch, given)
    branch.brief_at = time(10)
    session.add(branch)
    await promised(session, branch, world, at(date(2026, 11, 30), 19))

    for minute in (30, 45):
        await tick(session, at(FIRST, 8, minute))
        await followup_lists.send_due(session, at(FIRST, 8, minute))
    assert await lists(session) == []

    heard = dict(await tick(session, at(FIRST, 10)))
    await followup_lists.send_due(session, at(FIRST, 10, 1))

    assert "今天要办的有1件" in heard["丁海涛"]
    assert await lists(session) == []


async def test_whoever_chose_an_hour_for_his_list_gets_it_then(session, branch, given):
    world = await small_world(session, branch, given)
    await followup_lists.set_hour(session, world.ding.id, time(15))
    await promised(session, branch, world, at(date(2026, 11, 30), 19))

    heard = dict(await tick(session, at(FIRST, 8, 30)))
    await followup_lists.send_due(session, at(FIRST, 8, 31))
    assert "今天要办的" not in heard["丁海涛"]
    assert await lists(session) == []

    await followup_lists.send_due(session, at(FIRST, 15))

    assert len(await lists(session)) == 1
