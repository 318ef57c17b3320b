"""Tidings: a stay in hospital that somebody who looks after him tells of, and its end."""

import pytest

from bot.domain.tidings import Stay, own_stay, stay
from tests.domain.visit_words import HUANG, ZHU, known, number_of


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("朱老出院了", Stay(number_of(ZHU), begun=False)),
        ("朱宝山昨天出院回家了。", Stay(number_of(ZHU), begun=False)),
        ("听说黄玉梅住院了", Stay(number_of(HUANG), begun=True)),
        ("老朱又住进医院了", Stay(number_of(ZHU), begun=True)),
        ("朱老今天要出院", None),
        ("朱老出院了吗", None),
        ("朱老住院了没有", None),
        ("朱老出院了，今天去看了，挺好", None),
        ("黄大姐的女儿住院了", None),
        ("周老住院了", None),  # there are two
    ],
)
def test_a_stay_is_heard_where_it_is_plainly_told_of_one_and_nothing_else_is(
    words: str, meant: Stay | None
) -> None:
    assert stay(words, known(ZHU, HUANG)) == meant


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("我住院了", True),
        ("我昨天住进医院了，在市医院三楼", True),
        ("我老伴今天出院了", True),
        ("我去医院看了吴老", False),
        ("我没住院", False),
        ("老罗住院了", False),
    ],
)
def test_who_tells_of_his_own_stay_is_heard_by_a_human(words: str, heard: bool) -> None:
    assert own_stay(words) is heard
