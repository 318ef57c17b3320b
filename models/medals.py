"""The medal 光荣在党50年: who is put forward, and how it reached him."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.base import Choice, Id, table


class MedalState(StrEnum):
    """How far the medal has come; somebody without a row is not yet put forward."""

    PROPOSED = "proposed"  # 已上报
    APPROVED = "approved"  # 上级已批准
    AWARDED = "awarded"  # 已颁发
    COLLECTED = "collected"  # 家属代领
    SET_ASIDE = "set_aside"  # a human took him off the list


class Medal(SQLModel, table=True):
    """One person's medal; there is never a second."""

    __table_args__ = table(Index(None, "branch_id", "year"))

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    person_id: int = Field(foreign_key="person.id", unique=True)
    year: int  # the batch (批次): handed out about 1 July of this year
    state: MedalState = Choice(MedalState, default=MedalState.PROPOSED)
    evidence: str  # what the proposal rested on, in the words of that day
    proposed_by: int | None = Field(default=None, foreign_key="person.id")
    proposed_at: datetime
    approved_by: int | None = Field(default=None, foreign_key="person.id")  # who entered the approval
    approved_at: datetime | None = None
    notice_text: str | None = None
    notice_by: int | None = Field(default=None, foreign_key="person.id")  # who approved its words
    notice_at: datetime | None = None
    by_hand_at: datetime | None = None  # when a person was asked to bring the news instead
    awarded_on: date | None = None
    place: str | None = None
    at_home: bool = False
    handed_by: str | None = None  # who handed it over
    collected_by: str | None = None  # which relative took it
    recorded_by: int | None = Field(default=None, foreign_key="person.id")
