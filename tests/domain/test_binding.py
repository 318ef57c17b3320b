"""Who may become whom, by what proof, and how it ends."""

import pytest
from sqlmodel import select

from bot.domain import accounts, admission, binding, claims, outbox, people
from bot.domain.claims import Next
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import admission as ask
from bot.texts import binding as say
from bot.texts import common
from models import (
    Account,
    Board,
    Branch,
    Change,
    ClaimKind,
    ClaimState,
    Dialog,
    Medium,
    Outbox,
    OutboxState,
    Role,
)
from tests.binding_world import PHONE, invited, its_me, opened, phone, phone_of, said_in, typed
from tests.people import BOT_ID, NOON, TODAY, Given, chat_of, messages_to


async def branch_with_secretary(given):
    """A branch whose secretary is connected, and 周德明, who is not."""
    secretary = await given.secretary()
    await given.bind(secretary)
    return secretary, await given.member("周德明", phone=PHONE)


# -- the link -------------------------------------------------------------------------------------


async def test_whoever_opens_a_link_is_asked_who_he_is_and_is_nobody_yet(session, given):
    secretary, zhou = await branch_with_secretary(given)

    step = await opened(session, await invited(session, zhou, secretary), phone())

    assert step.next is Next.ANSWER
    assert await phone_of(session, zhou) is None
    question = say.who_are_you(step.person.name, step.claim.id)
    assert question.text == "您好，我是支部小助手，是一个程序。\n\n您是周德明同志吗？"
    assert [button.label for button in question.buttons] == ["是我", "我是家属", "不是"]


async def test_his_own_number_lets_a_member_in(session, given):
    secretary, zhou = await branch_with_secretary(given)
    step = await opened(session, await invited(session, zhou, secretary), phone())
    assert (await its_me(session, step, phone())).next is Next.PROOF

    step = await claims.show_number(session, phone(), "+86 139 0000 0001", NOON)

    assert step.next is Next.WELCOME
    assert await phone_of(session, zhou) == phone().chat_id


async def test_his_own_number_before_是我_proves_nothing(session, given):
    secretary, zhou = await branch_with_secretary(given)
    await opened(session, await invited(session, zhou, secretary), phone())

    assert (await claims.show_number(session, phone(), PHONE, NOON)).next is Next.ANSWER
    assert await phone_of(session, zhou) is None


async def test_another_number_needs_a_human_and_is_not_compared_aloud(session, given):
    secretary, zhou = await branch_with_secretary(given)
    step = await opened(session, await invited(session, zhou, secretary), phone())
    await its_me(session, step, phone())

    step = await claims.show_number(session, phone(), "13900000009", NOON)

    assert step.next is Next.OTHER_NUMBER
    assert PHONE not in say.other_number().text
    assert await phone_of(session, zhou) is None
    assert "电话和花名册上的不一样" in (await messages_to(session, secretary))[-1]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("13900000001", "+8613900000001", True),
        ("008613900000001", "139 0000 0001", True),
        ("0719-8661234", "07198661234", True),
        ("13900000001", "13900000002", False),
        ("", "", False),
        (None, "", False),
        ("8613900000001", "13900000001", True),
        ("86139000000012", "139000000012", False),
    ],
)
def test_a_number_is_the_same_however_it_is_written(one, other, same):
    assert claims.same_number(one, other) is same


async def test_a_roster_without_a_number_leaves_it_to_a_human(session, given):
    secretary = await given.secretary()
    await given.bind(secretary)
    zhou = await given.member("周德明")

    step = await opened(session, await invited(session, zhou, secretary), phone())

    assert (await its_me(session, step, phone())).next is Next.APPROVAL


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.MEMBER, Role.RELATIVE)])
async def test_whoever_holds_an_office_needs_a_second_person_though_his_number_fits(session, given, role):
    secretary, zhou = await branch_with_secretary(given)
    await given.appoint(zhou, role)
    step = await opened(session, await invited(session, zhou, secretary), phone())

    assert (await its_me(session, step, phone())).next is Next.APPROVAL
    assert (await claims.show_number(session, phone(), PHONE, NOON)).next is Next.APPROVAL

    assert await phone_of(session, zhou) is None
    assert "电话和花名册上的一样" in ask.task(await admission.task(session, step.claim, zhou)).text


async def test_digits_and_paper_need_a_human_though_the_number_fits(session, given):
    secretary, zhou = await branch_with_secretary(given)
    li = await given.member("李红", phone=PHONE)
    by_code = await typed(session, await invited(session, zhou, secretary), phone())
    on_paper = await opened(session, await invited(session, li, secretary, Medium.PAPER), phone(701))

    for step, holder in ((by_code, phone()), (on_paper, phone(701))):
        assert (await its_me(session, step, holder)).next is Next.APPROVAL
        assert (await claims.show_number(session, holder, PHONE, NOON)).next is Next.APPROVAL

    assert await phone_of(session, zhou) is None
    assert await phone_of(session, li) is None


async def test_a_lapsed_link_lets_nobody_in_even_after_是我(session, given):
    secretary, zhou = await branch_with_secretary(given)
    issued = await invited(session, zhou, secretary)
    await its_me(session, await opened(session, issued, phone()), phone())

    step = await claims.show_number(session, phone(), PHONE, issued.expires_at)

    assert step.next is Next.OVER
    assert (await claims.ask_branch(session, phone(), issued.expires_at)).next is Next.OVER
    assert await phone_of(session, zhou) is None


