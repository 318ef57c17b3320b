"""找人: who is asked, in which order and when, and that no call lies."""

from datetime import timedelta

import pytest
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import help as help_
from bot.domain import help_answers, help_aside, help_helpers, help_post, help_watch
from bot.domain.help import Asked, Asker
from bot.domain.kinds import KINDS
from bot.errors import Refusal
from models import (
    Appointment,
    Board,
    Branch,
    HelpRequest,
    HelpState,
    Matter,
    Outbox,
    OutboxState,
    Person,
    Role,
)
from tests.people import NOON, TODAY, Given, messages_to

NIGHT = NOON + timedelta(hours=14)  # midnight in Shanghai
MORNING = NOON + timedelta(hours=21, minutes=30)  # half past seven
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def zhang(given: Given) -> Person:
    zhang = await given.member("张桂英")
    await given.bind(zhang)
    return zhang


@pytest.fixture
async def staff(given: Given, zhang: Person) -> dict[str, Person]:
    people = {
        "cadre": await given.cadre("丁海涛"),
        "liaison": await given.liaison(),
        "secretary": await given.secretary(),
        "deputy": await given.deputy(),
    }
    await given.pair(people["cadre"], zhang)
    for person in people.values():
        await given.bind(person)
    return people


async def order(session: AsyncSession, branch: Branch, person: Person | None, matter: Matter) -> list[str]:
    return [one.name for one in await help_helpers.in_order(session, branch, person, matter, NOON)]


async def asks(
    session: AsyncSession,
    branch: Branch,
    person: Person,
    words: str = "灯坏了",
    matter: Matter = Matter.HELP,
    at: timedelta = timedelta(0),
) -> Asked:
    return await help_.ask(session, branch, Asker(1000 + person.id, person), words, NOON + at, matter=matter)


async def told(session: AsyncSession, person: Person) -> int:
    return len(await messages_to(session, person))


# -- who ------------------------------------------------------------------------------------------


async def test_each_matter_has_its_own_people_in_its_own_order(
    session: AsyncSession, branch: Branch, zhang: Person, staff: dict[str, Person]
) -> None:
    pair, liaison, secretary, deputy = "丁海涛", "贺敏", "宋维新", "潘慧敏"

    everybody = [pair, liaison, secretary, deputy]
    assert await order(session, branch, zhang, Matter.HELP) == everybody
    assert await order(session, branch, zhang, Matter.EMERGENCY) == everybody
    assert await order(session, branch, zhang, Matter.CRISIS) == [pair, liaison, secretary]
    assert await order(session, branch, zhang, Matter.MONEY) == [liaison, secretary, deputy]
    assert await order(session, branch, zhang, Matter.DEATH) == [secretary, deputy, liaison]
    assert await order(session, branch, None, Matter.HELP) == [liaison, secretary, deputy]


@pytest.mark.parametrize("why", ["frozen", "blocked", "cut off", "no longer paired", "in hospital"])
async def test_a_cadre_who_cannot_hear_is_passed_over(
    session: AsyncSession, branch: Branch, given: Given, zhang: Person, why: str
) -> None:
    await given.bind(await given.liaison())
    cadre = await given.cadre("丁海涛")
    pairing = await given.pair(cadre, zhang)
    account = await given.bind(cadre)
    match why:
        case "frozen":
            cadre.frozen_at = NOON
        case "blocked":
            account.blocked_at = NOON
        case "cut off":
            account.ended_at = NOON
        case "in hospital":
            cadre.hospital_since = TODAY
        case _:
            pairing.until_on = TODAY - timedelta(days=1)

    assert await order(session, branch, zhang, Matter.HELP) == ["贺敏"]


async def test_nobody_is_asked_to_call_himself(
    session: AsyncSession, branch: Branch, staff: dict[str, Person]
) -> None:
    assert (await order(session, branch, staff["liaison"], Matter.HELP))[0] == "宋维新"
    assert (await order(session, branch, staff["secretary"], Matter.HELP))[0] == "贺敏"


async def test_of_despair_hears_whoever_stands_in_where_nobody_else_is_there(
    session: AsyncSession, branch: Branch, given: Given, zhang: Person
) -> None:
    await given.bind(await given.deputy())

    assert await order(session, branch, zhang, Matter.CRISIS) == ["潘慧敏"]


# -- when -----------------------------------------------------------------------------------------


