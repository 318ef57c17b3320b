"""Binding: a new phone, a lost phone, no more messages, and who is connected."""

import pytest
from sqlmodel import select

from bot.domain import accounts, admission, binding, claims, outbox, people
from bot.domain.claims import Next
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import admission as ask
from bot.texts import binding as say
from models import (
    Account,
    Board,
    Change,
    ClaimState,
    Dialog,
    Medium,
    Outbox,
    OutboxState,
    Role,
)
from tests.binding_world import (
    PHONE,
    branch_with_secretary,
    invited,
    its_me,
    opened,
    phone,
    phone_of,
    said_in,
    waiting,
)
from tests.people import BOT_ID, NOON, TODAY, chat_of, messages_to


async def test_a_new_phone_cuts_the_old_one_off_and_what_waits_follows_the_person(session, given):
    secretary, zhou = await branch_with_secretary(given)
    old = await given.bind(zhou)
    session.add(Dialog(bot_id=BOT_ID, chat_id=old.chat_id, form="x", updated_at=NOON))
    about_to_see = await outbox.post(
        session, outbox.Chat(old.chat_id), Message("您问的名单"), branch_id=1, now=NOON, kind="reply"
    )
    session.add(
        Board(
            branch_id=zhou.branch_id,
            subject="notice:1",
            person_id=zhou.id,
            outbox_id=about_to_see,
            shown="",
            drawn_at=NOON,
        )
    )
    await outbox.post(session, zhou, Message("通知"), branch_id=zhou.branch_id, now=NOON, kind="task")
    await its_me(session, await opened(session, await invited(session, zhou, secretary), phone()), phone())

    await claims.show_number(session, phone(), PHONE, NOON)

    assert await phone_of(session, zhou) == phone().chat_id
    assert (await people.who(session, BOT_ID, old.user_id, NOON))[0].person is None
    assert (old.ended_at, old.ended_why) == (NOON, "new phone")
    assert (await session.get_one(Outbox, about_to_see)).state is OutboxState.CANCELLED
    assert (await said_in(session, old.chat_id))[-1] == say.moved_on().text
    assert (
        await session.exec(select(Outbox.state).where(Outbox.text == "通知"))
    ).one() is OutboxState.PENDING
    assert (await session.exec(select(Dialog))).all() == []
    assert (await session.exec(select(Board))).all() == []
    assert ask.moved("周德明").text in await messages_to(session, secretary)


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.DEPUTY, Role.LIAISON])
async def test_anybody_in_charge_is_cut_off_by_another(session, given, role):
    lost = await given.appoint(await given.member("丢了手机"), role)
    liaison = await given.liaison()
    deputy = await given.deputy()
    for person in (lost, liaison, deputy):
        await given.bind(person)

    assert await binding.cut_off(session, lost, liaison, NOON)

    assert (await people.who(session, BOT_ID, chat_of(lost), NOON))[0].person is None
    assert await said_in(session, chat_of(lost)) == [say.was_cut_off().text]
    assert await messages_to(session, deputy) == [say.cut_off_by("丢了手机", "贺敏").text]
    (change,) = (await session.exec(select(Change).where(Change.field == "ended_why"))).all()
    assert (change.person_id, change.new, change.by_id) == (lost.id, "cut off", liaison.id)


async def test_a_lost_phone_takes_its_open_ways_in_with_it(session, given):
    claim, zhou, (secretary, *_others) = await waiting(session, given)
    other = await given.member("郑守义")
    issued = await invited(session, other, secretary)

    assert not await binding.cut_off(session, zhou, secretary, NOON)
    await binding.cut_off(session, other, secretary, NOON)

    assert claim.state is ClaimState.DROPPED
    assert (await opened(session, issued, phone(702))).next is Next.OVER


async def test_nobody_cuts_himself_off_by_the_button_for_others(session, given):
    secretary, _zhou = await branch_with_secretary(given)

    with pytest.raises(Refusal):
        await binding.cut_off(session, secretary, secretary, NOON)


async def test_whoever_wants_no_more_messages_gets_none_and_the_secretary_is_told(session, given):
    secretary, zhou = await branch_with_secretary(given)
    account = await given.bind(zhou)

    await binding.stop(session, zhou, NOON)

    assert account.ended_why == "asked"
    assert await messages_to(session, secretary) == [say.has_stopped("周德明").text]


