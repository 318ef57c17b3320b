"""What an invitation is, how long it lives, and that nobody can read it out of the database."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

import models
from bot.domain import invitations, media, outbox
from bot.domain.claims import Next
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import invitations as say
from models import Invitation, Media, MediaKind, Medium, Outbox, OutboxState, Role, Status
from tests.binding_world import PHONE, SECRET, invited, its_me, opened, phone, phone_of, typed
from tests.people import NOON, TODAY


async def test_a_link_has_128_random_bits_and_a_code_eight_digits(session, given):
    zhou = await given.member("周德明")

    several = [await invited(session, zhou) for _ in range(20)]

    assert {len(issued.token) for issued in several} == {22}
    assert all(issued.code.isdecimal() and len(issued.code) == 8 for issued in several)
    assert len({issued.token for issued in several} | {issued.code for issued in several}) == 40
    assert several[0].link("hongye_bot") == f"https://t.me/hongye_bot?start={several[0].token}"


@pytest.mark.parametrize(("medium", "days"), [(Medium.PHONE, 3), (Medium.PAPER, 30)])
async def test_a_phone_invitation_lives_three_days_and_a_paper_one_thirty(session, given, medium, days):
    zhou = await given.member("周德明")
    issued = await invited(session, zhou, medium=medium)
    end = NOON + timedelta(days=days)

    assert issued.expires_at == end
    assert (await opened(session, issued, phone(701), end - timedelta(seconds=1))).next is Next.ANSWER
    assert (await opened(session, issued, phone(702), end)).next is Next.OVER
    assert (await opened(session, issued, phone(701), end)).next is Next.OVER


async def test_a_new_invitation_ends_the_older_ones_of_that_person_only(session, given):
    zhou, li = await given.member("周德明"), await given.member("李红")
    old, other = await invited(session, zhou), await invited(session, li)

    new = await invited(session, zhou)

    assert (await opened(session, old, phone())).next is Next.OVER
    assert (await typed(session, old, phone())).next is Next.OVER
    assert (await opened(session, new, phone(701))).next is Next.ANSWER
    assert (await opened(session, other, phone(702))).next is Next.ANSWER


async def test_unknown_used_and_foreign_links_are_answered_alike(session, given):
    zhou = await given.member("周德明")
    await invited(session, zhou)

    assert await invitations.by_token(session, "x" * 22, SECRET) is None
    assert await invitations.by_token(session, "", SECRET) is None
    issued = await invited(session, zhou)
    assert await invitations.by_token(session, issued.token, b"another key") is None
    assert await invitations.by_code(session, issued.code, b"another key", NOON) is None


async def test_no_table_keeps_a_token_or_a_code(session, given):
    secretary = await given.secretary()
    issued = await invited(session, await given.member("周德明"), secretary)
    step = await opened(session, issued, phone())
    await its_me(session, step, phone())

    connection = await session.connection()
    for table in models.metadata.sorted_tables:
        for row in (await connection.execute(sa.select(table))).all():
            assert issued.token not in repr(row)
            assert issued.code not in repr(row)


async def test_the_words_and_the_picture_of_an_invitation_are_forgotten_once_they_have_left(
    session, given, branch
):
    picture = await media.store(session, branch.id, MediaKind.PHOTO, "a.png", "image/png", b"png", NOON)
    for number, state in enumerate((OutboxState.SENT, OutboxState.PENDING)):
        row_id = await outbox.post(
            session,
            outbox.Chat(number + 1),
            Message("https://t.me/x?start=secret", media=(picture,) if state is OutboxState.SENT else ()),
            branch_id=branch.id,
            now=NOON,
            kind=invitations.KIND,
            about=invitations.KIND,
        )
        row = await session.get_one(Outbox, row_id)
        row.state = state
        session.add(row)
    await session.flush()

    await invitations.forget_sent(session, NOON)

    texts = (await session.exec(select(Outbox.text).order_by(Outbox.id))).all()
    assert texts == [say.FORGOTTEN, "https://t.me/x?start=secret"]
    await session.refresh(stored := await session.get_one(Media, picture))
    assert stored.data is None


async def test_the_very_first_secretary_needs_nobody(session, given):
    secretary = await given.secretary()
    issued = await invited(session, secretary)

    step = await its_me(session, await opened(session, issued, phone()), phone())

    assert step.next is Next.WELCOME
    assert await phone_of(session, secretary) == phone().chat_id


async def test_the_very_first_secretary_cannot_come_in_by_digits_alone(session, given):
    issued = await invited(session, await given.secretary())

    step = await its_me(session, await typed(session, issued, phone()), phone())
    assert step.next is Next.LINK

    step = await its_me(session, await opened(session, issued, phone()), phone())
    assert step.next is Next.WELCOME


async def test_a_second_secretary_needs_the_first(session, given):
    await given.bind(await given.secretary())
    second = await given.secretary("杨振华")

    issued = await invited(session, second)

    assert (await session.exec(select(Invitation.needs_approval))).one()
    assert (await its_me(session, await opened(session, issued, phone()), phone())).next is Next.APPROVAL


async def test_a_first_secretarys_link_needs_approval_once_another_one_has_come(session, given):
    first, second = await given.secretary(), await given.secretary("杨振华")
    issued = await invited(session, first)
    await given.bind(second)

    assert (await its_me(session, await opened(session, issued, phone()), phone())).next is Next.APPROVAL


async def test_a_secretary_alone_comes_back_by_the_command_line(session, given):
    secretary = await given.secretary()
    await given.bind(secretary)

    issued = await invited(session, secretary)

    assert (await its_me(session, await opened(session, issued, phone()), phone())).next is Next.WELCOME
    assert await phone_of(session, secretary) == phone().chat_id


@pytest.mark.parametrize("role", [None, Role.LIAISON, Role.DEPUTY])
async def test_the_command_line_spares_nobody_else_the_approval(session, given, role):
    person = await given.member("周德明", phone=PHONE)
    if role is not None:
        await given.appoint(person, role)

    await invited(session, person)

    assert (await session.exec(select(Invitation.needs_approval))).one()


async def test_a_secretary_inviting_a_secretary_does_not_spare_the_approval(session, given):
    secretary = await given.secretary()

    await invited(session, secretary, by=await given.liaison())

    assert (await session.exec(select(Invitation.needs_approval))).one()


@pytest.mark.parametrize("status", [Status.DECEASED, Status.TRANSFERRED])
async def test_the_departed_and_the_frozen_are_not_invited(session, given, status):
    gone = await given.member("转走的", status=status)
    frozen = await given.member("停着的")
    frozen.frozen_at = NOON
    session.add(frozen)
    zhou = await given.member("周德明")

    for person in (gone, frozen):
        with pytest.raises(Refusal):
            await invited(session, person)
    several = await invitations.invite_many(
        session, [gone, frozen, zhou], Medium.PAPER, now=NOON, secret=SECRET
    )

    assert [person.name for person, _ in several] == ["周德明"]


async def test_freezing_closes_a_link_that_is_under_way(session, given):
    zhou = await given.member("周德明")
    issued = await invited(session, zhou)
    zhou.frozen_at = NOON
    session.add(zhou)
    await session.flush()

    assert (await opened(session, issued, phone())).next is Next.OVER


def test_the_picture_is_large_and_has_a_quiet_zone():
    import segno

    link = "https://t.me/hongye_branch_bot?start=" + "x" * 22
    picture = invitations.qr_png(link)

    modules = segno.make_qr(link, error="m").symbol_size(border=0)[0]
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert width == height == (modules + 2 * 4) * 12 >= 400


def test_an_invitation_can_be_passed_on_as_it_is():
    words = say.phone_invitation("周德明", "https://t.me/b?start=t", "12345678", TODAY, TODAY, ()).text

    assert words.startswith("周德明同志：")
    assert "https://t.me/b?start=t\n" in words
    assert "1234 5678" in words
    assert words.count("\n") <= 8
    for jargon in ("扫码", "链接", "绑定", "点击"):
        assert jargon not in words
