"""The chat page's API: what it shows, what a person does with it, and the stream of changes."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from bot.sandbox.page import EARLIER, SandboxClock, routes
from bot.sandbox.world import World

from .small_world import LI, PNG, ZHANG, Clock

SHANGHAI = ZoneInfo("Asia/Shanghai")
SAMPLE = "样例花名册.xlsx"


class Walker:
    """The clock of these tests as the page may move it; a walk waits until it may go on."""

    zone = SHANGHAI

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.may_go_on = asyncio.Event()
        self.jumps: list[datetime] = []

    def now(self) -> datetime:
        return self.clock.at

    async def run_through(self, to: datetime, progress: Callable[[datetime], None]) -> None:
        while self.clock.at < to:
            progress(self.clock.at)
            await self.may_go_on.wait()
            self.clock.at = min(self.clock.at + timedelta(minutes=10), to)

    async def jump(self, to: datetime) -> None:
        self.jumps.append(to)
        self.clock.at = to


class Broken(Walker):
    async def jump(self, to: datetime) -> None:
        raise ConnectionError("the bot did not come back")


class Stream:
    """The events of one open page, in order."""

    def __init__(self, response: Any) -> None:
        self.response = response

    async def next(self, name: str) -> Any:
        """Return the data of the next event with this name."""
        async with asyncio.timeout(30):
            while line := await self.response.content.readline():
                if line == f"event: {name}\n".encode():
                    return json.loads((await self.response.content.readline()).removeprefix(b"data: "))
        raise EOFError(name)


async def serve(world: World, clock: SandboxClock | None, samples: dict[str, Path]) -> TestClient:
    app = web.Application()
    routes(app, world, clock, samples)
    client = TestClient(TestServer(app))
    await client.start_server()
    return client


@pytest.fixture
def walker(clock: Clock) -> Walker:
    return Walker(clock)


@pytest.fixture
async def page(world: World, walker: Walker, tmp_path: Path) -> AsyncIterator[TestClient]:
    (tmp_path / "roster.xlsx").write_bytes(b"a sheet")
    client = await serve(world, walker, {SAMPLE: tmp_path / "roster.xlsx"})
    yield client
    await client.close()


@pytest.fixture
async def stream(page: TestClient) -> AsyncIterator[Stream]:
    async with page.get("/api/changes") as response:
        yield Stream(response)


async def chat_of(page: TestClient, user_id: int, **query: int) -> dict[str, Any]:
    async with page.get(f"/api/people/{user_id}/chat", params=query) as response:
        assert response.status == 200
        return await response.json()


async def test_the_page_comes_with_everything_it_needs_and_may_load_nothing_else(page: TestClient) -> None:
    response = await page.get("/")

    html = await response.text()
    assert response.status == 200
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert "http" not in html.replace("http-equiv", "")
    for name in ("page.js", "phone.js", "bubbles.js", "page.css", "leaf.svg"):
        assert (await page.get(f"/static/{name}")).status == 200
    assert (await page.get("/static/../page.py")).status == 404


async def test_the_stream_begins_with_the_whole_world(world: World, stream: Stream) -> None:
    shown = await stream.next("world")

    assert shown["bot"] == {"name": "红叶", "username": "hongye_bot"}
    assert [person["name"] for person in shown["people"]] == ["张三", "李四"]
    assert shown["samples"] == [{"name": SAMPLE, "size": 7}]
    assert shown["clock"]["zone"] == "Asia/Shanghai"


async def test_a_change_of_one_person_is_told_with_what_the_bot_has_sent(
    world: World, stream: Stream
) -> None:
    await stream.next("world")

    world.deliver(ZHANG, {"text": "明天上午九点开会\n请准时"})

    (told,) = await stream.next("people")
    assert (told["user_id"], told["incoming"]) == (ZHANG, 1)
    assert told["last"]["text"] == "明天上午九点开会 请准时"


async def test_a_person_writes_presses_and_sends_contacts(page: TestClient, world: World) -> None:
    asked = world.deliver(
        ZHANG,
        {
            "text": "收到吗？",
            "reply_markup": {"inline_keyboard": [[{"text": "收到", "callback_data": "r:1"}]]},
        },
    )

    await page.post(f"/api/people/{ZHANG}/text", json={"text": " 收到了 "})
    await page.post(f"/api/people/{ZHANG}/press", json={"message_id": asked["message_id"], "data": "r:1"})
    await page.post(f"/api/people/{ZHANG}/contact", json={})
    await page.post(f"/api/people/{ZHANG}/contact", json={"of": LI})

    written, pressed, own, other = await world.updates.get(0, 100, 0)
    assert written["message"]["text"] == "收到了"
    assert pressed["callback_query"]["data"] == "r:1"
    assert own["message"]["contact"]["user_id"] == ZHANG
    assert other["message"]["contact"]["user_id"] == LI


async def test_an_empty_text_is_not_sent(page: TestClient, world: World) -> None:
    await page.post(f"/api/people/{ZHANG}/text", json={"text": " \n "})

    assert world.chat(ZHANG).messages == []


async def test_a_link_is_opened_with_its_payload_by_somebody_new(page: TestClient, world: World) -> None:
    await page.post(f"/api/people/{LI}/start", json={"payload": "a7Kd"})

    assert world.chat(LI).messages[-1]["text"] == "/start a7Kd"


async def test_files_go_up_as_photo_or_document_and_come_back(page: TestClient, world: World) -> None:
    about = {"name": "合影.png", "mime": "image/png", "photo": "1", "caption": "大家"}
    await page.post(f"/api/people/{ZHANG}/file", params=about, data=PNG)
    await page.post(
        f"/api/people/{ZHANG}/file", params={"name": "名册.html", "mime": "text/html"}, data=b"<b>"
    )

    photo, document = (await chat_of(page, ZHANG))["messages"]
    assert photo["caption"] == "大家"
    shown = await page.get(f"/api/files/{photo['photo'][-1]['file_id']}")
    assert (shown.content_type, await shown.read()) == ("image/png", PNG)
    saved = await page.get(f"/api/files/{document['document']['file_id']}")
    # A page that somebody sends is kept, but never runs in the page's own origin.
    assert saved.content_type == "application/octet-stream"
    assert saved.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E5")


@pytest.mark.parametrize(
    ("data", "words"), [(b"no picture", "IMAGE_PROCESS_FAILED"), (b"", "file must be non-empty")]
)
async def test_what_telegram_refuses_is_refused_in_its_words(
    page: TestClient, world: World, data: bytes, words: str
) -> None:
    about = {"name": "坏的.png", "mime": "image/png", "photo": "1"}
    response = await page.post(f"/api/people/{ZHANG}/file", params=about, data=data)

    assert (response.status, await response.text()) == (400, f"发不出去：Bad Request: {words}")
    assert world.chat(ZHANG).messages == []


async def test_a_sample_is_sent_with_one_request(page: TestClient, world: World) -> None:
    await page.post(f"/api/people/{ZHANG}/sample", json={"name": SAMPLE})

    document = world.chat(ZHANG).messages[-1]["document"]
    assert document["file_name"] == SAMPLE
    assert document["mime_type"].endswith("spreadsheetml.sheet")
    assert (await page.post(f"/api/people/{ZHANG}/sample", json={"name": "/etc/passwd"})).status == 404


async def test_who_has_blocked_the_bot_cannot_write_before_letting_it_in_again(
    page: TestClient, world: World
) -> None:
    await page.post(f"/api/people/{ZHANG}/block", json={"blocked": True})

    response = await page.post(f"/api/people/{ZHANG}/text", json={"text": "在吗"})

    assert response.status == 409
    assert (await chat_of(page, ZHANG))["standing"] == "blocked"
    await page.post(f"/api/people/{ZHANG}/block", json={"blocked": False})
    assert (await page.post(f"/api/people/{ZHANG}/text", json={"text": "在吗"})).status == 200


async def test_a_long_chat_is_shown_from_its_end_and_more_on_request(page: TestClient, world: World) -> None:
    sent = [world.deliver(ZHANG, {"text": str(i)})["message_id"] for i in range(EARLIER + 30)]

    end = await chat_of(page, ZHANG)
    more = await chat_of(page, ZHANG, **{"from": end["messages"][0]["message_id"], "more": 10})

    assert ([m["message_id"] for m in end["messages"]], end["earlier"]) == (sent[30:], 30)
    assert ([m["message_id"] for m in more["messages"]], more["earlier"]) == (sent[20:], 20)


async def test_what_was_shown_stays_shown_when_new_messages_come(page: TestClient, world: World) -> None:
    sent = [world.deliver(ZHANG, {"text": str(i)})["message_id"] for i in range(EARLIER)]

    new = world.deliver(ZHANG, {"text": "新的"})["message_id"]

    shown = await chat_of(page, ZHANG, **{"from": sent[0]})
    assert [m["message_id"] for m in shown["messages"]] == [*sent, new]


async def test_the_menu_of_a_person_is_the_narrowest_one(page: TestClient, world: World) -> None:
    everybody = [{"command": "help", "description": "怎么用"}]
    secretary = [{"command": "notice", "description": "发通知"}]

    world.configure(commands={"default::": everybody, f"chat:{ZHANG}:": secretary})

    assert (await chat_of(page, ZHANG))["commands"] == secretary
    assert (await chat_of(page, LI))["commands"] == everybody


async def test_a_walk_of_the_clock_tells_how_far_it_is(
    page: TestClient, stream: Stream, walker: Walker
) -> None:
    await stream.next("world")

    assert (await page.post("/api/clock", json={"to": "2026-12-01T09:30", "way": "run"})).status == 200

    under_way = await stream.next("clock")
    assert under_way["walk"]["to"] == "2026-12-01T09:30:00+08:00"
    again = await page.post("/api/clock", json={"hours": 1})
    assert (again.status, await again.text()) == (409, "钟正在走，请等它走完。")
    walker.may_go_on.set()
    while (face := await stream.next("clock"))["walk"]:
        pass
    assert face["now"] == "2026-12-01T01:30:00+00:00"


async def test_a_jump_skips_what_lies_between(page: TestClient, stream: Stream, walker: Walker) -> None:
    await stream.next("world")

    await page.post("/api/clock", json={"hours": 24, "way": "jump"})

    while (await stream.next("clock"))["walk"]:
        pass
    assert walker.jumps == [datetime(2026, 12, 2, 9, tzinfo=SHANGHAI)]


@pytest.mark.parametrize("asked", [{"to": "2026-12-01T08:59"}, {"hours": 0}, {"hours": -1}])
async def test_the_clock_never_goes_back(page: TestClient, walker: Walker, asked: dict[str, Any]) -> None:
    response = await page.post("/api/clock", json={**asked, "way": "jump"})

    assert (response.status, await response.text()) == (409, "钟只能往前拨。")
    assert walker.jumps == []


async def test_a_clock_that_fails_says_so_and_can_be_moved_again(
    world: World, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    page = await serve(world, Broken(clock), {})
    async with page.get("/api/changes") as response:
        stream = Stream(response)
        await page.post("/api/clock", json={"hours": 1, "way": "jump"})

        while not (face := await stream.next("clock"))["failure"]:
            pass

    assert face["walk"] is None
    assert (await page.post("/api/clock", json={"hours": 1, "way": "run"})).status == 200
    await page.close()


async def test_without_a_clock_only_the_real_time_is_shown(world: World) -> None:
    page = await serve(world, None, {})

    async with page.get("/api/changes") as response:
        assert (await Stream(response).next("world"))["clock"]["zone"] is None

    assert (await page.post("/api/clock", json={"hours": 1})).status == 409
    await page.close()


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("/api/people/5/text", {"text": "我是谁"}, 404),
        (f"/api/people/{ZHANG}/text", {}, 404),
        (f"/api/people/{ZHANG}/press", {"message_id": 999, "data": "x"}, 404),
        (f"/api/people/{ZHANG}/press", {"message_id": "x", "data": "x"}, 400),
        ("/api/clock", {"to": "tomorrow"}, 400),
    ],
)
async def test_what_makes_no_sense_is_refused(
    page: TestClient, path: str, asked: dict[str, Any], status: int
) -> None:
    assert (await page.post(path, json=asked)).status == status


async def test_pages_of_other_sites_may_do_nothing(page: TestClient, world: World) -> None:
    foreign = {"Origin": "https://example.com"}
    response = await page.post(f"/api/people/{ZHANG}/text", json={"text": "hi"}, headers=foreign)

    assert response.status == 403
    assert world.chat(ZHANG).messages == []


async def test_an_open_page_does_not_hold_up_a_stop(world: World, walker: Walker) -> None:
    page = await serve(world, walker, {})
    async with ClientSession() as browser, browser.get(page.make_url("/api/changes")) as response:
        await Stream(response).next("world")

        async with asyncio.timeout(30):
            await page.close()
