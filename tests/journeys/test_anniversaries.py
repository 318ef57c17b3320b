"""A political anniversary from the secretary's list to the card on the member's phone, and my day."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import Channel, Greeting, GreetingState, Upload
from tests.anniversary_world import at
from tests.people import chat_of


@pytest.fixture
async def branch_with_anniversaries(journey):
    async with journey.given() as given:
        zhou = await given.member("周德明", joined_on=date(1986, 12, 5), full_on=date(1987, 12, 5))
        cadre = await given.cadre("丁海涛")
        secretary = await given.secretary()
        await given.pair(cadre, zhou)
        for person in (zhou, cadre, secretary):
            await given.bind(person)
    await journey.meets(zhou, cadre, secretary)
    return zhou, cadre, secretary


async def until(journey, moment):
    """Let the time come, and the tick after it: a card is drawn between two ticks."""
    await journey.passes(moment - journey.clock.now())
    await journey.passes(timedelta(seconds=20))


async def test_from_the_list_to_the_card(journey, branch_with_anniversaries):
    zhou, cadre, secretary = branch_with_anniversaries

    await journey.passes(timedelta(hours=1))
    assert "5日 周德明 40周年：等您定，逢十，可以安排看望" in journey.sees(secretary)[-1]
    await journey.presses(secretary, "看周德明")
    (asked,) = await journey.presses(secretary, "改几句")
    assert "四十个春秋" in asked
    await journey.says(secretary, "老周，四十年了，支部祝贺您！")
    await journey.presses(secretary, "发")
    await until(journey, at("2026-12-04", 9))
    assert any("周德明同志入党40周年，贺卡早上8点半发出。" in text for text in journey.sees(cadre))
    assert "老周" not in "".join(journey.sees(zhou))
    await until(journey, at("2026-12-05", 8, 31))

    assert journey.sees(zhou)[-1] == "老周，四十年了，支部祝贺您！"
    assert "photo" in journey.world.chat(chat_of(zhou)).messages[-1]
    async with journey.looking() as session:
        assert (await session.exec(select(Greeting.state))).all() == [GreetingState.SENT]

    mine = await journey.says(zhou, "我入党多少年了")
    assert "入党：1986年12月5日，到今天40年。" in mine[0]
    assert "党龄39年" in mine[0]
    await journey.presses(zhou, "看贺卡")
    assert "photo" in journey.world.chat(chat_of(zhou)).messages[-1]
    async with journey.looking() as session:
        assert len((await session.exec(select(Upload))).all()) == 1  # the picture went up once


async def test_the_cards_of_those_without_a_phone_are_printed(journey, branch_with_anniversaries):
    _, _, secretary = branch_with_anniversaries
    async with journey.given() as given:
        await given.member("孟庆余", joined_on=date(1984, 12, 20), channel=Channel.PHONE)

    said = await journey.says(secretary, "下月政治生日")
    assert any("20日 孟庆余 42周年：等您定，小助手送不到" in text for text in said)
    await journey.presses(secretary, "打印1张贺卡")

    last = journey.world.chat(chat_of(secretary)).messages[-1]
    assert last["document"]["file_name"] == "12月贺卡.pdf"
    assert "12月的贺卡，1张" in journey.sees(secretary)[-1]


async def test_hospital_and_a_death_in_the_house_with_one_tap(journey, branch_with_anniversaries):
    zhou, cadre, _ = branch_with_anniversaries

    await journey.says(cadre, "老同志")
    if "周德明" in journey.buttons(cadre):
        await journey.presses(cadre, "周德明")
    await journey.presses(cadre, "住院了")

    assert "出院以前" in journey.sees(cadre)[-1]
    assert "已经安排去看望" in journey.sees(cadre)[-1]
    assert journey.buttons(cadre) == ["弄错了"]
    await journey.presses(cadre, "弄错了")
    assert journey.sees(cadre)[-1] == "记下了。祝贺和过节的话，以后照常发给周德明同志。"
    async with journey.looking() as session:
        assert (await session.get_one(type(zhou), zhou.id)).hospital_since is None

    # Home again after some days: within a week somebody goes to see him.
    await journey.says(cadre, "周德明")
    await journey.presses(cadre, "住院了")
    await journey.passes(timedelta(days=3))
    await journey.says(cadre, "周德明")
    await journey.presses(cadre, "出院了")
    assert "已经安排一周内去看望" in journey.sees(cadre)[-1]
    await journey.passes(timedelta(minutes=1))
    assert any("出院看望" in said for said in await journey.says(cadre, "要办的"))
