"""What survives when the sandbox is stopped, or killed."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from telegram import Bot, ReplyKeyboardMarkup

from bot.sandbox.server import SandboxServer
from bot.sandbox.world import World
from tests.waiting import until

from .small_world import LI, STRANGER, ZHANG, Clock, new_bot, new_world


@asynccontextmanager
async def running(world: World, *, close: bool = True) -> AsyncIterator[Bot]:
    server = SandboxServer(world, limits=None)
    await server.start()
    async with new_bot(server) as bot:
        yield bot
    await server.stop()
    if close:
        await world.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "telegram.db"


async def test_everything_survives_a_restart(clock: Clock, path: Path):
    world = new_world(clock, store=path)
    async with running(world) as bot:
        await world.start(ZHANG, "abc")
        await world.upload(STRANGER, "名册.xlsx", "", b"PK..")
        await world.block(LI, True)
        sent = await bot.send_message(ZHANG, "旧", reply_markup=ReplyKeyboardMarkup([["看通知"]]))
        gone = await bot.send_message(ZHANG, "错")
        await sent.edit_text("新")
        await gone.delete()
        await bot.set_my_commands([("start", "开始")])
        first = (await bot.get_updates())[0]
        await bot.get_updates(offset=first.update_id + 1, allowed_updates=["message"])

    again = new_world(clock, store=path)
    async with running(again) as bot:
        assert again.chat(ZHANG).messages == world.chat(ZHANG).messages
        assert [message.get("text") for message in again.chat(ZHANG).messages] == ["/start abc", "新"]
        assert again.chat(ZHANG).keyboard == world.chat(ZHANG).keyboard
        assert again.chat(LI).blocked
        assert again.files == world.files
        assert again.settings == world.settings
        kept = await bot.get_updates()
        assert [u.message.document.file_name for u in kept if u.message] == ["名册.xlsx"]
        newest = await bot.send_message(ZHANG, "后来")
    assert newest.message_id > gone.message_id


async def test_numbers_given_before_a_kill_are_never_given_again(clock: Clock, path: Path):
    world = new_world(clock, store=path)
    world.acquaint([ZHANG])
    await until(lambda: world._store._writer is None)  # this much is written

    await world.text(ZHANG, "最后的话")  # and this is not: the process dies here
    (lost,) = await world.updates.get(0, 100, 0)
    again = new_world(clock, store=path)
    await again.text(ZHANG, "新的话")

    (update,) = await again.updates.get(0, 100, 0)
    assert update["update_id"] > lost["update_id"]
    assert update["message"]["message_id"] > lost["message"]["message_id"]
    await asyncio.gather(world.close(), again.close())


async def test_what_is_a_moment_old_survives_a_kill(clock: Clock, path: Path):
    world = new_world(clock, store=path)
    await world.text(ZHANG, "写下来")
    await until(lambda: world._store._writer is None)

    again = new_world(clock, store=path)

    assert [message["text"] for message in again.chat(ZHANG).messages] == ["写下来"]
    assert len(again.updates) == 1
    await asyncio.gather(world.close(), again.close())


async def test_without_a_store_nothing_is_written(clock: Clock, tmp_path: Path):
    world = new_world(clock)
    async with running(world):
        await world.text(ZHANG, "过眼云烟")

    assert os.listdir(tmp_path) == []
