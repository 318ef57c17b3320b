"""Incidents: programming errors that somebody met, told to those in charge once an hour each."""

import traceback
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import outbox, people
from bot.messages import Message
from bot.texts import common as say
from models import Branch, Incident, Role

TOLD_EVERY = timedelta(hours=1)
_HERE = Path(__file__).parents[2]
_OURS = tuple(str(_HERE / name) for name in ("bot", "handlers", "models", "scheduler"))
_DRIVER = str(_HERE / "bot" / "sqlite_driver.py")


def fingerprint(error: BaseException) -> str:
    """Return what makes two errors the same: their type and the last line of ours on the way to them."""
    frames = traceback.extract_tb(error.__traceback__)
    # Not the last of all, because whatever goes wrong in the database is raised by the same one.
    ours = [frame for frame in frames if frame.filename.startswith(_OURS) and frame.filename != _DRIVER]
    last = (ours or frames)[-1:]
    place = f"{Path(last[0].filename).name}:{last[0].lineno}" if last else "?"
    return f"{type(error).__name__}@{place}"


async def report(
    session: AsyncSession, branch: Branch, reference: str, error: BaseException, now: datetime
) -> None:
    """Keep an error under its reference and alarm the secretary and the liaison, once an hour."""
    mark = fingerprint(error)
    told = await session.exec(
        select(Incident.id).where(Incident.fingerprint == mark, col(Incident.told_at) > now - TOLD_EVERY)
    )
    is_news = told.first() is None
    session.add(Incident(reference=reference, fingerprint=mark, at=now, told_at=now if is_news else None))
    if not is_news:
        return
    today = local_day(now, branch.zone)
    for person in await people.holders(session, branch.id, (Role.LIAISON, Role.SECRETARY), today):
        await outbox.post(
            session, person, Message(say.alarm(reference)), branch_id=branch.id, now=now, kind="alarm"
        )
