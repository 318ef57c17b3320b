"""Notices (通知): what the secretary tells the branch, and each recipient's receipt."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import Choice, Id, Json, table


class Mode(StrEnum):
    """What the sender wants back."""

    TELL = "tell"  # 知道就行
    CONFIRM = "confirm"  # 请回收到
    ACCOUNT = "account"  # 逐人落实


class NoticeState(StrEnum):
    """A notice's life."""

    DRAFT = "draft"
    SECOND = "second"  # waits for a second person
    SCHEDULED = "scheduled"  # confirmed; a minute or a chosen time passes first
    SENT = "sent"  # handed to the outbox
    STOPPED = "stopped"  # 停, before anything left
    WITHDRAWN = "withdrawn"  # 撤回


class Via(StrEnum):
    """How a receipt came."""

    BUTTON = "button"
    TYPED = "typed"
    PROXY = "proxy"
    PHONE = "phone"
    VISIT = "visit"


class Standing(StrEnum):
    """Where one recipient of a sent notice stands; everybody is in exactly one place."""

    CONFIRMED = "confirmed"  # 已收到
    TOLD = "told"  # 代为告知: by telephone, at his door, or by who answers for him
    SILENT = "silent"  # it arrived, 还没回
    ON_ITS_WAY = "on_its_way"  # 正在发
    MISSED = "missed"  # 没送到, for a reason; 说不准 is one


class Notice(SQLModel, table=True):
    """One notice; its text is fixed once confirmed, a correction is a new notice."""

    __table_args__ = table(Index(None, "branch_id", "state"), Index(None, "state", "send_at"))

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    author_id: int = Field(foreign_key="person.id")
    text: str = ""
    mode: Mode | None = Choice(Mode, default=None, nullable=True)
    urgent: bool = False
    family: bool = True  # 可由家属代收; False: 只告本人
    # {"everyone": true} or {"groups": [1], "roles": ["cadre"], "people": [42]}; {} is nobody.
    audience: dict[str, Any] = Json(default_factory=dict)
    state: NoticeState = Choice(NoticeState, default=NoticeState.DRAFT)
    created_at: datetime
    send_at: datetime | None = None
    now_despite_quiet: bool = False  # 现在就发
    # Whether a picture shows a QR code (二维码), by the author's word; None: not asked yet.
    shows_code: bool | None = None
    handed_at: datetime | None = None  # 交书记发: drafted by somebody who may not send
    confirmed_by: int | None = Field(default=None, foreign_key="person.id")
    seconded_by: int | None = Field(default=None, foreign_key="person.id")
    confirmed_at: datetime | None = None
    sent_at: datetime | None = None
    ended_at: datetime | None = None
    corrects: int | None = Field(default=None, foreign_key="notice.id")
    album: str | None = None  # the messenger's id of an album that is still arriving


class Attachment(SQLModel, table=True):
    """A picture or file of a notice, in order."""

    __table_args__ = table(UniqueConstraint("notice_id", "media_id"))

    id: int = Id()
    notice_id: int = Field(foreign_key="notice.id", index=True)
    media_id: int = Field(foreign_key="media.id")
    position: int = 0


class Receipt(SQLModel, table=True):
    """One recipient of one notice, fixed at the moment of confirmation."""

    __table_args__ = table(
        UniqueConstraint("notice_id", "person_id"),
        Index(None, "person_id", "confirmed_at"),
    )

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    notice_id: int = Field(foreign_key="notice.id")
    person_id: int = Field(foreign_key="person.id")
    shown_at: datetime | None = None  # when he first looked it up himself (看通知)
    confirmed_at: datetime | None = None
    via: Via | None = Choice(Via, default=None, nullable=True)
    by_id: int | None = Field(default=None, foreign_key="person.id")  # who did it for him
