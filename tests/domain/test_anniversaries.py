"""Political anniversaries: who is greeted, on which day, in which words, and who approves it."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot.domain import anniversary_approval, anniversary_lists, anniversary_proposals
from bot.errors import Refusal
from bot.texts import anniversary_lists as say
from models import Channel, Greeting, GreetingState, Outbox, Precision, Role
from tests.anniversary_world import (
    DAY,
    approve_all,
    at,
    decide,
    greeting_of,
    live,
    small_town,
    sweep,
    through,
)
from tests.people import messages_to


@pytest.fixture
async def town(given):
    return await small_town(given)


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


async def test_the_deputy_is_not_asked_about_her_own_greeting(session, given, branch, town):
    _, _, secretary = town
    deputy = await given.deputy("潘慧敏")
    await given.bind(deputy)

    await live(session, [at("2027-05-25"), at("2027-06-07", 8), at(DAY, 8)])

    (asked,) = await messages_to(session, deputy)
    assert "周德明" in asked
    assert "潘慧敏" not in asked
    (reminded,) = [text for text in await messages_to(session, secretary) if "今天的政治生日" in text]
    assert "潘慧敏" in reminded


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


async def test_a_foreign_or_unknown_greeting_is_answered_alike(session, branch):
    with pytest.raises(Refusal):
        await anniversary_approval.load(session, branch, 999)


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
