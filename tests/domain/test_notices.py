"""What a notice is called by, on boards, lists and on the telephone: its matter, not its salutation."""

import pytest

from bot.texts.followups import words
from bot.texts.notices import gist
from models import Notice


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
