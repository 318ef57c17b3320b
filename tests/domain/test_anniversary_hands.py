"""Political anniversaries by human hands: who visits, calls or brings a card."""

from datetime import date

import pytest
from sqlmodel import select

from bot.domain import (
    anniversaries,
    anniversary_approval,
    anniversary_proposals,
    anniversary_sending,
    followup_opening,
)
from bot.errors import Refusal
from models import (
    Absence,
    Appointment,
    Channel,
    FollowUp,
    FollowUpState,
    GreetingState,
    Mobility,
    Outbox,
    Status,
    Way,
)
from tests.anniversary_world import DAY, at, decide, greeting_of, live, small_town, sweep, through
from tests.people import messages_to


@pytest.fixture
async def town(given):
    return await small_town(given)


async def test_a_visit_is_promised_only_when_somebody_is_to_go(session, given, branch, town):
    _, cadre, secretary = town
    honoured = await given.member("郑守义", joined_on=date(1977, 6, 10), full_on=date(1977, 6, 10))
    await given.pair(cadre, honoured)
    await given.bind(honoured)
    await live(session, [at("2027-05-25")])
    one = await anniversary_approval.load(session, branch, (await greeting_of(session, honoured.id, 2027)).id)
    promise = "我们想上门看看您"
    assert promise not in anniversaries.words(branch, one, visit=False)

    await anniversary_approval.arrange_visit(session, branch, one, secretary, at("2027-05-26"), on=True)
    await decide(session, branch, honoured, secretary, at("2027-05-26", 10))
    said = await live(session, through("2027-06-09", "2027-06-10"))

    assert any(promise in text for text in said)
    visit = (await session.exec(select(FollowUp).where(FollowUp.person_id == honoured.id))).one()
    assert (visit.began, visit.helper_id) == (FollowUpState.VISIT, cadre.id)
    assert visit.ask_at == at("2027-06-03", 8)


async def test_a_promise_whose_visit_was_cancelled_is_not_made(session, branch, town):
    zhou, _, secretary = town
    await live(session, [at("2027-05-25")])
    greeting = await greeting_of(session, zhou.id, 2027)
    one = await anniversary_approval.load(session, branch, greeting.id)
    now = at("2027-05-26")
    await anniversary_approval.reword(session, branch, one, "我们上门看望您。", secretary, now)

    with pytest.raises(Refusal, match="安排看望"):
        await anniversary_approval.approve(session, branch, one, secretary, now)

    await anniversary_approval.arrange_visit(session, branch, one, secretary, now, on=True)
    await anniversary_approval.approve(session, branch, one, secretary, now)
    await followup_opening.cancel_for(session, "anniversary:2027", "nobody can", now, zhou.id)
    said = await live(session, through("2027-06-09", "2027-06-10"))
    assert "我们上门看望您。" not in said
    assert (greeting.state, greeting.reason) == (GreetingState.PROPOSED, "promise")


@pytest.mark.parametrize("noticed", ["with the next look", "on the day"])
async def test_a_date_that_was_put_right_takes_back_what_his_pair_was_to_say(
    session, given, branch, town, noticed
):
    """Else he is congratulated by telephone on a day that is not his."""
    zhou, _, secretary = town
    member = await given.member_row(zhou)
    member.channel = Channel.PHONE
    await live(session, [at("2027-05-25")])
    greeting = await decide(session, branch, zhou, secretary, at("2027-06-05", 10))
    (call,) = (await session.exec(select(FollowUp))).all()
    assert call.state is FollowUpState.CALL

    member.joined_on = date(1985, 6, 28)
    session.add(member)
    if noticed == "on the day":
        await anniversary_sending.send_due(session, branch, at(DAY, 8, 30))
    else:
        await live(session, [at("2027-06-06")])

    await session.refresh(call)
    assert (call.state, call.reason) == (FollowUpState.CANCELLED, "moved")
    await decide(session, branch, zhou, secretary, at("2027-06-22", 10))
    await session.refresh(call)
    assert call.state is FollowUpState.CALL
    assert "6月28日" in call.words
    assert greeting.way is Way.HAND


