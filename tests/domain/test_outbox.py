"""The outbox: said once, whoever asks how often; redrawn instead of repeated."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given as suppose
from hypothesis import strategies as st
from sqlmodel import col, select

from bot.domain import media, outbox
from bot.domain.kinds import KINDS
from bot.domain.outbox import Chat, Target, parts
from bot.messages import Button, Keyboard, Message
from bot.presses import OpenMenu
from bot.splitting import units
from models import Action, Lane, MediaKind, Outbox, OutboxState
from tests.outgoing import claim_one
from tests.people import NOON

MENU = (Button("主菜单", OpenMenu()),)
LATER = NOON + timedelta(hours=1)


async def rows(session) -> list[Outbox]:
    return list((await session.exec(select(Outbox).order_by(col(Outbox.id)))).all())


@pytest.fixture
def post(session, branch):
    async def _post(to, message="您好", kind="reply", **more):
        message = Message(message) if isinstance(message, str) else message
        return await outbox.post(session, to, message, branch_id=branch.id, now=NOON, kind=kind, **more)

    return _post


@pytest.fixture
async def sent(session, post):
    """Return a message that stands on somebody's screen."""
    row = await session.get_one(Outbox, await post(Chat(7), Message("旧", buttons=MENU)))
    row.state, row.sent_chat_id, row.message_id = OutboxState.SENT, 7, 501
    session.add(row)
    await session.flush()
    return row


async def test_a_message_waits_as_it_was_worded(session, post):
    await post(Chat(7), Message("正文", title="题目", buttons=MENU))

    [row] = await rows(session)
    assert (row.state, row.lane, row.text) == (OutboxState.PENDING, Lane.REPLY, "题目\n\n正文")
    assert row.layout == {"title": 2, "buttons": [["主菜单", "menu"]]}


async def test_what_is_for_later_is_held(session, post):
    await post(Chat(7), due_at=LATER)

    [row] = await rows(session)
    assert (row.state, row.reason, row.due_at) == (OutboxState.HELD, "later", LATER)


async def test_one_thing_is_said_once_to_a_recipient_and_period(session, given, post):
    zhang, li = await given.member("张三"), await given.member("李四")
    told = [
        await post(person, kind="task", about="visit:3", period=period, once=True)
        for person, period in ((zhang, "12"), (zhang, "12"), (li, "12"), (zhang, "11"))
    ]

    assert [row_id is not None for row_id in told] == [True, False, True, True]
    assert len(await rows(session)) == 3


async def test_a_notice_for_many_is_written_once_each_however_often(session, given, branch):
    people = [(await given.member(f"张{number}")).id for number in range(3)]
    for _ in range(2):
        await outbox.post_all(
            session, people, Message("通知"), branch_id=branch.id, now=NOON, kind="task", about="notice:1"
        )

    assert [row.person_id for row in await rows(session)] == people


async def test_a_long_text_becomes_parts_with_the_buttons_on_the_last(session, given, branch):
    person = await given.member("张三")
    long = Message("一段话。\n\n" * 1200, title="题目", buttons=MENU)

    await outbox.post_all(
        session, [person.id], long, branch_id=branch.id, now=NOON, kind="task", about="notice:1"
    )

    written = await rows(session)
    assert len(written) > 1
    assert [("buttons" in row.layout, "title" in row.layout) for row in written] == [
        (index == len(written) - 1, index == 0) for index in range(len(written))
    ]
    assert len({row.dedupe_key for row in written}) == len(written)


@suppose(
    st.text(st.sampled_from("字 a\n。😀，𬭳"), max_size=9000),
    st.text(st.sampled_from("题目😀"), max_size=30),
    st.lists(st.integers(1, 9), max_size=3, unique=True),
)
def test_every_part_fits_and_no_word_is_lost(text, title, shown):
    message = Message(text, title, MENU, Keyboard((("找人",),)), tuple(shown))

    cut = parts(message, [message.media] if shown else [])

    limit = 1024 if len(shown) == 1 and len(cut) == 1 else 4096
    assert all(units(part.words) <= limit for part in cut)
    assert "".join("".join(part.words for part in cut).split()) == "".join(message.words.split())
    assert [part.media for part in cut if part.media] == ([tuple(shown)] if shown else [])
    assert [bool(part.buttons) for part in cut] == [False] * (len(cut) - 1) + [True]


async def test_pictures_go_together_and_a_spoken_word_or_a_file_alone(session, branch, post):
    """The messenger refuses an album of different kinds, and any album with a spoken word in it."""
    kinds = [MediaKind.VOICE, *[MediaKind.PHOTO] * 11, MediaKind.DOCUMENT, MediaKind.VOICE]
    kept = [
        await media.store(session, branch.id, kind, f"{number}", "x/y", bytes([number]), NOON)
        for number, kind in enumerate(kinds)
    ]

    await post(Chat(7), Message("他说了两句", media=tuple(kept)))

    voice, *photos, file, another = kept
    shown = [row.layout.get("media") for row in await rows(session)]
    assert shown == [photos[:10], photos[10:], [voice], [file], [another], None]


@pytest.mark.parametrize(("picture", "limit"), [((), 4096), ((3,), 1024)])
async def test_what_has_grown_too_long_is_redrawn_shortened(session, branch, post, picture, limit):
    row = await session.get_one(Outbox, await post(Chat(7), Message("旧", media=picture)))
    row.state, row.sent_chat_id, row.message_id = OutboxState.SENT, 7, 501
    session.add(row)
    await session.flush()

    await outbox.edit(
        session, row, Message("又说😀\n" * 2000, "您来办的事", MENU), branch_id=branch.id, now=NOON
    )

    await session.flush()
    [_, redrawn] = await rows(session)
    assert redrawn.text.startswith("您来办的事\n\n又说😀")
    assert redrawn.text.endswith("……")
    assert limit - 200 < units(redrawn.text) <= limit


