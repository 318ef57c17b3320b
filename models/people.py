"""People: who has a part in the branch, as what, and in which state."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.base import Choice, Id, table


class Role(StrEnum):
    """What somebody is in the branch; a person may hold several at a time."""

    MEMBER = "member"  # 党员
    RELATIVE = "relative"  # 家属
    CADRE = "cadre"  # 在职结对干部
    GROUP_LEADER = "group_leader"  # 党小组长
    ORGANISATION = "organisation"  # 组织委员
    PUBLICITY = "publicity"  # 宣传委员
    DISCIPLINE = "discipline"  # 纪检委员
    LIAISON = "liaison"  # 联络员
    DEPUTY = "deputy"  # 副书记
    ACTING = "acting"  # 受书记委托，在一段时间内代办
    SECRETARY = "secretary"  # 书记


class Status(StrEnum):
    """A member's formal state on the roll."""

    ON_ROLL = "on_roll"  # 在册
    FLOATING = "floating"  # 流动
    TRANSFERRED = "transferred"  # 转出
    LOST = "lost"  # 失联, a formal status decided by people
    DECEASED = "deceased"  # 去世


class Channel(StrEnum):
    """How a member is reached."""

    BOT = "bot"
    RELATIVE = "relative"  # 家属代收
    PHONE = "phone"
    PAPER = "paper"


class Precision(StrEnum):
    """How much of a date the file knows; the rest of the stored date is 1."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Mobility(StrEnum):
    """Health in three steps and no diagnoses."""

    WELL = "well"  # 正常
    LIMITED = "limited"  # 行动不便
    BEDRIDDEN = "bedridden"  # 卧床或住院


class BirthdayKind(StrEnum):
    """Which calendar a natural birthday is kept in."""

    NONE = "none"
    SOLAR = "solar"
    LUNAR = "lunar"
    ARCHIVE_IS_LUNAR = "archive_is_lunar"


class Person(SQLModel, table=True):
    """Anyone with a part: member, serving cadre, relative, secretary."""

    __table_args__ = table(Index(None, "branch_id", "name"))

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    number: str | None = None  # the roster's own, stable number (编号)
    name: str
    sex: str | None = None
    address_form: str | None = None  # 称呼, set by a human; None means 姓名 + 同志
    phone: str | None = None
    unit: str | None = None  # a serving cadre's department
    note: str | None = None
    # Freezing (冻结) holds everything for and about the person, on suspicion, at once.
    frozen_at: datetime | None = None
    frozen_by: int | None = Field(default=None, foreign_key="person.id")
    muted_at: datetime | None = None  # asked for quiet: only important things still come
    mourning_until: date | None = None  # a bereaved person's quiet months, inclusive
    hospital_since: date | None = None

    def salutation(self) -> str:
        """Return how the person is addressed: 「唐正平同志」 unless a human chose otherwise."""
        return self.address_form or f"{self.name}同志"


class Member(SQLModel, table=True):
    """A Party member on the roll; the two dates are stored apart and never derived."""

    __table_args__ = table(Index(None, "branch_id", "joined_on"))

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id", index=True)
    person_id: int = Field(foreign_key="person.id", unique=True)
    status: Status = Choice(Status, default=Status.ON_ROLL)
    status_since: date | None = None
    group_number: int | None = None  # 党小组
    channel: Channel = Choice(Channel, default=Channel.BOT)
    mobility: Mobility = Choice(Mobility, default=Mobility.WELL)
    joined_on: date | None = None  # 入党时间
    joined_precision: Precision | None = Choice(Precision, default=None, nullable=True)
    full_on: date | None = None  # 转正时间
    full_precision: Precision | None = Choice(Precision, default=None, nullable=True)
    date_source: str | None = None  # 入党志愿书 / 档案 / 本人口述
    born_on: date | None = None  # as filed (档案), never changed by the bot
    born_precision: Precision | None = Choice(Precision, default=None, nullable=True)
    birthday_kind: BirthdayKind = Choice(BirthdayKind, default=BirthdayKind.NONE)
    lunar_birthday: str | None = None  # as the roster writes it: 一九五五年闰三月十四
    retired_on: date | None = None
    retired_precision: Precision | None = Choice(Precision, default=None, nullable=True)
    former_post: str | None = None
    ethnicity: str | None = None
    education: str | None = None
    address: str | None = None
    emergency_contact: str | None = None

    def is_on_roll(self) -> bool:
        """Say whether the member still belongs to the branch and lives."""
        return self.status in (Status.ON_ROLL, Status.FLOATING, Status.LOST)


class Appointment(SQLModel, table=True):
    """Somebody holding a role from a day until another, both inclusive; None means open."""

    __table_args__ = table(Index(None, "person_id"), Index(None, "branch_id", "role"))

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    person_id: int = Field(foreign_key="person.id")
    role: Role = Choice(Role)
    group_number: int | None = None  # a group leader's group
    from_on: date
    until_on: date | None = None
    appointed_by: int | None = Field(default=None, foreign_key="person.id")


class Scope(StrEnum):
    """How far a relative stands in for a member."""

    RECEIVE = "receive"  # 代收: his notices, and 收到 to them
    ACT = "act"  # 代收代办: and whatever else he could do himself


class Proxy(SQLModel, table=True):
    """A relative who may receive for a member (家属代收), with consent, within a scope and dates.

    A request until `from_at`; open until `ended_at`, which a request that was declined has too.
    """

    __table_args__ = table(
        Index(
            "uq_proxy_open_pair",
            "relative_id",
            "member_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
    )

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    relative_id: int = Field(foreign_key="person.id", index=True)
    member_id: int = Field(foreign_key="person.id", index=True)
    kinship: str = ""  # 女儿、孙女 …
    scope: Scope = Choice(Scope, default=Scope.RECEIVE)
    consent: str = ""  # who agreed and how, in words
    requested_at: datetime
    requested_by: int | None = Field(default=None, foreign_key="person.id")  # None: she came herself
    from_at: datetime | None = None
    until_on: date | None = None  # the agreed last day, inclusive; None: until somebody ends it
    approved_by: int | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = None
    ended_by: int | None = Field(default=None, foreign_key="person.id")


class Verdict(StrEnum):
    """What a human decided about a reported death."""

    DECEASED = "deceased"
    MISTAKE = "mistake"
    KEEP_HOLDING = "keep_holding"


class DeathReport(SQLModel, table=True):
    """A suspicion that froze somebody; a second look by a human decides it."""

    __table_args__ = table(Index(None, "person_id"))

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    person_id: int = Field(foreign_key="person.id")
    reported_by: int | None = Field(default=None, foreign_key="person.id")
    reported_at: datetime
    held_count: int = 0  # messages that were waiting when the freeze came
    verdict: Verdict | None = Choice(Verdict, default=None, nullable=True)
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = None
    escalated_at: datetime | None = None
