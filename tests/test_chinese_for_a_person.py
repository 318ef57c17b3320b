"""Who asks for a human being, however it is typed."""

import pytest

from bot.chinese import wants_a_person


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
