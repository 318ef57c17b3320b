"""Alembic's entrance: the connection and its transaction come from `bot/migrating.py`."""

from typing import Any, Literal

from alembic import context
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from models import metadata


def _plain(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write SQLModel's types as SQLAlchemy's, so that old revisions outlive its inner names."""
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=_plain,
    transactional_ddl=True,  # SQLite can do it; Alembic believes it cannot
)
context.run_migrations()
