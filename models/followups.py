"""Follow-ups (跟进): somebody is told by a human what the program could not tell him."""

from datetime import datetime, time
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import Choice, Id, table
from models.notices import Via


class FollowUpState(StrEnum):
    """A follow-up's life; the first two are open."""

    CALL = "call"  # 请打电话
    VISIT = "visit"  # 需要上门
    DONE = "done"  # 已告知
    CANCELLED = "cancelled"  # needed no more, for a reason


class Why(StrEnum):
    """Why a human has to do it; the last seven are promises, the others what a notice left to people."""

    UNBOUND = "unbound"  # has no account
    BLOCKED = "blocked"  # stopped the bot in the messenger
    PHONE = "phone"  # wants to be telephoned
    PAPER = "paper"  # wants it on paper
    RELATIVE = "relative"  # a relative is to receive for him, and there is none
    HIMSELF = "himself"  # a relative receives for him, but this is for himself alone (只告本人)
    DOUBT = "doubt"  # nobody knows whether it arrived
    FAILED = "failed"  # the messenger refused it, or it was too late to send
    SILENT = "silent"  # it arrived and he has not answered
    ANNIVERSARY = "anniversary"  # his political birthday (政治生日)
    CARD = "card"  # a card was promised (贺卡)
    WISH = "wish"  # he asked for something
    OCCASION = "occasion"  # a visit of the season (走访慰问)
    GREETING = "greeting"  # a festival, his birthday, or good news
    RECALLED = "recalled"  # somebody had told him a notice that was withdrawn since (撤回)
    SHEET = "sheet"  # his monthly sheet is to be carried to him (月报)


class Partner(StrEnum):
    """Whom the helper spoke with."""

    SELF = "self"  # 本人: counts as a contact
    FAMILY = "family"  # 家属
    OTHER = "other"  # 别人


class FollowUp(SQLModel, table=True):
    """One person who has to be told one thing, and the helper with whom that lies.

    `step` counts what happened to it, so that an old button is recognised and changes nothing.
    """

    __table_args__ = table(
        UniqueConstraint("cause", "person_id"),
        Index(None, "helper_id", "state"),
        Index(None, "person_id", "state"),
        Index(None, "notice_id", "state"),
        Index(None, "state", "ask_at"),
    )

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    cause: str  # "notice:17", "anniversary:2027", "wish:31", "occasion:spring-2027"
    notice_id: int | None = Field(default=None, foreign_key="notice.id")  # the cause, if it is one
    person_id: int = Field(foreign_key="person.id")
    helper_id: int | None = Field(default=None, foreign_key="person.id")  # None: nobody is there yet
    why: Why = Choice(Why)
    words: str  # what to say, or what was asked for
    urgent: bool = False
    state: FollowUpState = Choice(FollowUpState, default=FollowUpState.CALL)
    began: FollowUpState = Choice(FollowUpState, default=FollowUpState.CALL)  # a visit that was promised
    reason: str | None = None  # why it was cancelled
    step: int = 0
    attempts: int = 0  # 没接通
    created_at: datetime
    ask_at: datetime  # from when on the helper is to be asked
    asked_at: datetime | None = None  # when he was asked last
    due_at: datetime | None = None  # then it goes to somebody else; None: it has reached the last
    changed_at: datetime
    changed_by: int | None = Field(default=None, foreign_key="person.id")
    done_at: datetime | None = None
    done_by: int | None = Field(default=None, foreign_key="person.id")
    via: Via | None = Choice(Via, default=None, nullable=True)
    spoke_with: Partner | None = Choice(Partner, default=None, nullable=True)


class ListHour(SQLModel, table=True):
    """When a helper wants his list of the day, in branch time."""

    __table_args__ = table()

    id: int = Id()
    person_id: int = Field(foreign_key="person.id", unique=True)
    at: time
