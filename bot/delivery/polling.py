"""The wire of getUpdates."""

from time import monotonic
from typing import Any

from bot.delivery.inbox import readable
from bot.delivery.wire import Wire


class PollWire(Wire):
    """A wire that remembers when it last had an answer.

    python-telegram-bot's `updater.running` stays true when its polling task has died.
    """

    __slots__ = ("answered_at",)

    def __init__(self, limit: int, proxy: str | None, *, read_timeout: float) -> None:
        super().__init__(limit, proxy, read_timeout=read_timeout)
        self.answered_at = monotonic()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read the answer; what cannot be understood in it is reduced to its number."""
        answer = Wire.parse_json_payload(payload)
        if isinstance(answer.get("result"), list):
            answer["result"] = [readable(update) for update in answer["result"]]
        return answer

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Pass the request on and note the time of the answer."""
        answer = await super().do_request(*args, **kwargs)
        self.answered_at = monotonic()
        return answer
