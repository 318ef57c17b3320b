"""一人一策: who may read and write a card, what is never on it, and that every reading is on record."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot.domain import brief_sending, pairing_absences, profiles
from bot.domain.people import Speaker
from bot.errors import Refusal
from bot.papers.profiles import ProfilePage, profile_page
from models import Change, Mobility, Role
from tests.brief_world import at, small_world, tick

NOW = at(date(2026, 12, 2))


def speaks(person, *roles):
    """Return somebody as he asks."""
    return Speaker(person, roles=frozenset(roles))


async def test_the_pair_the_liaison_and_the_secretary_read_it_and_nobody_else(session, branch, given):
    world = await small_world(session, branch, given)
    zheng = world.zheng.id
    may = [
        speaks(world.ding, Role.CADRE),
        speaks(world.liaison, Role.LIAISON),
        speaks(await given.secretary(), Role.SECRETARY),
    ]
    may_not = [
        speaks(world.wang, Role.CADRE),
        speaks(world.zheng, Role.MEMBER),
        speaks(await given.deputy(), Role.DEPUTY),
        speaks(await given.member("余爱莲", group=2), Role.GROUP_LEADER, Role.MEMBER),
        speaks(await given.member("许绍文"), Role.ORGANISATION),
        speaks(None),
    ]

    for viewer in may:
        await profiles.read(session, branch, viewer, zheng, NOW)
    for viewer in may_not:
        with pytest.raises(Refusal):
            await profiles.read(session, branch, viewer, zheng, NOW)

    read = (await session.exec(select(Change).where(Change.entity == "profile").order_by(Change.id))).all()
    assert [(one.field, one.person_id, one.by_id) for one in read] == [
        ("read", zheng, viewer.person.id) for viewer in may
    ]


async def test_a_deputy_reads_it_while_he_stands_in(session, branch, given):
    world = await small_world(session, branch, given)
    wang = speaks(world.wang, Role.CADRE)
    until = date(2026, 12, 9)
    await pairing_absences.begin(session, branch, world.ding.id, world.wang.id, until, world.liaison, NOW)

    assert await profiles.may_read(session, branch, wang, world.zheng.id, NOW)
    assert not await profiles.may_read(session, branch, wang, world.zheng.id, NOW + timedelta(days=10))


async def test_one_field_is_written_at_a_time_and_the_old_one_stays_on_record(session, branch, given):
    world = await small_world(session, branch, given)
    ding, zheng = speaks(world.ding, Role.CADRE), world.zheng.id
    await profiles.write(session, branch, ding, zheng, "best_time", "上午", NOW)

    card = await profiles.write(session, branch, ding, zheng, "best_time", "晚饭后", NOW)
    card = await profiles.write(session, branch, ding, zheng, "mobility", "行动不便", NOW)

    assert card.values() == {"mobility": "行动不便", "best_time": "晚饭后"}
    assert (await given.member_row(world.zheng)).mobility is Mobility.LIMITED
    written = (
        await session.exec(select(Change).where(Change.field == "best_time").order_by(Change.id))
    ).all()
    assert [(one.old, one.new) for one in written] == [("", "上午"), ("上午", "晚饭后")]


@pytest.mark.parametrize(
    "words", ["有糖尿病，要少糖", "去年脑梗过", "确诊了肺癌", "高血压 吃着药", "", "长" * 301]
)
async def test_illnesses_are_gently_left_out(session, branch, given, words):
    world = await small_world(session, branch, given)

    with pytest.raises(Refusal) as refused:
        await profiles.write(
            session, branch, speaks(world.ding, Role.CADRE), world.zheng.id, "needs", words, NOW
        )

    if words and len(words) < 300:
        assert refused.value.text.startswith("这张卡上不写病名")


async def test_a_card_is_looked_at_again_each_quarter(session, branch, given):
    world = await small_world(session, branch, given, date(2026, 11, 30))
    wang, wu = speaks(world.wang, Role.CADRE), world.wu.id
    empty = dict(await tick(session, at(date(2026, 12, 1))))["王磊"]
    await profiles.write(session, branch, wang, wu, "living", "独居", at(date(2026, 12, 3)))

    heard = {}
    for month, day in ((1, 4), (2, 1), (3, 1)):
        heard[month] = dict(await tick(session, at(date(2027, month, day))))["王磊"]
    card = await profiles.review(session, branch, wang, wu, at(date(2027, 3, 2)))
    await brief_sending.send_due(session, at(date(2027, 3, 2)))
    april = dict(await tick(session, at(date(2027, 4, 1))))["王磊"]

    assert "一人一策：还没有" in empty
    assert [month for month, text in heard.items() if "一人一策：见面时再看一看" in text] == [3]
    assert card.row.next_review == date(2027, 6, 2)
    assert "一人一策" not in april


def test_the_printed_card_is_a_page_with_lines_where_nothing_is_known_yet():
    rows = (("居住", "独居，女儿每周来"), ("方便的时间", ""), ("需要", "要" * 290))
    page = ProfilePage("郑守义", "离退休干部党支部", ("丁海涛",), rows, date(2027, 3, 2), date(2026, 12, 2))

    assert profile_page(page).startswith(b"%PDF")
