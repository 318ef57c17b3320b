"""The pace: what it never does, and how much of the limit it uses before two kinds of server."""

import heapq
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pacing import FLOOD_MARGIN_S, RECOVERY_S, Pace

LIMIT = 30.0
BURST = 3
gaps = st.lists(st.floats(0, 0.5), min_size=1, max_size=200)


def sent_when_asked(pace: Pace, gaps: list[float]) -> list[float]:
    """Ask after each gap, wait as long as told, send; return the moments of sending."""
    now, moments = 0.0, []
    for gap in gaps:
        now += gap
        while (delay := pace.wait(now)) > 0:
            now += max(delay, 1e-9)
        pace.take(now)
        moments.append(now)
    return moments


def most_in_any(window_s: float, moments: list[float]) -> int:
    return max(sum(start <= m < start + window_s for m in moments) for start in moments)


@given(gaps, st.floats(0.05, 5))
def test_no_window_holds_more_than_the_rate_and_the_burst(gaps, window_s):
    moments = sent_when_asked(Pace(LIMIT, BURST), gaps)

    assert most_in_any(window_s, moments) <= LIMIT * window_s + BURST


def test_a_caller_who_is_always_ready_uses_the_whole_limit():
    moments = sent_when_asked(Pace(LIMIT, BURST), [0.0] * 600)

    assert len(moments) / moments[-1] >= LIMIT * 0.98


@given(gaps, st.floats(0, 1))
def test_what_leaves_within_a_while_is_known_in_advance(gaps, seconds):
    pace = Pace(LIMIT, BURST)
    sent_when_asked(pace, gaps)
    begun = now = 1000.0 if not gaps[0] else sum(gaps) + 1.0
    expected = pace.within(seconds, now)

    left = 0
    while (now := now + pace.wait(now)) <= begun + seconds:
        pace.take(now)
        left += 1

    assert abs(left - expected) <= 1  # the last may leave just at the end


def test_of_a_slow_pace_only_what_may_leave_now_is_known_to_leave():
    pace = Pace(2.0, burst=1)

    assert pace.within(0.2, 0.0) == 1


def test_after_a_rest_a_small_burst_leaves_at_once():
    pace = Pace(LIMIT, BURST)

    moments = sent_when_asked(pace, [100.0] + [0.0] * BURST)

    assert moments[:BURST] == [100.0] * BURST
    assert moments[BURST] > 100.0


@pytest.mark.parametrize("tokens", range(1, BURST + 1))
def test_so_many_as_were_waited_for_may_leave_at_once(tokens):
    pace = Pace(LIMIT, BURST)
    now = sent_when_asked(pace, [0.0] * 100)[-1]

    now += pace.wait(now, tokens=tokens) + 1e-9
    for _ in range(tokens):
        assert pace.wait(now) == 0
        pace.take(now)

    assert pace.wait(now) > 0


def test_more_than_a_burst_is_not_waited_for():
    pace = Pace(LIMIT, BURST)
    now = sent_when_asked(pace, [0.0] * 100)[-1]

    assert pace.wait(now, tokens=BURST + 5) == pace.wait(now, tokens=BURST)


def test_after_a_refusal_each_is_waited_for_alone_until_most_of_the_cut_has_come_back():
    pace = Pace(LIMIT, BURST)
    pace.flooded(1.0, 0.0)
    now = sent_when_asked(pace, [0.0] * 100)[-1]

    assert pace.wait(now, tokens=BURST) == pace.wait(now)

    later = sent_when_asked(pace, [now + 4 * RECOVERY_S] + [0.0] * BURST)[-1]
    assert pace.wait(later, tokens=BURST) > pace.wait(later)


def test_a_waiting_reply_waits_at_most_one_token():
    pace = Pace(LIMIT, BURST)
    now = sent_when_asked(pace, [0.0] * 100)[-1]

    assert pace.wait(now) <= 1 / pace.rate(now)


def test_what_is_urgent_goes_one_beat_ahead_and_the_others_pay_it_back():
    pace = Pace(LIMIT, BURST)
    now = sent_when_asked(pace, [0.0] * 100)[-1]
    others_wait = pace.wait(now)

    assert pace.wait(now, urgent=True) == 0
    pace.take(now)

    assert pace.wait(now, urgent=True) > 0, "only one"
    assert pace.wait(now) == pytest.approx(others_wait + 1 / pace.rate(now))


