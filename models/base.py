"""What every table shares: constraint names, ids that are never reused, enums stored by value."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

# Names are fixed because Alembic's batch mode on SQLite must be able to drop a constraint by name.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = SQLModel.metadata
# Tables never validate, so their validators would be built for nothing, at every start.
SQLModel.model_config["defer_build"] = True

# SQLite hands out the id of a deleted row again; ids travel in buttons that live for years.
NEVER_REUSED: dict[str, Any] = {"sqlite_autoincrement": True}


def table(*constraints: Any) -> tuple[Any, ...]:
    """Return `__table_args__` with ids that are never reused."""
    return (*constraints, NEVER_REUSED)


def enum_type(kind: type[StrEnum]) -> sa.Enum:
    """Return a portable column type that stores the enum's value as text.

    SQLModel's default stores names and makes native types on PostgreSQL, which migrations
    cannot alter.
    """
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=24,
        values_callable=lambda members: [member.value for member in members],
    )


def Choice(kind: type[StrEnum], **more: Any) -> Any:
    """Declare an enum field."""
    return Field(sa_type=enum_type(kind), **more)


def Json(**more: Any) -> Any:
    """Declare a JSON field; assign a new value to change it, in-place changes are lost."""
    return Field(sa_type=sa.JSON, **more)


def ChatId(**more: Any) -> Any:
    """Declare a messenger's id, which does not fit 32 bits."""
    return Field(sa_type=sa.BigInteger, **more)


def Id() -> Any:
    """Declare the primary key."""
    return Field(default=None, primary_key=True)
