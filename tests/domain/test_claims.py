"""Claims: who may become whom, and by what proof."""

import pytest
from sqlmodel import select

from bot.domain import admission, claims
from bot.domain.claims import Next
from bot.errors import Refusal
from bot.texts import admission as ask
from bot.texts import binding as say
from models import (
    ClaimKind,
    ClaimState,
    Medium,
    Outbox,
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
    typed,
)
from tests.people import NOON, chat_of, messages_to

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
