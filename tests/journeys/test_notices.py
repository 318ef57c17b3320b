"""A notice from the first word to the last receipt, as people see it in their chats."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from models import Account, Branch, Change, Notice, NoticeState, Person, Receipt
from tests.journey import Journey
from tests.notice_world import sent
from tests.people import NOON, chat_of

# What the databases do differently is tested below bot/domain; a journey takes seconds.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MINUTE = timedelta(minutes=1)
JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300080606070605080707070909080a0c140d0c0b0b0c1912130f"
    "141d1a1f1e1d1a1c1c20242e2720222c231c1c2837292c30313434341f27393d38323c2e333432ffc0000b08000100010101"
    "1100ffc4001f0000010501010101010100000000000000000102030405060708090a0bffc400b5100002010303020403050504"
    "040000017d01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a2526"
    "2728292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a"
    "92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6"
    "e7e8e9eaf1f2f3f4f5f6f7f8f9faffda0008010100003f00fbd3ffd9"
)


class Cast:
    """The small world: a secretary, a deputy, a liaison and three members, one of them unbound."""

    secretary: Person
    deputy: Person
    liaison: Person
    zhang: Person
    li: Person
    unbound: Person


@pytest.fixture
async def cast(journey: Journey) -> Cast:
    people = Cast()
    async with journey.given() as given:
        people.secretary = await given.secretary()
        people.deputy = await given.deputy()
        people.liaison = await given.liaison()
        people.zhang = await given.member("张三", group=2)
        people.li = await given.member("李四", group=2)
        people.unbound = await given.member("郑守义", group=2)
        bound = (people.secretary, people.deputy, people.liaison, people.zhang, people.li)
        for person in bound:
            await given.bind(person)
    await journey.meets(*bound)
    return people


async def _writes(journey: Journey, who: Person, text: str, *choices: str) -> list[str]:
    """Write a notice and go on to its preview."""
    await journey.says(who, "发通知")
    await journey.says(who, text)
    shown: list[str] = []
    for choice in ("写好了", *(choices or ("按小组选", "第二党小组（3位）", "返回")), "选好了", "请回收到"):
        shown = await journey.presses(who, choice)
    return shown


async def _sends(journey: Journey, who: Person, text: str) -> None:
    """Let a notice to the second group go out, and open its board."""
    async with journey.app.database.transaction() as session:
        branch = (await session.exec(select(Branch))).one()
        await sent(session, branch, who, text, audience={"groups": [2]}, now=journey.clock.now())
    await journey.passes(MINUTE)
    await journey.says(who, "看回音")
    await journey.presses(who, journey.buttons(who)[0])


async def _notice(journey: Journey) -> Notice:
    async with journey.looking() as session:
        found = await session.exec(select(Notice).order_by(Notice.id.desc()))  # type: ignore[attr-defined]
        return found.first()  # type: ignore[return-value]


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
    [chosen] = await journey.says(cast.secretary, "张三同志和李四同志")

    assert unknown.startswith("一位一位选\n\n这里面没有认出名册上的名字")
    assert "已选：张三、李四\n共2位" in chosen
    assert "选好了" in journey.buttons(cast.secretary)


async def test_the_exact_names_are_shown_before_sending(journey: Journey, cast: Cast):
    await _writes(journey, cast.secretary, "大家好。")

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


async def test_an_answer_to_a_notice_does_not_fall_into_a_draft(journey: Journey, cast: Cast):
    await _sends(journey, cast.deputy, "请书记也看看。")
    async with journey.app.database.transaction() as session:
        branch = (await session.exec(select(Branch))).one()
        await sent(session, branch, cast.deputy, "第一组也有。", audience={"groups": [1]}, now=NOON)
    await journey.passes(MINUTE)
    await journey.says(cast.secretary, "发通知")

    [answer] = await journey.says(cast.secretary, "收到")
    [draft] = await journey.says(cast.secretary, "下周开会。")

    assert "第一组也有。" in answer
    assert "收到" not in draft


async def test_stopping_in_the_minute_tells_nobody_and_keeps_the_words(journey: Journey, cast: Cast):
    await _writes(journey, cast.secretary, "先别发的通知。")
    await journey.presses(cast.secretary, "确认发送")

    [answer] = await journey.says(cast.secretary, "停")
    await journey.passes(MINUTE)

    assert "停下了" in answer
    assert journey.sees(cast.zhang) == []
    await journey.presses(cast.secretary, "改一改再发")
    assert "先别发的通知。" in journey.sees(cast.secretary)[-1]


async def test_a_stop_is_understood_while_the_next_notice_is_written(journey: Journey, cast: Cast):
    await _writes(journey, cast.secretary, "第一份。")
    await journey.presses(cast.secretary, "确认发送")
    await journey.says(cast.secretary, "发通知")

    [answer] = await journey.says(cast.secretary, "停！")
    await journey.passes(MINUTE)

    assert "停下了" in answer
    assert journey.sees(cast.zhang) == []


async def test_a_member_who_says_stop_is_not_told_about_notices(journey: Journey, cast: Cast):
    await _writes(journey, cast.secretary, "第一份。")
    await journey.presses(cast.secretary, "确认发送")

    await journey.says(cast.zhang, "停")
    await journey.passes(MINUTE)

    assert (await _notice(journey)).state is NoticeState.SENT


async def test_confirming_an_old_preview_shows_the_new_one_instead(journey: Journey, cast: Cast):
    await _writes(journey, cast.secretary, "第一句。")
    async with journey.given() as given:
        await given.member("新来的", group=2)

    shown = await journey.presses(cast.secretary, "确认发送")

    assert "共4位" in shown[-1]
    assert (await _notice(journey)).state is NoticeState.DRAFT
    await journey.presses(cast.secretary, "确认发送")
    assert (await _notice(journey)).state is NoticeState.SCHEDULED


async def test_a_link_goes_to_a_second_person_first(journey: Journey, cast: Cast):
    preview = await _writes(journey, cast.secretary, "请看 www.example.com")
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
    assert (await _notice(journey)).state is NoticeState.SENT


async def test_a_refused_notice_comes_back_to_its_author(journey: Journey, cast: Cast):
    await _writes(journey, cast.secretary, "请看 www.example.com")
    await journey.presses(cast.secretary, "确认发送")

    await journey.presses(cast.liaison, "不同意")

    assert "贺敏同志" in journey.sees(cast.secretary)[-1]
    await journey.presses(cast.secretary, "改一改")
    assert (await _notice(journey)).state is NoticeState.DRAFT


async def test_a_second_look_is_found_under_the_things_to_approve(journey: Journey, cast: Cast):
    await _writes(journey, cast.secretary, "请看 www.example.com")
    await journey.presses(cast.secretary, "确认发送")

    await journey.says(cast.deputy, "等我批")

    assert any("请看" in label for label in [*journey.buttons(cast.deputy), *journey.sees(cast.deputy)])


async def test_the_liaison_drafts_and_the_secretary_sends(journey: Journey, cast: Cast):
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
    await _writes(journey, cast.secretary, "大家好。")
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

    assert (await _notice(journey)).state is NoticeState.DRAFT


async def test_a_wrong_weekday_is_marked_and_nothing_is_rewritten(journey: Journey, cast: Cast):
    preview = await _writes(journey, cast.secretary, "12月2日，星期二，开会。")

    assert "12月2日，星期二，开会。" in preview[0]
    assert "星期三" in preview[1]


async def test_two_notices_wait_and_a_typed_answer_confirms_the_latest_and_shows_the_other(
    journey: Journey, cast: Cast
):
    await _sends(journey, cast.secretary, "第一份。")
    await journey.passes(timedelta(days=1))  # two in one day are too many
    await _sends(journey, cast.secretary, "第二份。")

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
        await _sends(journey, cast.secretary, text)
    await journey.presses(cast.zhang, "收到")

    shown = await journey.says(cast.zhang, "看通知")

    assert len(shown) == 4
    assert "更早" in shown[0]
    assert "三。" in shown[-1]
    assert "四。" not in "".join(shown)
    await journey.presses(cast.zhang, "收到")
    assert journey.sees(cast.zhang)[-1].endswith("✓ 您已回：收到")


async def test_withdrawn_messages_disappear_and_the_board_says_so(journey: Journey, cast: Cast):
    await _sends(journey, cast.secretary, "发错了的。")
    await journey.says(cast.zhang, "看通知")
    assert [text.startswith("通知（") for text in journey.sees(cast.zhang)] == [False, True]
    await journey.presses(cast.secretary, "撤回")
    still_there = journey.sees(cast.zhang)
    await journey.presses(cast.secretary, "撤回")
    await journey.settles()

    assert "发错了的。" in still_there[-1]
    assert journey.sees(cast.zhang) == []
    board = next(text for text in reversed(journey.sees(cast.secretary)) if text.startswith("已撤回"))
    assert "2位手机上的已经收回" in board


async def test_a_recall_needs_a_second_tap(journey: Journey, cast: Cast):
    await _sends(journey, cast.secretary, "留着的。")
    await journey.presses(cast.secretary, "撤回")
    await journey.presses(cast.secretary, "不撤了")

    assert "留着的。" in journey.sees(cast.zhang)[-1]
    assert (await _notice(journey)).state is NoticeState.SENT


async def test_a_correction_marks_the_old_message_and_brings_the_new_one(journey: Journey, cast: Cast):
    await _sends(journey, cast.secretary, "明天开会。")
    await journey.presses(cast.zhang, "收到")
    await journey.says(cast.li, "看通知")
    await journey.presses(cast.secretary, "更正")
    await journey.says(cast.secretary, "后天开会。")
    await journey.presses(cast.secretary, "写好了")
    await journey.presses(cast.secretary, "确认发送")
    await journey.passes(MINUTE)

    old, new = journey.sees(cast.zhang)[-2:]
    assert "（已更正）" in old
    assert "明天开会。" in old
    assert new.startswith("通知（更正）\n\n后天开会。")
    assert ["（已更正）" in text for text in journey.sees(cast.li)] == [True, True, False]
    await journey.presses(cast.li, "收到")
    assert journey.sees(cast.li)[-1].endswith("✓ 您已回：收到")


async def test_when_the_correction_is_withdrawn_neither_holds_and_people_are_told_to_wait(
    journey: Journey, cast: Cast
):
    await _sends(journey, cast.secretary, "明天开会。")
    await journey.presses(cast.secretary, "更正")
    await journey.says(cast.secretary, "后天开会。")
    await journey.presses(cast.secretary, "写好了")
    await journey.presses(cast.secretary, "确认发送")
    await journey.passes(MINUTE)

    await journey.says(cast.secretary, "看回音")
    await journey.presses(cast.secretary, journey.buttons(cast.secretary)[0])
    await journey.presses(cast.secretary, "撤回")
    await journey.presses(cast.secretary, "撤回")

    [left] = [text for text in journey.sees(cast.zhang) if "开会" in text]
    assert left.startswith("通知\n\n（这条不算了，更正的那条也收回了，请等新的通知）\n\n明天开会。")
    await journey.says(cast.secretary, "看回音")
    [board] = await journey.presses(cast.secretary, journey.buttons(cast.secretary)[1])
    assert "两条都不算" in board


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


async def test_in_quiet_hours_an_ordinary_notice_waits_or_goes_on_request(database_url, branch):
    evening = datetime(2026, 11, 30, 13, 0, tzinfo=UTC)  # nine in the evening in Shanghai
    async with Journey(database_url, start=evening) as journey:
        async with journey.given() as given:
            secretary, zhang = await given.secretary(), await given.member("张三", group=2)
            await given.bind(secretary)
            await given.bind(zhang)
        await journey.meets(secretary, zhang)
        choices = ("按小组选", "第二党小组（1位）", "返回")

        preview = await _writes(journey, secretary, "不急的。", *choices)
        assert "12月1日，星期二，上午8点才发到" in preview[1]
        await journey.presses(secretary, "确认发送")
        await journey.passes(MINUTE)
        assert journey.sees(zhang) == []
        assert "1位在休息" in journey.sees(secretary)[-1]

        await _writes(journey, secretary, "要紧的。", *choices)
        await journey.presses(secretary, "现在就发")
        await journey.passes(MINUTE)
        assert [text.splitlines()[2] for text in journey.sees(zhang)] == ["要紧的。"]

        await journey.passes(timedelta(hours=11))
        assert len(journey.sees(zhang)) == 2


async def test_a_notice_is_sent_at_the_time_that_was_typed(journey: Journey, cast: Cast):
    await _writes(journey, cast.secretary, "明天的。")
    await journey.presses(cast.secretary, "改一改")
    await journey.presses(cast.secretary, "定时间")
    [again] = await journey.says(cast.secretary, "昨天下午3点")
    assert "没看明白" in again
    [last_look] = await journey.says(cast.secretary, "明天上午9点半")
    assert "12月1日，星期二，上午9点半" in last_look
    await journey.presses(cast.secretary, "确认发送")

    await journey.passes(timedelta(hours=12))
    assert journey.sees(cast.zhang) == []
    await journey.passes(timedelta(hours=11, minutes=30))
    assert "明天的。" in journey.sees(cast.zhang)[-1]


async def test_the_names_behind_a_number_are_shown_and_the_board_stays(journey: Journey, cast: Cast):
    await _sends(journey, cast.secretary, "大家好。")
    board = journey.sees(cast.secretary)[-1]

    [names] = await journey.presses(cast.secretary, "没送到（1）")

    assert names == "没送到：1位\n\n郑守义：还没开通\n\n点名字，看为什么。"
    assert board in journey.sees(cast.secretary)

    [why] = await journey.presses(cast.secretary, "郑守义")
    assert why == (
        "郑守义同志，11月30日，星期一\n\n"
        "现在：手机还没接通。\n"
        "· 「大家好。」：没发，手机还没接通，请贺敏同志去办。"
    )


async def test_the_board_can_be_taken_along_as_a_sheet_and_that_is_written_down(journey: Journey, cast: Cast):
    await _sends(journey, cast.secretary, "=大家好。")
    await journey.presses(cast.zhang, "收到")

    await journey.presses(cast.secretary, "导出")

    document = journey.world.chat(chat_of(cast.secretary)).messages[-1]["document"]
    data = journey.world.files[document["file_id"]].data
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    rows = [row[1:5] for row in sheet.iter_rows(values_only=True)]
    assert rows[1:] == [
        ("张三", 2, "已收到", rows[1][3]),
        ("李四", 2, "还没回", rows[2][3]),
        ("郑守义", 2, "没送到", "还没开通"),
    ]
    async with journey.looking() as session:
        found = await session.exec(select(Change).where(Change.field == "export"))
        assert [change.by_id for change in found.all()] == [cast.secretary.id]


async def test_someone_who_blocked_the_bot_is_counted_with_the_reason(journey: Journey, cast: Cast):
    await journey.world.block(chat_of(cast.li), True)
    await _sends(journey, cast.secretary, "大家好。")

    assert "没送到：2位" in journey.sees(cast.secretary)[-1]
    assert "停用了小助手1位" in journey.sees(cast.secretary)[-1]


async def test_someone_frozen_while_it_waits_is_not_told_until_he_is_restored(journey: Journey, cast: Cast):
    await _writes(journey, cast.secretary, "大家好。")
    await journey.presses(cast.secretary, "确认发送")
    async with journey.app.database.transaction() as session:
        zhang = await session.get_one(Person, cast.zhang.id)
        zhang.frozen_at = NOON
        session.add(zhang)

    await journey.passes(MINUTE)

    assert journey.sees(cast.zhang) == []
    assert "1位暂停了消息" in journey.sees(cast.secretary)[-1]


async def test_a_confirmed_notice_is_answered_again_with_todays_state(journey: Journey, cast: Cast):
    await _sends(journey, cast.secretary, "大家好。")
    notice = await _notice(journey)
    message_id = journey.world.chat(chat_of(cast.zhang)).messages[-1]["message_id"]
    await journey.presses(cast.zhang, "收到")

    await journey.passes(timedelta(days=40))
    await journey.world.press(chat_of(cast.zhang), message_id, f"nack:{notice.id}")
    await journey.settles()

    assert journey.sees(cast.zhang)[-1].endswith("✓ 您已回：收到")


async def test_a_notice_follows_its_recipient_to_a_new_phone(journey: Journey, cast: Cast):
    await _sends(journey, cast.secretary, "大家好。")
    async with journey.app.database.transaction() as session:
        account = (await session.exec(select(Account).where(Account.person_id == cast.zhang.id))).one()
        account.ended_at = NOON
        session.add(account)
        session.add(
            Account(
                branch_id=account.branch_id,
                bot_id=account.bot_id,
                user_id=7777,
                chat_id=7777,
                person_id=cast.zhang.id,
                bound_at=NOON,
            )
        )
    journey.world.acquaint([7777])

    [shown] = await journey.says(7777, "看通知")

    assert "大家好。" in shown
    await journey.presses(7777, "收到")
    assert journey.sees(7777)[-1].endswith("✓ 您已回：收到")


async def test_a_corrected_text_replaces_the_old_one_and_nothing_is_asked_again(journey: Journey, cast: Cast):
    await _writes(journey, cast.secretary, "周三上午开会。")

    await journey.presses(cast.secretary, "改一改")
    await journey.presses(cast.secretary, "改内容")
    preview = await journey.says(cast.secretary, "周四上午开会。")

    assert any("周四上午开会。" in shown for shown in preview)
    assert not any("周三" in shown for shown in preview)
    assert "发给：第二党小组，共3位" in preview[-1]
    assert "确认发送" in journey.buttons(cast.secretary)


async def test_a_paragraph_can_be_added_after_the_preview(journey: Journey, cast: Cast):
    await _writes(journey, cast.secretary, "周三上午开会。")

    await journey.presses(cast.secretary, "改一改")
    await journey.presses(cast.secretary, "改内容")
    await journey.presses(cast.secretary, "只加一段")
    await journey.says(cast.secretary, "请带笔。")
    preview = await journey.presses(cast.secretary, "写好了")

    assert any("周三上午开会。\n\n请带笔。" in shown for shown in preview)
    assert "确认发送" in journey.buttons(cast.secretary)


async def test_other_recipients_do_not_make_us_ask_for_the_answer_again(journey: Journey, cast: Cast):
    await _writes(journey, cast.secretary, "周三上午开会。")

    await journey.presses(cast.secretary, "改一改")
    await journey.presses(cast.secretary, "换人")
    await journey.presses(cast.secretary, "全体党员（5位）")
    preview = await journey.presses(cast.secretary, "选好了")

    assert "发给：全体党员，共5位" in preview[-1]
    assert "回音：请回收到" in preview[-1]
