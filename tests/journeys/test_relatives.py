"""Families, seen from their phones: from 「我是家属」 to 「不替他收了」, and what is done for a member."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.clock import local_day
from bot.database import Database
from bot.domain import invitations
from bot.texts import relatives as say
from models import Branch, Channel, Medium, Person, Proxy
from tests.journey import Journey
from tests.notice_world import sent

# What the databases do differently is tested below bot/domain; a journey takes seconds.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

DAUGHTER = 700
ADDRESS = "给吴长贵同志的：\n"


@pytest.fixture
async def cast(journey: Journey) -> dict[str, Person]:
    async with journey.given() as given:
        people = {
            "secretary": await given.secretary(),
            "liaison": await given.liaison(),
            "father": await given.member("吴长贵", channel=Channel.RELATIVE),
            "zhang": await given.member("张桂英", group=2),
        }
        for name in ("secretary", "liaison", "zhang"):
            await given.bind(people[name])
    await journey.meets(people["secretary"], people["liaison"], people["zhang"])
    return people


async def invite(journey: Journey, person: Person, by: Person) -> str:
    async with journey.given() as given:
        issued = await invitations.invite(
            given.session,
            person,
            medium=Medium.PHONE,
            by=by,
            now=journey.clock.now(),
            secret=b"a key for tests",
        )
    return issued.token


async def let_in(journey: Journey, cast: dict[str, Person]) -> None:
    """Let the daughter come in by her father's invitation."""
    await journey.opens(DAUGHTER, await invite(journey, cast["father"], cast["secretary"]))
    await journey.presses(DAUGHTER, "我是家属")
    await journey.presses(DAUGHTER, "女儿")
    await journey.says(DAUGHTER, "我叫吴小燕")
    for label in ("本人电话里同意", "代收，也代办", "一直到说停"):
        await journey.presses(cast["secretary"], label)


async def notice_to(journey: Journey, cast: dict[str, Person], *to: str, **more: bool) -> None:
    async with journey.given() as given:
        audience = {"people": sorted(cast[name].id for name in to)}
        await sent(
            given.session,
            given.branch,
            cast["secretary"],
            "周三上午开会。",
            audience=audience,
            now=journey.clock.now() - timedelta(minutes=1),
            **more,
        )
    await journey.settles()


async def test_a_daughter_comes_in_receives_for_her_father_and_leaves(
    journey: Journey, cast: dict[str, Person]
) -> None:
    await let_in(journey, cast)
    assert "以后吴长贵同志的通知发到这里" in journey.sees(DAUGHTER)[-1]
    assert journey.keyboard(DAUGHTER) == ["看通知", "替他办", "我的", "找人"]

    await journey.passes(timedelta(hours=1))
    await notice_to(journey, cast, "father", "zhang")
    assert journey.sees(DAUGHTER)[-1].startswith(f"{ADDRESS}通知\n\n周三上午开会。")
    await journey.presses(DAUGHTER, "收到")
    assert journey.sees(DAUGHTER)[-1] == f"{ADDRESS}通知\n\n周三上午开会。\n\n✓ 您已回：收到"

    await journey.says(cast["secretary"], "看回音")
    [board] = await journey.presses(cast["secretary"], journey.buttons(cast["secretary"])[0])
    assert "代为告知：1位（家属代1位）" in board
    assert await journey.presses(cast["secretary"], "代为告知（1）") == [
        "代为告知：1位\n\n吴长贵（女儿吴小燕代）\n\n点名字，看为什么。"
    ]

    assert "您替吴长贵同志收通知" in (await journey.says(DAUGHTER, "我的"))[-1]
    await journey.presses(DAUGHTER, "不替吴长贵收了")
    await journey.presses(DAUGHTER, "是，不收了")
    assert "从现在起，不用您替吴长贵同志收通知了。这些日子谢谢您！" in journey.sees(DAUGHTER)
    before = len(journey.sees(DAUGHTER))
    await notice_to(journey, cast, "father")
    assert len(journey.sees(DAUGHTER)) == before
    assert "女儿吴小燕不再替吴长贵同志收通知了" in journey.sees(cast["secretary"])[-1]


async def test_what_waited_while_nobody_ran_is_not_for_a_daughter_whose_last_day_is_over(
    journey: Journey, cast: dict[str, Person], database: Database
) -> None:
    await let_in(journey, cast)
    before = len(journey.sees(DAUGHTER))
    await journey.stop_bot()
    async with database.transaction() as session:
        proxy = (await session.exec(select(Proxy))).one()
        proxy.until_on = local_day(journey.clock.now(), "Asia/Shanghai")
        branch = (await session.exec(select(Branch))).one()
        audience = {"people": [cast["father"].id]}
        await sent(
            session, branch, cast["secretary"], "周三开会。", audience=audience, now=journey.clock.now()
        )

    journey.clock.advance(timedelta(days=1))
    await journey.start_bot()
    await journey.settles()

    [told] = journey.sees(DAUGHTER)[before:]
    assert told == say.ended_for_relative("吴长贵").text


