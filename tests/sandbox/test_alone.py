"""The sandbox as a process of its own, as the benchmark uses it."""

import asyncio
import sys
from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import Bot


@pytest.fixture
async def alone() -> AsyncIterator[tuple[str, str]]:
    """Run it and give its address and token, as it prints them."""
    command = (sys.executable, "-m", "bot.sandbox.server", "--latency", "10-20", "--limit", "strict")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout
    url, token = (await process.stdout.readline()).decode().split()
    yield url, token
    process.terminate()
    assert await asyncio.wait_for(process.wait(), 30) == 0


async def test_people_can_be_moved_and_the_figures_read_over_http(alone: tuple[str, str]):
    url, token = alone
    async with httpx.AsyncClient(base_url=url) as http, Bot(token, base_url=f"{url}/bot") as bot:
        await http.post("/users", json={"user_ids": [1, 2]})
        sent = await bot.send_message(1, "好")
        await http.post("/users/3/text", json={"text": "你好"})
        pressed = await http.post("/users/1/press", json={"message_id": sent.message_id, "data": "ack:1"})
        talk, press = await bot.get_updates()
        figures = (await http.get("/stats")).json()
        shown = (await http.get("/users/1/messages")).json()
        await http.post("/stats/reset")
        emptied = (await http.get("/stats")).json()

    assert (talk.effective_user.id, talk.message.text) == (3, "你好")
    assert press.callback_query.id == pressed.json()["result"]
    assert [message["text"] for message in shown] == ["好"]
    assert (figures["sent"], figures["too_many_requests"], figures["per_second"]) == (1, 0, [1])
    assert [user for _, user in figures["pressed"]] == [3, 1]
    assert figures["latency_ms"]["p50"] >= 10
    assert emptied["sent"] == 0
