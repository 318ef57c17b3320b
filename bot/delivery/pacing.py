"""How fast we may speak: token buckets over all chats and per chat, with time as an argument.

Every bucket is one number, the moment its next token falls due on an even beat; a burst is the
right to run a few beats ahead of it. `now` is monotonic time in seconds, everywhere.
"""

from math import exp2, floor, inf

# We stay half a percent below the configured rate, because the two clocks need not agree.
HEADROOM = 0.995
# A refusal costs more than a second of silence, so one cut must nearly suffice; deeper
# cuts would cost more over a long notice than the second refusal they sometimes spare.
CUT = 0.96
SLOWEST = 0.25  # of the configured rate; refusals beyond that are no matter of pace
RECOVERY_S = 1800.0  # in which half of what was cut comes back
UNREFUSED = 0.99  # of the configured rate; one that is lower was cut within the last hour
URGENT_BEATS = 1
FLOOD_MARGIN_S = 0.25  # added to the pause Telegram asks for, which began when it refused


class Pace:
    """Counts what is sent, over all chats and in each; whom to serve next is the caller's choice.

    Ask `wait`, sleep that long, ask again, and only when it says 0 choose the row and `take`:
    first the wait, then the token. Those who hold a token while they wait all leave at once when
    the wait ends, and a choice made before the wait cannot give way to a reply that came
    meanwhile: made after it, a reply never waits for more than one token.
    """

    def __init__(
        self,
        per_second: float = 30.0,
        burst: int = 3,
        chat_per_second: float = 1.0,
        chat_burst: int = 3,
    ) -> None:
        self._limit = per_second * HEADROOM
        self._ahead = burst - 1
        self._due = -inf
        self._cut_by = 0.0
        self._cut_at = 0.0
        self._pause_ends = -inf
        self._chat_beat_s = 1 / chat_per_second
        self._chat_ahead_s = (chat_burst - 1) / chat_per_second
        self._chats_due: dict[int, float] = {}

    def rate(self, now: float) -> float:
        """Messages a second at present: the configured rate, less what refusals have cut."""
        return self._limit - self._cut_by * exp2((self._cut_at - now) / RECOVERY_S)

    def pause(self, now: float) -> float:
        """Return the seconds for which Telegram wants to hear nothing at all; usually 0."""
        return max(0.0, self._pause_ends - now)

    def wait(self, now: float, *, urgent: bool = False, tokens: int = 1) -> float:
        """Return the seconds until so many tokens can be taken, 0 if at once; a pause is included.

        What is `urgent` may go one beat ahead of the others, who then wait for it: a notice takes
        every token as it falls due, and an answer would wait half a beat on average. Of more `tokens`
        than a burst has it is waited for a burst, and after a refusal for one: a strict window takes
        a twentieth less of what comes in bursts.
        """
        rate = self.rate(now)
        at_once = tokens if rate > self._limit * UNREFUSED else 1
        ahead = max(self._ahead + 1 - at_once, 0) + (URGENT_BEATS if urgent else 0)
        return max(self.pause(now), self._due - ahead / rate - now)

    def within(self, seconds: float, now: float) -> int:
        """Return how many messages may leave in the next `seconds`, one that may leave now among them."""
        beats = (now + seconds - max(self._due, now)) * self.rate(now)
        return max(1, 1 + self._ahead + floor(beats))

    def take(self, now: float) -> None:
        """Count one message to anybody.

        One that did not wait is counted all the same, and those after it wait the longer.
        """
        self._due = max(self._due, now) + 1 / self.rate(now)

    def chat_wait(self, chat_id: int, now: float) -> float:
        """Return the seconds until this chat may hear one more message, 0 if at once."""
        return max(0.0, self._chats_due.get(chat_id, -inf) - self._chat_ahead_s - now)

    def tired(self, now: float) -> dict[int, float]:
        """Return the chats that may hear nothing yet, each with the seconds it has to rest."""
        waits = {chat_id: self.chat_wait(chat_id, now) for chat_id in self._chats_due}
        return {chat_id: wait for chat_id, wait in waits.items() if wait > 0}

    def take_chat(self, chat_id: int, now: float) -> None:
        """Count one message to this chat."""
        due = max(self._chats_due.pop(chat_id, -inf), now) + self._chat_beat_s
        self._chats_due[chat_id] = due
        self._forget_rested(now)

    def flooded(self, retry_after_s: float, now: float) -> None:
        """Obey a 429: silence for everybody, then a little slower, from an even beat.

        Refusals that arrive during the pause answer messages sent before it: they may lengthen
        the pause, but are no reason to slow down once more.
        """
        if now >= self._pause_ends:
            slower = max(self.rate(now) * CUT, self._limit * SLOWEST)
            self._cut_by, self._cut_at = self._limit - slower, now
        self._pause_ends = max(self._pause_ends, now + retry_after_s + FLOOD_MARGIN_S)
        self._due = self._pause_ends + self._ahead / self.rate(now)

    def _forget_rested(self, now: float) -> None:
        """Drop the chats whose bucket is full again: forgetting them changes nothing."""
        # The dictionary is in order of the last message, so the rested ones are in front.
        while self._chats_due:
            oldest = next(iter(self._chats_due))
            if self._chats_due[oldest] > now:
                return
            del self._chats_due[oldest]