async def test_whoever_stopped_comes_back_by_a_new_invitation_and_may_stop_again(session, given):
    secretary, zhou = await branch_with_secretary(given)
    await given.bind(zhou)
    holder = phone(chat_of(zhou))

    await binding.stop(session, zhou, NOON)
    await its_me(session, await opened(session, await invited(session, zhou, secretary), holder), holder)
    await claims.show_number(session, holder, PHONE, NOON)
    assert await phone_of(session, zhou) == holder.chat_id
    await binding.stop(session, zhou, NOON)

    assert (await messages_to(session, secretary)).count(say.has_stopped("周德明").text) == 2


async def test_the_only_one_who_could_let_people_in_cannot_leave(session, given):
    secretary, _zhou = await branch_with_secretary(given)

    with pytest.raises(Refusal):
        await binding.stop(session, secretary, NOON)
    await given.bind(await given.liaison())
    await binding.stop(session, secretary, NOON)

    assert await phone_of(session, secretary) is None


async def test_everything_about_an_account_is_written_down(session, given):
    claim, zhou, (secretary, *_others) = await waiting(session, given)

    await admission.decide(session, claim.id, secretary, accept=True, now=NOON)

    rows = (await session.exec(select(Change).where(Change.person_id == zhou.id).order_by(Change.id))).all()
    assert [(row.entity, row.field, row.by_id) for row in rows] == [
        ("invitation", "medium", secretary.id),
        ("claim", "state", secretary.id),
        ("account", "bound_at", secretary.id),
    ]
    account = (await session.exec(select(Account).where(Account.person_id == zhou.id))).one()
    assert account.bound_by == secretary.id


async def test_the_list_of_who_is_connected_leaves_out_the_frozen_and_the_departed(session, given):
    _secretary, zhou = await branch_with_secretary(given)
    await given.member("郑守义", group=2)
    await given.member("转走的", group=2, status="transferred")
    await given.cadre("韩冰")
    await given.person("没有职务的")
    frozen = await given.member("停着的", group=2)
    frozen.frozen_at = NOON
    session.add(frozen)
    await session.flush()

    rows = await binding.groups(session, zhou.branch_id, TODAY)

    names = [(g.number, [p.name for p in g.connected], [p.name for p in g.missing]) for g in rows]
    assert names == [(1, ["宋维新"], ["周德明"]), (2, [], ["郑守义"]), (0, [], ["韩冰"])]


async def test_a_group_is_invited_without_those_who_hold_a_way_in_already(session, given):
    secretary, zhou = await branch_with_secretary(given)
    li = await given.member("李红")
    chen = await given.member("陈秀兰")
    await invited(session, li, secretary)
    await its_me(session, await opened(session, await invited(session, chen, secretary), phone()), phone())
    await claims.ask_branch(session, phone(), NOON)

    persons, held = await binding.to_invite(session, zhou.branch_id, 1, NOON, TODAY)

    assert ([person.name for person in persons], held) == (["周德明"], 2)


async def test_only_pages_that_still_wait_for_their_members_are_printed_again(session, given):
    secretary, zhou = await branch_with_secretary(given)
    li, chen = await given.member("李红"), await given.member("陈秀兰")
    await invited(session, zhou, secretary, medium=Medium.PHONE)
    await invited(session, li, secretary, medium=Medium.PAPER)
    page = await invited(session, chen, secretary, medium=Medium.PAPER)
    await its_me(session, await opened(session, page, phone()), phone())
    await claims.ask_branch(session, phone(), NOON)

    again = await binding.to_print_again(session, zhou.branch_id, 1, NOON, TODAY)

    assert [person.name for person in again] == ["李红"]


async def test_the_alarm_about_guessing_is_raised_once_and_not_again_while_it_waits(session, given, branch):
    secretary, _zhou = await branch_with_secretary(given)

    for hours in range(3):
        await binding.alarm_about_codes(session, branch, NOON.replace(hour=hours))

    assert await messages_to(session, secretary) == [ask.many_wrong_codes().text]


async def test_only_those_who_may_admit_are_asked(session, given):
    _secretary, zhou = await branch_with_secretary(given)
    leader = await given.appoint(zhou, Role.GROUP_LEADER)
    await given.bind(leader)

    asked = await accounts.admitting(session, zhou.branch_id, TODAY)

    assert [person.name for person in asked] == ["宋维新"]
