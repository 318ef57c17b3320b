"""The good news of a medal, and the list that those in charge get in January."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import col, select

from bot.clock import instant
from bot.domain import leaving, medal_notices, medal_record
from bot.domain.gate import STILL_WANTED
from bot.errors import Refusal
from models import Channel, FollowUp, FollowUpState, Outbox, OutboxState, Precision, Proxy, Role
from scheduler.medals import look_after
from tests.medal_world import member, put_forward
from tests.people import NOON

JANUARY = datetime(2027, 1, 4, 2, tzinfo=UTC)


@pytest.fixture
async def secretary(given):
    return await given.secretary()


async def approved(session, branch, given, secretary, **more):
    tang = await member(given, "唐正平", date(1976, 10, 12))
    for field, value in more.items():
        setattr(tang, field, value)
    await given.bind(tang)
    medal = await put_forward(session, branch, tang, secretary)
    await medal_record.approve(session, medal, secretary, NOON)
    return tang, medal


async def said(session) -> list[Outbox]:
    found = await session.exec(select(Outbox).where(col(Outbox.kind) == medal_notices.KIND))
    return list(found.all())


async def test_nothing_is_told_before_a_human_has_approved_the_words(session, branch, given, secretary):
    tang, medal = await approved(session, branch, given, secretary)

    await medal_notices.prepare(session, medal, tang, "6月30日，星期三，上午9点半", "支部活动室")
    before = await said(session)
    told = await medal_notices.send(session, branch, medal, secretary, NOON)

    assert before == []
    assert told
    (row,) = await said(session)
    assert row.text == (
        "唐正平同志：向您报喜！\n"
        "经上级党组织审核，您获颁“光荣在党50年”纪念章。\n"
        "6月30日，星期三，上午9点半，在支部活动室，支部为您颁发。您不方便来，我们送到您家里。"
    )
    with pytest.raises(Refusal):
        await medal_notices.send(session, branch, medal, secretary, NOON)


async def test_the_bereaved_hear_it_from_a_person(session, branch, given, secretary):
    await given.liaison()
    tang, medal = await approved(session, branch, given, secretary, mourning_until=date(2027, 4, 30))
    await medal_notices.prepare(session, medal, tang, "6月30日", "支部活动室")

    told = await medal_notices.send(session, branch, medal, secretary, NOON)

    assert not told
    assert await said(session) == []
    task = (await session.exec(select(FollowUp).where(FollowUp.person_id == tang.id))).one()
    assert task.cause == "medal:2027"


async def test_a_notice_that_waits_is_not_sent_when_the_approval_was_taken_back(
    session, branch, given, secretary
):
    tang, medal = await approved(session, branch, given, secretary)
    await medal_notices.prepare(session, medal, tang, "6月30日", "支部活动室")
    await medal_notices.send(session, branch, medal, secretary, NOON)
    (row,) = await said(session)
    assert await STILL_WANTED[medal_notices.KIND](session, row, NOON)

    await medal_record.step_back(session, medal, secretary, NOON)

    assert not await STILL_WANTED[medal_notices.KIND](session, row, NOON)
    await medal_record.approve(session, medal, secretary, NOON)
    assert await medal_notices.send(session, branch, medal, secretary, NOON + timedelta(hours=1))
    assert {each.state for each in await said(session)} == {OutboxState.CANCELLED, OutboxState.PENDING}


async def test_what_did_not_arrive_is_brought_by_a_person_and_once(session, branch, given, secretary):
    tang, medal = await approved(session, branch, given, secretary)
    await medal_notices.prepare(session, medal, tang, "6月30日", "支部活动室")
    await medal_notices.send(session, branch, medal, secretary, NOON)
    (row,) = await said(session)
    await look_after(session, NOON)
    before = (await session.exec(select(FollowUp))).all()
    row.state = OutboxState.FAILED
    await session.flush()

    await look_after(session, NOON)
    await look_after(session, NOON)

    assert before == []
    assert [task.person_id for task in (await session.exec(select(FollowUp))).all()] == [tang.id]


async def test_an_approval_that_was_a_mistake_takes_back_what_his_pair_was_to_say(
    session, branch, given, secretary
):
    tang = await member(given, "唐正平", date(1976, 10, 12), channel=Channel.PHONE)
    medal = await put_forward(session, branch, tang, secretary)
    await medal_record.approve(session, medal, secretary, NOON)
    await medal_notices.prepare(session, medal, tang, "6月30日", "支部活动室")
    assert not await medal_notices.send(session, branch, medal, secretary, NOON)

    await medal_record.step_back(session, medal, secretary, NOON)

    (call,) = (await session.exec(select(FollowUp))).all()
    assert (call.state, call.reason) == (FollowUpState.CANCELLED, "taken back")
    await medal_record.approve(session, medal, secretary, NOON)
    await medal_notices.send(session, branch, medal, secretary, NOON)
    await session.refresh(call)
    assert call.state is FollowUpState.CALL


async def test_a_relative_who_receives_for_him_hears_the_news(session, branch, given, secretary):
    tang = await member(given, "唐正平", date(1976, 10, 12), channel=Channel.RELATIVE)
    daughter = await given.person("唐敏")
    await given.bind(daughter)
    session.add(
        Proxy(
            branch_id=branch.id,
            relative_id=daughter.id,
            member_id=tang.id,
            requested_at=NOON,
            from_at=NOON,
        )
    )
    medal = await put_forward(session, branch, tang, secretary)
    await medal_record.approve(session, medal, secretary, NOON)
    await medal_notices.prepare(session, medal, tang, "6月30日", "支部活动室")

    assert await medal_notices.send(session, branch, medal, secretary, NOON)

    (row,) = await said(session)
    assert (row.person_id, row.family) == (tang.id, True)


async def test_those_in_charge_are_told_once_a_year_months_ahead(session, branch, given, secretary):
    xu = await given.appoint(await given.member("许绍文"), Role.ORGANISATION)
    await member(given, "唐正平", date(1976, 10, 12))
    await member(given, "只知七月", date(1977, 7, 1), Precision.MONTH)

    await look_after(session, NOON)  # November
    await look_after(session, JANUARY)
    await look_after(session, datetime(2027, 3, 1, 2, tzinfo=UTC))

    rows = (await session.exec(select(Outbox).where(col(Outbox.kind) == "task"))).all()
    assert {row.person_id for row in rows} == {secretary.id, xu.id}
    assert len(rows) == 2
    assert "党龄满50年的有1位：唐正平" in rows[0].text
    assert "还有1位要先查档" in rows[0].text


async def test_the_list_is_made_as_it_leaves_so_that_nobody_is_named_who_died_in_the_night(
    session, branch, given, secretary
):
    tang = await member(given, "唐正平", date(1976, 10, 12))
    await member(given, "郑守义", date(1976, 11, 12))

    await look_after(session, instant(date(2027, 1, 1), time(0, 1), branch.zone))
    await leaving.freeze(session, tang, None, NOON)
    await look_after(session, instant(date(2027, 1, 1), time(8), branch.zone))

    (row,) = (await session.exec(select(Outbox).where(col(Outbox.kind) == "task"))).all()
    assert "郑守义" in row.text
    assert "唐正平" not in row.text
