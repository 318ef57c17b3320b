"""Lines of Chinese: where they break."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.papers.lines import balance, break_lines


def count(text: str) -> float:
    return float(len(text))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("请带上老花镜，慢点走。", 6, ["请带上老花", "镜，慢点走。"]),  # no comma at the head of a line
        ("请在12月9日，星期三来", 7, ["请在", "12月9日，", "星期三来"]),  # no date is broken
        ("这里再点「开始」就好了", 6, ["这里再点", "「开始」", "就好了"]),
        ("这位是欧阳建国同志", 6, ["这位是", "欧阳建国同志"]),
        ("", 5, [""]),
    ],
)
def test_lines_break_where_a_reader_expects_it(text, width, lines):
    assert break_lines(text, width, count, whole=("欧阳建国",)) == lines


def test_no_single_character_is_left_on_the_last_line():
    assert break_lines("一二三四五六七八九。", 9, count) == ["一二三四五六", "七八九。"]


def test_words_that_stand_far_apart_are_broken_all_the_same():
    assert break_lines("请" + " " * 12 + "您", 9, count) == ["请", "您"]


def test_the_lines_of_a_heading_are_about_equal():
    assert balance("一二三四五六七八九十甲", 10, count) == ["一二三四五六", "七八九十甲"]


@given(st.text(alphabet="请您12月日，。（）「」 ab—", max_size=80), st.integers(4, 30))
def test_breaking_lines_loses_no_character_and_keeps_the_width(text, width):
    lines = break_lines(text, width, count)

    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(len(line) <= width for line in lines)
