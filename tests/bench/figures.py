"""Figures of a broadcast: how much of the limit was used, and how long people waited meanwhile."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Load:
    """What a bot's process has used."""

    cpu_ms: float
    rss_mb: float  # the most that was seen


@dataclass(frozen=True, slots=True)
class Figures:
    """One line of the table."""

    name: str
    chats: int
    sent: int
    per_second: float
    refused: int  # 429
    replies: int
    unanswered: int
    p50_ms: float
    p99_ms: float
    load: Load

    def cells(self, limit: int) -> list[str]:
        """Return the line's cells, in the order of `HEADER`."""
        return [
            self.name,
            f"{self.chats:,}",
            f"{self.per_second:.2f}",
            f"{self.per_second / limit:.1%}",
            str(self.refused),
            f"{self.replies}" + (f" (+{self.unanswered} none)" if self.unanswered else ""),
            _duration(self.p50_ms),
            _duration(self.p99_ms),
            f"{self.load.cpu_ms / max(self.sent, 1):.2f}",
            f"{self.load.rss_mb:.0f}",
        ]


HEADER = [
    "way", "chats", "sent/s", "of limit", "429", "replies", "p50", "p99", "CPU ms/msg", "MB",
]  # fmt: skip


def evaluate(name: str, chats: Sequence[int], stats: dict[str, Any], load: Load) -> Figures:
    """Read one run off what the messenger has counted.

    Speed is everything that was sent between the first and the last copy of the notice, replies
    included. A reply's time runs from what somebody did until the messenger accepts what the bot
    says or redraws in that chat: half a round trip for the update, half of one for the reply and
    whatever the bot needs between them.
    """
    said: dict[int, list[float]] = defaultdict(list)
    for at, chat, _ in sorted(stats["sends"] + stats["edits"]):
        said[chat].append(at)
    waits = []
    unanswered = 0
    for at, chat in stats["pressed"]:
        after = [moment for moment in said[chat] if moment > at]
        if after:
            waits.append((after[0] - at) * 1000)
        else:
            unanswered += 1
    first_copies = [said[chat][0] for chat in chats if said[chat]]
    begin, end = min(first_copies), max(first_copies)
    sent = sum(begin <= at <= end for moments in said.values() for at in moments)
    return Figures(
        name=name,
        chats=len(chats),
        sent=sum(len(moments) for moments in said.values()),
        per_second=(sent - 1) / (end - begin),
        refused=stats["too_many_requests"],
        replies=len(waits),
        unanswered=unanswered,
        p50_ms=_quantile(waits, 0.5),
        p99_ms=_quantile(waits, 0.99),
        load=load,
    )


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table for a terminal: words to the left, figures to the right."""
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    lines = []
    for row in (header, ["-" * width for width in widths], *rows):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join(cells))
    return "\n".join(lines)


def _quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else float("nan")


def _duration(ms: float) -> str:
    return f"{ms:.0f} ms" if ms < 10_000 else f"{ms / 1000:.1f} s"
