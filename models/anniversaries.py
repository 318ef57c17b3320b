"""Political anniversaries (政治生日): one greeting for each person and year, and what became of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import Choice, Id, table


class GreetingState(StrEnum):
    """A greeting's life; the first four are open, the others final."""

    PROPOSED = "proposed"  # waits for the secretary
    APPROVED = "approved"  # waits for its day
    HELD = "held"  # 先不发
    QUEUED = "queued"  # in the outbox
    SENT = "sent"
    LATE = "late"  # sent within three days, in other words
    BY_HAND = "by_hand"  # a human brings the card or calls
    UNKNOWN = "unknown"  # nobody knows whether it arrived
    FAILED = "failed"  # the messenger did not reach him; a human was asked
    EXPIRED = "expired"
    CANCELLED = "cancelled"


OPEN_GREETINGS = (
    GreetingState.PROPOSED,
    GreetingState.APPROVED,
    GreetingState.HELD,
    GreetingState.QUEUED,
)


class Way(StrEnum):
    """How a greeting reaches him; decided a week before, because paper and visits need the time."""

    BOT = "bot"
    HAND = "hand"


class Greeting(SQLModel, table=True):
    """The greeting of one member in one year.

    `day` is the day it is said on; for a date known by its month alone it is the middle of that month.
    `words` are the secretary's own; None means the text of the house, made when it is sent.
    """

    __table_args__ = table(
        UniqueConstraint("person_id", "year"),
        Index(None, "branch_id", "day"),
        Index(None, "state", "day"),
    )

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    person_id: int = Field(foreign_key="person.id")
    year: int
    day: date
    month_only: bool = False
    years: int  # 入党N周年
    state: GreetingState = Choice(GreetingState, default=GreetingState.PROPOSED)
    reason: str | None = None
    way: Way | None = Choice(Way, default=None, nullable=True)
    words: str | None = None
    worded_by: int | None = Field(default=None, foreign_key="person.id")
    proposed_at: datetime
    decided_by: int | None = Field(default=None, foreign_key="person.id")  # who approved it, or held it
    decided_at: datetime | None = None
    media_id: int | None = Field(default=None, foreign_key="media.id")  # the card (贺卡)
    card_of: str | None = None  # what the card says; another name or date needs another card
    card_tries: int = 0  # how often drawing it has failed
    reminded_at: datetime | None = None  # the secretary, on the day
    escalated_at: datetime | None = None  # the deputy, three days before
    pair_told_at: datetime | None = None
    queued_at: datetime | None = None
    settled_at: datetime | None = None
    reported_at: datetime | None = None  # when the secretary read that it has expired


class GreetingRound(SQLModel, table=True):
    """How far a branch's anniversaries have been looked at and listed."""

    __table_args__ = table()

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id", unique=True)
    looked_at: datetime | None = None
    listed_month: date | None = None  # the first day of the last month whose list the secretary has got
