"""Long texts within Telegram's limits."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.splitting import ADDRESS_ROOM, CAPTION_LIMIT, MESSAGE_LIMIT, fits_caption, split, units

FAMILY = "👨\u200d👩\u200d👧"
SYMBOLS = ("🌹", "❤️", "👍🏽", "🇨🇳", FAMILY, "1️⃣", "𠮷", "é")
texts = st.lists(
    st.sampled_from([*SYMBOLS, "老", "同志", "。", "；", "！？", "\n", "\n\n", " ", "　", "，", "a", "”"])
    | st.text(max_size=3),
    max_size=80,
).map("".join)


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("好", 1), ("🌹", 2), ("𠮷", 2), ("❤️", 2), (FAMILY, 8), ("a\n", 2)]
)
def test_length_is_counted_in_utf_16_units(text, count):
    assert units(text) == count


@given(st.text())
def test_the_count_is_that_of_the_utf_16_encoding(text):
    assert units(text) == len(text.encode("utf-16-le")) // 2


@given(texts, st.integers(2, 40))
@example("　　" + "好" * 9, 4)
@example("好" * 4 + "\n　\n" + "好" * 4, 5)
def test_every_part_fits_and_none_is_empty(text, limit):
    parts = split(text, limit)

    assert all(0 < units(part) <= limit for part in parts)
    assert all(part.strip() for part in parts)


@given(texts, st.integers(2, 40))
def test_nothing_is_lost_but_white_space(text, limit):
    joined = "".join(split(text, limit))

    assert re.sub(r"\s", "", joined) == re.sub(r"\s", "", text)


@given(st.lists(st.sampled_from(SYMBOLS), min_size=1, max_size=40), st.integers(8, 20))
def test_no_symbol_is_cut_in_two(symbols, limit):
    parts = split("".join(symbols), limit)

    # Every part is again a run of whole symbols.
    whole = "|".join(re.escape(symbol) for symbol in sorted(SYMBOLS, key=len, reverse=True))
    assert all(re.fullmatch(f"(?:{whole})+", part) for part in parts)


@given(st.text(max_size=200).filter(str.strip))
def test_a_text_that_fits_stays_as_it_is(text):
    assert split(text) == [text]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "　\n" * 5000])
def test_a_blank_text_has_no_parts(text):
    assert split(text) == []


def test_paragraphs_are_kept_together_where_they_can_be():
    first, second = "一" * 8, "二" * 8

    assert split(f"{first}\n\n{second}", 10) == [first, second]
    assert split(f"{first}\n{second}", 10) == [first, second]


def test_the_indentation_of_the_next_paragraph_stays():
    assert split("一二三四五六。\n　　七八九十", 8) == ["一二三四五六。", "　　七八九十"]


def test_a_paragraph_too_long_is_cut_after_a_sentence():
    text = "天气转凉。请多添衣！出门慢走；有事打电话。"

    assert split(text, 12) == ["天气转凉。请多添衣！", "出门慢走；有事打电话。"]


def test_a_closing_quote_stays_with_its_sentence():
    assert split("他说：“都好。”谢谢大家关心", 9) == ["他说：“都好。”", "谢谢大家关心"]


def test_a_heading_is_not_sent_alone_before_a_long_paragraph():
    text = "通知\n\n" + "请各位老同志看一看。" * 3

    assert split(text, 30)[0].startswith("通知\n\n请各位老同志")


def test_a_sentence_without_an_end_is_cut_anywhere():
    assert split("好" * 10, 4) == ["好" * 4, "好" * 4, "好" * 2]


def test_a_text_of_telegrams_limit_is_one_message():
    assert len(split("好" * MESSAGE_LIMIT)) == 1
    assert len(split("好" * MESSAGE_LIMIT + "。")) == 2
    assert len(split("🌹" * (MESSAGE_LIMIT // 2))) == 1
    assert [units(part) for part in split("🌹" * (MESSAGE_LIMIT // 2 + 1))] == [MESSAGE_LIMIT, 2]


def test_a_caption_and_a_message_leave_room_for_an_address():
    assert (CAPTION_LIMIT + ADDRESS_ROOM, MESSAGE_LIMIT + ADDRESS_ROOM) == (1024, 4096)
    assert fits_caption("好" * CAPTION_LIMIT)
    assert not fits_caption("好" * CAPTION_LIMIT + "。")
    assert not fits_caption("🌹" * 513)
