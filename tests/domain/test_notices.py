"""How a notice reads: what it is called by, and what stands below its last look."""

import pytest

from bot.messages import Message
from bot.texts.followups import words
from bot.texts.notice_audience import choose_groups
from bot.texts.notice_preview import LastLook, last_look
from bot.texts.notices import gist
from models import Mode, Notice


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("各位老同志：\n12月2日上午9点开会。", "12月2日上午9点开会。"),
        ("尊敬的各位老领导、老同志：\n\n重阳节座谈会", "重阳节座谈会"),
        ("大家好！明天停水。", "明天停水。"),
        ("同志们好，明天停水。", "明天停水。"),
        ("各位老同志：", "各位老同志："),
        ("大家好。", "大家好。"),
        ("请张三同志，明天来一趟。", "请张三同志，明天来一趟。"),
        ("老同志活动中心：明天闭馆。", "老同志活动中心：明天闭馆。"),
        ("各位组长：明天来一趟。", "各位组长：明天来一趟。"),
        ("", "（照片或文件）"),
    ],
)
def test_a_notice_is_named_by_its_matter_and_not_by_its_salutation(text: str, name: str) -> None:
    assert gist(Notice(text=text)) == name


def test_on_the_telephone_the_matter_comes_first() -> None:
    assert words(Notice(text="各位老同志：\n明天停水。")) == "支部有个通知：明天停水。"


def _labels(message: Message) -> list[str]:
    return [button.label for button in message.buttons]


def test_below_the_last_look_what_can_be_changed_is_behind_one_button() -> None:
    notice = Notice(id=1, text="明天停水。", mode=Mode.CONFIRM, family=True)
    look = LastLook("全体党员", 38, None, None, 0, 0, (), "seen", may_send=True)

    assert _labels(last_look(notice, look)) == ["确认发送", "看名单", "改一改", "先放着"]
    assert _labels(last_look(notice, look, revising=True)) == [
        "改内容",
        "换人",
        "换回音",
        "急不急",
        "只告本人",
        "定时间",
        "不改了",
    ]


def test_a_page_of_choices_leads_straight_on_once_somebody_is_chosen() -> None:
    nobody, group = Notice(id=1, audience={}), Notice(id=1, audience={"groups": [2]})

    assert _labels(choose_groups(nobody, {1: 15, 2: 13}))[-1:] == ["返回"]
    assert _labels(choose_groups(group, {1: 15, 2: 13}))[-2:] == ["选好了", "返回"]
