"""Pairings (手拉手、心连心): a serving cadre and a member, from a day until another."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.base import Id, table


class Pairing(SQLModel, table=True):
    """One pair; `until_on` is inclusive and None while it lasts.

    Of two that last for one member the later is being taken over (交接): the earlier stays
    responsible until the later's cadre has been in touch.
    """

    __table_args__ = table(Index(None, "cadre_id"), Index(None, "member_id"))

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    cadre_id: int = Field(foreign_key="person.id")
    member_id: int = Field(foreign_key="person.id")
    from_on: date
    until_on: date | None = None
    reason: str = ""


class Absence(SQLModel, table=True):
    """A cadre who is away (请假、借调) and who stands in for him; both days are inclusive."""

    __table_args__ = table(Index(None, "cadre_id"), Index(None, "deputy_id"))

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    cadre_id: int = Field(foreign_key="person.id")
    deputy_id: int = Field(foreign_key="person.id")
    from_on: date
    until_on: date
    reason: str = ""
