"""The branch's clock as the page moves it: one walk at a time, watched by everybody."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo


class SandboxClock(Protocol):
    """The clock the bot lives by; it only goes forward."""

    @property
    def zone(self) -> ZoneInfo: ...

    def now(self) -> datetime: ...

    async def run_through(self, to: datetime, progress: Callable[[datetime], None]) -> None:
        """Walk to `to` with everything happening on the way."""

    async def jump(self, to: datetime) -> None:
        """Be at `to` at once, as if the bot had been down in between."""


class Refused(Exception):
    """The clock is not moved; the text is for the person."""


class Clockwork:
    """Moves the clock, and calls `changed` whenever its face is to be looked at again."""

    def __init__(self, clock: SandboxClock | None, changed: Callable[[], None]) -> None:
        self._clock = clock
        self._changed = changed
        self._walk: dict[str, str] | None = None
        self._walking: asyncio.Task[None] | None = None
        self._failure = ""

    def face(self) -> dict[str, Any]:
        """Return what the page shows; without a clock only the real time, in no zone."""
        if self._clock is None:
            return {"now": datetime.now().astimezone().isoformat(), "zone": None, "walk": None}
        return {
            "now": self._clock.now().isoformat(),
            "zone": self._clock.zone.key,
            "walk": self._walk,
            "failure": self._failure,
        }

    def move(self, way: str, *, to: str = "", hours: float = 0) -> None:
        """Begin to move to the branch's local time `to`, or `hours` on, and return at once."""
        if self._clock is None:
            raise Refused("这里的钟不能拨。")
        if self._walk:
            raise Refused("钟正在走，请等它走完。")
        zone = self._clock.zone
        start = self._clock.now().astimezone(zone)
        # Through UTC: an hour is an hour, also where summer time begins in it.
        end = (
            datetime.fromisoformat(to).replace(tzinfo=zone)
            if to
            else datetime.fromtimestamp(start.timestamp() + hours * 3600, zone)
        )
        if end <= start:
            raise Refused("钟只能往前拨。")
        self._failure = ""
        self._walk = {
            "way": way,
            "from": start.isoformat(),
            "at": start.isoformat(),
            "to": end.isoformat(),
        }
        self._walking = asyncio.create_task(self._go(self._clock, end, way))
        self._changed()

    def stop(self) -> None:
        if self._walking:
            self._walking.cancel()

    async def _go(self, clock: SandboxClock, to: datetime, way: str) -> None:
        try:
            if way == "jump":
                await clock.jump(to)
            else:
                await clock.run_through(to, self._at)
        except Exception:  # because whatever went wrong, the page must say that the clock stands still
            self._failure = "钟没有走到，请看运行窗口里的记录。"
            raise  # so that the record is written
        finally:
            self._walk = None
            self._changed()

    def _at(self, moment: datetime) -> None:
        if self._walk:
            self._walk = self._walk | {"at": moment.isoformat()}
            self._changed()
