"""Dialogs: a form that is being answered, one question at a time; it survives a restart."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import ChatId, Id, Json, table


class Dialog(SQLModel, table=True):
    """The open form of one chat, with the raw answers as they were given."""

    __table_args__ = table(UniqueConstraint("bot_id", "chat_id"))

    id: int = Id()
    bot_id: int = ChatId()
    chat_id: int = ChatId()
    person_id: int | None = Field(default=None, foreign_key="person.id")
    form: str
    answers: dict[str, Any] = Json(default_factory=dict)
    updated_at: datetime
