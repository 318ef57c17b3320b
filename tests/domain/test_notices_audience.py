"""Whom a notice is for: chosen, listed exactly, fixed at the confirmation."""

from datetime import date

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from bot.domain.notice_audience import choose, describe, named, recipients
from bot.domain.notice_recall import correct
from models import Channel, Mode, Role, Status
from models import OutboxState as S
from tests.notice_world import EVERYONE, delivered, drafted, sent
from tests.people import NOON, TODAY

CHOICES = st.tuples(
    st.sampled_from(["everyone", "group", "part", "person"]), st.integers(1, 4), st.booleans()
)


def _put(audience, what, number, on):
    which = ["", "cadre", "leader", "committee", "liaison"][number] if what == "part" else str(number)
    return choose(audience, what, which, on)


@examples(st.lists(CHOICES, max_size=12), CHOICES)
def test_choosing_twice_is_choosing_once(before, choice):
    audience: dict = {}
    for one in before:
        audience = _put(audience, *one)

    once = _put(audience, *choice)

    assert _put(once, *choice) == once


@examples(st.lists(CHOICES, max_size=12))
def test_taking_everything_out_again_leaves_nobody(choices):
    audience: dict = {}
    for one in choices:
        audience = _put(audience, *one)
    for what, number, _ in choices:
        audience = _put(audience, what, number, False)

    assert audience == {}


async def test_nobody_is_chosen_by_default(session, given):
    secretary = await given.secretary()
    await given.member("张三")

    draft = await drafted(session, secretary, audience={})

    assert await recipients(session, draft, TODAY) == []


async def test_everyone_is_every_member_on_the_roll(session, given):
    secretary = await given.secretary()
    await given.member("张三", group=2)
    await given.member("李流动", group=1, status=Status.FLOATING)
    await given.cadre("丁海涛")

    draft = await drafted(session, secretary, audience=EVERYONE)

    names = [one.name for one in await recipients(session, draft, TODAY)]
    assert names == ["宋维新", "李流动", "张三"]


@pytest.mark.parametrize("status", [Status.DECEASED, Status.TRANSFERRED])
async def test_the_deceased_and_the_transferred_are_in_no_list(session, given, status):
    secretary = await given.secretary()
    gone = await given.member("谢永年", status=status)
    await given.appoint(gone, Role.GROUP_LEADER)

    draft = await drafted(
        session, secretary, audience={"groups": [1], "roles": ["leader"], "people": [gone.id]}
    )

    assert "谢永年" not in [one.name for one in await recipients(session, draft, TODAY)]


async def test_the_frozen_are_in_no_list(session, given):
    secretary = await given.secretary()
    frozen = await given.member("王五")
    frozen.frozen_at = NOON

    draft = await drafted(session, secretary, audience=EVERYONE)

    assert "王五" not in [one.name for one in await recipients(session, draft, TODAY)]


async def test_groups_parts_and_names_add_up_and_nobody_is_listed_twice(session, given):
    secretary = await given.secretary()
    zhang = await given.member("张三", group=2)
    li = await given.member("李四", group=3)
    await given.appoint(zhang, Role.GROUP_LEADER, group=2)
    await given.cadre("丁海涛")
    await given.member("赵六", group=3)

    draft = await drafted(
        session,
        secretary,
        audience={"groups": [2], "roles": ["leader", "cadre"], "people": [zhang.id, li.id]},
    )

    assert [one.name for one in await recipients(session, draft, TODAY)] == ["张三", "李四", "丁海涛"]


@pytest.mark.parametrize(
    ("typed", "meant", "unknown"),
    [
        ("张三、何秀兰 李明华", ["张三", "李明华"], ["何秀兰"]),
        ("张三同志和李明", ["张三", "李明"], []),
        ("王 建 国", ["王建国"], []),
        ("周杰，周杰", [], ["周杰", "周杰"]),
        ("大家", [], ["大家"]),
    ],
)
async def test_typed_names_mean_one_each_and_what_means_nobody_is_said(
    session, branch, given, typed, meant, unknown
):
    members = [await given.member(name) for name in ("张三", "李明", "李明华", "王建国", "周杰", "周杰")]

    found = await named(session, branch.id, typed)

    assert [one.name for one in members if one.id in found.person_ids] == meant
    assert found.unknown == unknown


async def test_an_appointment_that_has_ended_makes_nobody_a_recipient(session, given):
    secretary = await given.secretary()
    cadre = await given.cadre("丁海涛")
    draft = await drafted(session, secretary, audience={"roles": ["cadre"]})

    from sqlmodel import select

    from models import Appointment

    appointment = (await session.exec(select(Appointment).where(Appointment.person_id == cadre.id))).one()
    appointment.until_on = date(2026, 11, 29)
    session.add(appointment)

    assert await recipients(session, draft, TODAY) == []


async def test_a_correction_goes_to_those_who_got_the_first_or_may_have_or_wait(session, branch, given):
    secretary = await given.secretary()
    got, doubtful, waiting, blocked, expired = [
        await given.member(name) for name in ("到了", "说不准", "还在等", "停用", "过期")
    ]
    notice = await sent(session, branch, secretary)
    await delivered(session, notice, secretary)
    await delivered(session, notice, got)
    await delivered(session, notice, doubtful, S.UNKNOWN, "TimedOut")
    await delivered(session, notice, blocked, S.FAILED, "blocked")
    await delivered(session, notice, expired, S.EXPIRED, "late")
    await given.member("后来的")

    draft = await correct(session, notice.id, secretary, branch.id, NOON)

    names = {one.name for one in await recipients(session, draft, TODAY)}
    assert names == {"宋维新", "到了", "说不准", "还在等"}
    assert waiting.name in names
    assert await describe(session, draft) == "收到或在等上一条的同志"


async def test_a_correction_goes_to_whom_the_sheet_was_to_bring_the_notice(session, branch, given):
    secretary = await given.secretary()
    reader = await given.member("看纸的", channel=Channel.PAPER)
    unhurried = await sent(session, branch, secretary, mode=Mode.TELL)
    asking = await sent(session, branch, secretary)
    for notice in (unhurried, asking):
        await delivered(session, notice, reader, S.FAILED, "unbound")

    drafts = [await correct(session, one.id, secretary, branch.id, NOON) for one in (unhurried, asking)]

    meant = [[one.name for one in await recipients(session, draft, TODAY)] for draft in drafts]
    assert [reader.name in names for names in meant] == [True, False]


async def test_the_choice_is_said_in_words(session, given):
    secretary = await given.secretary()
    zhang = await given.member("张三", group=2)

    draft = await drafted(
        session, secretary, audience={"groups": [1], "roles": ["cadre"], "people": [zhang.id]}
    )

    assert await describe(session, draft) == "第一党小组、结对干部、张三"
