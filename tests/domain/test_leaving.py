"""Leaving: a freeze holds at once, a second look decides, a mistake can be taken back."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery.claiming import claim_next
from bot.domain import boards, departing, gate, kinds, leaving, outbox, people
from bot.domain.people import Speaker
from bot.errors import Refusal
from bot.messages import Message
from models import (
    Account,
    Board,
    Branch,
    Change,
    DeathReport,
    Outbox,
    OutboxState,
    Person,
    Proxy,
    Role,
    Status,
    Verdict,
)
from scheduler.leaving import escalate
from tests.people import BOT_ID, NOON, TODAY, Given, messages_to


@pytest.fixture
async def secretary(given: Given) -> Person:
    return await given.secretary()


@pytest.fixture
async def xie(given: Given) -> Person:
    person = await given.member("谢永年", group=3)
    await given.bind(person)
    return person


async def say(
    session: AsyncSession, branch: Branch, to: Person, words: str, kind: str = "task", **more: object
) -> Outbox:
    row_id = await outbox.post(
        session,
        to,
        Message(words),
        branch_id=branch.id,
        now=more.pop("now", NOON),  # type: ignore[arg-type]
        kind=kind,
        **more,  # type: ignore[arg-type]
    )
    return await session.get_one(Outbox, row_id)


async def daughter_of(given: Given, member: Person) -> Person:
    """Write a daughter who receives for a member."""
    daughter = await given.person("谢小云")
    given.session.add(
        Proxy(
            branch_id=given.branch.id,
            relative_id=daughter.id,
            member_id=member.id,
            kinship="女儿",
            requested_at=NOON,
            from_at=NOON,
        )
    )
    await given.session.flush()
    return daughter


async def states(session: AsyncSession, *rows: Outbox) -> list[tuple[str, str | None]]:
    for row in rows:
        await session.refresh(row)
    return [(row.state, row.reason) for row in rows]


async def test_a_freeze_holds_what_is_for_and_about_somebody_at_once(
    session: AsyncSession, branch: Branch, given: Given, secretary: Person, xie: Person
) -> None:
    cadre = await given.cadre("丁海涛")
    for_him = await say(session, branch, xie, "开会")
    about_him = await say(session, branch, cadre, "看望谢永年", subject=xie)
    for_others = await say(session, branch, cadre, "看望别人")

    held = await leaving.freeze(session, xie, secretary, NOON)

    assert held == 2
    assert await states(session, for_him, about_him, for_others) == [
        (OutboxState.HELD, "frozen"),
        (OutboxState.HELD, "frozen"),
        (OutboxState.PENDING, None),
    ]


async def test_what_is_said_during_a_freeze_is_held_by_the_gate(
    session: AsyncSession, branch: Branch, secretary: Person, xie: Person
) -> None:
    await leaving.freeze(session, xie, secretary, NOON)
    later = await say(session, branch, xie, "开会")

    decision = await gate.judge(
        session,
        later,
        branch,
        NOON,
        recipient=gate.Party(frozen=xie.frozen_at is not None),
        subject=None,
        reachable=True,
        blocked=False,
    )

    assert (decision.state, decision.reason) == (OutboxState.HELD, "frozen")


async def test_a_restored_person_hears_what_is_still_timely_one_by_one_and_not_the_rest(
    session: AsyncSession, branch: Branch, secretary: Person, xie: Person
) -> None:
    old = await say(session, branch, xie, "早过了", kind="urgent notice", now=NOON - timedelta(days=1))
    first = await say(session, branch, xie, "第一条")
    second = await say(session, branch, xie, "第二条", now=NOON + timedelta(minutes=1))
    planned = await say(session, branch, xie, "下周的", due_at=NOON + timedelta(days=7))
    await leaving.freeze(session, xie, secretary, NOON)
    back = NOON + timedelta(days=2)

    released = await leaving.restore(session, xie, secretary, back)

    assert (released.released, released.late) == (3, 1)
    assert await states(session, old, first, second, planned) == [
        (OutboxState.EXPIRED, "late"),
        (OutboxState.PENDING, None),
        (OutboxState.HELD, "later"),
        (OutboxState.HELD, "later"),
    ]
    assert second.due_at - back == leaving.CALM_GAP
    assert planned.due_at == NOON + timedelta(days=7)
    assert xie.frozen_at is None


async def test_the_parts_of_one_long_message_come_back_together(
    session: AsyncSession, branch: Branch, secretary: Person, xie: Person
) -> None:
    await say(session, branch, xie, "很长的通知。\n\n" * 1000)
    parts = (await session.exec(select(Outbox).where(Outbox.person_id == xie.id))).all()
    await leaving.freeze(session, xie, secretary, NOON)

    await leaving.restore(session, xie, secretary, NOON)

    assert len(parts) > 1
    assert {state for state, _ in await states(session, *parts)} == {OutboxState.PENDING}


async def test_freezing_twice_and_restoring_twice_change_nothing_more(
    session: AsyncSession, secretary: Person, xie: Person
) -> None:
    await leaving.freeze(session, xie, secretary, NOON)
    await leaving.freeze(session, xie, secretary, NOON + timedelta(hours=1))
    assert xie.frozen_at == NOON

    await leaving.restore(session, xie, secretary, NOON)
    await leaving.restore(session, xie, secretary, NOON)

    changed = (await session.exec(select(Change).where(Change.field == "frozen_at"))).all()
    assert len(changed) == 2


async def test_nobody_freezes_transfers_or_buries_himself(session: AsyncSession, secretary: Person) -> None:
    report = DeathReport(branch_id=secretary.branch_id, person_id=secretary.id, reported_at=NOON)

    for attempt in (
        leaving.freeze(session, secretary, secretary, NOON),
        leaving.transfer_out(session, secretary, secretary, NOON),
        leaving.confirm_death(session, report, secretary, secretary, NOON),
    ):
        with pytest.raises(Refusal):
            await attempt


async def test_a_reported_death_freezes_and_asks_the_secretary_at_any_hour(
    session: AsyncSession, branch: Branch, secretary: Person, xie: Person
) -> None:
    waiting = [await say(session, branch, xie, f"第{number}条") for number in range(3)]

    report = await leaving.report_death(session, branch, xie, None, "家属", NOON)

    assert xie.frozen_at == NOON
    assert report.held_count == len(waiting)
    (asked,) = await messages_to(session, secretary)
    assert asked.startswith("【请马上处理】\n\n收到消息：谢永年同志可能已去世（来源：家属）。")
    assert "待发的3条" in asked
    row = (await session.exec(select(Outbox).where(Outbox.person_id == secretary.id))).one()
    assert kinds.KINDS[row.kind].quiet is False
    assert [label for label, _ in row.layout["buttons"]] == ["弄错了，恢复", "先保持停发", "已去世"]


async def test_a_second_word_about_the_same_death_asks_nobody_again(
    session: AsyncSession, branch: Branch, secretary: Person, xie: Person
) -> None:
    first = await leaving.report_death(session, branch, xie, None, "家属", NOON)

    second = await leaving.report_death(session, branch, xie, None, "邻居", NOON + timedelta(minutes=5))

    assert second.id == first.id
    assert len(await messages_to(session, secretary)) == 1


async def test_a_confirmed_death_cancels_the_queue_and_ends_every_part_but_deletes_nothing(
    session: AsyncSession, branch: Branch, given: Given, secretary: Person, xie: Person
) -> None:
    await given.appoint(xie, Role.GROUP_LEADER, group=3)
    pairing = await given.pair(await given.cadre("丁海涛"), xie)
    waiting = await say(session, branch, xie, "开会")
    report = await leaving.report_death(session, branch, xie, None, "家属", NOON)

    cancelled = await leaving.confirm_death(session, report, xie, secretary, NOON)

    member = await given.member_row(xie)
    assert cancelled == 1
    assert await states(session, waiting) == [(OutboxState.CANCELLED, "deceased")]
    assert (member.status, member.status_since) == (Status.DECEASED, TODAY)
    assert pairing.until_on == TODAY - timedelta(days=1)
    assert await people.roles_of(session, xie, member, TODAY) == frozenset()
    account = (await session.exec(select(Account).where(Account.person_id == xie.id))).one()
    assert account.ended_at is None
    assert await session.get(Person, xie.id) is not None


async def test_a_mistaken_report_is_settled_by_restoring(
    session: AsyncSession, branch: Branch, secretary: Person, xie: Person
) -> None:
    report = await leaving.report_death(session, branch, xie, None, "家属", NOON)

    await leaving.restore(session, xie, secretary, NOON)

    assert (report.verdict, report.decided_by) == (Verdict.MISTAKE, secretary.id)
    assert await leaving.undecided(session, branch.id) == []


async def test_keeping_the_hold_stays_on_the_list_of_what_waits(
    session: AsyncSession, branch: Branch, secretary: Person, xie: Person
) -> None:
    report = await leaving.report_death(session, branch, xie, None, "家属", NOON)

    await leaving.keep_holding(session, report, secretary, NOON)

    assert [row.id for row, _ in await leaving.undecided(session, branch.id)] == [report.id]
    assert xie.frozen_at == NOON


async def at(session: AsyncSession, after: timedelta, start: datetime = NOON) -> None:
    await escalate(session, start + after)


async def test_an_undecided_death_goes_to_the_deputy_after_two_hours_and_once(
    session: AsyncSession, branch: Branch, given: Given, secretary: Person, xie: Person
) -> None:
    deputy = await given.deputy()
    await leaving.report_death(session, branch, xie, None, "家属", NOON)

    await at(session, timedelta(hours=1, minutes=59))
    assert await messages_to(session, deputy) == []

    await at(session, timedelta(hours=2))
    await at(session, timedelta(hours=5))
    assert len(await messages_to(session, deputy)) == 1


async def test_the_deputy_reads_who_said_it_and_how_much_waits_by_now(
    session: AsyncSession, branch: Branch, given: Given, secretary: Person, xie: Person
) -> None:
    deputy = await given.deputy()
    daughter = await daughter_of(given, xie)
    await leaving.report_death(session, branch, xie, daughter, "女儿谢小云", NOON)
    row = await say(session, branch, xie, "开会")
    row.state, row.reason = OutboxState.HELD, "frozen"
    session.add(row)

    await escalate(session, NOON + timedelta(hours=2, minutes=1))

    [asked] = await messages_to(session, deputy)
    assert "（来源：女儿谢小云）" in asked
    assert "停下待发的1条" in asked


async def test_once_it_is_decided_nobody_is_asked_any_more(
    session: AsyncSession, branch: Branch, given: Given, secretary: Person, xie: Person
) -> None:
    liaison = await given.liaison()
    report = await leaving.report_death(session, branch, xie, liaison, "贺敏同志", NOON)
    question = (await session.exec(select(Outbox).where(Outbox.person_id == secretary.id))).one()
    question.state, question.sent_chat_id, question.message_id = OutboxState.SENT, 1, 501
    session.add(question)
    await session.flush()

    await leaving.confirm_death(session, report, xie, liaison, NOON)

    edit = (await session.exec(select(Outbox).where(Outbox.replaces == question.id))).one()
    assert edit.text == "谢永年同志：已经确认去世（贺敏同志办的）。"
    assert "buttons" not in edit.layout


async def test_boards_that_show_him_are_drawn_anew_when_he_is_frozen_and_when_he_is_gone(
    session: AsyncSession, branch: Branch, given: Given, secretary: Person, xie: Person
) -> None:
    await say(session, branch, xie, "开会", kind="notice", about="notice:17")
    for subject in ("notice:17", "notice:18"):
        shown = Message(subject)
        await boards.open_board(
            session, subject, secretary, shown, NOON, branch_id=branch.id, chat=outbox.Chat(1)
        )

    async def changed() -> list[str]:
        found = await session.exec(select(Board.subject).where(col(Board.changed_at).is_not(None)))
        subjects = list(found.all())
        await session.exec(update(Board).values(changed_at=None))
        return subjects

    report = await leaving.report_death(session, branch, xie, secretary, "宋维新同志", NOON)
    assert await changed() == ["notice:17"]
    await leaving.confirm_death(session, report, xie, secretary, NOON)
    assert await changed() == ["notice:17"]


async def test_who_reported_a_death_is_no_relative_of_anybody_for_now(
    session: AsyncSession, branch: Branch, given: Given, secretary: Person, xie: Person
) -> None:
    daughter = await daughter_of(given, xie)
    assert await people.roles_of(session, daughter, None, TODAY) == {Role.RELATIVE}

    await leaving.freeze(session, xie, secretary, NOON)

    assert await people.roles_of(session, daughter, None, TODAY) == frozenset()


async def test_a_decided_death_goes_to_nobody_else(
    session: AsyncSession, branch: Branch, given: Given, secretary: Person, xie: Person
) -> None:
    deputy = await given.deputy()
    report = await leaving.report_death(session, branch, xie, None, "家属", NOON)
    await leaving.keep_holding(session, report, secretary, NOON)

    await at(session, timedelta(hours=3))

    assert await messages_to(session, deputy) == []


async def test_the_death_of_the_secretary_is_put_before_the_deputy(
    session: AsyncSession, branch: Branch, given: Given, secretary: Person
) -> None:
    deputy = await given.deputy()

    await leaving.report_death(session, branch, secretary, None, "家属", NOON)

    assert await messages_to(session, secretary) == []
    assert len(await messages_to(session, deputy)) == 1


async def test_a_transferred_member_has_no_part_and_no_queue_any_more(
    session: AsyncSession, branch: Branch, given: Given, secretary: Person, xie: Person
) -> None:
    waiting = await say(session, branch, xie, "开会")

    assert await leaving.transfer_out(session, xie, secretary, NOON) == 1

    assert await states(session, waiting) == [(OutboxState.CANCELLED, "transferred")]
    assert (await given.member_row(xie)).status is Status.TRANSFERRED
    with pytest.raises(Refusal):
        await leaving.transfer_out(session, xie, secretary, NOON)


async def speaker(person: Person, *roles: Role) -> Speaker:
    return Speaker(person, None, None, frozenset(roles))


@pytest.mark.parametrize("how", ["death", "transfer"])
async def test_a_departure_that_was_a_mistake_is_taken_back_whole(
    session: AsyncSession, branch: Branch, given: Given, secretary: Person, xie: Person, how: str
) -> None:
    await given.appoint(xie, Role.GROUP_LEADER, group=3)
    pairing = await given.pair(await given.cadre("丁海涛"), xie)
    if how == "death":
        report = await leaving.report_death(session, branch, xie, None, "家属", NOON)
        await leaving.confirm_death(session, report, xie, secretary, NOON)
    else:
        await leaving.transfer_out(session, xie, secretary, NOON)

    by = await speaker(secretary, Role.SECRETARY)
    whole = await departing.come_back(session, xie, by, "同名的另一位", NOON + timedelta(hours=1))

    member = await given.member_row(xie)
    assert whole
    assert (member.status, member.status_since, pairing.until_on) == (Status.ON_ROLL, None, None)
    assert xie.frozen_at is None
    assert await people.roles_of(session, xie, member, TODAY) == {Role.MEMBER, Role.GROUP_LEADER}
    reasons = await session.exec(select(Change.new).where(Change.field == "reason"))
    assert reasons.all() == ["同名的另一位"]


async def test_what_was_changed_since_a_departure_is_left_as_it_is(
    session: AsyncSession, given: Given, secretary: Person, xie: Person
) -> None:
    pairing = await given.pair(await given.cadre("丁海涛"), xie)
    await leaving.transfer_out(session, xie, secretary, NOON)
    pairing.until_on = TODAY - timedelta(days=30)

    by = await speaker(secretary, Role.SECRETARY)
    whole = await departing.come_back(session, xie, by, "弄错了", NOON)

    assert not whole
    assert pairing.until_on == TODAY - timedelta(days=30)
    assert (await given.member_row(xie)).status is Status.ON_ROLL


async def test_the_liaison_cannot_take_a_departure_back(
    session: AsyncSession, given: Given, secretary: Person, xie: Person
) -> None:
    await leaving.transfer_out(session, xie, secretary, NOON)
    by = await speaker(await given.liaison(), Role.LIAISON)

    with pytest.raises(Refusal):
        await departing.come_back(session, xie, by, "弄错了", NOON)


async def test_what_is_held_while_a_freeze_ends_is_let_go(database, branch):
    """The sender has seen that he is frozen, and writes that down after the freeze has ended."""
    async with database.transaction() as session:
        given = Given(session, branch)
        official, xie = await given.secretary(), await given.member("谢永年")
        await given.bind(xie)
        row = await say(session, branch, xie, "您好")
        xie.frozen_at = NOON
        session.add(xie)

    async def restore() -> None:
        async with database.transaction() as session:
            await leaving.restore(session, await session.get_one(Person, xie.id), official, NOON)

    async with database.transaction() as claiming:
        await claim_next(claiming, BOT_ID, [], NOON)
        restoring = asyncio.create_task(restore())
        await asyncio.wait([restoring], timeout=0.5)  # SQLite lets one write at a time
    await restoring

    async with database.transaction() as session:
        await leaving.let_go(session, NOON)
    async with database.reading() as session:
        assert (await session.get_one(Outbox, row.id)).state is OutboxState.PENDING


async def test_what_concerns_somebody_else_who_is_frozen_stays_held(session, branch, secretary, xie, given):
    other = await given.member("罗玉英")
    row = await say(session, branch, xie, "您好", subject=other)
    await leaving.freeze(session, other, secretary, NOON)

    await leaving.let_go(session, NOON)

    await session.refresh(row)
    assert (row.state, row.reason) == (OutboxState.HELD, "frozen")