async def test_whoever_has_no_bot_gets_a_card_by_hand_a_week_before(session, given, branch, town):
    _, cadre, secretary = town
    old = await given.member("孟庆余", joined_on=date(1984, 6, 12), channel=Channel.PHONE)
    await given.pair(cadre, old)
    await live(session, [at("2027-05-25")])
    await decide(session, branch, old, secretary, at("2027-05-26", 10))
    assert (await session.exec(select(FollowUp).where(FollowUp.person_id == old.id))).all() == []

    await live(session, through("2027-06-05", "2027-06-05"))

    call = (await session.exec(select(FollowUp).where(FollowUp.person_id == old.id))).one()
    assert (call.state, call.helper_id) == (FollowUpState.CALL, cadre.id)
    assert "给您准备了一张贺卡" in call.words
    await given.bind(old)  # he gets a phone meanwhile: greeted by hand all the same, and not twice
    said = await live(session, [at("2027-06-11"), at("2027-06-12")])
    assert not any("孟庆余同志：" in text for text in said)
    greeting = await greeting_of(session, old.id, 2027)
    assert (greeting.state, greeting.way) == (GreetingState.BY_HAND, Way.HAND)


@pytest.mark.parametrize("ended", ["the cadre", "the deputy"])
async def test_who_serves_no_more_does_not_hear_of_it(session, given, branch, town, ended):
    zhou, cadre, secretary = town
    deputy = await given.cadre("于晓梅")
    await given.bind(deputy)
    gone, hears = (cadre, []) if ended == "the cadre" else (deputy, [cadre])
    if ended == "the deputy":
        away = {"from_on": date(2027, 6, 1), "until_on": date(2027, 6, 30)}
        session.add(Absence(branch_id=branch.id, cadre_id=cadre.id, deputy_id=deputy.id, **away))
    for held in (await session.exec(select(Appointment).where(Appointment.person_id == gone.id))).all():
        held.until_on = date(2027, 6, 1)
        session.add(held)
    await live(session, [at("2027-05-25")])
    await decide(session, branch, zhou, secretary, at("2027-06-01", 10))

    await live(session, through("2027-06-09", "2027-06-10"))

    told = [one for one in (cadre, deputy) if "周德明" in "".join(await messages_to(session, one))]
    assert told == hears


async def test_the_pair_hears_of_it_the_day_before(session, branch, town):
    zhou, cadre, secretary = town
    await live(session, [at("2027-05-25")])
    await decide(session, branch, zhou, secretary, at("2027-06-01", 10))

    await live(session, through("2027-06-09", "2027-06-10"))

    told = [text for text in await messages_to(session, cadre) if "周德明" in text]
    assert told == [
        "明天（6月10日，星期四）\n\n"
        "周德明同志入党42周年，贺卡早上8点半发出。\n"
        "您方便的话，打个电话问候一声就好。"
    ]


async def test_whom_the_messenger_did_not_reach_is_called(session, branch, town):
    zhou, _, secretary = town
    await live(session, [at("2027-05-25")])
    await decide(session, branch, zhou, secretary, at("2027-06-01", 10))
    await live(session, [at("2027-06-09")])
    await sweep(session, at(DAY, 8, 30))
    row = (await session.exec(select(Outbox).where(Outbox.kind == "anniversary"))).one()
    row.state, row.reason = "failed", "blocked"
    session.add(row)
    await session.flush()

    await sweep(session, at(DAY, 8, 31))

    greeting = await greeting_of(session, zhou.id, 2027)
    assert (greeting.state, greeting.reason) == (GreetingState.FAILED, "blocked")
    call = (await session.exec(select(FollowUp).where(FollowUp.person_id == zhou.id))).one()
    assert call.state is FollowUpState.CALL


async def test_a_year_that_is_not_round_and_a_frail_member_far_away(session, given, branch):
    far = await given.member(
        "江远志",
        joined_on=date(1987, 6, 10),
        mobility=Mobility.LIMITED,
        status=Status.FLOATING,
    )
    (one,) = await anniversary_proposals.propose(
        session, branch, date(2027, 6, 10), date(2027, 6, 10), at("2027-06-01")
    )

    words = anniversaries.words(branch, one, visit=False)

    assert one.person.id == far.id
    assert "有空来支部坐坐" not in words  # forty years, but he cannot come
    assert "我们给您送到家里来" in words
    assert "您虽然住在外地" in words
