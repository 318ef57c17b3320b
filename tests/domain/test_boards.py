"""Boards: what is on the screen follows what has changed."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy.exc import NoResultFound
from sqlmodel import col, select

from bot.domain import boards
from bot.domain.outbox import Chat
from bot.messages import Message
from models import Action, Outbox, OutboxState
from tests.people import NOON, Given

SECOND = timedelta(seconds=1)


class Tally:
    """What the boards of these tests show; one that is broken cannot be drawn."""

    def __init__(self) -> None:
        self.count = 0
        self.broken: set[int] = set()
        self.drawn: list[int] = []

    async def draw(self, session, row_id, viewer, now) -> Message | None:
        self.drawn.append(row_id)
        if row_id in self.broken:
            raise NoResultFound  # which SQLAlchemy counts among its own
        return Message(f"第{row_id}：{self.count}")


@pytest.fixture
def tally():
    return Tally()


async def open_board(session, branch, number: int) -> None:
    """Put a board on somebody's screen."""
    viewer = await Given(session, branch).member(f"看{number}")
    message = Message(f"第{number}：0")
    await boards.open_board(
        session, f"tally:{number}", viewer, message, NOON, branch_id=branch.id, chat=Chat(7)
    )
    await session.flush()
    row = (await session.exec(select(Outbox).order_by(col(Outbox.id).desc()).limit(1))).one()
    row.state, row.sent_chat_id, row.message_id = OutboxState.SENT, 7, 100 + number
    session.add(row)
    await session.flush()


@pytest.fixture
def show(session, branch):
    return partial(open_board, session, branch)


async def redraw_all(session, tally, now) -> None:
    while (wait := await boards.redraw(session, {"tally": tally.draw}, now)) is not None:
        now += wait


async def edits(session) -> list[str]:
    found = await session.exec(select(Outbox).where(Outbox.action == Action.EDIT).order_by(col(Outbox.id)))
    return [row.text for row in found.all()]


async def test_a_board_is_redrawn_when_its_subject_changes(session, tally, show):
    await show(1)
    await show(2)
    tally.count = 5

    await boards.touch(session, "tally:1", NOON + SECOND)
    await redraw_all(session, tally, NOON + SECOND)

    assert await edits(session) == ["第1：5"]


async def test_many_changes_in_a_second_are_one_drawing(session, tally, show):
    await show(1)
    for count in range(1, 6):
        tally.count = count
        await boards.touch(session, "tally:1", NOON)

    wait = await boards.redraw(session, {"tally": tally.draw}, NOON)
    assert wait == SECOND
    await redraw_all(session, tally, NOON + SECOND)

    assert tally.drawn == [1]
    assert await edits(session) == ["第1：5"]


async def test_what_looks_the_same_is_not_sent_again(session, tally, show):
    await show(1)

    await boards.touch(session, "tally:1", NOON)
    await redraw_all(session, tally, NOON + SECOND)

    assert await edits(session) == []
    assert await boards.redraw(session, {"tally": tally.draw}, NOON + SECOND) is None


async def test_a_board_that_cannot_be_drawn_does_not_stop_the_others(session, tally, show):
    for number in (1, 2, 3):
        await show(number)
    tally.count, tally.broken = 1, {1}

    for number in (1, 2, 3):
        await boards.touch(session, f"tally:{number}", NOON)
    await redraw_all(session, tally, NOON + SECOND)

    assert await edits(session) == ["第2：1", "第3：1"]

    tally.broken.clear()
    await boards.touch(session, "tally:1", NOON + 5 * SECOND)
    await redraw_all(session, tally, NOON + 5 * SECOND)
    assert await edits(session) == ["第2：1", "第3：1", "第1：1"]


async def test_an_old_board_is_left_alone(session, tally, show):
    await show(1)

    await boards.touch(session, "tally:1", NOON + boards.LIFE + SECOND)

    assert await boards.redraw(session, {"tally": tally.draw}, NOON + boards.LIFE + SECOND) is None


async def test_a_change_in_the_middle_of_a_redrawing_is_drawn_too(database, branch, tally):
    async with database.transaction() as session:
        await open_board(session, branch, 1)
        await boards.touch(session, "tally:1", NOON)
    looked = asyncio.Event()

    async def draw_slowly(session, row_id, viewer, now):
        message = await tally.draw(session, row_id, viewer, now)
        looked.set()
        await asyncio.sleep(0.1)  # the change begins now, and may have to wait until we are done
        return message

    async def redraw() -> None:
        async with database.transaction() as drawing:
            await boards.redraw(drawing, {"tally": draw_slowly}, NOON + SECOND)

    async def change() -> None:
        async with database.transaction() as changing:
            tally.count = 9
            await boards.touch(changing, "tally:1", NOON + SECOND)

    drawing = asyncio.create_task(redraw())
    await looked.wait()
    await asyncio.gather(drawing, change())

    async with database.transaction() as after:
        await redraw_all(after, tally, NOON + 3 * SECOND)
        assert await edits(after) == ["第1：9"]