def test_what_is_urgent_waits_for_the_end_of_a_flood_pause():
    pace = Pace(LIMIT, BURST)

    pace.flooded(5, 100.0)

    assert pace.wait(100.0, urgent=True) == pace.wait(100.0) == 5 + FLOOD_MARGIN_S


@given(gaps, st.lists(st.tuples(st.integers(0, 199), st.integers(1, 30)), max_size=5))
def test_nothing_is_sent_inside_a_flood_pause(gaps, floods):
    pace, now = Pace(LIMIT, BURST), 0.0
    refusals = dict(floods)
    forbidden: list[tuple[float, float]] = []
    for index, gap in enumerate(gaps):
        now += gap
        if index in refusals:
            pace.flooded(refusals[index], now)
            forbidden.append((now, now + refusals[index] + FLOOD_MARGIN_S))
        while (delay := pace.wait(now)) > 0:
            now += max(delay, 1e-9)
        pace.take(now)

        assert not any(start <= now < end for start, end in forbidden)


def test_after_a_pause_messages_leave_one_by_one_and_not_as_a_herd():
    pace = Pace(LIMIT, BURST)
    pace.flooded(3, 0.0)

    first, second, third = sent_when_asked(pace, [0.0] * 3)

    assert first == pytest.approx(3 + FLOOD_MARGIN_S, abs=1e-4)
    assert second - first == pytest.approx(1 / pace.rate(first), abs=1e-4)
    assert third - second == pytest.approx(1 / pace.rate(first), abs=1e-4)


def test_a_refusal_cuts_a_few_percent_once_for_all_that_were_in_flight():
    pace = Pace(LIMIT, BURST)
    before = pace.rate(0.0)

    pace.flooded(1, 0.0)
    pace.flooded(1, 0.08)
    pace.flooded(1, 0.12)

    assert 0.94 * before < pace.rate(0.12) < 0.98 * before
    assert pace.pause(0.12) == pytest.approx(1 + FLOOD_MARGIN_S)


def test_a_shorter_later_refusal_does_not_shorten_the_pause():
    pace = Pace(LIMIT, BURST)

    pace.flooded(20, 0.0)
    pace.flooded(1, 1.0)

    assert pace.wait(1.0) == pytest.approx(19.0 + FLOOD_MARGIN_S)


@given(st.lists(st.floats(0, 600), min_size=1, max_size=60))
def test_the_rate_falls_with_refusals_but_never_to_nothing_and_recovers(rests):
    pace, now = Pace(LIMIT, BURST), 0.0
    for rest in rests:
        pace.flooded(1, now)
        assert LIMIT / 5 < pace.rate(now) < LIMIT
        now += 1.5 + rest

    later = [pace.rate(now + hours * 3600) for hours in range(7)]
    assert later == sorted(later)
    assert later[6] >= LIMIT * 0.98


@given(st.lists(st.tuples(st.integers(1, 3), st.floats(0, 3)), min_size=1, max_size=100))
def test_a_chat_hears_its_burst_and_then_one_a_second(wishes):
    pace, now = Pace(chat_per_second=1, chat_burst=3), 0.0
    heard: dict[int, list[float]] = {}
    for chat_id, gap in wishes:
        now += gap
        while (delay := pace.chat_wait(chat_id, now)) > 0:
            now += max(delay, 1e-9)
        pace.take_chat(chat_id, now)
        heard.setdefault(chat_id, []).append(now)

    for moments in heard.values():
        assert most_in_any(5.0, moments) <= 5 + 3


def test_one_busy_chat_does_not_hold_back_another():
    pace = Pace(chat_per_second=1, chat_burst=1)
    pace.take_chat(17, 0.0)

    assert pace.chat_wait(17, 0.0) == pytest.approx(1.0)
    assert pace.chat_wait(18, 0.0) == 0


def test_only_chats_that_have_to_rest_are_tired():
    pace = Pace(chat_per_second=1, chat_burst=2)
    pace.take_chat(17, 0.0)
    pace.take_chat(17, 0.0)
    pace.take_chat(18, 0.0)

    assert pace.tired(0.25) == {17: pytest.approx(0.75)}
    assert pace.tired(1.0) == {}


