"""Tidings: a stay in hospital that somebody who looks after him tells of, and its end."""

import pytest

from bot.domain.tidings import Stay, death, loss, own_stay, stay
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


@pytest.mark.parametrize(
    "words",
    [
        *(
            "我老伴走了",
            "我老伴走了。",
            "老伴走了……",
            "我爱人昨天走了",
            "我家老头子走了",
            "我妈妈今天早上走了",
        ),
        *("我大哥走了", "我女儿没了", "我老伴没了", "我老伴走了三天了", "我先生先走了"),
        *("老伴走了，就剩我一个人了", "我老伴走了，心里难受"),
        *("书记，我老伴走了", "小贺，我老伴走了", "我们家老头子走了", "我老伴走了，我一个人好难过"),
    ],
)
def test_that_a_near_one_is_gone_said_softly_may_be_word_of_a_death(words: str) -> None:
    assert loss(words)


@pytest.mark.parametrize(
    "words",
    [
        *("我走了", "他们走了", "老罗走了", "客人走了", "丁同志走了", "我先走了", "大家都走了", "药没了"),
        *("老伴走了一趟医院", "老伴走了，去买菜", "老伴走了去买菜", "我老伴走了吗", "老伴走了没有"),
        *("老伴走了，我们明天再来", "我老伴走了三里路", "我爷爷不在家", "老伴走不动了", "我和老伴走了"),
        *("我老伴走了很远", "小丁的妈妈走了", "老伴走了一个小时"),
        *("书记走了", "小贺同志走了", "书记，我走了", "小贺和我老伴走了"),
    ],
)
def test_who_has_only_gone_somewhere_is_mourned_by_nobody(words: str) -> None:
    assert not loss(words)
    assert death(words) is None
