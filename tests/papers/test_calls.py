"""Telephone lists on paper."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.papers.calls import CallRow, call_list
from tests.papers.printed import NAMES, TODAY, calls, needs_poppler, pages, read


@needs_poppler
def test_a_call_list_repeats_its_head_and_counts_its_pages():
    read_back = read(call_list("请打电话", TODAY, calls(12)))

    assert len(read_back) > 1
    for number, page in enumerate(read_back, 1):
        assert page.startswith("请打电话2026年12月1日，星期二共12位")
        assert page.endswith(f"第{number}页，共{len(read_back)}页")
    assert "".join(read_back).count("□") == 0  # boxes are drawn, for a pencil
    assert "".join(read_back).count("需上门") == 12


@needs_poppler
def test_what_all_are_told_is_printed_once():
    same = read(call_list("请打电话", TODAY, calls(3)))
    different = read(call_list("请打电话", TODAY, [*calls(2), CallRow("杨淑珍同志", None, "请您在家等。")]))

    assert "".join(same).count("请您星期五来开会") == 1
    assert "".join(different).count("请您星期五来开会") == 2
    assert "杨淑珍同志没有电话请说：请您在家等。" in "".join(different)


@needs_poppler
def test_one_person_is_never_divided_between_two_pages():
    for page in read(call_list("请打电话", TODAY, calls(23, words="") + calls(1, words="请来。"))):
        assert page.count("同志") == page.count("备注")


def test_four_calls_with_common_words_fit_on_one_page():
    assert pages(call_list("请打电话", TODAY, calls(4))) == 1


def test_the_seven_whom_a_notice_did_not_reach_are_on_one_page():
    assert pages(call_list("请打电话", TODAY, calls(7))) == 1


@settings(max_examples=5, deadline=None)
@given(
    st.lists(
        st.builds(
            CallRow,
            NAMES,
            st.none() | st.text(alphabet="0123456789 -", min_size=3, max_size=30),
            st.text(alphabet="请您来，。9点「」", max_size=600),
        ),
        max_size=6,
    )
)
def test_no_call_is_cut_off(rows):
    assert pages(call_list("请打电话", TODAY, rows)) >= 1
