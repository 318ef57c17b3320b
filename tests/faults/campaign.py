"""A campaign: people write, a notice goes out, and the process is killed again and again."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context

import sqlalchemy as sa
from sqlmodel import col, select

from bot.clock import Clock
from bot.database import Database
from bot.delivery.sender import FOR_ANSWERS, IN_FLIGHT
from bot.domain import notices, outbox
from bot.messages import Message
from bot.sandbox import webhook as sandbox_webhook
from bot.sandbox.server import SandboxServer
from bot.sandbox.world import World
from models import Action, Branch, Change, Inbox, InboxState, Notice, NoticeState, Outbox, OutboxState
from tests.faults.victim import ENTITY, serve
from tests.people import BOT_ID, NOON, Given, chat_of
from tests.waiting import until
from tests.webhooks import webhook_settings

TOKEN = f"{BOT_ID}:SANDBOX-not-a-secret"
MEMBERS = 24
# So many that nobody writes often enough to be taken for a flood, however short the lives are.
WRITERS = range(50_001, 50_091)
AT_ONCE = 9  # writers in one run
WORDS_EACH = 2
LONGEST_RUN_SECONDS = 0.7  # from the first call of a process until it is killed, at most
LATENCY_SECONDS = (0.005, 0.03)

# Telegram waits longer before it brings an update again than a life lasts here.
sandbox_webhook.FIRST_PAUSE = sandbox_webhook.LONGEST_PAUSE = 0.05

# Forked from a process that has imported everything, so that a run begins at once.
_processes = get_context("forkserver")
_processes.set_forkserver_preload(["tests.faults.victim"])


@dataclass
class Report:
    """What was found in the database and on people's screens."""

    kills: int
    lost_updates: list[str] = field(default_factory=list)
    doubled_effects: list[str] = field(default_factory=list)
    out_of_order: list[int] = field(default_factory=list)  # chats
    lost_messages: list[str] = field(default_factory=list)  # sent, we believe, and on no screen
    unfinished: Counter[str] = field(default_factory=Counter)
    excuses: Counter[str] = field(default_factory=Counter)  # what else was said, such as: too fast
    updates: int = 0
    messages: int = 0
    unknown: int = 0
    duplicates: int = 0
    most_copies: int = 0

    @property
    def most_allowed(self) -> int:
        """Return how many messages the kills may have left in doubt."""
        return self.kills * (IN_FLIGHT + FOR_ANSWERS)

    def complaints(self) -> dict[str, object]:
        """Return what must not be, by name; empty when all guarantees hold."""
        wrong: dict[str, object] = {
            name: found
            for name in (
                "lost_updates",
                "doubled_effects",
                "out_of_order",
                "lost_messages",
                "unfinished",
                "excuses",
            )
            if (found := getattr(self, name))
        }
        if self.duplicates + self.unknown > self.most_allowed:
            wrong["too many in doubt"] = (self.duplicates, self.unknown, self.most_allowed)
        if self.most_copies > 2:
            wrong["copies of one message"] = self.most_copies
        return wrong


