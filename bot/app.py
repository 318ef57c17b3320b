"""Assembly: builds the parts of one bot, starts them in order and stops them in reverse."""

import asyncio
import logging
import os
import secrets
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from functools import partial
from time import monotonic
from urllib.parse import urlsplit

from sqlmodel import col, select
from telegram import BotCommand, Update
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ApplicationBuilder, ExtBot, TypeHandler

from bot import cards, migrating
from bot.clock import Clock
from bot.database import Database
from bot.delivery.inbox import DurableQueue
from bot.delivery.pacing import Pace
from bot.delivery.polling import PollWire
from bot.delivery.sender import Sender
from bot.delivery.telegram import Telegram
from bot.delivery.wire import Wire
from bot.domain import relatives, workdays
from bot.errors import Misconfigured, listening
from bot.health import Health
from bot.locking import ActiveLock
from bot.settings import Settings, data_folder, host_and_port, quiet_hours
from bot.texts import common as say
from handlers.kit.dispatch import Dispatcher
from handlers.kit.ordering import ChatOrder
from handlers.kit.routing import Router
from handlers.routes import router
from models import BotIdentity, Branch
from scheduler.runner import TICK_SECONDS, Runner

log = logging.getLogger(__name__)

ALLOWED_UPDATES = [Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
POLL_SECONDS = 30
ASK_AGAIN_SECONDS = 3.0
SILENCE_SECONDS = 150.0  # after this a part that should have shown a sign of life is not well


class App:
    """One running bot: `async with App(settings, clock) as app: await app.ended.wait()`."""

    def __init__(self, settings: Settings, clock: Clock | None = None, routes: Router | None = None) -> None:
        if settings.bot_token is None:
            raise Misconfigured("BOT_TOKEN is not set.")
        self.settings = settings
        holidays = data_folder(settings.database_url) / "holidays.txt"
        if holidays.exists():
            workdays.learn(holidays)
        if settings.card_emblem is not None:
            cards.learn_emblem(settings.card_emblem)
        self.clock = clock or Clock()
        self._routes = routes or router()
        self.database = Database(settings.database_url)
        self.ended = asyncio.Event()
        self._stack = AsyncExitStack()
        self._poll = PollWire(2, settings.proxy_url, read_timeout=10.0)
        self._failed_after = 0.0  # the last answer before the outage that the log tells of
        self.bot: ExtBot[None] = ExtBot(
            settings.bot_token.get_secret_value(),
            base_url=f"{settings.bot_api_url}/bot",
            base_file_url=f"{settings.bot_api_url}/file/bot",
            request=Wire(32, settings.proxy_url),
            get_updates_request=self._poll,
        )
        pace = Pace(settings.messages_per_second, chat_per_second=settings.messages_per_chat_per_second)
        self.sender = Sender(self.database, Telegram(self.bot, self.database), pace, self.clock.now)
        self.runner = Runner(self.database, self.clock.now)
        self.queue = DurableQueue(self.database, self.bot, self.clock.now)

    async def __aenter__(self) -> "App":
        try:
            await self._start()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def _start(self) -> None:
        stack = self._stack
        stack.push_async_callback(self.database.close)
        await prepare_database(self.settings, self.database)
        stack.push_async_callback(self.bot.shutdown)
        try:
            await _insist(self._meet)
        except InvalidToken:
            raise Misconfigured("BOT_TOKEN is not known to the messenger; ask @BotFather for it.") from None
        lock = ActiveLock(self.database, self.bot.id)
        await lock.acquire(self.ended.set)
        stack.push_async_callback(lock.release)
        async with self.database.transaction() as session:
            await session.merge(
                BotIdentity(bot_id=self.bot.id, username=self.bot.username, seen_at=self.clock.now())
            )
            # Before anything leaves, because who received for somebody yesterday may do so no more.
            await relatives.end_due(session, self.clock.now())
        await self.sender.start()
        stack.push_async_callback(self.sender.stop)
        await self._start_handlers(stack)
        await self.runner.start()
        stack.push_async_callback(self.runner.stop)
        health = Health(
            {"poll": self._poll_health, "send": self._send_health, "tick": self._tick_health},
            self.settings.health_ping_url,
        )
        listen = self.settings.health_listen
        stack.push_async_callback(health.stop)
        with listening("HEALTH_LISTEN", listen):
            await health.start(host_and_port(listen) if listen else None)
        await self._introduce()  # last, because nobody waits for it

    async def _meet(self) -> None:
        """Ask the messenger who we are."""
        await self.bot.initialize()
        # initialize() asks only once; where that failed, nobody has told us yet.
        with suppress(RuntimeError):
            assert self.bot.bot
            return
        await self.bot.get_me()

    async def _start_handlers(self, stack: AsyncExitStack) -> None:
        resumed = await self.queue.resume()
        if resumed:
            log.info("%d updates are left over from the last run", len(resumed))
        dispatcher = Dispatcher(
            self.database,
            self.bot,
            self._routes,
            self.clock.now,
            invite_secret(self.settings),
            resumed=resumed,
            hush=self.sender.hush,
        )
        application = (
            ApplicationBuilder()
            .bot(self.bot)
            .update_queue(self.queue)
            .concurrent_updates(ChatOrder())
            .job_queue(None)
            .build()
        )
        application.add_handler(TypeHandler(Update, dispatcher.handle))
        await application.initialize()
        stack.push_async_callback(application.shutdown)
        await application.start()
        stack.push_async_callback(application.stop)
        stack.callback(dispatcher.close)
        if self.settings.webhook_url:
            await self._listen(stack)
        else:
            assert application.updater is not None
            await application.updater.start_polling(
                timeout=POLL_SECONDS,
                bootstrap_retries=-1,
                allowed_updates=ALLOWED_UPDATES,
                error_callback=self._poll_failed,
            )
            stack.push_async_callback(application.updater.stop)

    async def _listen(self, stack: AsyncExitStack) -> None:
        # Imported here, because whoever polls needs no server.
        from bot.delivery.webhook import Webhook

        settings = self.settings
        assert settings.webhook_url is not None
        assert settings.webhook_secret is not None
        secret = settings.webhook_secret.get_secret_value()
        webhook = Webhook(self.queue, secret, urlsplit(settings.webhook_url).path)
        stack.push_async_callback(webhook.stop)
        with listening("WEBHOOK_LISTEN", settings.webhook_listen):
            await webhook.start(*host_and_port(settings.webhook_listen))
        try:
            await _insist(
                partial(
                    self.bot.set_webhook,
                    settings.webhook_url,
                    secret_token=secret,
                    allowed_updates=ALLOWED_UPDATES,
                    max_connections=10,
                )
            )
        except BadRequest as error:
            raise Misconfigured(f"WEBHOOK_URL was refused by the messenger: {error.message}.") from None

    async def _introduce(self) -> None:
        """Set the command menu; it is a comfort, so a failure is only noted."""
        try:
            await self.bot.set_my_commands([BotCommand(name, words) for name, words in say.COMMANDS])
        except TelegramError as error:
            log.warning("could not set the command menu: %s", type(error).__name__)

    def _poll_failed(self, error: TelegramError) -> None:
        """Log the first failure since the last answer, in a line: the library would log each at length."""
        if self._failed_after != self._poll.answered_at:
            self._failed_after = self._poll.answered_at
            log.warning("the messenger cannot be asked (%s); trying until it answers", error.message)

    def _poll_health(self) -> str | None:
        if self.queue.away_since is not None:
            return "the database is away; updates wait at the messenger"
        if self.settings.webhook_url is None and monotonic() - self._poll.answered_at > SILENCE_SECONDS:
            return "no answer from the messenger"
        return None

    def _send_health(self) -> str | None:
        return None if self.sender.is_alive else "the sender has stopped"

    def _tick_health(self) -> str | None:
        ticked = self.runner.ticked_at
        if ticked is None or self.clock.now() - ticked > timedelta(seconds=SILENCE_SECONDS):
            return f"no tick, though one is due every {TICK_SECONDS} seconds"
        return None


async def _insist(ask: Callable[[], Awaitable[object]]) -> None:
    """Ask until there is an answer, because a machine may start before its network."""
    while True:
        try:
            await ask()
            return
        except BadRequest:  # a kind of NetworkError, but an answer
            raise
        except (NetworkError, RetryAfter) as error:
            log.warning("the messenger cannot be reached yet (%s); trying again", error.message)
            await asyncio.sleep(ASK_AGAIN_SECONDS)


async def prepare_database(settings: Settings, database: Database) -> Branch:
    """Migrate the schema and seed the first branch from the settings; return it."""
    await asyncio.to_thread(migrating.upgrade, settings.database_url)
    async with database.transaction() as session:
        branch = (await session.exec(select(Branch).order_by(col(Branch.id)).limit(1))).first()
        if branch is None:
            branch = _branch(settings)
            session.add(branch)
            await session.flush()
        return branch


def _branch(settings: Settings) -> Branch:
    night, noon = quiet_hours(settings.quiet_night), quiet_hours(settings.quiet_noon)
    return Branch(
        name=settings.branch_name,
        zone=settings.timezone,
        night_from=night[0],
        night_until=night[1],
        noon_from=noon[0],
        noon_until=noon[1],
    )


def invite_secret(settings: Settings) -> bytes:
    """Return INVITE_SECRET, or a key made once and kept beside the data, outside the database."""
    if settings.invite_secret is not None:
        return settings.invite_secret.get_secret_value().encode()
    path = data_folder(settings.database_url) / "invite.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}")
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        # link() fails where another process was first, and then its key counts.
        with suppress(FileExistsError):
            os.link(temporary, path)
        temporary.unlink()
    return path.read_text().strip().encode()
