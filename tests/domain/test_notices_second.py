"""A second person looks at what could do harm: links, money, codes, and drafts of others."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.domain import notice_drafts, notices
from bot.domain import notice_sending as sending
from bot.domain.media import store
from bot.domain.notice_broadcast import send_due
from bot.errors import Refusal
from models import Action, Appointment, MediaKind, Notice, NoticeState, Outbox, OutboxState, Person, Role
from tests.notice_world import confirmed, drafted, messages_of, receipts_of
from tests.people import NOON, TODAY, messages_to

RISKY = "请到 www.example.com 看一看。"


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


async def test_a_draft_is_not_redrawn_for_whoever_may_write_notices_no_more(session, branch, given):
    acting = await given.appoint(await given.member("潘慧敏"), Role.ACTING)
    draft = await drafted(session, acting)
    assert await notice_drafts.draw_draft(session, draft.id, acting, NOON) is not None

    office = (await session.exec(select(Appointment).where(Appointment.person_id == acting.id))).one()
    office.until_on = TODAY - timedelta(days=1)
    session.add(office)
    await session.flush()

    assert await notice_drafts.draw_draft(session, draft.id, acting, NOON) is None
