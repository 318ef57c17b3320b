"""「为什么」 as the secretary asks it, and as a member's own question goes to a human."""

from datetime import timedelta

import pytest

from tests.journey import Journey

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_the_secretary_asks_why_and_is_asked_about_whom(journey: Journey):
    async with journey.given() as given:
        secretary, wu = await given.secretary(), await given.member("吴长贵")
        await given.member("周德明")
        await given.member("周德民")
        for person in (secretary, wu):
            await given.bind(person)
    await journey.meets(secretary, wu)
    await journey.passes(timedelta(minutes=1))

    [answer] = await journey.says(secretary, "为什么没发给吴长贵 11月29号")
    assert answer == "吴长贵同志，11月29日，星期日\n\n这一天没有要发给他的。"
    await journey.presses(secretary, "后一天")
    assert journey.sees(secretary)[-1].startswith("吴长贵同志，11月30日，星期一")

    [question] = await journey.says(secretary, "查原因")
    assert question.startswith("想查哪一位？")
    [unknown] = await journey.says(secretary, "王麻子")
    assert unknown.startswith("没有找到「王麻子」。")
    [which] = await journey.says(secretary, "老周")
    assert which == "您问的是哪一位？"
    [answer] = await journey.presses(secretary, "周德民")
    assert answer.startswith("周德民同志，11月30日，星期一\n\n现在：手机还没接通。")

    [refused] = await journey.says(wu, "为什么没发给周德明")
    assert "周德明同志" not in refused
