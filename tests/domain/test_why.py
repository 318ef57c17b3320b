"""「为什么」: everybody a notice did not reach has the right reason, in words, and nothing is disclosed."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from bot.delivery import ledger
from bot.delivery.claiming import Claimed
from bot.delivery.telegram import Fate, Outcome
from bot.domain import departing, followup_opening, leaving, outbox, proposals, why, why_messages
from bot.domain.notice_broadcast import send_due
from bot.domain.people import Speaker
from bot.messages import Message
from bot.texts import why as say
from models import (
    BirthdayGreeting,
    Change,
    Channel,
    FestivalGreeting,
    Greeting,
    GreetingState,
    OutboxState,
    ProposalState,
    Role,
    Why,
)
from scheduler import followups
from tests.notice_world import confirmed, drafted, sent
from tests.outgoing import claim_one
from tests.people import BOT_ID, NOON, TODAY, chat_of

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
async def secretary(given):
    return await given.secretary()


@pytest.fixture
def asked(session, branch, secretary):
    """Ask why, as the secretary reads the answer."""

    async def _asked(person, day: date = TODAY, now: datetime = NOON + 10 * MINUTE) -> str:
        told = await why.ask(session, person, day, branch, secretary, now)
        return say.answer(told, 0, TODAY).text

    return _asked


async def leave(session, now: datetime, stopped: tuple[int, ...] = ()) -> list[int]:
    """Let everything leave that may leave; those who stopped the bot are not reached."""
    await ledger.release(session, now)
    reached = []
    while (claimed := await claim_one(session, now)) is not None:
        if isinstance(claimed, Claimed):
            blocked = claimed.call.chat_id in stopped
            arrived = Outcome(Fate.SENT, message_ids=(claimed.row_id,))
            outcome = Outcome(Fate.UNREACHABLE, "blocked") if blocked else arrived
            await ledger.record(session, BOT_ID, [(claimed, outcome)], now)
            reached += [] if blocked else [claimed.call.chat_id]
    return reached


async def test_whoever_a_notice_must_not_or_cannot_reach_has_the_right_reason(
    session, branch, given, secretary, asked
):
    await given.bind(await given.liaison("贺敏"))
    reached, unbound = await given.member("周德明"), await given.member("郑守义")
    blocked, dead, frozen = [await given.member(name) for name in ("冯兰英", "罗家声", "沈志远")]
    for person in (secretary, reached, blocked, dead, frozen):
        await given.bind(person)
    notice = await drafted(session, secretary, "明天上午九点开会。")
    await confirmed(session, branch, secretary, notice)
    report = await leaving.report_death(session, branch, dead, secretary, "家属说的", NOON)
    await leaving.confirm_death(session, report, dead, secretary, NOON)
    await send_due(session, NOON + MINUTE)
    await leaving.freeze(session, frozen, secretary, NOON + MINUTE)

    got = await leave(session, NOON + 2 * MINUTE, stopped=(chat_of(blocked),))
    await followups.look_after(session, NOON + 3 * MINUTE)

    members = {chat_of(person) for person in (secretary, reached, blocked, dead, frozen)}
    assert set(got) & members == {chat_of(secretary), chat_of(reached)}
    assert await asked(reached) == "· 「明天上午九点开会。」：上午10点02分发到了。"
    assert await asked(unbound) == (
        "现在：手机还没接通。\n· 「明天上午九点开会。」：没发，手机还没接通，请贺敏同志去办。"
    )
    assert await asked(unbound, TODAY + DAY) == (
        "现在：手机还没接通。\n· 「明天上午九点开会。」：手机上还没有小助手，请贺敏同志去办。"
    )
    assert await asked(blocked) == (
        "现在：手机上停了小助手（11月30日起）。\n"
        "· 「明天上午九点开会。」：没发到，手机上停了小助手，请贺敏同志去办。"
    )
    assert "· 「明天上午九点开会。」：没发，人已去世。" in await asked(dead)
    assert await asked(frozen) == (
        "现在：消息停发着（11月30日起）。\n"
        "上午10点01分，停发消息（宋维新）。\n"
        "· 「明天上午九点开会。」：没发，消息停发着，等人来定。"
    )


async def test_nobody_who_came_back_is_told_that_he_is_dead(session, branch, given, secretary, asked):
    wu = await given.member("吴长贵")
    await given.bind(wu)
    await sent(session, branch, secretary, "明天上午九点开会。")
    report = await leaving.report_death(session, branch, wu, secretary, "家属说的", NOON)
    await leaving.confirm_death(session, report, wu, secretary, NOON)
    assert "人已去世" in await asked(wu)

    by = Speaker(secretary, None, None, frozenset({Role.SECRETARY}))
    await departing.come_back(session, wu, by, "弄错了", NOON + MINUTE)

    assert "· 「明天上午九点开会。」：没发，那时名册上没有他，后来改回来了" in await asked(wu)
    assert "去世" not in await asked(wu)


async def test_who_was_not_chosen_reads_so(session, branch, given, secretary, asked):
    wu = await given.member("吴长贵", group=2)
    await given.bind(wu)
    await sent(session, branch, secretary, "第一小组开会。", audience={"groups": [1]})

    assert await asked(wu) == "· 「第一小组开会。」：名单里没有他。"
    assert await asked(wu, TODAY - DAY) == "这一天没有要发给他的。"


async def test_what_waits_is_found_on_every_day_it_waited(session, branch, given, secretary, asked):
    wu = await given.member("吴长贵")
    await given.bind(wu)
    for text in ("一", "二"):
        await sent(session, branch, secretary, text, audience={"people": [wu.id]})
    await leave(session, NOON)
    await sent(session, branch, secretary, "三", audience={"people": [wu.id]}, now=NOON + DAY)
    await leave(session, NOON + DAY)

    waits = "一天只发一条，七天不过三条，等到12月2日上午8点再发"
    assert "· 「二」：12月1日上午10点发到了。" in await asked(wu)
    assert await asked(wu, TODAY + DAY) == f"· 「二」：上午10点发到了。\n· 「三」：{waits}。"
    assert await asked(wu, TODAY + 2 * DAY) == "· 「三」：一天只发一条，七天不过三条，等到上午8点再发。"


async def test_a_greeting_nobody_approved_is_accounted_for(session, branch, given, secretary, asked):
    wu = await given.member("吴长贵")
    await given.bind(wu)
    session.add(
        Greeting(
            branch_id=branch.id,
            person_id=wu.id,
            year=2026,
            day=TODAY,
            years=41,
            proposed_at=NOON,
            state=GreetingState.PROPOSED,
        )
    )
    await session.flush()

    session.add(
        FestivalGreeting(
            branch_id=branch.id,
            day=TODAY,
            names="国庆节",
            text="",
            proposed_at=NOON,
            state=ProposalState.SKIPPED,
        )
    )
    await session.flush()

    assert await asked(wu) == "· 政治生日的祝福：没发，没有人点头。\n· 节日问候：没发，定了先不发。"


@pytest.mark.parametrize(
    ("decisions", "reason"),
    [
        ([], "没有人点头"),
        ([ProposalState.APPROVED], "过了时间"),
        ([ProposalState.APPROVED, ProposalState.PROPOSED], "没有人点头"),
    ],
    ids=["undecided", "approved", "opened again"],
)
async def test_a_birthday_that_went_by_tells_whether_somebody_had_approved_it(
    session, branch, given, secretary, asked, decisions, reason
):
    wu = await given.member("吴长贵")
    await given.bind(wu)
    greeting = BirthdayGreeting(branch_id=branch.id, person_id=wu.id, day=TODAY, text="", proposed_at=NOON)
    session.add(greeting)
    await session.flush()
    for state in decisions:
        await proposals.decide(session, greeting, state, secretary, NOON)
    greeting.state = ProposalState.EXPIRED
    await session.flush()

    assert await asked(wu) == f"· 生日祝福：没发，{reason}。"


async def test_what_lies_with_a_human_names_him(session, branch, given, secretary, asked):
    await given.bind(await given.liaison("贺敏"))
    wu = await given.member("吴长贵")
    await followup_opening.open_for(
        session, branch, [wu.id], cause="wish:1", why=Why.WISH, words="带一盒药", now=NOON
    )

    assert "· 托支部办一件事：请贺敏同志去办。" in await asked(wu)


async def test_what_holds_of_somebody_stands_above(session, given, asked):
    wu = await given.member("吴长贵", channel=Channel.PAPER)
    wu.hospital_since, wu.muted_at = date(2026, 11, 20), NOON
    session.add(wu)
    await session.flush()

    assert (await asked(wu)).startswith(
        "现在：在住院（11月20日起），说过少打扰（11月30日起），习惯看纸上的，手机还没接通。"
    )


async def test_nothing_of_what_was_said_to_somebody_is_shown(session, branch, given, asked):
    wu = await given.member("吴长贵")
    await given.bind(wu)
    words = Message("您说的腿疼，丁海涛明天来看您。")
    await outbox.post(session, wu, words, branch_id=branch.id, now=NOON, kind="help words")
    await leave(session, NOON)

    assert await asked(wu) == "· 找人的回话：上午10点发到了。"


async def test_who_asked_about_whom_is_written_down(session, given, secretary, asked):
    wu = await given.member("吴长贵")
    await asked(wu)

    [look] = (await session.exec(select(Change).where(Change.person_id == wu.id))).all()
    assert (look.field, look.new, look.by_id) == ("read", "why", secretary.id)


@pytest.mark.parametrize(
    ("words", "name", "day"),
    [
        ("为什么 吴长贵 11月20日", "吴长贵", date(2026, 11, 20)),
        ("为什么没发给吴长贵", "吴长贵", TODAY),
        ("为什么吴长贵没收到通知？", "吴长贵", TODAY),
        ("为啥昨天没给老吴发", "老吴", date(2026, 11, 29)),
        ("吴长贵同志 11.20", "吴长贵", date(2026, 11, 20)),
        ("为什么", None, TODAY),
    ],
)
def test_a_typed_question_is_read(words, name, day):
    parts, read_day = why.read(words, TODAY)

    assert (parts[-1] if parts else None, read_day) == (name, day)


def test_a_name_may_hold_the_words_that_stand_around_one():
    parts, _ = why.read("为什么没发给张发奎", TODAY)

    assert "张发奎" in parts[0]


@pytest.mark.parametrize("year", ["0001", "1026", "9999"])
def test_a_year_that_nobody_means_is_no_day(year):
    assert why.read(f"为什么{year}年12月31日没发给吴长贵", TODAY)[1] == TODAY


def test_a_long_answer_is_turned_over():
    entries = [say.Entry("notice", "sent", f"第{number}条") for number in range(7)]
    told = say.Answer(1, "吴长贵", TODAY, (), (), entries)

    first, rest = say.answer(told, 0, TODAY), say.answer(told, say.ENTRIES, TODAY)

    assert [button.label for button in first.buttons] == ["后面的", "前一天", "后一天"]
    assert [button.label for button in rest.buttons] == ["前面的", "前一天", "后一天"]
    assert (first.text + rest.text).count("· ") == 7


@pytest.mark.parametrize("state", OutboxState)
@pytest.mark.parametrize("reason", ["", "late", "budget", "overtaken", "silent day", "TimedOut"])
def test_every_ending_has_its_words(state, reason):
    entry = say.Entry("a kind of tomorrow", why_messages.outcome(state, reason), at=NOON)
    told = say.Answer(1, "吴长贵", TODAY, (), (), [entry])

    assert say.answer(told, 0, TODAY).text.startswith("· 一条消息：")
