"""The change log: who changed what about whom; history, undo and audit trail in one."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models import Change, Person

READ = "read"  # the field of a look at protected data
EXPORT = "export"  # the field of a file made from it


async def record(
    session: AsyncSession,
    *,
    branch_id: int,
    person_id: int | None,
    entity: str,
    row_id: int | None,
    field: str,
    old: object,
    new: object,
    by: Person | int | None,
    cause: str = "",
    now: datetime,
) -> None:
    """Write down one field's change; what did not change is not written down.

    `person_id` is whom it is about, `by` who did it; `cause` names what it belongs to, such as
    "import:3". Enums and dates are kept as their values. A look at protected data is always kept.
    """
    before, after = stored(old), stored(new)
    if before == after and field not in (READ, EXPORT):
        return
    session.add(
        Change(
            branch_id=branch_id,
            person_id=person_id,
            entity=entity,
            row_id=row_id,
            field=field,
            old=before,
            new=after,
            by_id=by.id if isinstance(by, Person) else by,
            cause=cause,
            at=now,
        )
    )
    await session.flush()


async def note_export(
    session: AsyncSession,
    *,
    branch_id: int,
    entity: str,
    what: object,
    by: Person | None,
    now: datetime,
    person_id: int | None = None,
    row_id: int | None = None,
) -> None:
    """Write down that somebody took data away, as a file or on paper; `what` of it."""
    await record(
        session,
        branch_id=branch_id,
        person_id=person_id,
        entity=entity,
        row_id=row_id,
        field=EXPORT,
        old=None,
        new=what,
        by=by,
        now=now,
    )


async def caused_by(session: AsyncSession, branch_id: int, cause: str) -> Sequence[Change]:
    """Return the changes of one cause, in the order in which they were made."""
    found = await session.exec(
        select(Change).where(Change.branch_id == branch_id, Change.cause == cause).order_by(col(Change.id))
    )
    return found.all()


async def latest(session: AsyncSession, entity: str, row_id: int, field: str) -> Change | None:
    """Return the newest change of one field of one row."""
    found = await session.exec(
        select(Change)
        .where(Change.entity == entity, Change.row_id == row_id, Change.field == field)
        .order_by(col(Change.id).desc())
        .limit(1)
    )
    return found.first()


def stored(value: object) -> str | None:
    """Return a value as the log keeps it."""
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date) else str(value)