async def test_a_call_goes_on_every_half_hour_and_then_begins_anew_the_next_day(
    session: AsyncSession, branch: Branch, zhang: Person, staff: dict[str, Person]
) -> None:
    request = (await asks(session, branch, zhang)).request

    lies_with = [request.helper_id]
    for minutes in (29, 30, 60, 90, 120, 150, 600):
        await help_watch.look_after(session, NOON + minutes * MINUTE)
        lies_with.append(request.helper_id)

    names = {person.id: name for name, person in staff.items()}
    assert [names[one] for one in lies_with if one] == [
        *("cadre", "cadre", "liaison", "secretary", "deputy"),
        *("cadre", "cadre", "cadre"),
    ]
    assert await messages_to(session, zhang) == [
        "丁海涛同志一时顾不上，我又请了贺敏同志。",
        "贺敏同志一时顾不上，我又请了宋维新同志。",
        "宋维新同志一时顾不上，我又请了潘慧敏同志。",
    ]
    await help_watch.look_after(session, request.due_at)
    assert request.helper_id == staff["liaison"].id


async def test_at_night_a_call_waits_for_the_morning_and_an_emergency_does_not(
    session: AsyncSession, branch: Branch, zhang: Person, staff: dict[str, Person]
) -> None:
    call = await help_.ask(session, branch, Asker(1, zhang), "灯坏了", NIGHT)
    await help_watch.look_after(session, MORNING)
    assert call.resting
    assert call.request.helper_id == staff["cadre"].id
    assert call.request.due_at == MORNING + help_.PATIENCE

    alarm = await help_.ask(session, branch, Asker(1, zhang), "胸口疼", NIGHT, matter=Matter.EMERGENCY)
    rows = (await session.exec(select(Outbox).where(Outbox.about == f"help:{alarm.request.id}"))).all()
    assert {row.person_id for row in rows} == {person.id for person in staff.values()}
    assert not any(KINDS[row.kind].quiet or KINDS[row.kind].by_day for row in rows)


async def test_a_helper_who_alarms_is_asked_who_is_in_danger_and_a_member_how_he_is(
    session: AsyncSession, branch: Branch, zhang: Person, staff: dict[str, Person]
) -> None:
    for_another = await asks(session, branch, staff["cadre"], "郑老摔倒了", Matter.EMERGENCY)
    for_himself = await asks(session, branch, zhang, "我摔倒了", Matter.EMERGENCY)

    assert "谁出事了？在哪里、怎么了" in (await help_post.alarm(session, for_another.request)).text
    assert "您在哪里、怎么了" in (await help_post.alarm(session, for_himself.request)).text


async def test_an_emergency_is_repeated_more_and_more_slowly_but_at_least_every_hour(
    session: AsyncSession, branch: Branch, zhang: Person, staff: dict[str, Person]
) -> None:
    request = (await asks(session, branch, zhang, "救命", Matter.EMERGENCY)).request

    gaps = []
    for _ in range(40):
        before = request.due_at
        await help_watch.look_after(session, request.due_at)
        gaps.append(request.due_at - before)

    assert gaps[0] == help_.REPEATED_AFTER
    assert gaps == sorted(gaps)
    assert gaps[-1] == help_.REPEATED_AT_LEAST
    assert await told(session, staff["deputy"]) == 41


async def test_after_a_long_absence_an_alarm_is_repeated_once(
    session: AsyncSession, branch: Branch, zhang: Person, staff: dict[str, Person]
) -> None:
    await asks(session, branch, zhang, "救命", Matter.EMERGENCY)

    await help_watch.look_after(session, NOON + timedelta(hours=5))
    await help_watch.look_after(session, NOON + timedelta(hours=5))

    assert await told(session, staff["cadre"]) == 2


async def test_a_worry_at_night_is_heard_at_once_by_the_nearest(
    session: AsyncSession, branch: Branch, zhang: Person, staff: dict[str, Person]
) -> None:
    asked = await help_.ask(session, branch, Asker(1, zhang), "头晕得很", NIGHT, matter=Matter.WORRY)

    await help_watch.look_after(session, NIGHT + help_.HURRIED)

    assert not asked.resting
    assert asked.request.helper_id == staff["liaison"].id
    row = (await session.exec(select(Outbox).where(Outbox.person_id == staff["cadre"].id))).one()
    assert not KINDS[row.kind].by_day


# -- the conversation -----------------------------------------------------------------------------


