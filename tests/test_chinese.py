"""What old people type, and what it is taken for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chinese import (
    Escape,
    acknowledges,
    escape,
    fold,
    greets,
    likeliest,
    means,
    mend,
    numeral,
    wants_a_person,
)
from tests.domain import unseen_words as unseen
from tests.domain.urgent_words import lines

MENU = {
    "notices": ("看通知", "通知", "消息"),
    "events": ("报活动", "活动", "报名", "参加", "开会", "参观"),
    "study": ("学一学", "学习", "资料", "文章", "党章"),
    "mine": ("我的", "党费", "政治生日", "党龄"),
    "human": ("找人", "书记", "联络员", "电话"),
}


# ── folding ──────────────────────────────────────────────────────────────────────────────────────


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


# ── whole messages ───────────────────────────────────────────────────────────────────────────────


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


# ── 收到 ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "typed",
    [
        "收到",
        "收到！",
        "收 到",
        "收道",
        "收倒",
        "受到",
        "收到🌹🌹🌹",
        "收到[玫瑰][玫瑰]",
        "收到收到",
        "收到了",
        "已收到",
        "已经收到了",
        "我收到了",
        "收悉",
        "知道了",
        "知道啦",
        "之道了",
        "我知道了",
        "晓得了",
        "我晓得了哈",
        "晓的了",
        "好的",
        "好的好的",
        "好",
        "好啊",
        "行",
        "要得",
        "好嘞，记下了",
        "看到了",
        "看见了",
        "都看过了",
        "我看了",
        "已看",
        "已阅",
        "己阅",
        "已阅读",
        "阅",
        "读完了",
        "明白",
        "清楚了",
        "OK",
        "ＯＫ👌",
        "shoudao",
        "嗯嗯知道了",
        "行,我知道了",
        "1 收到",
        "遵照执行,收到",
        "通知收到",
        "通知已阅",
        "通知我看到了",
        "你们的通知看到了",
        "收到，谢谢",
        "收到谢谢您",
        "收到，谢谢书记！您辛苦了🙏",
        "收到收到谢谢书记辛苦了",
        "收到了谢谢组织关心谢谢同志们",
        "收到，谢谢宋书记",
        "好的收到谢谢提醒",
        "早上好，收到",
        "书记好，通知收到了，请放心",
        "收到，祝您身体健康",
        "謝謝，收到",
        "好的谢谢",
        "没问题",
        "老同志收到",
    ],
)
def test_what_says_received_counts(typed):
    assert acknowledges(typed)


@pytest.mark.parametrize(
    "typed",
    [
        # questions
        "收到？",
        "收到?",
        "收到什么",
        "收到没有",
        "收到没",
        "收到了吗",
        "收到吗书记",
        "收到没书记",
        "谁收到了",
        "知道不",
        "知道谁去吗",
        "好的吗",
        "收到不",
        "晓不晓得",
        "明天开会是不",
        # denials
        "没收到",
        "我没收到",
        "我没看到",
        "没有收到通知",
        "还没看",
        "不知道",
        "我不晓得",
        "不明白",
        "收不到",
        "看不清楚",
        "不好",
        "未收到",
        # further matters
        "收到，我去不了",
        "收到，明天几点",
        "好的，我参加",
        "好的我去",
        "知道了，不过我腿疼",
        "收到了请再发一遍",
        "收到红包了",
        "看到老李了",
        "知道怎么走",
        "好了",
        "好多了",
        "看完病了",
        "已经交了",
        "把通知再发一遍",
        "通知",
        "我收到一个链接",
        "钱收到了",
        # courtesies alone
        "谢谢",
        "辛苦了",
        "大家好",
        "书记好",
        "早上好🌹",
        "你好",
        "我",
        "1",
        "🌹🌹🌹",
        "👍",
        "",
        "报名",
        "张德明收到",
    ],
)
def test_what_says_something_else_does_not_count(typed):
    assert not acknowledges(typed)


@pytest.mark.parametrize("typed", ["张德明收到", "张德明同志收到", "老张收到", "收到，张德明🌹"])
def test_a_signature_is_the_senders_own(typed):
    assert acknowledges(typed, "张德明")
    assert not acknowledges(typed, "李秀兰")


# ── greetings and thanks ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "typed",
    [
        "谢谢",
        "謝謝你",
        "谢谢小贺",
        "多谢你们操心",
        "太感谢了🌹",
        "您辛苦了",
        "感谢支部对我们老同志的关怀",
        "谢谢书记惦记",
        "小同志你好啊",
        "书记好",
        "早上好",
        "hello",
        "在吗",
        "祝大家周末愉快",
        "给大家拜年了，过年好",
        "难为你们了",
    ],
)
def test_a_greeting_and_thanks_ask_for_nothing(typed):
    assert greets(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "谢谢，不用了",
        "谢谢，我不去了",
        "早上好，今天几点开会",
        "你好，我想报名",
        "小李家着火了谢谢快来",
        "老胡谢谢你的药",
        "大家",
        "书记",
        "感谢党费收据",
        "麻烦你给我打个电话",
        "好",
        "收到",
        "🌹",
        "",
    ],
)
def test_whoever_says_more_than_a_greeting_is_not_greeted_away(typed):
    assert not greets(typed)


# ── 找人 ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "typed",
    [
        "找人",
        "找仁",
        "找个人",
        "我要找人",
        "叫人",
        "转人工",
        "人工",
        "人工服务",
        "客服",
        "有人吗",
        "有人吗？？",
        "有没有人",
        "有人没",
        "来个人",
        "找书记",
        "找联络员",
        "找贺敏同志",
        "找負責人",
        "叫书计接电话",
        "叫书记接电话",
        "让书记给我打个电话",
        "请书记给我回个电话",
        "请给我打电话",
        "给我回个电话吧",
        "打电话给我",
        "帮我叫下书记",
        "我要找书记说个事",
        "我想跟支部书记谈谈心",
        "有个情况想当面跟书记汇报",
        "书记在不在",
        "shuji在吗",
        "书记手机号是好多",
        "联络员电话多少",
        "跟你说不清楚,叫个真人来",
        "联系支部",
        "帮帮我",
        "能不能找书记",
        "有没有真人",
        "管事的是哪个",
        "我要投诉",
        "我有意见要向支部反映",
    ],
)
def test_a_wish_for_a_person_is_heard(typed):
    assert wants_a_person(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "活动室有人吗",
        "找人陪我去看病",
        "屋里灯不亮了,找个人来修哈子",
        "有人打电话说是老干部局的叫我交党费到卡上",
        "刚才是谁给我打电话",
        "我女儿给我打电话了",
        "别给我打电话",
        "莫给我打电话",
        "不用找书记了",
        "不要叫书记来",
        "谢谢书记",
        "请书记放心",
        "感谢组织关心",
        "收到谢谢书记",
        "书记好",
        "书记讲的党课真好",
        "我和老伴两个人去",
        "人工智能讲座",
        "老同志",
        "报名",
        "",
    ],
)
def test_a_mention_of_people_is_no_wish_for_one(typed):
    assert not wants_a_person(typed)


# ── the likeliest ────────────────────────────────────────────────────────────────────────────────


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


# ── what members wrote before anybody looked how it is read ──────────────────────────────────────


@pytest.mark.parametrize(
    ("sentences", "is_it", "at_least"),
    [
        (unseen.RECEIVED, acknowledges, 13),
        (unseen.FOR_A_PERSON, wants_a_person, 11),
        (unseen.COURTESIES, greets, 14),
    ],
    ids=["received", "a person", "courtesies"],
)
def test_of_what_was_written_unseen_so_much_is_known(sentences, is_it, at_least):
    assert sum(map(is_it, lines(sentences))) >= at_least


@pytest.mark.parametrize("typed", lines(unseen.OTHER_MATTERS))
def test_another_matter_is_neither_taken_for_a_receipt_nor_greeted_away(typed):
    assert not acknowledges(typed)
    assert not greets(typed)
