"""Occasions: visits of their own for festivals, hospital, a death in the family and round birthdays."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from bot.domain import followup_opening, leaving, occasion_endings, occasion_turns, occasions, quiet
from bot.domain.roster_apply import ADDED
from bot.texts.occasions import Occasion
from bot.texts.quiet import Spell
from models import (
    Birthday,
    BirthdayKind,
    Change,
    FollowUp,
    FollowUpState,
    Outbox,
    OutboxState,
    Status,
    VisitOccasion,
)
from tests.brief_world import DAY, at, calls, small_world
from tests.people import messages_to

CALL, VISIT, CANCELLED = FollowUpState.CALL, FollowUpState.VISIT, FollowUpState.CANCELLED


async def opened(session):
    """Return the follow-ups there are: cause, whom, state."""
    rows = (await session.exec(select(FollowUp).order_by(col(FollowUp.id)))).all()
    return [(row.cause, row.person_id, row.state) for row in rows]


async def days(session, first, count, hour=8, minute=40):
    """Sweep every morning and return on which days something was opened."""
    on = []
    for number in range(count):
        before = len(await opened(session))
        now = at(first + number * DAY, hour, minute)
        await occasions.open_festivals(session, now)
        await occasion_turns.open_due(session, now)
        if len(await opened(session)) > before:
            on.append(first + number * DAY)
    return on


async def test_spring_festival_opens_three_weeks_before_once_for_everybody(session, branch, given):
    world = await small_world(session, branch, given)
    (await given.member_row(world.zheng)).status = Status.FLOATING
    world.wu.frozen_at = at(date(2027, 1, 2))
    session.add(world.wu)
    await session.flush()

    on = await days(session, date(2027, 1, 10), 30)

    # 春节 is 6 February; three weeks before is a Saturday.
    assert on == [date(2027, 1, 18)]
    assert sorted(await opened(session)) == sorted(
        [
            ("occasion:spring-2027", world.zheng.id, CALL),
            ("occasion:spring-2027", world.zhang.id, VISIT),
        ]
    )
    rows = (await session.exec(select(FollowUp))).all()
    assert {row.due_at for row in rows} == {at(date(2027, 2, 3), 20)}


async def test_who_was_seen_for_a_festival_before_anybody_was_asked_is_not_asked_for(session, branch, given):
    world = await small_world(session, branch, given)
    sunday = at(date(2027, 1, 17))
    await calls(session, branch, world.ding, world.zheng, sunday, occasion=VisitOccasion.SPRING)
    await calls(session, branch, world.ding, world.zhang, sunday)

    await days(session, date(2027, 1, 18), 1)

    assert {whom for _, whom, _ in await opened(session)} == {world.zhang.id, world.wu.id}


async def test_the_other_two_festivals_open_two_weeks_before(session, branch, given):
    await small_world(session, branch, given)

    on = await days(session, date(2027, 6, 1), 30) + await days(session, date(2027, 9, 20), 20)

    assert on == [date(2027, 6, 17), date(2027, 9, 24)]
    assert {cause for cause, _, _ in await opened(session)} == {
        "occasion:july-2027",
        "occasion:double-ninth-2027",
    }


async def test_after_downtime_a_festival_still_opens_as_long_as_it_lies_ahead(session, branch, given):
    await small_world(session, branch, given)

    assert await days(session, date(2027, 2, 3), 1) == [date(2027, 2, 3)]
    assert await days(session, date(2027, 7, 2), 1) == []


async def test_the_families_of_the_dead_are_the_liaisons_and_hear_nothing_themselves(session, branch, given):
    world = await small_world(session, branch, given)
    row = await given.member_row(world.wu)
    row.status, row.status_since = Status.DECEASED, date(2026, 3, 12)
    session.add(row)
    await session.flush()

    await days(session, date(2027, 1, 18), 1)

    assert (await messages_to(session, world.liaison))[-1] == (
        "看望遗属\n\n春节前，请安排人看望遗属：吴长贵同志的家里。"
    )
    assert not any(person_id == world.wu.id for _, person_id, _ in await opened(session))


async def test_a_family_whose_day_is_unknown_is_asked_for_once_and_not_each_year(session, branch, given):
    """The roster came in October 2026, with somebody who had died before anybody wrote down when."""
    world = await small_world(session, branch, given)
    row = await given.member_row(world.wu)
    row.status, row.status_since = Status.DECEASED, None
    session.add_all([row, _came(branch, row, at(date(2026, 10, 12)))])
    await session.flush()

    await days(session, date(2027, 1, 18), 1)
    in_2027 = _families(await messages_to(session, world.liaison))
    await days(session, date(2028, 1, 5), 1)

    assert len(in_2027) == 1
    assert _families(await messages_to(session, world.liaison)) == in_2027


def _came(branch, row, moment):
    return Change(
        branch_id=branch.id,
        person_id=row.person_id,
        entity="member",
        row_id=row.id,
        field=ADDED,
        cause="import:1",
        at=moment,
    )


def _families(said):
    return [text for text in said if "看望遗属" in text]


async def test_a_festival_long_past_is_closed_and_told_to_the_liaison_once(session, branch, given):
    world = await small_world(session, branch, given)
    await days(session, date(2027, 1, 18), 1)
    await occasions.open_one(
        session, branch, world.wu.id, Occasion.HARDSHIP, "2027-01", at(date(2027, 1, 18), 8, 40)
    )
    of_wu = occasions.cause(Occasion.SPRING, 2027)
    await followup_opening.cancel_for(session, of_wu, "settled", at(date(2027, 2, 1)), world.wu.id)

    for day in range(40, 60):  # 45 days after: Thursday, 4 March
        await occasion_endings.close_over(session, at(date(2027, 1, 18) + day * DAY, 8, 40))
        await occasion_endings.close_over(session, at(date(2027, 1, 18) + day * DAY, 12))
        if day < 45:
            assert (of_wu, world.zhang.id, VISIT) in await opened(session)

    assert sorted(await opened(session)) == sorted(
        [
            *((of_wu, one.id, CANCELLED) for one in (world.zheng, world.zhang, world.wu)),
            ("occasion:hardship-2027-01", world.wu.id, VISIT),  # still hard
        ]
    )
    told = [text for text in await messages_to(session, world.liaison) if "没走到的" in text]
    assert told == [
        "春节走访：没走到的\n\n日子过去了，这几位还没有记录：郑守义、张桂英同志。以后不再提了。"
        "\n\n去过没记的，补一句就行。"
    ]


async def test_hospital_asks_for_a_visit_at_once_and_coming_home_for_one_within_a_week(
    session, branch, given
):
    world = await small_world(session, branch, given)
    came, left = at(date(2026, 12, 2), 22), at(date(2026, 12, 9), 16)
    await quiet.set_spell(session, branch, world.wu, Spell.HOSPITAL, world.liaison, came, on=True)
    for minutes in (0, 1, 60):
        await occasion_turns.open_due(session, came + timedelta(minutes=minutes))

    await quiet.set_spell(session, branch, world.wu, Spell.HOSPITAL, world.liaison, left, on=False)
    for minutes in (0, 1, 60):
        await occasion_turns.open_due(session, left + timedelta(minutes=minutes))

    assert await opened(session) == [
        ("occasion:hospital-2026-12-02", world.wu.id, CANCELLED),
        ("occasion:discharge-2026-12-02", world.wu.id, VISIT),
    ]
    discharge = (await session.exec(select(FollowUp).where(FollowUp.state == VISIT))).one()
    assert discharge.due_at == at(date(2026, 12, 16), 20)


async def test_who_was_seen_at_home_before_anybody_tapped_it_is_not_to_be_seen_again(session, branch, given):
    world = await small_world(session, branch, given)
    came, left = at(date(2026, 12, 2), 22), at(date(2026, 12, 9), 16)
    await quiet.set_spell(session, branch, world.wu, Spell.HOSPITAL, world.liaison, came, on=True)
    await occasion_turns.open_due(session, came)

    await calls(session, branch, world.wang, world.wu, left, occasion=VisitOccasion.DISCHARGE)
    await quiet.set_spell(session, branch, world.wu, Spell.HOSPITAL, world.wang, left, on=False)
    await occasion_turns.open_due(session, left)

    assert await opened(session) == [("occasion:hospital-2026-12-02", world.wu.id, CANCELLED)]


async def test_a_slip_of_the_finger_asks_for_no_visit_home_from_hospital(session, branch, given):
    world = await small_world(session, branch, given)
    now = at(date(2026, 12, 2), 10)
    await quiet.set_spell(session, branch, world.wu, Spell.HOSPITAL, world.liaison, now, on=True)
    await quiet.set_spell(session, branch, world.wu, Spell.HOSPITAL, world.liaison, now, on=False)

    await occasion_turns.open_due(session, now)

    assert await opened(session) == []


async def test_a_death_in_the_family_asks_for_a_visit_once(session, branch, given):
    world = await small_world(session, branch, given)
    now = at(date(2026, 12, 2), 10)
    await quiet.set_spell(session, branch, world.zhang, Spell.MOURNING, world.liaison, now, on=True)

    for number in range(9):
        await occasion_turns.open_due(session, now + number * DAY)

    assert await opened(session) == [("occasion:bereavement-2027-06-02", world.zhang.id, VISIT)]


@pytest.mark.parametrize(
    ("spell", "cause"),
    [(Spell.MOURNING, "occasion:bereavement-2027-06-02"), (Spell.HOSPITAL, "occasion:hospital-2026-12-02")],
)
async def test_nobody_stands_at_a_wrong_door_with_condolences_and_the_right_tap_asks_again(
    session, branch, given, spell, cause
):
    world = await small_world(session, branch, given)
    now = at(date(2026, 12, 2), 10)

    async def tapped(minutes, *, on):
        moment = now + timedelta(minutes=minutes)
        await quiet.set_spell(session, branch, world.zhang, spell, world.liaison, moment, on=on)
        await occasion_turns.open_due(session, moment)
        return await opened(session)

    assert await tapped(0, on=True) == [(cause, world.zhang.id, VISIT)]
    assert await tapped(1, on=False) == [(cause, world.zhang.id, CANCELLED)]
    assert await tapped(2, on=True) == [(cause, world.zhang.id, VISIT)]


async def test_a_round_birthday_opens_a_week_before_by_the_calendar_that_was_settled(session, branch, given):
    world = await small_world(session, branch, given)
    settled = {"branch_id": branch.id, "confirmed_by": world.liaison.id, "confirmed_at": at(date(2026, 1, 5))}
    for person, kind, born, month, day in (
        (world.wu, BirthdayKind.SOLAR, date(1936, 12, 20), 12, 20),  # 90
        (world.zhang, BirthdayKind.LUNAR, date(1946, 12, 6), 11, 13),  # 80, on 21 December
        (world.zheng, BirthdayKind.SOLAR, date(1939, 12, 20), 12, 20),  # 87
    ):
        row = await given.member_row(person)
        row.born_on = born
        session.add_all([row, Birthday(person_id=person.id, kind=kind, month=month, day=day, **settled)])
    await session.flush()

    on = await days(session, date(2026, 12, 1), 31)

    assert on == [date(2026, 12, 14)]
    assert sorted(await opened(session), reverse=True) == [
        ("occasion:birthday-90", world.wu.id, VISIT),
        ("occasion:birthday-80", world.zhang.id, VISIT),
    ]


async def test_nobody_frozen_gone_or_dead_is_to_be_visited(session, branch, given):
    world = await small_world(session, branch, given)
    now = at(date(2026, 12, 2), 10)
    for person in (world.wu, world.zhang):
        await quiet.set_spell(session, branch, person, Spell.HOSPITAL, world.liaison, now, on=True)
    await leaving.freeze(session, world.wu, world.liaison, now)
    (await given.member_row(world.zhang)).status = Status.TRANSFERRED
    await session.flush()

    await occasion_turns.open_due(session, now)

    assert await opened(session) == []


async def test_what_only_a_human_knows_is_arranged_once_a_month(session, branch, given):
    world = await small_world(session, branch, given)
    for person in (world.ding, world.wang):
        await given.bind(person)
    now = at(date(2026, 12, 2))

    first = await occasions.arrange(session, branch, world.wu, Occasion.HARDSHIP, now)
    second = await occasions.arrange(session, branch, world.wu, Occasion.HARDSHIP, now + DAY)

    assert (first, second) == ("王磊", "王磊")
    assert len(await opened(session)) == 1


async def test_whoever_dies_before_the_list_of_those_not_visited_leaves_is_not_named_in_it(
    session, branch, given
):
    world = await small_world(session, branch, given)
    await days(session, date(2027, 1, 18), 1)
    closing = date(2027, 3, 4)
    await occasion_endings.close_over(session, at(closing, 8, 40))
    report = await leaving.report_death(session, branch, world.zheng, world.liaison, "", at(closing, 8, 41))
    await leaving.confirm_death(session, report, world.zheng, world.liaison, at(closing, 8, 41))

    heard = []
    for minute in (42, 43, 44):
        heard += await _lists_that_leave(session, at(closing, 8, minute))
        await occasion_endings.close_over(session, at(closing, 8, minute))

    assert heard == [
        "春节走访：没走到的\n\n日子过去了，这几位还没有记录：张桂英、吴长贵同志。以后不再提了。"
        "\n\n去过没记的，补一句就行。"
    ]


async def _lists_that_leave(session, now):
    found = await session.exec(
        select(Outbox).where(Outbox.kind == occasion_endings.KIND, Outbox.state == OutboxState.PENDING)
    )
    left = []
    for row in found.all():
        wanted = await occasion_endings.still_wanted(session, row, now)
        row.state = OutboxState.SENT if wanted else OutboxState.CANCELLED
        session.add(row)
        left += [row.text] if wanted else []
    await session.flush()
    return left
