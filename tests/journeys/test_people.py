"""People in the chat: menus that fit, a member's page, leaving, and words that lead nowhere."""

from datetime import timedelta

from sqlmodel import select

from models import Appointment, Change, Member, Person, Status
from tests.journey import Journey
from tests.people import TODAY, Given, chat_of

STRANGER = 555
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0\0\0\x01" * 2 + bytes(40)
NOT_YOURS = "这件事要由支部负责的同志来办。需要的话，点「找人」。"


async def small_world(journey: Journey) -> dict[str, Person]:
    async with journey.given() as given:
        people = {
            "secretary": await given.secretary(),
            "deputy": await given.deputy(),
            "liaison": await given.liaison(),
            "cadre": await given.cadre("丁海涛"),
            "zheng": await given.member("郑守义", group=2, phone="13900001234"),
            "zhang": await given.member("张桂英", group=1),
        }
        await given.pair(people["cadre"], people["zheng"])
        for person in people.values():
            await given.bind(person)
    await journey.meets(*people.values())
    return people


async def bound(journey: Journey, given: Given, person: Person) -> Person:
    await given.bind(person)
    await journey.meets(person)
    return person


# -- menus ----------------------------------------------------------------------------------------


async def test_each_role_finds_its_own_words_and_a_human_below(journey: Journey) -> None:
    people = await small_world(journey)
    for name in ("secretary", "liaison", "cadre", "zheng"):
        await journey.says(people[name], "主菜单")

    assert journey.keyboard(people["zheng"]) == ["看通知", "我的", "政治生日", "找人"]
    assert journey.keyboard(people["cadre"])[0] == "老同志"
    assert journey.keyboard(people["secretary"])[:4] == ["发通知", "看回音", "等我批", "老同志"]
    for name in ("secretary", "liaison", "cadre", "zheng"):
        keyboard = journey.keyboard(people[name])
        assert len(keyboard) <= 6
        assert keyboard[-1] == "找人"


async def test_what_the_keyboard_has_no_place_for_is_a_button_of_the_menu(journey: Journey) -> None:
    people = await small_world(journey)

    await journey.says(people["secretary"], "更多")

    assert journey.buttons(people["secretary"]) == ["人员", "走访", "问候", "情况", "本人"]
    await journey.presses(people["secretary"], "人员")
    assert journey.buttons(people["secretary"]) == ["花名册", "邀请", "结对", "分工", "返回"]
    answers = await journey.presses(people["secretary"], "分工")
    assert answers[0].startswith("支部分工")


async def test_a_pressed_button_proves_nothing(journey: Journey) -> None:
    people = await small_world(journey)
    await journey.says(people["secretary"], "老同志")

    # He is a plain member now; his old list still hangs in the chat.
    async with journey.given() as given:
        held = await given.session.exec(
            select(Appointment).where(Appointment.person_id == people["secretary"].id)
        )
        held.one().until_on = TODAY - timedelta(days=1)
    answers = await journey.presses(people["secretary"], "第二党小组 1位")

    assert answers == [NOT_YOURS]


async def something_changed(journey: Journey, who: Person, name: str) -> None:
    """Open what can be done on somebody's page when something has changed."""
    await journey.says(who, name)
    await journey.presses(who, "情况有变")


# -- the list and the page ------------------------------------------------------------------------


async def test_the_secretary_finds_a_member_by_his_group(journey: Journey) -> None:
    people = await small_world(journey)

    await journey.says(people["secretary"], "老同志")
    await journey.presses(people["secretary"], "第二党小组 1位")
    answers = await journey.presses(people["secretary"], "郑守义")

    assert answers[0].startswith("郑守义同志\n\n第二党小组")
    assert "139****1234" in answers[0]
    assert "13900001234" not in answers[0]
    assert journey.buttons(people["secretary"]) == [
        "看电话",
        "改资料",
        "改联系方式",
        "换手机",
        "断开手机",
        "走访结对",
        "情况有变",
    ]
    await journey.presses(people["secretary"], "走访结对")
    assert journey.buttons(people["secretary"]) == [
        "记一笔",
        "看望记录",
        "一人一策",
        "结对",
        "安排走访",
    ]
    await journey.presses(people["secretary"], "情况有变")
    assert journey.buttons(people["secretary"]) == ["住院了", "家有丧事", "先停发", "转出", "已去世"]


