"""The frame of every update: read, prepare, one transaction, acknowledge."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import col, update
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Bot, Update
from telegram.error import TelegramError

from bot.database import Database
from bot.delivery.inbox import ATTEMPTS, begin_again, settle
from bot.domain import incidents, outbox, people
from bot.errors import Refusal
from bot.logs import reference
from bot.messages import Message
from bot.texts import common as say
from handlers.kit import forms, replies
from handlers.kit.reading import Incoming, read
from handlers.kit.replies import Later, Reply
from handlers.kit.restraint import Restraint, is_talk
from handlers.kit.routing import Route, Router
from handlers.kit.turn import Turn
from models import Account

log = logging.getLogger(__name__)

FILE_LIMIT_BYTES = 20_000_000  # the Bot API's own for downloads
_RETRY_SECONDS = 0.5
_SUSPECT_WAITS_SECONDS = 2.0  # for each time that it was begun when the process ended


class _Done(Exception):
    """The update had its effect in an earlier run; roll back."""


class Poisonous(Exception):
    """An update at which the process has ended again and again."""


class Dispatcher:
    """Takes updates from python-telegram-bot and gives them to handlers.

    `resumed` are the updates that an earlier run left open, and how often each was begun again;
    `hush` says for how many seconds the messenger wants to hear nothing.
    """

    def __init__(
        self,
        database: Database,
        bot: Bot,
        router: Router,
        now: Callable[[], datetime],
        invite_secret: bytes,
        *,
        resumed: Mapping[int, int] = MappingProxyType({}),
        hush: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self._database = database
        self._bot = bot
        self._router = router
        self._now = now
        self._invite_secret = invite_secret
        self._resumed = dict(resumed)
        self._resuming = asyncio.Lock()
        self._hush = hush
        self._closed = False
        self._restraint = Restraint(now)
        self._background: set[asyncio.Task[None]] = set()

    def close(self) -> None:
        """Begin nothing more: what comes from now on stays in the inbox for the next run."""
        self._closed = True

    async def handle(self, update_object: Update, _context: object) -> None:
        """Serve one update; never raises."""
        if self._closed:
            return
        said = Incoming(update_object.update_id)
        try:
            said = read(update_object)
            if said.update_id in self._resumed:
                await self._resume(said)
            else:
                await self._persist(said)
        except Exception as error:  # whatever it is, the person gets a calm sentence
            await self._fail(said, error)
        if said.callback_id:
            self._acknowledge(said.callback_id)

    async def _resume(self, said: Incoming) -> None:
        """Serve what an earlier run left open, until it has cost too many lives.

        One at a time, because at a crash all that had been begun would be suspects; and each time
        after a longer wait, so that the others get on, and short lives are not its fault.
        """
        await asyncio.sleep(self._resumed.pop(said.update_id) * _SUSPECT_WAITS_SECONDS)
        async with self._resuming:
            async with self._database.transaction() as session:
                attempts = await begin_again(session, self._bot.id, said.update_id)
            if attempts > ATTEMPTS:
                raise Poisonous(f"{attempts} attempts")
            await self._persist(said)

    async def _persist(self, said: Incoming) -> None:
        """Serve, and try a database error again; repeating any other would only repeat the error."""
        unwanted = self._restraint.unwanted(said)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await self._serve(said, unwanted)
                return
            except _Done:
                return
            except (DBAPIError, PoolTimeout):
                if attempt == ATTEMPTS:
                    raise
                await asyncio.sleep(_RETRY_SECONDS * attempt)

    async def _serve(self, said: Incoming, unwanted: str | None) -> None:
        if not is_talk(said):
            await self._serve_chat(said)
        elif unwanted is not None:
            await self._ignore(said, unwanted)
        else:
            try:
                await self._respond(said)
            except Refusal as refusal:  # what was changed until then is forgotten
                await self._post(said, Message(refusal.text))

    async def _respond(self, said: Incoming) -> None:
        """Answer a talk; raises the handler's Refusal, after a rollback."""
        async with self._database.transaction() as session:
            turn = await self._turn(session, said)
            route = self._router.find(said, turn.speaker, turn.dialog)
            must_prepare = route.prepare is not None and route.needs in turn.speaker.permissions
            later = None if must_prepare else await self._answer(turn, route)
        if must_prepare:
            later = await self._answer_prepared(turn, route)
        if later is not None:
            async with self._database.reading() as session:
                made = await later.make(session)
            await self._post(said, made)

    async def _answer_prepared(self, asked: Turn, route: Route) -> Later | None:
        """Answer a request that takes its time, or the network, before its transaction."""
        assert route.prepare is not None
        prepared = await route.prepare(asked.said, asked.speaker, lambda: self._fetch(asked.said))
        async with self._database.transaction() as session:
            turn = await self._turn(session, asked.said, prepared)
            return await self._answer(turn, route)

    async def _answer(self, turn: Turn, route: Route) -> Later | None:
        """Write the reply and settle the update; a reply that is made later is returned instead."""
        reply: Reply
        if route.needs not in turn.speaker.permissions:
            reply = await self._deny(turn)
        else:
            try:
                reply = await self._call(route, turn)
            except Refusal:
                log.info("refused %s", getattr(route.handler, "__qualname__", "a request"))
                raise
        if isinstance(reply, Later):
            return reply
        await replies.post(turn, reply)
        await self._settle(turn.session, turn.said)
        return None

    async def _post(self, said: Incoming, reply: replies.Part) -> None:
        """Say what was made outside the transaction of the update, and settle it."""
        async with self._database.transaction() as session:
            await replies.post(await self._turn(session, said), reply)
            await self._settle(session, said)

    async def _call(self, route: Route, turn: Turn) -> Reply:
        special = self._router.special
        if route in (special.form, special.form_file):
            return await self._call_form(turn)
        if route.word or route.command or route in (special.menu, special.start):
            await forms.leave(turn)
        if turn.said.press is not None and route.press is not None:
            return await route.handler(turn, turn.said.press)  # type: ignore[call-arg]
        return await route.handler(turn)  # type: ignore[call-arg]

    async def _deny(self, turn: Turn) -> Reply:
        """Answer somebody who may not; one who has left or is frozen hears it gently."""
        if turn.speaker.person is None:
            return Message(say.stranger())
        if not turn.speaker.roles:
            return await self._call(self._router.special.departed, turn)
        return Message(say.not_allowed())

    async def _call_form(self, turn: Turn) -> Reply:
        if turn.dialog is None:  # left in the meantime
            return await self._router.special.menu.handler(turn)  # type: ignore[call-arg]
        form = self._router.forms.get(turn.dialog.form)
        if form is None:  # of an older version of the program
            return await forms.escape(turn)
        if form.needs not in turn.speaker.permissions:  # it was his when he began
            await forms.leave(turn)
            return await self._deny(turn)
        return await forms.take(turn, form, turn.dialog)

    async def _turn(self, session: AsyncSession, said: Incoming, prepared: object = None) -> Turn:
        now = self._now()
        speaker, branch = await people.who(session, self._bot.id, said.user_id, now)
        if speaker.account is not None and speaker.account.blocked_at is not None:
            speaker.account.blocked_at = None  # whoever writes to us has not blocked us
            session.add(speaker.account)
        return Turn(
            session=session,
            now=now,
            branch=branch,
            bot_id=self._bot.id,
            bot_username=self._bot.username,
            speaker=speaker,
            said=said,
            router=self._router,
            dialog=await forms.current(session, self._bot.id, said.chat_id),
            prepared=prepared,
            invite_secret=self._invite_secret,
        )

    async def _settle(self, session: AsyncSession, said: Incoming) -> None:
        if not await settle(session, self._bot.id, said.update_id, self._now()):
            raise _Done

    async def _serve_chat(self, said: Incoming) -> None:
        """Settle what is not a private talk: a block, a group that took us in, or nothing for us."""
        async with self._database.transaction() as session:
            now = self._now()
            if said.private and said.blocked is not None:
                await session.exec(
                    update(Account)
                    .where(col(Account.bot_id) == self._bot.id, col(Account.user_id) == said.user_id)
                    .values(blocked_at=now if said.blocked else None)
                )
            elif said.chat_id and said.blocked is not True:
                await self._leave_group(session, said, now)
            await self._settle(session, said)

    async def _leave_group(self, session: AsyncSession, said: Incoming, now: datetime) -> None:
        """Say one line, once a day, and walk out; whoever takes us in again sees us leave again."""
        branch = await people.first_branch(session)
        group = outbox.Chat(said.chat_id)
        line = await outbox.post(
            session,
            group,
            Message(say.in_a_group()),
            branch_id=branch.id,
            now=now,
            kind="reply",
            about=f"group:{group.id}",
            period=now.date().isoformat(),
            once=True,
        )
        if line is not None or said.blocked is False:
            await outbox.leave(session, group, branch_id=branch.id, now=now, kind="reply")

    async def _ignore(self, said: Incoming, line: str) -> None:
        if line:
            await self._post(said, Message(line))
            return
        async with self._database.transaction() as session:
            await self._settle(session, said)

    async def _fetch(self, said: Incoming) -> bytes:
        file = said.file
        if file is None:
            return b""
        if file.size_bytes > FILE_LIMIT_BYTES:
            raise Refusal(say.file_too_big())
        try:
            handle = await self._bot.get_file(file.file_id)
            return bytes(await handle.download_as_bytearray())
        except TelegramError:
            log.warning("could not fetch a file")
            raise Refusal(say.file_not_fetched()) from None

    async def _fail(self, said: Incoming, error: Exception) -> None:
        code = reference()
        log.error("an update failed (%s)", code, exc_info=error)
        try:
            async with self._database.transaction() as session:
                now = self._now()
                if await settle(session, self._bot.id, said.update_id, now, failed_with=code):
                    turn = await self._turn(session, said)
                    if said.private and said.chat_id:
                        await replies.post(turn, Message(say.sorry(code)))
                    await incidents.report(session, turn.branch, code, error, now)
        except Exception:  # the database is away; the update waits for the next run
            log.exception("could not settle an update (%s); it stays open", code)

    def _acknowledge(self, callback_id: str) -> None:
        task = asyncio.create_task(self._answer_callback(callback_id))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _answer_callback(self, callback_id: str) -> None:
        # It only ends the spinner on the button; too old or unreachable does not matter.
        try:
            await asyncio.sleep(self._hush())
            await self._bot.answer_callback_query(callback_id)
        except TelegramError:
            log.debug("a press could not be acknowledged")
