"""The Party branch (支部): whose data this is, and its hours."""

from datetime import date, time

from sqlmodel import Field, SQLModel

from models.base import Id, table


class Branch(SQLModel, table=True):
    """One branch; every other row belongs to one. The environment only seeds the first."""

    __table_args__ = table()

    id: int = Id()
    name: str
    zone: str = "Asia/Shanghai"
    # Quiet hours in branch time: [from, until); the night runs over midnight.
    night_from: time = time(20, 0)
    night_until: time = time(8, 0)
    noon_from: time = time(12, 0)
    noon_until: time = time(14, 30)
    ordinary_patience_hours: int = Field(default=24)
    urgent_patience_hours: int = Field(default=2)
    brief_at: time = time(8, 30)  # when cadres get their brief, on a working day
    silent_on: date | None = None  # 今日静默: nothing cheerful is said on this day
