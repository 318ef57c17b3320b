"""Nobody is left out: from a notice that did not reach everybody to 38 of 38, seen in people's chats."""

import io
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from bot.clock import instant
from bot.domain import invitations, leaving
from models import Branch, Change, Channel, FollowUp, Medium, Mode, Notice, Person, Role
from tests.journey import Journey
from tests.notice_world import confirmed, drafted, sent
from tests.people import NOON, chat_of

# What the databases do differently is tested below bot/domain; a journey takes seconds.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


DAUGHTER = 700


class Cast:
    """A branch of 38 members: four of them need a human, and there are those who help."""

    secretary: Person
    liaison: Person
    cadre: Person  # paired with 郑守义 and 吴长贵
    leader: Person  # of group 1
    zheng: Person  # has never had the bot
    zhang: Person  # blocks it
    wu: Person  # does not answer
    he: Person  # whose daughter is to receive for her
    others: list[Person]

    @property
    def bound(self) -> list[Person]:
        """Return whoever has the bot."""
        return [self.secretary, self.liaison, self.cadre, self.leader, self.zhang, self.wu, *self.others]


@pytest.fixture
async def cast(journey: Journey) -> Cast:
    people = Cast()
    async with journey.given() as given:
        people.secretary = await given.secretary()
        people.liaison = await given.liaison()
        people.cadre = await given.cadre("丁海涛")
        people.leader = await given.appoint(await given.member("周德明"), Role.GROUP_LEADER, group=1)
        people.zheng = await given.member("郑守义", phone="13800001111")
        people.zhang = await given.member("张桂英", phone="13800002222")
        people.wu = await given.member("吴长贵")
        people.he = await given.member("何秀兰", group=3, channel=Channel.RELATIVE)
        people.others = [await given.member(f"同志{number:02}", group=2) for number in range(32)]
        for member in (people.zheng, people.wu):
            await given.pair(people.cadre, member)
        for person in people.bound:
            await given.bind(person)
    await journey.meets(*people.bound)
    return people


async def _sends(journey: Journey, who: Person, text: str, **more: Any) -> Notice:
    """Let a notice to the whole branch go out."""
    async with journey.app.database.transaction() as session:
        branch = (await session.exec(select(Branch))).one()
        notice = await sent(session, branch, who, text, now=journey.clock.now(), **more)
    await journey.passes(timedelta(minutes=1))
    await journey.passes(timedelta(minutes=1))
    return notice


async def _until(journey: Journey, day: int, hour: int, minute: int = 0) -> None:
    """Let time go by until a moment of December 2026; the 1st is a Tuesday."""
    moment: datetime = instant(date(2026, 12, day), time(hour, minute), "Asia/Shanghai")
    await journey.passes(moment - journey.clock.now())


async def _board(journey: Journey, who: Person) -> str:
    await journey.says(who, "看回音")
    [board] = await journey.presses(who, journey.buttons(who)[0])
    return board


async def _daughter_comes_in(journey: Journey, cast: Cast) -> None:
    """Let 何秀兰's daughter in by the printed invitation, as a member comes in, and approve her."""
    async with journey.given() as given:
        issued = await invitations.invite(
            given.session,
            cast.he,
            medium=Medium.PAPER,
            by=cast.secretary,
            now=journey.clock.now(),
            secret=b"a key for tests",
        )
    await journey.opens(DAUGHTER, issued.token)
    await journey.presses(DAUGHTER, "我是家属")
    await journey.presses(DAUGHTER, "女儿")
    await journey.says(DAUGHTER, "我叫何小燕")
    for label in ("本人电话里同意", "代收，也代办", "一直到说停"):
        await journey.presses(cast.secretary, label)
    assert "以后何秀兰同志的通知发到这里" in journey.sees(DAUGHTER)[-1]


