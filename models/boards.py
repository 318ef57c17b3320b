"""Boards: messages that are redrawn when what they show has changed."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import Id, table


class Board(SQLModel, table=True):
    """One live message of one person about one subject, such as "notice:17"."""

    __table_args__ = table(UniqueConstraint("subject", "outbox_id"), Index(None, "changed_at"))

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    subject: str = Field(index=True)
    person_id: int = Field(foreign_key="person.id")
    outbox_id: int = Field(foreign_key="outbox.id")
    shown: str  # fingerprint of what is on the screen
    changed_at: datetime | None = None  # None: what is shown is up to date
    drawn_at: datetime