@given(st.lists(st.tuples(st.integers(1, 50), st.floats(0, 2)), min_size=1, max_size=200))
def test_forgetting_rested_chats_changes_no_answer(wishes):
    forgetful, now = Pace(), 0.0
    never_forgets = {chat_id: Pace() for chat_id in range(1, 51)}
    for chat_id, gap in wishes:
        now += gap
        assert forgetful.chat_wait(chat_id, now) == never_forgets[chat_id].chat_wait(chat_id, now)
        forgetful.take_chat(chat_id, now)
        never_forgets[chat_id].take_chat(chat_id, now)


def test_only_the_chats_of_the_last_seconds_are_remembered():
    pace = Pace()
    for number in range(5000):
        pace.take_chat(number, number / LIMIT)

    assert len(pace._chats_due) < 100


# What a server makes of it: virtual time, a round trip of 40-120 ms, a caller who is always ready
# and wakes up to 2 ms late.


@dataclass
class TokenBucket:
    """Thirty a second with a burst of five."""

    tokens: float = 5.0
    at: float = 0.0

    def admits(self, now: float) -> bool:
        self.tokens, self.at = min(5.0, self.tokens + (now - self.at) * LIMIT), now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


@dataclass
class StrictWindow:
    """Thirty in any second."""

    admitted: deque[float] = field(default_factory=deque)

    def admits(self, now: float) -> bool:
        while self.admitted and self.admitted[0] <= now - 1:
            self.admitted.popleft()
        if len(self.admitted) >= LIMIT:
            return False
        self.admitted.append(now)
        return True


@dataclass
class Outcome:
    rate: float
    refusals: int


def broadcast(
    to: int,
    admits: Callable[[float], bool],
    seed: int,
    there_s: tuple[float, float],
    back_s: tuple[float, float],
    tokens: int,
) -> Outcome:
    """Send to so many chats through a fresh pace, waiting for so many tokens at once.

    What is refused is sent again.
    """
    chance, pace = random.Random(seed), Pace(LIMIT, BURST)
    arriving: list[float] = []
    refused: list[float] = []
    now, left, refusals = 0.0, to, 0
    while left or arriving or refused:
        pause = pace.wait(now) and pace.wait(now, tokens=min(tokens, left))
        sending = now + pause + chance.uniform(0, 0.002) if left else float("inf")
        answer = refused[0] if refused else float("inf")
        arrival = arriving[0] if arriving else float("inf")
        now = min(sending, answer, arrival)
        if now == arrival:
            heapq.heappop(arriving)
            if not admits(now):
                heapq.heappush(refused, now + chance.uniform(*back_s))
        elif now == answer:
            heapq.heappop(refused)
            pace.flooded(1, now)
            left, refusals = left + 1, refusals + 1
        elif pace.wait(now) == 0:
            pace.take(now)
            left -= 1
            heapq.heappush(arriving, now + chance.uniform(*there_s))
    return Outcome(to / now, refusals)


HALF_WAY = (0.020, 0.060)
WHOLE_WAY = (0.040, 0.120)
NO_WAY = (0.0, 0.0)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("tokens", [1, BURST])
@pytest.mark.parametrize(("there_s", "back_s"), [(HALF_WAY, HALF_WAY), (WHOLE_WAY, NO_WAY)])
def test_a_token_bucket_refuses_nothing_and_is_used_to_98_percent(seed, there_s, back_s, tokens):
    outcome = broadcast(1000, TokenBucket().admits, seed, there_s, back_s, tokens)

    assert outcome.refusals == 0
    assert outcome.rate >= LIMIT * 0.98


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("tokens", [1, BURST])
@pytest.mark.parametrize("to", [1000, 3000])
def test_a_strict_window_refuses_a_few_and_lets_27_a_second_through(to, seed, tokens):
    outcome = broadcast(to, StrictWindow().admits, seed, HALF_WAY, HALF_WAY, tokens)

    assert outcome.refusals <= 4
    assert outcome.rate >= 27


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("tokens", [1, BURST])
def test_a_strict_window_behind_the_worst_jitter_still_refuses_only_a_few(seed, tokens):
    """All of 40-120 ms on the way there: in theory 27.8 a second can pass without a refusal."""
    outcome = broadcast(3000, StrictWindow().admits, seed, WHOLE_WAY, NO_WAY, tokens)

    assert outcome.refusals <= 6
    assert outcome.rate >= 26
