"""Roster imports (花名册): what was loaded when, so that the last one can be undone."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from models.base import Id, Json, table


class ImportBatch(SQLModel, table=True):
    """One import, from the moment its preview is shown.

    `draft` holds the rows as read and the answers to ambiguous ones until it is applied or dropped.
    """

    __table_args__ = table()

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id", index=True)
    by_id: int | None = Field(default=None, foreign_key="person.id")
    filename: str
    draft: dict[str, Any] | None = Json(default=None, nullable=True)
    created_at: datetime
    applied_at: datetime | None = None
    dropped_at: datetime | None = None
    undone_at: datetime | None = None
