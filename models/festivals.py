"""Festivals: one greeting for everybody, which a human approves."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import Choice, Id, table


class Festival(StrEnum):
    """A day of the year that is greeted, or on which nothing cheerful is said."""

    NEW_YEAR = "new_year"  # 元旦
    SPRING = "spring"  # 春节
    LANTERN = "lantern"  # 元宵节
    WOMEN = "women"  # 国际妇女节
    CLEAR_AND_BRIGHT = "clear_and_bright"  # 清明节
    LABOUR = "labour"  # 劳动节
    YOUTH = "youth"  # 青年节
    DRAGON_BOAT = "dragon_boat"  # 端午节
    PARTY = "party"  # 七一
    ARMY = "army"  # 八一建军节
    VICTORY = "victory"  # 抗战胜利纪念日
    MID_AUTUMN = "mid_autumn"  # 中秋节
    MARTYRS = "martyrs"  # 烈士纪念日
    NATIONAL = "national"  # 国庆节
    DOUBLE_NINTH = "double_ninth"  # 重阳节
    MEMORIAL = "memorial"  # 国家公祭日


class ProposalState(StrEnum):
    """The life of a greeting that the program proposes; the last four are final."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    SKIPPED = "skipped"  # a human decided to say nothing, or nothing cheerful is for him
    SENT = "sent"  # handed to the outbox
    BY_HAND = "by_hand"  # a human was asked to say it
    UNKNOWN = "unknown"  # a backup was restored: nobody knows whether it was said
    EXPIRED = "expired"  # the day went by


class FestivalGreeting(SQLModel, table=True):
    """The one greeting of a festival day; two festivals on a day share it."""

    __table_args__ = table(UniqueConstraint("branch_id", "day"), Index(None, "state", "day"))

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    day: date
    names: str  # 「国庆节、中秋节」
    text: str
    state: ProposalState = Choice(ProposalState, default=ProposalState.PROPOSED)
    proposed_at: datetime
    edited_by: int | None = Field(default=None, foreign_key="person.id")
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = None
    deputy_asked_at: datetime | None = None  # three days before, while the secretary has not decided
    reminded_at: datetime | None = None  # the one reminder on the day itself
    by_hand_at: datetime | None = None  # of rows from when pairs were asked to call; they are not any more
    sent_at: datetime | None = None