async def test_a_typed_name_opens_the_page_and_a_member_typing_it_learns_nothing(journey: Journey) -> None:
    people = await small_world(journey)

    to_cadre = await journey.says(people["cadre"], "郑守义")
    to_member = await journey.says(people["zhang"], "郑守义")

    assert to_cadre[0].startswith("郑守义同志\n\n")
    assert journey.buttons(people["cadre"]) == [
        "看电话",
        "记一笔",
        "看望记录",
        "一人一策",
        "住院了",
        "家有丧事",
    ]
    assert to_member[0].startswith("对不起，我没听明白。")


async def test_a_number_is_shown_on_a_press_and_the_look_is_kept(journey: Journey) -> None:
    people = await small_world(journey)
    await journey.says(people["cadre"], "郑守义")

    answers = await journey.presses(people["cadre"], "看电话")

    assert "13900001234" in answers[0]
    async with journey.looking() as session:
        look = (await session.exec(select(Change).where(Change.field == "read"))).one()
    assert (look.person_id, look.by_id) == (people["zheng"].id, people["cadre"].id)


# -- leaving --------------------------------------------------------------------------------------


async def test_a_death_is_frozen_at_once_and_confirmed_only_at_the_second_look(journey: Journey) -> None:
    people = await small_world(journey)
    await something_changed(journey, people["liaison"], "郑守义")

    asked = await journey.presses(people["liaison"], "已去世")

    assert asked[0].startswith("【请马上处理】\n\n收到消息：郑守义同志可能已去世（来源：贺敏同志）。")
    assert journey.sees(people["secretary"])[-1].startswith("【请马上处理】")

    look = await journey.presses(people["secretary"], "已去世")
    assert look[0].startswith("请再看一遍\n\n郑守义同志，第二党小组。")
    assert journey.buttons(people["secretary"])[0] == "再核实一下"

    await journey.presses(people["secretary"], "核实了，已去世")
    async with journey.looking() as session:
        member = (await session.exec(select(Member).where(Member.person_id == people["zheng"].id))).one()
    assert member.status is Status.DECEASED
    assert "郑守义同志已去世，记下了" in journey.sees(people["secretary"])[-1]

    await journey.presses(people["liaison"], "弄错了，恢复")
    assert journey.sees(people["liaison"])[-1] == "郑守义同志：已经确认去世（宋维新同志办的）。"


async def test_a_confirmed_death_that_was_a_mistake_is_taken_back_with_a_reason(journey: Journey) -> None:
    people = await small_world(journey)
    secretary = people["secretary"]
    await something_changed(journey, secretary, "郑守义")
    await journey.presses(secretary, "已去世")
    await journey.presses(secretary, "已去世")
    await journey.presses(secretary, "核实了，已去世")

    await journey.says(secretary, "郑守义")
    assert journey.buttons(secretary) == ["看电话", "断开手机", "弄错了"]
    await journey.presses(secretary, "弄错了")
    answers = await journey.says(secretary, "同名的另一位")

    assert answers[0].startswith("好的，郑守义同志又在名册上了。")
    assert (await journey.says(people["zheng"], "我的"))[0].startswith("郑守义")


async def test_an_undecided_death_goes_to_the_deputy_after_two_hours(journey: Journey) -> None:
    people = await small_world(journey)
    await something_changed(journey, people["liaison"], "郑守义")
    await journey.presses(people["liaison"], "已去世")
    assert journey.sees(people["deputy"]) == []

    await journey.passes(timedelta(hours=2, minutes=1))

    assert len(journey.sees(people["deputy"])) == 1
    assert "还没有人核实" in journey.sees(people["deputy"])[0]


