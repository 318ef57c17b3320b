"""Admission: a human decides who comes in."""

import pytest
from sqlmodel import select

from bot.domain import admission, claims
from bot.errors import Refusal
from bot.texts import admission as ask
from bot.texts import binding as say
from bot.texts import common
from models import (
    Branch,
    ClaimState,
    Medium,
    Outbox,
    OutboxState,
)
from tests.binding_world import (
    branch_with_secretary,
    invited,
    its_me,
    opened,
    phone,
    phone_of,
    said_in,
    waiting,
)
from tests.people import NOON, Given, chat_of, messages_to


async def test_everybody_who_may_decide_is_asked_once(session, given):
    claim, _zhou, deciders = await waiting(session, given)

    await claims.ask_branch(session, phone(), NOON)

    for person in deciders:
        (text,) = await messages_to(session, person)
        assert text.startswith(
            "周德明同志的手机想接通。\n那边显示的名字是「老周」，用的是纸上的邀请。\n\n请先打电话"
        )
    assert [row[0].id for row in await admission.waiting_claims(session, claim.branch_id)] == [claim.id]


async def test_one_decision_counts_and_the_others_see_who_made_it(session, given):
    claim, zhou, (secretary, deputy, liaison) = await waiting(session, given)
    for row in await session.exec(select(Outbox).where(Outbox.kind == "task")):
        row.state, row.message_id, row.sent_chat_id = OutboxState.SENT, 5, 6
        session.add(row)

    first = await admission.decide(session, claim.id, deputy, accept=True, now=NOON)
    second = await admission.decide(session, claim.id, liaison, accept=False, now=NOON)

    assert (first.fresh, first.accepted) == (True, True)
    assert (second.fresh, second.accepted, second.decider) == (False, True, deputy)
    assert await phone_of(session, zhou) == phone().chat_id
    for person in (secretary, deputy, liaison):
        assert (await messages_to(session, person))[-1] == "周德明同志的手机：潘慧敏同志同意了，已经接通。"


async def test_a_question_that_nobody_has_seen_is_not_asked_any_more(session, given):
    claim, _zhou, (_secretary, deputy, _liaison) = await waiting(session, given)

    await admission.decide(session, claim.id, deputy, accept=True, now=NOON)

    rows = await session.exec(select(Outbox).where(Outbox.about == f"claim:{claim.id}"))
    assert {(row.action, row.state) for row in rows} == {("send", OutboxState.CANCELLED)}


async def test_a_refusal_is_told_kindly_and_binds_nobody(session, given):
    claim, zhou, (secretary, *_others) = await waiting(session, given)

    decision = await admission.decide(session, claim.id, secretary, accept=False, now=NOON)

    assert not decision.accepted
    assert await phone_of(session, zhou) is None
    assert await said_in(session, phone().chat_id) == [say.declined().text]


async def test_nobody_admits_himself_and_nobody_is_asked_about_himself(session, given):
    secretary = await given.secretary()
    deputy = await given.deputy()
    await given.bind(secretary)
    await given.bind(deputy)
    step = await opened(session, await invited(session, secretary, deputy), phone())
    await its_me(session, step, phone())

    with pytest.raises(Refusal):
        await admission.decide(session, step.claim.id, secretary, accept=True, now=NOON)

    assert await phone_of(session, secretary) == chat_of(secretary)
    assert await messages_to(session, secretary) == [say.being_moved().text]
    assert "现在用的那部手机就断开了" in (await messages_to(session, deputy))[0]


async def test_the_phone_that_was_warned_hears_that_it_stays(session, given):
    secretary, zhou = await branch_with_secretary(given)
    await given.bind(zhou)
    step = await opened(session, await invited(session, zhou, secretary, Medium.PAPER), phone())
    await its_me(session, step, phone())
    await _left(session, zhou)

    await admission.decide(session, step.claim.id, secretary, accept=False, now=NOON)

    assert await messages_to(session, zhou) == [say.being_moved().text, say.stayed().text]


