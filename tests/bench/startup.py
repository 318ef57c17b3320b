"""Start-up, measured: from the start of the process until it has fetched its first update."""

from time import monotonic

import psutil

from tests.bench import branch
from tests.bench.broadcast import run_bot
from tests.bench.figures import table
from tests.bench.messenger import Messenger, open_messenger, until

REPEATS = 5
_MEMBERS = 1000


async def measure(database: str) -> None:
    """Print how long a bot takes to start on a database that is up to date."""
    async with open_messenger("usual") as messenger, branch.open_database(database) as url:
        await branch.populate(url, messenger.bot_id, _MEMBERS)
        # The first start after an update compiles the program, and Python keeps what it compiled.
        first, _ = await _once(messenger, url)
        starts = [await _once(messenger, url) for _ in range(REPEATS)]
    seconds, worked = zip(*starts, strict=True)
    rows = [
        ["the first start", f"{first:.2f} s", "", ""],
        [f"{REPEATS} more", *(f"{each:.2f} s" for each in (min(seconds), max(seconds), min(worked)))],
    ]
    header = ["process start to first getUpdates answered (target 2 s)", "best", "worst", "of the processor"]
    print(table(header, rows), "\n")


async def _once(messenger: Messenger, url: str) -> tuple[float, float]:
    """Return the seconds of one start, and how many of them the processor worked."""
    chat = branch.chats(1)[0]
    await messenger.acquaint([chat])
    await messenger.forget()
    # Something waits, so that the first long poll is answered at once and can be seen.
    await messenger.says(chat, "你好")
    begun = monotonic()
    async with run_bot(messenger, url) as bot:
        await until(lambda: _has_polled(messenger), 0.01)
        used = psutil.Process(bot.pid).cpu_times()
        return monotonic() - begun, used.user + used.system


async def _has_polled(messenger: Messenger) -> bool:
    return "getupdates" in (await messenger.stats())["calls"]
