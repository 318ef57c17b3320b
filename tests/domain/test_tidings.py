"""Tidings: a stay in hospital that somebody who looks after him tells of, and its end."""

import pytest

from bot.domain.tidings import Stay, stay
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
