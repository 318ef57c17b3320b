"""A large roster (花名册), measured: from the bytes of the file until everything is committed."""

from datetime import UTC, date, datetime, timedelta
from time import monotonic

from sqlmodel import select

from bot import spreadsheets
from bot.clock import local_day
from bot.database import Database
from bot.domain import roster
from bot.domain.roster_reading import read_sheets
from bot.spreadsheets import Table
from models import Branch
from tests.bench import branch
from tests.bench.figures import table

ROWS = 5000
_FIRST_DAY = date(1965, 1, 1)
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "建国志强秀英桂兰玉梅德明长贵文华春生"


def sheet() -> bytes:
    """Return a roster of so many members as an xlsx file."""
    header = ["姓名", "性别", "出生日期", "入党时间", "转正时间", "党小组", "手机", "备注"]
    rows = []
    for number in range(ROWS):
        joined = _FIRST_DAY + timedelta(days=number * 3)
        born = joined - timedelta(days=24 * 365)
        full = joined + timedelta(days=365)
        rows.append(
            [
                _name(number),
                "男女"[number % 2],
                str(born),
                f"{joined.year}.{joined.month:02}",
                f"{full.year}年{full.month}月{full.day}日",
                f"第{number % 12 + 1}党小组",
                f"100{number:08}",
                "",
            ]
        )
    return spreadsheets.write([Table("花名册", header, rows)])


def _name(number: int) -> str:
    surname = _SURNAMES[number % len(_SURNAMES)]
    first, second = divmod(number // len(_SURNAMES), len(_GIVEN))
    return surname + _GIVEN[first % len(_GIVEN)] + _GIVEN[second]


async def measure(database: str) -> None:
    """Print how long reading, previewing and confirming take."""
    data = sheet()
    laps: list[tuple[str, float]] = []
    async with branch.open_database(database) as url:
        opened = Database(url)
        async with opened.transaction() as session:
            session.add(Branch(name="云泽市民生事务办公室离退休干部党支部"))
        now = datetime.now(UTC)
        begun = monotonic()
        reading = read_sheets(await spreadsheets.read(data), local_day(now, "Asia/Shanghai"))
        laps.append(("read", monotonic()))
        async with opened.transaction() as session:
            home = (await session.exec(select(Branch.id))).one()
            batch = await roster.open_import(session, home, reading, "花名册.xlsx", None, now)
            plan = await roster.preview(session, batch, now)
        laps.append(("preview", monotonic()))
        async with opened.transaction() as session:
            done = await roster.confirm(session, batch, None, now)
        laps.append(("confirm", monotonic()))
        await opened.close()
    if done is None or len(plan.added) != ROWS:
        raise RuntimeError(f"{len(plan.added)} of {ROWS} rows were added, {len(plan.refused)} refused")
    starts = [begun, *(at for _, at in laps)]
    cells = [f"{at - start:.2f} s" for start, (_, at) in zip(starts, laps, strict=False)]
    header = [f"import of {ROWS:,} roster rows (target 10 s)", *(name for name, _ in laps), "all"]
    print(table(header, [[f"{len(data):,} bytes", *cells, f"{laps[-1][1] - begun:.2f} s"]]), "\n")
