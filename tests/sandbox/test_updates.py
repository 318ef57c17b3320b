"""getUpdates: what waits for the bot, for how long, and for whom."""

import asyncio
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import Conflict

from bot.sandbox.server import SandboxServer
from bot.sandbox.world import World
from tests.waiting import until

from .small_world import TOKEN, ZHANG, Clock, is_polled, new_bot, refused


async def texts(bot: Bot, **how: int) -> list[str]:
    return [update.message.text for update in await bot.get_updates(**how)]


async def test_an_update_is_kept_until_a_higher_offset_confirms_it(bot: Bot, world: World):
    for text in ("一", "二", "三"):
        await world.text(ZHANG, text)
    first, second, third = await bot.get_updates()
    assert [u.update_id - first.update_id for u in (first, second, third)] == [0, 1, 2]

    assert await texts(bot) == ["一", "二", "三"], "nothing was confirmed"
    assert await texts(bot, offset=second.update_id) == ["二", "三"]
    assert await texts(bot, limit=1) == ["二"], "the first was confirmed for good"
    assert await texts(bot, offset=third.update_id + 1) == []
    assert len(world.updates) == 0


async def test_a_negative_offset_keeps_only_the_last_ones(bot: Bot, world: World):
    for text in ("一", "二", "三"):
        await world.text(ZHANG, text)

    assert await texts(bot, offset=-1) == ["三"]
    assert await texts(bot) == ["三"]


async def test_a_long_poll_returns_as_soon_as_something_happens(bot: Bot, world: World):
    poll = asyncio.create_task(texts(bot, timeout=30))
    await until(lambda: is_polled(world))
    assert not poll.done()

    await world.text(ZHANG, "来了")

    assert await asyncio.wait_for(poll, 20) == ["来了"]


async def test_a_long_poll_without_news_ends_empty(bot: Bot):
    assert await bot.get_updates(timeout=1) == ()


async def test_a_second_poll_ends_the_first_with_a_conflict(server: SandboxServer, bot: Bot, world: World):
    async with new_bot(server) as other:
        first = asyncio.create_task(bot.get_updates(timeout=30))
        await until(lambda: is_polled(world))
        second = asyncio.create_task(texts(other, timeout=30))

        with refused(
            "Conflict: terminated by other getUpdates request; "
            "make sure that only one bot instance is running",
            Conflict,
        ):
            await first
        await world.text(ZHANG, "来了")
        assert await asyncio.wait_for(second, 20) == ["来了"]


async def test_a_poll_whose_client_went_away_does_not_stand_in_the_way(
    server: SandboxServer, bot: Bot, world: World
):
    gone = asyncio.create_task(bot.get_updates(timeout=30))
    await until(lambda: is_polled(world))
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    await until(lambda: not is_polled(world))

    await world.text(ZHANG, "来了")

    async with new_bot(server) as other:
        assert await texts(other) == ["来了"]
    assert not server.stats.errors


async def test_only_the_kinds_asked_for_are_queued_from_then_on(bot: Bot, world: World):
    await bot.get_updates(allowed_updates=["callback_query"])

    await world.text(ZHANG, "没人要听")
    await world.block(ZHANG, True)

    assert await bot.get_updates() == (), "a call that names no kinds keeps the choice"
    await bot.get_updates(allowed_updates=[])
    await world.start(ZHANG)
    assert [u.message.text for u in await bot.get_updates() if u.message] == ["/start"]


async def test_after_a_day_telegram_forgets(bot: Bot, world: World, clock: Clock):
    await world.text(ZHANG, "昨天的话")
    clock.move(timedelta(hours=24))
    assert await texts(bot) == ["昨天的话"]
    await world.text(ZHANG, "今天的话")

    clock.move(timedelta(seconds=1))

    assert await texts(bot) == ["今天的话"]


async def test_get_works_as_well_as_post(server: SandboxServer, world: World):
    import httpx

    await world.text(ZHANG, "好")

    async with httpx.AsyncClient() as http:
        answer = await http.get(f"{server.url}/bot{TOKEN}/getUpdates", params={"limit": 1, "timeout": 0})

    assert answer.json()["result"][0]["message"]["text"] == "好"


@pytest.mark.parametrize("pending", [True, False])
async def test_a_stop_releases_the_long_poll_at_once_and_loses_nothing(
    server: SandboxServer, bot: Bot, world: World, pending: bool
):
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await until(lambda: is_polled(world))

    await asyncio.wait_for(server.stop(), 20)
    assert await poll == ()
    if pending:
        await world.text(ZHANG, "路上的话")
    await server.start()

    assert await texts(bot) == (["路上的话"] if pending else [])