async def test_only_one_takes_it_and_only_he_answers_and_closes(
    session: AsyncSession, branch: Branch, zhang: Person, staff: dict[str, Person]
) -> None:
    request = (await asks(session, branch, zhang)).request
    cadre, liaison = staff["cadre"], staff["liaison"]

    assert await help_answers.take(session, branch, request, cadre, NOON)
    assert not await help_answers.take(session, branch, request, liaison, NOON)
    assert not await help_answers.answer(session, branch, request, liaison, "我来", NOON)
    assert not await help_answers.close(session, branch, request, liaison, NOON)
    assert await help_answers.close(session, branch, request, cadre, NOON)
    assert not await help_answers.close(session, branch, request, cadre, NOON)

    assert request.state is HelpState.DONE
    assert len(await messages_to(session, zhang)) == 2


async def test_an_answer_takes_the_call(
    session: AsyncSession, branch: Branch, zhang: Person, staff: dict[str, Person]
) -> None:
    request = (await asks(session, branch, zhang)).request

    await help_answers.answer(session, branch, request, staff["cadre"], "这就来", NOON)

    assert (request.state, request.helper_id) == (HelpState.TAKEN, staff["cadre"].id)
    assert await messages_to(session, zhang) == ["丁海涛同志来办您的事了。", "丁海涛同志：这就来"]


async def test_handed_on_it_goes_to_the_next_and_the_asker_is_told(
    session: AsyncSession, branch: Branch, zhang: Person, staff: dict[str, Person]
) -> None:
    request = (await asks(session, branch, zhang)).request
    await help_answers.take(session, branch, request, staff["liaison"], NOON)

    other = await help_answers.hand_on(session, branch, request, staff["liaison"], NOON)

    assert other is not None
    assert other.name == "宋维新"
    assert request.state is HelpState.WAITING
    assert (await messages_to(session, zhang))[-1] == "贺敏同志一时顾不上，我又请了宋维新同志。"


async def test_what_is_taken_and_not_closed_is_shown_again_each_day(
    session: AsyncSession, branch: Branch, zhang: Person, staff: dict[str, Person]
) -> None:
    request = (await asks(session, branch, zhang)).request
    await help_answers.take(session, branch, request, staff["cadre"], NOON)

    for days in (1, 2, 3):
        await help_watch.look_after(session, NOON + timedelta(days=days))

    assert request.state is HelpState.TAKEN
    assert await told(session, staff["cadre"]) == 4


async def test_where_the_one_who_took_it_is_gone_it_goes_to_the_next(
    session: AsyncSession, branch: Branch, zhang: Person, staff: dict[str, Person]
) -> None:
    request = (await asks(session, branch, zhang)).request
    await help_answers.take(session, branch, request, staff["cadre"], NOON)
    staff["cadre"].frozen_at = NOON

    await help_watch.look_after(session, NOON + timedelta(days=1))

    assert (request.state, request.helper_id) == (HelpState.WAITING, staff["liaison"].id)


async def test_a_word_within_two_days_opens_it_again_at_whoever_closed_it(
    session: AsyncSession, branch: Branch, zhang: Person, staff: dict[str, Person]
) -> None:
    request = (await asks(session, branch, zhang)).request
    await help_answers.take(session, branch, request, staff["liaison"], NOON)
    await help_answers.close(session, branch, request, staff["liaison"], NOON)
    asker = Asker(1000 + zhang.id, zhang)

    assert await help_.closed_lately(session, asker, NOON + timedelta(days=3)) is None
    closed = await help_.closed_lately(session, asker, NOON + timedelta(days=1))
    assert closed is not None
    asked = await help_.reopen(session, branch, closed, "又坏了", NOON + timedelta(days=1))

    assert asked.helper is not None
    assert asked.helper.name == "贺敏"
    assert "「又坏了」" in (await messages_to(session, staff["liaison"]))[-1]


async def test_further_words_join_the_open_call_but_despair_stays_apart(
    session: AsyncSession, branch: Branch, zhang: Person, staff: dict[str, Person]
) -> None:
    first = await asks(session, branch, zhang)
    second = await asks(session, branch, zhang, "再说一句", at=MINUTE)
    despair = await asks(session, branch, zhang, "活着没意思", Matter.CRISIS, at=2 * MINUTE)

    assert second.joined
    assert second.request.id == first.request.id
    assert despair.request.id != first.request.id
    assert await told(session, staff["deputy"]) == 0


