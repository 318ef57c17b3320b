"""Notices on paper, with the slip to sign."""

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.papers.notices import notice_copies
from tests.papers.printed import HARD_NAMES, MEETING, needs_poppler, pages, read


@needs_poppler
def test_a_notice_is_signed_and_has_a_slip_to_tear_off():
    (page,) = read(notice_copies([MEETING], with_receipt=True))

    assert page.startswith("第四季度支部党员大会时间：12月9日，星期三，上午9点半")
    assert "会后我们把内容送到家。中共清源市水务局离退休干部支部委员会2026年12月1日" in page
    assert page.endswith(
        "请沿虚线撕下，交给支部回执（第四季度支部党员大会）姓名日期收到我参加这次请假请给我打电话"
    )


@needs_poppler
def test_a_notice_that_asks_for_no_answer_has_no_slip():
    (page,) = read(notice_copies([replace(MEETING, title="")], with_receipt=False))

    assert page.startswith("通知")
    assert "回执" not in page


@needs_poppler
def test_a_long_notice_flows_over_pages_and_loses_nothing():
    words = [f"第{number}条，请各位老同志带上老花镜和笔记本，路上慢一点。" for number in range(1, 60)]

    read_back = read(notice_copies([replace(MEETING, text="\n".join(words))], with_receipt=True))

    assert len(read_back) > 4
    assert [page.endswith(f"第{number}页，共{len(read_back)}页") for number, page in enumerate(read_back, 1)]
    text = re.sub(r"第\d+页，共\d+页", "", "".join(read_back))
    assert "".join(words) in text
    assert "中共清源市水务局离退休干部支部委员会" in read_back[-1]


def test_lines_move_closer_before_a_slip_needs_a_page_of_its_own():
    text = "\n".join(["请带上老花镜。"] * 8)

    assert pages(notice_copies([replace(MEETING, text=text)], with_receipt=True)) == 1


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 40), st.booleans(), st.text(alphabet="通知会议第四季度", max_size=40))
def test_the_slip_fits_wherever_the_text_ends(lines, with_receipt, title):
    text = "\n".join(["请带上老花镜。"] * lines)

    pdf = notice_copies([replace(MEETING, title=title, text=text)], with_receipt=with_receipt)

    assert pages(pdf) >= 1


@needs_poppler
def test_every_reader_has_a_copy_with_his_name_on_it_and_on_the_slip():
    copies = [replace(MEETING, address=f"{name}同志", subject="12月9日开会") for name in HARD_NAMES]

    read_back = read(notice_copies(copies, with_receipt=True))

    assert len(read_back) == len(HARD_NAMES)
    for name, page in zip(HARD_NAMES, read_back, strict=True):
        assert page.startswith(f"第四季度支部党员大会{name}同志：时间")
        assert f"回执（12月9日开会）{name}同志签名日期收到" in page
