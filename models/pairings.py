"""Pairings (手拉手、心连心): a serving cadre and a member, from a day until another."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.base import Id, table


class Pairing(SQLModel, table=True):
    """One pair; `until_on` is inclusive and None while it lasts."""

    __table_args__ = table(Index(None, "cadre_id"), Index(None, "member_id"))

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    cadre_id: int = Field(foreign_key="person.id")
    member_id: int = Field(foreign_key="person.id")
    from_on: date
    until_on: date | None = None
    reason: str = ""
