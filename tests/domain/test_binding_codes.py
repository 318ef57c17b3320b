"""How typed codes are read, and how often they may be wrong."""

from datetime import timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from bot.domain import codes
from bot.domain.accounts import Holder
from bot.domain.codes import Limit, read_code
from tests.people import BOT_ID, NOON

_FORMS = (
    "0零〇○洞０",
    "1一壹幺１",
    "2二贰两２貳",
    "3三叁３",
    "4四肆４",
    "5五伍５",
    "6六陆６陸",
    "7七柒拐７",
    "8八捌８",
    "9九玖勾９",
)
_GAPS = ("", " ", "　", "-", "，", "、", ".", "\n")


@st.composite
def typed(draw: st.DrawFn) -> tuple[str, str]:
    """Return a code and one way in which somebody types or dictates it."""
    code = draw(st.text("0123456789", min_size=codes.DIGITS, max_size=codes.DIGITS))
    said = "".join(draw(st.sampled_from(_FORMS[int(d)])) + draw(st.sampled_from(_GAPS)) for d in code)
    before = draw(st.sampled_from(("", "邀请数字：", "我的号码是", "数字 ")))
    return code, before + said + draw(st.sampled_from(("", "。", "！", "\n")))


@for_all(typed())
def test_a_code_is_read_however_it_is_typed_or_dictated(case):
    code, said = case

    assert read_code(said) == code


@for_all(st.text("你好收到知道了支部书记报名 ，。！", max_size=20))
def test_words_are_no_code(said):
    assert read_code(said) is None


@pytest.mark.parametrize(
    "said", ["13812345678", "+86 138 1234 5678", "12345", "2026", "12345678abc", "一", "/start"]
)
def test_telephone_numbers_years_and_single_numbers_are_no_code(said):
    assert read_code(said) is None


@pytest.mark.parametrize(("said", "digits"), [("1234567", 7), ("1234 5678 9", 9), ("一二三四五六", 6)])
def test_a_digit_too_few_or_too_many_is_still_an_attempt(said, digits):
    assert len(read_code(said) or "") == digits


async def test_after_five_wrong_codes_an_account_rests_for_an_hour(session):
    holder = Holder(BOT_ID, 7, 7)
    for _ in range(codes.WRONG_PER_ACCOUNT):
        assert await codes.limit(session, holder, NOON) is None
        await codes.note_wrong(session, holder, NOON)

    assert await codes.limit(session, holder, NOON + timedelta(minutes=59)) is Limit.ACCOUNT
    assert await codes.limit(session, Holder(BOT_ID, 8, 8), NOON) is None
    assert await codes.limit(session, holder, NOON + codes.WINDOW) is None


async def test_fifty_wrong_codes_over_all_stop_every_account(session):
    for number in range(codes.WRONG_OVER_ALL):
        await codes.note_wrong(session, Holder(BOT_ID, number, number), NOON)

    assert await codes.limit(session, Holder(BOT_ID, 999, 999), NOON) is Limit.OVER_ALL
    assert await codes.limit(session, Holder(BOT_ID, 999, 999), NOON + codes.WINDOW) is None
