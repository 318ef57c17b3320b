"""Festivals: one text for everybody, approved by a human, on the day or not at all."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, select

from bot.domain import anniversaries, festival_greetings, festival_sending, festivals
from bot.domain.kinds import KINDS, Hearing
from bot.errors import Refusal
from bot.texts import festival_greetings as say
from bot.texts import festivals as words
from models import (
    Branch,
    Channel,
    Festival,
    FestivalGreeting,
    FollowUp,
    Greeting,
    GreetingState,
    Outbox,
    OutboxState,
    ProposalState,
    Role,
)
from scheduler.festivals import look_after

PARTY_DAY = date(2027, 7, 1)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour in Shanghai."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


async def said(session, kind="festival") -> list[Outbox]:
    found = await session.exec(select(Outbox).where(col(Outbox.kind) == kind).order_by(col(Outbox.id)))
    return list(found.all())


async def proposed(session, branch, day=PARTY_DAY) -> FestivalGreeting:
    await look_after(session, at(festival_greetings.asked_on(day), 9))
    greeting = await festival_greetings.of_day(session, branch.id, day)
    assert greeting is not None
    return greeting


@pytest.fixture
async def secretary(given):
    return await given.secretary()


@pytest.fixture
async def tang(given):
    person = await given.member("唐正平", joined_on=date(1976, 10, 12))
    await given.bind(person)
    return person


# -- the calendar ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "which"),
    [
        (date(2026, 2, 17), (Festival.SPRING,)),
        (date(2028, 5, 28), (Festival.DRAGON_BOAT,)),  # and not once more in the leap month
        (date(2028, 6, 27), ()),
        (date(2027, 4, 5), (Festival.CLEAR_AND_BRIGHT,)),
        (date(2028, 4, 4), (Festival.CLEAR_AND_BRIGHT,)),
        (date(2031, 10, 1), (Festival.NATIONAL, Festival.MID_AUTUMN)),
        (date(2033, 10, 1), (Festival.NATIONAL, Festival.DOUBLE_NINTH)),
        (date(2027, 9, 9), ()),  # the elders' day is a lunar one
        (date(2027, 10, 8), (Festival.DOUBLE_NINTH,)),
    ],
)
def test_the_festivals_of_a_day(day, which):
    assert festivals.on(day) == which


@pytest.mark.parametrize(
    "day", [date(2027, 4, 5), date(2027, 9, 3), date(2027, 9, 30), date(2027, 12, 13), date(2020, 4, 4)]
)
def test_solemn_days_are_silent(day):
    assert festivals.solemn(day)
    assert festivals.greeted(day) == ()
    assert festivals.line(day) == ""


def test_a_feast_on_a_solemn_day_is_not_greeted():
    memorial_and_mid_autumn = date(2012, 9, 30)

    assert Festival.MID_AUTUMN in festivals.on(memorial_and_mid_autumn)
    assert festivals.greeted(memorial_and_mid_autumn) == ()


def test_two_festivals_on_one_day_are_one_text():
    day = date(2031, 10, 1)

    text = words.proposal(festivals.greeted(day), day, "署名")

    assert "中华人民共和国成立82周年，又逢中秋节" in text
    assert text.count("祝您") == 1


def test_no_proposed_text_says_what_hurts_the_bereaved():
    for festival in Festival:
        if festival not in festivals.SOLEMN:
            text = words.proposal((festival,), date(2027, 7, 1), "署名")
            assert not any(word in text for word in ("团圆", "阖家", "快乐", "建党节")), text
            assert len(text.splitlines()) <= 8


# -- approval -------------------------------------------------------------------------------------


async def test_the_secretary_is_asked_once_a_week_before(session, branch, secretary):
    await look_after(session, at(date(2027, 6, 23), 9))
    assert await said(session, "task") == []

    await look_after(session, at(date(2027, 6, 24), 9))
    await look_after(session, at(date(2027, 6, 25), 9))

    (asked,) = await said(session, "task")
    assert asked.person_id == secretary.id
    assert "七一的问候，请您看一看" in asked.text
    assert "中国共产党成立106周年" in asked.text
    assert "7月1日，星期四" in asked.text


async def test_before_a_long_holiday_the_secretary_is_asked_on_a_working_day(session):
    assert festival_greetings.asked_on(date(2026, 2, 17)) == date(2026, 2, 10)
    assert festival_greetings.asked_on(date(2026, 1, 1)) == date(2025, 12, 25)
    assert festival_greetings.asked_on(date(2026, 6, 19)) == date(2026, 6, 12)
    assert festival_greetings.asked_on(date(2026, 10, 18)) == date(2026, 10, 10)  # a Saturday that is worked


async def test_what_nobody_approved_is_never_sent(session, branch, secretary, tang):
    greeting = await proposed(session, branch)

    for hour in (8, 9, 15, 20):
        await look_after(session, at(PARTY_DAY, hour))

    assert await said(session) == []
    assert greeting.state is ProposalState.EXPIRED


async def test_three_days_before_it_goes_to_the_deputy_and_on_the_day_the_secretary_is_reminded_once(
    session, branch, secretary, given
):
    deputy = await given.deputy()
    await proposed(session, branch)

    await look_after(session, at(date(2027, 6, 28), 9))
    await look_after(session, at(date(2027, 6, 29), 9))
    await look_after(session, at(PARTY_DAY, 7, 59))
    before = [row.person_id for row in await said(session, "task")]
    await look_after(session, at(PARTY_DAY, 8))
    await look_after(session, at(PARTY_DAY, 9))

    assert before == [secretary.id, deputy.id]
    assert [row.person_id for row in await said(session, "task")] == [secretary.id, deputy.id, secretary.id]


async def test_the_approved_text_is_said_once_and_at_half_past_eight(session, branch, secretary, tang):
    greeting = await proposed(session, branch)
    await festival_greetings.decide(
        session, greeting, ProposalState.APPROVED, secretary, at(date(2027, 6, 25), 9)
    )

    await look_after(session, at(PARTY_DAY, 8, 29))
    early = await said(session)
    await look_after(session, at(PARTY_DAY, 8, 30))
    await look_after(session, at(PARTY_DAY, 8, 31))

    assert early == []
    (row,) = await said(session)
    assert (row.person_id, row.text) == (tang.id, greeting.text)
    assert greeting.state is ProposalState.SENT


async def test_an_approval_in_the_afternoon_still_counts_and_one_on_the_next_day_does_not(
    session, branch, secretary, tang
):
    greeting = await proposed(session, branch)
    await look_after(session, at(PARTY_DAY, 15))
    await festival_greetings.decide(session, greeting, ProposalState.APPROVED, secretary, at(PARTY_DAY, 15))
    await look_after(session, at(PARTY_DAY, 15, 1))
    other = await proposed(session, branch, date(2027, 10, 1))
    await look_after(session, at(date(2027, 10, 2), 9))

    assert len(await said(session)) == 1
    with pytest.raises(Refusal):
        await festival_greetings.decide(
            session, other, ProposalState.APPROVED, secretary, at(date(2027, 10, 2), 10)
        )


async def test_an_approved_greeting_whose_day_the_program_slept_through_expires_and_the_secretary_hears_of_it(
    session, branch, secretary, tang
):
    greeting = await proposed(session, branch)
    await festival_greetings.decide(
        session, greeting, ProposalState.APPROVED, secretary, at(date(2027, 6, 25), 9)
    )

    await look_after(session, at(PARTY_DAY, 20))

    assert await said(session) == []
    assert greeting.state is ProposalState.EXPIRED
    assert "没有发出去" in (await said(session, "task"))[-1].text


async def test_other_words_have_to_be_approved_anew(session, branch, secretary, tang):
    greeting = await proposed(session, branch)
    now = at(date(2027, 6, 25), 9)
    await festival_greetings.decide(session, greeting, ProposalState.APPROVED, secretary, now)

    await festival_greetings.reword(session, greeting, "各位老同志：七一到了，支部向您问好。", secretary, now)
    await look_after(session, at(PARTY_DAY, 9))

    assert greeting.state is ProposalState.PROPOSED
    assert await said(session) == []


# -- to whom --------------------------------------------------------------------------------------


async def test_only_the_living_on_the_roll_whom_the_program_reaches(session, branch, secretary, tang, given):
    frozen = await given.member("冻结")
    frozen.frozen_at = at(date(2027, 6, 1), 9)
    gone = await given.member("谢永年", status="deceased")
    away = await given.member("姚建中", status="transferred")
    for person in (frozen, gone, away):
        await given.bind(person)
    await given.member("未接通")

    greeting = await proposed(session, branch)

    assert (await festival_sending.audience(session, greeting)).by_program == [tang.id]


def test_the_bereaved_the_sick_and_who_wants_quiet_are_not_sent_it():
    assert KINDS["festival"].hearing is Hearing.CHEERFUL  # see test_gate


async def test_whose_anniversary_it_is_gets_one_message_that_day(session, branch, secretary, tang, given):
    zhou = await given.member("周德明", joined_on=date(1965, 7, 1))
    await given.bind(zhou)
    session.add(
        Greeting(
            branch_id=branch.id,
            person_id=zhou.id,
            year=2027,
            day=PARTY_DAY,
            years=62,
            state=GreetingState.APPROVED,
            proposed_at=at(date(2027, 6, 1), 9),
        )
    )
    await session.flush()

    greeting = await proposed(session, branch)

    assert await anniversaries.greeted_on(session, branch.id, PARTY_DAY) == {zhou.id}
    assert (await festival_sending.audience(session, greeting)).by_program == [tang.id]


async def test_womens_day_and_army_day_are_asked_for_and_for_some(session, branch, secretary, given):
    women, army = date(2027, 3, 8), date(2027, 8, 1)
    zhao, luo = await given.member("赵素芬"), await given.member("罗家骏")
    zhao.sex, luo.sex, luo.note = "女", "男", "退役军人，八一入党"
    for person in (zhao, luo):
        await given.bind(person)

    await look_after(session, at(date(2027, 3, 1), 9))
    assert await festival_greetings.of_day(session, branch.id, women) is None

    on_women = await festival_greetings.prepare(session, branch, women, at(date(2027, 3, 1), 9))
    on_army = await festival_greetings.prepare(session, branch, army, at(date(2027, 7, 1), 9))
    assert (await festival_sending.audience(session, on_women)).by_program == [zhao.id]
    assert (await festival_sending.audience(session, on_army)).by_program == [luo.id]
    assert "建军100周年" in on_army.text


@pytest.mark.parametrize("day", [date(2027, 9, 30), date(2027, 11, 11)])
async def test_a_day_that_is_none_or_solemn_cannot_be_greeted(session, branch, day):
    with pytest.raises(Refusal):
        await festival_greetings.prepare(session, branch, day, at(date(2027, 9, 1), 9))


async def test_the_acting_secretary_is_asked_too(session, branch, secretary, given):
    acting = await given.appoint(await given.member("许绍文"), Role.ACTING)

    await proposed(session, branch)

    assert {row.person_id for row in await said(session, "task")} == {secretary.id, acting.id}


async def test_another_branchs_greeting_is_not_found(session, branch, secretary):
    greeting = await proposed(session, branch)
    other = Branch(name="另一个支部")
    session.add(other)
    await session.flush()

    with pytest.raises(Refusal):
        await festival_greetings.load(session, greeting.id, other.id)


# -- whom the program does not reach --------------------------------------------------------------

MID_AUTUMN = date(2027, 9, 15)


@pytest.fixture
async def wu(given, secretary):
    """Who wants to be telephoned, and his pair; the program reaches the others."""
    await given.bind(secretary)
    person, cadre = await given.member("吴长贵"), await given.cadre("丁海涛")
    (await given.member_row(person)).channel = Channel.PHONE
    await given.bind(cadre)
    await given.pair(cadre, person)
    return person


async def approved(session, branch, secretary, day=MID_AUTUMN) -> FestivalGreeting:
    greeting = await proposed(session, branch, day)
    now = at(festival_greetings.asked_on(day), 10)
    await festival_greetings.decide(session, greeting, ProposalState.APPROVED, secretary, now)
    return greeting


async def test_festivals_cause_no_calls(session, branch, secretary, tang, wu, given):
    refused, unbound = await given.member("胡文彬"), await given.member("罗家骏")
    await given.bind(refused)
    greeting = await approved(session, branch, secretary)

    for day, hour in ((13, 9), (14, 9), (15, 9)):
        await look_after(session, at(date(2027, 9, day), hour))
    for row in await said(session):
        row.state, row.reason = OutboxState.SENT, None
        if row.person_id == refused.id:
            row.state, row.reason = OutboxState.FAILED, "blocked"
        session.add(row)
    for day, hour in ((15, 10), (16, 9), (17, 9)):
        await look_after(session, at(date(2027, 9, day), hour))

    assert (await session.exec(select(FollowUp))).all() == []
    assert {row.person_id for row in await said(session)} == {secretary.id, tang.id, refused.id}
    assert greeting.state is ProposalState.SENT
    assert unbound.id not in (await festival_sending.audience(session, greeting)).by_program


async def test_the_secretary_sees_how_many_a_greeting_does_not_reach(session, branch, secretary, wu, given):
    mourning = await given.member("黄玉梅")
    mourning.mourning_until = date(2027, 12, 31)
    session.add(mourning)

    greeting = await proposed(session, branch, MID_AUTUMN)
    audience = await festival_sending.audience(session, greeting)

    assert (audience.hearing, audience.unreached) == (1, 1)
    shown = say.preview(greeting, audience.hearing, audience.unreached, date(2027, 9, 8)).text
    assert "发给1位老同志。另有1位送不到，节日不另打电话。" in shown


async def test_on_a_silent_day_nothing_is_said_and_nobody_is_blamed(session, branch, secretary, tang):
    greeting = await approved(session, branch, secretary)
    home = await session.get_one(Branch, branch.id)
    home.silent_on = MID_AUTUMN
    session.add(home)
    await session.flush()
    told = len(await said(session, "task"))

    for hour in (9, 20):
        await look_after(session, at(MID_AUTUMN, hour))

    assert await said(session) == []
    assert greeting.state is ProposalState.EXPIRED
    assert len(await said(session, "task")) == told
