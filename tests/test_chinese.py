"""What old people type, and what it is taken for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chinese import Escape, acknowledges, escape, fold, likeliest, means, mend, numeral, wants_a_person

MENU = {
    "notices": ("看通知", "通知", "消息"),
    "events": ("报活动", "活动", "报名", "参加", "开会", "参观"),
    "study": ("学一学", "学习", "资料", "文章", "党章"),
    "mine": ("我的", "党费", "政治生日", "党龄"),
    "human": ("找人", "书记", "联络员", "电话"),
}


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("收到", "收到"),
        (" 收 到 ！！！", "收到"),
        ("收到🌹🌹🌹", "收到"),
        ("收到👍🏽❤️", "收到"),
        ("[玫瑰]收到[抱拳][抱拳]", "收到"),
        ("ＯＫ。。。", "ok"),
        ("１２月２日", "12月2日"),
        ("1️⃣", "1"),
        ("①", "1"),
        ("「知道了」～～", "知道了"),
        ("我報名參加座談會", "我报名参加座谈会"),
        ("謝謝書記", "谢谢书记"),
        ("🌹🌹", ""),
        ("。。。", ""),
        ("", ""),
    ],
)
def test_folding_leaves_what_can_be_compared(typed, folded):
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("我包名", "我报名"),
        ("报铭", "报名"),
        ("我要报明", "我要报名"),
        ("话动", "活动"),
        ("当费", "党费"),
        ("整治生日", "政治生日"),
        ("政制生日", "政治生日"),
        ("送雪上门", "送学上门"),
        ("三汇一课", "三会一课"),
        ("主题挡日", "主题党日"),
        ("书计", "书记"),
        ("舒记", "书记"),
        ("直部", "支部"),
        ("之部", "支部"),
        ("党令", "党龄"),
        ("入当", "入党"),
        ("乒乓求", "乒乓球"),
        ("去不聊", "去不了"),
        ("收道", "收到"),
        ("晓的了", "晓得了"),
        ("shoudao", "收到"),
        ("quxiao报名", "取消报名"),
    ],
)
def test_the_usual_misspellings_are_mended(typed, meant):
    assert mend(typed) == meant


@pytest.mark.parametrize(
    "right",
    [
        "报明天的讲座",
        "去消防队参观",
        "当费用太高的时候",
        "养生之道",
        "大部分",
        "之部分内容",
        "陷入当前的困难",
        "字小得很",
        "感受到了关心",
        "受到了感动",
        "同知识竞赛",
        "部队直部队",
    ],
)
def test_what_is_right_is_left_alone(right):
    assert mend(right) == right


@pytest.mark.parametrize(
    "typed", ["报名", "报 名！", "我要报名", "包名", "请帮我报名吧", "我想报铭了", "報名🌹", "报名谢谢"]
)
def test_a_phrase_is_known_however_it_is_typed(typed):
    assert means(typed, ["报名"])


@pytest.mark.parametrize(
    "typed",
    [
        "我的党龄",
        "我的党龄是多少",
        "我的党龄好多年",
        "查一下我的党龄",
        "我的党令是好多年了",
        "我的党龄几年啦",
    ],
)
def test_what_asks_for_ones_own_thing_is_that_thing(typed):
    assert means(typed, ["我的党龄"])


@pytest.mark.parametrize("typed", ["不报名", "报名了吗", "怎么报名", "取消报名", "名", "", "🌹"])
def test_another_message_is_not_the_phrase(typed):
    assert not means(typed, ["报名", "🌹"])


@pytest.mark.parametrize(
    ("typed", "way"),
    [
        ("返回", Escape.BACK),
        ("反回", Escape.BACK),
        ("上一步", Escape.BACK),
        ("我要返回", Escape.BACK),
        ("返 回 。", Escape.BACK),
        ("取消", Escape.CANCEL),
        ("取销", Escape.CANCEL),
        ("曲消", Escape.CANCEL),
        ("我想取消一下", Escape.CANCEL),
        ("算了", Escape.CANCEL),
        ("算了吧", Escape.CANCEL),
        ("不弄了！", Escape.CANCEL),
        ("算了算了", Escape.CANCEL),
        ("算了，不弄了", Escape.CANCEL),
        ("不要", None),
        ("不写", None),
        ("主菜单", Escape.MENU),
        ("主采单", Escape.MENU),
        ("菜单", Escape.MENU),
        ("返回主菜单", Escape.MENU),
        ("取消报名", None),
        ("返回的车几点", None),
        ("不取消", None),
        ("取消了没有", None),
        ("好的", None),
        ("", None),
    ],
)
def test_three_words_lead_out_of_every_form(typed, way):
    assert escape(typed) is way


@given(st.integers(1, 99))
def test_chinese_numerals_are_read_back(number):
    ones = "零一二三四五六七八九"
    tens, one = divmod(number, 10)
    word = (ones[tens] if tens > 1 else "") + ("十" if tens else "") + (ones[one] if one else "")

    assert numeral(word) == number


@given(st.text())
def test_no_text_is_too_odd_for_the_reader(text):
    numeral(text)
    acknowledges(text, text[:3])
    wants_a_person(text)
    assert likeliest(text, {}) == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("那个话动我想去", "events"),
        ("给我报个名", "events"),
        ("把通知再发一遍", "notices"),
        ("tongzhi", "notices"),
        ("学习资料在哪里", "study"),
        ("学", "study"),
        ("当费交了没有我记不得了", "mine"),
        ("我整治生日是哪天", "mine"),
        ("书计的电话是好多", "human"),
        ("黨章給我找一下", "study"),
    ],
)
def test_the_likeliest_entry_comes_first(typed, first):
    assert likeliest(typed, MENU)[0] == first


@pytest.mark.parametrize("typed", ["今天天气怎么样", "阿斯顿发", "🌹", "", "啊", "？"])
def test_nothing_is_suggested_where_nothing_resembles(typed):
    assert likeliest(typed, MENU) == []


def test_no_more_are_suggested_than_asked_for():
    said = "书记，活动的通知和学习资料在哪里"

    assert set(likeliest(said, MENU)) < set(MENU)
    assert len(likeliest(said, MENU)) == 3
    assert len(likeliest(said, MENU, limit=1)) == 1


def test_equals_keep_the_order_of_the_menu():
    assert likeliest("报名", {"b": ["报名"], "a": ["报名"]}) == ["b", "a"]
    assert likeliest("报名", {"a": ["报名"], "b": ["报名"]}) == ["a", "b"]