async def test_thirty_eight_of_thirty_eight_with_two_calls_a_relative_and_one_visit(
    journey: Journey, cast: Cast
):
    await _daughter_comes_in(journey, cast)
    await journey.world.block(chat_of(cast.zhang), True)
    await _sends(journey, cast.secretary, "星期五上午9点半开党员大会。", mode=Mode.ACCOUNT)
    for person in (cast.secretary, cast.leader, *cast.others):
        await journey.presses(person, "收到")
    assert journey.sees(DAUGHTER)[-1].startswith("给何秀兰同志的：")
    await journey.presses(DAUGHTER, "收到")
    board = await _board(journey, cast.secretary)
    assert "已收到：34位\n还没回：1位\n代为告知：1位（家属代1位）\n" in board
    assert "没送到：2位（还没开通1位，停用了小助手1位）" in board
    assert "还差3位。" in board
    assert "丁海涛同志那里1位" in board
    assert "周德明同志那里1位" in board

    # Tuesday: 丁海涛 calls 郑守义, 周德明 does not get through to 张桂英.
    await _until(journey, 1, 8, 30)
    assert [seen.splitlines()[0] for seen in journey.sees(cast.cadre)] == ["12月的走访"]
    [listed] = await journey.presses(cast.cadre, "要办的")
    assert listed.startswith("请您联系1位同志\n\n1. 郑守义同志，打电话")
    [page] = await journey.presses(cast.cadre, "郑守义")
    assert "手机上还没有小助手" in page
    assert "支部有个通知：星期五上午9点半开党员大会。" in page
    assert "138****1111" in page
    await journey.presses(cast.cadre, "看号码")
    assert "13800001111" in journey.sees(cast.cadre)[-1]
    await journey.presses(cast.cadre, "没接通")
    await journey.presses(cast.cadre, "点错了")
    await journey.presses(cast.cadre, "已告知")
    await journey.presses(cast.cadre, "本人")
    assert "丁海涛同志打电话告知，和本人说的" in journey.sees(cast.cadre)[-1]
    assert "现在没有要您联系的同志。谢谢您！" in journey.sees(cast.cadre)[-2]  # the list above it
    await journey.presses(cast.leader, "张桂英")
    await journey.presses(cast.leader, "没接通")
    assert "下一个工作日" in journey.sees(cast.leader)[-1]

    # Wednesday: 周德明 speaks with her daughter, and 吴长贵, silent for a day, needs a visit.
    await _until(journey, 1, 10, 30)
    await _until(journey, 2, 8, 30)
    await journey.presses(cast.leader, "张桂英")
    await journey.presses(cast.leader, "已告知")
    await journey.presses(cast.leader, "家属")
    await journey.presses(cast.cadre, "吴长贵")
    await journey.presses(cast.cadre, "需要上门")
    assert "还差1位。\n丁海涛同志那里1位。" in await _board(journey, cast.secretary)

    # Thursday: he has been there.
    await _until(journey, 3, 15)
    await journey.says(cast.cadre, "要办的")
    await journey.presses(cast.cadre, "吴长贵")
    await journey.presses(cast.cadre, "已上门告知")
    await journey.presses(cast.cadre, "本人")

    board = journey.sees(cast.secretary)[-1]
    assert "代为告知：4位（家属代1位，电话2位，上门1位）" in board
    assert "38位，每一位都有着落了。" in board
    assert await _sheet(journey, cast.secretary) == {
        "何秀兰": ("代为告知", "家属代", "女儿何小燕"),
        "郑守义": ("代为告知", "电话", "丁海涛"),
        "张桂英": ("代为告知", "电话", "周德明"),
        "吴长贵": ("代为告知", "上门", "丁海涛"),
    }


