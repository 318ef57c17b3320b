"""The inbox: every update, stored before the messenger is told that we have it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Index, UniqueConstraint
from sqlmodel import SQLModel

from models.base import ChatId, Choice, Id, Json, table


class InboxState(StrEnum):
    """Whether an update has had its effect."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"


class Inbox(SQLModel, table=True):
    """One raw update; settled in the transaction of its effects."""

    __table_args__ = table(
        UniqueConstraint("bot_id", "update_id"),
        Index(
            "ix_inbox_open",
            "id",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
        Index(None, "received_at"),
    )

    id: int = Id()
    bot_id: int = ChatId()
    update_id: int = ChatId()
    payload: dict[str, Any] | None = Json(default=None, nullable=True)  # blanked once it is old
    state: InboxState = Choice(InboxState, default=InboxState.OPEN)
    attempts: int = 0
    received_at: datetime
    settled_at: datetime | None = None
    reference: str | None = None  # the error's reference code, for people to read out
