"""The calls that a notice still needs: whom, with whom each lies, and the numbers for a printed list."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.database import insert_new
from bot.domain import notices
from bot.domain.followups import OPEN, Task, change
from bot.texts import followups as say
from models import FollowUp, FollowUpState, Member, Notice, Person, Why

_Helper = aliased(Person)


@dataclass(frozen=True, slots=True)
class Open:
    """An open follow-up of a notice, with whom it is about and with whom it lies."""

    row: FollowUp
    person: Person
    helper: str | None


async def of_notice(session: AsyncSession, notice_id: int) -> list[Open]:
    """Return a notice's open follow-ups, by group and roster order."""
    found = await session.exec(
        select(FollowUp, Person, _Helper.name)
        .join(Person, col(Person.id) == col(FollowUp.person_id))
        .outerjoin(Member, col(Member.person_id) == col(FollowUp.person_id))
        .outerjoin(_Helper, col(_Helper.id) == col(FollowUp.helper_id))
        .where(FollowUp.notice_id == notice_id, col(FollowUp.state).in_(OPEN))
        .order_by(sa.func.coalesce(col(Member.group_number), 9999), col(Person.id))
    )
    return [Open(*row) for row in found.all()]


async def served(
    session: AsyncSession, notice: Notice, person: Person, member: Member, by: Person, now: datetime
) -> Task:
    """Return the task of telling somebody a notice, held; where it was nobody's yet, it is `by`'s.

    Who rings up before he was called is a task that begins and ends at once: else the talk with him
    would stand nowhere.
    """
    row = {
        "branch_id": notice.branch_id,
        "cause": notices.about(notice.id),
        "notice_id": notice.id,
        "person_id": person.id,
        "helper_id": by.id,
        "why": Why.SILENT,
        "words": say.words(notice),
        "urgent": notice.urgent,
        "state": FollowUpState.CALL,
        "began": FollowUpState.CALL,
        "step": 0,
        "attempts": 0,
        "created_at": now,
        "ask_at": now,
        "changed_at": now,
    }
    await session.exec(insert_new(session, FollowUp, [row]))
    found = await session.exec(
        select(FollowUp)
        .where(FollowUp.notice_id == notice.id, FollowUp.person_id == person.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    task = Task(found.one(), person, member)
    if not task.is_open:
        await change(session, task.row, None, now, state=FollowUpState.CALL, reason=None)
    return task