async def test_a_night_call_that_was_closed_meanwhile_is_not_heard_in_the_morning(
    session: AsyncSession, branch: Branch, zhang: Person, staff: dict[str, Person]
) -> None:
    request = (await help_.ask(session, branch, Asker(1, zhang), "灯坏了", NIGHT)).request
    row = (await session.exec(select(Outbox).where(Outbox.kind == "help"))).one()
    assert await help_post.still_wanted(session, row, NIGHT)

    await help_answers.take(session, branch, request, staff["liaison"], NIGHT)

    assert not await help_post.still_wanted(session, row, MORNING)


# -- who may read it ------------------------------------------------------------------------------


async def test_a_call_opens_only_for_those_who_are_asked_about_it(
    session: AsyncSession, branch: Branch, given: Given, zhang: Person, staff: dict[str, Person]
) -> None:
    other = await given.cadre("许绍文")
    leader = await given.appoint(await given.member("小组长"), Role.GROUP_LEADER, 1)
    for person in (other, leader):
        await given.bind(person)
    call = (await asks(session, branch, zhang)).request
    despair = (await asks(session, branch, zhang, "活着没意思", Matter.CRISIS)).request

    for person in (other, leader, zhang):
        with pytest.raises(Refusal):
            await help_answers.load(session, branch, person, call.id, NOON)
    with pytest.raises(Refusal):
        await help_answers.load(session, branch, staff["deputy"], despair.id, NOON)
    for person in staff.values():
        assert (await help_answers.load(session, branch, person, call.id, NOON)).id == call.id


async def test_the_open_calls_are_listed_for_whom_they_concern(
    session: AsyncSession, branch: Branch, given: Given, zhang: Person, staff: dict[str, Person]
) -> None:
    other = await given.cadre("许绍文")
    await given.bind(other)
    await asks(session, branch, zhang)
    await asks(session, branch, zhang, "活着没意思", Matter.CRISIS)

    async def matters(person: Person) -> list[Matter]:
        return [line.matter for line in await help_answers.open_for(session, person, TODAY)]

    assert await matters(staff["secretary"]) == [Matter.HELP, Matter.CRISIS]
    assert await matters(staff["deputy"]) == [Matter.HELP]
    assert await matters(staff["cadre"]) == [Matter.HELP, Matter.CRISIS]
    assert await matters(other) == []
    assert await matters(zhang) == []


# -- an emergency ---------------------------------------------------------------------------------


async def test_has_been_told_is_said_only_of_those_whom_it_reached(
    session: AsyncSession, branch: Branch, zhang: Person, staff: dict[str, Person]
) -> None:
    request = (await asks(session, branch, zhang, "救命", Matter.EMERGENCY)).request
    assert "已经通知" not in (await help_post.alarm(session, request)).text

    row = await session.exec(select(Outbox).where(Outbox.person_id == staff["secretary"].id))
    row.one().state = OutboxState.SENT
    text = (await help_post.alarm(session, request)).text

    assert text.startswith(
        "请马上拨打120！\n\n已经通知宋维新同志。我正在通知丁海涛同志、贺敏同志、潘慧敏同志。"
    )


async def test_a_call_that_becomes_an_emergency_tells_the_others_its_words(
    session: AsyncSession, branch: Branch, zhang: Person, staff: dict[str, Person]
) -> None:
    request = (await asks(session, branch, zhang, "头晕得很", Matter.WORRY)).request

    await help_.raise_alarm(session, branch, request, NOON + MINUTE)
    await help_.raise_alarm(session, branch, request, NOON + MINUTE)

    (heard,) = await messages_to(session, staff["deputy"])
    assert heard.startswith("【急！请马上联系】")
    assert "「头晕得很」" in heard


async def test_another_cry_long_after_it_was_taken_alarms_everybody_again(
    session: AsyncSession, branch: Branch, zhang: Person, staff: dict[str, Person]
) -> None:
    request = (await asks(session, branch, zhang, "救命", Matter.EMERGENCY)).request
    await help_answers.take(session, branch, request, staff["cadre"], NOON)
    before = await told(session, staff["deputy"])

    await asks(session, branch, zhang, "救命啊", Matter.EMERGENCY, at=5 * MINUTE)
    assert await told(session, staff["deputy"]) == before
    await asks(session, branch, zhang, "救命啊", Matter.EMERGENCY, at=40 * MINUTE)
    assert await told(session, staff["deputy"]) == before + 1


# -- strangers, and phones of the departed --------------------------------------------------------


