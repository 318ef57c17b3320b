"""Printing: in a process of its own, with a gap where a name cannot be printed."""

import asyncio
import subprocess
import sys
from dataclasses import replace

from bot.papers.glyphs import MissingGlyph
from bot.papers.invitations import invitation_pages
from bot.papers.notices import notice_copies
from bot.papers.printing import printed_with_gaps
from tests.papers.printed import MEETING, ZHANG, pages
from tests.press import printed_alone


async def test_pages_are_printed_by_a_process_of_its_own():
    pdf, missing = await asyncio.gather(
        printed_alone(notice_copies, [MEETING], with_receipt=True),
        printed_alone(invitation_pages, [replace(ZHANG, address="田𠮷同志")]),
        return_exceptions=True,
    )

    assert pdf == notice_copies([MEETING], with_receipt=True)
    assert isinstance(missing, MissingGlyph)
    assert missing.character == "𠮷"


async def test_a_name_that_cannot_be_printed_leaves_a_gap_to_write_in():
    pdf, gaps = await printed_with_gaps(
        notice_copies, [replace(MEETING, address="田𠮷同志")], with_receipt=False
    )

    assert gaps == "𠮷"
    assert pages(pdf) == 1


def test_nothing_heavy_is_loaded_before_a_page_is_made():
    names = ("invitations", "calls", "notices", "sheets", "month", "printing")
    modules = ", ".join(f"bot.papers.{name}" for name in names)
    heavy = "{'fpdf', 'fontTools', 'PIL', 'segno', 'pylopdf_fonts_zh_cn'}"
    code = f"import sys, {modules}; sys.exit(bool({heavy} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
