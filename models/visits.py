"""Visits (走访): who went to see or called whom, when, how he is, and what was promised."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import Choice, Id, table


class VisitWay(StrEnum):
    """How they were in touch."""

    HOME = "home"  # 上门
    PHONE = "phone"  # 电话
    HOSPITAL = "hospital"  # 医院
    VIDEO = "video"  # 视频
    MESSAGE = "message"  # 微信
    MEETING = "meeting"  # 见面: at the branch, at an event, in the street


class VisitOutcome(StrEnum):
    """Who was met; only `MET` is a contact with the member."""

    MET = "met"  # 本人
    FAMILY = "family"  # 家属
    NO_ANSWER = "no_answer"  # 没接通
    NOT_HOME = "not_home"  # 不在家


class VisitState(StrEnum):
    """近况 in three steps, in the cadre's eyes and never medical."""

    GOOD = "good"  # 挺好
    FAIR = "fair"  # 一般
    CARE = "care"  # 要多关心


class VisitOccasion(StrEnum):
    """What the visit was for (由头); none means the monthly one."""

    SPRING = "spring"  # 春节
    JULY = "july"  # 七一
    ARMY = "army"  # 八一
    DOUBLE_NINTH = "double_ninth"  # 重阳
    NEW_YEAR = "new_year"  # 元旦
    SEASON = "season"  # 夏送清凉、冬送温暖
    HOSPITAL = "hospital"  # 住院
    DISCHARGE = "discharge"  # 出院
    HARDSHIP = "hardship"  # 困难
    BEREAVEMENT = "bereavement"  # 家有丧事
    DEATH = "death"  # 去世
    ANNIVERSARY = "anniversary"  # 政治生日
    BIRTHDAY = "birthday"  # 生日
    FLOATING = "floating"  # 流动党员
    STUDY = "study"  # 送学上门


class Visit(SQLModel, table=True):
    """One visit or call as one version of its record; a correction is a new row, the old one ends.

    `at` is what the clock of contacts runs from: the moment of entry, or noon of an earlier day.
    """

    __table_args__ = table(Index(None, "branch_id", "on"), Index(None, "by_id", "entered_at"))

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    by_id: int = Field(foreign_key="person.id")  # who wrote it down
    on: date  # the day of the visit, in the branch's calendar
    at: datetime
    entered_at: datetime
    way: VisitWay = Choice(VisitWay)
    outcome: VisitOutcome = Choice(VisitOutcome, default=VisitOutcome.MET)
    occasion: VisitOccasion | None = Choice(VisitOccasion, default=None, nullable=True)
    state: VisitState | None = Choice(VisitState, default=None, nullable=True)
    how: str = ""  # how he is, in a few of these words
    words: str = ""  # the cadre's own, all of them
    need: str = ""  # a wish or a promise
    need_by: date | None = None
    materials: str = ""  # what was taken along
    corrects: int | None = Field(default=None, foreign_key="visit.id", index=True)
    ended_at: datetime | None = None  # corrected or taken back
    ended_by: int | None = Field(default=None, foreign_key="person.id")


class VisitMember(SQLModel, table=True):
    """Whom a visit was for: one member, or a couple."""

    __table_args__ = table(UniqueConstraint("visit_id", "person_id"), Index(None, "person_id", "visit_id"))

    id: int = Id()
    visit_id: int = Field(foreign_key="visit.id")
    person_id: int = Field(foreign_key="person.id")


class VisitVisitor(SQLModel, table=True):
    """Who went: the writer or others."""

    __table_args__ = table(UniqueConstraint("visit_id", "person_id"), Index(None, "person_id", "visit_id"))

    id: int = Id()
    visit_id: int = Field(foreign_key="visit.id")
    person_id: int = Field(foreign_key="person.id")


class VisitMedia(SQLModel, table=True):
    """A picture of a visit, or the cadre's own words spoken."""

    __table_args__ = table(UniqueConstraint("visit_id", "media_id"))

    id: int = Id()
    visit_id: int = Field(foreign_key="visit.id")
    media_id: int = Field(foreign_key="media.id", index=True)


class PhotoConsent(SQLModel, table=True):
    """A member's agreement that pictures of a visit are kept; it holds until it ends."""

    __table_args__ = table(Index(None, "person_id", "ended_at"))

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    person_id: int = Field(foreign_key="person.id")
    given_at: datetime
    noted_by: int = Field(foreign_key="person.id")  # who was told so
    ended_at: datetime | None = None
