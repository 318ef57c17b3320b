"""A chat page that is served, and Debian's Chromium that looks at it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot.sandbox.page import routes
from bot.sandbox.world import Persona, World

CHROMIUM = "/usr/bin/chromium"
MISSING = not Path(CHROMIUM).exists()
SECRETARY, MEMBER, STRANGER = 101, 102, 909
SAMPLE = "样例花名册.xlsx"
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
PNG = bytes.fromhex(  # one red point
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478"
    "da63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
HAND_WIDTH = 600  # below it, a screen is a telephone's

PATIENCE_MS = 30_000  # what never happens fails the test all the same
expect.set_options(timeout=PATIENCE_MS)

Visit = Callable[..., Awaitable[Page]]


class Clock:
    """Stands still until the page moves it, and remembers how it was moved."""

    zone = ZoneInfo("Asia/Shanghai")

    def __init__(self) -> None:
        self.at = datetime(2026, 12, 1, 9, 3, tzinfo=self.zone)
        self.moves: list[str] = []

    def now(self) -> datetime:
        return self.at

    async def run_through(self, to: datetime, progress: Callable[[datetime], None]) -> None:
        while self.at < to:
            self.at = min(self.at + timedelta(hours=1), to)
            progress(self.at)
        self.moves.append(f"run to {to:%m-%d %H:%M}")

    async def jump(self, to: datetime) -> None:
        self.at = to
        self.moves.append(f"jump to {to:%m-%d %H:%M}")


class Served:
    """The page on a port of its own, which can be stopped and started again."""

    def __init__(self, world: World, clock: Clock, sample: Path) -> None:
        self.world, self.clock, self.sample = world, clock, sample
        self.port = 0

    async def start(self) -> None:
        app = web.Application()
        routes(app, self.world, self.clock, {SAMPLE: self.sample})
        self.runner = web.AppRunner(app, handler_cancellation=True)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port).start()
        self.port = self.runner.addresses[0][1]

    async def stop(self) -> None:
        await self.runner.cleanup()


def new_world(clock: Clock) -> World:
    people = [
        Persona(SECRETARY, "沈国安", "书记", "+999101"),
        Persona(MEMBER, "周德明", "党员", "+999102", "第二党小组，可以邀请"),
        Persona(STRANGER, "路人", "陌生人", hint="不在花名册上"),
        *(Persona(200 + i, f"党员{i}", "党员", hint="第三党小组") for i in range(30)),
    ]
    world = World("红叶", "hongye_bot", "1:SANDBOX", people, now=clock.now)
    world.acquaint([SECRETARY, MEMBER])
    return world


def asking(text: str, *labels: str) -> dict[str, Any]:
    """A message of the bot with one button a row; a button's data is its label."""
    rows = [[{"text": label, "callback_data": label}] for label in labels]
    return {"text": text, "reply_markup": {"inline_keyboard": rows}}


def keys(*rows: list[Any], **wishes: bool) -> dict[str, Any]:
    return {
        "keyboard": [[{"text": key} if isinstance(key, str) else key for key in row] for row in rows],
        **wishes,
    }


async def written(world: World) -> list[dict[str, Any]]:
    """Wait until the bot has something, and return it."""
    # As the bot itself asks for it, because what is only pressed changes no chat and would wake nobody else.
    found = await world.updates.get(0, 100, PATIENCE_MS / 1000)
    world.updates.clear()
    return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    return new_world(clock)


@pytest_asyncio.fixture(loop_scope="package")
async def served(world: World, clock: Clock, tmp_path: Path) -> AsyncIterator[Served]:
    (tmp_path / "roster.xlsx").write_bytes(b"a sheet")
    served = Served(world, clock, tmp_path / "roster.xlsx")
    await served.start()
    yield served
    await served.stop()


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def browser() -> AsyncIterator[Browser]:
    if MISSING:
        pytest.skip("there is no Chromium here: apt-get install chromium fonts-noto-cjk")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="package")
async def visit(browser: Browser, served: Served) -> AsyncIterator[Visit]:
    """Open the page as somebody who has seen the welcome before, unless told otherwise.

    An error of the page's own script fails the test.
    """
    contexts = []
    errors: list[str] = []

    async def open_page(size: Any = WIDE, welcomed: bool = True) -> Page:
        # On a telephone the browser itself widens a page whose parts stick out.
        hand = {"is_mobile": True, "has_touch": True} if size["width"] < HAND_WIDTH else {}
        context = await browser.new_context(viewport=size, locale="zh-CN", reduced_motion="reduce", **hand)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        if welcomed:
            await context.add_init_script("localStorage.setItem('hongye.welcomed', 'true')")
        page = await context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        await page.goto(f"http://127.0.0.1:{served.port}/")
        await page.locator(".owner-name", has_text="沈国安").first.wait_for()
        return page

    yield open_page
    for context in contexts:
        await context.close()
    assert errors == []


@pytest_asyncio.fixture(loop_scope="package")
async def page(visit: Visit) -> Page:
    return await visit()


@pytest.fixture
def left(page: Page) -> Locator:
    """The secretary's phone."""
    return page.locator(".phone").nth(0)


@pytest.fixture
def right(page: Page) -> Locator:
    """The member's phone."""
    return page.locator(".phone").nth(1)
