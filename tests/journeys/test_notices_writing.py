"""Writing a notice: the draft, whom it is for, what is asked on the way to the last look."""

import pytest
from sqlmodel import select

from models import Branch, Notice, NoticeState
from tests.journey import Journey
from tests.journeys.notice_cast import JPEG, MINUTE, Cast, newest_notice, sends, small_cast, writes
from tests.notice_world import sent
from tests.people import NOON, chat_of

# What the databases do differently is tested below bot/domain; a journey takes seconds.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def cast(journey: Journey) -> Cast:
    return await small_cast(journey)


async def test_everyone_is_chosen_and_never_the_default(journey: Journey, cast: Cast):
    await journey.says(cast.secretary, "发通知")
    await journey.says(cast.secretary, "大家好。")
    [page] = await journey.presses(cast.secretary, "写好了")

    assert "还没有选" in page
    assert "选好了" not in journey.buttons(cast.secretary)
    await journey.presses(cast.secretary, "全体党员（5位）")
    assert "✓ 全体党员（5位）" in journey.buttons(cast.secretary)
    assert "选好了" in journey.buttons(cast.secretary)


async def test_names_can_be_typed_instead_of_looked_for(journey: Journey, cast: Cast):
    await journey.says(cast.secretary, "发通知")
    await journey.says(cast.secretary, "大家好。")
    await journey.presses(cast.secretary, "写好了")
    await journey.presses(cast.secretary, "一位一位选")

    [unknown] = await journey.says(cast.secretary, "王麻子")
    [chosen] = await journey.says(cast.secretary, "张三同志和李四同志、何秀莲")

    assert unknown.startswith("一位一位选\n\n这里面没有认出名册上的名字")
    assert "已选：张三、李四\n共2位\n\n没有选上：何秀莲。" in chosen
    assert "选好了" in journey.buttons(cast.secretary)


async def test_the_exact_names_are_shown_before_sending(journey: Journey, cast: Cast):
    await writes(journey, cast.secretary, "大家好。")

    [names] = await journey.presses(cast.secretary, "看名单")

    assert names == "名单，共3位\n\n张三、李四、郑守义"


async def test_a_draft_survives_interruptions_and_a_restart(journey: Journey, cast: Cast):
    await journey.says(cast.secretary, "发通知")
    await journey.says(cast.secretary, "第一段。")
    await journey.says(cast.secretary, "看回音")
    await journey.stop_bot()
    await journey.start_bot()

    [offer] = await journey.says(cast.secretary, "发通知")
    await journey.presses(cast.secretary, "接着写")
    [draft] = await journey.says(cast.secretary, "第二段。")

    assert "第一段。" in offer
    assert "第一段。\n\n第二段。" in draft


async def test_a_draft_is_listened_to_after_a_restart_in_the_middle(journey: Journey, cast: Cast):
    await journey.says(cast.secretary, "发通知")
    await journey.stop_bot()
    await journey.start_bot()

    [draft] = await journey.says(cast.secretary, "停电通知。")

    assert "停电通知。" in draft


async def test_writing_anew_leaves_the_old_draft_behind(journey: Journey, cast: Cast):
    await journey.says(cast.secretary, "发通知")
    await journey.says(cast.secretary, "旧的。")
    await journey.says(cast.secretary, "发通知")
    await journey.presses(cast.secretary, "重新写")
    [draft] = await journey.says(cast.secretary, "新的。")

    assert "旧的" not in draft


async def test_who_writes_on_when_asked_about_the_old_draft_begins_a_new_one_beside_it(
    journey: Journey, cast: Cast
):
    await journey.says(cast.secretary, "发通知")
    await journey.says(cast.secretary, "旧的一份。")

    [question] = await journey.says(cast.secretary, "发通知")
    assert "「旧的一份。」" in question
    [draft] = await journey.says(cast.secretary, "今晚停水。")
    assert "通知草稿\n\n今晚停水。" in draft

    async with journey.looking() as session:
        found = await session.exec(select(Notice.text).where(Notice.state == NoticeState.DRAFT))
        assert sorted(found.all()) == ["今晚停水。", "旧的一份。"]


async def test_a_draft_that_grows_stands_once_where_it_is_written_on(journey: Journey, cast: Cast):
    await journey.says(cast.secretary, "发通知")
    await journey.says(cast.secretary, "第一段。")
    await journey.says(cast.secretary, "第二段。")

    shown = [text for text in journey.sees(cast.secretary) if "草稿" in text]
    assert [text.splitlines()[0] for text in shown] == ["记下了，草稿在下面。", "通知草稿"]
    assert "第一段。\n\n第二段。" in shown[-1]


async def test_a_typed_button_is_a_press_and_no_part_of_the_notice(journey: Journey, cast: Cast):
    await journey.says(cast.secretary, "发通知")
    for words in ("写好了", "写完啦"):
        [nothing] = await journey.says(cast.secretary, words)
        assert "还没有写内容" in nothing
    await journey.says(cast.secretary, "写错的一句。")
    await journey.says(cast.secretary, "重写内容")
    await journey.says(cast.secretary, "下周开会。")
    [put_away] = await journey.says(cast.secretary, "先放着")
    assert "替您留着" in put_away

    await journey.says(cast.secretary, "发通知")
    await journey.says(cast.secretary, "接着写")
    [page] = await journey.says(cast.secretary, "没有了。")

    assert "还没有选" in page
    assert (await newest_notice(journey)).text == "下周开会。"


