"""Occasions that are over (过了日子的走访): closed as not done, and told to the liaison once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import instant, local_day
from bot.domain import followup_opening, occasions, outbox, people
from bot.domain.followups import OPEN
from bot.domain.members import ON_ROLL
from bot.domain.outbox import Letter
from bot.domain.workdays import is_workday
from bot.messages import Message
from bot.texts import followups as followup_words
from bot.texts import occasions as say
from bot.texts.occasions import Occasion
from models import Branch, FollowUp, FollowUpState, Member, Outbox, OutboxState, Person, Why

KIND = "occasions over"

# From the day on which it was opened: a month after 七一 and more than three weeks after 春节.
OVER_AFTER = timedelta(days=45)
_MORNING = timedelta(hours=1)
_TOLD_WITHIN = timedelta(days=7)
# Hardship, mourning and a bed in hospital are not over because time has passed.
_LASTING = (Occasion.HOSPITAL, Occasion.BEREAVEMENT, Occasion.HARDSHIP)
_PASSING = tuple(one for one in Occasion if one not in _LASTING)


async def close_over(session: AsyncSession, now: datetime) -> None:
    """Close what nobody has got to, on a working morning; whoever has been there may still write it down."""
    for branch in (await session.exec(select(Branch).order_by(col(Branch.id)))).all():
        today = local_day(now, branch.zone)
        morning = instant(today, branch.brief_at, branch.zone)
        if is_workday(today) and morning <= now < morning + _MORNING:
            await _close(session, branch, now)
            await _tell(session, branch, today, now)


async def _close(session: AsyncSession, branch: Branch, now: datetime) -> None:
    found = await session.exec(
        select(FollowUp)
        .where(
            FollowUp.branch_id == branch.id,
            col(FollowUp.state).in_(OPEN),
            FollowUp.why == Why.OCCASION,
            col(FollowUp.created_at) <= now - OVER_AFTER,
            sa.or_(*(col(FollowUp.cause).startswith(occasions.cause(one, "")) for one in _PASSING)),
        )
        .order_by(col(FollowUp.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    over = [(row, followup_words.OVER) for row in found.all()]
    if over:
        await followup_opening.cancel_all(session, over, now)


async def _tell(session: AsyncSession, branch: Branch, today: date, now: datetime) -> None:
    """Tell the liaison of what was closed, and in other words where one of them has gone before it left."""
    missed = await _missed(session, branch, now)
    helper = await people.helper_of(session, branch.id, today)
    if helper is None or not missed:
        return
    found = await session.exec(
        select(Outbox.about).where(col(Outbox.about).in_(missed), Outbox.state != OutboxState.CANCELLED)
    )
    letters = [
        Letter(helper.id, _message(about, missed[about]), about, now.isoformat())
        for about in sorted(missed.keys() - set(found.all()))
    ]
    await outbox.post_each(session, letters, branch_id=branch.id, now=now, kind=KIND)


async def still_wanted(session: AsyncSession, row: Outbox, now: datetime) -> bool:
    """Say whether every word of a list holds: the number counts those as well whom it does not name."""
    branch = await session.get_one(Branch, row.branch_id)
    about = row.about or ""
    missed = (await _missed(session, branch, now)).get(about)
    return missed is not None and _message(about, missed).words == row.text


async def _missed(session: AsyncSession, branch: Branch, now: datetime) -> dict[str, list[tuple[int, str]]]:
    """Return, by occasion and day, who was closed lately and may be named."""
    found = await session.exec(
        select(FollowUp, Person.name)
        .join(Person, col(Person.id) == col(FollowUp.person_id))
        .join(Member, col(Member.person_id) == col(Person.id))
        .where(
            FollowUp.branch_id == branch.id,
            FollowUp.state == FollowUpState.CANCELLED,
            FollowUp.reason == followup_words.OVER,
            FollowUp.why == Why.OCCASION,
            col(FollowUp.changed_at) > now - _TOLD_WITHIN,
            col(Member.status).in_(ON_ROLL),
            col(Person.frozen_at).is_(None),
        )
        .order_by(col(FollowUp.id))
    )
    missed: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row, name in found.all():
        day = local_day(row.changed_at, branch.zone)
        missed[f"occasion over:{say.name_of(row.cause)}:{day}"].append((row.person_id, name))
    return missed


def _message(about: str, missed: Sequence[tuple[int, str]]) -> Message:
    return say.over(about.split(":")[1], missed)