async def test_a_stranger_cannot_fill_the_screen(
    session: AsyncSession, branch: Branch, staff: dict[str, Person]
) -> None:
    stranger = Asker(555, None, "骗\n\n子" * 30)
    for number in range(20):
        await help_.ask(session, branch, stranger, "x" * 5000, NOON + number * MINUTE)

    heard = await messages_to(session, staff["liaison"])
    assert len(heard) <= help_.STRANGERS_WORDS
    assert max(map(len, heard)) < 700
    assert "骗\n" not in heard[0]
    assert len((await session.exec(select(HelpRequest))).all()) == 1


async def test_the_phone_of_somebody_gone_is_reported_once_an_hour_and_not_to_himself(
    session: AsyncSession, branch: Branch, zhang: Person, staff: dict[str, Person]
) -> None:
    liaison = staff["liaison"]
    zhang.frozen_at = NOON
    for minutes in (0, 5, 61):
        await help_aside.departed_spoke(session, branch, zhang, "在吗", NOON + minutes * MINUTE)
    assert await told(session, liaison) == 2

    liaison.frozen_at = NOON
    asked = await help_aside.departed_spoke(session, branch, liaison, "在吗", NOON)
    assert asked is not None
    assert asked.id == staff["secretary"].id


async def test_no_row_of_a_call_is_without_the_one_it_is_about(
    session: AsyncSession, branch: Branch, zhang: Person, staff: dict[str, Person]
) -> None:
    request = (await asks(session, branch, zhang, "救命", Matter.EMERGENCY)).request
    await help_answers.take(session, branch, request, staff["cadre"], NOON)
    await help_answers.answer(session, branch, request, staff["cadre"], "来了", NOON)

    rows = (await session.exec(select(Outbox).where(col(Outbox.about).startswith("help:")))).all()

    # So that an erasure finds them all.
    assert {row.subject_id for row in rows} == {zhang.id}


async def test_a_call_is_not_redrawn_for_who_is_responsible_no_more(
    session: AsyncSession, branch: Branch, given: Given, zhang: Person, staff: dict[str, Person]
) -> None:
    asked = await asks(session, branch, zhang)
    given_up = staff["cadre"]
    held = await session.exec(select(Appointment).where(Appointment.person_id == given_up.id))
    for appointment in held.all():
        appointment.until_on = TODAY - timedelta(days=1)
        session.add(appointment)
    await session.flush()

    assert await help_post.draw(session, asked.request.id, staff["liaison"], NOON) is not None
    assert await help_post.draw(session, asked.request.id, given_up, NOON) is None


# -- what he has answered -------------------------------------------------------------------------


async def test_the_card_of_somebody_who_was_asked_shows_that_he_has_written(
    session: AsyncSession, branch: Branch, zhang: Person, staff: dict[str, Person]
) -> None:
    request = (await asks(session, branch, zhang, "有点头晕", Matter.WORRY)).request
    before = await help_post.draw(session, request.id, staff["cadre"], NOON)

    await asks(session, branch, zhang, "不用，坐一会就好", at=MINUTE)

    after = await help_post.draw(session, request.id, staff["cadre"], NOON + MINUTE)
    assert before is not None
    assert after is not None
    assert "他还没有回答" in before.text
    assert "还没有回答" not in after.text
    assert "「有点头晕\n不用，坐一会就好」" in after.text
    assert "马上打电话" in after.text
    boards = await session.exec(select(Board).where(Board.subject == help_post.subject(request)))
    assert [board.changed_at for board in boards.all()] == [NOON + MINUTE]


async def test_two_strangers_are_told_apart_wherever_they_are_named(
    session: AsyncSession, branch: Branch, staff: dict[str, Person]
) -> None:
    for number, name in enumerate(("长江", "黄河")):
        asker = Asker(5000 + number, None, name)
        asked = await help_.ask(session, branch, asker, "救命", NOON, matter=Matter.EMERGENCY)
        await help_.ask(session, branch, asker, f"在{name}边", NOON)
        listed = await help_answers.open_for(session, staff["deputy"], TODAY)
        assert listed[-1].name == f"自称「{name}」的人"
        await help_answers.take(session, branch, asked.request, staff["secretary"], NOON)
        await help_answers.take_back(session, branch, asked.request, NOON)

    heard = await messages_to(session, staff["deputy"])
    for name in ("长江", "黄河"):
        assert f"有人（自称「{name}」）又说：\n「在{name}边」" in heard
        assert f"有人（自称「{name}」）的事，宋维新同志来办了。" in heard
        assert f"有人（自称「{name}」）说刚才按错了，没有事。方便时再问一声，更放心。" in heard
        assert any("有人叫急" in text and f"名字是「{name}」" in text for text in heard)
