"""一人一策: one card for each member, without diagnoses; mobility is kept with the member."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.base import Id, table


class Profile(SQLModel, table=True):
    """What the pair has to know about a member, in their own words; read by few, every time on record."""

    __table_args__ = table()

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    member_id: int = Field(foreign_key="person.id", unique=True)
    living: str = ""  # 居住: alone, with whom
    best_time: str = ""  # 方便的时间
    best_way: str = ""  # 怎么联系
    hearing: str = ""  # 听力、口音
    relatives: str = ""  # 亲属
    interests: str = ""  # 爱好
    skills: str = ""  # 能出的力
    needs: str = ""  # 需要
    promised: str = ""  # 我们答应的
    reviewed_at: datetime | None = None
    next_review: date
