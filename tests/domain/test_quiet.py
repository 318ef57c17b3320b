"""Quiet: hospital, mourning and 要安静 with one tap, and who did it."""

from datetime import date, time

import pytest
from sqlmodel import col, select

from bot.domain import brief_rounds, changes, followup_opening, quiet
from bot.domain.quiet import Spell
from bot.errors import Refusal
from bot.texts import quiet as say
from models import Branch, Change, FollowUp, FollowUpState, Why
from tests.people import NOON, TODAY, Given


@pytest.fixture
async def couple(given):
    return await given.member("罗秀英"), await given.secretary()


async def test_a_death_in_the_house_sets_the_quiet_months_with_one_tap(session, branch, couple):
    widow, secretary = couple

    assert await quiet.set_spell(session, branch, widow, Spell.MOURNING, secretary, NOON, on=True)

    assert widow.mourning_until == date(2027, 5, 30)
    assert quiet.spells(widow, date(2027, 5, 30)) == [Spell.MOURNING]
    assert quiet.spells(widow, date(2027, 5, 31)) == []
    (change,) = await changes.caused_by(session, branch.id, "quiet")
    assert (change.field, change.new, change.by_id) == ("mourning_until", "2027-05-30", secretary.id)


@pytest.mark.parametrize("spell", list(Spell))
async def test_a_second_tap_changes_nothing_and_the_opposite_takes_it_back(session, branch, couple, spell):
    member, secretary = couple

    first = await quiet.set_spell(session, branch, member, spell, secretary, NOON, on=True)
    second = await quiet.set_spell(session, branch, member, spell, secretary, NOON, on=True)
    assert (first, second, quiet.is_on(member, spell, TODAY)) == (True, False, True)

    await quiet.set_spell(session, branch, member, spell, secretary, NOON, on=False)
    assert quiet.spells(member, TODAY) == []
    assert len((await session.exec(select(Change).where(Change.person_id == member.id))).all()) == 2


@pytest.mark.parametrize("spell", list(Spell))
async def test_nobody_telephones_good_wishes_to_him_any_more_and_what_is_no_wish_stays(
    session, branch, couple, spell
):
    member, secretary = couple
    for cause, why, state in (
        ("birthday:2026-12-01", Why.GREETING, FollowUpState.CALL),
        ("anniversary:2026", Why.ANNIVERSARY, FollowUpState.CALL),
        ("anniversary:2027", Why.ANNIVERSARY, FollowUpState.VISIT),
        ("occasion:hospital", Why.OCCASION, FollowUpState.CALL),
    ):
        await followup_opening.open_for(
            session, branch, [member.id], cause=cause, why=why, words="话", now=NOON, state=state
        )

    await quiet.set_spell(session, branch, member, spell, secretary, NOON, on=True)

    rows = (await session.exec(select(FollowUp).order_by(col(FollowUp.id)))).all()
    for row in rows:
        await session.refresh(row)
    assert [row.cause for row in rows if row.state is FollowUpState.CANCELLED] == [
        "birthday:2026-12-01",
        "anniversary:2026",
    ]
    assert {row.reason for row in rows} == {None, str(spell)}


async def test_a_silent_day_is_one_day_and_can_be_taken_back(session, branch, couple):
    _, secretary = couple

    assert await quiet.set_silent(session, branch, secretary, NOON, on=True)
    assert not await quiet.set_silent(session, branch, secretary, NOON, on=True)

    assert quiet.is_silent(branch, TODAY) or (await _again(session, branch)).silent_on == TODAY
    assert not quiet.is_silent(await _again(session, branch), date(2026, 12, 1))
    await quiet.set_silent(session, branch, secretary, NOON, on=False)
    assert (await _again(session, branch)).silent_on is None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "decide",
    [
        lambda session, branch, by: quiet.set_silent(session, branch, by, NOON, on=True),
        lambda session, branch, by: brief_rounds.set_hour(session, branch, time(10), by, NOON),
    ],
    ids=["a silent day", "another hour"],
)
async def test_others_go_on_writing_rows_of_a_branch_about_which_somebody_decides(database, branch, decide):
    async with database.transaction() as session:
        secretary = await Given(session, branch).secretary()

    async with database.transaction() as deciding:
        await decide(deciding, branch, secretary)
        async with database.transaction() as writing:
            # What every row that names its branch asks for; refused at once instead of waited for.
            key = {"read": True, "key_share": True, "nowait": True}
            assert await writing.get(Branch, branch.id, with_for_update=key) is not None


async def _again(session, branch):
    return await session.get_one(type(branch), branch.id, populate_existing=True)


def test_nobody_writes_down_his_own_stay_in_hospital(branch):
    from models import Person

    him = Person(id=1, branch_id=1, name="宋维新")
    with pytest.raises(Refusal, match="告诉联系您的同志"):
        quiet.refuse_oneself(him, him)


def test_the_switches_say_what_they_would_set():
    labels = [button.label for button in say.switches(1, [Spell.HOSPITAL])]

    assert labels == ["出院了", "家有丧事"]
