"""Briefs (走访提要): which of a month's rounds have gone out, and which visits were put off."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import Choice, Id, table


class BriefStep(StrEnum):
    """The rounds of a month, in their order."""

    FIRST = "first"  # the first working day: everybody's brief
    MIDDLE = "middle"  # the 15th: whom nobody has been in touch with
    LATE = "late"  # the 25th: the same
    END = "end"  # the last working day: what is open, for the liaison alone


class BriefRound(SQLModel, table=True):
    """A round that is over: it went out, or a later one took its place after downtime."""

    __table_args__ = table(UniqueConstraint("branch_id", "month", "step"))

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    month: date  # its first day
    step: BriefStep = Choice(BriefStep)
    ran_at: datetime
    skipped: bool = False


class VisitDelay(SQLModel, table=True):
    """A visit put off to a day (改到下周三): no reminder before it, one on it; the newest counts."""

    __table_args__ = table(Index(None, "member_id", "until_on"), Index(None, "until_on", "reminded_at"))

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    member_id: int = Field(foreign_key="person.id")
    by_id: int = Field(foreign_key="person.id")
    until_on: date
    made_at: datetime
    reminded_at: datetime | None = None  # when the day had come, whether or not it was still needed
