"""The outbox: everything that is to be said, and what became of it."""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.base import ChatId, Choice, Id, Json, table


class Lane(IntEnum):
    """Who goes first."""

    EMERGENCY = 0
    REPLY = 1
    REMINDER = 2
    BROADCAST = 3


class Action(StrEnum):
    """What the row asks the messenger to do; each row is exactly one call."""

    SEND = "send"
    EDIT = "edit"
    DELETE = "delete"
    LEAVE = "leave"  # leave a group


class OutboxState(StrEnum):
    """A row's life; the last five are final and carry a reason."""

    PENDING = "pending"
    HELD = "held"  # until `due_at`, or until a freeze ends
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"  # 说不准
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


UNSENT = (OutboxState.PENDING, OutboxState.HELD)
LEFT = (OutboxState.SENDING, OutboxState.SENT, OutboxState.UNKNOWN)  # it is on a screen, or may be
FINAL = frozenset(
    {
        OutboxState.SENT,
        OutboxState.UNKNOWN,
        OutboxState.FAILED,
        OutboxState.EXPIRED,
        OutboxState.CANCELLED,
    }
)


class Outbox(SQLModel, table=True):
    """One message, edit or deletion: the record of what was said.

    It goes to a person (resolved to his account when it is claimed, so it follows him to a new
    phone) or to a bare chat. `person_id` is the recipient, `subject_id` whom it is about,
    `through_id` the relative who received it for him (家属代收).
    """

    __table_args__ = table(
        Index(
            "ix_outbox_pending",
            "lane",
            "id",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        ),
        Index(
            "ix_outbox_held",
            "due_at",
            sqlite_where=sa.text("state = 'held'"),
            postgresql_where=sa.text("state = 'held'"),
        ),
        Index(
            "ix_outbox_sending",
            "id",
            sqlite_where=sa.text("state = 'sending'"),
            postgresql_where=sa.text("state = 'sending'"),
        ),
        Index(  # the budget's: what a member heard lately without having asked
            "ix_outbox_unasked",
            "person_id",
            "claimed_at",
            sqlite_where=sa.text("unasked = 1"),
            postgresql_where=sa.text("unasked"),
        ),
        Index(None, "about", "person_id"),
        Index(None, "person_id", "state"),
        Index(None, "subject_id", "state"),
        Index(None, "through_id", "state"),
        Index(None, "sent_chat_id", "message_id"),
        Index(None, "replaces"),
    )

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    chat_id: int | None = ChatId(default=None, nullable=True)
    subject_id: int | None = Field(default=None, foreign_key="person.id")
    family: bool = False  # whether a relative may receive it for him
    through_id: int | None = Field(default=None, foreign_key="person.id")
    kind: str
    lane: int = Field(sa_type=sa.SmallInteger)
    about: str | None = None  # the cause, "notice:17"
    dedupe_key: str | None = Field(default=None, unique=True)
    action: Action = Choice(Action, default=Action.SEND)
    replaces: int | None = Field(default=None, foreign_key="outbox.id")
    text: str = ""
    layout: dict[str, Any] = Json(default_factory=dict)  # see bot/messages.py
    state: OutboxState = Choice(OutboxState, default=OutboxState.PENDING)
    reason: str | None = None
    attempts: int = 0
    copies: int = 0  # how often it may have arrived without our knowing
    unasked: bool = False  # whether it takes part in its member's budget (bot/domain/budget.py)
    due_at: datetime  # moved on whenever the clock holds it
    wanted_at: datetime | None = None  # when it was due at first, if it was held since
    created_at: datetime
    claimed_at: datetime | None = None
    settled_at: datetime | None = None
    sent_chat_id: int | None = ChatId(default=None, nullable=True)
    message_id: int | None = ChatId(default=None, nullable=True)
    message_ids: list[int] | None = Json(default=None, nullable=True)  # an album's
