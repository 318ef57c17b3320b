"""The month on one page: who stands where, with whom each lies, and how it reads."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.domain import channels, followup_opening, month
from bot.texts import month as say
from bot.texts.month import Part
from models import Channel, FollowUp, FollowUpState, Partner, Proxy, Status, Via, Why
from tests.followup_world import small_branch, speaker
from tests.people import BOT_ID, NOON, TODAY

DAY = timedelta(days=1)
YESTERDAY = NOON - DAY


@pytest.fixture
async def world(given):
    return await small_branch(given)


async def talked(session, branch, person, by, at: datetime, partner: Partner = Partner.SELF) -> None:
    """Write down a call of `by` to `person`."""
    fields: dict[str, Any] = {"step": 1, "attempts": 0, "words": "", "changed_at": at, "ask_at": at}
    session.add(
        FollowUp(
            branch_id=branch.id,
            cause=f"wish:{at.timestamp():.0f}",
            person_id=person.id,
            helper_id=by.id,
            why=Why.WISH,
            began=FollowUpState.CALL,
            state=FollowUpState.DONE,
            created_at=at,
            done_at=at,
            done_by=by.id,
            via=Via.PHONE,
            spoke_with=partner,
            **fields,
        )
    )
    await session.flush()


async def page(session, branch, world, now: datetime = NOON) -> month.Month:
    return await month.of(session, branch, await speaker(session, world.liaison), BOT_ID, now)


def names(found: month.Month, part: Part) -> dict[str, str]:
    return {entry.name: entry.note for entry in found.parts[part]}


@pytest.mark.parametrize(
    ("days", "part"),
    [
        (0, None),
        (29, None),
        (30, Part.THIRTY),
        (59, Part.THIRTY),
        (60, Part.SIXTY),
        (89, Part.SIXTY),
        (90, Part.NINETY),
    ],
)
async def test_who_was_long_not_spoken_with_stands_under_the_longest_it_is(
    session, branch, world, days, part
):
    await talked(session, branch, world.zheng, world.cadre, NOON - days * DAY)

    found = await page(session, branch, world)

    assert [each for each in Part if "郑守义" in names(found, each) and each is not Part.UNREACHED] == (
        [part] if part else []
    )
    assert found.spoken == (0 if part else 1)


async def test_a_talk_with_the_family_is_no_talk_with_him(session, branch, world):
    await talked(session, branch, world.zheng, world.cadre, NOON - 40 * DAY)
    await talked(session, branch, world.zheng, world.cadre, YESTERDAY, Partner.FAMILY)

    found = await page(session, branch, world)

    assert names(found, Part.THIRTY) == {"郑守义": "10月21日联系过，40天了"}


async def test_who_was_never_spoken_with_is_named_as_that_and_the_longest_come_first(session, branch, world):
    await talked(session, branch, world.zhang, world.leader, NOON - 95 * DAY)
    await talked(session, branch, world.zheng, world.cadre, NOON - 120 * DAY)

    found = await page(session, branch, world)

    assert list(names(found, Part.NINETY)) == ["郑守义", "张桂英"]
    assert names(found, Part.NEVER) == {"宋维新": "还没有记录", "周德明": "还没有记录"}
    assert (found.members, found.spoken) == (4, 0)


async def test_each_lies_with_his_pair_else_the_group_leader_else_the_liaison(session, given, branch, world):
    await given.member("吴长贵", group=7)

    found = await page(session, branch, world)

    helpers = {entry.name: entry.helper for entry in found.parts[Part.NEVER]}
    assert helpers == {
        "宋维新": "周德明",
        "周德明": "贺敏",
        "郑守义": "丁海涛",
        "张桂英": "周德明",
        "吴长贵": "贺敏",
    }


async def test_whom_nothing_reaches_is_named_with_the_reason(session, given, branch, world):
    stopped = await given.bind(await given.member("吴长贵"))
    stopped.blocked_at = NOON
    await given.member("刘秀兰", channel=Channel.RELATIVE)
    await given.member("何秀兰", channel=Channel.PHONE)
    await given.member("王建国", channel=Channel.PHONE, phone="13800003333")
    await given.member("李国华", channel=Channel.PAPER)
    session.add(stopped)

    found = await page(session, branch, world)

    assert names(found, Part.UNREACHED) == {
        "郑守义": "手机还没接通",
        "张桂英": "手机还没接通",
        "吴长贵": "手机上停了",
        "刘秀兰": "没有代收的家属",
        "何秀兰": "名册里没有电话",
    }


@pytest.mark.parametrize(
    ("facts", "reaches"),
    [
        ({}, True),
        ({"until_on": TODAY}, True),
        ({"until_on": TODAY - DAY}, False),
        ({"ended_at": NOON}, False),
    ],
)
async def test_a_relative_who_receives_for_him_reaches_him(session, given, branch, world, facts, reaches):
    liu = await given.member("刘秀兰", channel=Channel.RELATIVE)
    daughter = await given.person("刘芳")
    await given.bind(daughter)
    session.add(
        Proxy(
            branch_id=branch.id,
            relative_id=daughter.id,
            member_id=liu.id,
            requested_at=YESTERDAY,
            from_at=YESTERDAY,
            **facts,
        )
    )

    found = await page(session, branch, world)

    assert ("刘秀兰" in names(found, Part.UNREACHED)) is not reaches


async def test_what_is_open_is_named_with_whom_it_lies(session, branch, world):
    await followup_opening.open_for(
        session,
        branch,
        [world.zheng.id],
        cause="sheet:1",
        why=Why.SHEET,
        words="月报",
        state=FollowUpState.VISIT,
        now=NOON,
    )

    [entry] = (await page(session, branch, world)).parts[Part.TODO]

    assert (entry.name, entry.note, entry.helper) == ("郑守义", "送月报", "丁海涛")
    assert entry.task_id is not None


async def test_the_dead_and_the_frozen_are_left_in_peace(session, given, branch, world):
    (await given.member_row(world.zheng)).status = Status.DECEASED
    world.zhang.frozen_at = NOON

    found = await page(session, branch, world)

    everybody = {entry.name for entries in found.parts.values() for entry in entries}
    assert everybody == {"宋维新", "周德明"}
    assert found.members == 2


async def test_who_may_read_it_sees_numbers_first_and_the_names_behind_each(session, branch, world):
    await talked(session, branch, world.zheng, world.cadre, NOON - 95 * DAY)
    member_channel = await month.of(session, branch, await speaker(session, world.liaison), BOT_ID, NOON)

    shown = say.page(member_channel, TODAY)
    behind = say.names(Part.NINETY, member_channel.parts[Part.NINETY], 0)

    assert shown.title == "本月情况（11月30日）"
    assert "90天以上没联系：1位" in shown.text
    assert "60天以上没联系：0位" in shown.text
    assert [button.label for button in shown.buttons] == [
        "联系不上（2）",
        "90天没联系（1）",
        "还没有记录（3）",
        "打印",
    ]
    assert behind.text == "郑守义（第一党小组）：8月27日联系过，95天了，丁海涛同志联系"
    assert "失联" not in shown.words + behind.words


def test_many_names_take_several_pages():
    entries = [say.Entry(number, f"同志{number}", 1, "还没有记录", "", "丁海涛") for number in range(20)]

    first, last = say.names(Part.NEVER, entries, 0), say.names(Part.NEVER, entries, 16)

    assert [button.label for button in first.buttons][-1] == "后面的"
    assert [button.label for button in last.buttons] == ["同志16", "同志17", "同志18", "同志19", "前面的"]
    assert say.last_spoken(date(2025, 12, 1), TODAY) == ("2025年12月1日联系过，364天了", "364天")


async def test_changing_to_paper_is_no_way_of_being_unreached(session, given, branch, world):
    member = await given.member_row(world.zheng)
    await channels.choose(session, world.zheng, member, Channel.PAPER, world.liaison, NOON)

    assert "郑守义" not in names(await page(session, branch, world), Part.UNREACHED)
