"""Greetings after a restore: what may have been said is not said again, and a human is asked."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, select

from bot.domain import backup, birthday_greetings, birthdays, proposals
from bot.domain.birthday_words import Said
from bot.texts import backup as say
from models import (
    BirthdayGreeting,
    BirthdayKind,
    FestivalGreeting,
    Outbox,
    OutboxState,
    ProposalState,
)
from scheduler import birthdays as birthday_sweeps
from scheduler import festivals as festival_sweeps
from tests.people import NOON, messages_to

DAY = date(2027, 10, 1)  # 国庆节, and somebody's birthday
CHEERFUL = ("birthday", "late birthday", "festival")


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour in Shanghai."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


async def sweep(session, moment: datetime) -> None:
    await festival_sweeps.look_after(session, moment)
    await birthday_sweeps.look_after(session, moment)


async def live(session, first: datetime, days: int = 6) -> None:
    for number in range(days * 4):
        await sweep(session, first + timedelta(hours=6 * number))


async def said(session) -> list[tuple[str, str]]:
    """Return what may have left since the restore."""
    found = await session.exec(
        select(Outbox.kind, Outbox.text)
        .where(col(Outbox.kind).in_(CHEERFUL), Outbox.state != OutboxState.UNKNOWN)
        .order_by(col(Outbox.id))
    )
    return list(found.all())


async def greeting_of(session, kind):
    found = await session.exec(select(kind).where(kind.day == DAY).execution_options(populate_existing=True))
    return found.one()


@pytest.fixture
async def secretary(given):
    person = await given.secretary()
    await given.bind(person)
    return person


@pytest.fixture
async def zhou(session, given):
    person = await given.member("周德明")
    await given.bind(person)
    await birthdays.settle(session, person, Said(BirthdayKind.SOLAR, 10, 1), person, NOON)
    return person


async def proposed(session, branch, secretary, state=ProposalState.APPROVED) -> None:
    """Let both be proposed, and decided on before the backup was made."""
    await sweep(session, at(date(2027, 9, 1), 9))
    await sweep(session, at(date(2027, 9, 25), 9))
    if state is not ProposalState.PROPOSED:
        for kind in (BirthdayGreeting, FestivalGreeting):
            await proposals.decide(session, await greeting_of(session, kind), state, secretary, NOON)


@pytest.mark.parametrize("state", [ProposalState.PROPOSED, ProposalState.APPROVED])
@pytest.mark.parametrize("hour", [9, 15, 21])
async def test_what_was_due_today_is_not_said_again_and_the_secretary_is_told(
    session, branch, secretary, zhou, state, hour
):
    await proposed(session, branch, secretary, state)

    await backup.make_safe(session, at(DAY, hour))
    await live(session, at(DAY, hour, 1))

    assert await said(session) == []
    assert (await greeting_of(session, BirthdayGreeting)).state is ProposalState.UNKNOWN
    assert (await greeting_of(session, FestivalGreeting)).state is ProposalState.UNKNOWN
    unsure = [(DAY, say.a_birthday("周德明")), (DAY, say.a_festival("国庆节"))]
    assert say.doubtful_greetings(unsure).words in await messages_to(session, secretary)


async def test_before_its_hour_nothing_was_said_yet_and_it_is_said_now(session, branch, secretary, zhou):
    await proposed(session, branch, secretary)

    await backup.make_safe(session, at(DAY, 8))
    await live(session, at(DAY, 8, 31))

    assert sorted({kind for kind, _ in await said(session)}) == ["birthday", "festival"]


async def test_what_came_into_sight_after_the_backup_is_not_put_up_for_approval_once_more(
    session, branch, secretary, zhou
):
    """The backup is of the first of September: since then both were proposed, approved and said."""
    await sweep(session, at(date(2027, 9, 1), 9))
    before = len(await messages_to(session, secretary))

    await backup.make_safe(session, at(DAY, 15))
    await live(session, at(DAY, 15, 1), days=4)

    assert await said(session) == []
    assert (await greeting_of(session, BirthdayGreeting)).state is ProposalState.UNKNOWN
    assert (await greeting_of(session, FestivalGreeting)).state is ProposalState.UNKNOWN
    told = (await messages_to(session, secretary))[before:]
    assert sum("国庆节" in text for text in told) == 1
    assert sum("周德明" in text for text in told) == 1


async def test_what_was_on_its_way_when_the_backup_was_made_is_named_too(session, branch, secretary, zhou):
    await proposed(session, branch, secretary)
    await sweep(session, at(DAY, 8, 30))

    await backup.make_safe(session, at(DAY, 9))
    await live(session, at(DAY, 9, 1))

    assert await said(session) == []
    assert (await greeting_of(session, BirthdayGreeting)).state is ProposalState.UNKNOWN
    assert any("周德明 生日" in text for text in await messages_to(session, secretary))


async def test_what_was_known_to_be_said_stays_said(session, branch, secretary, zhou):
    await proposed(session, branch, secretary)
    await sweep(session, at(DAY, 8, 30))
    for row in (await session.exec(select(Outbox).where(col(Outbox.kind).in_(CHEERFUL)))).all():
        row.state = OutboxState.SENT
        session.add(row)
    await session.flush()

    await backup.make_safe(session, at(DAY, 9))

    assert (await greeting_of(session, BirthdayGreeting)).state is ProposalState.SENT
    assert not any("周德明" in text for text in (await messages_to(session, secretary))[-2:])


async def test_the_dead_and_the_bereaved_are_not_named(session, branch, secretary, zhou, given):
    li = await given.member("李淑芬")
    await birthdays.settle(session, li, Said(BirthdayKind.SOLAR, 10, 1), li, NOON)
    await proposed(session, branch, secretary, ProposalState.PROPOSED)
    (await given.member_row(zhou)).status = "deceased"
    li.mourning_until = date(2027, 12, 31)
    session.add(li)
    await session.flush()

    await backup.make_safe(session, at(DAY, 9))

    told = (await messages_to(session, secretary))[-2:]
    assert not any("周德明" in text or "李淑芬" in text for text in told)


async def test_weeks_old_days_are_settled_without_a_word(session, branch, secretary, zhou):
    await proposed(session, branch, secretary)

    await backup.make_safe(session, at(date(2027, 10, 20), 9))

    assert (await greeting_of(session, BirthdayGreeting)).state is ProposalState.UNKNOWN
    assert not any("周德明 生日" in text for text in await messages_to(session, secretary))


async def test_the_next_months_birthdays_are_proposed_as_ever(session, branch, secretary, zhou, given):
    li = await given.member("李淑芬")
    await birthdays.settle(session, li, Said(BirthdayKind.SOLAR, 10, 9), li, NOON)
    await sweep(session, at(date(2027, 9, 1), 9))

    await backup.make_safe(session, at(DAY, 15))
    await sweep(session, at(DAY, 15, 1))

    ahead = await birthday_greetings.select_rows(session, BirthdayGreeting.day > DAY)
    assert [(person.name, greeting.state) for greeting, person, _ in ahead] == [
        ("李淑芬", ProposalState.PROPOSED)
    ]
