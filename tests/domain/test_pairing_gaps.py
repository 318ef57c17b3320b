"""Nobody without a pairing goes unnoticed."""

from datetime import date

from sqlmodel import select

from bot.domain import leaving, pairing_gaps, pairing_handover, pairings
from models import Outbox, OutboxState, Pairing
from tests.brief_world import at, leaves, small_world
from tests.people import messages_to


async def test_who_had_somebody_in_between_is_told_of_anew(session, branch, given):
    liaison = await given.liaison()
    ding, zhang = await given.cadre("丁海涛"), await given.member("张桂英")
    await given.pair(ding, await given.member("郑守义"))
    monday, tuesday, friday = (at(date(2026, 12, day), 8, 31) for day in (7, 8, 11))
    await pairing_gaps.tell_due(session, monday)
    await pairings.pair(session, branch, zhang, ding.id, liaison, monday)
    rows = await session.exec(select(Pairing).where(Pairing.member_id == zhang.id))
    await pairings.end(session, rows.one(), liaison, date(2026, 12, 9), tuesday)

    await pairing_gaps.tell_due(session, friday)

    told = [text for text in await messages_to(session, liaison) if "没有人结对" in text]
    assert len(told) == 2


async def test_of_whoever_died_before_the_letter_left_nobody_is_told_and_of_the_others_anew(
    session, branch, given
):
    liaison = await given.liaison()
    await given.pair(await given.cadre("丁海涛"), await given.member("郑守义"))
    zhang, wu = await given.member("张桂英"), await given.member("吴长贵")
    day = date(2026, 12, 7)
    await pairing_gaps.tell_due(session, at(day, 8, 31))
    report = await leaving.report_death(session, branch, zhang, liaison, "", at(day, 8, 32))
    await leaving.confirm_death(session, report, zhang, liaison, at(day, 8, 32))

    gone = await leaves(session, at(day, 8, 33))
    for minute in (34, 35):
        await pairing_gaps.tell_due(session, at(day, 8, minute))
        gone += await leaves(session, at(day, 8, minute))

    assert [name for name, _ in gone] == [liaison.name]
    assert wu.name in gone[0][1]
    assert zhang.name not in gone[0][1]


async def test_a_letter_that_came_too_late_has_told_nobody(session, branch, given):
    liaison = await given.liaison()
    await given.pair(await given.cadre("丁海涛"), await given.member("郑守义"))
    await given.member("张桂英")
    await pairing_gaps.tell_due(session, at(date(2026, 12, 7), 8, 31))
    row = (await session.exec(select(Outbox).where(Outbox.person_id == liaison.id))).one()
    row.state, row.reason = OutboxState.EXPIRED, "late"
    session.add(row)
    await session.flush()

    await pairing_gaps.tell_due(session, at(date(2026, 12, 16), 8, 31))

    assert len(await leaves(session, at(date(2026, 12, 16), 8, 32))) == 1


async def test_papers_of_two_of_whom_one_died_before_they_left_are_given_anew_for_the_other(
    session, branch, given
):
    world = await small_world(session, branch, given)
    hu, lin, now = await given.member("胡文彬"), await given.member("林树生"), at(date(2026, 12, 7))
    for member in (hu, lin):
        await pairings.pair(session, branch, member, world.liaison.id, world.liaison, now)
    await pairing_handover.look_after(session, now)
    report = await leaving.report_death(session, branch, hu, world.liaison, "", now)
    await leaving.confirm_death(session, report, hu, world.liaison, now)

    heard = await leaves(session, now)
    for minute in (1, 2):
        await pairing_handover.look_after(session, at(date(2026, 12, 7), 9, minute))
        heard += await leaves(session, at(date(2026, 12, 7), 9, minute))

    assert [name for name, text in heard if "林树生" in text] == [world.liaison.name]
    assert not [text for _, text in heard if "胡文彬" in text]
