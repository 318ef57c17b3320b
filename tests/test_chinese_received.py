"""What says 「收到」 and what is only politeness, however old people type it."""

import pytest

from bot.chinese import acknowledges, greets, wants_a_person
from tests.domain import unseen_words as unseen
from tests.domain.urgent_words import lines


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
        "好的收到了谢谢书记我准时到",
        "收到，我一定准时参加",
        "知道了，到时候我会按时来的，谢谢",
        "收到，准时出席！",
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
        "我准时到",
        "收到，准时到吗",
        "收到，我准时到不了",
        "收到，我不能准时到",
        "收到，没准时到的怎么办",
        "好的收到，准时到，不过要带老伴",
        "收到，我准时去接孙子",
        "收到，按时来车接吗",
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
