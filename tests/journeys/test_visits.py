"""记一笔 as a cadre does it: three taps, a sentence in passing, an attempt, a correction; and the ledger."""

from datetime import timedelta

from sqlmodel import col, select

from models import Outbox, Visit, VisitMedia, VisitOutcome, VisitWay
from tests.followup_world import small_branch
from tests.journey import Journey
from tests.journeys.test_help import PNG, says_aloud


async def test_a_cadre_writes_a_call_down_in_three_taps_and_a_visit_in_one_sentence(journey: Journey) -> None:
    async with journey.given() as given:
        world = await small_branch(given)
        await given.pair(world.cadre, world.zhang)
        await given.bind(world.zheng)
    cadre = world.cadre
    await journey.meets(cadre, world.liaison, world.zheng)

    await journey.says(cadre, "记一笔")
    await journey.presses(cadre, "郑守义 电话")
    await journey.presses(cadre, "挺好")
    assert await journey.presses(cadre, "没有") == ["记下了\n\n今天，电话，问候郑守义同志，挺好。"]

    read_back = await journey.says(cadre, "昨天去看了郑老 精神不错 女儿在家 药快吃完了让我下次带")
    assert read_back == ["记一笔\n\n昨天，上门，看望郑守义同志，精神不错，需要：下次带药。对吗？"]
    await journey.says(cadre, "不对，是前天")
    [saved] = await journey.says(cadre, "对")
    assert saved == "记下了\n\n前天，上门，看望郑守义同志，精神不错，需要：下次带药。"
    assert "您跟丁海涛同志说的事，他记下了，会放在心上办。" in journey.sees(world.zheng)

    await journey.presses(cadre, "改一下")
    await journey.presses(cadre, "方式")
    await journey.presses(cadre, "医院")
    [saved] = await journey.presses(cadre, "对")
    assert saved == "改好了\n\n前天，医院，看望郑守义同志，精神不错，需要：下次带药。\n\n原来记的还留着底。"
    async with journey.looking() as session:
        versions = (await session.exec(select(Visit).order_by(col(Visit.id)))).all()
    assert [(one.way, one.ended_at is None) for one in versions] == [
        (VisitWay.PHONE, True),
        (VisitWay.HOME, False),
        (VisitWay.HOSPITAL, True),
    ]

    await journey.says(cadre, "老同志")
    await journey.presses(cadre, "郑守义")
    await journey.presses(cadre, "看望记录")
    assert await journey.presses(cadre, "改过的") == [
        "郑守义同志：改过的记录\n\n前天，上门，看望郑守义同志，精神不错，需要：下次带药。（丁海涛，今天改过）"
    ]

    assert "走访慰问台账" in (await journey.says(world.liaison, "台账"))[0]
    [words, *_] = await journey.presses(world.liaison, "表格")
    assert "请保管好" in words


async def test_spoken_words_are_kept_and_a_picture_only_with_consent(journey: Journey) -> None:
    async with journey.given() as given:
        world = await small_branch(given)
    cadre = world.cadre
    await journey.meets(cadre)

    await says_aloud(journey, cadre)
    asked = journey.sees(cadre)[-1]
    assert "是怎么联系的？" in asked
    assert "视频" not in journey.buttons(cadre)
    await journey.presses(cadre, "别的方式")
    assert {"上门", "视频"} <= set(journey.buttons(cadre))
    await journey.presses(cadre, "上门")
    [refused] = await journey.sends(cadre, "1.png", "image/png", PNG, as_photo=True)
    assert "同意支部留照片吗" in refused
    await journey.presses(cadre, "本人同意了")
    await journey.sends(cadre, "1.png", "image/png", PNG, as_photo=True)
    await journey.presses(cadre, "没有")
    [saved] = await journey.says(cadre, "对")

    assert saved == "记下了\n\n今天，上门，看望郑守义同志，说的话在语音里，照片、语音共2份。"
    async with journey.looking() as session:
        assert len((await session.exec(select(VisitMedia))).all()) == 2

    # A picture with a sentence below it: the sentence is the record, and the picture goes with it.
    told = {"as_photo": True, "caption": "今天上门看了郑守义，精神不错，没什么需要"}
    [asked] = await journey.sends(cadre, "2.png", "image/png", PNG, **told)
    assert asked == "记一笔\n\n今天，上门，看望郑守义同志，精神不错，照片、语音共1份。对吗？"
    await journey.presses(cadre, "取消")
    await journey.says(cadre, "老同志")
    await journey.presses(cadre, "郑守义")
    await journey.presses(cadre, "看望记录")
    await journey.presses(cadre, "不再留照片")
    [asked] = await journey.sends(cadre, "2.png", "image/png", PNG, **told)
    assert asked.startswith("记一笔\n\n这张照片先不存。")
    assert asked.endswith("看望郑守义同志，精神不错。对吗？")


