"""Political anniversaries: who is greeted, on which day, in which words, and who approves it."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot.domain import (
    anniversaries,
    anniversary_approval,
    anniversary_lists,
    anniversary_proposals,
    anniversary_sending,
    followup_opening,
)
from bot.errors import Refusal
from bot.texts import anniversary_lists as say
from models import (
    Absence,
    Appointment,
    Channel,
    FollowUp,
    FollowUpState,
    Greeting,
    GreetingState,
    Mobility,
    Outbox,
    Precision,
    Role,
    Status,
    Way,
)
from tests.anniversary_world import approve_all, at, deliver, greeting_of, live, sweep, through
from tests.people import messages_to

JOINED = {"joined_on": date(1985, 6, 10), "full_on": date(1986, 6, 10)}
DAY = "2027-06-10"


@pytest.fixture
async def town(given):
    """One member who joined on 10 June 1985, his pair, and the secretary; all have a phone."""
    zhou = await given.member("周德明", **JOINED)
    cadre = await given.cadre("丁海涛")
    secretary = await given.appoint(await given.person("宋维新"), Role.SECRETARY)
    await given.pair(cadre, zhou)
    for person in (zhou, cadre, secretary):
        await given.bind(person)
    return zhou, cadre, secretary


async def decide(session, branch, person, secretary, now, verb=anniversary_approval.approve):
    greeting = await greeting_of(session, person.id, now.year)
    one = await anniversary_approval.load(session, branch, greeting.id)
    await verb(session, branch, one, secretary, now)
    return greeting


async def test_the_secretary_sees_next_month_on_the_25th_and_nothing_leaves_unapproved(session, branch, town):
    zhou, _, secretary = town

    await live(session, [at("2027-05-24"), at("2027-05-25"), at("2027-05-26")])

    (message,) = await messages_to(session, secretary)
    assert "6月的政治生日" in message
    assert "10日 周德明 42周年：等您定" in message
    said = await live(session, [at("2027-06-10"), at("2027-06-13"), at("2027-06-13", 21)])
    assert not any("周德明同志：" in text for text in said)
    greeting = await greeting_of(session, zhou.id, 2027)
    assert (greeting.state, greeting.reason) == (GreetingState.EXPIRED, "unapproved")


async def test_what_is_approved_leaves_at_half_past_eight_with_its_card(session, branch, town):
    zhou, _, secretary = town
    await live(session, [at("2027-05-25")])
    await decide(session, branch, zhou, secretary, at("2027-06-01", 10))

    early = await live(session, [at(DAY, 8, 29)])
    said = await live(session, [at(DAY, 8, 30)])

    assert "今天是您的政治生日" not in "".join(early)
    assert [text for text in said if text.startswith("周德明同志")] == [
        "周德明同志：\n"
        "今天是您的政治生日。1985年6月10日，您光荣加入中国共产党，到今天整整42年了。\n"
        "支部的同志们向您问好，祝您身体健康，天天舒心。\n"
        "中共云泽市民生事务办公室离退休干部支部委员会"
    ]
    greeting = await greeting_of(session, zhou.id, 2027)
    assert (greeting.state, greeting.decided_by) == (GreetingState.SENT, secretary.id)
    row = (await session.exec(select(Outbox).where(Outbox.kind == "anniversary"))).one()
    assert row.layout["media"] == [greeting.media_id]


async def test_whoever_approves_at_ten_is_still_in_time(session, branch, town):
    zhou, _, secretary = town
    await live(session, [at("2027-06-01"), at(DAY, 8)])
    await decide(session, branch, zhou, secretary, at(DAY, 10))

    said = await live(session, [at(DAY, 10, 1)])

    assert any("今天是您的政治生日" in text for text in said)


async def test_the_secretary_is_reminded_once_at_eight_and_the_deputy_asked_three_days_before(
    session, given, branch, town
):
    _, _, secretary = town
    deputy = await given.appoint(await given.person("潘慧敏"), Role.DEPUTY)
    await given.bind(deputy)

    await live(session, [at("2027-05-25"), at("2027-06-06"), at("2027-06-06", 15)])
    assert await messages_to(session, deputy) == []
    await live(session, [at("2027-06-07", 8), at("2027-06-07"), at(DAY, 7), at(DAY, 8), at(DAY, 15)])

    (asked,) = await messages_to(session, deputy)
    assert "书记还没有来得及看" in asked
    assert [text for text in await messages_to(session, secretary) if "今天的政治生日" in text] == [
        "今天的政治生日\n\n周德明 入党42周年\n您还没有定。不点「发」，就不发。"
    ]


async def test_one_tap_approves_the_ordinary_ones_that_stood_on_the_list(session, given, branch, town):
    zhou, _, secretary = town
    fifty = await given.member("郑守义", joined_on=date(1977, 6, 3))
    sick = await given.member("罗秀英", joined_on=date(1980, 6, 5))
    sick.hospital_since = date(2027, 5, 1)
    session.add(sick)
    await live(session, [at("2027-05-25")])
    upto = (await greeting_of(session, zhou.id, 2027)).id + 100
    newcomer = await given.member("何桂芳", joined_on=date(1990, 6, 20))
    now = at("2027-05-26")
    await anniversary_proposals.propose(session, branch, date(2027, 6, 1), date(2027, 6, 30), now)
    late = await greeting_of(session, newcomer.id, 2027)

    approved = await anniversary_approval.approve_ordinary(
        session, branch, date(2027, 6, 1), min(upto, late.id - 1), secretary, now
    )

    assert [line.name for line in approved] == ["周德明"]
    for person in (fifty, sick, newcomer):
        assert (await greeting_of(session, person.id, 2027)).state is GreetingState.PROPOSED


async def test_held_back_is_not_sent_and_ends_so(session, branch, town):
    zhou, _, secretary = town
    await live(session, [at("2027-05-25")])
    await decide(session, branch, zhou, secretary, at("2027-06-01", 10))
    await decide(session, branch, zhou, secretary, at("2027-06-01", 11), anniversary_approval.hold)

    said = await live(session, [at("2027-06-10"), at("2027-06-13"), at("2027-06-13", 21)])

    assert not any("周德明同志：" in text for text in said)
    greeting = await greeting_of(session, zhou.id, 2027)
    assert (greeting.state, greeting.reason) == (GreetingState.CANCELLED, "held")


async def test_own_words_go_out_as_they_are_and_have_to_be_approved_anew(session, branch, town):
    zhou, _, secretary = town
    await live(session, [at("2027-05-25")])
    greeting = await decide(session, branch, zhou, secretary, at("2027-06-01", 10))
    one = await anniversary_approval.load(session, branch, greeting.id)

    await anniversary_approval.reword(session, branch, one, "老周，祝贺您！", secretary, at("2027-06-02"))

    assert greeting.state is GreetingState.PROPOSED
    await decide(session, branch, zhou, secretary, at("2027-06-03", 10))
    said = await live(session, through("2027-06-09", "2027-06-10"))
    assert "老周，祝贺您！" in said


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


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("mourning_until", date(2027, 6, 10), "mourning"),
        ("hospital_since", date(2027, 6, 9), "hospital"),
        ("muted_at", at("2027-06-01"), "muted"),
    ],
    ids=["mourning", "hospital", "muted"],
)
async def test_the_bereaved_the_sick_and_the_tired_are_spared(session, branch, town, field, value, reason):
    zhou, _, secretary = town
    await live(session, [at("2027-05-25")])
    await decide(session, branch, zhou, secretary, at("2027-06-01", 10))
    setattr(zhou, field, value)
    session.add(zhou)
    await session.flush()

    said = await live(session, [at("2027-06-10"), at("2027-06-13"), at("2027-06-13", 21)])

    assert not any("周德明同志：" in text for text in said)
    greeting = await greeting_of(session, zhou.id, 2027)
    assert (greeting.state, greeting.reason) == (GreetingState.CANCELLED, reason)


async def test_a_death_between_the_queue_and_the_sender_is_seen(session, given, branch, town):
    zhou, _, secretary = town
    await live(session, [at("2027-05-25")])
    await decide(session, branch, zhou, secretary, at("2027-06-01", 10))
    await live(session, [at("2027-06-09")])
    await sweep(session, at(DAY, 8, 30))
    member = await given.member_row(zhou)
    member.status = Status.DECEASED
    session.add(member)
    await session.flush()

    said = await deliver(session, at(DAY, 8, 31))
    await sweep(session, at(DAY, 8, 32))

    assert not any("周德明同志：" in text for text in said)
    assert (await greeting_of(session, zhou.id, 2027)).state is GreetingState.CANCELLED
    page = await anniversary_lists.page(session, branch, date(2027, 6, 1), date(2027, 6, 10), 0)
    assert "周德明" not in page.words


async def test_a_frozen_member_is_neither_greeted_nor_named_and_a_mistake_is_made_good(session, branch, town):
    zhou, _, secretary = town
    await live(session, [at("2027-05-25")])
    await decide(session, branch, zhou, secretary, at("2027-06-01", 10))
    zhou.frozen_at = at("2027-06-09", 20)
    session.add(zhou)
    await session.flush()
    assert not any("周德明" in text for text in await live(session, through("2027-06-10", "2027-06-11")))

    zhou.frozen_at = None
    session.add(zhou)
    await session.flush()
    said = await live(session, through("2027-06-12", "2027-06-12"))

    assert any("我们的祝贺来晚了" in text for text in said)
    assert (await greeting_of(session, zhou.id, 2027)).state is GreetingState.LATE


async def test_a_silent_day_of_the_branch_puts_it_off_to_the_next(session, branch, town):
    zhou, _, secretary = town
    await live(session, [at("2027-05-25")])
    await decide(session, branch, zhou, secretary, at("2027-06-01", 10))
    await sweep(session, at(DAY, 8, 30))  # in the outbox when the day is declared
    branch.silent_on = date(2027, 6, 10)
    session.add(branch)
    await session.flush()

    assert not any("周德明同志：" in text for text in await live(session, [at(DAY, 8, 31), at(DAY, 15)]))
    said = await live(session, through("2027-06-11", "2027-06-11", hours=[9, 10]))

    assert not any("今天是您的政治生日" in text for text in said)
    assert any("6月10日，星期四，是您入党42周年的日子。我们的祝贺来晚了" in text for text in said)


async def test_a_date_that_is_put_right_moves_the_greeting_and_asks_again(session, given, branch, town):
    zhou, _, secretary = town
    await live(session, [at("2027-05-25")])
    await decide(session, branch, zhou, secretary, at("2027-06-01", 10))
    member = await given.member_row(zhou)
    member.joined_on = date(1984, 6, 15)
    session.add(member)
    await session.flush()

    said = await live(session, [at("2027-06-02"), at("2027-06-10"), at("2027-06-11")])

    greeting = await greeting_of(session, zhou.id, 2027)
    assert (greeting.day, greeting.years, greeting.state) == (
        date(2027, 6, 15),
        43,
        GreetingState.PROPOSED,
    )
    assert not any("周德明同志：" in text for text in said)


async def test_a_date_put_right_after_the_greeting_brings_no_second_one(session, given, branch, town):
    zhou, _, secretary = town
    await live(session, [at("2027-05-25")])
    await decide(session, branch, zhou, secretary, at("2027-06-01", 10))
    await live(session, through("2027-06-10", "2027-06-10"))
    member = await given.member_row(zhou)
    member.joined_on = date(1985, 9, 1)
    session.add(member)
    await session.flush()

    for now in [at("2027-08-25"), at("2027-08-31"), at("2027-09-01")]:
        await approve_all(session, now)
        assert not any("周德明同志：" in text for text in await live(session, [now]))


async def test_somebody_added_today_with_his_day_today_is_greeted_once(session, given, branch, town):
    await live(session, [at("2027-06-01"), at("2027-06-09")])
    new = await given.member("新来的", joined_on=date(2001, 6, 10))
    await given.bind(new)
    _, _, secretary = town

    await live(session, [at(DAY, 10)])
    assert any("名册有变动" in text for text in await messages_to(session, secretary))
    await decide(session, branch, new, secretary, at(DAY, 11))
    said = await live(session, [at(DAY, hour) for hour in (11, 15, 16)])

    assert sum("新来的同志：" in text for text in said) == 1


@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.PAPER])
async def test_the_list_says_what_is_to_be_weighed(session, given, branch, town, channel):
    await given.member("郑守义", joined_on=date(1977, 6, 3), channel=channel)
    await given.member("唐正平", joined_on=date(1990, 6, 1), joined_precision=Precision.MONTH)

    await anniversary_proposals.propose(
        session, branch, date(2027, 6, 1), date(2027, 6, 30), at("2027-05-25")
    )
    page = await anniversary_lists.page(session, branch, date(2027, 6, 1), date(2027, 5, 25), 0)

    assert page.text.splitlines() == [
        "3日 郑守义 50周年：等您定，逢十，可以安排看望，小助手送不到",
        "10日 周德明 42周年：等您定",
        "本月 唐正平 37周年：等您定，小助手送不到",
    ]
    assert [button.label for button in page.buttons] == [
        "2位平常的，都发",
        *("看郑守义", "看周德明", "看唐正平"),
        "打印2张贺卡",
        "看5月的",
    ]


async def test_on_a_festival_the_anniversary_is_the_one_message_of_the_day(session, given, branch, town):
    zhou, _, secretary = town
    july = await given.member("童七一", joined_on=date(1991, 7, 1))
    await anniversary_proposals.propose(session, branch, date(2027, 7, 1), date(2027, 7, 1), at("2027-06-25"))
    assert await anniversaries.greeted_on(session, branch.id, date(2027, 7, 1)) == set()

    greeting = await decide(session, branch, july, secretary, at("2027-06-26"))
    one = await anniversary_approval.load(session, branch, greeting.id)

    assert await anniversaries.greeted_on(session, branch.id, date(2027, 7, 1)) == {july.id}
    assert "中国共产党成立106周年" in anniversaries.words(branch, one, visit=False)
    assert zhou.id not in await anniversaries.greeted_on(session, branch.id, date(2027, 7, 1))


async def test_a_foreign_or_unknown_greeting_is_answered_alike(session, branch):
    with pytest.raises(Refusal):
        await anniversary_approval.load(session, branch, 999)


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


async def test_what_waits_is_counted_by_month_among_all_that_waits(session, given, branch, town):
    frozen = await given.member("冻结的", joined_on=date(1990, 6, 20))
    frozen.frozen_at = at("2027-05-01")
    session.add(frozen)
    await anniversary_proposals.propose(
        session, branch, date(2027, 6, 1), date(2027, 6, 30), at("2027-05-25")
    )

    assert await anniversary_lists.waiting(session, branch.id) == [(date(2027, 6, 1), 1)]
    await approve_all(session, at("2027-05-26"))
    assert await anniversary_lists.waiting(session, branch.id) == []


async def test_proposing_twice_proposes_once(session, given, branch, town):
    for hour in (9, 10, 11):
        await anniversary_proposals.propose(
            session, branch, date(2027, 6, 1), date(2027, 6, 30), at("2027-05-25", hour)
        )

    assert len((await session.exec(select(Greeting))).all()) == 1


async def test_who_comes_in_sight_before_the_list_is_made_is_not_called_new(session, given, branch, town):
    _, _, secretary = town
    near = await given.member("何桂芳", joined_on=date(1990, 6, 2))

    await live(session, [at("2027-05-24", 9)])
    assert (await greeting_of(session, near.id, 2027)).state is GreetingState.PROPOSED
    assert await messages_to(session, secretary) == []
    await live(session, [at("2027-05-25", 8, 50), at("2027-05-25", 9)])

    (message,) = await messages_to(session, secretary)
    assert "下个月有2位老同志过政治生日" in message


async def test_the_look_ahead_does_not_repeat_itself_within_the_hour(session, branch, town):
    await sweep(session, at("2027-05-25", 9))
    first = (await session.exec(select(Outbox))).all()

    await sweep(session, at("2027-05-25", 9) + timedelta(minutes=30))

    assert len((await session.exec(select(Outbox))).all()) == len(first)


def test_a_month_travels_in_a_button_and_comes_back():
    for month in (date(2027, 1, 1), date(2027, 12, 1)):
        assert say.month_in(say.number_of(month)) == month
    assert say.month_in(202799) == date(2027, 12, 1)  # what no button of ours carries is still a month
