"""Updates brought to an address: side by side, each chat's in order, until they are accepted."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import Conflict

from bot.sandbox import webhook
from bot.sandbox.server import SandboxServer
from bot.sandbox.world import World
from tests.waiting import until

from .small_world import LI, ZHANG, is_polled, refused


class Receiver:
    """The bot's end: notes what comes, and refuses when it is told to."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.secrets: set[str | None] = set()
        self.refuse = 0
        self.held: dict[str, asyncio.Event] = {}  # texts that are answered only when it is set
        self.url = ""

    async def receive(self, request: web.Request) -> web.Response:
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        text = (await request.json())["message"]["text"]
        self.texts.append(text)
        if text in self.held:
            await self.held[text].wait()
        if self.refuse:
            self.refuse -= 1
            raise web.HTTPServiceUnavailable
        return web.Response()


@pytest.fixture
async def receiver(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Receiver]:
    monkeypatch.setattr(webhook, "FIRST_PAUSE", 0.01)
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


async def drained(world: World) -> None:
    await until(lambda: not len(world.updates))


async def test_what_waited_and_what_comes_is_brought_in_order_with_the_secret(
    bot: Bot, world: World, receiver: Receiver
):
    await world.text(ZHANG, "一")

    await bot.set_webhook(receiver.url, secret_token="geheim_1")
    await world.text(ZHANG, "二")
    await drained(world)

    assert receiver.texts == ["一", "二"]
    assert receiver.secrets == {"geheim_1"}


async def test_what_is_refused_is_brought_again_before_anything_else_of_that_chat(
    bot: Bot, world: World, receiver: Receiver
):
    receiver.refuse = 2
    await bot.set_webhook(receiver.url)

    for text in ("一", "二"):
        await world.text(ZHANG, text)
    await drained(world)

    assert receiver.texts == ["一", "一", "一", "二"]
    assert receiver.secrets == {None}
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"


async def test_another_chats_update_does_not_wait_for_an_answer(bot: Bot, world: World, receiver: Receiver):
    answered = receiver.held["一"] = asyncio.Event()
    await bot.set_webhook(receiver.url)

    for user, text in ((ZHANG, "一"), (ZHANG, "二"), (LI, "三")):
        await world.text(user, text)
    await until(lambda: len(receiver.texts) == 2)
    assert receiver.texts == ["一", "三"]

    answered.set()
    await drained(world)
    assert receiver.texts == ["一", "三", "二"]


async def test_no_more_connections_are_opened_than_the_bot_has_asked_for(
    bot: Bot, world: World, receiver: Receiver
):
    answered = receiver.held["一"] = asyncio.Event()
    await bot.set_webhook(receiver.url, max_connections=1)

    await world.text(ZHANG, "一")
    await until(lambda: receiver.texts)
    await world.text(LI, "二")
    assert (await bot.get_webhook_info()).max_connections == 1
    assert receiver.texts == ["一"]

    answered.set()
    await drained(world)
    assert receiver.texts == ["一", "二"]


async def test_a_webhook_and_polling_exclude_each_other(bot: Bot, world: World, receiver: Receiver):
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await until(lambda: is_polled(world))

    await bot.set_webhook(receiver.url, allowed_updates=["message"])

    with refused("Conflict: terminated by setWebhook request", Conflict):
        await poll
    info = await bot.get_webhook_info()
    assert (info.url, info.allowed_updates) == (receiver.url, ("message",))


async def test_polling_with_a_webhook_set_is_a_conflict_until_it_is_deleted(
    bot: Bot, world: World, receiver: Receiver
):
    await bot.set_webhook(receiver.url)
    with refused(
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first",
        Conflict,
    ):
        await bot.get_updates()

    await bot.delete_webhook()
    await world.text(ZHANG, "一")

    assert len(await bot.get_updates()) == 1
    assert (await bot.get_webhook_info()).url == ""
    assert receiver.texts == []


async def test_pending_updates_can_be_dropped(bot: Bot, world: World):
    await world.text(ZHANG, "一")

    await bot.delete_webhook(drop_pending_updates=True)

    assert await bot.get_updates() == ()


async def test_a_webhook_goes_on_after_a_restart_of_the_server(
    server: SandboxServer, bot: Bot, world: World, receiver: Receiver
):
    await bot.set_webhook(receiver.url)
    await server.stop()
    await world.text(ZHANG, "路上的话")

    await server.start()
    await drained(world)

    assert receiver.texts == ["路上的话"]


async def test_an_address_or_a_secret_that_cannot_be_is_refused(bot: Bot):
    with refused("invalid webhook URL specified"):
        await bot.set_webhook("ftp://example.com")
    with refused("secret token contains unallowed characters"):
        await bot.set_webhook("https://example.com", secret_token="密码")
