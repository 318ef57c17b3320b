"""The ledger: what becomes of a row that was claimed."""

import pytest
from sqlmodel import select

from bot.delivery import ledger
from bot.delivery.telegram import Fate, Outcome
from bot.domain import outbox
from bot.domain.outbox import Chat
from bot.messages import Message
from models import Account, Media, MediaKind, OutboxState, Upload
from tests.delivery.outbox_world import LOST, SENT, claim, record, row
from tests.people import NOON, chat_of

pytestmark = pytest.mark.usefixtures("kinds")


async def test_what_must_arrive_is_sent_once_more_when_in_doubt_and_not_a_third_time(session, say):
    row_id = await say(7, kind="tidings")

    again = await record(session, await claim(session), LOST)
    assert (again.state, again.copies) == (OutboxState.PENDING, 1)
    settled = await record(session, await claim(session), LOST)

    assert (settled.id, settled.state, settled.reason) == (row_id, OutboxState.UNKNOWN, "TimedOut")


async def test_what_is_better_never_than_twice_is_not_repeated(session, say):
    await say(7, kind="greeting")

    settled = await record(session, await claim(session), LOST)

    assert settled.state is OutboxState.UNKNOWN
    assert await claim(session) is None


async def test_a_message_that_never_left_may_be_tried_for_ever(session, say):
    await say(7)

    for _ in range(5):
        last = await record(session, await claim(session), Outcome(Fate.NOT_SENT))

    assert (last.state, last.copies, last.attempts) == (OutboxState.PENDING, 0, 5)


@pytest.mark.parametrize(
    ("kind", "becomes"), [("tidings", OutboxState.PENDING), ("greeting", OutboxState.UNKNOWN)]
)
async def test_what_was_on_its_way_at_a_crash_is_in_doubt(session, say, kind, becomes):
    row_id = await say(7, kind=kind)
    await claim(session)

    assert await ledger.recover(session, NOON) == 1

    assert (await row(session, row_id)).state is becomes
    assert await ledger.recover(session, NOON) == 0


async def test_a_crash_and_a_lost_answer_together_make_no_third_copy(session, say):
    row_id = await say(7, kind="tidings")
    await claim(session)
    await ledger.recover(session, NOON)

    settled = await record(session, await claim(session), LOST)

    assert (settled.id, settled.state) == (row_id, OutboxState.UNKNOWN)


async def test_an_edit_in_doubt_is_simply_repeated(session, branch, say):
    target = await row(session, await say(7))
    await record(session, await claim(session), SENT)
    await outbox.edit(session, target, Message("改"), branch_id=branch.id, now=NOON)

    for _ in range(3):
        repeated = await record(session, await claim(session), LOST)

    assert repeated.state is OutboxState.PENDING


async def test_an_album_goes_before_its_words_and_has_an_outcome_of_its_own(session, branch):
    photos = []
    for number in range(2):
        photo = Media(
            branch_id=branch.id,
            sha256=str(number),
            kind=MediaKind.PHOTO,
            filename="a.jpg",
            mime="image/jpeg",
            data=b"x",
            created_at=NOON,
        )
        session.add(photo)
        await session.flush()
        photos.append(photo.id)
    message = Message("说明", media=tuple(photos))
    words = await outbox.post(session, Chat(7), message, branch_id=branch.id, now=NOON, kind="tidings")

    album = await claim(session)
    recorded = await record(
        session, album, Outcome(Fate.SENT, message_ids=(11, 12), uploads={photos[0]: "handle"})
    )

    assert (album.call.text, album.call.layout["media"]) == ("", photos)
    assert (recorded.message_id, recorded.message_ids) == (11, [11, 12])
    assert (await session.exec(select(Upload.file_id))).all() == ["handle"]
    assert (await claim(session)).row_id == words


async def test_a_blocked_phone_is_remembered(session, given, say):
    person = await given.member("周德明")
    await given.bind(person)
    await say(person)

    failed = await record(session, await claim(session), Outcome(Fate.UNREACHABLE, "blocked"))

    assert (failed.state, failed.reason) == (OutboxState.FAILED, "blocked")
    account = await session.exec(select(Account).execution_options(populate_existing=True))
    assert account.one().blocked_at == NOON


async def test_where_a_message_stands_is_written_down(session, given, say):
    person = await given.member("周德明")
    await given.bind(person)
    await say(person)

    sent = await record(session, await claim(session), SENT)

    assert (sent.state, sent.sent_chat_id, sent.message_id) == (OutboxState.SENT, chat_of(person), 501)
    assert sent.settled_at == NOON
