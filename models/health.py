"""Trouble and identity: what went wrong, and which bots this database has served."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.base import ChatId, Id, table


class Incident(SQLModel, table=True):
    """A programming error that somebody met; people read the reference out on the telephone."""

    __table_args__ = table(Index(None, "fingerprint", "at"))

    id: int = Id()
    reference: str = Field(unique=True)
    fingerprint: str  # same place, same kind of error
    at: datetime
    told_at: datetime | None = None


class BotIdentity(SQLModel, table=True):
    """A bot this database has served; the command line prints links with its username."""

    bot_id: int = ChatId(primary_key=True)
    username: str
    seen_at: datetime
