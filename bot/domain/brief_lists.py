"""A helper's list on the day of his brief: both are one message."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import brief_rounds, followup_hours
from models import Branch, BriefStep, FollowUp, Outbox, OutboxState

_ON_ITS_WAY = (OutboxState.PENDING, OutboxState.HELD, OutboxState.SENDING)
_HAS_LEFT = (OutboxState.SENT, OutboxState.UNKNOWN)


def usual_hour(branch: Branch, day: date) -> time:
    """Return when lists come on a day, unless somebody chose: on the day of a brief not before it."""
    return max(followup_hours.LIST_AT, brief_rounds.opens_on(branch, day) or followup_hours.LIST_AT)


async def take_out(
    session: AsyncSession,
    waiting: dict[int, list[FollowUp]],
    helper_ids: Collection[int],
    midnight: datetime,
    now: datetime,
) -> None:
    """Leave to these helpers' briefs of today what came with them; once one has left, he has been asked.

    What is urgent is asked for by itself, and what a brief no longer tells comes in the list.
    """
    found = await session.exec(
        select(Outbox)
        .where(
            col(Outbox.person_id).in_(sorted(helper_ids)),
            Outbox.kind == brief_rounds.KIND,
            col(Outbox.created_at) >= midnight,
            col(Outbox.state).in_((*_ON_ITS_WAY, *_HAS_LEFT)),
            ~col(Outbox.about).endswith(f":{BriefStep.END}"),
        )
        .order_by(col(Outbox.id))
    )
    for brief in found.all():
        if brief.person_id is None:
            continue
        told, rest = _parted(waiting[brief.person_id], brief.created_at)
        waiting[brief.person_id] = rest
        if brief.state in _HAS_LEFT:
            for row in told:
                row.asked_at = now
                session.add(row)


def _parted(rows: Sequence[FollowUp], at: datetime) -> tuple[list[FollowUp], list[FollowUp]]:
    """Part what a brief of that moment told from what it did not."""
    told = [row for row in rows if row.created_at <= at and not row.urgent]
    return told, [row for row in rows if row.created_at > at or row.urgent]
