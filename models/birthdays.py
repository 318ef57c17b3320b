"""Birthdays (生日): the natural ones, off until somebody has said which calendar they follow."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import Choice, Id, table
from models.festivals import ProposalState
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


class BirthdayGreeting(SQLModel, table=True):
    """One person's greeting on one birthday; in the lunar calendar a year may have none, or two."""

    __table_args__ = table(UniqueConstraint("person_id", "day"), Index(None, "state", "day"))

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    person_id: int = Field(foreign_key="person.id")
    day: date
    text: str
    state: ProposalState = Choice(ProposalState, default=ProposalState.PROPOSED)
    proposed_at: datetime
    edited_by: int | None = Field(default=None, foreign_key="person.id")
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = None
    deputy_asked_at: datetime | None = None  # three days before, while the secretary has not decided
    reminded_at: datetime | None = None  # the one reminder on the day itself
    sent_at: datetime | None = None


class BirthdayRound(SQLModel, table=True):
    """Up to which day a branch's birthdays have been looked at, so that each day is looked at once."""

    __table_args__ = table()

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id", unique=True)
    looked_until: date
