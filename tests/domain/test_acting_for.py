"""代办: who may do what for whom, how it is recorded, and how the member sees it."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.domain import acting_for, channels, notice_board, notice_receipts, relatives
from bot.domain.contacts import Contact, last_contacts
from bot.domain.followup_causes import create_due
from bot.domain.people import Speaker
from bot.errors import Refusal
from models import (
    Change,
    Channel,
    FollowUp,
    FollowUpState,
    Mode,
    Partner,
    Role,
    Scope,
    Via,
)
from models.notices import Standing
from tests.followup_world import SENT_AT, only, speaker, unreached
from tests.notice_world import receipts_of, sent
from tests.people import NOON, TODAY, Given, messages_to
from tests.relative_world import Family, agreed, family


@pytest.fixture
async def world(given: Given) -> Family:
    return await family(given)


async def names(session, person):
    found = await acting_for.charges(session, await speaker(session, person), TODAY)
    return [charge.name for charge in found]


async def desk_of(session, actor, member):
    return await acting_for.desk(session, await speaker(session, actor), member.id, TODAY)


# -- who for whom ---------------------------------------------------------------------------------


async def test_everybody_serves_those_in_his_care_and_never_himself(session, world):
    await agreed(session, world.father, world.daughter, world.liaison)

    assert await names(session, world.cadre) == ["吴长贵"]
    assert set(await names(session, world.leader)) == {"宋维新", "吴长贵"}
    assert await names(session, world.daughter) == ["吴长贵"]
    assert set(await names(session, world.liaison)) == {"宋维新", "邓春生", "吴长贵", "郑守义"}
    assert "宋维新" not in await names(session, world.secretary)


async def test_the_organisation_member_sees_everybody_and_serves_nobody(session, given, world):
    organiser = await given.appoint(await given.person("许绍文"), Role.ORGANISATION)

    assert await names(session, organiser) == []


async def test_a_relative_who_only_receives_serves_nobody_but_reads_for_him(session, branch, world):
    await agreed(session, world.father, world.daughter, world.liaison, scope=Scope.RECEIVE)
    await sent(session, branch, world.secretary, audience=only(world.father))

    assert await names(session, world.daughter) == []
    desk = await desk_of(session, world.daughter, world.father)
    assert not desk.may_do_all
    assert len(await acting_for.waiting(session, desk)) == 1


@pytest.mark.parametrize("actor", ["cadre", "leader", "daughter"])
async def test_somebody_out_of_ones_care_is_not_there(session, world, actor):
    await agreed(session, world.father, world.daughter, world.liaison)

    with pytest.raises(Refusal):
        await desk_of(session, getattr(world, actor), world.stranger)


async def test_an_ended_agreement_and_a_frozen_member_close_the_desk(session, world):
    proxy = await agreed(session, world.father, world.daughter, world.liaison)
    world.father.frozen_at = NOON
    await session.flush()
    with pytest.raises(Refusal):
        await desk_of(session, world.cadre, world.father)
    world.father.frozen_at = None
    await relatives.end(session, proxy, world.daughter, world.father, world.liaison, NOON)

    with pytest.raises(Refusal):
        await desk_of(session, world.daughter, world.father)


async def test_those_with_something_waiting_come_first(session, given, branch, world):
    await sent(session, branch, world.secretary, audience=only(world.stranger))

    found = await acting_for.charges(session, await speaker(session, world.liaison), TODAY)

    assert (found[0].name, found[0].waiting) == ("郑守义", 1)
    assert [charge.name for charge in acting_for.named(found, "老吴")] == ["吴长贵"]


async def test_a_relative_learns_nothing_of_what_is_for_him_alone(session, branch, world):
    await agreed(session, world.father, world.daughter, world.liaison)
    notice = await sent(session, branch, world.secretary, audience=only(world.father), family=False)
    desk = await desk_of(session, world.daughter, world.father)

    [charge] = await acting_for.charges(session, await speaker(session, world.daughter), TODAY)

    assert charge.waiting == 0
    assert await acting_for.waiting(session, desk) == []
    with pytest.raises(Refusal):
        await acting_for.notice_of(session, desk, notice.id)
    assert len(await acting_for.waiting(session, await desk_of(session, world.cadre, world.father))) == 1


# -- 收到 -----------------------------------------------------------------------------------------


async def test_her_receipt_is_his_with_her_name_in_every_record(session, branch, world):
    await agreed(session, world.father, world.daughter, world.liaison)
    notice = await sent(session, branch, world.secretary, audience=only(world.father))
    desk = await desk_of(session, world.daughter, world.father)

    assert await acting_for.receive(session, desk, world.daughter, notice, "", NOON)

    receipt = (await receipts_of(session, notice))[world.father.id]
    assert (receipt.confirmed_at, receipt.via, receipt.by_id) == (NOON, Via.PROXY, world.daughter.id)
    [place] = await notice_board.places(session, notice)
    assert (place.standing, place.by) == (Standing.TOLD, "女儿吴小燕")
    [deed] = await acting_for.deeds(session, world.father)
    assert (deed.field, deed.new, deed.by_id) == ("received", "女儿吴小燕", world.daughter.id)


@pytest.mark.parametrize(
    ("how", "via", "partner"),
    [
        ("face", Via.VISIT, Partner.SELF),
        ("call", Via.PHONE, Partner.SELF),
        ("family", Via.PHONE, Partner.FAMILY),
    ],
)
async def test_what_a_helper_was_told_also_ends_the_call_that_lay_there(
    session, branch, world, how, via, partner
):
    notice = await sent(session, branch, world.secretary, audience=only(world.father))
    await unreached(session, notice, world.father)
    await create_due(session, SENT_AT)
    desk = await desk_of(session, world.liaison, world.father)

    assert await acting_for.receive(session, desk, world.liaison, notice, how, SENT_AT)

    task = (await session.exec(select(FollowUp))).one()
    assert (task.state, task.via, task.spoke_with) == (FollowUpState.DONE, via, partner)
    receipt = (await receipts_of(session, notice))[world.father.id]
    assert (receipt.via, receipt.by_id) == (via, world.liaison.id)


async def test_who_rings_up_before_he_was_called_has_been_spoken_with(session, branch, world):
    notice = await sent(session, branch, world.secretary, audience=only(world.father))
    desk = await desk_of(session, world.liaison, world.father)

    assert await acting_for.receive(session, desk, world.liaison, notice, "call", SENT_AT)

    assert await last_contacts(session, [world.father.id]) == {
        world.father.id: Contact(SENT_AT, world.liaison.id, "phone")
    }
    await unreached(session, notice, world.father)
    await create_due(session, SENT_AT)
    task = (await session.exec(select(FollowUp))).one()
    assert (task.state, task.helper_id) == (FollowUpState.DONE, world.liaison.id)


async def test_the_first_receipt_stays(session, branch, world):
    notice = await sent(session, branch, world.secretary, audience=only(world.father))
    desk = await desk_of(session, world.cadre, world.father)
    assert await acting_for.receive(session, desk, world.cadre, notice, "call", NOON)
    other = await desk_of(session, world.liaison, world.father)

    assert not await acting_for.receive(session, other, world.liaison, notice, "face", NOON)

    assert (await receipts_of(session, notice))[world.father.id].by_id == world.cadre.id
    assert len(await acting_for.deeds(session, world.father)) == 1


async def test_a_notice_that_asks_for_nothing_is_not_answered_for_anybody(session, branch, world):
    await agreed(session, world.father, world.daughter, world.liaison)
    notice = await sent(session, branch, world.secretary, audience=only(world.father), mode=Mode.TELL)
    desk = await desk_of(session, world.daughter, world.father)

    assert not await acting_for.receive(session, desk, world.daughter, notice, "", NOON)
    assert await acting_for.deeds(session, world.father) == []


async def test_a_member_with_a_phone_sees_what_was_done_in_his_name(session, given, branch, world):
    await given.bind(world.stranger)
    notice = await sent(session, branch, world.secretary, "周三开会", audience=only(world.stranger))
    desk = await desk_of(session, world.liaison, world.stranger)

    await acting_for.receive(session, desk, world.liaison, notice, "call", NOON)
    await acting_for.called(session, desk, world.liaison, NOON + timedelta(minutes=1))

    told = (await messages_to(session, world.stranger))[-2:]
    assert all("由贺敏同志替您" in text for text in told)
    assert [deed.field for deed in await acting_for.deeds(session, world.stranger)] == ["help", "received"]


async def test_somebody_without_a_part_serves_nobody(session, world):
    with pytest.raises(Refusal):
        await acting_for.desk(session, Speaker(), world.father.id, TODAY)
    assert await acting_for.charges(session, Speaker(), TODAY) == []


# -- channels -------------------------------------------------------------------------------------


async def test_a_change_of_channel_is_written_down_once(session, given, world):
    member = await given.member_row(world.stranger)

    for _ in range(2):
        await channels.choose(session, world.stranger, member, Channel.PAPER, world.liaison, NOON)

    written = await session.exec(
        select(Change.old, Change.new, Change.by_id).where(
            Change.person_id == world.stranger.id, Change.field == "channel"
        )
    )
    assert written.all() == [("bot", "paper", world.liaison.id)]


async def test_who_answers_at_the_same_moment_himself_is_not_told_that_another_did_it(database, branch):
    async with database.transaction() as session:
        world = await family(Given(session, branch))
        await Given(session, branch).bind(world.father)
        await agreed(session, world.father, world.daughter, world.liaison)
        notice = await sent(session, branch, world.secretary, audience=only(world.father))

    async def daughter_answers() -> bool:
        async with database.transaction() as session:
            desk = await desk_of(session, world.daughter, world.father)
            return await acting_for.receive(session, desk, world.daughter, notice, "", SENT_AT)

    async with database.transaction() as session:
        await notice_receipts.acknowledge(session, notice.id, world.father, SENT_AT, via=Via.BUTTON)
        answering = asyncio.create_task(daughter_answers())
        await asyncio.sleep(0.1)  # long enough to have looked

    assert not await answering
    async with database.reading() as session:
        assert (await session.exec(select(Change).where(Change.entity == "acting"))).all() == []
