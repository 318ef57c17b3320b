"""One broadcast, measured: a notice to everybody while members press and write."""

import asyncio
import os
import random
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import psutil

from tests.bench import branch
from tests.bench.figures import Figures, Load, evaluate
from tests.bench.messenger import Messenger, end, open_messenger, until
from tests.webhooks import webhook_settings

ACTS_PER_SECOND = 2.0
_ROOT = Path(__file__).parents[2]
_LOOK_EVERY_SECONDS = 0.5
_SETTLE_SECONDS = 3.0
_PATIENCE_SECONDS = 600.0
_REACHED_PER_SECOND = 20
_TRIES = 10
_WORDS = (branch.RECEIVED, "看通知", "党费交到什么时候", "你好")


async def whole_bot(count: int, limit: str, database: str, *, webhook: bool = False) -> Figures:
    """Broadcast through `python -m bot run`, which polls unless it has a webhook."""
    async with open_messenger(limit) as messenger, branch.open_database(database) as url:
        people = branch.chats(count)
        await messenger.acquaint(people)
        notice = await branch.populate(url, messenger.bot_id, count)
        async with run_bot(messenger, url, **webhook_settings() if webhook else {}) as process:
            return await _measure(
                f"Hongye, {database}, {limit} limit" + (", webhook" if webhook else ""),
                messenger,
                process,
                people,
                lambda: branch.post_notice(url, notice, count),
            )


async def plain(way: str, count: int, limit: str) -> Figures:
    """Broadcast through a plain python-telegram-bot program; see plain.py for its ways."""
    async with open_messenger(limit) as messenger:
        people = branch.chats(count)
        await messenger.acquaint([*people, people[-1] + 1])
        command = ("-m", "tests.bench.plain", way, str(count))
        async with _run(messenger, command, {}) as process:
            return await _measure(
                f"plain PTB: {way}",
                messenger,
                process,
                people,
                # Somebody outside the audience gives the order, so that he is in no figure.
                lambda: messenger.says(people[-1] + 1, "/broadcast"),
            )


@asynccontextmanager
async def run_bot(messenger: Messenger, url: str, **settings: str) -> AsyncIterator[Process]:
    """Run the whole bot in a process of its own."""
    settings |= {"database_url": url, "log_level": "WARNING", "invite_secret": "for measurements"}
    environment = {name.upper(): value for name, value in settings.items()}
    async with _run(messenger, ("-m", "bot", "run"), environment) as process:
        yield process


@asynccontextmanager
async def _run(
    messenger: Messenger, command: Sequence[str], environment: dict[str, str]
) -> AsyncIterator[Process]:
    served = {"BOT_TOKEN": messenger.token, "BOT_API_URL": messenger.url, "PYTHONPATH": str(_ROOT)}
    # A program that is installed keeps its bytecode, whatever the shell of a measurement asks for.
    served["PYTHONDONTWRITEBYTECODE"] = ""
    # From a folder of its own, because a .env file of the checkout would be read.
    with TemporaryDirectory(prefix="hongye-") as folder:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, cwd=folder, env=os.environ | served | environment
        )
        try:
            yield process
        finally:
            await end(process)


async def _measure(
    name: str,
    messenger: Messenger,
    process: Process,
    people: Sequence[int],
    begin: Callable[[], Awaitable[None]],
) -> Figures:
    warm = people[0]
    await messenger.says(warm, "你好")
    await until(lambda: messenger.has_heard(warm), 0.02)
    await asyncio.sleep(1.0)
    await messenger.forget()
    before = _load(process.pid)
    hands = asyncio.create_task(_act(messenger, people[1:]))
    await begin()
    try:
        peak_mb = await _until_served(messenger, process.pid, people)
    finally:
        hands.cancel()
    await asyncio.sleep(_SETTLE_SECONDS)
    after = _load(process.pid)
    load = Load(after.cpu_ms - before.cpu_ms, max(peak_mb, after.rss_mb))
    return evaluate(name, people, await messenger.stats(), load)


async def _act(messenger: Messenger, people: Sequence[int]) -> None:
    """Let members who have the notice press and write, each once, at random moments."""
    dice = random.Random(1)
    begun = monotonic()
    rested = set(people)
    while True:
        await asyncio.sleep(dice.expovariate(ACTS_PER_SECOND))
        # The notice goes out in this order, so whoever has it stands in front.
        reach = 1 + int((monotonic() - begun) * _REACHED_PER_SECOND)
        for chat in dice.sample(people[:reach], min(reach, _TRIES)):
            if chat in rested and await messenger.has_heard(chat):
                rested.remove(chat)
                if dice.random() < 0.5:
                    await messenger.presses(chat, branch.RECEIVED)
                else:
                    await messenger.says(chat, dice.choice(_WORDS))
                break


async def _until_served(messenger: Messenger, pid: int, people: Sequence[int]) -> float:
    """Wait until everybody has the notice; return the most memory that was seen, in MB."""
    deadline = monotonic() + _PATIENCE_SECONDS
    peak_mb = 0.0
    missing = list(people)
    while missing and monotonic() < deadline:
        await asyncio.sleep(_LOOK_EVERY_SECONDS)
        peak_mb = max(peak_mb, _load(pid).rss_mb)
        # Mostly in order, so one look at the last one tells whether it is worth while to ask more.
        if await messenger.has_heard(missing[-1]):
            heard = {chat for _, chat, _ in (await messenger.stats())["sends"]}
            missing = [chat for chat in missing if chat not in heard]
    if missing:
        raise TimeoutError(f"{len(missing)} of {len(people)} chats were not served")
    return peak_mb


def _load(pid: int) -> Load:
    process = psutil.Process(pid)
    used = process.cpu_times()
    return Load((used.user + used.system) * 1000, process.memory_info().rss / 1e6)
