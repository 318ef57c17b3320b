"""Nobody unpaired goes unnoticed: the liaison hears of it in the morning, and again as long as it lasts."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import instant, local_day
from bot.database import insert_new
from bot.domain import outbox, people
from bot.domain.members import ON_ROLL
from bot.domain.outbox import Letter
from bot.domain.pairing_care import pairing_holds
from bot.domain.people import holding
from bot.domain.roster_apply import ADDED
from bot.domain.workdays import is_workday
from bot.texts import pairing_handover as say
from models import Appointment, Branch, Change, Member, Outbox, OutboxState, Pairing, Person, Role

ABOUT = "unpaired"
_KIND = "pairing"
_TOLD = "nobody"  # the field of the change that says the liaison has been told
_AGAIN_AFTER = timedelta(days=30)
_MORNING = timedelta(hours=1)  # whoever is found later is told of the next morning


async def tell_due(session: AsyncSession, now: datetime) -> None:
    """Tell the liaison on a working morning who has nobody, and of each again after a month."""
    for branch in (await session.exec(select(Branch).order_by(col(Branch.id)))).all():
        today = local_day(now, branch.zone)
        morning = instant(today, branch.brief_at, branch.zone)
        if is_workday(today) and morning <= now < morning + _MORNING:
            await _tell(session, branch, today, now)


async def _tell(session: AsyncSession, branch: Branch, today: date, now: datetime) -> None:
    helper = await people.helper_of(session, branch.id, today)
    begun = await session.exec(select(Pairing.id).where(Pairing.branch_id == branch.id).limit(1))
    if helper is None or begun.first() is None:
        return
    left = (await session.exec(_left_alone(branch, today, now))).all()
    if not left:
        return
    message = say.nobody_yet([name for _, name in left])
    letter = Letter(helper.id, message, ABOUT, now.isoformat())
    await outbox.post_each(session, [letter], branch_id=branch.id, now=now, kind=_KIND)
    told = {"branch_id": branch.id, "entity": "pairing", "row_id": None, "field": _TOLD}
    rows = [told | {"person_id": one, "by_id": None, "cause": "", "at": now} for one, _ in left]
    await session.exec(insert_new(session, Change), params=rows)


async def still_wanted(session: AsyncSession, row: Outbox, now: datetime) -> bool:
    """Say whether everybody of whom a letter tells still has nobody; whoever has is told of anew."""
    branch = await session.get_one(Branch, row.branch_id)
    told = select(Change.person_id).where(
        Change.branch_id == branch.id,
        Change.entity == "pairing",
        Change.field == _TOLD,
        Change.at == row.created_at,
    )
    named = set((await session.exec(told)).all())
    alone = await session.exec(_alone(branch, local_day(now, branch.zone)).where(col(Person.id).in_(told)))
    return {person_id for person_id, _ in alone.all()} == named


def _left_alone(branch: Branch, today: date, now: datetime) -> Any:
    """Select who has nobody, and of whom the liaison was not told lately."""
    # Whoever had somebody in between is told of anew.
    later = sa.orm.aliased(Change)
    paired_since = (
        sa.select(col(later.id))
        .where(
            col(later.person_id) == col(Change.person_id),
            col(later.entity) == "pairing",
            col(later.field) == ADDED,
            col(later.id) > col(Change.id),
        )
        .correlate(Change)
        .exists()
    )
    # A letter that was dropped has told nobody.
    dropped = (
        sa.select(col(Outbox.id))
        .where(
            col(Outbox.about) == ABOUT,
            col(Outbox.branch_id) == branch.id,
            col(Outbox.created_at) == col(Change.at),
            col(Outbox.state).in_((OutboxState.CANCELLED, OutboxState.EXPIRED)),
        )
        .correlate(Change)
        .exists()
    )
    told = (
        sa.select(col(Change.id))
        .where(
            col(Change.person_id) == col(Person.id),
            col(Change.field) == _TOLD,
            col(Change.entity) == "pairing",
            col(Change.at) > now - _AGAIN_AFTER,
            ~paired_since,
            ~dropped,
        )
        .correlate(Person)
        .exists()
    )
    return _alone(branch, today).where(~told)


def _alone(branch: Branch, today: date) -> Any:
    """Select who has no pairing with somebody in service."""
    cadre = sa.orm.aliased(Person)
    serves = (
        sa.select(col(Appointment.person_id))
        .join(cadre, col(cadre.id) == col(Appointment.person_id))
        .where(
            col(Appointment.branch_id) == branch.id,
            col(Appointment.role) == Role.CADRE,
            col(cadre.frozen_at).is_(None),
            *holding(today),
        )
    )
    paired = (
        sa.select(col(Pairing.id))
        .where(
            col(Pairing.member_id) == col(Person.id), col(Pairing.cadre_id).in_(serves), *pairing_holds(today)
        )
        .correlate(Person)
        .exists()
    )
    return (
        sa.select(col(Person.id), col(Person.name))
        .join(Member, col(Member.person_id) == col(Person.id))
        .where(
            col(Member.branch_id) == branch.id,
            col(Member.status).in_(ON_ROLL),
            col(Person.frozen_at).is_(None),
            ~paired,
        )
        .order_by(col(Member.group_number), col(Person.id))
    )
