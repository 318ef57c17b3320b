"""Pairing in the chat, from 结对 to the brief of the month and back to who has nobody."""

from datetime import timedelta

from sqlmodel import select

from models import Change, Person
from tests.journey import Journey

DAY = timedelta(days=1)


async def small_world(journey: Journey) -> dict[str, Person]:
    async with journey.given() as given:
        people = {
            "liaison": await given.liaison(),
            "deputy": await given.deputy(),
            "ding": await given.cadre("丁海涛"),
            "wang": await given.cadre("王磊"),
            "zheng": await given.member("郑守义", group=2),
            "zhang": await given.member("张桂英"),
        }
        await given.pair(people["ding"], people["zheng"])
        for person in people.values():
            await given.bind(person)
    await journey.meets(*people.values())
    await journey.passes(timedelta(minutes=1))
    return people


async def test_the_liaison_pairs_who_has_nobody_and_the_month_goes_its_way(journey: Journey) -> None:
    people = await small_world(journey)
    liaison, ding, wang = people["liaison"], people["ding"], people["wang"]

    # Monday, 30 November: nobody looks after 张桂英.
    said = await journey.says(liaison, "结对")
    assert "还有2位没有人结对：潘慧敏、张桂英" in said[-1]
    assert "本月没联系的" in journey.buttons(liaison)
    await journey.says(people["deputy"], "结对")
    assert "本月没联系的" not in journey.buttons(people["deputy"])  # the liaison's alone
    await journey.presses(liaison, "给他们安排")
    await journey.presses(liaison, "张桂英（第一党小组）")
    await journey.presses(liaison, "王磊（还没有）")
    await journey.passes(timedelta(seconds=20))
    assert journey.sees(wang)[-1].startswith("新的结对\n\n请您联系张桂英同志")

    # Tuesday morning: each cadre's brief; a name opens the record of a call.
    await journey.passes(timedelta(hours=23))
    assert journey.sees(wang)[-1].startswith("12月的走访")
    assert "郑守义" in journey.sees(ding)[-1]

    # 丁海涛 asks who they are, and what happens when he goes.
    assert (await journey.says(ding, "我结对的是哪两位"))[-1].startswith(
        "您联系的老同志\n\n郑守义：还没有联系记录"
    )
    assert "还是由您联系" in (await journey.says(ding, "我调走了以后谁接"))[-1]
    assert "丁海涛同志问：他调走以后谁来接" in journey.sees(liaison)[-1]

    # On the 15th he puts it off, and hears of it on that day.
    await journey.passes(14 * DAY)
    assert "这个月还没有记到联系情况" in journey.sees(ding)[-1]
    await journey.presses(ding, "改个日子")
    assert (await journey.says(ding, "下周三"))[-1].startswith("记下了：郑守义同志改到12月23日，星期三")
    await journey.passes(8 * DAY)
    assert "今天请再联系一下郑守义同志" in journey.sees(ding)[-1]


async def test_whoever_goes_is_found_by_his_name_and_all_his_members_are_counted_before_they_pass_on(
    journey: Journey,
) -> None:
    people = await small_world(journey)
    async with journey.given() as given:
        await given.pair(people["ding"], people["zhang"])
        await given.pair(people["wang"], await given.member("吴长贵"))
    liaison = people["liaison"]

    await journey.says(liaison, "丁海涛")
    await journey.presses(liaison, "联系谁")
    await journey.presses(liaison, "都交给别人")
    [asked] = await journey.presses(liaison, "王磊（1位）")

    assert asked == "王磊同志这样就要联系3位了，一般是一两位。请写一句为什么。"
    assert "郑守义、张桂英同志交给王磊同志" in (await journey.says(liaison, "丁海涛调走了"))[-1]
    await journey.passes(timedelta(seconds=20))
    assert journey.sees(people["ding"])[-1].startswith("郑守义、张桂英同志要交给王磊同志了")

    await journey.says(liaison, "王磊")
    [page] = await journey.presses(liaison, "联系谁")
    assert page.count("（丁海涛调走了）") == 2
    await journey.presses(liaison, "换郑守义的")
    offered = journey.buttons(liaison)
    assert "丁海涛（2位）" in offered  # calls it off
    assert not any(label.startswith("王磊") for label in offered)  # takes over already


async def test_a_card_is_kept_in_the_chat_and_only_by_those_it_is_meant_for(journey: Journey) -> None:
    people = await small_world(journey)
    ding, wang = people["ding"], people["wang"]

    await journey.says(ding, "老同志")
    await journey.presses(ding, "郑守义")
    assert "这张卡还空着" in (await journey.presses(ding, "一人一策"))[-1]
    await journey.presses(ding, "改一项")
    await journey.presses(ding, "需要")
    assert "不写病名" in (await journey.says(ding, "他有高血压，要带药"))[-1]
    assert "需要：下楼要人扶一把" in (await journey.says(ding, "下楼要人扶一把"))[-1]

    await journey.says(wang, "老同志")
    assert not any("郑守义" in text for text in journey.sees(wang))
    async with journey.looking() as session:
        read = (await session.exec(select(Change).where(Change.field == "read"))).all()
        assert {change.by_id for change in read} == {ding.id}
