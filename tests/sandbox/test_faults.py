"""Scripted failures: what the client sees, and what truly happened."""

import asyncio
import time

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.sandbox import faults
from bot.sandbox.server import SandboxServer
from bot.sandbox.world import World

from .small_world import LI, ZHANG, new_bot


def said(world: World) -> list[str]:
    return [message["text"] for message in world.chat(ZHANG).messages]


@pytest.mark.parametrize("delivers", [True, False])
async def test_an_answer_may_come_after_the_client_gave_up(
    server: SandboxServer, world: World, delivers: bool
):
    server.faults.script(faults.hanging("sendMessage", seconds=30, delivers=delivers))

    async with new_bot(server, read_timeout=0.2) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(ZHANG, "一")
        await bot.send_message(ZHANG, "二", read_timeout=30)

    assert said(world) == (["一", "二"] if delivers else ["二"])


@pytest.mark.parametrize("delivers", [True, False])
async def test_a_connection_may_drop_before_or_after_the_message_was_delivered(
    server: SandboxServer, bot: Bot, world: World, delivers: bool
):
    server.faults.script(faults.dropped("sendMessage", delivers=delivers))

    with pytest.raises(NetworkError) as failure:
        await bot.send_message(ZHANG, "一")

    assert type(failure.value) is NetworkError
    assert said(world) == (["一"] if delivers else [])


@pytest.mark.parametrize("delivers", [True, False])
async def test_a_bad_gateway_says_nothing_about_delivery(
    server: SandboxServer, bot: Bot, world: World, delivers: bool
):
    server.faults.script(faults.bad_gateway("sendMessage", delivers=delivers))

    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(ZHANG, "一")

    assert said(world) == (["一"] if delivers else [])


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faults.flooded(7), RetryAfter),
        (faults.blocked(), Forbidden),
        (faults.deactivated(), Forbidden),
        (faults.refused("chat not found"), BadRequest),
    ],
)
async def test_a_refusal_can_be_scripted(
    server: SandboxServer, bot: Bot, world: World, fault: faults.Fault, error: type[Exception]
):
    server.faults.script(fault)

    with pytest.raises(error):
        await bot.send_message(ZHANG, "一")
    await bot.send_message(ZHANG, "二")

    assert said(world) == ["二"]


async def test_a_fault_hits_only_its_method_and_chat_and_as_often_as_it_was_told(
    server: SandboxServer, bot: Bot, world: World
):
    world.acquaint([LI])
    server.faults.script(faults.refused("PEER_FLOOD", "sendMessage", LI, times=2))

    assert await bot.send_message(ZHANG, "一")
    assert await bot.send_chat_action(LI, "typing")
    for _ in range(2):
        with pytest.raises(BadRequest):
            await bot.send_message(LI, "一")

    assert await bot.send_message(LI, "一")
    assert server.faults.scripted == []


async def test_every_call_takes_the_time_of_the_wire(server: SandboxServer, bot: Bot):
    server.faults.latency = (0.05, 0.08)

    started = time.monotonic()
    await asyncio.gather(*(bot.send_message(ZHANG, "好") for _ in range(10)))

    assert time.monotonic() - started >= 0.05
    assert min(server.stats.took[-10:]) >= 0.05