async def test_a_typed_button_does_not_take_the_place_of_the_words(journey: Journey, cast: Cast):
    await writes(journey, cast.secretary, "周三上午开会。")
    await journey.presses(cast.secretary, "改一改")
    await journey.presses(cast.secretary, "改内容")

    preview = await journey.says(cast.secretary, "不改了")

    assert any("周三上午开会。" in shown for shown in preview)
    assert (await newest_notice(journey)).text == "周三上午开会。"


async def test_an_album_is_one_draft_and_one_message_that_is_redrawn(journey: Journey, cast: Cast):
    await journey.says(cast.secretary, "发通知")
    before = len(journey.sees(cast.secretary))
    for number in range(3):
        await journey.world.upload(
            chat_of(cast.secretary),
            f"{number}.jpg",
            "image/jpeg",
            JPEG + bytes([number]),
            as_photo=True,
            album="a1",
            caption="看照片。" if number == 0 else "",
        )
    await journey.settles()
    shown = journey.sees(cast.secretary)[before:]

    assert len(shown) == 1
    assert "看照片。" in shown[0]
    assert "照片3张" in shown[0]


async def test_an_answer_to_a_notice_does_not_fall_into_a_draft(journey: Journey, cast: Cast):
    await sends(journey, cast.deputy, "请书记也看看。")
    async with journey.app.database.transaction() as session:
        branch = (await session.exec(select(Branch))).one()
        await sent(session, branch, cast.deputy, "第一组也有。", audience={"groups": [1]}, now=NOON)
    await journey.passes(MINUTE)
    await journey.says(cast.secretary, "发通知")

    [answer] = await journey.says(cast.secretary, "收到")
    [draft] = await journey.says(cast.secretary, "下周开会。")

    assert "第一组也有。" in answer
    assert "收到" not in draft


async def test_confirming_an_old_preview_shows_the_new_one_instead(journey: Journey, cast: Cast):
    await writes(journey, cast.secretary, "第一句。")
    async with journey.given() as given:
        await given.member("新来的", group=2)

    shown = await journey.presses(cast.secretary, "确认发送")

    assert "共4位" in shown[-1]
    assert (await newest_notice(journey)).state is NoticeState.DRAFT
    await journey.presses(cast.secretary, "确认发送")
    assert (await newest_notice(journey)).state is NoticeState.SCHEDULED


async def test_a_wrong_weekday_is_marked_and_nothing_is_rewritten(journey: Journey, cast: Cast):
    preview = await writes(journey, cast.secretary, "12月2日，星期二，开会。")

    assert "12月2日，星期二，开会。" in preview[0]
    assert "星期三" in preview[1]


async def test_what_reads_like_a_notice_is_offered_as_a_draft_and_sent_by_nobody(
    journey: Journey, cast: Cast
):
    text = "各位老同志：\n12月2日，星期三，上午9点半，在14楼会议室开会。\n请带好笔和本子。"
    [offer] = await journey.says(cast.secretary, text)
    assert "像是一份通知" in offer
    [draft] = await journey.presses(cast.secretary, "拟成通知")
    assert "上午9点半，在14楼会议室开会。" in draft
    assert "写好了" in journey.buttons(cast.secretary)

    [draft] = await journey.says(cast.liaison, "发个通知 下周三上午九点半14楼开党员大会")
    assert "下周三上午九点半14楼开党员大会" in draft
    # To a member it is only a long text.
    [answer] = await journey.says(cast.zhang, text)
    assert "通知" not in answer.split("。")[0]
    await journey.passes(2 * MINUTE)
    assert not any("14楼" in seen for seen in journey.sees(cast.li))


async def test_a_corrected_text_replaces_the_old_one_and_nothing_is_asked_again(journey: Journey, cast: Cast):
    await writes(journey, cast.secretary, "周三上午开会。")

    await journey.presses(cast.secretary, "改一改")
    await journey.presses(cast.secretary, "改内容")
    preview = await journey.says(cast.secretary, "周四上午开会。")

    assert any("周四上午开会。" in shown for shown in preview)
    assert not any("周三" in shown for shown in preview)
    assert "发给：第二党小组，共3位" in preview[-1]
    assert "确认发送" in journey.buttons(cast.secretary)


async def test_a_paragraph_can_be_added_after_the_preview(journey: Journey, cast: Cast):
    await writes(journey, cast.secretary, "周三上午开会。")

    await journey.presses(cast.secretary, "改一改")
    await journey.presses(cast.secretary, "改内容")
    await journey.presses(cast.secretary, "只加一段")
    await journey.says(cast.secretary, "请带笔。")
    preview = await journey.presses(cast.secretary, "写好了")

    assert any("周三上午开会。\n\n请带笔。" in shown for shown in preview)
    assert "确认发送" in journey.buttons(cast.secretary)


async def test_other_recipients_do_not_make_us_ask_for_the_answer_again(journey: Journey, cast: Cast):
    await writes(journey, cast.secretary, "周三上午开会。")

    await journey.presses(cast.secretary, "改一改")
    await journey.presses(cast.secretary, "换人")
    await journey.presses(cast.secretary, "全体党员（5位）")
    preview = await journey.presses(cast.secretary, "选好了")

    assert "发给：全体党员，共5位" in preview[-1]
    assert "回音：请回收到" in preview[-1]
