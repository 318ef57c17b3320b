"""Order: one update at a time in a chat, chats beside each other."""

import asyncio
from collections import defaultdict

import pytest
from telegram import Update

from handlers.kit import ordering
from handlers.kit.ordering import ChatOrder
from tests.kit.desk import message
from tests.waiting import PATIENCE_SECONDS


def update(chat: int, number: int) -> Update:
    told = Update.de_json({"update_id": number, "message": message(chat, str(number))}, None)
    assert told is not None
    return told


async def test_a_chat_is_served_in_order_and_one_at_a_time():
    order, seen, busy = ChatOrder(), defaultdict(list), defaultdict(int)

    async def serve(chat: int, number: int) -> None:
        busy[chat] += 1
        assert busy[chat] == 1
        await asyncio.sleep(0.001 * (5 - number % 5))  # the later ones would overtake
        seen[chat].append(number)
        busy[chat] -= 1

    await asyncio.gather(
        *(
            order.do_process_update(update(chat, number), serve(chat, number))
            for number in range(20)
            for chat in (7, 8, 9)
        )
    )

    assert dict(seen) == {chat: list(range(20)) for chat in (7, 8, 9)}


async def test_many_updates_of_one_chat_do_not_take_the_places_of_others():
    order, go_on = ChatOrder(), asyncio.Event()
    waiting = [
        asyncio.create_task(order.do_process_update(update(7, number), go_on.wait()))
        for number in range(ordering.AT_ONCE * 2)
    ]
    await asyncio.sleep(0)

    async with asyncio.timeout(PATIENCE_SECONDS):
        await order.do_process_update(update(8, 1), asyncio.sleep(0))

    go_on.set()
    await asyncio.gather(*waiting)


async def test_no_more_than_so_many_are_served_at_once():
    order, now, most = ChatOrder(), 0, 0

    async def serve() -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.001)
        now -= 1

    chats = range(1, ordering.AT_ONCE * 2 + 1)
    await asyncio.gather(*(order.do_process_update(update(chat, chat), serve()) for chat in chats))

    assert most == ordering.AT_ONCE


async def test_one_that_fails_does_not_hold_up_the_next():
    order = ChatOrder()

    async def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await order.do_process_update(update(7, 1), fail())
    async with asyncio.timeout(PATIENCE_SECONDS):
        await order.do_process_update(update(7, 2), asyncio.sleep(0))


async def test_nothing_is_remembered_of_a_chat_that_is_done():
    order = ChatOrder()

    for chat in range(1, 50):
        await order.do_process_update(update(chat, chat), asyncio.sleep(0))

    assert (dict(order._locks), dict(order._waiting)) == ({}, {})
