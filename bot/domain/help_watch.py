"""No call for help lies: who does not take it is followed by the next, and an alarm is repeated."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.database import apart
from bot.domain import boards, followup_hours, help_helpers, help_post
from bot.domain import help as help_
from bot.texts import help as say
from models import Branch, HelpRequest, HelpState, Person

FROM_THE_BEGINNING = timedelta(days=1)  # when all have been asked in vain, and where nobody closes it


async def look_after(session: AsyncSession, now: datetime) -> int:
    """Ask again for every open call that is due at or before `now`; return how many."""
    found = await session.exec(
        select(HelpRequest)
        .where(col(HelpRequest.state).in_(help_.OPEN), col(HelpRequest.due_at) <= now)
        .order_by(col(HelpRequest.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    calls = found.all()
    for request in calls:
        async with apart(session):  # because one that cannot be looked after must not silence an alarm
            await _look_after(session, request, now)
    return len(calls)


async def _look_after(session: AsyncSession, request: HelpRequest, now: datetime) -> None:
    branch = await session.get_one(Branch, request.branch_id)
    if request.state is HelpState.TAKEN:
        await _remind(session, branch, request, now)
    elif request.matter in help_post.ALARMS:
        await help_.call_round(session, branch, request, now)
    else:
        await _pass_on(session, branch, request, now)


async def _pass_on(session: AsyncSession, branch: Branch, request: HelpRequest, now: datetime) -> None:
    """Ask the next; after the last the first again, once a day."""
    order = await _order(session, branch, request, now)
    at = _place(order, request.helper_id)
    if not order:
        request.helper_id = None
        request.due_at = help_.due_again(branch, request, now)
        session.add(request)
        return
    if at + 1 < len(order):
        helper, in_vain = order[at + 1], False
    else:
        helper, in_vain = order[0], True
    before = next((one.name for one in order if one.id == request.helper_id), None)
    moved, first_time = helper.id != request.helper_id, request.round <= len(order)
    await help_.call_round(session, branch, request, now, [helper])
    if in_vain:
        request.due_at = followup_hours.next_waking(now + FROM_THE_BEGINNING, branch.zone)
        session.add(request)
    elif moved and first_time:
        await help_post.tell_asker(session, branch, request, say.passed_to(before, helper.name), now)
    await boards.touch(session, help_post.subject(request), now)


async def _remind(session: AsyncSession, branch: Branch, request: HelpRequest, now: datetime) -> None:
    """Show a call again to who has taken it; where he is not there any more, it goes to the next."""
    order = await _order(session, branch, request, now)
    mine = [one for one in order if one.id == request.helper_id]
    if not mine:
        request.state, request.helper_id = HelpState.WAITING, None
        await _pass_on(session, branch, request, now)
        return
    await help_post.ask(session, branch, request, mine, now)
    request.round += 1
    request.due_at = followup_hours.next_waking(now + FROM_THE_BEGINNING, branch.zone)
    session.add(request)


async def _order(
    session: AsyncSession, branch: Branch, request: HelpRequest, now: datetime
) -> Sequence[Person]:
    person = await session.get(Person, request.person_id) if request.person_id else None
    return await help_helpers.in_order(session, branch, person, request.matter, now)


def _place(order: Sequence[Person], helper_id: int | None) -> int:
    return next((at for at, one in enumerate(order) if one.id == helper_id), -1)