async def test_a_message_that_has_not_left_is_rewritten(session, branch, post):
    waiting = await session.get_one(Outbox, await post(Chat(7), Message("旧", media=(3,))))

    await outbox.edit(session, waiting, Message("新"), branch_id=branch.id, now=NOON)

    [row] = await rows(session)
    assert (row.text, row.layout, row.action) == ("新", {"media": [3]}, Action.SEND)


async def test_a_message_on_the_screen_is_redrawn_by_one_edit_however_often(session, branch, sent):
    for text in ("新", "更新"):
        await outbox.edit(session, sent, Message(text), branch_id=branch.id, now=NOON)
        await session.flush()

    [_, edit] = await rows(session)
    assert (edit.action, edit.replaces, edit.text) == (Action.EDIT, sent.id, "更新")


async def test_an_edit_on_its_way_is_followed_by_another(session, branch, sent):
    await outbox.edit(session, sent, Message("新"), branch_id=branch.id, now=NOON)
    await session.flush()
    [_, first] = await rows(session)
    first.state = OutboxState.SENDING
    session.add(first)

    await outbox.edit(session, sent, Message("更新"), branch_id=branch.id, now=NOON)

    assert [row.text for row in await rows(session)] == ["旧", "新", "更新"]


async def test_a_pressed_message_is_found_where_it_stands(session, branch, sent):
    await outbox.edit(session, Target(7, 501), Message("新"), branch_id=branch.id, now=NOON)
    await outbox.edit(session, Target(7, 777), Message("旧的"), branch_id=branch.id, now=NOON)
    await session.flush()

    [_, known, unknown] = await rows(session)
    assert known.replaces == sent.id
    assert (unknown.replaces, unknown.chat_id, unknown.message_id) == (None, 7, 777)


async def test_cancelling_takes_back_only_what_has_not_left(session, post, sent):
    waiting, held = await post(Chat(7)), await post(Chat(7), due_at=LATER)

    count = await outbox.cancel(session, col(Outbox.chat_id) == 7, reason="withdrawn", now=NOON)

    assert count == 2
    for row_id in (waiting, held):
        row = await session.get_one(Outbox, row_id, populate_existing=True)
        assert (row.state, row.reason) == (OutboxState.CANCELLED, "withdrawn")
    assert (await session.get_one(Outbox, sent.id, populate_existing=True)).state is OutboxState.SENT


@pytest.mark.parametrize("state", OutboxState)
async def test_a_sign_of_life_clears_a_doubt_and_nothing_else(session, post, state):
    row = await session.get_one(Outbox, await post(Chat(7)))
    row.state = state

    outbox.clear_doubt(row, NOON)

    in_doubt = state is OutboxState.UNKNOWN
    assert (row.state, row.reason) == ((OutboxState.SENT, "answered") if in_doubt else (state, None))


async def test_a_group_is_left_after_the_word_that_was_said_there(session, branch, post):
    await post(Chat(-100), "再见")
    await outbox.leave(session, Chat(-100), branch_id=branch.id, now=NOON, kind="reply")
    await session.flush()

    assert [row.action for row in await rows(session)] == [Action.SEND, Action.LEAVE]


def test_every_kind_is_listed_under_its_own_name():
    assert all(name == kind.name for name, kind in KINDS.items())


@pytest.mark.parametrize("change", ["withdrawn", "rewritten"])
async def test_what_is_being_changed_does_not_leave_as_it_was(database, branch, change):
    """The sender looks while another transaction, not committed yet, takes the message back."""
    async with database.transaction() as session:
        row_id = await outbox.post(
            session, Chat(7), Message("旧"), branch_id=branch.id, now=NOON, kind="reply"
        )

    async def claim():
        async with database.transaction() as looking:
            return await claim_one(looking, NOON)

    async with database.transaction() as session:
        if change == "withdrawn":
            await outbox.cancel(session, col(Outbox.id) == row_id, reason="withdrawn", now=NOON)
        else:
            row = await session.get_one(Outbox, row_id)
            await outbox.edit(session, row, Message("新"), branch_id=branch.id, now=NOON)
            await session.flush()
        claiming = asyncio.create_task(claim())
        await asyncio.sleep(0.1)  # long enough to have looked

    claimed = await claiming
    assert claimed is None if change == "withdrawn" else claimed.call.text == "新"


async def test_what_has_left_is_not_rewritten_behind_the_senders_back(database, branch):
    """A redrawing that read the message before it left becomes an edit."""
    async with database.transaction() as session:
        row_id = await outbox.post(
            session, Chat(7), Message("旧"), branch_id=branch.id, now=NOON, kind="reply"
        )
    async with database.reading() as session:
        seen = await session.get_one(Outbox, row_id)
    async with database.transaction() as session:
        await claim_one(session, NOON)

    async with database.transaction() as session:
        session.add(seen)
        await outbox.edit(session, seen, Message("新"), branch_id=branch.id, now=NOON)

    async with database.reading() as session:
        assert [(row.action, row.text) for row in await rows(session)] == [
            (Action.SEND, "旧"),
            (Action.EDIT, "新"),
        ]
