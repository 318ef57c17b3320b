"""A year of visits in a large branch, lived through by the program and by an oracle beside it."""

from collections import Counter
from datetime import date
from time import monotonic, process_time

from bot.database import Database
from models import Branch
from tests.bench import branch as benches
from tests.bench.figures import table
from tests.visit_year import VisitYear


async def year(database: str, members: int, seed: int, looked_at: float) -> None:
    """Print what was said, and everything in which that differs from what should have been said.

    `looked_at` is the share of ordinary days that are lived through.
    """
    async with benches.open_database(database) as url:
        opened = Database(url)
        try:
            async with opened.transaction() as session:
                home = Branch(name="云泽市民生事务办公室离退休干部党支部")
                session.add(home)
            lived = VisitYear(opened, home, seed, date(2026, 1, 1), date(2026, 12, 31), looked_at)
            await lived.populate(members, members * 3 // 5)
            begun, worked = monotonic(), process_time()
            await lived.live()
            lasted, worked = monotonic() - begun, process_time() - worked
        finally:
            await opened.close()
    told = lived.chronicle
    print(
        f"a year of visits to {members:,} members on {database}, seed {seed}, {told.downs} downtimes, "
        f"{told.outages} outages, {lasted:,.0f} s, {worked:,.0f} s of processor time"
    )
    said = Counter(what for _, (_, what, _) in told.said)
    print(table(["said", "messages"], [[what, f"{count:,}"] for what, count in said.most_common()]))
    happened = sorted(told.happened.items())
    happened.append(("at the last second", told.at_the_last_second))
    print(table(["happened", "times"], [[what, f"{count:,}"] for what, count in happened]))
    wrong = [*map(str, told.wrong), *(f"named though gone: {text}" for _, text in told.of_the_gone)]
    for one in wrong[:20]:
        print(one[:500])
    if wrong:
        raise RuntimeError(f"the year differs from what should have been said, {len(wrong)} times")