async def test_where_a_freeze_was_pressed_its_opposite_does_not_appear(journey: Journey) -> None:
    people = await small_world(journey)
    await something_changed(journey, people["secretary"], "张桂英")
    page = journey.world.chat(chat_of(people["secretary"])).messages[-1]

    await journey.presses(people["secretary"], "先停发")

    messages = journey.world.chat(chat_of(people["secretary"])).messages
    redrawn = next(each for each in messages if each["message_id"] == page["message_id"])
    labels = [button["text"] for row in redrawn["reply_markup"]["inline_keyboard"] for button in row]
    assert not {"先停发", "恢复"} & set(labels)
    assert journey.buttons(people["secretary"]) == ["恢复"]
    await journey.presses(people["secretary"], "恢复")
    assert journey.sees(people["secretary"])[-1] == "好的，张桂英同志的消息恢复了。"


async def test_the_phone_of_somebody_frozen_hears_one_line_and_the_liaison_is_told(
    journey: Journey,
) -> None:
    people = await small_world(journey)
    await something_changed(journey, people["secretary"], "郑守义")
    await journey.presses(people["secretary"], "先停发")

    for words in ("看通知", "我好好的，怎么没消息了", "找人", "主菜单", "我的"):
        assert await journey.says(people["zheng"], words) == [
            "您的话收到了，我请贺敏同志与您联系。急事请直接拨打120。"
        ]

    told = [text for text in journey.sees(people["liaison"]) if "郑守义同志的手机上" in text]
    assert len(told) == 2  # a press once an hour, and what was really said
    assert "「我好好的，怎么没消息了」" in told[1]


async def test_a_transferred_member_is_off_the_list_after_a_second_look(journey: Journey) -> None:
    people = await small_world(journey)
    await something_changed(journey, people["secretary"], "郑守义")
    await journey.presses(people["secretary"], "转出")
    await journey.presses(people["secretary"], "确认转出")

    async with journey.looking() as session:
        member = (await session.exec(select(Member).where(Member.person_id == people["zheng"].id))).one()
    assert member.status is Status.TRANSFERRED
    assert await journey.says(people["cadre"], "老同志") == [
        "现在没有交给您联系的老同志。\n\n有疑问请点「找人」。"
    ]


# -- words that lead nowhere ----------------------------------------------------------------------


async def test_unknown_words_get_one_gentle_line_with_the_likeliest_ways(journey: Journey) -> None:
    people = await small_world(journey)

    answers = await journey.says(people["zheng"], "那个通知我再看哈子")

    assert answers == ["对不起，我没听明白。您点下面的字，或者直接说「找人」。"]
    assert journey.buttons(people["zheng"])[0] == "看通知"
    assert journey.buttons(people["zheng"])[-1] == "找人"
    assert len(journey.buttons(people["zheng"])) <= 4


async def test_greetings_are_answered_once_a_day(journey: Journey) -> None:
    people = await small_world(journey)

    first = await journey.says(people["zheng"], "早上好")
    second = await journey.says(people["zheng"], "🌹🌹🌹")
    await journey.passes(timedelta(days=1))
    third = await journey.says(people["zheng"], "谢谢组织")

    assert (len(first), len(second), len(third)) == (1, 0, 1)


async def test_a_picture_is_a_greeting(journey: Journey) -> None:
    people = await small_world(journey)

    greeted = await journey.sends(people["zheng"], "早上好.png", "image/png", PNG, as_photo=True)

    assert greeted == ["收到您的问候，谢谢！也祝您身体健康。"]


async def test_a_file_nobody_waits_for_is_answered_with_a_way_on(journey: Journey) -> None:
    people = await small_world(journey)

    to_member = await journey.sends(people["zheng"], "a.pdf", "application/pdf", b"%PDF-1.4")

    assert to_member[0].startswith("这个文件我不知道该放到哪里。")
    assert journey.buttons(people["zheng"]) == ["找人"]


