"""Sending a notice: 停, the second person, the quiet hours, and how it arrives and is answered."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from models import NoticeState, Receipt
from tests.journey import Journey
from tests.journeys.notice_cast import JPEG, MINUTE, Cast, newest_notice, sends, small_cast, writes
from tests.people import chat_of

# What the databases do differently is tested below bot/domain; a journey takes seconds.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def cast(journey: Journey) -> Cast:
    return await small_cast(journey)


async def test_pictures_and_a_file_arrive_before_the_words(journey: Journey, cast: Cast):
    await journey.says(cast.secretary, "发通知")
    await journey.says(cast.secretary, "请看照片和表。")
    for number in range(2):
        await journey.sends(
            cast.secretary, f"{number}.jpg", "image/jpeg", JPEG + bytes([number]), as_photo=True
        )
    await journey.sends(cast.secretary, "表.txt", "text/plain", b"1")
    for choice in ("写好了", "全体党员（5位）", "选好了", "知道就行", "没有", "确认发送"):
        await journey.presses(cast.secretary, choice)
    await journey.passes(MINUTE)

    messages = [m for m in journey.world.chat(chat_of(cast.zhang)).messages if m["from_bot"]]
    assert ["photo" if "photo" in m else "document" if "document" in m else "text" for m in messages] == [
        "photo",
        "photo",
        "document",
        "text",
    ]
    assert messages[-1]["text"] == "通知\n\n请看照片和表。"


async def test_a_single_picture_carries_the_words_and_the_answer(journey: Journey, cast: Cast):
    await journey.says(cast.secretary, "发通知")
    await journey.sends(cast.secretary, "1.jpg", "image/jpeg", JPEG, as_photo=True, caption="请看照片。")
    for choice in ("写好了", "全体党员（5位）", "选好了", "请回收到", "没有", "确认发送"):
        await journey.presses(cast.secretary, choice)
    await journey.passes(MINUTE)
    await journey.presses(cast.zhang, "收到")

    [message] = [m for m in journey.world.chat(chat_of(cast.zhang)).messages if m["from_bot"]]
    assert "photo" in message
    assert message["caption"] == "通知\n\n请看照片。\n\n✓ 您已回：收到"


async def test_stopping_in_the_minute_tells_nobody_and_keeps_the_words(journey: Journey, cast: Cast):
    await writes(journey, cast.secretary, "先别发的通知。")
    await journey.presses(cast.secretary, "确认发送")

    [answer] = await journey.says(cast.secretary, "停")
    await journey.passes(MINUTE)

    assert "停下了" in answer
    assert journey.sees(cast.zhang) == []
    await journey.presses(cast.secretary, "改一改再发")
    assert "先别发的通知。" in journey.sees(cast.secretary)[-1]


async def test_a_stop_is_understood_while_the_next_notice_is_written(journey: Journey, cast: Cast):
    await writes(journey, cast.secretary, "第一份。")
    await journey.presses(cast.secretary, "确认发送")
    await journey.says(cast.secretary, "发通知")

    [answer] = await journey.says(cast.secretary, "停！")
    await journey.passes(MINUTE)

    assert "停下了" in answer
    assert journey.sees(cast.zhang) == []


async def test_a_member_who_says_stop_is_not_told_about_notices(journey: Journey, cast: Cast):
    await writes(journey, cast.secretary, "第一份。")
    await journey.presses(cast.secretary, "确认发送")

    await journey.says(cast.zhang, "停")
    await journey.passes(MINUTE)

    assert (await newest_notice(journey)).state is NoticeState.SENT


async def test_a_link_goes_to_a_second_person_first(journey: Journey, cast: Cast):
    preview = await writes(journey, cast.secretary, "请看 www.example.com")
    assert "有链接" in preview[1]
    await journey.presses(cast.secretary, "确认发送")
    await journey.passes(MINUTE)

    assert journey.sees(cast.zhang) == []
    assert "www.example.com" in journey.sees(cast.deputy)[-2]
    await journey.presses(cast.deputy, "同意发出")
    await journey.passes(MINUTE)
    assert "www.example.com" in journey.sees(cast.zhang)[-1]
    # The other one who was asked reads in its place that it has been decided.
    assert journey.sees(cast.liaison)[-1].startswith("潘慧敏同志看过，同意发了")
    assert journey.buttons(cast.liaison) == ["收到"]  # only the sample's
    assert (await newest_notice(journey)).state is NoticeState.SENT


async def test_a_refused_notice_comes_back_to_its_author(journey: Journey, cast: Cast):
    await writes(journey, cast.secretary, "请看 www.example.com")
    await journey.presses(cast.secretary, "确认发送")

    await journey.presses(cast.liaison, "不同意")

    assert "贺敏同志" in journey.sees(cast.secretary)[-1]
    await journey.presses(cast.secretary, "改一改")
    assert (await newest_notice(journey)).state is NoticeState.DRAFT


async def test_a_second_look_is_found_under_the_things_to_approve(journey: Journey, cast: Cast):
    await writes(journey, cast.secretary, "请看 www.example.com")
    await journey.presses(cast.secretary, "确认发送")

    await journey.says(cast.deputy, "等我批")

    assert any("请看" in label for label in [*journey.buttons(cast.deputy), *journey.sees(cast.deputy)])


async def test_the_liaison_drafts_and_the_secretarysends(journey: Journey, cast: Cast):
    await journey.says(cast.liaison, "拟通知")
    await journey.says(cast.liaison, "周五大扫除。")
    for choice in ("写好了", "全体党员（5位）", "选好了", "请回收到"):
        await journey.presses(cast.liaison, choice)
    assert "确认发送" not in journey.buttons(cast.liaison)
    await journey.presses(cast.liaison, "交书记发")

    await journey.presses(cast.secretary, "看一看")
    await journey.presses(cast.secretary, "确认发送")
    await journey.passes(MINUTE)

    assert "周五大扫除。" in journey.sees(cast.zhang)[-1]
    assert "宋维新同志已经确认发出" in journey.sees(cast.liaison)[-1]


@pytest.mark.parametrize(
    ("choices", "told"),
    [(("只加一段",), "接过去改了"), (("不改了", "确认发送", "停", "不发了"), "决定不发了")],
)
async def test_whoever_drafted_hears_what_becomes_of_it(
    journey: Journey, cast: Cast, choices: tuple[str, ...], told: str
):
    await journey.says(cast.liaison, "拟通知")
    await journey.says(cast.liaison, "周五大扫除。")
    for choice in ("写好了", "全体党员（5位）", "选好了", "请回收到", "交书记发"):
        await journey.presses(cast.liaison, choice)

    for choice in ("看一看", "改一改", "改内容", *choices):
        await journey.presses(cast.secretary, choice)
    if "只加一段" in choices:
        await journey.says(cast.secretary, "请带手套。")

    said = journey.sees(cast.liaison)[-1]
    assert f"宋维新同志{'看过，' if told == '决定不发了' else ''}{told}" in said
    assert "「周五大扫除。」" in said


async def test_a_liaison_who_presses_the_secretarys_button_sends_nothing(journey: Journey, cast: Cast):
    await writes(journey, cast.secretary, "大家好。")
    messages = journey.world.chat(chat_of(cast.secretary)).messages
    data = next(
        button["callback_data"]
        for message in reversed(messages)
        for [button] in message.get("reply_markup", {}).get("inline_keyboard", [])
        if button["text"] == "确认发送"
    )
    await journey.says(cast.liaison, "看回音")
    target = journey.world.chat(chat_of(cast.liaison)).messages[-1]["message_id"]

    await journey.world.press(chat_of(cast.liaison), target, data)
    await journey.settles()

    assert (await newest_notice(journey)).state is NoticeState.DRAFT


async def test_two_notices_wait_and_a_typed_answer_confirms_the_latest_and_shows_the_other(
    journey: Journey, cast: Cast
):
    await sends(journey, cast.secretary, "第一份。")
    await journey.passes(timedelta(days=1))  # two in one day are too many
    await sends(journey, cast.secretary, "第二份。")

    answers = await journey.says(cast.zhang, "收到")

    assert "「第二份。」" in answers[0]
    assert "第一份。" in answers[-1]
    await journey.says(cast.zhang, "收到")
    async with journey.looking() as session:
        found = await session.exec(select(Receipt).where(Receipt.person_id == cast.zhang.id))
        assert all(receipt.confirmed_at is not None for receipt in found.all())
    shown_again = [text for text in journey.sees(cast.zhang) if text.startswith("通知（11月30日")]
    assert [text.endswith("✓ 您已回：收到") for text in shown_again] == [True]
    assert "收到" not in journey.buttons(cast.zhang)


async def test_an_answer_when_nothing_waits_is_taken_kindly(journey: Journey, cast: Cast):
    [answer] = await journey.says(cast.zhang, "收到")

    assert "谢谢您" in answer


async def test_own_notices_are_shown_with_what_waits_last_in_sight(journey: Journey, cast: Cast):
    for text in ("一。", "二。", "三。", "四。"):
        await journey.passes(timedelta(days=3))  # more than three in a week are too many
        await sends(journey, cast.secretary, text)
    await journey.presses(cast.zhang, "收到")

    shown = await journey.says(cast.zhang, "看通知")

    assert len(shown) == 4
    assert "更早" in shown[0]
    assert "三。" in shown[-1]
    assert "四。" not in "".join(shown)
    await journey.presses(cast.zhang, "收到")
    assert journey.sees(cast.zhang)[-1].endswith("✓ 您已回：收到")


async def test_in_quiet_hours_an_ordinary_notice_waits_or_goes_on_request(database_url, branch):
    evening = datetime(2026, 11, 30, 13, 0, tzinfo=UTC)  # nine in the evening in Shanghai
    async with Journey(database_url, start=evening) as journey:
        async with journey.given() as given:
            secretary, zhang = await given.secretary(), await given.member("张三", group=2)
            await given.bind(secretary)
            await given.bind(zhang)
        await journey.meets(secretary, zhang)
        choices = ("按小组选", "第二党小组（1位）", "返回")

        preview = await writes(journey, secretary, "不急的，明天看。", *choices)
        assert "12月1日，星期二，上午8点才发到" in preview[1]
        assert "「明天」：有的同志不是今天看到" in preview[1]
        await journey.presses(secretary, "确认发送")
        await journey.passes(MINUTE)
        assert journey.sees(zhang) == []
        assert "1位在休息" in journey.sees(secretary)[-1]

        await writes(journey, secretary, "要紧的。", *choices)
        await journey.presses(secretary, "现在就发")
        await journey.passes(MINUTE)
        assert [text.splitlines()[2] for text in journey.sees(zhang)] == ["要紧的。"]

        await journey.passes(timedelta(hours=11))
        assert len(journey.sees(zhang)) == 2


async def test_a_notice_is_sent_at_the_time_that_was_typed(journey: Journey, cast: Cast):
    preview = await writes(journey, cast.secretary, "明天的。")
    assert "「明天」" not in preview[1]  # whoever reads it reads it today
    await journey.presses(cast.secretary, "改一改")
    await journey.presses(cast.secretary, "定时间")
    [again] = await journey.says(cast.secretary, "昨天下午3点")
    assert "没看明白" in again
    [last_look] = await journey.says(cast.secretary, "明天上午9点半")
    assert "12月1日，星期二，上午9点半" in last_look
    assert "「明天」" in last_look
    await journey.presses(cast.secretary, "确认发送")

    await journey.passes(timedelta(hours=12))
    assert journey.sees(cast.zhang) == []
    await journey.passes(timedelta(hours=11, minutes=30))
    assert "明天的。" in journey.sees(cast.zhang)[-1]
