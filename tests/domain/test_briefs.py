"""The visit brief: whom it names, what it tells, and what stops it at the last moment."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from pydantic_core import PydanticUndefined
from sqlmodel import select

from bot.domain import brief_sending, briefs, followup_opening, leaving, pairings, quiet
from bot.domain.brief_rounds import Round
from bot.texts import briefs as say
from bot.texts.briefs import Facts, Said, Wish
from bot.texts.quiet import Spell
from models import (
    Appointment,
    Birthday,
    BirthdayKind,
    BriefStep,
    Medal,
    Member,
    Mode,
    Notice,
    NoticeState,
    Outbox,
    Pairing,
    Person,
    Receipt,
    Role,
    Status,
    Visit,
    VisitMember,
    VisitOutcome,
    VisitWay,
    Why,
)
from tests.brief_world import at, calls, leaves, small_world, tick
from tests.statements import statements

FIRST, MIDDLE, LATE, END = date(2026, 12, 1), date(2026, 12, 15), date(2026, 12, 25), date(2026, 12, 31)


# -- whom --------------------------------------------------------------------------------------------


async def test_on_the_15th_and_25th_only_those_without_a_contact_are_named(session, branch, given):
    world = await small_world(session, branch, given)
    await tick(session, at(FIRST))
    await calls(session, branch, world.ding, world.zheng, at(date(2026, 12, 3)))
    await calls(session, branch, world.liaison, world.wu, at(date(2026, 12, 4)))  # whoever made it

    middle = await tick(session, at(MIDDLE))
    await calls(session, branch, world.ding, world.zhang, at(date(2026, 12, 20)))
    late = await tick(session, at(LATE))

    assert [name for name, _ in middle] == ["丁海涛"]
    assert "张桂英" in middle[0][1]
    assert "郑守义" not in middle[0][1]
    assert late == []


async def test_a_failed_attempt_and_the_family_are_no_contact(session, branch, given):
    world = await small_world(session, branch, given)
    await tick(session, at(FIRST))
    for outcome in (VisitOutcome.NO_ANSWER, VisitOutcome.FAMILY):
        await calls(session, branch, world.wang, world.wu, at(date(2026, 12, 3)), outcome=outcome)

    assert "王磊" in [name for name, _ in await tick(session, at(MIDDLE))]


async def test_a_brief_tells_how_often_somebody_was_not_reached_since_the_last_contact(
    session, branch, given
):
    world = await small_world(session, branch, given)
    for day, outcome in (
        (1, VisitOutcome.NO_ANSWER),
        (4, VisitOutcome.NO_ANSWER),
        (7, VisitOutcome.NOT_HOME),
    ):
        await calls(session, branch, world.wang, world.wu, at(date(2026, 12, day)), outcome=outcome)
        if day == 1:
            await calls(session, branch, world.wang, world.wu, at(date(2026, 12, 1), 10), words="没事")
    await calls(session, branch, world.ding, world.zhang, at(date(2026, 12, 7)), outcome=outcome)

    known = await briefs.facts(session, branch, [world.wu.id, world.zhang.id], at(MIDDLE))

    assert "没联系上2次，最近12月7日，星期一，电话，不在家" in say.lines(known[world.wu.id], MIDDLE)
    assert "没联系上：12月7日，星期一，电话，不在家" in say.lines(known[world.zhang.id], MIDDLE)


async def test_both_sides_of_a_hand_over_read_of_it_in_their_briefs(session, branch, given):
    world = await small_world(session, branch, given)
    await pairings.pair(session, branch, world.zhang, world.wang.id, world.liaison, at(date(2026, 11, 30)))

    heard = dict(await tick(session, at(FIRST)))

    assert "【张桂英】（正在交给王磊同志）" in heard["丁海涛"]
    assert "【张桂英】（从丁海涛同志那里接手，请先联系一次）" in heard["王磊"]


async def test_a_contact_one_second_earlier_cancels_the_reminder(session, branch, given):
    world = await small_world(session, branch, given)
    await tick(session, at(FIRST))
    await brief_sending.send_due(session, at(MIDDLE))
    await calls(session, branch, world.wang, world.wu, at(MIDDLE))

    heard = await leaves(session, at(MIDDLE) + timedelta(seconds=1))

    assert [name for name, _ in heard] == ["丁海涛"]


async def test_a_message_about_two_is_worded_anew_when_one_is_settled(session, branch, given):
    world = await small_world(session, branch, given)
    await tick(session, at(FIRST))
    await brief_sending.send_due(session, at(MIDDLE))
    await calls(session, branch, world.ding, world.zheng, at(MIDDLE))

    first = await leaves(session, at(MIDDLE) + timedelta(seconds=1))
    second = await tick(session, at(MIDDLE) + timedelta(seconds=20))

    assert [name for name, _ in first] == ["王磊"]
    assert [name for name, _ in second] == ["丁海涛"]
    assert "张桂英" in second[0][1]
    assert "郑守义" not in second[0][1]
    assert await tick(session, at(MIDDLE) + timedelta(seconds=40)) == []


async def test_nobody_dead_or_frozen_is_named_even_when_the_message_waits_already(session, branch, given):
    world = await small_world(session, branch, given)
    await brief_sending.send_due(session, at(FIRST))
    await leaving.freeze(session, world.zheng, world.liaison, at(FIRST))
    (await given.member_row(world.wu)).status = Status.DECEASED
    await session.flush()

    heard = await leaves(session, at(FIRST)) + await tick(session, at(FIRST) + timedelta(seconds=20))

    assert [name for name, _ in heard] == ["丁海涛"]
    assert "张桂英" in heard[0][1]
    assert not any("郑守义" in text or "吴长贵" in text for _, text in heard)


async def test_the_months_end_is_for_the_liaison_alone(session, branch, given):
    world = await small_world(session, branch, given)
    for day in (FIRST, MIDDLE, LATE):
        await tick(session, at(day))
    await calls(session, branch, world.ding, world.zheng, at(date(2026, 12, 30)))

    heard = await tick(session, at(END, 15))

    assert [name for name, _ in heard] == ["贺敏"]
    assert "张桂英（丁海涛）" in heard[0][1]
    assert "吴长贵（王磊）" in heard[0][1]
    assert "郑守义" not in heard[0][1]


# -- what --------------------------------------------------------------------------------------------


async def test_a_brief_tells_the_last_contact_the_words_wishes_days_and_notices(session, branch, given):
    world = await small_world(session, branch, given)
    row = await given.member_row(world.wu)
    row.joined_on = date(1956, 12, 20)
    session.add(row)
    await calls(
        session,
        branch,
        world.wang,
        world.wu,
        at(date(2026, 11, 3)),
        words="想要大字版的条例",
        need="下次带大字版的条例",
        need_by=date(2026, 12, 4),
    )

    heard = dict(await tick(session, at(FIRST)))

    assert heard["王磊"].splitlines()[4:] == [
        "【吴长贵】",
        "上次联系：11月3日，星期二，电话（王磊）",
        "说到：想要大字版的条例",
        "没办完的：下次带大字版的条例（12月4日，星期五前）",
        "快到的：12月20日，星期日，入党70周年",
        "一人一策：还没有，慢慢补上。",
        "",
        "今天要办的有1件，点「要办的」看，办好一件点一件。",
        "",
        "看望或打过电话以后，点名字，记一两句就行。",
    ]


def test_a_brief_dates_what_a_relative_said_since_and_names_no_day_that_is_past():
    met = Said(date(2026, 2, 5), "home", "贺敏", "想听党课录音")
    facts = Facts(
        last=met,
        notes=(Said(date(2026, 12, 1), "home", "贺敏", "孙女说在女儿家住"), met),
        wishes=(Wish("带药", date(2026, 12, 1)),),
        put_off_until=date(2026, 12, 9),
    )

    assert say.lines(facts, date(2026, 12, 2), notes=2) == [
        "上次联系：2月5日，星期四，上门（贺敏）",
        "改到：12月9日，星期三再联系",
        "说到（12月1日，星期二）：孙女说在女儿家住",
        "说到：想听党课录音",
        "没办完的：带药",
    ]


async def test_a_brief_tells_of_hospital_mourning_birthday_medal_and_notices_without_an_answer(
    session, branch, given
):
    world = await small_world(session, branch, given, date(2026, 5, 31))
    came, left = at(date(2026, 5, 20)), at(date(2026, 5, 28))
    await quiet.set_spell(session, branch, world.zhang, Spell.MOURNING, world.liaison, came, on=True)
    for person in (world.zheng, world.wu):
        await quiet.set_spell(session, branch, person, Spell.HOSPITAL, world.liaison, came, on=True)
    await quiet.set_spell(session, branch, world.wu, Spell.HOSPITAL, world.liaison, left, on=False)
    known = {"branch_id": branch.id, "person_id": world.wu.id}
    when = {"confirmed_by": world.liaison.id, "confirmed_at": came}
    notice = Notice(
        branch_id=branch.id,
        author_id=world.liaison.id,
        text="开会",
        mode=Mode.CONFIRM,
        state=NoticeState.SENT,
        created_at=left,
        send_at=left,
    )
    # 五月初五 is 19 June.
    session.add_all([notice, Birthday(**known, **when, kind=BirthdayKind.LUNAR, month=5, day=5)])
    session.add(Medal(**known, year=2026, evidence="", proposed_at=came))
    await session.flush()
    session.add(Receipt(**known, notice_id=notice.id))
    await session.flush()

    heard = dict(await tick(session, at(date(2026, 6, 1))))

    assert "住院：5月20日，星期三起" in heard["丁海涛"]
    assert "家里有丧事，请多陪着坐坐。" in heard["丁海涛"]
    for line in (
        "出院：5月28日，星期四",
        "快到的：6月10日，星期三，入党41周年",
        "快到的：6月19日，星期五，生日（农历）",
        "快到的：2026年七一，光荣在党50年纪念章",
        "还没回的通知：1条",
    ):
        assert line in heard["王磊"].splitlines()


async def test_what_is_done_comes_back_no_more(session, branch, given):
    world = await small_world(session, branch, given)
    people = [world.wu.id]
    await followup_opening.open_for(
        session, branch, people, cause="wish:9", why=Why.WISH, words="带药盒", now=at(date(2026, 11, 3))
    )
    assert "带药盒" in dict(await tick(session, at(FIRST)))["王磊"]

    await followup_opening.cancel_for(session, "wish:9", "no need", at(FIRST))

    assert "带药盒" not in dict(await tick(session, at(MIDDLE)))["王磊"]


# -- how much ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_number_of_queries_is_the_same_for_three_pairings_and_for_thousands(session, branch, given):
    async def composed(day):
        """Compose the round of a day and return how many statements that took."""
        with statements(session) as executed:
            await brief_sending.send_due(session, at(day))
        return len(executed)

    await small_world(session, branch, given)
    few = await composed(FIRST)
    await many_pairings(session, branch, 5000)

    many = await composed(MIDDLE)

    assert many == few
    about = Round(FIRST, BriefStep.MIDDLE).about
    sent = await session.exec(select(sa.func.count()).select_from(Outbox).where(Outbox.about == about))
    assert sent.one() == 2502


async def many_pairings(session, branch, count):
    """Write so many members, half as many cadres, and a visit of last month to each member."""
    base, first = {"branch_id": branch.id}, 100_000
    members, cadres = range(first, first + count), range(first + count, first + count + count // 2)
    pairs = [(cadres[number // 2], one) for number, one in enumerate(members)]
    since, now = {"from_on": date(2026, 1, 5)}, at(date(2026, 11, 9))
    said = {"on": now.date(), "at": now, "entered_at": now, "way": VisitWay.HOME, "words": "精神不错"}
    joined = {"joined_on": date(1985, 6, 10), "status": Status.ON_ROLL}
    for model, rows in (
        (Person, [base | {"id": one, "name": f"同志{one}"} for one in (*members, *cadres)]),
        (Member, [base | joined | {"person_id": one} for one in members]),
        (Appointment, [base | since | {"person_id": one, "role": Role.CADRE} for one in cadres]),
        (Pairing, [base | since | {"cadre_id": one, "member_id": other} for one, other in pairs]),
        (Visit, [base | said | {"id": other, "by_id": one} for one, other in pairs]),
        (VisitMember, [{"visit_id": one, "person_id": one} for one in members]),
    ):
        required = {name: field.default for name, field in model.model_fields.items() if name != "id"}
        blank = {name: value for name, value in required.items() if value is not PydanticUndefined}
        await session.exec(sa.insert(model.__table__), params=[blank | row for row in rows])
