"""Start-up, measured: from the start of the process until it has fetched its first update."""

from time import monotonic

from tests.bench import branch
from tests.bench.broadcast import run_bot
from tests.bench.figures import table
from tests.bench.messenger import Messenger, open_messenger, until

REPEATS = 3
_MEMBERS = 1000


async def measure(database: str) -> None:
    """Print how long a bot takes to start on a database that is up to date."""
    async with open_messenger("usual") as messenger, branch.open_database(database) as url:
        await branch.populate(url, messenger.bot_id, _MEMBERS)
        seconds = [await _once(messenger, url) for _ in range(REPEATS)]
    rows = [[f"{REPEATS} starts", f"{min(seconds):.2f} s", f"{max(seconds):.2f} s"]]
    print(table(["process start to first getUpdates answered (target 2 s)", "best", "worst"], rows), "\n")


async def _once(messenger: Messenger, url: str) -> float:
    chat = branch.chats(1)[0]
    await messenger.acquaint([chat])
    await messenger.forget()
    # Something waits, so that the first long poll is answered at once and can be seen.
    await messenger.says(chat, "你好")
    begun = monotonic()
    async with run_bot(messenger, url):
        await until(lambda: _has_polled(messenger), 0.01)
        return monotonic() - begun


async def _has_polled(messenger: Messenger) -> bool:
    return "getupdates" in (await messenger.stats())["calls"]
