"""Telegram brings what people say to the bot's own address, instead of being asked for it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.sandbox import webhook
from bot.sandbox.answers import bad_request
from bot.sandbox.faults import Fault
from bot.settings import Misconfigured
from tests.journey import Journey
from tests.people import NOON
from tests.webhooks import webhook_settings

pytestmark = pytest.mark.usefixtures("branch")


@pytest.fixture
async def journey(database_url: str) -> AsyncIterator[Journey]:
    """Run the whole bot with a webhook."""
    async with Journey(database_url, NOON, **webhook_settings()) as running:
        yield running


async def test_a_notice_is_confirmed_through_a_webhook(journey):
    async with journey.given() as given:
        secretary, member = await given.secretary(), await given.member("周德明")
        for person in (secretary, member):
            await given.bind(person)
    await journey.meets(secretary, member)

    for words in ("发通知", "12月5日，星期六，上午9点，活动室开会。"):
        await journey.says(secretary, words)
    for label in ("写好了", "全体党员（2位）", "选好了", "请回收到", "确认发送"):
        await journey.presses(secretary, label)
    await journey.passes(timedelta(minutes=1))
    await journey.presses(member, "收到")

    assert "12月5日" in journey.sees(member)[-1]
    assert journey.sees(member)[-1].endswith("✓ 您已回：收到")


async def test_what_is_said_while_the_bot_is_away_is_answered_when_it_is_back(journey, monkeypatch):
    monkeypatch.setattr(webhook, "FIRST_PAUSE", 0.01)
    await journey.stop_bot()
    await journey.world.start(555)

    await journey.start_bot()
    await journey.settles()

    assert "程序" in journey.sees(555)[0]


async def test_a_bot_that_polls_again_takes_its_webhook_away(journey):
    await journey.stop_bot()
    journey._settings = {k: v for k, v in journey._settings.items() if not k.startswith("webhook")}

    await journey.start_bot()

    assert journey.server.api.webhook is None
    assert len(await journey.opens(555)) == 1


async def test_an_address_that_the_messenger_refuses_stops_the_start_with_one_sentence(database_url):
    journey = Journey(database_url, NOON, **webhook_settings())
    refusal = bad_request("bad webhook: HTTPS url must be provided for webhook")
    journey.server.faults.script(Fault("setWebhook", answer=refusal))
    await journey.server.start()

    with pytest.raises(Misconfigured, match="WEBHOOK_URL was refused by the messenger"):
        await journey.start_bot()

    await journey.server.stop()
