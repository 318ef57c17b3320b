"""The sender: claims due rows by lane, sends them at the messenger's pace, records what became of them."""

import asyncio
import logging
from collections.abc import Callable, Collection
from datetime import datetime
from time import monotonic

from bot.database import Database
from bot.delivery import ledger
from bot.delivery.claiming import Behind, Claimed, claim_next
from bot.delivery.pacing import Pace
from bot.delivery.telegram import Fate, Outcome, Telegram
from bot.domain.outbox import WAKE
from models import Lane

log = logging.getLogger(__name__)

IN_FLIGHT = 16  # rate × round trip: 30/s × 0.5 s
FOR_ANSWERS = 4  # more may be in flight, so that an answer never waits for a notice to land
AHEAD_SECONDS = 0.3  # what leaves within so long is claimed together: a transaction costs more than a row
TOGETHER_SECONDS = 0.07  # what falls due within so long leaves at once: waking up costs half a call
RECORD_WITHIN_SECONDS = 0.25  # what has landed is written down with the next claim, or after so long
TRY_AGAIN_SECONDS = 1.0
RELEASE_EVERY_SECONDS = 1.0
STOP_SECONDS = 10.0
_OUTAGE_SECONDS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_CHAT_RETRY_SECONDS = 5.0


class Sender:
    """One loop that decides and writes down, several calls in flight.

    Within a chat there is one call at a time, in the order of the rows. What has landed is written
    down in the transaction that claims the next: a transaction costs more than all that is in it.
    """

    def __init__(
        self, database: Database, telegram: Telegram, pace: Pace, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._telegram = telegram
        self._pace = pace
        self._now = now
        self._work = asyncio.Event()
        self._idle = asyncio.Event()
        self._posted = False  # since we looked for urgent rows
        self._passed_over: set[int] = set()  # busy chats, for which such rows may wait
        self._stopping = False  # nothing more is claimed
        self._revoked = False
        self._in_hand: list[Claimed] = []  # claimed, and waiting for a token; what is urgent in front
        self._flying: dict[int, asyncio.Task[None]] = {}  # chat → its call
        self._resting: dict[int, float] = {}  # chat → not before, monotonic
        self._outages = 0
        self._doubts = 0
        self._out_until = 0.0
        self._released_at = -RELEASE_EVERY_SECONDS
        self._look_at = 0.0  # when to look for rows again, unless some are posted before
        self._outcomes: list[tuple[Claimed, Outcome]] = []  # until they are written down
        self._task: asyncio.Task[None] | None = None
        database.on_commit(WAKE, self.wake)

    def wake(self) -> None:
        """Look for work now."""
        self._idle.clear()
        self._posted = True
        self._work.set()

    async def start(self) -> None:
        """Settle what an earlier run left in doubt, then begin."""
        async with self._database.transaction() as session:
            doubtful = await ledger.recover(session, self._now())
        if doubtful:
            log.warning("%d messages were on their way when the process ended", doubtful)
        self._task = asyncio.create_task(self._run(), name="sender")

    async def stop(self) -> None:
        """Claim nothing more, wait for what is on its way, write it down.

        What has no answer by then, or cannot be written down, is in doubt at the next start.
        """
        self._stopping = True
        self._work.set()
        deadline = monotonic() + STOP_SECONDS
        if self._task is not None:
            await _end([self._task], deadline)  # first, because it may be claiming just now
        self._put_back()
        await _end(self._flying.values(), deadline)
        await _end([asyncio.create_task(self._write_down_what_landed())], deadline)

    async def drain(self) -> None:
        """Return once nothing is left that could be sent now; the sandbox's clock waits for this."""
        self._released_at = -RELEASE_EVERY_SECONDS
        self.wake()
        await self._idle.wait()

    @property
    def is_alive(self) -> bool:
        """Say whether the loop runs and the token is still good."""
        return not self._revoked and self._task is not None and not self._task.done()

    def hush(self) -> float:
        """Return the seconds for which the messenger wants to hear nothing at all; usually 0."""
        return self._pace.pause(monotonic())

    async def _run(self) -> None:
        while not self._stopping:
            self._work.clear()
            try:
                pause = await self._serve()
            except Exception:  # the loop must outlive a database that is away for a while
                log.exception("the sender could not look for work")
                pause = TRY_AGAIN_SECONDS
            if pause:
                await _within(pause, self._work)

    async def _serve(self) -> float:
        """Take one step, send off a message or look for the next; return how long to sleep after it."""
        now = monotonic()
        if silence := self._silence(now):
            self._put_back()
            await self._write_down()
            return silence
        room = IN_FLIGHT - len(self._in_hand) - len(self._flying)
        ahead = self._pace.within(AHEAD_SECONDS, now)
        must_look = self._posted and room + FOR_ANSWERS > 0
        is_urgent = must_look or (bool(self._in_hand) and self._in_hand[0].lane <= Lane.REPLY)
        if pause := self._pace.wait(now, urgent=is_urgent):
            if pause > RECORD_WITHIN_SECONDS and self._outcomes:
                await self._write_down()  # the next claim is too far away
                return 0.0
            all_at_once = self._pace.wait(now, urgent=is_urgent, tokens=len(self._in_hand))
            return pause if is_urgent else max(pause, min(all_at_once, pause + TOGETHER_SECONDS))
        if must_look and (self._in_hand or room <= 0 or self._pace.wait(now)):
            return await self._look(Lane.REPLY, min(room + FOR_ANSWERS, ahead))  # they go ahead of the others
        if self._in_hand:
            self._send_off(self._in_hand.pop(0))
            return 0.0
        if room > 0 and (must_look or now >= self._look_at):
            return await self._look(Lane.BROADCAST, min(room, ahead))
        return max(self._look_at - now, 0.0) or RELEASE_EVERY_SECONDS  # a landing call wakes us earlier

    def _silence(self, now: float) -> float:
        """Return how long nothing at all may be said; usually 0."""
        if self._revoked:
            return RELEASE_EVERY_SECONDS
        return max(self._out_until - now, self._pace.pause(now), 0.0)

    async def _look(self, lane: Lane, at_most: int) -> float:
        """Write down what has landed and claim rows of this lane or more urgent; return how long to rest."""
        was_posted, self._posted = self._posted, False
        now = monotonic()
        self._resting = {chat: until for chat, until in self._resting.items() if until > now}
        tired = self._pace.tired(now)
        calling = {claimed.call.chat_id for claimed in self._in_hand} | self._flying.keys()
        if was_posted:
            self._passed_over |= calling
        busy = [*calling, *self._resting, *tired]
        landed = list(self._outcomes)
        async with self._database.transaction() as session:
            await ledger.record(session, self._telegram.bot.id, landed, self._now())
            if now - self._released_at >= RELEASE_EVERY_SECONDS:
                await ledger.release(session, self._now())
                self._released_at = now
            found = await claim_next(session, self._telegram.bot.id, busy, self._now(), lane, at_most)
            # Last, as everywhere: who holds a board and waits for a row meets who waits for the board.
            await ledger.touch_boards(session, landed, self._now())
            is_empty = not found and lane is Lane.BROADCAST
            is_empty = is_empty and (not busy or not await ledger.is_anything_open(session))
        del self._outcomes[: len(landed)]
        claimed = [row for row in found if isinstance(row, Claimed)]
        self._passed_over |= {row.chat_id for row in found if isinstance(row, Behind)}
        self._in_hand = sorted([*self._in_hand, *claimed], key=lambda row: row.lane)
        # What was posted while we looked is told by `_work`: then this look was not the last.
        if is_empty and not self._flying and not self._outcomes and not self._work.is_set():
            self._idle.set()
        if lane is Lane.BROADCAST:
            is_all = len(found) < at_most
            # What landed while we looked is still to be written down.
            longest = RECORD_WITHIN_SECONDS if self._outcomes else RELEASE_EVERY_SECONDS
            self._look_at = now + min([longest, *tired.values()]) if is_all else now
        elif len(found) == at_most:  # there may be more that is urgent
            self._posted = True
        return 0.0 if found or lane is not Lane.BROADCAST else self._look_at - now

    async def _write_down(self) -> None:
        """Write down what has landed; it stays in our hands until that is done."""
        if landed := list(self._outcomes):
            async with self._database.transaction() as session:
                await ledger.record(session, self._telegram.bot.id, landed, self._now())
                await ledger.touch_boards(session, landed, self._now())
            del self._outcomes[: len(landed)]

    async def _write_down_what_landed(self) -> None:
        """Write down the last outcomes, trying again until a stop's time is over."""
        while self._outcomes:
            try:
                await self._write_down()
            except Exception:  # tried again until the stop has lasted long enough, whatever it is
                log.exception("could not record %d outcomes", len(self._outcomes))
                await asyncio.sleep(TRY_AGAIN_SECONDS)

    def _put_back(self) -> None:
        """Return what waits for its token to the queue: in hand it would be in doubt after a crash."""
        if not self._in_hand:
            return
        unsent = Outcome(Fate.NOT_SENT, "its turn did not come")
        self._outcomes += [(claimed, unsent) for claimed in self._in_hand]
        self._in_hand.clear()

    def _send_off(self, claimed: Claimed) -> None:
        now = monotonic()
        self._pace.take(now)
        self._pace.take_chat(claimed.call.chat_id, now)
        self._flying[claimed.call.chat_id] = asyncio.create_task(self._send(claimed))

    async def _send(self, claimed: Claimed) -> None:
        chat = claimed.call.chat_id
        try:
            outcome = await self._telegram.deliver(claimed.call)
        except Exception as error:  # a defect of ours must not look like a message that was sent
            log.exception("could not send row %d", claimed.row_id)
            outcome = Outcome(Fate.REFUSED, type(error).__name__)
        self._react(chat, outcome)
        self._outcomes.append((claimed, outcome))
        del self._flying[chat]
        # Behind an answer there may be its second half, which is as urgent.
        self._posted |= claimed.lane <= Lane.REPLY and chat in self._passed_over
        self._passed_over.discard(chat)
        is_last = not self._flying and not self._in_hand  # there is nothing to write it down with
        self._look_at = min(self._look_at, monotonic() + (0.0 if is_last else RECORD_WITHIN_SECONDS))
        wakes_soon = bool(self._in_hand) and self._pace.wait(monotonic()) <= RECORD_WITHIN_SECONDS
        if self._posted or not wakes_soon:
            self._work.set()

    def _react(self, chat: int, outcome: Outcome) -> None:
        now = monotonic()
        match outcome.fate:
            case Fate.FLOOD:
                log.warning("the messenger asks for %.1f s of silence", outcome.retry_after)
                self._pace.flooded(outcome.retry_after, now)
            case Fate.REVOKED:
                log.critical("BOT_TOKEN is not valid any more; nothing is sent until it is replaced")
                self._revoked = True
            case Fate.NOT_SENT:
                self._hold_off(now)
            case Fate.DOUBT:
                self._resting[chat] = now + _CHAT_RETRY_SECONDS
                self._doubts += 1
                # One lost answer is one chat's; more in a row, and a whole notice would be in doubt.
                if self._doubts > 1:
                    self._hold_off(now)
            case _:
                self._outages = self._doubts = 0

    def _hold_off(self, now: float) -> None:
        """Let everybody wait, longer each time; calls that fail together count once."""
        if now >= self._out_until:
            self._out_until = now + _OUTAGE_SECONDS[min(self._outages, len(_OUTAGE_SECONDS) - 1)]
            self._outages += 1


async def _within(seconds: float, event: asyncio.Event) -> None:
    """Wait for an event, which is set when the time is over."""
    alarm = asyncio.get_running_loop().call_later(seconds, event.set)
    try:
        await event.wait()
    finally:
        alarm.cancel()


async def _end(tasks: Collection[asyncio.Task[None]], deadline: float) -> None:
    """Wait for tasks that are about to end; those that do not are cancelled."""
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=max(deadline - monotonic(), 0.1))
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=1.0)