async def _sheet(journey: Journey, who: Person) -> dict[str, tuple[str, str, str]]:
    """Take the board along, and return the rows of those who did not answer themselves."""
    await journey.presses(who, "导出")
    document = journey.world.chat(chat_of(who)).messages[-1]["document"]
    sheet = load_workbook(io.BytesIO(journey.world.files[document["file_id"]].data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == 38
    return {str(row[1]): (row[3], row[6], row[7]) for row in rows if row[3] != "已收到"}  # type: ignore[misc]


async def test_everybody_the_bot_could_not_tell_is_accounted_for_with_the_right_reason(
    journey: Journey, cast: Cast
):
    frozen, dead = cast.others[0], cast.others[1]
    async with journey.app.database.transaction() as session:
        branch = (await session.exec(select(Branch))).one()
        notice = await drafted(session, cast.secretary, "请大家注意防滑。")
        await confirmed(session, branch, cast.secretary, notice, journey.clock.now())
    await journey.world.block(chat_of(cast.zhang), True)
    async with journey.app.database.transaction() as session:
        liaison = await session.get_one(Person, cast.liaison.id)
        branch = (await session.exec(select(Branch))).one()
        report = await leaving.report_death(
            session, branch, await session.get_one(Person, dead.id), liaison, "家属", journey.clock.now()
        )
        await leaving.confirm_death(
            session, report, await session.get_one(Person, dead.id), liaison, journey.clock.now()
        )
        await leaving.freeze(session, await session.get_one(Person, frozen.id), liaison, journey.clock.now())
    for _ in range(3):
        await journey.passes(timedelta(minutes=1))
    await _until(journey, 1, 8, 30)

    board = await _board(journey, cast.secretary)

    assert "没送到：4位（还没开通2位，停用了小助手1位，已不在册1位）" in board
    assert "1位暂停了消息" in board
    for person in (frozen, dead, cast.zheng):
        assert not any(notice.text in seen for seen in journey.sees(person))
    await journey.presses(cast.cadre, "要办的")  # which came along with his brief
    lists = [seen for helper in (cast.cadre, cast.leader, cast.liaison) for seen in journey.sees(helper)]
    asked = "\n".join(seen for seen in lists if "请您联系" in seen)
    assert "郑守义" in asked
    assert "张桂英" in asked
    assert frozen.name not in asked
    assert dead.name not in asked


async def test_the_liaison_sees_all_hands_on_and_prints_the_list(journey: Journey, cast: Cast):
    await journey.world.block(chat_of(cast.zhang), True)
    await _sends(journey, cast.secretary, "请带好身份证。", mode=Mode.TELL)

    await journey.says(cast.liaison, "要办的")
    await journey.presses(cast.liaison, "看全部")
    assert any("郑守义同志，打电话：丁海涛同志去办" in seen for seen in journey.sees(cast.liaison))
    await journey.presses(cast.liaison, "郑守义")
    await journey.presses(cast.liaison, "换人")
    await journey.presses(cast.liaison, "贺敏")
    assert "交给贺敏同志了" in journey.sees(cast.liaison)[-1]
    await journey.says(cast.liaison, "要办的")
    assert "郑守义" in journey.buttons(cast.liaison)

    await _board(journey, cast.liaison)
    await journey.presses(cast.liaison, "请打电话（3）")
    assert "郑守义同志：贺敏同志去办" in journey.sees(cast.liaison)[-1]
    await journey.presses(cast.liaison, "打印名单")
    document = journey.world.chat(chat_of(cast.liaison)).messages[-1]["document"]
    assert journey.world.files[document["file_id"]].data.startswith(b"%PDF")
    async with journey.looking() as session:
        found = await session.exec(select(Change).where(Change.field == "export"))
        assert [(change.by_id, change.new) for change in found.all()] == [(cast.liaison.id, "calls")]


async def test_an_old_button_shows_today_and_a_second_tap_counts_once(journey: Journey, cast: Cast):
    await _sends(journey, cast.secretary, "请带好身份证。", mode=Mode.TELL)
    await _until(journey, 1, 8, 30)
    await journey.says(cast.cadre, "要办的")
    await journey.presses(cast.cadre, "郑守义")
    chat = journey.world.chat(chat_of(cast.cadre))
    page = chat.messages[-1]
    data = {
        key["text"]: key["callback_data"] for row in page["reply_markup"]["inline_keyboard"] for key in row
    }

    for _ in range(3):
        await journey.world.press(chat_of(cast.cadre), page["message_id"], data["没接通"])
        await journey.settles()

    async with journey.looking() as session:
        tried = select(FollowUp.attempts).where(FollowUp.person_id == cast.zheng.id)
        assert (await session.exec(tried)).one() == 1
    await journey.passes(timedelta(minutes=1))
    await journey.world.press(chat_of(cast.cadre), page["message_id"], data["需要上门"])
    await journey.settles()
    assert "打电话：郑守义同志" in journey.sees(cast.cadre)[-1]
    assert "1次没接通" in journey.sees(cast.cadre)[-1]


async def test_the_helper_chooses_his_hour(journey: Journey, cast: Cast):
    await _sends(journey, cast.secretary, "请带好身份证。", mode=Mode.TELL)
    await journey.says(cast.cadre, "要办的")
    await journey.presses(cast.cadre, "改时间")
    await journey.presses(cast.cadre, "下午3点")
    assert "下午3点" in journey.sees(cast.cadre)[-1]

    await _until(journey, 1, 14, 59)
    assert len([seen for seen in journey.sees(cast.cadre) if "请您联系" in seen]) == 1
    await _until(journey, 1, 15)
    assert len([seen for seen in journey.sees(cast.cadre) if "请您联系" in seen]) == 2


async def test_an_urgent_notice_is_telephoned_at_once_but_not_at_night(journey: Journey, cast: Cast):
    await _until_evening(journey)
    await _sends(journey, cast.secretary, "今晚停水。", mode=Mode.CONFIRM, urgent=True)
    assert journey.sees(cast.cadre) == []

    await _until(journey, 1, 7, 30)

    assert journey.sees(cast.cadre)[-1].startswith("紧急通知，请您打电话")


async def _until_evening(journey: Journey) -> None:
    await journey.passes(instant(date(2026, 11, 30), time(20, 30), "Asia/Shanghai") - NOON)
