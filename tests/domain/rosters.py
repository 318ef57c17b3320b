"""Tables as somebody would type them, and an import in one step."""

from dataclasses import dataclass
from pathlib import Path

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import spreadsheets
from bot.domain import roster
from bot.domain.roster_plan import Plan
from bot.domain.roster_reading import Reading, read_sheets
from bot.spreadsheets import Cell, Row, Sheet
from models import Branch, ImportBatch
from tests.people import NOON, TODAY

SAMPLE = Path(__file__).parents[2] / "bot" / "sandbox" / "sample"


def table(text: str, name: str = "表") -> Sheet:
    """Read a table drawn with bars, as the spreadsheet's reader would hand it over."""
    rows = []
    for number, line in enumerate(text.strip().splitlines(), start=1):
        cells: list[Cell] = [cell.strip() or None for cell in line.strip().strip("|").split("|")]
        if any(cells):
            rows.append(Row(number, tuple(cells)))
    return Sheet(name, tuple(rows))


def read(*texts: str) -> Reading:
    """Read tables drawn with bars."""
    return read_sheets([table(text) for text in texts], TODAY)


@dataclass
class Importer:
    """Loads tables into the branch, as a secretary does who confirms at once."""

    session: AsyncSession
    branch: Branch

    async def shows(self, *texts: str) -> tuple[ImportBatch, Plan]:
        """Open an import and look at its preview."""
        return await self.shows_reading(read(*texts))

    async def shows_reading(self, reading: Reading) -> tuple[ImportBatch, Plan]:
        """Open an import of what was read already."""
        batch = await roster.open_import(self.session, self.branch.id, reading, "花名册.xlsx", None, NOON)
        return batch, await roster.preview(self.session, batch, NOON)

    async def loads(self, *texts: str) -> ImportBatch:
        """Import tables and confirm."""
        batch, _ = await self.shows(*texts)
        assert await roster.confirm(self.session, batch, None, NOON) is not None
        await self.session.flush()
        return batch

    async def loads_file(self, name: str) -> Plan:
        """Import a file of the sample branch."""
        sheets = await spreadsheets.read((SAMPLE / name).read_bytes())
        batch, _ = await self.shows_reading(read_sheets(sheets, TODAY))
        plan = await roster.confirm(self.session, batch, None, NOON)
        await self.session.flush()
        assert plan is not None
        return plan
