"""Political anniversaries that something comes between: grief, death, a silent day, another date."""

from datetime import date

import pytest

from bot.domain import anniversaries, anniversary_approval, anniversary_lists, anniversary_proposals
from models import GreetingState, Status
from tests.anniversary_world import (
    DAY,
    approve_all,
    at,
    decide,
    deliver,
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
