"""The main job, on both databases: a notice is written, sent, confirmed and seen on the board."""

from datetime import timedelta

from tests.journey import Journey


async def test_a_notice_is_written_sent_confirmed_and_seen_on_the_board(journey: Journey):
    async with journey.given() as given:
        secretary = await given.secretary()
        zhang, li = await given.member("张三", group=2), await given.member("李四", group=2)
        await given.member("郑守义", group=2)
        for person in (secretary, zhang, li):
            await given.bind(person)
    await journey.meets(secretary, zhang, li)

    await journey.says(secretary, "发通知")
    await journey.says(secretary, "12月2日，星期三，上午9点，活动室开会。")
    for choice in ("写好了", "按小组选", "第二党小组（3位）", "返回", "选好了"):
        await journey.presses(secretary, choice)
    _, notice, last_look = await _shown(journey, secretary, "请回收到")
    await journey.presses(secretary, "确认发送")
    before = journey.sees(zhang)
    await journey.passes(timedelta(minutes=1))
    await journey.presses(zhang, "收到")
    await journey.says(li, "晓得了")

    assert notice.startswith("通知\n\n12月2日，星期三，上午9点，活动室开会。")
    assert "第二党小组，共3位" in last_look
    assert before == []
    assert journey.sees(zhang)[-1].endswith("✓ 您已回：收到")
    assert journey.buttons(zhang) == []
    assert journey.sees(li)[0].endswith("✓ 您已回：收到")
    board = journey.sees(secretary)[-1]
    assert "已发：2位\n已收到：2位\n还没回：0位\n没送到：1位（还没开通1位）" in board


async def _shown(journey: Journey, who, label: str) -> list[str]:
    """Press and return the last three messages: the choice, the notice and the last look."""
    await journey.presses(who, label)
    return journey.sees(who)[-3:]
