"""From the last look to the outbox: what was shown is what is sent, once, to those who were listed."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.database import Database
from bot.domain import notice_drafts, notice_receipts, notices
from bot.domain import notice_sending as sending
from bot.domain.kinds import KINDS
from bot.domain.media import store
from bot.domain.notice_broadcast import send_due
from bot.errors import Refusal
from models import Change, MediaKind, Mode, NoticeState, Outbox, OutboxState, Person, Status, Via
from tests.notice_world import EVERYONE, confirmed, drafted, messages_of, receipts_of, sent, stands
from tests.people import NOON, TODAY, Given


async def test_what_is_confirmed_leaves_after_a_minute_and_not_before(session, branch, given):
    secretary = await given.secretary()
    notice = await drafted(session, secretary)

    await confirmed(session, branch, secretary, notice)
    await send_due(session, NOON + timedelta(seconds=59))
    early = await messages_of(session, notice)
    await send_due(session, NOON + sending.MINUTE)

    assert early == []
    assert len(await messages_of(session, notice)) == 1
    assert notice.state is NoticeState.SENT


async def test_the_recipients_are_fixed_at_the_confirmation(session, branch, given):
    secretary = await given.secretary()
    zhang = await given.member("张三")
    notice = await drafted(session, secretary)
    await confirmed(session, branch, secretary, notice)

    await given.member("后来的")
    await send_due(session, NOON + sending.MINUTE)

    assert set(await receipts_of(session, notice)) == {secretary.id, zhang.id}
    assert [row.person_id for row in await messages_of(session, notice)] == [secretary.id, zhang.id]


async def test_confirming_twice_or_by_two_people_is_one_broadcast(session, branch, given):
    secretary, deputy = await given.secretary(), await given.deputy()
    notice = await drafted(session, secretary)
    seen = (await sending.look(session, notice, TODAY)).seen

    for person in (secretary, secretary, deputy):
        await sending.confirm(session, notice.id, person, seen, branch, NOON)
    await send_due(session, NOON + sending.MINUTE)
    await send_due(session, NOON + 2 * sending.MINUTE)

    assert len(await messages_of(session, notice)) == 2
    assert notice.confirmed_by == secretary.id


async def test_two_people_who_confirm_at_the_same_instant_send_once(database: Database, branch):
    import asyncio

    async with database.transaction() as session:
        given = Given(session, branch)
        secretary, deputy = await given.secretary(), await given.deputy()
        notice = await drafted(session, secretary)
        seen = (await sending.look(session, notice, TODAY)).seen

    async def press(person: Person) -> None:
        async with database.transaction() as session:
            await sending.confirm(session, notice.id, person, seen, branch, NOON)

    await asyncio.gather(press(secretary), press(deputy), press(secretary))
    async with database.transaction() as session:
        await send_due(session, NOON + sending.MINUTE)

        assert len(await messages_of(session, notice)) == 2
        states = await session.exec(select(Change).where(Change.field == "state"))
        assert [change.new for change in states.all()] == [NoticeState.SCHEDULED]


@pytest.mark.parametrize(
    "change", ["text", "audience", "mode", "urgent", "time", "picture", "somebody joined", "somebody died"]
)
async def test_only_what_was_shown_can_be_confirmed(session, branch, given, change):
    secretary = await given.secretary()
    zhang = await given.member("张三", group=2)
    notice = await drafted(session, secretary, audience={"groups": [1, 2]})
    seen = (await sending.look(session, notice, TODAY)).seen

    match change:
        case "text":
            await notice_drafts.write(session, notice, secretary, "还有一句。")
        case "audience":
            notice.audience = {"groups": [1]}
        case "mode":
            await notice_drafts.choose_mode(session, notice, Mode.TELL)
        case "urgent":
            await notice_drafts.choose_urgency(session, notice, True)
        case "time":
            await notice_drafts.choose_moment(session, notice, NOON + timedelta(days=1))
        case "picture":
            media_id = await store(session, branch.id, MediaKind.PHOTO, "照片.jpg", "image/jpeg", b"x", NOON)
            await notice_drafts.attach(session, notice, secretary, media_id, NOON)
        case "somebody joined":
            await given.member("李四", group=2)
        case "somebody died":
            (await given.member_row(zhang)).status = Status.DECEASED
    result = await sending.confirm(session, notice.id, secretary, seen, branch, NOON)

    assert result is None
    assert notice.state is NoticeState.DRAFT
    assert await receipts_of(session, notice) == {}


@pytest.mark.parametrize("missing", ["text", "audience", "mode"])
async def test_an_incomplete_notice_is_refused(session, branch, given, missing):
    secretary = await given.secretary()
    notice = await drafted(session, secretary)
    match missing:
        case "text":
            notice.text = ""
        case "audience":
            notice.audience = {}
        case "mode":
            notice.mode = None

    with pytest.raises(Refusal):
        await confirmed(session, branch, secretary, notice)


@pytest.mark.parametrize(
    ("urgent", "despite_quiet", "kind"),
    [(False, False, "notice"), (False, True, "notice now"), (True, False, "urgent notice")],
)
async def test_the_kind_decides_about_quiet_hours(session, branch, given, urgent, despite_quiet, kind):
    secretary = await given.secretary()
    notice = await drafted(session, secretary, urgent=urgent)

    await confirmed(session, branch, secretary, notice, despite_quiet=despite_quiet)
    await send_due(session, NOON + sending.MINUTE)

    assert {row.kind for row in await messages_of(session, notice)} == {kind}
    assert KINDS[kind].quiet == (kind == "notice")


async def test_a_notice_for_a_chosen_time_waits_for_it(session, branch, given):
    secretary = await given.secretary()
    tomorrow = NOON + timedelta(days=1)
    notice = await drafted(session, secretary, send_at=tomorrow)

    await confirmed(session, branch, secretary, notice)
    await send_due(session, tomorrow - timedelta(seconds=1))
    early = await messages_of(session, notice)
    await send_due(session, tomorrow)

    assert early == []
    assert len(await messages_of(session, notice)) == 1


async def test_a_chosen_time_that_has_passed_means_now(session, branch, given):
    secretary = await given.secretary()
    notice = await drafted(session, secretary, send_at=NOON - timedelta(hours=1))

    await confirmed(session, branch, secretary, notice)

    assert notice.send_at == NOON + sending.MINUTE


async def test_what_was_due_while_the_bot_was_down_leaves_once_when_it_is_back(session, branch, given):
    secretary = await given.secretary()
    notice = await drafted(session, secretary)
    await confirmed(session, branch, secretary, notice)

    for hours in (30, 30, 31):
        await send_due(session, NOON + timedelta(hours=hours))

    assert len(await messages_of(session, notice)) == 1


async def test_a_stop_within_the_minute_leaves_a_draft_and_nobody_is_told(session, branch, given):
    secretary = await given.secretary()
    notice = await drafted(session, secretary)
    await confirmed(session, branch, secretary, notice)

    await sending.stop(session, notice.id, secretary, branch.id, NOON + timedelta(seconds=30))
    await sending.stop(session, notice.id, secretary, branch.id, NOON + timedelta(seconds=31))
    await send_due(session, NOON + sending.MINUTE)

    assert notice.state is NoticeState.DRAFT
    assert await messages_of(session, notice) == []
    assert await receipts_of(session, notice) == {}


async def test_a_stopped_notice_can_be_confirmed_again(session, branch, given):
    secretary = await given.secretary()
    notice = await drafted(session, secretary)
    await confirmed(session, branch, secretary, notice)
    await sending.stop(session, notice.id, secretary, branch.id, NOON)

    await confirmed(session, branch, secretary, notice, NOON + timedelta(hours=1))
    await send_due(session, NOON + timedelta(hours=1) + sending.MINUTE)

    assert len(await messages_of(session, notice)) == 1


async def test_a_stop_after_the_minute_is_refused(session, branch, given):
    secretary = await given.secretary()
    notice = await sent(session, branch, secretary)

    with pytest.raises(Refusal):
        await sending.stop(session, notice.id, secretary, branch.id, NOON + timedelta(minutes=2))


async def test_nothing_of_a_notice_leaves_after_it_has_ended(session, branch, given):
    secretary = await given.secretary()
    notice = await sent(session, branch, secretary)
    [row] = await messages_of(session, notice)
    before = await stands(session, row)

    notice.state = NoticeState.WITHDRAWN
    session.add(notice)

    assert before
    assert not await stands(session, row)


async def test_a_notice_leaves_for_whoever_has_not_answered_it_yet(session, branch, given):
    secretary, early, late = await given.secretary(), await given.member("早答"), await given.member("未答")
    notice, other = [await sent(session, branch, secretary) for _ in range(2)]
    asked = [(notice, early), (notice, late), (other, early), (other, late)]
    before = [await stands(session, (await messages_of(session, *one))[0]) for one in asked]

    await notice_receipts.acknowledge(session, notice.id, early, NOON, via=Via.TYPED)

    after = [await stands(session, (await messages_of(session, *one))[0]) for one in asked]
    assert (before, after) == ([True] * 4, [False, True, True, True])


async def test_a_notice_of_another_branch_is_like_a_missing_one(session, branch, given):
    from models import Branch

    other = Branch(name="别的支部")
    session.add(other)
    await session.flush()
    stranger = await Given(session, other).secretary("外人")
    notice = await drafted(session, stranger, audience=EVERYONE)

    with pytest.raises(Refusal):
        await sending.confirm(session, notice.id, stranger, "x", branch, NOON)


async def test_a_recipient_gets_it_once_even_if_the_sweep_runs_twice(session, branch, given):
    secretary = await given.secretary()
    notice = await sent(session, branch, secretary)

    notice.state = NoticeState.SCHEDULED  # as if the first sweep's commit had been seen late
    session.add(notice)
    await send_due(session, NOON + timedelta(minutes=5))

    rows = await session.exec(select(Outbox).where(Outbox.about == notices.about(notice.id)))
    assert [row.state for row in rows.all()] == [OutboxState.PENDING]
