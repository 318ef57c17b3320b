"""The runner: one tick that runs every sweep in a transaction of its own, and redraws boards."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.database import Database, failures
from bot.domain import boards, incidents, people
from bot.logs import reference
from scheduler.timetable import BOARDS, CRAFTS, TIMETABLE, Craft, Sweep

log = logging.getLogger(__name__)

TICK_SECONDS = 20
DRAW_AGAIN_SECONDS = 5.0


class Runner:
    """Asks what is due, every twenty seconds; one sweep's failure does not stop the others."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        timetable: Sequence[Sweep] = TIMETABLE,
        crafts: Sequence[Craft] = CRAFTS,
    ) -> None:
        self._database = database
        self._now = now
        self._timetable = timetable
        self._crafts = crafts
        self._changed = asyncio.Event()
        self._ticking: asyncio.Task[None] | None = None
        self._drawing: asyncio.Task[None] | None = None
        # The defaults would drop a tick that is a second late and let late ones pile up.
        self._clockwork = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self.ticked_at: datetime | None = None
        database.on_commit(boards.WAKE, self._changed.set)

    async def start(self) -> None:
        """Tick once now, for what became due while nobody ran, then regularly."""
        self._clockwork.add_job(
            self._tick_apart,
            IntervalTrigger(seconds=TICK_SECONDS, timezone="UTC"),
            next_run_time=datetime.now(self._clockwork.timezone),
        )
        self._clockwork.start()
        self._changed.set()
        self._drawing = asyncio.create_task(self._draw(), name="boards")

    async def stop(self) -> None:
        """Stop ticking; a sweep that runs is finished or rolled back."""
        if self._clockwork.running:
            self._clockwork.shutdown(wait=False)
        for task in (self._ticking, self._drawing):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def _tick_apart(self) -> None:
        """Tick in a task of our own: APScheduler would drop its own unfinished and log that as an error."""
        self._ticking = asyncio.create_task(self.tick(), name="tick")
        with suppress(asyncio.CancelledError):
            await asyncio.shield(self._ticking)

    async def tick(self) -> None:
        """Run every sweep once, and make what is wanted ahead of time."""
        now = self._now()
        for sweep in self._timetable:
            try:
                async with self._database.transaction() as session:
                    await sweep.run(session, now)
                for failure in failures(session):
                    await self._report(sweep.name, failure, now)
            except Exception as error:  # the others must still run
                await self._report(sweep.name, error, now)
        self.ticked_at = now
        for craft in self._crafts:
            try:
                await self._make(craft, now)
            except Exception as error:
                await self._report(craft.name, error, now)

    async def _make(self, craft: Craft, now: datetime) -> None:
        async with self._database.reading() as session:
            wanted = await craft.wanted(session, now)
        if not wanted:
            return
        made = await craft.make(wanted)
        async with self._database.transaction() as session:
            await craft.keep(session, made, now)

    async def _report(self, name: str, error: Exception, now: datetime) -> None:
        code = reference()
        log.error("the sweep %r failed (%s)", name, code, exc_info=error)
        try:
            async with self._database.transaction() as session:
                await incidents.report(session, await people.first_branch(session), code, error, now)
        except Exception:  # the database is away; the log has it
            log.exception("could not report (%s)", code)

    async def _draw(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                await self.redraw()
            except Exception:  # what is marked as changed is still to be drawn
                log.exception("could not redraw the boards")
                await asyncio.sleep(DRAW_AGAIN_SECONDS)
                self._changed.set()

    async def redraw(self) -> None:
        """Redraw what has changed, as often as it takes, at most once a second each."""
        while True:
            async with self._database.transaction() as session:
                wait = await boards.redraw(session, BOARDS, self._now())
            if wait is None:
                return
            await asyncio.sleep(wait.total_seconds())
