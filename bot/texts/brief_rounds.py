"""Words of the hour at which cadres get their brief."""

from dataclasses import dataclass
from datetime import time

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import dates

HOURS = (time(8), time(8, 30), time(9), time(9, 30), time(10))


@dataclass(frozen=True, slots=True)
class AskBriefHour(Press, code="bfh"):
    """提要时间: when cadres get their brief."""


@dataclass(frozen=True, slots=True)
class SetBriefHour(Press, code="bfs"):
    """From now on at this minute of the day."""

    minute: int


def which_hour(now: time) -> Message:
    """Offer the hours at which cadres may get their brief."""
    return Message(
        f"每月第一个工作日、15日和25日，{dates.hour(now)}把走访提要发给结对的同志。遇到放假顺延。要改就点一个。",
        title="提要时间",
        buttons=tuple(
            Button(dates.hour(at), SetBriefHour(at.hour * 60 + at.minute)) for at in HOURS if at != now
        ),
    )


def hour_set(at: time) -> Message:
    """Confirm the hour."""
    return Message(f"好的，以后{dates.hour(at)}发走访提要。")