# -- 我的 -----------------------------------------------------------------------------------------


async def test_ones_own_page_names_the_pair_the_human_behind_and_the_way_to_stop(
    journey: Journey,
) -> None:
    people = await small_world(journey)

    (page,) = await journey.says(people["zheng"], "我的")

    assert "和您结对的：丁海涛同志" in page
    assert "背后是贺敏同志" in page
    assert "发一个「停」字就行" in page


async def test_ones_own_data_is_shown_whole_and_ones_own_only(journey: Journey) -> None:
    people = await small_world(journey)
    await journey.says(people["zheng"], "我的")

    (data,) = await journey.presses(people["zheng"], "我的资料")

    assert await journey.says(people["zheng"], "我的资料") == [data]
    for line in ("姓名：郑守义", "电话：13900001234", "党小组：第二党小组", "入党时间：1985年6月10日"):
        assert line in data
    assert "张桂英" not in data


# -- 分工 -----------------------------------------------------------------------------------------


async def test_the_secretary_names_a_group_leader_who_is_told_and_gets_other_words(
    journey: Journey,
) -> None:
    people = await small_world(journey)
    secretary = people["secretary"]
    await journey.says(secretary, "分工")
    await journey.presses(secretary, "小组长")
    await journey.presses(secretary, "第二党小组")
    await journey.presses(secretary, "郑守义")

    await journey.presses(secretary, "就这样定")

    assert journey.sees(people["zheng"])[-1].startswith("宋维新同志请您当第二党小组组长")
    assert "老同志" in journey.keyboard(people["zheng"])


async def test_who_is_entrusted_acts_until_the_day_and_then_no_more(journey: Journey) -> None:
    people = await small_world(journey)
    secretary, acting = people["secretary"], people["zhang"]
    await journey.says(secretary, "分工")
    await journey.presses(secretary, "委托代办")
    await journey.presses(secretary, "张桂英")
    await journey.presses(secretary, "3天，到12月3日")
    await journey.presses(secretary, "就这样定")

    assert "到12月3日" in journey.sees(acting)[-1]
    assert (await journey.says(acting, "等我批")) == ["现在没有等您批的事，您歇一会儿。"]
    assert await journey.says(acting, "分工") == [NOT_YOURS]

    await journey.passes(timedelta(days=4))
    assert await journey.says(acting, "等我批") == [NOT_YOURS]


async def test_an_entrustment_is_taken_back_at_once(journey: Journey) -> None:
    people = await small_world(journey)
    secretary, acting = people["secretary"], people["zhang"]
    await journey.says(secretary, "分工")
    await journey.presses(secretary, "委托代办")
    await journey.presses(secretary, "张桂英")
    await journey.presses(secretary, "别的日子")
    await journey.says(secretary, "12月15日")
    await journey.presses(secretary, "就这样定")

    await journey.says(secretary, "分工")
    await journey.presses(secretary, "收回委托")
    await journey.presses(secretary, "就这样定")

    assert journey.sees(acting)[-1].startswith("您的「代书记办事」到今天为止。")
    assert await journey.says(acting, "等我批") == [NOT_YOURS]


# -- 等我批 ---------------------------------------------------------------------------------------


async def test_a_held_report_waits_in_the_list_until_it_is_decided(journey: Journey) -> None:
    people = await small_world(journey)
    await something_changed(journey, people["liaison"], "郑守义")
    await journey.presses(people["liaison"], "已去世")
    await journey.presses(people["secretary"], "先保持停发")

    (waiting,) = await journey.says(people["secretary"], "等我批")
    assert "1. 郑守义同志可能已去世，等核实" in waiting

    await journey.presses(people["secretary"], "1. 核实郑守义")
    await journey.presses(people["secretary"], "弄错了，恢复")
    assert await journey.says(people["secretary"], "等我批") == ["现在没有等您批的事，您歇一会儿。"]