async def test_somebody_elses_claim_is_a_missing_one(session, given):
    secretary, zhou = await branch_with_secretary(given)
    step = await opened(session, await invited(session, zhou, secretary), phone())

    for verb in (claims.say_self, claims.say_relative, claims.say_no):
        with pytest.raises(Refusal):
            await verb(session, step.claim.id, phone(701), NOON)


# -- used twice, astray, relatives ----------------------------------------------------------------


async def test_an_invitation_works_once_and_the_secretary_hears_of_a_second_try(session, given):
    secretary, zhou = await branch_with_secretary(given)
    issued = await invited(session, zhou, secretary)
    await its_me(session, await opened(session, issued, phone()), phone())
    await claims.show_number(session, phone(), PHONE, NOON)

    for _ in range(3):
        assert (await opened(session, issued, phone(701, "别人"))).next is Next.OVER

    assert await phone_of(session, zhou) == phone().chat_id
    assert await messages_to(session, secretary) == [ask.used_twice("周德明", "别人").text]


async def test_of_two_who_opened_one_link_the_first_to_say_是我_has_it(session, given):
    secretary, zhou = await branch_with_secretary(given)
    issued = await invited(session, zhou, secretary)
    first, second = await opened(session, issued, phone()), await opened(session, issued, phone(701, "别人"))

    assert (await its_me(session, first, phone())).next is Next.PROOF
    assert (await its_me(session, second, phone(701, "别人"))).next is Next.OVER

    assert await messages_to(session, secretary) == [ask.used_twice("周德明", "别人").text]


async def test_whoever_comes_back_to_his_own_link_goes_on_where_he_was(session, given):
    secretary, zhou = await branch_with_secretary(given)
    issued = await invited(session, zhou, secretary)
    await its_me(session, await opened(session, issued, phone()), phone())

    assert (await opened(session, issued, phone())).next is Next.PROOF
    await claims.ask_branch(session, phone(), NOON)
    step = await opened(session, issued, phone())
    assert step.next is Next.APPROVAL
    await admission.decide(session, step.claim.id, secretary, accept=True, now=NOON)
    assert (await opened(session, issued, phone())).next is Next.CONNECTED
    told = await session.exec(select(Outbox.kind).where(Outbox.person_id == secretary.id))
    assert told.all() == ["task"]


async def test_不是_makes_the_invitation_void_and_tells_its_sender(session, given):
    secretary, zhou = await branch_with_secretary(given)
    liaison = await given.liaison()
    await given.bind(liaison)
    issued = await invited(session, zhou, liaison)
    step = await opened(session, issued, phone())

    assert (await claims.say_no(session, step.claim.id, phone(), NOON)).next is Next.NOT_ME

    assert (await opened(session, issued, phone(701))).next is Next.OVER
    for told in (secretary, liaison):
        assert await messages_to(session, told) == [ask.went_astray("周德明").text]


async def test_a_relative_gets_no_access_and_leaves_the_invitation_to_its_owner(session, given):
    secretary, zhou = await branch_with_secretary(given)
    issued = await invited(session, zhou, secretary)
    daughter = phone(701, "小周")
    step = await opened(session, issued, daughter)

    assert (await claims.say_relative(session, step.claim.id, daughter, NOON)).next is Next.RELATIVE
    assert (await its_me(session, step, daughter)).next is Next.RELATIVE
    assert (await claims.show_number(session, daughter, PHONE, NOON)).next is Next.OVER

    assert await phone_of(session, zhou) is None
    assert (await messages_to(session, secretary)) == [ask.relative_came("周德明", "小周").text]
    assert (step.claim.kind, step.claim.state) == (ClaimKind.RELATIVE, ClaimState.WAITING)
    assert await admission.waiting_claims(session, zhou.branch_id) == []
    with pytest.raises(Refusal):
        await admission.decide(session, step.claim.id, secretary, accept=True, now=NOON)
    assert (await its_me(session, await opened(session, issued, phone()), phone())).next is Next.PROOF


async def test_one_phone_is_not_two_people(session, given):
    secretary, zhou = await branch_with_secretary(given)
    wife = await given.member("陈秀兰")
    await given.bind(zhou)
    holder = phone(chat_of(zhou))
    step = await opened(session, await invited(session, wife, secretary), holder)

    assert step.next is Next.ANSWER
    assert (await its_me(session, step, holder)).next is Next.ANOTHER_PERSON

    assert await phone_of(session, wife) is None
    assert await messages_to(session, secretary) == [ask.shared_phone("陈秀兰", "周德明").text]
    assert "周德明" not in say.another_person().text


# -- a human decides ------------------------------------------------------------------------------


async def waiting(session, given, **more):
    """周德明's claim waits; secretary, deputy and liaison are connected."""
    secretary, zhou = await branch_with_secretary(given)
    deputy, liaison = await given.deputy(), await given.liaison()
    await given.bind(deputy)
    await given.bind(liaison)
    step = await opened(session, await invited(session, zhou, secretary, Medium.PAPER), phone())
    await its_me(session, step, phone())
    return step.claim, zhou, (secretary, deputy, liaison)


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


# -- a new phone, a lost phone, no more messages --------------------------------------------------


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
    assert (await people.who(session, BOT_ID, old.user_id, TODAY)).person is None
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

    assert (await people.who(session, BOT_ID, chat_of(lost), TODAY)).person is None
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
