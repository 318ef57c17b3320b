"""老同志: whom somebody may see, who is reached, and what is written down when a number is read."""

from datetime import date, timedelta

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import members
from bot.domain.people import Speaker, roles_of
from bot.errors import Refusal
from bot.texts import members as say
from bot.texts.members import Reach, Shelf
from models import Branch, Change, Member, Person, Precision, Role, Status
from tests.people import BOT_ID, NOON, TODAY, Given
from tests.statements import statements


async def as_speaker(session: AsyncSession, person: Person) -> Speaker:
    member = (await session.exec(select(Member).where(Member.person_id == person.id))).one_or_none()
    return Speaker(person, member, None, await roles_of(session, person, member, TODAY))


async def names_on(session: AsyncSession, viewer: Person, shelf: str) -> list[str]:
    speaker = await as_speaker(session, viewer)
    return [line.name for line in await members.on_shelf(session, speaker, TODAY, BOT_ID, shelf)]


async def test_the_secretary_sees_every_group_and_the_lists_beside_them(
    session: AsyncSession, given: Given
) -> None:
    secretary = await given.secretary()
    await given.member("吴长贵", group=1)
    await given.member("郑守义", group=2)
    await given.member("没分组的", group=0)
    gone = await given.member("谢永年", group=3)
    (await given.member_row(gone)).status = Status.DECEASED
    await given.cadre("丁海涛")

    shelves = await members.shelves(session, await as_speaker(session, secretary), TODAY, BOT_ID)

    assert shelves == {"g1": 2, "g2": 1, "g0": 1, "staff": 1, "left": 1}


async def test_a_cadre_sees_whom_he_is_paired_with_today_and_nobody_else(
    session: AsyncSession, given: Given
) -> None:
    cadre = await given.cadre("丁海涛")
    paired, other, former = [await given.member(name) for name in ("郑守义", "张桂英", "刘秀兰")]
    await given.pair(cadre, paired)
    (await given.pair(cadre, former)).until_on = TODAY - timedelta(days=1)

    speaker = await as_speaker(session, cadre)

    assert await members.shelves(session, speaker, TODAY, BOT_ID) == {"near": 1}
    assert await names_on(session, cadre, "near") == ["郑守义"]
    for outsider in (other, former):
        with pytest.raises(Refusal):
            await members.page(session, speaker, outsider.id, TODAY, BOT_ID)


async def test_a_group_leader_sees_the_group_and_not_the_next_one(
    session: AsyncSession, given: Given
) -> None:
    leader = await given.appoint(await given.member("胡大明", group=2), Role.GROUP_LEADER, group=2)
    await given.member("郑守义", group=2)
    outsider = await given.member("张桂英", group=1)

    assert await names_on(session, leader, "near") == ["胡大明", "郑守义"]
    with pytest.raises(Refusal):
        await members.page(session, await as_speaker(session, leader), outsider.id, TODAY, BOT_ID)


@pytest.mark.parametrize("role", [None, Role.PUBLICITY, Role.DISCIPLINE])
async def test_a_member_without_such_a_part_sees_nobody(
    session: AsyncSession, given: Given, role: Role | None
) -> None:
    nosy = await given.member("赵六")
    if role:
        await given.appoint(nosy, role)
    other = await given.member("郑守义")

    speaker = await as_speaker(session, nosy)

    assert await members.shelves(session, speaker, TODAY, BOT_ID) == {}
    with pytest.raises(Refusal):
        await members.page(session, speaker, other.id, TODAY, BOT_ID)
    with pytest.raises(Refusal):
        await members.look_up_phone(session, speaker, other.id, TODAY, BOT_ID, NOON)


async def test_another_branch_is_answered_as_missing(session: AsyncSession, given: Given) -> None:
    secretary = await given.secretary()
    there = Branch(name="另一个支部")
    session.add(there)
    await session.flush()
    stranger = await Given(session, there).member("外人")

    with pytest.raises(Refusal):
        await members.page(session, await as_speaker(session, secretary), stranger.id, TODAY, BOT_ID)


