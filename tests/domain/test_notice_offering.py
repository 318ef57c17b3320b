"""What reads like a notice is offered as a draft; nothing else is."""

import pytest
from sqlmodel import select

from bot.domain import notice_offering
from models import Notice, NoticeState
from tests.people import NOON

LONG = (
    "各位老同志好，支部定于12月2日星期三上午9点半在14楼会议室开党员大会，学习有关文件，"
    "请大家带好笔和本子，路上注意安全，不方便来的请告诉我。"
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "发个通知 下周三上午九点半14楼开党员大会 重要 不能来的打电话请假",
            "下周三上午九点半14楼开党员大会 重要 不能来的打电话请假",
        ),
        ("帮我发一条通知：后天停水，请存好水。", "后天停水，请存好水。"),
        ("拟通知\n明天下午体检", "明天下午体检"),
        ("发个通知", None),
        ("通知发了没有", None),
        ("他们发通知说明天停水", None),
    ],
)
def test_what_stands_behind_the_wish_for_a_notice_is_its_text(text: str, words: str | None) -> None:
    assert notice_offering.asked_for(text) == words


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        (LONG, True),
        ("体检通知\n12月9日，星期三\n请空腹", True),
        ("明天开会", False),  # said to the program
        (LONG.replace("12月2日星期三", "近日"), False),  # names no day
        ("好的，谢谢" * 20, False),
    ],
)
def test_a_long_text_that_names_a_day_reads_like_a_notice(text: str, reads: bool) -> None:
    assert notice_offering.reads_like_one(text) is reads


async def test_it_is_kept_as_one_draft_and_not_sent(session, given):
    secretary = await given.secretary()

    first = await notice_offering.keep(session, secretary, LONG, NOON)
    again = await notice_offering.keep(session, secretary, f"{LONG}\n", NOON)

    assert first.id == again.id
    assert [one.state for one in (await session.exec(select(Notice))).all()] == [NoticeState.DRAFT]
