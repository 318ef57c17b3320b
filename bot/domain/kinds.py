"""Kinds of messages: how urgent each is, who may hear it, when it is too late, which way doubt falls."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from models import Lane


class Doubt(StrEnum):
    """Which way doubt falls when nobody knows whether a message arrived."""

    ONCE = "once"  # better never than twice
    ARRIVE = "arrive"  # better twice than never: one more copy


class Hearing(StrEnum):
    """Who may hear a kind; checked at the moment of sending."""

    ALWAYS = "always"  # answers to what the person himself just did, orders to those in charge
    LIVING = "living"  # everyone but the deceased, the frozen and the transferred
    CHEERFUL = "cheerful"  # and not the bereaved, the sick and those who asked for quiet


class Budget(StrEnum):
    """How a kind stands to what a member hears without having asked; see bot/domain/budget.py."""

    FREE = "free"  # answers, what is urgent, and the lists of those who help
    FIRST = "first"  # greetings: they count, and what is ordinary keeps their days free
    WAITS = "waits"  # what is ordinary: it counts, and waits for its day


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of message is treated."""

    name: str
    lane: Lane
    doubt: Doubt
    hearing: Hearing
    quiet: bool  # whether quiet hours hold it back
    patience: timedelta | None  # after this it is too late to say; None: never too late
    by_day: bool = False  # whether it waits for the hours of those who help
    budget: Budget = Budget.FREE


_ANSWER, _WEEK = timedelta(days=1), timedelta(days=7)
_DAYTIME = timedelta(hours=11.5)  # from 08:30 to 20:00
_K, _FIRST, _WAITS = Kind, Budget.FIRST, Budget.WAITS
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        #  name              lane            doubt         hearing          quiet  patience
        _K("alarm", Lane.EMERGENCY, Doubt.ARRIVE, Hearing.ALWAYS, False, timedelta(days=3)),
        _K("reply", Lane.REPLY, Doubt.ARRIVE, Hearing.ALWAYS, False, _ANSWER),
        # Behind answers: who presses something must not wait until all his boards are redrawn.
        _K("board", Lane.REMINDER, Doubt.ARRIVE, Hearing.ALWAYS, False, _ANSWER),
        _K("done for you", Lane.REMINDER, Doubt.ONCE, Hearing.LIVING, True, timedelta(days=3)),
        _K("bound", Lane.REPLY, Doubt.ARRIVE, Hearing.LIVING, False, None),
        _K("invitation", Lane.REPLY, Doubt.ARRIVE, Hearing.ALWAYS, False, _ANSWER),
        _K("task", Lane.REMINDER, Doubt.ARRIVE, Hearing.LIVING, True, timedelta(days=14)),
        _K("occasions over", Lane.REMINDER, Doubt.ARRIVE, Hearing.LIVING, True, _WEEK),
        _K("help", Lane.REPLY, Doubt.ARRIVE, Hearing.ALWAYS, False, timedelta(days=2), True),
        _K("help words", Lane.REPLY, Doubt.ARRIVE, Hearing.LIVING, False, timedelta(days=7)),
        _K("urgent task", Lane.REMINDER, Doubt.ARRIVE, Hearing.LIVING, False, timedelta(days=2)),
        _K("follow-ups", Lane.REMINDER, Doubt.ARRIVE, Hearing.LIVING, False, timedelta(hours=10), True),
        _K("urgent follow-ups", Lane.REMINDER, Doubt.ARRIVE, Hearing.LIVING, False, timedelta(days=1), True),
        _K("urgent notice", Lane.REMINDER, Doubt.ARRIVE, Hearing.LIVING, False, timedelta(days=2)),
        _K("notice", Lane.BROADCAST, Doubt.ARRIVE, Hearing.LIVING, True, _WEEK, budget=_WAITS),
        _K("notice now", Lane.BROADCAST, Doubt.ARRIVE, Hearing.LIVING, False, _WEEK, budget=_WAITS),
        _K("anniversary", Lane.REMINDER, Doubt.ONCE, Hearing.CHEERFUL, True, _ANSWER, budget=_FIRST),
        _K("late anniversary", Lane.REMINDER, Doubt.ONCE, Hearing.CHEERFUL, True, _WEEK, budget=_FIRST),
        _K("anniversary list", Lane.REMINDER, Doubt.ARRIVE, Hearing.LIVING, True, timedelta(days=5)),
        _K("brief", Lane.REMINDER, Doubt.ARRIVE, Hearing.LIVING, True, timedelta(days=31), True),
        _K("pairing", Lane.REMINDER, Doubt.ARRIVE, Hearing.LIVING, True, timedelta(days=7), True),
        _K("anniversary task", Lane.REMINDER, Doubt.ARRIVE, Hearing.LIVING, True, timedelta(hours=12)),
        _K("festival", Lane.BROADCAST, Doubt.ONCE, Hearing.CHEERFUL, True, _DAYTIME, budget=_FIRST),
        _K("birthday", Lane.REMINDER, Doubt.ONCE, Hearing.CHEERFUL, True, _DAYTIME, budget=_FIRST),
        _K("late birthday", Lane.REMINDER, Doubt.ONCE, Hearing.CHEERFUL, True, _WEEK, budget=_FIRST),
        _K("medal", Lane.REMINDER, Doubt.ARRIVE, Hearing.CHEERFUL, True, timedelta(days=14), budget=_FIRST),
        _K("notice mark", Lane.BROADCAST, Doubt.ARRIVE, Hearing.LIVING, False, timedelta(days=2)),
    )
}