async def test_the_liaison_changes_how_a_member_is_reached_and_invites_his_daughter(
    journey: Journey, cast: dict[str, Person]
) -> None:
    liaison = cast["liaison"]
    await journey.says(liaison, "张桂英")
    await journey.presses(liaison, "改联系方式")
    await journey.presses(liaison, "改成打电话")
    async with journey.given() as given:
        assert (await given.member_row(cast["zhang"])).channel is Channel.PHONE

    await journey.says(liaison, "吴长贵")
    await journey.presses(liaison, "改联系方式")
    await journey.presses(liaison, "加一位家属")
    [no_kinship] = await journey.says(liaison, "吴小燕")
    assert no_kinship.startswith("请写两三个字")
    await journey.presses(liaison, "女儿")
    await journey.says(liaison, "吴小燕")
    for label in ("本人说不清，家里商量同意", "只代收通知", "一年"):
        await journey.presses(liaison, label)
    [invitation] = await journey.presses(liaison, "手机邀请")
    token = invitation.split("?start=")[1].split()[0]

    [question] = await journey.opens(DAUGHTER, token)
    assert "您是吴小燕吗？支部请您替吴长贵同志收通知。" in question
    assert journey.buttons(DAUGHTER) == ["是我", "不是"]
    await journey.presses(DAUGHTER, "是我")
    await journey.presses(liaison, "同意")

    assert "以后吴长贵同志的通知发到这里" in journey.sees(DAUGHTER)[-1]
    assert await journey.says(DAUGHTER, "替他办") == ["现在没有请您替他办事的同志。"]


async def test_a_member_who_rings_up_is_served_and_sees_it(journey: Journey, cast: dict[str, Person]) -> None:
    await notice_to(journey, cast, "zhang", "father")
    liaison = cast["liaison"]

    await journey.says(liaison, "替他办")
    await journey.presses(liaison, "张桂英（1件）")
    shown = await journey.presses(liaison, "看这条")
    assert shown[0].startswith("通知\n\n周三上午开会。")
    await journey.presses(liaison, "收到了，本人电话里说的")

    assert "张桂英同志已收到「周三上午开会。」，由贺敏同志代" in journey.sees(liaison)[-1]
    assert "由贺敏同志替您回了「收到」" in journey.sees(cast["zhang"])[-1]
    assert "由贺敏同志替您回了收到" in (await journey.says(cast["zhang"], "我的"))[-1]


async def test_what_is_for_himself_alone_is_chosen_on_the_preview_and_spares_the_family(
    journey: Journey, cast: dict[str, Person]
) -> None:
    await let_in(journey, cast)
    secretary = cast["secretary"]
    await journey.says(secretary, "发通知")
    await journey.says(secretary, "请来支部谈一谈。")
    await journey.presses(secretary, "写好了")
    for label in ("全体党员（3位）", "选好了", "请回收到", "改一改", "只告本人"):
        await journey.presses(secretary, label)
    assert any("家属：只告本人" in text for text in journey.sees(secretary))
    await journey.presses(secretary, "确认发送")
    before = journey.sees(DAUGHTER)

    await journey.passes(timedelta(minutes=2))

    assert journey.sees(DAUGHTER) == before
    assert any("请来支部谈一谈。" in text for text in journey.sees(cast["zhang"]))
    assert await journey.says(DAUGHTER, "看通知") == [
        "您代收以后，还没有给吴长贵同志的通知。有了新的，我马上告诉您。"
    ]


async def test_a_couple_on_one_phone_answers_each_for_himself(
    journey: Journey, cast: dict[str, Person]
) -> None:
    wife, secretary = cast["zhang"], cast["secretary"]
    await journey.opens(wife, await invite(journey, cast["father"], secretary))
    await journey.presses(wife, "我是家属")
    await journey.presses(wife, "老伴")
    for label in ("本人当面同意", "代收，也代办", "一年"):
        await journey.presses(secretary, label)
    await notice_to(journey, cast, "father", "zhang")
    mine = [text for text in journey.sees(wife) if "周三上午开会" in text]
    assert sorted(text.startswith(ADDRESS) for text in mine) == [False, True]

    await journey.says(wife, "收到")
    await journey.says(wife, "收到")

    await journey.says(secretary, "看回音")
    [board] = await journey.presses(secretary, journey.buttons(secretary)[0])
    assert "已收到：1位" in board
    assert "代为告知：1位（家属代1位）" in board
    async with journey.given() as given:
        assert (await given.member_row(cast["father"])).channel is Channel.RELATIVE
