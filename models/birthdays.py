"""Birthdays (生日): the natural ones, off until somebody has said which calendar they follow."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.base import Choice, Id, table
from models.people import BirthdayKind


class Birthday(SQLModel, table=True):
    """What a member, or his pair after asking him, has settled about his birthday.

    The roster's entries are never greeted by themselves: papers of the time often give the lunar
    date as if it were the solar one. `kind` is NONE, SOLAR or LUNAR, month and day are of that calendar.
    """

    __table_args__ = table(Index(None, "kind", "month", "day"))

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    person_id: int = Field(foreign_key="person.id", unique=True)
    kind: BirthdayKind = Choice(BirthdayKind)
    month: int | None = None
    day: int | None = None
    leap: bool = False  # born in a leap month (闰月)
    in_leap_month: bool = False  # in years with that leap month: kept there, not in the ordinary one
    confirmed_by: int = Field(foreign_key="person.id")
    confirmed_at: datetime
