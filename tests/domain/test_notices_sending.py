"""From the last look to the outbox: what was shown is what is sent, once, to those who were listed."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.database import Database
from bot.domain import notice_drafts, notices
from bot.domain import notice_sending as sending
from bot.domain.media import store
from bot.domain.notice_broadcast import send_due
from bot.domain.outbox import KINDS
from bot.errors import Refusal
from models import (
    Action,
    Appointment,
    Change,
    MediaKind,
    Mode,
    Notice,
    NoticeState,
    Outbox,
    OutboxState,
    Person,
    Role,
    Status,
)
from tests.notice_world import EVERYONE, confirmed, drafted, messages_of, receipts_of, sent
from tests.people import NOON, TODAY, Given, messages_to

RISKY = "请到 www.example.com 看一看。"


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


@pytest.mark.parametrize("text", [RISKY, "请把党费交到支部。", "验证码不要告诉别人。"])
async def test_links_money_and_secrets_wait_for_a_second_person(session, branch, given, text):
    secretary, deputy, liaison = (
        await given.secretary(),
        await given.deputy(),
        await given.liaison(),
    )
    zhang = await given.member("张三")
    notice = await drafted(session, secretary, text)

    await confirmed(session, branch, secretary, notice)
    await send_due(session, NOON + sending.MINUTE)

    assert notice.state is NoticeState.SECOND
    assert await messages_to(session, zhang) == []
    assert await messages_to(session, secretary) == []
    for person in (deputy, liaison):
        whole, question = await messages_to(session, person)
        assert text in whole
        assert "宋维新" in question
    assert [one.id for one in await notices.pending_seconds(session, branch.id)] == [notice.id]


@pytest.mark.parametrize(("hurry", "kind"), [(False, "task"), (True, "urgent task")])
async def test_a_second_person_is_asked_at_night_only_when_it_cannot_wait(
    session, branch, given, hurry, kind
):
    secretary, deputy = await given.secretary(), await given.deputy()
    notice = await drafted(session, secretary, RISKY)

    await confirmed(session, branch, secretary, notice, despite_quiet=hurry)

    rows = await session.exec(select(Outbox).where(Outbox.person_id == deputy.id))
    assert {row.kind for row in rows.all()} == {kind}


async def test_a_picture_with_a_code_waits_for_a_second_person(session, branch, given):
    secretary = await given.secretary()
    await given.deputy()
    notice = await drafted(session, secretary)
    media_id = await store(session, branch.id, MediaKind.PHOTO, "照片.jpg", "image/jpeg", b"x", NOON)
    await notice_drafts.attach(session, notice, secretary, media_id, NOON)
    await notice_drafts.say_code(session, notice, True)

    await confirmed(session, branch, secretary, notice)

    assert notice.state is NoticeState.SECOND


async def _asked(session, branch, given) -> tuple[Notice, Person, Person, str]:
    secretary, deputy = await given.secretary(), await given.deputy()
    notice = await drafted(session, secretary, RISKY)
    await confirmed(session, branch, secretary, notice)
    return notice, secretary, deputy, (await sending.look(session, notice, TODAY)).seen


async def test_with_the_second_persons_consent_the_minute_begins(session, branch, given):
    notice, secretary, deputy, seen = await _asked(session, branch, given)
    later = NOON + timedelta(hours=1)

    decided = await sending.second(session, notice.id, deputy, seen, True, branch, later)
    await send_due(session, later + sending.MINUTE)

    assert decided
    assert notice.seconded_by == deputy.id
    assert len(await messages_of(session, notice)) == 2
    assert any("潘慧敏" in text for text in await messages_to(session, secretary))


async def test_nobody_is_his_own_second(session, branch, given):
    notice, secretary, _, seen = await _asked(session, branch, given)

    with pytest.raises(Refusal):
        await sending.second(session, notice.id, secretary, seen, True, branch, NOON)


async def test_without_consent_it_is_a_draft_again_and_the_author_is_told(session, branch, given):
    notice, secretary, deputy, seen = await _asked(session, branch, given)

    await sending.second(session, notice.id, deputy, seen, False, branch, NOON)
    await send_due(session, NOON + sending.MINUTE)

    assert notice.state is NoticeState.DRAFT
    assert await receipts_of(session, notice) == {}
    assert any("潘慧敏" in text for text in await messages_to(session, secretary))


async def test_the_first_decision_counts(session, branch, given):
    liaison = await given.liaison()
    notice, _, deputy, seen = await _asked(session, branch, given)

    await sending.second(session, notice.id, deputy, seen, False, branch, NOON)
    decided = await sending.second(session, notice.id, liaison, seen, True, branch, NOON)

    assert not decided
    assert notice.state is NoticeState.DRAFT


async def test_once_somebody_has_decided_the_others_are_asked_no_more(session, branch, given):
    liaison = await given.liaison()
    notice, _, deputy, seen = await _asked(session, branch, given)
    asked = (
        await session.exec(select(Outbox).where(Outbox.about == sending.second_subject(notice.id)))
    ).all()
    for row in asked:
        row.state = OutboxState.SENT
        session.add(row)
    await session.flush()

    await sending.second(session, notice.id, deputy, seen, True, branch, NOON)

    edits = (await session.exec(select(Outbox).where(Outbox.action == Action.EDIT))).all()
    assert [edit.person_id for edit in edits] == [liaison.id]
    assert "潘慧敏同志看过，同意发了" in edits[0].text
    assert "buttons" not in edits[0].layout


async def test_consent_to_an_earlier_text_is_no_consent_to_a_later_one(session, branch, given):
    notice, secretary, deputy, seen = await _asked(session, branch, given)
    await sending.second(session, notice.id, deputy, seen, False, branch, NOON)
    await notice_drafts.write(session, notice, secretary, "再到 www.other.com 。")
    await confirmed(session, branch, secretary, notice)

    decided = await sending.second(session, notice.id, deputy, seen, True, branch, NOON)

    assert not decided
    assert notice.state is NoticeState.SECOND


async def test_a_branch_without_a_second_person_is_told_so(session, branch, given):
    secretary = await given.secretary()
    notice = await drafted(session, secretary, RISKY)

    with pytest.raises(Refusal):
        await confirmed(session, branch, secretary, notice)


async def test_whoever_confirms_anothers_draft_is_its_second_person(session, branch, given):
    secretary, liaison = await given.secretary(), await given.liaison()
    notice = await drafted(session, liaison, RISKY)
    await notice_drafts.hand_over(session, notice, liaison, NOON, TODAY)

    await confirmed(session, branch, secretary, notice)

    assert notice.state is NoticeState.SCHEDULED
    assert notice.seconded_by == secretary.id


async def test_whoever_adds_a_word_becomes_the_author_and_needs_a_second_person(session, branch, given):
    secretary, liaison = await given.secretary(), await given.liaison()
    notice = await drafted(session, liaison, "请看。")
    await notice_drafts.write(session, notice, secretary, "www.example.com")

    await confirmed(session, branch, secretary, notice)

    assert notice.state is NoticeState.SECOND
    assert [person.id for person in await sending.seconds(session, notice, TODAY)] == [liaison.id]


async def test_a_draft_is_handed_to_the_secretary_who_finds_it_to_approve(session, branch, given):
    secretary, liaison = await given.secretary(), await given.liaison()
    notice = await drafted(session, liaison)

    told = await notice_drafts.hand_over(session, notice, liaison, NOON, TODAY)

    assert [person.id for person in told] == [secretary.id]
    assert [one.id for one in await notices.pending_drafts(session, branch.id)] == [notice.id]
    assert len(await messages_to(session, secretary)) == 1


async def test_a_member_or_another_liaison_cannot_take_up_somebodys_draft(session, given):
    liaison = await given.liaison()
    other = await given.appoint(await given.member("许绍文"), Role.PUBLICITY)
    notice = await drafted(session, liaison)

    assert await notice_drafts.editable(session, notice.id, other, may_send=False) is None
    assert await notice_drafts.editable(session, notice.id, liaison, may_send=False) is notice


async def test_pictures_come_first_as_one_album_then_files_then_the_words(session, branch, given):
    secretary = await given.secretary()
    zhang = await given.member("张三")
    notice = await drafted(session, secretary, shows_code=False)
    for number in range(3):
        photo = await store(
            session, branch.id, MediaKind.PHOTO, "照片.jpg", "image/jpeg", bytes([number]), NOON
        )
        await notice_drafts.attach(session, notice, secretary, photo, NOON)
    file = await store(session, branch.id, MediaKind.DOCUMENT, "表.xlsx", "application/x", b"f", NOON)
    await notice_drafts.attach(session, notice, secretary, file, NOON)

    await confirmed(session, branch, secretary, notice)
    await send_due(session, NOON + sending.MINUTE)

    album, one_file, words = await messages_of(session, notice, zhang)
    assert len(album.layout["media"]) == 3
    assert one_file.layout["media"] == [file]
    assert "buttons" in words.layout
    assert "media" not in words.layout


async def test_a_single_picture_carries_the_words(session, branch, given):
    secretary = await given.secretary()
    notice = await drafted(session, secretary)
    photo = await store(session, branch.id, MediaKind.PHOTO, "照片.jpg", "image/jpeg", b"p", NOON)
    await notice_drafts.attach(session, notice, secretary, photo, NOON)

    await confirmed(session, branch, secretary, notice)
    await send_due(session, NOON + sending.MINUTE)

    [row] = await messages_of(session, notice)
    assert row.layout["media"] == [photo]
    assert notice.text in row.text
    assert "buttons" in row.layout


async def test_a_long_notice_has_its_button_on_the_last_part(session, branch, given):
    secretary = await given.secretary()
    notice = await sent(session, branch, secretary, "\n\n".join(["红叶" * 500] * 6))

    parts = await messages_of(session, notice, secretary)

    assert len(parts) > 1
    assert ["buttons" in part.layout for part in parts] == [False] * (len(parts) - 1) + [True]


async def test_a_notice_that_asks_for_nothing_has_no_button(session, branch, given):
    secretary = await given.secretary()
    notice = await sent(session, branch, secretary, mode=Mode.TELL)

    [row] = await messages_of(session, notice)
    assert "buttons" not in row.layout


async def test_signs_in_a_text_and_in_names_are_kept_as_they_are(session, branch, given):
    secretary = await given.secretary()
    notice = await sent(session, branch, secretary, "请 <b>&李_四* 联系 [我]")

    [row] = await messages_of(session, notice)
    assert "<b>&李_四* 联系 [我]" in row.text


async def test_nothing_of_a_notice_leaves_after_it_has_ended(session, branch, given):
    secretary = await given.secretary()
    notice = await sent(session, branch, secretary)
    [row] = await messages_of(session, notice)
    wanted = await notices.still_wanted(session, row, NOON)

    notice.state = NoticeState.WITHDRAWN
    session.add(notice)

    assert wanted
    assert not await notices.still_wanted(session, row, NOON)


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


async def test_a_draft_is_not_redrawn_for_whoever_may_write_notices_no_more(session, branch, given):
    acting = await given.appoint(await given.member("潘慧敏"), Role.ACTING)
    draft = await drafted(session, acting)
    assert await notice_drafts.draw_draft(session, draft.id, acting, NOON) is not None

    office = (await session.exec(select(Appointment).where(Appointment.person_id == acting.id))).one()
    office.until_on = TODAY - timedelta(days=1)
    session.add(office)
    await session.flush()

    assert await notice_drafts.draw_draft(session, draft.id, acting, NOON) is None
