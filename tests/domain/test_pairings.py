"""Pairings: one main cadre for each, hand-over, absence, and nobody left alone unnoticed."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot.domain import (
    followup_helpers,
    followup_opening,
    leaving,
    members,
    pairing_absences,
    pairing_gaps,
    pairing_handover,
    pairings,
    profiles,
    visits,
)
from bot.domain.pairings import Outcome
from bot.domain.people import Speaker
from bot.domain.visits import Entry
from bot.errors import Refusal
from models import Change, FollowUp, Pairing, Role, VisitOutcome, VisitWay, Why
from tests.brief_world import DAY, at, calls, leaves, small_world, tick
from tests.people import messages_to

NOW = at(date(2026, 12, 2))
TODAY = date(2026, 12, 2)


async def names(session, branch, day=TODAY):
    """Return who looks after whom, the responsible one first."""
    return [(pair.cadre.name, pair.member.name) for pair in await pairings.lasting(session, branch.id, day)]


async def handed_over(session, branch, given):
    """Let 王磊 take over 张桂英 from 丁海涛; a day has gone by."""
    world = await small_world(session, branch, given)
    outcome = await pairings.pair(session, branch, world.zhang, world.wang.id, world.liaison, NOW)
    assert outcome is Outcome.HAND_OVER
    return world


# -- setting --------------------------------------------------------------------------------------


async def test_who_has_nobody_is_paired_at_once_and_his_cadre_is_told(session, branch, given):
    world = await small_world(session, branch, given)
    hu = await given.member("胡文彬")

    outcome = await pairings.pair(session, branch, hu, world.wang.id, world.liaison, NOW)
    await pairing_handover.look_after(session, NOW)
    await pairing_handover.look_after(session, NOW + timedelta(seconds=20))

    assert outcome is Outcome.BEGUN
    assert ("王磊", "胡文彬") in await names(session, branch)
    heard = await leaves(session, NOW)
    assert [name for name, _ in heard] == ["王磊"]
    assert heard[0][1].startswith("新的结对\n\n请您联系胡文彬同志，每个月看望或打个电话问候一次。")


async def test_a_third_member_needs_a_reason(session, branch, given):
    world = await small_world(session, branch, given)

    with pytest.raises(Refusal, match="就要联系3位了"):
        await pairings.pair(session, branch, world.wu, world.ding.id, world.liaison, NOW)
    await pairings.pair(session, branch, world.wu, world.ding.id, world.liaison, NOW, "住得近")

    rows = (
        await session.exec(select(Pairing).where(Pairing.member_id == world.wu.id).order_by(Pairing.id))
    ).all()
    assert [row.reason for row in rows] == ["", "住得近"]


async def test_nobody_is_paired_with_himself_or_with_who_does_not_serve(session, branch, given):
    world = await small_world(session, branch, given)
    await given.appoint(world.wu, Role.CADRE)

    for cadre in (world.wu, world.zheng):
        with pytest.raises(Refusal):
            await pairings.pair(session, branch, world.wu, cadre.id, world.liaison, NOW)


async def test_a_proposal_gives_nobody_a_third_and_is_carried_out_as_shown(session, branch, given):
    world = await small_world(session, branch, given)
    for name in ("胡文彬", "林树生", "高振华", "冯志远"):
        await given.member(name)

    proposed = await pairings.suggest(session, branch.id, TODAY)
    taken = await pairings.pair_suggested(session, branch, world.liaison, NOW)

    # 贺敏 serves too and has nobody yet, 王磊 has one place left: three places for four.
    assert [cadre.name for _, cadre in proposed] == ["贺敏", "贺敏", "王磊"]
    assert taken == proposed
    assert [person.name for person, _ in await pairings.without(session, branch.id, TODAY)] == ["冯志远"]


# -- hand-over ------------------------------------------------------------------------------------


async def test_the_old_cadre_stays_responsible_until_the_new_one_has_been_in_touch(session, branch, given):
    world = await handed_over(session, branch, given)
    await calls(session, branch, world.ding, world.zhang, NOW + DAY)
    await pairing_handover.look_after(session, NOW + DAY)
    both = [name for name, member in await names(session, branch) if member == "张桂英"]

    await calls(session, branch, world.wang, world.zhang, NOW + 2 * DAY)
    await pairing_handover.look_after(session, NOW + 2 * DAY)

    assert both == ["丁海涛", "王磊"]
    after = await names(session, branch, TODAY + 2 * DAY)
    assert [name for name, member in after if member == "张桂英"] == ["王磊"]
    assert (await messages_to(session, world.ding))[-1].startswith("王磊同志已经联系上张桂英同志")


async def test_an_attempt_ends_no_hand_over(session, branch, given):
    world = await handed_over(session, branch, given)
    await calls(session, branch, world.wang, world.zhang, NOW + DAY, outcome=VisitOutcome.NO_ANSWER)

    await pairing_handover.look_after(session, NOW + DAY)

    assert len([1 for _, member in await names(session, branch) if member == "张桂英"]) == 2


async def test_the_new_cadre_gets_the_card_the_last_words_and_the_open_wishes(session, branch, given):
    world = await small_world(session, branch, given)
    secretary = Speaker(await given.secretary(), roles=frozenset({Role.SECRETARY}))
    zhang = world.zhang.id
    await profiles.write(session, branch, secretary, zhang, "hearing", "要大声点", NOW)
    await calls(session, branch, world.ding, world.zhang, NOW, words="想听戏", need="带个收音机")
    await pairings.pair(session, branch, world.zhang, world.wang.id, world.liaison, NOW)

    await pairing_handover.look_after(session, NOW)

    heard = await leaves(session, NOW)
    assert [name for name, _ in heard] == ["王磊", "丁海涛"]
    text = heard[0][1]
    for words in ("说到：想听戏", "没办完的：带个收音机", "听力口音：要大声点", "从丁海涛同志那里接手"):
        assert words in text
    read = (await session.exec(select(Change).where(Change.field == "read").order_by(Change.id))).all()
    assert [(change.person_id, change.by_id) for change in read] == [(zhang, world.wang.id)]


async def test_open_wishes_pass_to_the_new_cadre_when_the_hand_over_ends(session, branch, given):
    world = await handed_over(session, branch, given)
    for person in (world.ding, world.wang):
        await given.bind(person)
    await followup_opening.open_for(
        session, branch, [world.zhang.id], cause="wish:1", why=Why.WISH, words="带个收音机", now=NOW
    )
    before = (await session.exec(select(FollowUp))).one().helper_id

    await calls(session, branch, world.wang, world.zhang, NOW + DAY)
    await pairing_handover.look_after(session, NOW + DAY)

    assert before == world.ding.id
    assert (await session.exec(select(FollowUp))).one().helper_id == world.wang.id


async def test_papers_too_long_for_one_message_name_nobody_who_has_died_before_they_leave(
    session, branch, given
):
    world = await small_world(session, branch, given)
    old = [await given.member(f"老党员{number:02}") for number in range(20)]
    for member in old:
        (await given.pair(world.wang, member)).from_on = TODAY
    for hour in (9, 10, 11):
        words = f"{hour}点" + "说起老家" * 15
        entry = Entry(tuple(one.id for one in old), VisitWay.MEETING, TODAY, words=words)
        await visits.record(session, branch, world.ding, entry, at(TODAY, hour))
    await pairing_handover.look_after(session, at(TODAY, 12, 1))
    report = await leaving.report_death(session, branch, old[0], world.liaison, "", at(TODAY, 12, 2))
    await leaving.confirm_death(session, report, old[0], world.liaison, at(TODAY, 12, 2))

    before = [text for name, text in await leaves(session, at(TODAY, 12, 3)) if name == "王磊"]
    await pairing_handover.look_after(session, at(TODAY, 12, 4))
    after = [text for name, text in await leaves(session, at(TODAY, 12, 5)) if name == "王磊"]

    assert before == []
    assert len(after) > 1
    assert "老党员01" in after[0]
    assert "老党员00" not in "".join(after)


async def test_choosing_the_old_cadre_again_calls_the_hand_over_off(session, branch, given):
    world = await handed_over(session, branch, given)

    outcome = await pairings.pair(session, branch, world.zhang, world.ding.id, world.liaison, NOW)

    assert outcome is Outcome.KEPT
    assert [name for name, member in await names(session, branch) if member == "张桂英"] == ["丁海涛"]
    await pairing_handover.look_after(session, NOW)
    assert await leaves(session, NOW) == []


async def test_a_hand_over_called_off_in_the_night_is_not_told_in_the_morning(session, branch, given):
    world = await handed_over(session, branch, given)
    await pairing_handover.look_after(session, NOW)
    await pairings.pair(session, branch, world.zhang, world.ding.id, world.liaison, NOW)

    assert await leaves(session, NOW + DAY) == []


async def test_whoever_hands_over_hears_it_once_in_one_message_and_not_from_himself(session, branch, given):
    world = await small_world(session, branch, given)
    han = await given.cadre("韩立")
    await pairings.hand_over_all(session, branch, world.ding.id, han.id, world.liaison, NOW)
    await pairings.pair(session, branch, world.wu, han.id, world.wang, NOW, "住得近")

    await pairing_handover.look_after(session, NOW)
    await pairing_handover.look_after(session, NOW + timedelta(seconds=20))

    told = [text for name, text in await leaves(session, NOW) if name != "韩立"]
    assert len(told) == 1
    assert told[0].startswith("郑守义、张桂英同志要交给韩立同志了。")


async def test_all_of_a_cadres_members_pass_to_a_successor(session, branch, given):
    world = await small_world(session, branch, given)
    han = await given.cadre("韩立")
    with pytest.raises(Refusal, match="就要联系3位了"):
        await pairings.hand_over_all(session, branch, world.ding.id, world.wang.id, world.liaison, NOW)

    passed = await pairings.hand_over_all(session, branch, world.ding.id, han.id, world.liaison, NOW)

    assert sorted(person.name for person in passed) == ["张桂英", "郑守义"]
    await calls(session, branch, han, world.zheng, NOW + DAY)
    await pairing_handover.look_after(session, NOW + DAY)
    assert sorted(await names(session, branch, TODAY + DAY)) == sorted(
        [("丁海涛", "张桂英"), ("韩立", "张桂英"), ("韩立", "郑守义"), ("王磊", "吴长贵")]
    )


async def test_who_serves_no_more_hands_nothing_over(session, branch, given):
    world = await small_world(session, branch, given)
    gone = await given.person("田贵")
    await given.pair(gone, hu := await given.member("胡文彬"))

    outcome = await pairings.pair(session, branch, hu, world.wang.id, world.liaison, NOW)

    assert outcome is Outcome.BEGUN
    assert [name for name, member in await names(session, branch) if member == "胡文彬"] == ["王磊"]


# -- absence --------------------------------------------------------------------------------------


async def test_a_deputy_sees_helps_and_is_briefed_in_the_place_of_who_is_away(session, branch, given):
    world = await small_world(session, branch, given)
    for person in (world.ding, world.wang, world.liaison):
        await given.bind(person)
    until = TODAY + 20 * DAY
    day = at(date(2026, 12, 2))
    await pairing_absences.begin(session, branch, world.ding.id, world.wang.id, until, world.liaison, day)
    await leaves(session, day)

    duty = await followup_helpers.on_duty(session, branch.id, [world.zheng.id], TODAY)
    deputy = Speaker(world.wang, roles=frozenset({Role.CADRE}))
    seen = await members.on_shelf(session, deputy, TODAY, 42, "near")
    heard = await tick(session, at(date(2026, 12, 15)))

    assert duty.first(world.zheng.id, 2) == world.wang.id
    assert {line.name for line in seen} == {"郑守义", "张桂英", "吴长贵"}
    assert [name for name, _ in heard] == ["王磊"]
    assert "【郑守义】（代丁海涛同志）" in heard[0][1]
    assert (await messages_to(session, world.wang))[0].startswith("请您代一代\n\n丁海涛同志这段时间不在")


async def test_back_from_leave_everything_is_his_again(session, branch, given):
    world = await small_world(session, branch, given)
    await given.bind(world.ding)
    await given.bind(world.wang)
    until = TODAY + 20 * DAY
    away = await pairing_absences.begin(
        session, branch, world.ding.id, world.wang.id, until, world.liaison, NOW
    )

    await pairing_absences.end(session, branch, away.absence_id, world.liaison, NOW + DAY)

    duty = await followup_helpers.on_duty(session, branch.id, [world.zheng.id], TODAY + DAY)
    assert duty.first(world.zheng.id, 2) == world.ding.id


# -- nobody left alone ----------------------------------------------------------------------------


async def test_the_liaison_hears_in_the_morning_who_has_nobody_and_not_every_day(session, branch, given):
    world = await small_world(session, branch, given)
    await given.member("胡文彬")

    for number in range(5):
        await pairing_gaps.tell_due(session, at(TODAY + number * DAY, 8, 40))

    heard = await messages_to(session, world.liaison)
    assert [text for text in heard if "胡文彬" in text] == [
        "没有人结对\n\n胡文彬，现在没有人结对。请安排一下。"
    ]


async def test_whose_cadre_serves_no_more_has_nobody(session, branch, given):
    world = await small_world(session, branch, given)
    world.wang.frozen_at = NOW
    session.add(world.wang)
    await session.flush()

    await pairing_gaps.tell_due(session, at(TODAY, 8, 40))

    assert [person.name for person, _ in await pairings.without(session, branch.id, TODAY)] == ["吴长贵"]
    assert any("吴长贵" in text for text in await messages_to(session, world.liaison))