class Campaign:
    """One database, one messenger, many short lives."""

    def __init__(self, database_url: str, kills: int, seed: int, *, webhook: bool = False) -> None:
        self._url = database_url
        self._database = Database(database_url)
        self._webhook = webhook_settings() if webhook else {}
        self._kills = kills
        self._dice = random.Random(seed)
        # A working day like any other: what the calendar asks for would be counted too.
        self._clock = Clock(NOON - datetime.now(UTC))
        self._world = World("红叶", "hongye_bot", TOKEN, now=self._clock.now)
        self._server = SandboxServer(self._world, limits=None)
        self._server.faults.latency = LATENCY_SECONDS
        self._said: list[tuple[int, str]] = []
        self._people: list[int] = []

    async def run(self, progress: Callable[[int], None] = lambda _run: None) -> Report:
        """Kill, then let one life come to its end, and look what is there."""
        await self._server.start()
        try:
            await self._invite()
            for run in range(self._kills):
                await self._live_and_die(run)
                progress(run + 1)
            await self._live_to_the_end()
            return await self._look()
        finally:
            await self._server.stop()
            await self._database.close()

    async def _invite(self) -> None:
        async with self._database.transaction() as session:
            branch = Branch(name="支部")
            session.add(branch)
            await session.flush()
            given = Given(session, branch)
            members = [await given.member(f"同志{number}") for number in range(MEMBERS)]
            for member in members:
                await given.bind(member)
            self._people = [member.id for member in members]
        self._world.acquaint([*map(chat_of, members), *WRITERS])

    async def _live_and_die(self, run: int) -> None:
        process = self._start()
        await self._announce(run)
        writing = asyncio.create_task(self._write(run))
        calls = sum(self._server.stats.calls.values())
        await until(lambda: sum(self._server.stats.calls.values()) > calls)
        await asyncio.sleep(self._dice.uniform(0.0, LONGEST_RUN_SECONDS))
        process.kill()
        await asyncio.to_thread(process.join)
        await writing

    async def _live_to_the_end(self) -> None:
        process = self._start()
        try:
            while any(left := await self._left()):
                await until(partial(self._has_moved_on, left))
        finally:
            process.kill()
            await asyncio.to_thread(process.join)

    def _start(self) -> "_processes.Process":  # type: ignore[name-defined]
        life = (self._url, self._server.url, TOKEN, self._clock.offset, self._webhook)
        process = _processes.Process(target=serve, args=life, daemon=True)
        process.start()
        return process

    async def _announce(self, run: int) -> None:
        now = self._clock.now()
        async with self._database.transaction() as session:
            branch = (await session.exec(select(Branch))).one()
            notice = Notice(
                branch_id=branch.id, author_id=self._people[0], state=NoticeState.SENT, created_at=now
            )
            session.add(notice)
            await session.flush()
            await outbox.post_all(
                session,
                self._people,
                Message(f"通知 {run}"),
                branch_id=branch.id,
                now=now,
                kind="notice now",
                about=notices.about(notice.id),
                free=True,  # one at each kill is more than a member would hear in a year
            )

    async def _write(self, run: int) -> None:
        """Let people write all through the life of a process, and a little beyond."""
        writers = self._dice.sample(WRITERS, AT_ONCE)
        for number in range(WORDS_EACH):
            for chat in writers:
                text = f"{chat} {run} {number}"
                self._said.append((chat, text))
                await self._world.text(chat, text)
                await asyncio.sleep(self._dice.uniform(0.0, 0.05))

    async def _has_moved_on(self, left: tuple[int, int, int]) -> bool:
        """Say whether less is left, however slow the machine is; standing still fails the test."""
        return await self._left() != left

    async def _left(self) -> tuple[int, int, int]:
        """Return how many updates are still to come, how many are open, and how many messages wait."""
        waiting = col(Outbox.state).in_((OutboxState.PENDING, OutboxState.HELD, OutboxState.SENDING))
        async with self._database.reading() as session:
            received = await session.exec(select(sa.func.count()).select_from(Inbox))
            opened = await session.exec(
                select(sa.func.count()).select_from(Inbox).where(Inbox.state == InboxState.OPEN)
            )
            unsent = await session.exec(select(sa.func.count()).select_from(Outbox).where(waiting))
            return len(self._said) - received.one(), opened.one(), unsent.one()

    async def _look(self) -> Report:
        report = Report(self._kills, updates=len(self._said))
        async with self._database.reading() as session:
            effects = (
                await session.exec(
                    select(Change.row_id, Change.new).where(Change.entity == ENTITY).order_by(col(Change.id))
                )
            ).all()
            rows = (await session.exec(select(Outbox).where(Outbox.action == Action.SEND))).all()
        done = Counter(text for _, text in effects)
        report.lost_updates = [text for _, text in self._said if not done[text]]
        report.doubled_effects = [text for text, count in done.items() if count > 1]
        for chat in WRITERS:
            if [text for c, text in effects if c == chat] != [text for c, text in self._said if c == chat]:
                report.out_of_order.append(chat)
        self._look_at_screens(report, rows)
        return report

    def _look_at_screens(self, report: Report, rows: "list[Outbox] | tuple[Outbox, ...] | object") -> None:
        for row in rows:  # type: ignore[attr-defined]
            report.messages += 1
            if not row.text.startswith(("通知", "记下了")):
                report.excuses[row.text[:12]] += 1
            chat = row.chat_id or 1000 + row.person_id
            shown = [m for m in self._world.chat(chat).messages if m["from_bot"] and m["text"] == row.text]
            report.most_copies = max(report.most_copies, len(shown))
            report.duplicates += max(len(shown) - 1, 0)
            if row.state is OutboxState.UNKNOWN:
                report.unknown += 1
            elif row.state is not OutboxState.SENT:
                report.unfinished[f"{row.state}: {row.reason}"] += 1
            elif not shown:
                report.lost_messages.append(row.text)
