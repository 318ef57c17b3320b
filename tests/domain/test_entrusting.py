"""分工: offices named and replaced, somebody who acts for a time, nothing given that is not one's own."""

from datetime import timedelta

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import entrusting, people
from bot.domain.people import Speaker
from bot.errors import Refusal
from models import Appointment, Branch, Change, Person, Role, Status
from tests.people import NOON, TODAY, Given


@pytest.fixture
async def secretary(given: Given) -> Speaker:
    return Speaker(await given.secretary(), None, None, frozenset({Role.SECRETARY, Role.MEMBER}))


async def roles(session: AsyncSession, given: Given, person: Person, days: int = 0) -> frozenset[Role]:
    member = await given.member_row(person)
    return await people.roles_of(session, person, member, TODAY + timedelta(days=days))


async def test_a_new_holder_replaces_the_one_before_from_today(
    session: AsyncSession, given: Given, secretary: Speaker
) -> None:
    before = await given.appoint(await given.member("甲"), Role.ORGANISATION)
    after = await given.member("乙")

    ended = await entrusting.appoint(session, after, Role.ORGANISATION, 0, secretary, NOON)

    assert [each.person_id for each in ended] == [before.id]
    assert Role.ORGANISATION not in await roles(session, given, before)
    assert Role.ORGANISATION in await roles(session, given, after)


async def test_the_deputy_is_the_first_to_be_offered_as_a_substitute(
    session: AsyncSession, given: Given, secretary: Speaker
) -> None:
    await given.member("甲", group=1)
    leader = await given.appoint(await given.member("乙", group=1), Role.GROUP_LEADER, group=1)
    deputy = await given.deputy()

    offered = await entrusting.candidates(session, given.branch.id, Role.ACTING, 0, TODAY)

    assert [person.id for person, _ in offered[:2]] == [deputy.id, leader.id]


async def test_the_leader_of_one_group_leaves_the_other_groups_alone(
    session: AsyncSession, given: Given, secretary: Speaker
) -> None:
    first = await given.appoint(await given.member("甲", group=1), Role.GROUP_LEADER, group=1)
    second = await given.member("乙", group=2)

    assert await entrusting.appoint(session, second, Role.GROUP_LEADER, 2, secretary, NOON) == []

    assert Role.GROUP_LEADER in await roles(session, given, first)
    assert Role.GROUP_LEADER in await roles(session, given, second)


async def test_naming_the_holder_again_changes_nothing(
    session: AsyncSession, given: Given, secretary: Speaker
) -> None:
    deputy = await given.deputy()

    assert await entrusting.appoint(session, deputy, Role.DEPUTY, 0, secretary, NOON) == []

    held = await session.exec(select(Appointment).where(Appointment.person_id == deputy.id))
    assert len(held.all()) == 1


async def test_who_is_entrusted_acts_through_the_last_day_and_not_after(
    session: AsyncSession, given: Given, secretary: Speaker
) -> None:
    person = await given.member("乙")

    await entrusting.entrust(session, person, TODAY + timedelta(days=3), secretary, NOON)

    assert Role.ACTING in await roles(session, given, person)
    assert Role.ACTING in await roles(session, given, person, days=3)
    assert Role.ACTING not in await roles(session, given, person, days=4)


async def test_only_one_acts_at_a_time(session: AsyncSession, given: Given, secretary: Speaker) -> None:
    first, second = await given.member("甲"), await given.member("乙")
    await entrusting.entrust(session, first, TODAY + timedelta(days=7), secretary, NOON)

    ended = await entrusting.entrust(session, second, TODAY + timedelta(days=7), secretary, NOON)

    assert [each.person_id for each in ended] == [first.id]
    assert Role.ACTING not in await roles(session, given, first)


@pytest.mark.parametrize("days", [-1, 93])
async def test_nobody_acts_until_yesterday_or_for_longer_than_three_months(
    session: AsyncSession, given: Given, secretary: Speaker, days: int
) -> None:
    person = await given.member("乙")

    with pytest.raises(Refusal):
        await entrusting.entrust(session, person, TODAY + timedelta(days=days), secretary, NOON)


async def test_what_is_taken_back_ends_at_once_and_only_once(
    session: AsyncSession, given: Given, secretary: Speaker
) -> None:
    deputy = await given.deputy()
    (held,) = await entrusting.held_by(session, deputy, TODAY)

    await entrusting.revoke(session, held, secretary, NOON)

    assert Role.DEPUTY not in await roles(session, given, deputy)
    with pytest.raises(Refusal):
        await entrusting.revoke(session, held, secretary, NOON)


@pytest.mark.parametrize("role", [Role.DEPUTY, Role.LIAISON, Role.ACTING, Role.SECRETARY])
async def test_the_deputy_gives_nothing_as_high_as_his_own(
    session: AsyncSession, given: Given, role: Role
) -> None:
    deputy = Speaker(await given.deputy(), None, None, frozenset({Role.DEPUTY}))
    person = await given.member("乙")

    with pytest.raises(Refusal):
        await entrusting.appoint(session, person, role, 0, deputy, NOON)


async def test_the_office_of_secretary_is_not_taken_back_in_the_chat(
    session: AsyncSession, given: Given, secretary: Speaker
) -> None:
    assert secretary.person is not None
    (held,) = await entrusting.held_by(session, secretary.person, TODAY)

    with pytest.raises(Refusal):
        await entrusting.revoke(session, held, secretary, NOON)


async def test_the_frozen_the_departed_and_other_groups_are_no_candidates(
    session: AsyncSession, given: Given, secretary: Speaker
) -> None:
    frozen, gone, other = [await given.member(name, group=2) for name in ("甲", "乙", "丙")]
    frozen.frozen_at = NOON
    (await given.member_row(gone)).status = Status.TRANSFERRED

    for person in (frozen, gone):
        with pytest.raises(Refusal):
            await entrusting.appoint(session, person, Role.PUBLICITY, 0, secretary, NOON)
    with pytest.raises(Refusal):
        await entrusting.appoint(session, other, Role.GROUP_LEADER, 1, secretary, NOON)


async def test_somebody_of_another_branch_gets_no_office_here(
    session: AsyncSession, secretary: Speaker
) -> None:
    there = Branch(name="另一个支部")
    session.add(there)
    await session.flush()
    outsider = await Given(session, there).member("外人")

    with pytest.raises(Refusal):
        await entrusting.appoint(session, outsider, Role.PUBLICITY, 0, secretary, NOON)


async def test_every_change_of_an_office_is_kept_with_who_made_it(
    session: AsyncSession, given: Given, secretary: Speaker
) -> None:
    person = await given.member("乙")
    await entrusting.entrust(session, person, TODAY + timedelta(days=3), secretary, NOON)
    (held,) = await entrusting.held_by(session, person, TODAY)
    await entrusting.revoke(session, held, secretary, NOON)

    kept = await session.exec(select(Change).where(Change.person_id == person.id).order_by(Change.id))  # type: ignore[arg-type]
    assert secretary.person is not None
    assert [(each.field, each.new, each.by_id) for each in kept.all()] == [
        ("role", "代书记办事（到12月3日，星期四）", secretary.person.id),
        ("until_on", "2026-11-29", secretary.person.id),
    ]
