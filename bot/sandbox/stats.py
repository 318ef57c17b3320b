"""What a benchmark wants to know: when each message went out, and how long calls took."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Stats:
    """Counted since the start or the last `reset`; times are monotonic seconds."""

    sends: list[tuple[float, int, str]] = field(default_factory=list)  # when, chat, method
    edits: list[tuple[float, int, str]] = field(default_factory=list)
    pressed: list[tuple[float, int]] = field(default_factory=list)  # when a person did something
    flooded: list[float] = field(default_factory=list)  # when a 429 was answered
    calls: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)  # seconds of every call but getUpdates

    def reset(self) -> None:
        counted = (self.sends, self.edits, self.pressed, self.flooded, self.calls, self.errors, self.took)
        for figures in counted:
            figures.clear()

    def as_json(self) -> dict[str, Any]:
        first = self.sends[0][0] if self.sends else 0.0
        per_second = Counter(int(at - first) for at, _, _ in self.sends)
        return {
            "sent": len(self.sends),
            "per_second": [per_second[second] for second in range(max(per_second, default=-1) + 1)],
            "sends": self.sends,
            "edits": self.edits,
            "pressed": self.pressed,
            "too_many_requests": len(self.flooded),
            "flooded": self.flooded,
            "calls": self.calls,
            "errors": self.errors,
            "latency_ms": _quantiles(self.took),
        }


def _quantiles(took: list[float]) -> dict[str, float]:
    if not took:
        return {}
    ordered = sorted(took)
    return {
        name: round(ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000, 2)
        for name, share in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1.0))
    }
