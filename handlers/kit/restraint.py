"""Restraint: second taps and floods are taken and not served."""

from collections import deque
from collections.abc import Callable
from datetime import datetime
from time import monotonic

from bot.texts import common as say
from handlers.kit.reading import Incoming

SECOND_TAP_SECONDS = 10.0
FLOOD = 25  # updates of one chat ...
FLOOD_SECONDS = 10.0  # ... within so long are too many
_CHATS_KEPT = 10_000


class Restraint:
    """Remembers what each chat did last; in memory, because a restart makes nobody impatient."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._last_press: dict[int, tuple[int | None, str, float]] = {}
        self._recent: dict[int, deque[float]] = {}

    def unwanted(self, said: Incoming) -> str | None:
        """Return what to say to an update that is not served, perhaps nothing; None for the others.

        To be asked once for each update: one that is tried again is not its own second tap.
        """
        if not is_talk(said):
            return None
        too_many = self._count(said)
        if too_many:
            return say.too_many() if too_many == FLOOD else ""
        return "" if self._is_second_tap(said) else None

    def _is_second_tap(self, said: Incoming) -> bool:
        """Say whether the same button was pressed a moment ago, with nothing in between."""
        if said.pressed is None:
            self._last_press.pop(said.chat_id, None)
            return False
        now = monotonic()
        lately = {c: press for c, press in self._last_press.items() if now - press[2] < SECOND_TAP_SECONDS}
        before = lately.get(said.chat_id)
        self._last_press = lately | {said.chat_id: (said.message_id, said.pressed, now)}
        return before is not None and before[:2] == (said.message_id, said.pressed)

    def _count(self, said: Incoming) -> int:
        """Return how many updates too many a chat has sent lately, FLOOD at the first of them.

        By the time it was said: what has gathered while we were away is no flood.
        """
        now = (said.said_at or self._now()).timestamp()
        times = self._recent.setdefault(said.chat_id, deque())
        times.append(now)
        while times[0] < now - FLOOD_SECONDS:
            times.popleft()
        if len(self._recent) > _CHATS_KEPT:
            self._recent = {chat: t for chat, t in self._recent.items() if t[-1] > now - FLOOD_SECONDS}
        return len(times) if len(times) >= FLOOD else 0


def is_talk(said: Incoming) -> bool:
    """Say whether somebody said or pressed something in a private chat."""
    return said.private and said.chat_id != 0 and said.blocked is None
