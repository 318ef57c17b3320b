"""Changes: who changed what about whom; history, undo and audit trail in one."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.base import Id, table


class Change(SQLModel, table=True):
    """One field of one row, old → new; rows are only ever added.

    `entity` is the table's name and `row_id` its id; an export or a look at protected data is a row
    with the field "export" or "read". `cause` names what it belongs to, for example "import:3".
    """

    __table_args__ = table(
        Index(None, "person_id", "at"),
        Index(None, "cause"),
        Index(None, "entity", "row_id", "field"),
    )

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    entity: str
    row_id: int | None = None
    field: str
    old: str | None = None
    new: str | None = None
    by_id: int | None = Field(default=None, foreign_key="person.id")  # None: the command line
    cause: str = ""
    at: datetime