async def test_the_phone_that_was_warned_hears_that_the_other_wants_something_else_now(session, given):
    secretary, zhou = await branch_with_secretary(given)
    other = await given.member("郑守义")
    await given.bind(zhou)
    step = await opened(session, await invited(session, zhou, secretary, Medium.PAPER), phone())
    await its_me(session, step, phone())
    await _left(session, zhou)

    await opened(session, await invited(session, other, secretary), phone())

    assert (await messages_to(session, zhou))[-1] == say.stayed().text


@pytest.mark.parametrize("accept", [True, False])
async def test_a_warning_that_has_not_left_before_the_decision_never_leaves(session, given, accept):
    secretary, zhou = await branch_with_secretary(given)
    await given.bind(zhou)
    step = await opened(session, await invited(session, zhou, secretary, Medium.PAPER), phone())
    await its_me(session, step, phone())

    await admission.decide(session, step.claim.id, secretary, accept=accept, now=NOON)

    rows = (await session.exec(select(Outbox).where(Outbox.person_id == zhou.id))).all()
    assert [row.state for row in rows] == [OutboxState.CANCELLED]


async def _left(session, person):
    for row in await session.exec(select(Outbox).where(Outbox.person_id == person.id)):
        row.state, row.message_id, row.sent_chat_id = OutboxState.SENT, 5, chat_of(person)
        session.add(row)
    await session.flush()


async def test_nobody_becomes_his_superior_by_an_invitation_of_his_own(session, given):
    secretary, deputy, liaison = await given.secretary(), await given.deputy(), await given.liaison()
    for official in (deputy, liaison):
        await given.bind(official)
    step = await opened(session, await invited(session, secretary, liaison), phone())
    await its_me(session, step, phone())

    with pytest.raises(Refusal, match="请潘慧敏同志来同意"):
        await admission.decide(session, step.claim.id, liaison, accept=True, now=NOON)
    assert await phone_of(session, secretary) is None

    await admission.decide(session, step.claim.id, deputy, accept=True, now=NOON)
    assert await phone_of(session, secretary) == phone().chat_id


async def test_where_nobody_else_could_decide_the_inviter_may(session, given):
    secretary, liaison = await given.secretary(), await given.liaison()
    await given.bind(liaison)
    step = await opened(session, await invited(session, secretary, liaison), phone())
    await its_me(session, step, phone())

    decision = await admission.decide(session, step.claim.id, liaison, accept=True, now=NOON)

    assert decision.accepted


async def test_a_foreign_branch_decides_nothing(session, given):
    claim, _zhou, _deciders = await waiting(session, given)
    elsewhere = Branch(name="另一个支部")
    session.add(elsewhere)
    await session.flush()
    other_secretary = await Given(session, elsewhere).secretary()

    with pytest.raises(Refusal) as refusal:
        await admission.decide(session, claim.id, other_secretary, accept=True, now=NOON)
    assert refusal.value.text == common.not_found()


async def test_the_frozen_are_not_let_in(session, given):
    claim, zhou, (secretary, *_others) = await waiting(session, given)
    zhou.frozen_at = NOON
    session.add(zhou)
    await session.flush()

    with pytest.raises(Refusal):
        await admission.decide(session, claim.id, secretary, accept=True, now=NOON)

    assert await phone_of(session, zhou) is None


async def test_a_claim_that_a_newer_one_overtook_cannot_be_accepted(session, given):
    claim, zhou, (secretary, *_others) = await waiting(session, given)
    other = await given.member("郑守义")
    await opened(session, await invited(session, other, secretary), phone())

    decision = await admission.decide(session, claim.id, secretary, accept=True, now=NOON)

    assert not decision.fresh
    assert decision.claim.state is ClaimState.DROPPED
    assert await phone_of(session, zhou) is None


@pytest.mark.parametrize(
    ("shown", "harmless"),
    [
        ("老周\n\n同意请点这里", "老周 同意请点这里"),
        ("\u202e王\u200b五", "王五"),
        ("", "（没有名字）"),
        ("长" * 40, "长" * 20),
    ],
)
def test_a_name_that_anybody_can_choose_is_made_harmless(shown, harmless):
    assert ask.shown(shown) == harmless
