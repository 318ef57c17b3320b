"""Where follow-ups end, and how they go on: settled by other means, corrected, or left lying."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.database import insert_new
from bot.domain import followup_helpers, notices
from bot.domain.followup_opening import cancel_all, rests
from bot.domain.followups import OPEN, change, given_to
from bot.domain.members import GONE
from bot.texts import followups as say
from models import Branch, FollowUp, Member, Notice, NoticeState, Person, Receipt

_AT_A_TIME = 500
# A visit or a card is not taken from whoever promised it on the evening of the day it was for.
_A_PROMISE_MAY_BE_LATE = timedelta(days=3)


async def settle(session: AsyncSession, now: datetime, task_id: int | None = None) -> None:
    """End what needs nobody any more: he answered, the cause has ended, or he must not be called.

    What was corrected goes on as the correction. With `task_id` only that one is looked at.
    """
    must_rest = sa.or_(col(Person.frozen_at).is_not(None), col(Member.status).in_(GONE))
    query: Any = (
        sa.select(FollowUp, col(Person.frozen_at), col(Member.status), Notice, col(Receipt.confirmed_at))
        .select_from(FollowUp)
        .join(Person, col(Person.id) == col(FollowUp.person_id))
        .outerjoin(Member, col(Member.person_id) == col(FollowUp.person_id))
        .outerjoin(Notice, col(Notice.id) == col(FollowUp.notice_id))
        .outerjoin(
            Receipt,
            sa.and_(
                col(Receipt.notice_id) == col(FollowUp.notice_id),
                col(Receipt.person_id) == col(FollowUp.person_id),
            ),
        )
        .where(
            col(FollowUp.state).in_(OPEN),
            sa.or_(must_rest, col(Notice.ended_at).is_not(None), col(Receipt.confirmed_at).is_not(None)),
        )
        .order_by(col(FollowUp.id))
        .limit(_AT_A_TIME)
        .with_for_update(of=FollowUp)
        .execution_options(populate_existing=True)
    )
    if task_id is not None:
        query = query.where(col(FollowUp.id) == task_id)
    over: list[tuple[FollowUp, str]] = []
    for row, frozen_at, status, notice, confirmed_at in (await session.exec(query)).all():
        if (reason := rests(frozen_at, status)) is not None:
            over.append((row, reason))
        elif confirmed_at is not None:
            over.append((row, "confirmed"))
        elif notice.state is NoticeState.WITHDRAWN:
            over.append((row, "withdrawn"))
        else:
            await _move_to_correction(session, row, notice, now)
    await cancel_all(session, over, now)


async def _move_to_correction(session: AsyncSession, row: FollowUp, notice: Notice, now: datetime) -> None:
    newer = await notices.correction_of(session, notice.id)
    if newer is None or newer.ended_at is not None:
        await cancel_all(session, [(row, "withdrawn")], now)
        return
    known = await session.exec(
        select(FollowUp.id).where(FollowUp.notice_id == newer.id, FollowUp.person_id == row.person_id)
    )
    if known.first() is not None:
        await cancel_all(session, [(row, "corrected")], now)
        return
    receipt = {"branch_id": row.branch_id, "notice_id": newer.id, "person_id": row.person_id}
    await session.exec(insert_new(session, Receipt, [receipt]))
    branch = await session.get_one(Branch, row.branch_id)
    await change(
        session,
        row,
        None,
        now,
        cause=notices.about(newer.id),
        notice_id=newer.id,
        words=say.words(newer),
        urgent=newer.urgent,
        **given_to(row.helper_id, now, urgent=newer.urgent, branch=branch),
    )


async def pass_on(session: AsyncSession, now: datetime) -> None:
    """Let nothing lie where nobody does it.

    What its helper has not got to in time goes to the liaison, then to the secretary, with whom it
    stays; what lies with somebody who is not on duty any more goes to whoever is.
    """
    held = await session.exec(
        select(FollowUp.branch_id, FollowUp.helper_id).where(col(FollowUp.state).in_(OPEN)).distinct()
    )
    holders: dict[int, set[int | None]] = {}
    for branch_id, helper_id in held.all():
        holders.setdefault(branch_id, set()).add(helper_id)
    for branch_id, helper_ids in sorted(holders.items()):
        branch = await session.get_one(Branch, branch_id)
        await _pass_on(session, branch, helper_ids, now)


async def _pass_on(session: AsyncSession, branch: Branch, helper_ids: set[int | None], now: datetime) -> None:
    today = local_day(now, branch.zone)
    duty = await followup_helpers.on_duty(session, branch.id, (), today)
    absent = [one for one in helper_ids if one is not None and one not in duty.names]
    found = await session.exec(
        select(FollowUp, Member.group_number)
        .outerjoin(Member, col(Member.person_id) == col(FollowUp.person_id))
        .where(
            FollowUp.branch_id == branch.id,
            col(FollowUp.state).in_(OPEN),
            sa.or_(
                sa.and_(col(FollowUp.notice_id).is_not(None), col(FollowUp.due_at) <= now),
                col(FollowUp.due_at) <= now - _A_PROMISE_MAY_BE_LATE,
                col(FollowUp.helper_id).is_(None),
                col(FollowUp.helper_id).in_(absent),
            ),
        )
        .order_by(col(FollowUp.id))
        .limit(_AT_A_TIME)
        .with_for_update(of=FollowUp)
        .execution_options(populate_existing=True)
    )
    lying = found.all()
    if not lying:
        return
    duty = await followup_helpers.on_duty(session, branch.id, [row.person_id for row, _ in lying], today)
    for row, group in lying:
        if row.helper_id in duty.names:
            following = duty.after_silence(row.person_id, row.helper_id)
        else:
            following = duty.first(row.person_id, group)
        if following is not None and following != row.helper_id:
            given = given_to(following, now, urgent=row.urgent, branch=branch)
            if row.notice_id is None:  # what was promised for a later day keeps its day
                given |= {"ask_at": max(row.ask_at, now), "due_at": max(row.due_at or now, given["due_at"])}
            await change(session, row, None, now, **given)
        elif row.due_at is not None and row.due_at <= now:
            await change(session, row, None, now, due_at=None)
