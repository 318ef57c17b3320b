"""Flood limits: pure rules, and the answer that the bot gets."""

import math
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import RetryAfter

from bot.sandbox.limits import STRICT, USUAL, FloodGate, Limits
from bot.sandbox.server import SandboxServer
from bot.sandbox.world import World

from .small_world import LI, ZHANG, new_bot


def test_thirty_at_once_pass_and_the_next_waits():
    gate = FloodGate(USUAL)

    waits = [gate.admit(chat, 10.0) for chat in range(1, 32)]

    assert waits == [0] * 30 + [1]
    assert gate.admit(32, 10.5) == 1, "who does not wait is refused again"
    assert gate.admit(32, 11.0) == 0


def test_one_chat_gets_a_small_burst_and_then_one_a_second():
    gate = FloodGate(USUAL)

    waits = [gate.admit(ZHANG, 10.0) for _ in range(USUAL.chat_burst + 1)]

    assert waits == [0] * USUAL.chat_burst + [1]
    assert gate.admit(LI, 10.0) == 0, "another chat is free"
    assert [gate.admit(ZHANG, at) for at in (11.0, 12.0, 13.0)] == [0, 0, 0]


def test_edits_count_in_their_chat_but_not_over_all_chats():
    gate = FloodGate(USUAL)

    assert [gate.admit(chat, 10.0, edit=True) for chat in range(1, 101)] == [0] * 100
    assert [gate.admit(ZHANG, 10.0, edit=True) for _ in range(USUAL.chat_burst + 1)][-1] == 1
    assert gate.admit(ZHANG, 10.0) == 1


def test_a_group_gets_twenty_a_minute():
    gate = FloodGate(USUAL)

    assert [gate.admit(-5001, 10.0) for _ in range(21)] == [0] * 20 + [3]


def test_an_album_counts_each_of_its_files_and_passes_even_when_it_is_larger_than_the_burst():
    gate = FloodGate(USUAL)

    assert gate.admit(ZHANG, 10.0, messages=10) == 0
    assert gate.admit(ZHANG, 10.0) == 7, "6 messages of debt, and one more"


def test_without_limits_everything_passes():
    gate = FloodGate(None)

    assert not any(gate.admit(ZHANG, 10.0) for _ in range(1000))


def test_a_strict_second_allows_no_burst_across_its_border():
    gate = FloodGate(STRICT)
    assert [gate.admit(chat, 10.9) for chat in range(1, 31)] == [0] * 30

    assert gate.admit(31, 11.1) == 1
    assert gate.admit(31, 12.1) == 0


ARRIVALS = st.lists(
    st.tuples(st.floats(0, 0.2), st.integers(1, 400), st.booleans()), min_size=1, max_size=300
)


@pytest.mark.parametrize("limits", [STRICT, Limits(per_second=5, window=True)])
@given(arrivals=ARRIVALS)
def test_no_strict_second_ever_holds_more_than_the_limit(
    limits: Limits, arrivals: list[tuple[float, int, bool]]
):
    gate = FloodGate(limits)
    now, passed = 100.0, []

    for pause, chat, edit in arrivals:
        now += pause
        if gate.admit(chat, now, edit=edit) == 0 and not edit:
            passed.append(now)

    for start in passed:
        assert sum(start <= at < start + 1 - 1e-6 for at in passed) <= limits.per_second


@given(arrivals=ARRIVALS)
def test_who_waits_as_told_is_admitted(arrivals: list[tuple[float, int, bool]]):
    gate = FloodGate(Limits(per_second=5))
    now = 100.0

    for pause, chat, edit in arrivals:
        now += pause
        while wait := gate.admit(chat, now, edit=edit):
            assert wait == math.ceil(wait) > 0
            now += wait


async def test_the_bot_is_told_how_long_to_wait(world: World):
    world.acquaint([LI])
    server = SandboxServer(world, limits=Limits(chat_burst=1, per_chat_second=0.25))
    await server.start()

    async with new_bot(server) as bot:
        sent = await bot.send_message(ZHANG, "一")
        with pytest.raises(RetryAfter) as refusal:
            await bot.send_message(ZHANG, "二")
        with pytest.raises(RetryAfter):
            await sent.edit_text("三")
        assert await bot.send_message(LI, "一")
        assert await bot.send_chat_action(ZHANG, "typing"), "what sends nothing does not count"
        assert await sent.delete()
    await server.stop()

    assert refusal.value.retry_after == timedelta(seconds=4)
    assert len(server.stats.flooded) == 2
    assert server.stats.as_json()["sent"] == 2
