"""A sheet of paper: what stands on which page, and nothing beyond the margins."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.papers.blocks import gap, paginate, total
from bot.papers.calls import call_list
from bot.papers.invitations import invitation_pages
from bot.papers.month import month_page
from bot.papers.notices import notice_copies
from bot.papers.sheet import HEIGHT, MARGIN, POINT, WIDTH, Align, Overflow, Sheet
from bot.papers.sheets import monthly_sheets
from tests.papers.printed import MEETING, SHEET, TODAY, ZHANG, calls, month_of, needs_poppler, poppler


@given(st.lists(st.lists(st.floats(1, 40), min_size=1, max_size=5), max_size=12))
def test_pages_hold_all_blocks_in_order_and_divide_no_group_that_fits(heights):
    groups = [[gap(height) for height in group] for group in heights]

    made = paginate(groups, 100)

    assert [block for page in made for block in page] == [block for group in groups for block in group]
    assert all(total(page) <= 100.01 for page in made)
    for group in groups:
        if total(group) <= 100:
            assert sum(any(block is group[0] or block is group[-1] for block in page) for page in made) == 1


def test_what_would_be_cut_off_is_an_error():
    sheet = Sheet("纸", TODAY)
    sheet.page()
    (line,) = sheet.paragraph("边上", 24, x=WIDTH - MARGIN - 5, align=Align.LEFT)

    with pytest.raises(Overflow):
        line.draw(MARGIN)
    with pytest.raises(Overflow):
        sheet.rule().draw(HEIGHT - 1)


@needs_poppler
def test_everything_printed_lies_within_the_margins():
    long = replace(MEETING, text="习近平新时代中国特色社会主义思想，" * 60)
    made = (
        invitation_pages([ZHANG, replace(ZHANG, address="阿卜杜热合曼·买买提依明同志", phone=None)]),
        call_list(
            "第四季度支部党员大会：请打电话的同志",
            TODAY,
            calls(7),
        ),
        notice_copies([long], with_receipt=True),
        monthly_sheets([SHEET]),
        month_page(month_of(60)),
    )

    for pdf in made:
        boxes = re.findall(
            r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"', poppler(pdf, "-bbox")
        )
        assert boxes
        # The height poppler reports is that of the font's line, a little more than that of its signs.
        left, right = (MARGIN - 1) / POINT, (WIDTH - MARGIN + 1) / POINT
        for x0, y0, x1, y1 in (map(float, box) for box in boxes):
            assert left <= x0 < x1 <= right
            assert (MARGIN - 4) / POINT <= y0 < y1 <= (HEIGHT - MARGIN + 4) / POINT
