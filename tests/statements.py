"""Statements, listened to: what a question costs the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession


@contextmanager
def statements(session: AsyncSession) -> Iterator[list[str]]:
    """Keep every statement that is executed meanwhile; one with many rows counts once."""
    executed: list[str] = []

    def keep(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        executed.append(statement)

    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", keep)
    try:
        yield executed
    finally:
        sa.event.remove(engine, "before_cursor_execute", keep)
