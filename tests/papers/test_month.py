"""The month (本月情况) on paper."""

from bot.papers.month import month_page
from tests.papers.printed import month_of, needs_poppler, pages, poppler, read


@needs_poppler
def test_the_month_of_a_branch_is_one_page_and_breaks_no_name():
    pdf = month_page(month_of(38))

    lines = [line.strip() for line in poppler(pdf, "-layout").splitlines() if "（" in line]

    assert pages(pdf) == 1
    assert all(line.endswith(("天）；", "天）。")) for line in lines)
    assert "联系不上：0位" in read(pdf)[0]


def test_a_month_in_which_everybody_is_still_to_be_called_is_one_page_too():
    assert pages(month_page(month_of(76))) == 1


@needs_poppler
def test_the_month_of_a_large_branch_loses_nobody():
    read_back = read(month_page(month_of(400)))

    assert len(read_back) > 1
    assert all(f"（{90 + number}天）" in "".join(read_back) for number in range(400))
