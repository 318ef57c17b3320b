"""Binding (绑定): which chat account is which person, and how it came to be."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.base import ChatId, Choice, Id, table


class Medium(StrEnum):
    """How an invitation travels; it decides how long it lives and who must approve."""

    PHONE = "phone"
    PAPER = "paper"


class ClaimKind(StrEnum):
    """Who the holder of an invitation says he is."""

    SELF = "self"  # 是我
    RELATIVE = "relative"  # 我是家属


class ClaimState(StrEnum):
    """How far a claim has come."""

    ASKED = "asked"  # 「您是…吗？」 is on the screen
    WAITING = "waiting"  # waits for a human
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DROPPED = "dropped"  # 不是, or overtaken by a newer claim


class Account(SQLModel, table=True):
    """A messenger account that speaks for a person while `ended_at` is None.

    A person may change phones; a phone may serve several people. `messenger` and `bot_id` together
    name the door the account came in by.
    """

    __table_args__ = table(
        Index(None, "messenger", "bot_id", "user_id"),
        Index(
            "uq_account_open_person",
            "messenger",
            "bot_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    messenger: str = "telegram"
    bot_id: int = ChatId()
    user_id: int = ChatId()
    chat_id: int = ChatId()
    person_id: int = Field(foreign_key="person.id", index=True)
    bound_at: datetime
    bound_by: int | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = None
    ended_why: str | None = None
    blocked_at: datetime | None = None  # the person stopped the bot in the messenger


class Invitation(SQLModel, table=True):
    """A single-use way in; only keyed hashes of its token and code are kept."""

    __table_args__ = table(Index(None, "person_id"))

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    person_id: int = Field(foreign_key="person.id")
    medium: Medium = Choice(Medium)
    token_hash: str = Field(unique=True)
    code_hash: str = Field(index=True)
    needs_approval: bool = True
    created_at: datetime
    created_by: int | None = Field(default=None, foreign_key="person.id")
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None


class Claim(SQLModel, table=True):
    """Somebody with an invitation says who he is; a matching phone or a human settles it."""

    __table_args__ = table(Index(None, "bot_id", "chat_id"), Index(None, "branch_id", "state"))

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    person_id: int = Field(foreign_key="person.id")
    invitation_id: int | None = Field(default=None, foreign_key="invitation.id")
    bot_id: int = ChatId()
    user_id: int = ChatId()
    chat_id: int = ChatId()
    shown_name: str = ""  # as the messenger shows it; anybody can choose it
    kind: ClaimKind | None = Choice(ClaimKind, default=None, nullable=True)
    # Who a relative has said she is; `person_id` is whose invitation she holds.
    relative_id: int | None = Field(default=None, foreign_key="person.id")
    by_code: bool = False
    phone_matches: bool | None = None  # whether his own number is the roster's; None: not shared
    state: ClaimState = Choice(ClaimState, default=ClaimState.ASKED)
    created_at: datetime
    decided_at: datetime | None = None
    decided_by: int | None = Field(default=None, foreign_key="person.id")


class Guess(SQLModel, table=True):
    """A wrong code, counted per account and over all; old ones are swept away."""

    __table_args__ = table(Index(None, "bot_id", "user_id", "at"), Index(None, "at"))

    id: int = Id()
    bot_id: int = ChatId()
    user_id: int = ChatId()
    at: datetime
