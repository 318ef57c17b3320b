"""Monthly sheets (月报): what waits on paper for somebody, printed together and carried to him."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import Id, table


class Sheet(SQLModel, table=True):
    """One printing, for one member or for all who read on paper; the cause of who carries it."""

    __table_args__ = table()

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id", index=True)
    printed_at: datetime
    printed_by: int | None = Field(default=None, foreign_key="person.id")


class SheetItem(SQLModel, table=True):
    """A notice on somebody's sheet; printed anew it stands on the newer one."""

    __table_args__ = table(UniqueConstraint("person_id", "notice_id"), Index(None, "sheet_id", "person_id"))

    id: int = Id()
    sheet_id: int = Field(foreign_key="sheet.id")
    person_id: int = Field(foreign_key="person.id")
    notice_id: int = Field(foreign_key="notice.id")