async def test_a_stay_in_hospital_and_a_card_are_understood_in_words_and_are_no_visit(
    journey: Journey,
) -> None:
    async with journey.given() as given:
        world = await small_branch(given)
    cadre = world.cadre
    await journey.meets(cadre)

    assert await journey.says(cadre, "郑老住院了") == [
        "郑守义同志住院了，要记上吗？点一下就记上，马上安排去看望，祝贺和过节的话先不发。"
    ]
    await journey.presses(cadre, "住院了")
    await journey.passes(timedelta(days=1))
    assert "安排一周内去看望" in (await journey.says(cadre, "郑守义出院了"))[0]
    await journey.presses(cadre, "出院了")
    assert "已经安排一周内去看望" in journey.sees(cadre)[-1]
    assert (await journey.says(cadre, "看郑老的一人一策"))[0].startswith("郑守义同志：一人一策")

    async with journey.looking() as session:
        assert not (await session.exec(select(Visit.id))).all()

    [asked] = await journey.says(cadre, "重阳慰问，今天去看了郑老，精神不错，没什么需要")
    assert asked == "记一笔\n\n今天，上门，看望郑守义同志，精神不错，事由：重阳。对吗？"
    await journey.presses(cadre, "改一下")
    [asked] = await journey.presses(cadre, "去掉事由")
    assert asked == "记一笔\n\n今天，上门，看望郑守义同志，精神不错。对吗？"

    await journey.presses(cadre, "取消")
    await journey.says(cadre, "郑老又住院了")
    await journey.presses(cadre, "住院了")
    await journey.passes(timedelta(days=1))
    await journey.says(cadre, "郑老出院了，今天去看了看，恢复得不错，没什么需要")
    await journey.presses(cadre, "对")
    await journey.presses(cadre, "出院了")
    assert journey.sees(cadre)[-1] == "记下了。祝贺和过节的话，以后照常发给郑守义同志。"


async def test_what_cannot_be_known_is_asked_once_and_an_attempt_is_tried_again(journey: Journey) -> None:
    async with journey.given() as given:
        world = await small_branch(given)
        await given.pair(world.cadre, world.zhang)
    cadre = world.cadre
    await journey.meets(cadre, world.liaison)

    assert await journey.says(cadre, "打了电话，没人接") == ["记一笔\n\n看望或联系的是哪一位？"]
    [again] = await journey.says(cadre, "是王大爷")
    assert again == "记一笔\n\n这个名字我没对上。\n\n看望或联系的是哪一位？"
    assert await journey.presses(cadre, "张桂英") == ["记一笔\n\n今天，电话，张桂英同志没接通。对吗？"]
    [saved] = await journey.says(cadre, "对")
    assert "12月1日，星期二，我再提醒您试一次。" in saved
    await journey.says(cadre, "张大姐还是没打通")
    await journey.passes(timedelta(minutes=20))
    [saved] = await journey.presses(cadre, "对")
    assert saved.endswith("12月1日，星期二，我再提醒您试一次。\n\n两次没联系上，我告诉贺敏同志了。")
    assert any("两次没联系上" in said for said in journey.sees(world.liaison))

    read_back, urgent = await journey.says(cadre, "今天看了张大姐，她说头晕得厉害")
    assert read_back.endswith("头晕得厉害。对吗？")
    assert "张桂英同志现在需要急救吗" in urgent
    await journey.presses(cadre, "取消")

    [asked] = await journey.says(cadre, "12月20日去看了张大姐")
    assert "12月20日，星期日，还没到呢" in asked
    [asked] = await journey.says(cadre, "12月20日")
    assert "这一天还没到" in asked
    await journey.presses(cadre, "取消")

    [asked] = await journey.says(cadre, "今天去看了吴主任")
    assert asked == "记一笔\n\n「吴主任」不在您联系的同志里。\n\n看望或联系的是哪一位？"
    await journey.presses(cadre, "取消")

    assert "改到12月9日，星期三" in (await journey.says(cadre, "郑老这周住女儿家，改到下周三"))[-1]
    async with journey.looking() as session:
        found = (await session.exec(select(Visit.outcome))).all()
        outbox = (await session.exec(select(Outbox.text).where(col(Outbox.text).contains("周德明")))).all()
    assert found == [VisitOutcome.NO_ANSWER] * 2
    assert not outbox
