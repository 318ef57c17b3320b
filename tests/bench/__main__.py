"""`python -m tests.bench [PART ...]`: measures the whole bot and prints one table per part."""

import argparse
import asyncio
import platform
from collections.abc import Awaitable

import psutil

from tests.bench import anniversaries, broadcast, import_roster, plain, startup, visit_year
from tests.bench.figures import HEADER, Figures, table
from tests.bench.messenger import LATENCY_MS

LIMIT_PER_SECOND = 30
PARTS = ("startup", "import", "broadcast", "strict", "plain", "anniversaries")
LONG = ("year", "visits")  # only where it is asked for by name
_TARGETS = (
    "Targets: 98 % of the limit without a 429; in the strict window 27/s with a few; p50 110 ms,\n"
    "p99 200 ms; 3 ms of processor time a message; 150 MB."
)
_DEFINITIONS = f"""\
Members press and write {broadcast.ACTS_PER_SECOND:g} times a second meanwhile. sent/s: messages and edits,
replies included, between the first and the last copy of the notice. p50, p99: from the moment a
member acts until the messenger accepts the answer; {LATENCY_MS} ms of that are the simulated network
(half of a round trip for the update, half of one for the answer). Who polls hears nothing while an
answer and the next question are on their way, a whole round trip; a webhook has no such gap. MB: the
most memory the bot's process had (resident)."""


def main() -> None:
    """Run the parts that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    named = f"{', '.join(PARTS)} (all of them), {', '.join(LONG)}"
    parser.add_argument("parts", nargs="*", metavar="PART", help=named)
    parser.add_argument("--chats", type=int, nargs="+", default=[1000, 3000], metavar="N")
    parser.add_argument("--plain-chats", type=int, default=500, metavar="N")
    parser.add_argument("--members", type=int, default=anniversaries.YEARS_MEMBERS, metavar="N")
    parser.add_argument("--seed", type=int, default=2026, metavar="N", help="of the year of visits")
    parser.add_argument(
        "--looked-at", type=float, default=0.3, help="share of its ordinary days", metavar="X"
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args()
    unknown = set(options.parts) - {*PARTS, *LONG}
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    # Beside other work every figure is worse, so it is said how much of that there was.
    busy = f"{psutil.cpu_count()} processors, load {psutil.getloadavg()[0]:.1f} before the start"
    print(f"Python {platform.python_version()}, {options.database}, {busy}\n")
    asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> None:
    wanted = options.parts or PARTS
    if "startup" in wanted:
        await startup.measure(options.database)
    if "import" in wanted:
        await import_roster.measure(options.database)
    if "anniversaries" in wanted:
        await anniversaries.daily(options.database)
    if "year" in wanted:
        await anniversaries.year(options.database, options.members)
    if "visits" in wanted:
        await visit_year.year(options.database, options.members, options.seed, options.looked_at)
    lines: list[Figures] = []

    async def add(run: Awaitable[Figures]) -> None:
        lines.append(await run)
        print("  measured:", *lines[-1].cells(LIMIT_PER_SECOND), flush=True)

    if "broadcast" in wanted:
        for count in options.chats:
            await add(broadcast.whole_bot(count, "usual", options.database))
            await add(broadcast.whole_bot(count, "usual", options.database, webhook=True))
    if "strict" in wanted:
        await add(broadcast.whole_bot(max(options.chats), "strict", options.database))
    if "plain" in wanted:
        for way in plain.WAYS:
            if way.endswith("AIORateLimiter") and not plain.has_rate_limiter():
                print(f"  {way}: its extra (aiolimiter) is not installed, so it is left out")
                continue
            await add(broadcast.plain(way, options.plain_chats, "usual"))
    if lines:
        print()
        print(table(HEADER, [line.cells(LIMIT_PER_SECOND) for line in lines]))
        print(f"\n{_DEFINITIONS}\n{_TARGETS}")


if __name__ == "__main__":
    main()
