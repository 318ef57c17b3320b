"""A journey: the whole bot, with real python-telegram-bot over real HTTP, seen from people's chats."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from bot.app import App
from bot.clock import Clock
from bot.delivery import sender
from bot.domain import boards
from bot.sandbox.chats import Persona
from bot.sandbox.server import SandboxServer
from bot.sandbox.world import World
from bot.settings import Settings
from models import Board, Branch, Inbox, InboxState, Person
from scheduler.timetable import BOARDS
from tests.people import BOT_ID, Given, chat_of

TOKEN = f"{BOT_ID}:SANDBOX-not-a-secret"
PATIENCE_SECONDS = 60.0  # what never happens fails the test all the same
# Every step of a journey waits for its outcomes: gathering them would only make the suite slower.
sender.RECORD_WITHIN_SECONDS = 0.005


class Journey:
    """Lets people write and press, and waits until the bot has answered.

    People are `Person` rows bound with `Given.bind`, or plain chat ids for strangers.
    """

    def __init__(self, database_url: str, start: datetime, *, limits: Any = None, **settings: Any) -> None:
        self.clock = Clock(start - datetime.now(UTC))
        self.world = World("红叶", "hongye_bot", TOKEN, now=self.clock.now)
        self.server = SandboxServer(self.world, limits=limits)
        self._settings = {
            "database_url": database_url,
            "messages_per_second": 1000.0,
            "messages_per_chat_per_second": 30.0,
            "invite_secret": SecretStr("a key for tests"),
        } | settings
        self.app: App

    async def __aenter__(self) -> "Journey":
        await self.server.start()
        await self.start_bot()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop_bot()
        await self.server.stop()

    async def start_bot(self) -> None:
        """Start the bot, also after `stop_bot`."""
        settings = Settings(
            _env_file=None, bot_token=SecretStr(TOKEN), bot_api_url=self.server.url, **self._settings
        )
        self.app = App(settings, self.clock)
        # A tick of its own would come in between whenever the machine has time for it.
        self.app.runner._clockwork.start = lambda: None
        await self.app.__aenter__()

    async def stop_bot(self) -> None:
        """Stop the bot as a signal would."""
        await self.app.__aexit__(None, None, None)

    @asynccontextmanager
    async def given(self) -> AsyncIterator[Given]:
        """Build people in a transaction that is committed at the end."""
        async with self.app.database.transaction() as session:
            branch = (await session.exec(select(Branch))).one()
            yield Given(session, branch)

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[AsyncSession]:
        """Look into the database."""
        async with self.app.database.reading() as session:
            yield session

    async def meets(self, *people: Person) -> None:
        """Let people have opened the bot once, as a bound person has."""
        self.world.acquaint([chat_of(person) for person in people])

    async def says(self, who: Person | int, text: str) -> list[str]:
        """Write something and return what the bot has said to it since."""
        return await self._after(who, self.world.text(_chat(who), text))

    async def opens(self, who: Person | int, payload: str = "") -> list[str]:
        """Follow an invitation's link."""
        return await self._after(who, self.world.start(_chat(who), payload))

    async def presses(self, who: Person | int, label: str) -> list[str]:
        """Press the newest button, or key of the keyboard, with this label."""
        return await self._after(who, self.world.press_label(_chat(who), label))

    async def shares_contact(self, who: Person | int, of: int | None = None) -> list[str]:
        """Share a telephone number, one's own unless `of` is given."""
        return await self._after(who, self.world.contact(_chat(who), of))

    async def sends(self, who: Person | int, filename: str, mime: str, data: bytes, **more: Any) -> list[str]:
        """Send a file or a picture."""
        return await self._after(who, self.world.upload(_chat(who), filename, mime, data, **more))

    async def passes(self, by: timedelta) -> None:
        """Let time go by: the clock moves, what is due is swept and sent."""
        self.clock.advance(by)
        await self.app.runner.tick()
        await self.settles()

    async def settles(self) -> None:
        """Wait until every update is settled, every message sent and every board drawn."""
        open_updates = select(Inbox.id).where(Inbox.state == InboxState.OPEN)
        async with asyncio.timeout(PATIENCE_SECONDS):
            # Asked again and again, because a row in a database has no event to wait for.
            while len(self.world.updates) or await self._is_any(open_updates):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            await self.app.sender.drain()
            await self._draw_boards()
            await self.app.sender.drain()

    async def _draw_boards(self) -> None:
        """Redraw what has changed; the clock moves on instead of the test waiting a second.

        The bot redraws too: that nothing is left for us does not mean that it has finished.
        """
        while await self._is_any(select(Board.id).where(col(Board.changed_at).is_not(None))):
            async with self.app.database.transaction() as session:
                wait = await boards.redraw(session, BOARDS, self.clock.now())
            self.clock.advance(wait or timedelta(0))

    def sees(self, who: Person | int) -> list[str]:
        """Return the texts the bot has put on somebody's screen, oldest first, as they read now."""
        messages = self.world.chat(_chat(who)).messages
        return [m.get("text") or m.get("caption", "") for m in messages if m["from_bot"]]

    def buttons(self, who: Person | int) -> list[str]:
        """Return the labels below the newest message with buttons."""
        for message in reversed(self.world.chat(_chat(who)).messages):
            rows = message.get("reply_markup", {}).get("inline_keyboard")
            if rows:
                return [button["text"] for row in rows for button in row]
        return []

    def keyboard(self, who: Person | int) -> list[str]:
        """Return the words of the reply keyboard."""
        markup = self.world.chat(_chat(who)).keyboard or {}
        return [
            key if isinstance(key, str) else key["text"] for row in markup.get("keyboard", []) for key in row
        ]

    async def _after(self, who: Person | int, act: Any) -> list[str]:
        before = len(self.sees(who))
        await act
        await self.settles()
        return self.sees(who)[before:]

    async def _is_any(self, rows: SelectOfScalar[Any]) -> bool:
        async with self.app.database.reading() as session:
            return (await session.exec(rows.limit(1))).first() is not None


def _chat(who: Person | int) -> int:
    return who if isinstance(who, int) else chat_of(who)


__all__ = ["Journey", "Persona"]