async def test_a_page_tells_both_dates_as_exactly_as_they_are_known(
    session: AsyncSession, given: Given
) -> None:
    secretary = await given.secretary()
    cadre = await given.cadre("丁海涛")
    member = await given.member(
        "郑守义",
        group=2,
        phone="13900001234",
        joined_on=date(1960, 3, 15),
        full_on=date(1961, 3, 1),
        full_precision=Precision.MONTH,
    )
    await given.pair(cadre, member)
    await given.bind(member)

    seen = await members.page(session, await as_speaker(session, secretary), member.id, TODAY, BOT_ID)

    shown = say.page(seen.facts, [])
    assert shown.title == "郑守义同志"
    assert shown.text.splitlines() == [
        "第二党小组",
        "入党：1960年3月15日",
        "转正：1961年3月",
        "联系：已接通",
        "结对干部：丁海涛",
        "电话：139****1234",
    ]


async def test_reading_a_number_is_written_down_every_time(session: AsyncSession, given: Given) -> None:
    cadre = await given.cadre("丁海涛")
    member = await given.member("郑守义", phone="13900001234")
    await given.pair(cadre, member)
    speaker = await as_speaker(session, cadre)

    for _ in range(2):
        seen = await members.look_up_phone(session, speaker, member.id, TODAY, BOT_ID, NOON)
        assert seen.phone == "13900001234"

    looks = (await session.exec(select(Change).where(Change.field == "read"))).all()
    assert [(look.person_id, look.by_id, look.new) for look in looks] == [(member.id, cadre.id, "phone")] * 2


async def test_a_name_finds_the_one_that_sounds_alike_too(session: AsyncSession, given: Given) -> None:
    secretary = await given.secretary()
    for name in ("周德明", "周德民", "周小芳", "张桂英", "张三", "张四"):
        await given.member(name)
    speaker = await as_speaker(session, secretary)

    async def found(words: str) -> list[str]:
        return [line.name for line in await members.named(session, speaker, TODAY, BOT_ID, words)]

    assert await found("周德明") == ["周德明", "周德民"]
    assert await found("周得明同志") == ["周德明"]
    assert await found("张三") == ["张三"]
    assert await found("老张") == ["张桂英", "张三", "张四"]
    assert await found("张桂英的电话是多少") == ["张桂英"]
    assert await found("李白") == []


def test_people_of_one_name_are_told_apart_by_group_and_then_by_number() -> None:
    lines = [
        say.Line(1, "王芳", 1, "M01"),
        say.Line(2, "王芳", 2, "M02"),
        say.Line(3, "王芳", 2, "M03"),
        say.Line(4, "李红", 2, "M04"),
    ]

    assert say.labels(lines) == [
        "王芳（第一党小组）",
        "王芳（第二党小组，编号M02）",
        "王芳（第二党小组，编号M03）",
        "李红",
    ]


async def test_reach_tells_connected_from_stopped_and_leaves_out_who_never_came(
    session: AsyncSession, given: Given, branch: Branch
) -> None:
    bound, stopped, left, _never = [await given.member(name) for name in ("甲", "乙", "丙", "丁")]
    await given.bind(bound)
    (await given.bind(stopped)).blocked_at = NOON
    (await given.bind(left)).ended_at = NOON

    assert await members.reach(session, branch.id, BOT_ID) == {
        bound.id: Reach.CONNECTED,
        stopped.id: Reach.STOPPED,
    }


async def test_the_questions_cost_the_same_for_two_members_and_for_two_hundred(
    session: AsyncSession, given: Given, branch: Branch
) -> None:
    secretary = await given.secretary()
    speaker = await as_speaker(session, secretary)

    async def cost() -> int:
        with statements(session) as executed:
            await members.shelves(session, speaker, TODAY, BOT_ID)
            await members.on_shelf(session, speaker, TODAY, BOT_ID, "g1")
            await members.on_roll(session, branch.id)
            await members.reach(session, branch.id, BOT_ID)
        return len(executed)

    with_one = await cost()
    for number in range(200):
        await given.member(f"同志{number}")

    assert await cost() == with_one == 4


async def test_the_frozen_stay_in_their_group_and_stand_on_a_list_of_their_own(
    session: AsyncSession, given: Given
) -> None:
    secretary = await given.secretary()
    frozen = await given.member("谢永年", group=3)
    frozen.frozen_at = NOON

    assert await names_on(session, secretary, "g3") == ["谢永年"]
    assert await names_on(session, secretary, Shelf.HELD) == ["谢永年"]
