"""The webhook's door: only Telegram comes in, and 200 means that the update is stored."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from sqlmodel import select

from bot.delivery.webhook import BODY_LIMIT_BYTES, SECRET_HEADER, Webhook
from models import Inbox
from tests.delivery.test_inbox import queue, unreadable, words

# How it is stored does not matter here, and one kind of database is quicker than two.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SECRET = "a-secret-of-sixteen"


@pytest.fixture
async def door(database) -> AsyncIterator[Any]:
    """Open the door and return how to knock: a body and headers give a status."""
    webhook = Webhook(queue(database), SECRET, "/hook")
    await webhook.start("127.0.0.1", 0)
    [(host, port)] = webhook._runner.addresses

    async def knock(body: Any, *, path: str = "/hook", **headers: str) -> int:
        sent = {SECRET_HEADER: SECRET} | {name.replace("_", "-"): value for name, value in headers.items()}
        content = {"data": body} if isinstance(body, bytes) else {"json": body}
        async with (
            aiohttp.ClientSession() as http,
            http.post(f"http://{host}:{port}{path}", headers=sent, **content) as answer,
        ):
            return answer.status

    yield knock
    await webhook.stop()


async def stored(database) -> list[int]:
    async with database.reading() as session:
        return list((await session.exec(select(Inbox.update_id))).all())


async def test_an_update_is_stored_before_it_is_answered(door, database):
    assert await door(words(17)) == 200
    assert await stored(database) == [17]


async def test_an_update_that_is_repeated_is_answered_and_kept_once(door, database):
    assert [await door(words(17)) for _ in range(3)] == [200, 200, 200]
    assert await stored(database) == [17]


async def test_an_update_that_cannot_be_understood_is_taken_and_passed_over(door, database):
    assert await door(unreadable(17)) == 200
    async with database.reading() as session:
        assert (await session.exec(select(Inbox.payload))).all() == [{"update_id": 17}]


@pytest.mark.parametrize("given", ["", "wrong", "密码", SECRET + "x"])
async def test_nobody_else_comes_in(door, database, given):
    assert await door(words(17), **{SECRET_HEADER.replace("-", "_"): given}) == 403
    assert await stored(database) == []


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b'"text"', b"{}", b'{"update_id": "17"}', b'{"update_id": 99999999999999999999}'),
        pytest.param(b"[" * 100_000, id="deep"),
    ],
)
async def test_what_is_no_update_is_refused(door, database, body):
    assert await door(body) == 400
    assert await stored(database) == []


async def test_too_much_at_once_is_refused(door):
    assert await door(b"{" + b" " * BODY_LIMIT_BYTES) == 413


async def test_there_is_one_path_and_no_other(door):
    assert await door(words(17), path="/") == 404
