"""找人 in the chat: a call and its conversation, an emergency, despair, a death and a swindle in words."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from models import Change, DeathReport, Dialog, HelpRequest, Pairing, Person, Role
from tests.journey import Journey
from tests.people import TODAY, chat_of

STRANGER = 555
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0\0\0\x01" * 2 + bytes(40)
TWO_LINES = (
    "听到这个消息，我们心里很难过，请您和家人节哀保重。\n以后不会再发消息打扰，支部书记会亲自与您联系。"
)


async def small_world(journey: Journey) -> dict[str, Person]:
    async with journey.given() as given:
        people = {
            "secretary": await given.secretary(),
            "deputy": await given.deputy(),
            "liaison": await given.liaison(),
            "cadre": await given.cadre("丁海涛"),
            "other": await given.cadre("许绍文"),
            "zheng": await given.member("郑守义", group=2, phone="13900001234", address="城南路8号"),
            "luo": await given.member("罗家骏", group=1),
        }
        await given.pair(people["cadre"], people["zheng"])
        for person in people.values():
            await given.bind(person)
    await journey.meets(*people.values())
    return people


async def says_aloud(journey: Journey, person: Person) -> None:
    spoken = journey.world.keep("voice", "voice.ogg", "audio/ogg", b"OggS" + bytes(64))
    journey.world._receive(chat_of(person), spoken.in_message(), None)
    await journey.settles()


# -- a call and its conversation ------------------------------------------------------------------


async def test_a_call_is_taken_answered_closed_and_opened_again_by_writing(journey: Journey) -> None:
    people = await small_world(journey)
    member, cadre = people["zheng"], people["cadre"]

    question = await journey.says(member, "找人")
    assert "这里不是24小时值班" in question[0]
    assert journey.buttons(member) == ["急，快叫人", "不用说了，请给我回电话", "取消"]
    answer = await journey.says(member, "屋里水管子爆了找哪个 <b>")
    assert answer[0].startswith("好的，我请丁海涛同志给您打电话。")
    (task,) = journey.sees(cadre)
    assert task == "【请回电话】\n\n郑守义同志（第二党小组）找人，说：\n「屋里水管子爆了找哪个 <b>」"
    assert journey.buttons(cadre) == ["我来办", "看电话"]

    await journey.presses(cadre, "我来办")
    assert journey.sees(member)[-1] == "丁海涛同志来办您的事了。"
    assert journey.buttons(cadre) == ["回句话", "看电话", "办好了", "换人办"]
    # It stands among what he has to do, and nothing says there that all is done.
    assert await journey.says(cadre, "要办的") == [
        "「找人」还没办好的：1件\n\n1. 郑守义，11月30日，星期一，丁海涛同志在办"
    ]
    await journey.presses(cadre, "回句话")
    await journey.says(cadre, "马上来，先把总阀关了")
    assert journey.sees(member)[-1] == "丁海涛同志：马上来，先把总阀关了"

    assert await journey.says(member, "总阀在哪个角落哦") == ["好的，这句话也转给丁海涛同志。"]
    assert journey.sees(cadre)[-1] == "郑守义同志（第二党小组）又说：\n「总阀在哪个角落哦」"
    await journey.presses(cadre, "办好了")
    assert journey.sees(member)[-1].startswith("丁海涛同志说，您的事办好了。")

    again = await journey.says(member, "又漏水了哦")
    assert again == ["好的，我再请丁海涛同志接着办。"]
    assert journey.sees(cadre)[-1].endswith("说：\n「又漏水了哦」")
    # Nobody else has read a word of it.
    for name in ("secretary", "liaison", "deputy", "other"):
        assert journey.sees(people[name]) == []


async def test_a_spoken_word_and_a_picture_go_whole_to_the_helper_and_back(journey: Journey) -> None:
    people = await small_world(journey)
    member, cadre = people["zheng"], people["cadre"]

    await says_aloud(journey, member)
    await journey.sends(member, "漏水.png", "image/png", PNG, as_photo=True)

    assert journey.sees(member)[-2].startswith("好的，我请丁海涛同志给您打电话。")
    assert journey.sees(member)[-1] == "好的，这句话也转给丁海涛同志。"
    heard = journey.world.chat(chat_of(cadre)).messages
    assert [kind for message in heard for kind in ("voice", "photo") if kind in message] == ["voice", "photo"]

    await journey.presses(cadre, "我来办")
    await journey.presses(cadre, "回句话")
    await says_aloud(journey, cadre)
    assert "voice" in journey.world.chat(chat_of(member)).messages[-1]
    assert journey.sees(member)[-1] == "丁海涛同志：（语音）"

    # Who serves him passes on a spoken word for him too.
    await journey.says(people["liaison"], "替他办")
    await journey.presses(people["liaison"], "郑守义")
    await journey.presses(people["liaison"], "替他找人")
    await says_aloud(journey, people["liaison"])
    assert "voice" in journey.world.chat(chat_of(cadre)).messages[-1]
    assert journey.sees(cadre)[-1].endswith("又说：\n「（语音）（由贺敏同志代说）」")


async def test_nothing_has_to_be_written_to_be_called(journey: Journey) -> None:
    people = await small_world(journey)
    await journey.says(people["luo"], "叫书记接电话")

    answer = await journey.presses(people["luo"], "不用说了，请给我回电话")

    # Nobody is paired with him, so the liaison calls.
    assert answer[0].startswith("好的，我请贺敏同志给您打电话。")
    assert "没有细说" in journey.sees(people["liaison"])[-1]


async def test_who_does_not_take_it_is_followed_by_the_liaison_and_the_first_screen_says_so(
    journey: Journey,
) -> None:
    people = await small_world(journey)
    await journey.says(people["zheng"], "找人")
    await journey.says(people["zheng"], "灯坏了")

    await journey.passes(timedelta(minutes=31))
    assert journey.sees(people["zheng"])[-1] == "丁海涛同志一时顾不上，我又请了贺敏同志。"
    await journey.presses(people["liaison"], "我来办")

    await journey.passes(timedelta(seconds=1))
    assert journey.sees(people["cadre"])[-1] == "郑守义同志（第二党小组）的事，贺敏同志来办了。"
    assert journey.sees(people["secretary"]) == []


async def test_the_button_of_somebody_who_may_not_read_it_opens_nothing(journey: Journey) -> None:
    people = await small_world(journey)
    await journey.says(people["zheng"], "找人")
    await journey.says(people["zheng"], "灯坏了")
    await journey.presses(people["cadre"], "我来办")

    # He does it no more; his buttons still hang in the chat.
    async with journey.given() as given:
        request = (await given.session.exec(select(HelpRequest))).one()
        request.helper_id = people["liaison"].id
        pairing = (await given.session.exec(select(Pairing))).one()
        pairing.until_on = TODAY - timedelta(days=1)
    answers = await journey.presses(people["cadre"], "办好了")

    assert answers == ["这一条已经找不到了。可以点下面的「找人」，我请人帮您看看。"]


async def test_a_strangers_words_reach_the_liaison_literally_and_are_limited(journey: Journey) -> None:
    people = await small_world(journey)
    for words in ("找人", "我是<b>吴长贵</b>的女儿 &_*`"):
        answer = await journey.says(STRANGER, words)
    assert answer[0].startswith("好的，我转告支部的同志。")

    for number in range(10):
        await journey.says(STRANGER, f"再说一句{number}")

    told = journey.sees(people["liaison"])
    assert "我是<b>吴长贵</b>的女儿 &_*`" in told[0]
    assert 2 <= len(told) <= 6
    assert journey.sees(STRANGER)[-1].startswith("前面的话，我已经交给支部的同志。这一句我留着，没有再转。")
    await journey.presses(people["liaison"], "我来办")
    await journey.presses(people["liaison"], "回句话")
    await journey.says(people["liaison"], "您请讲")
    assert journey.sees(STRANGER)[-1] == "贺敏同志：您请讲"


async def test_where_nobody_can_be_reached_the_answer_says_so_and_the_words_are_kept(
    journey: Journey,
) -> None:
    async with journey.given() as given:
        alone = await given.member("吴长贵")
        await given.bind(alone)
    await journey.meets(alone)

    await journey.says(alone, "找人")
    answer = await journey.says(alone, "灯坏了")
    assert answer[0].startswith("我这里现在联系不上支部的同志")

    async with journey.given() as given:
        liaison = await given.liaison()
        await given.bind(liaison)
    await journey.meets(liaison)
    await journey.passes(timedelta(minutes=31))
    assert "「灯坏了」" in journey.sees(liaison)[-1]


# -- an emergency ---------------------------------------------------------------------------------


async def test_an_emergency_in_words_alarms_everybody_until_one_has_taken_it(journey: Journey) -> None:
    people = await small_world(journey)
    responsible = [people[name] for name in ("cadre", "liaison", "secretary", "deputy")]

    await journey.says(people["zheng"], "胸口疼得很喘不上气")

    (shown,) = journey.sees(people["zheng"])
    assert shown.startswith("请马上拨打120！\n\n已经通知丁海涛同志、贺敏同志、宋维新同志、潘慧敏同志。")
    for person in responsible:
        assert journey.sees(person)[-1].startswith("【急！请马上联系】\n\n郑守义同志（第二党小组）叫急，说：")
    assert journey.sees(people["other"]) == []

    await journey.passes(timedelta(minutes=4))
    assert [len(journey.sees(person)) for person in responsible] == [2, 2, 2, 2]

    answers = await journey.presses(people["deputy"], "我来办")
    assert answers[-1] == "电话：13900001234\n住址：城南路8号"
    assert journey.sees(people["liaison"])[-1] == "郑守义同志（第二党小组）的事，潘慧敏同志来办了。"
    before = len(journey.sees(people["liaison"]))
    await journey.passes(timedelta(minutes=30))
    assert len(journey.sees(people["liaison"])) == before
    async with journey.looking() as session:
        look = (await session.exec(select(Change).where(Change.field == "read"))).one()
    assert (look.person_id, look.by_id) == (people["zheng"].id, people["deputy"].id)


async def test_an_emergency_is_heard_inside_a_form_at_night_and_from_a_stranger(journey: Journey) -> None:
    people = await small_world(journey)
    await journey.passes(timedelta(hours=14))
    await journey.says(people["secretary"], "发通知")

    await journey.says(people["secretary"], "老伴摔了一跤起不来了，屋里就我一个人")
    await journey.says(STRANGER, "救命啊")

    assert journey.sees(people["secretary"])[-1].startswith("【急！") or any(
        text.startswith("请马上拨打120！") for text in journey.sees(people["secretary"])
    )
    assert sum("宋维新同志" in text and "叫急" in text for text in journey.sees(people["liaison"])) == 1
    assert any(text.startswith("【急！请马上联系】\n\n有人叫急") for text in journey.sees(people["liaison"]))
    assert journey.sees(STRANGER)[-1].startswith("请马上拨打120！\n\n我正在通知支部的同志。")


async def test_who_writes_of_danger_for_another_alarms_in_his_name_and_stays_in_the_talk(
    journey: Journey,
) -> None:
    people = await small_world(journey)
    async with journey.given() as given:
        people["leader"] = await given.appoint(
            await given.member("周德明", group=2), Role.GROUP_LEADER, group=2
        )
        await given.bind(people["leader"])
    leader = people["leader"]
    await journey.meets(leader)

    await journey.says(leader, "替他办")
    await journey.presses(leader, "替他找人")
    answer = await journey.says(leader, "胸口疼得很喘不上气")

    assert answer[0].startswith("请马上拨打120！")
    assert "郑守义同志在哪里、怎么了" in answer[0]
    for name in ("cadre", "liaison", "secretary", "deputy"):
        seen = journey.sees(people[name])[-1]
        assert seen.startswith("【急！请马上联系】\n\n郑守义同志（第二党小组）叫急"), name
        assert "胸口疼得很喘不上气（由周德明同志代说）" in seen
    assert journey.sees(people["zheng"])[-1].startswith("由周德明同志替您找了人")

    await journey.says(leader, "人在楼道里")
    assert journey.sees(people["cadre"])[-1].endswith("又说：\n「人在楼道里」")
    await journey.presses(people["cadre"], "我来办")
    assert "丁海涛同志来办了，请接他的电话。" in journey.sees(leader)[-2]
    async with journey.looking() as session:
        [request] = (await session.exec(select(HelpRequest))).all()
    assert (request.person_id, request.written_by) == (people["zheng"].id, leader.id)


async def test_a_cadre_who_tells_that_his_member_has_fallen_alarms_everybody_about_the_member(
    journey: Journey,
) -> None:
    people = await small_world(journey)
    cadre = people["cadre"]

    answer = await journey.says(cadre, "郑守义摔倒了，头破了")

    assert any(text.startswith("请马上拨打120！") and "郑守义同志在哪里、怎么了" in text for text in answer)
    for name in ("cadre", "liaison", "secretary", "deputy"):
        told = "郑守义同志（第二党小组）叫急，说：\n「郑守义摔倒了，头破了（由丁海涛同志代说）」"
        assert any(told in text for text in journey.sees(people[name])), name

    await journey.says(cadre, "人在楼道里")
    assert journey.sees(people["deputy"])[-1].endswith("又说：\n「人在楼道里」")
    assert not any("又说" in text for text in journey.sees(cadre))
    await journey.passes(timedelta(minutes=1))
    thanks = "好的，没有事就好。我告诉贺敏同志、宋维新同志、潘慧敏同志不用来了。"
    assert thanks in await journey.says(cadre, "按错了")
    assert journey.sees(people["deputy"])[-1].startswith("郑守义同志（第二党小组）那边，刚才是按错了")


async def test_pressed_by_mistake_the_same_people_are_told(journey: Journey) -> None:
    people = await small_world(journey)
    await journey.says(people["zheng"], "找人")
    await journey.presses(people["zheng"], "急，快叫人")

    # A second tap that falls on 按错了 does not call it off.
    asked = await journey.presses(people["zheng"], "按错了")
    assert asked == ["刚才正在叫人。真的是按错了吗？"]
    await journey.presses(people["zheng"], "是按错了")

    assert journey.sees(people["zheng"])[-1].startswith("好的，没有事就好。我告诉丁海涛同志、")
    for name in ("cadre", "liaison", "secretary", "deputy"):
        assert "郑守义同志（第二党小组）说刚才按错了" in journey.sees(people[name])[-1]
    await journey.passes(timedelta(minutes=30))
    assert len(journey.sees(people["deputy"])) == 2


async def test_a_stranger_who_pressed_by_mistake_hears_the_truth_and_no_names(journey: Journey) -> None:
    people = await small_world(journey)
    await journey.says(STRANGER, "救命")
    assert "有人来办，我马上告诉您。" in journey.sees(STRANGER)[-1]
    again = await journey.says(STRANGER, "救命啊")
    assert again == ["请马上拨打120！\n\n已经通知支部的同志。您这句话也转过去。"]
    assert journey.buttons(STRANGER) == ["按错了"]

    await journey.passes(timedelta(minutes=1))
    await journey.presses(STRANGER, "按错了")

    assert journey.sees(STRANGER)[-1] == "好的，没有事就好。我告诉支部的同志不用来了。"
    assert "刚才按错了，没有事" in journey.sees(people["deputy"])[-1]


async def test_pressed_by_mistake_can_be_written_and_any_other_word_leaves_the_button(
    journey: Journey,
) -> None:
    people = await small_world(journey)
    member, deputy = people["zheng"], people["deputy"]
    await journey.says(member, "救命")
    assert await journey.says(member, "按错了") == ["刚才正在叫人。真的是按错了吗？"]

    await journey.passes(timedelta(minutes=1))
    await journey.says(member, "不要紧")
    assert journey.sees(deputy)[-1].endswith("又说：\n「不要紧」")  # who has fallen may say so too
    assert journey.buttons(member) == ["按错了"]

    assert await journey.says(member, "我按错了") == [
        "好的，没有事就好。我告诉丁海涛同志、贺敏同志、宋维新同志、潘慧敏同志不用来了。"
    ]
    assert journey.sees(deputy)[-1].startswith("郑守义同志（第二党小组）说刚才按错了")
    # With no alarm open it calls nothing off.
    assert not any("按错" in text for text in await journey.says(member, "按错了"))


async def test_where_it_is_only_likely_one_question_is_asked_and_the_words_go_to_a_human(
    journey: Journey,
) -> None:
    people = await small_world(journey)

    asked = await journey.says(people["zheng"], "我头晕得很")

    assert asked[0].startswith("您现在需要急救吗？")
    assert journey.buttons(people["zheng"]) == ["急，快叫人"]
    assert journey.sees(people["cadre"])[-1].startswith("【请马上打电话问一问】")
    assert journey.sees(people["deputy"]) == []
    await journey.presses(people["zheng"], "急，快叫人")
    assert "「我头晕得很」" in journey.sees(people["deputy"])[-1]


async def test_a_form_that_is_open_gets_its_answer_although_it_sounds_like_danger(journey: Journey) -> None:
    people = await small_world(journey)
    await journey.says(people["zheng"], "找人")
    await journey.says(people["zheng"], "灯坏了")
    await journey.presses(people["cadre"], "我来办")
    await journey.presses(people["cadre"], "回句话")

    answers = await journey.says(people["cadre"], "我摔了一跤，晚点来")

    assert journey.sees(people["zheng"])[-1] == "丁海涛同志：我摔了一跤，晚点来"
    assert answers[-1].startswith("您现在需要急救吗？")


# -- despair --------------------------------------------------------------------------------------


async def test_despair_is_met_with_one_gentle_line_and_three_people_know(journey: Journey) -> None:
    people = await small_world(journey)

    answers = await journey.says(people["zheng"], "活着没得意思")
    more = await journey.says(people["zheng"], "头也晕得很")

    assert answers == [
        "您的话我听到了，您对我们很要紧。我正在请丁海涛同志、贺敏同志、宋维新同志给您打电话，请您等一等，好吗？"
    ]
    assert "急救" not in "".join(more)
    assert journey.buttons(people["zheng"]) == []
    for name in ("cadre", "liaison", "secretary"):
        assert journey.sees(people[name])[0].startswith("【请现在就打电话】")
        assert "头也晕得很" in journey.sees(people[name])[-1]
    assert journey.sees(people["deputy"]) == []


async def test_who_tells_of_a_members_despair_is_not_taken_for_the_desperate_one(journey: Journey) -> None:
    people = await small_world(journey)

    answer = await journey.says(people["cadre"], "郑守义说他不想活了")

    assert "记下了。我正在请贺敏同志、宋维新同志给郑守义同志打电话。请您也陪陪郑守义同志。" in answer
    assert "郑守义同志（第二党小组）心里难过" in journey.sees(people["liaison"])[-1]
    assert journey.sees(people["deputy"]) == []


# -- a death, a swindle ---------------------------------------------------------------------------


async def test_a_plain_word_of_a_death_freezes_and_says_two_lines(journey: Journey) -> None:
    people = await small_world(journey)

    from_the_family = await journey.says(people["luo"], "我爷爷上个月已经不在了你们别再发了")

    assert from_the_family == [TWO_LINES]
    assert journey.sees(people["secretary"])[-1].startswith(
        "【请马上处理】\n\n收到消息：罗家骏同志可能已去世"
    )
    async with journey.looking() as session:
        assert (await session.get_one(Person, people["luo"].id)).frozen_at is not None


async def test_a_comrades_word_freezes_the_only_one_it_can_mean(journey: Journey) -> None:
    people = await small_world(journey)

    answers = await journey.says(people["zheng"], "老罗走了昨天夜里的事")

    assert answers[0].startswith("听到这个消息，我们心里很难过。谢谢您告诉支部")
    assert "来源：郑守义同志" in journey.sees(people["secretary"])[-1]


async def test_where_two_may_be_meant_nobody_is_frozen_and_the_mourner_is_asked_nothing(
    journey: Journey,
) -> None:
    people = await small_world(journey)
    async with journey.given() as given:
        await given.member("罗正明", group=3)

    answers = await journey.says(people["zheng"], "老罗走了昨天夜里的事")

    assert len(answers) == 1
    assert "？" not in answers[0]
    assert "「老罗走了昨天夜里的事」" in journey.sees(people["secretary"])[-1]
    assert journey.buttons(people["secretary"]) == ["罗家骏", "罗正明", "我来办", "看电话"]
    async with journey.looking() as session:
        assert (await session.exec(select(DeathReport))).first() is None


async def test_a_near_one_who_is_gone_brings_a_human_and_is_announced_dead_to_nobody(
    journey: Journey,
) -> None:
    people = await small_world(journey)

    answers = await journey.says(people["zheng"], "我老伴走了")

    assert answers == ["您的话我听到了。我请丁海涛同志给您打电话，陪您说说话。"]
    assert journey.sees(people["cadre"])[-1].endswith("找人，说：\n「我老伴走了」")
    assert journey.sees(people["secretary"]) == []


@pytest.mark.parametrize("words", ["老罗走了没有我等他下棋", "宋维新同志昨天去世了"])
async def test_a_game_of_chess_and_a_word_about_somebody_in_office_freeze_nobody(
    journey: Journey, words: str
) -> None:
    people = await small_world(journey)

    await journey.says(people["zheng"], words)

    async with journey.looking() as session:
        frozen = await session.exec(select(Person).where(col(Person.frozen_at).is_not(None)))
        assert frozen.all() == []


async def test_a_stranger_freezes_nobody(journey: Journey) -> None:
    people = await small_world(journey)

    answers = await journey.says(STRANGER, "罗家骏同志昨天去世了")

    assert answers[0].startswith("听到这个消息")
    assert journey.buttons(people["secretary"]) == ["罗家骏", "我来办"]
    async with journey.looking() as session:
        assert (await session.get_one(Person, people["luo"].id)).frozen_at is None


async def test_a_swindle_is_answered_with_the_fixed_sentence_and_the_liaison_calls(journey: Journey) -> None:
    people = await small_world(journey)

    asked = await journey.says(people["zheng"], "这个是不是骗子哦让我点链接")
    assert asked[0].startswith(
        "请先不要点、不要转钱。支部小助手从来不收钱、不要身份证号、不要验证码。我请贺敏同志马上给您打电话。"
    )
    assert journey.sees(people["secretary"]) == []

    await journey.says(people["zheng"], "有人打电话说是老干部局的叫我交党费到卡上")
    assert "可能碰上骗子" in journey.sees(people["secretary"])[-1]
    assert "可能碰上骗子" in journey.sees(people["liaison"])[-1]


async def test_nothing_of_it_stays_in_a_form(journey: Journey) -> None:
    people = await small_world(journey)
    await journey.says(people["zheng"], "找人")

    await journey.says(people["zheng"], "活着没得意思")

    async with journey.looking() as session:
        assert (await session.exec(select(Dialog))).first() is None
