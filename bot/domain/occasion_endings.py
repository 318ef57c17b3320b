"""Occasions that are over (过了日子的走访): closed as not done, and told to the liaison once."""

from collections import defaultdict
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import instant, local_day
from bot.domain import followup_opening, occasions, outbox, people
from bot.domain.followups import OPEN
from bot.domain.outbox import Letter
from bot.domain.workdays import is_workday
from bot.texts import followups as followup_words
from bot.texts import occasions as say
from bot.texts.occasions import Occasion
from models import Branch, FollowUp, Person, Why

# From the day on which it was opened: a month after 七一 and more than three weeks after 春节.
OVER_AFTER = timedelta(days=45)
_MORNING = timedelta(hours=1)
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


async def _close(session: AsyncSession, branch: Branch, now: datetime) -> None:
    found = await session.exec(
        select(FollowUp, Person.name)
        .join(Person, col(Person.id) == col(FollowUp.person_id))
        .where(
            FollowUp.branch_id == branch.id,
            col(FollowUp.state).in_(OPEN),
            FollowUp.why == Why.OCCASION,
            col(FollowUp.created_at) <= now - OVER_AFTER,
            sa.or_(*(col(FollowUp.cause).startswith(occasions.cause(one, "")) for one in _PASSING)),
        )
        .order_by(col(FollowUp.id))
        .with_for_update(of=FollowUp)
        .execution_options(populate_existing=True)
    )
    over = found.all()
    if not over:
        return
    await followup_opening.cancel_all(session, [(row, followup_words.OVER) for row, _ in over], now)
    helper = await people.helper_of(session, branch.id, local_day(now, branch.zone))
    if helper is None:
        return
    names: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row, name in over:
        names[say.name_of(row.cause) or ""].append((row.person_id, name))
    today = local_day(now, branch.zone)
    letters = [
        Letter(helper.id, say.over(occasion, missed), f"occasion over:{occasion}", str(today))
        for occasion, missed in names.items()
    ]
    await outbox.post_each(session, letters, branch_id=branch.id, now=now, kind="task")
