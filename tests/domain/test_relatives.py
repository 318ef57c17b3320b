"""Relatives: who may stand in for whom, what reaches her, and how it ends."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from bot.delivery import ledger
from bot.delivery.telegram import Fate, Outcome
from bot.domain import (
    acting_for,
    admission,
    claims,
    departing,
    leaving,
    notice_receipts,
    outbox,
    people,
    relative_requests,
    relatives,
)
from bot.domain.claims import Next
from bot.domain.notice_sending import MINUTE
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import relatives as say
from models import (
    Account,
    Change,
    Channel,
    ClaimState,
    Mode,
    Outbox,
    OutboxState,
    Proxy,
    Role,
    Scope,
    Status,
    Via,
    Why,
)
from tests.binding_world import invited, opened, phone, phone_of, said_in
from tests.followup_world import looked_after, only
from tests.notice_world import messages_of, sent
from tests.people import BOT_ID, NOON, TODAY, chat_of, messages_to
from tests.relative_world import agreed, asked, claimed, family
from tests.statements import statements

SOON = NOON + MINUTE


@pytest.fixture
async def world(given):
    return await family(given)


async def roles(session, person):
    return await people.roles_of(session, person, None, TODAY)


# -- asking and agreeing --------------------------------------------------------------------------


async def daughter_at_the_door(session, given, world):
    """The daughter, on a phone nobody knows, has said whose daughter she is."""
    issued = await invited(session, world.father, world.secretary)
    holder = phone(701, "燕子")
    step = await opened(session, issued, holder)
    assert (await claims.say_relative(session, step.claim.id, holder, NOON)).next is Next.RELATIVE
    proxy = await relative_requests.introduce(session, step.claim.id, holder, "女儿", "吴小红", NOON)
    return step.claim, holder, proxy


async def test_a_relative_who_says_who_she_is_has_only_asked(session, given, world):
    claim, _, proxy = await daughter_at_the_door(session, given, world)
    relative = await session.get_one(type(world.father), proxy.relative_id)

    assert (proxy.from_at, proxy.kinship, relative.name) == (None, "女儿", "吴小红")
    assert await phone_of(session, relative) is None
    assert await roles(session, relative) == frozenset()
    assert [each[0].id for each in await relative_requests.waiting(session, given.branch.id)] == [proxy.id]
    request = await relative_requests.load(session, proxy.id, given.branch.id)
    assert request.claim is not None
    assert request.claim.id == claim.id
    # The question that stood there has become the request, with its buttons.
    assert "吴小红是吴长贵同志的女儿" in (await messages_to(session, world.secretary))[-1]


async def test_an_agreement_lets_her_phone_in_and_keeps_who_agreed_for_what_until_when(session, given, world):
    claim, holder, proxy = await daughter_at_the_door(session, given, world)
    request = await relative_requests.load(session, proxy.id, given.branch.id)

    await relative_requests.approve(
        session,
        request,
        world.liaison,
        consent="本人当面同意",
        scope=Scope.RECEIVE,
        until_on=date(2027, 5, 30),
        today=TODAY,
        now=NOON,
    )

    assert await phone_of(session, request.relative) == holder.chat_id
    assert await phone_of(session, world.father) is None
    assert await roles(session, request.relative) == {Role.RELATIVE}
    assert claim.state is ClaimState.ACCEPTED
    written = await session.exec(
        select(Change.field, Change.new, Change.by_id).where(
            Change.entity == "proxy", Change.person_id == world.father.id
        )
    )
    kept = {field: (new, by) for field, new, by in written.all()}
    assert kept["consent"] == ("本人当面同意", world.liaison.id)
    assert kept["scope"] == ("receive", world.liaison.id)
    assert kept["until_on"] == ("2027-05-30", world.liaison.id)
    assert await relative_requests.waiting(session, given.branch.id) == []


async def test_requests_that_wait_are_found_with_one_statement(session, given, world):
    for number in range(3):
        await relative_requests.propose(session, world.father, "女儿", f"吴小{number}", world.secretary, NOON)

    with statements(session) as executed:
        waiting = await relative_requests.waiting(session, given.branch.id)

    assert [relative.name for _, relative, _ in waiting] == ["吴小0", "吴小1", "吴小2"]
    assert len(executed) == 1


async def test_a_second_official_finds_it_decided(session, given, world):
    _, _, proxy = await daughter_at_the_door(session, given, world)
    request = await relative_requests.load(session, proxy.id, given.branch.id)
    await relative_requests.decline(session, request, world.secretary, NOON)

    again = await relative_requests.load(session, proxy.id, given.branch.id)

    assert not again.is_waiting
    assert await phone_of(session, request.relative) is None
    assert len(await said_in(session, 701)) == 1


async def test_nobody_agrees_to_something_about_himself(session, given, world):
    proxy = await asked(session, world.father, world.secretary, world.liaison, "儿子")
    request = await relative_requests.load(session, proxy.id, given.branch.id)

    with pytest.raises(Refusal):
        await relative_requests.approve(
            session,
            request,
            world.secretary,
            consent="",
            scope=Scope.ACT,
            until_on=None,
            today=TODAY,
            now=NOON,
        )


async def test_asking_twice_is_one_request(session, world):
    first = await asked(session, world.father, world.daughter, world.liaison)

    assert (await asked(session, world.father, world.daughter, world.secretary)).id == first.id


async def test_a_daughter_can_stand_in_for_both_parents(session, given, world):
    mother = await given.member("刘秀兰", channel=Channel.RELATIVE)
    await agreed(session, world.father, world.daughter, world.liaison)
    await agreed(session, mother, world.daughter, world.liaison)

    charges = await relatives.charges_of(session, world.daughter, TODAY)

    assert [charge.member.name for charge in charges] == ["吴长贵", "刘秀兰"]
    assert [person.id for person in await relatives.known(session, world.stranger)] == [world.daughter.id]


async def test_a_couple_shares_a_phone_and_each_remains_who_he_is(session, given, branch, world):
    wife = await given.member("陈秀兰")
    await given.bind(wife)
    await agreed(session, world.father, wife, world.liaison, "老伴")
    notice = await sent(session, branch, world.secretary, audience=only(world.father, wife))

    taken = await claimed(session, SOON)

    about = [each for each in taken if each.about == f"notice:{notice.id}"]
    assert {each.call.chat_id for each in about} == {chat_of(wife)}
    assert sum(each.call.text.startswith("给吴长贵同志的：\n") for each in about) == 1


async def test_the_first_agreement_makes_her_the_way_to_a_member_without_a_phone(session, given, world):
    member = await given.member_row(world.stranger)
    assert member.channel is Channel.BOT

    await agreed(session, world.stranger, world.daughter, world.liaison)

    assert member.channel is Channel.RELATIVE


async def test_a_member_with_a_phone_keeps_it_and_is_told_of_the_agreement(session, given, world):
    await given.bind(world.stranger)

    await agreed(session, world.stranger, world.daughter, world.liaison)

    assert (await given.member_row(world.stranger)).channel is Channel.BOT
    assert "女儿吴小燕" in (await messages_to(session, world.stranger))[-1]


async def test_whoever_connects_his_own_phone_is_reached_by_it(session, given, world):
    issued = await invited(session, world.father, world.secretary)
    step = await opened(session, issued, phone())
    await claims.say_self(session, step.claim.id, phone(), NOON)

    await admission.decide(session, step.claim.id, world.liaison, accept=True, now=NOON)

    assert (await given.member_row(world.father)).channel is Channel.BOT


# -- what reaches her -----------------------------------------------------------------------------


async def test_what_is_for_a_member_goes_to_his_relative_and_says_for_whom(session, branch, world):
    await agreed(session, world.father, world.daughter, world.liaison)
    notice = await sent(session, branch, world.secretary, audience=only(world.father))

    [claim] = [each for each in await claimed(session, SOON) if each.about == f"notice:{notice.id}"]

    assert claim.call.chat_id == chat_of(world.daughter)
    assert claim.call.text.startswith("给吴长贵同志的：\n通知")
    assert claim.call.layout["title"] == len("给吴长贵同志的：\n通知")
    [row] = await messages_of(session, notice, world.father)
    await session.refresh(row)
    assert (row.person_id, row.through_id) == (world.father.id, world.daughter.id)


async def test_what_stands_on_her_screen_is_redrawn_with_its_address(session, branch, world):
    await agreed(session, world.father, world.daughter, world.liaison)
    notice = await sent(session, branch, world.secretary, audience=only(world.father))
    [claim] = [each for each in await claimed(session, SOON) if each.about == f"notice:{notice.id}"]
    await ledger.record(session, BOT_ID, [(claim, Outcome(Fate.SENT, message_ids=(9,)))], SOON)
    await notice_receipts.acknowledge(
        session, notice.id, world.father, SOON, via=Via.PROXY, by=world.daughter
    )

    [edit] = [each for each in await claimed(session, SOON) if each.call.message_id == 9]
    assert edit.call.chat_id == chat_of(world.daughter)
    assert edit.call.text.startswith("给吴长贵同志的：\n通知")


@pytest.mark.parametrize("what", ["asked only", "ended", "blocked", "frozen relative", "by telephone"])
async def test_without_an_open_agreement_and_a_phone_nothing_reaches_a_relative(
    session, given, branch, world, what
):
    if what == "asked only":
        await asked(session, world.father, world.daughter, world.liaison)
    else:
        proxy = await agreed(session, world.father, world.daughter, world.liaison)
    notice = await sent(session, branch, world.secretary, audience=only(world.father))
    account = (await session.exec(select(Account).where(Account.person_id == world.daughter.id))).one()
    match what:
        case "ended":
            await relatives.end(session, proxy, world.daughter, world.father, world.liaison, NOON)
        case "blocked":
            account.blocked_at = NOON
        case "frozen relative":
            await leaving.freeze(session, world.daughter, world.secretary, NOON)
        case "by telephone":
            (await given.member_row(world.father)).channel = Channel.PHONE
    await session.flush()

    taken = await claimed(session, SOON)

    assert [each for each in taken if each.about == f"notice:{notice.id}"] == []
    [row] = await messages_of(session, notice, world.father)
    await session.refresh(row)
    assert row.state is OutboxState.FAILED


async def test_what_is_for_him_alone_goes_to_no_relative_and_to_a_human_at_once(session, branch, world):
    await agreed(session, world.father, world.daughter, world.liaison)
    notice = await sent(session, branch, world.secretary, audience=only(world.father), family=False)

    taken = await claimed(session, SOON)

    assert [each for each in taken if each.about == f"notice:{notice.id}"] == []
    [task] = await looked_after(session, SOON)
    assert (task.why, task.person_id, task.helper_id) == (Why.HIMSELF, world.father.id, world.cadre.id)


async def test_what_is_for_him_alone_comes_to_his_own_phone_if_he_has_one(session, given, branch, world):
    await agreed(session, world.father, world.daughter, world.liaison)
    await given.bind(world.father)
    notice = await sent(session, branch, world.secretary, audience=only(world.father), family=False)

    [claim] = [each for each in await claimed(session, SOON) if each.about == f"notice:{notice.id}"]

    assert (claim.call.chat_id, claim.call.text[:2]) == (chat_of(world.father), "通知")


async def test_what_concerns_a_members_office_never_goes_to_his_relative(session, given, branch, world):
    await agreed(session, world.leader, world.daughter, world.liaison)
    (await given.member_row(world.leader)).channel = Channel.RELATIVE
    await outbox.post(
        session, world.leader, Message("请打三个电话"), branch_id=branch.id, now=NOON, kind="task"
    )

    [claim] = [each for each in await claimed(session, SOON) if each.call.text == "请打三个电话"]
    assert claim.call.chat_id == chat_of(world.leader)


async def test_a_busy_relatives_chat_waits_its_turn(session, branch, world):
    await agreed(session, world.father, world.daughter, world.liaison)
    notice = await sent(session, branch, world.secretary, audience=only(world.father))

    taken = await claimed(session, SOON, busy=(chat_of(world.daughter),))

    assert [each for each in taken if each.about == f"notice:{notice.id}"] == []
    [row] = await messages_of(session, notice, world.father)
    await session.refresh(row)
    assert row.state is OutboxState.PENDING


async def test_she_reads_only_what_is_for_him_since_it_was_agreed(session, branch, world):
    await sent(session, branch, world.secretary, "以前的", audience=only(world.father))
    later = NOON + timedelta(days=1)
    await agreed(session, world.father, world.daughter, world.liaison, now=later)
    await sent(
        session, branch, world.secretary, "党内事项", audience=only(world.father), family=False, now=later
    )
    await sent(session, branch, world.secretary, "别人的", audience=only(world.stranger), now=later)
    await sent(session, branch, world.secretary, "现在的", audience=only(world.father), now=later)
    [charge] = await relatives.charges_of(session, world.daughter, TODAY)

    found = await relatives.notices_for(session, charge, 0, 10)

    assert [own.notice.text for own in found] == ["现在的"]
    with pytest.raises(Refusal):
        await relatives.charge_of(session, world.daughter, world.stranger.id, TODAY)


async def test_whom_she_acts_for_is_named_by_what_she_is_to_him(session, world):
    await agreed(session, world.father, world.daughter, world.liaison)

    assert await relatives.label(session, world.daughter, world.father.id) == "女儿吴小燕"
    assert await relatives.label(session, world.liaison, world.father.id) == "贺敏同志"


# -- how it ends ----------------------------------------------------------------------------------


async def test_a_withdrawal_holds_at_once_and_lets_her_phone_go(session, world):
    proxy = await agreed(session, world.father, world.daughter, world.liaison)

    await relatives.end(session, proxy, world.daughter, world.father, world.daughter, NOON)

    assert await roles(session, world.daughter) == frozenset()
    assert await phone_of(session, world.daughter) is None
    told = await messages_to(session, world.secretary)
    assert [text for text in told if "女儿吴小燕不再替吴长贵同志收通知" in text]
    assert proxy.ended_by == world.daughter.id


async def test_a_daughter_who_has_another_charge_keeps_her_phone(session, given, world):
    mother = await given.member("刘秀兰")
    proxy = await agreed(session, world.father, world.daughter, world.liaison)
    await agreed(session, mother, world.daughter, world.liaison)

    await relatives.end(session, proxy, world.daughter, world.father, world.father, NOON)

    assert await roles(session, world.daughter) == {Role.RELATIVE}
    assert (await messages_to(session, world.daughter))[-1] == say.ended_for_relative("吴长贵").text


async def test_an_agreement_ends_after_its_last_day(session, world):
    proxy = await agreed(
        session, world.father, world.daughter, world.liaison, until_on=TODAY + timedelta(days=1)
    )

    assert await relatives.end_due(session, NOON + timedelta(days=1)) == 0
    assert await relatives.end_due(session, NOON + timedelta(days=2)) == 1
    assert await relatives.end_due(session, NOON + timedelta(days=2)) == 0
    assert proxy.ended_at is not None


async def test_nobody_is_woken_by_the_end_of_an_agreement(session, given, world):
    """Its last day is over at midnight."""
    midnight = NOON + timedelta(hours=14)
    await given.bind(world.father)
    proxy = await agreed(session, world.father, world.daughter, world.liaison, until_on=TODAY)
    await claimed(session, NOON)

    await relatives.end_due(session, midnight)

    assert proxy.ended_at is not None
    assert await claimed(session, midnight) == []
    morning = midnight + timedelta(hours=8)
    await ledger.release(session, morning)
    told = {each.call.chat_id for each in await claimed(session, morning)}
    assert {chat_of(world.father), chat_of(world.daughter)} <= told


async def test_on_the_day_after_its_last_nothing_reaches_her_though_nobody_has_ended_it_yet(
    session, branch, given, world
):
    """Whoever ends it looks every twenty seconds; a message and a press may be sooner."""
    mother = await given.member("刘秀兰", channel=Channel.RELATIVE)
    await agreed(session, mother, world.daughter, world.liaison)
    await agreed(session, world.father, world.daughter, world.liaison, until_on=TODAY)
    notice = await sent(session, branch, world.secretary, audience=only(world.father), mode=Mode.TELL)
    [row] = await messages_of(session, notice, world.father)
    tomorrow, at_nine = TODAY + timedelta(days=1), NOON + timedelta(hours=23)

    taken = [each for each in await claimed(session, at_nine) if each.about == row.about]
    theirs = await relatives.charges_of(session, world.daughter, tomorrow)
    waiting = await relatives.on_screen(session, world.daughter, tomorrow)

    await session.refresh(row)
    assert taken == []
    assert row.state is OutboxState.HELD
    assert [charge.member.name for charge in theirs] == ["刘秀兰"]
    assert waiting == []
    desk_of = people.Speaker(world.daughter, None, None, frozenset({Role.RELATIVE}))
    with pytest.raises(Refusal):
        await acting_for.desk(session, desk_of, world.father.id, tomorrow)
    assert [each.name for each in await acting_for.charges(session, desk_of, tomorrow)] == ["刘秀兰"]


async def test_when_it_is_ended_what_was_held_over_its_last_day_goes_to_himself(
    session, branch, given, world
):
    await given.bind(world.father)
    await agreed(session, world.father, world.daughter, world.liaison, until_on=TODAY)
    notice = await sent(session, branch, world.secretary, audience=only(world.father), mode=Mode.TELL)
    [row] = await messages_of(session, notice, world.father)
    at_nine = NOON + timedelta(hours=23)
    await claimed(session, at_nine)

    await relatives.end_due(session, at_nine)
    await ledger.release(session, at_nine + timedelta(minutes=1))
    taken = await claimed(session, at_nine + timedelta(minutes=1))

    assert [each.call.chat_id for each in taken if each.about == row.about] == [chat_of(world.father)]


async def test_who_has_no_other_charge_is_no_relative_on_the_day_after(session, world):
    await agreed(session, world.father, world.daughter, world.liaison, until_on=TODAY)

    assert await roles(session, world.daughter) == {Role.RELATIVE}
    tomorrow = TODAY + timedelta(days=1)
    assert await people.roles_of(session, world.daughter, None, tomorrow) == frozenset()


async def test_nobody_is_woken_by_the_news_of_who_receives_for_him(session, given, world):
    night = NOON + timedelta(hours=12)
    await given.bind(world.father)

    await agreed(session, world.father, world.daughter, world.liaison, now=night)

    assert chat_of(world.father) not in {each.call.chat_id for each in await claimed(session, night)}


async def test_a_death_ends_it_in_silence_and_a_mistake_brings_it_back(session, given, world):
    proxy = await agreed(session, world.father, world.daughter, world.liaison)
    before = await messages_to(session, world.daughter)

    await departing.depart(session, world.father, Status.DECEASED, world.secretary, "death:1", NOON)

    assert proxy.ended_at is not None
    assert await roles(session, world.daughter) == frozenset()
    assert await messages_to(session, world.daughter) == before
    assert await phone_of(session, world.daughter) is not None  # she hears the gentle line

    speaker = people.Speaker(world.secretary, None, None, frozenset({Role.SECRETARY}))
    assert await departing.come_back(session, world.father, speaker, "弄错了", NOON)
    assert await roles(session, world.daughter) == {Role.RELATIVE}


async def test_a_freeze_rests_everything_for_him_with_her_too(session, branch, world):
    await agreed(session, world.father, world.daughter, world.liaison)
    notice = await sent(session, branch, world.secretary, audience=only(world.father), mode=Mode.TELL)

    await leaving.freeze(session, world.father, world.secretary, NOON)

    assert [c for c in await claimed(session, SOON) if c.about == f"notice:{notice.id}"] == []
    assert await relatives.charges_of(session, world.daughter, TODAY) == []
    rows = await session.exec(
        select(Outbox.state).where(Outbox.person_id == world.father.id).order_by(col(Outbox.id))
    )
    assert rows.all()[-1] is OutboxState.HELD


async def test_a_new_agreement_may_follow_one_that_ended(session, world):
    proxy = await agreed(session, world.father, world.daughter, world.liaison)
    await relatives.end(session, proxy, world.daughter, world.father, world.liaison, NOON)

    again = await agreed(session, world.father, world.daughter, world.liaison)

    assert again.id != proxy.id
    open_ones = await session.exec(select(Proxy).where(col(Proxy.ended_at).is_(None)))
    assert [each.id for each in open_ones.all()] == [again.id]
