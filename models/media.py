"""Media: pictures and files, stored once and uploaded once per bot."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import ChatId, Choice, Id, table


class MediaKind(StrEnum):
    """How the messenger shows it."""

    PHOTO = "photo"
    DOCUMENT = "document"
    VOICE = "voice"


class Media(SQLModel, table=True):
    """The bytes of one picture or file; `data` is None once they were erased."""

    __table_args__ = table(UniqueConstraint("branch_id", "sha256", "kind", "filename"))

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    sha256: str
    kind: MediaKind = Choice(MediaKind)
    filename: str
    mime: str
    data: bytes | None = Field(default=None, sa_type=LargeBinary)
    created_at: datetime


class Upload(SQLModel, table=True):
    """The messenger's own handle on a file, valid for one bot."""

    __table_args__ = table(UniqueConstraint("media_id", "bot_id"))

    id: int = Id()
    media_id: int = Field(foreign_key="media.id")
    bot_id: int = ChatId()
    file_id: str
