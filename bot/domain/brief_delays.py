"""Visits put off (改到下周三): no reminder before the day, one on it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import instant, local_day
from bot.domain import brief_rounds, briefs, contacts
from bot.domain.pairing_care import cared_for_by
from bot.domain.people import owned
from bot.domain.workdays import next_workday
from bot.errors import Refusal
from bot.texts import brief_delays as say
from bot.texts import common
from models import Branch, Person, VisitDelay

AHEAD = timedelta(days=62)


def about(day: date) -> str:
    """Return the cause of the reminders of visits put off to a day."""
    return f"{brief_rounds.KIND}:{brief_rounds.PUT_OFF}:{day}"


async def put_off(
    session: AsyncSession, branch: Branch, by: Person, member_id: int, until: date, now: datetime
) -> Person:
    """Remind of a visit on a later day and not before; return the member.

    Raises Refusal for a member out of his care and for a day that is past or too far away.
    """
    today = local_day(now, branch.zone)
    member = await owned(session, Person, member_id, branch.id)
    mine = await session.exec(cared_for_by(by.id, today))
    if member_id not in mine.all():
        raise Refusal(common.not_found())
    if not today < until <= today + AHEAD:
        raise Refusal(say.day_not_read())
    session.add(
        VisitDelay(branch_id=branch.id, member_id=member_id, by_id=by.id, until_on=until, made_at=now)
    )
    await session.flush()
    return member


async def come_due(session: AsyncSession, branch: Branch, now: datetime, *, with_round: bool) -> set[int]:
    """Return whose visit was put off to a day that has come and is still to be made; each once.

    A round that goes out now names them: `with_round`.
    """
    if brief_rounds.is_too_early(branch, now):
        return set()
    today = local_day(now, branch.zone)
    found = await session.exec(
        select(VisitDelay)
        .where(
            VisitDelay.branch_id == branch.id,
            col(VisitDelay.until_on) <= today,
            col(VisitDelay.reminded_at).is_(None),
        )
        .order_by(col(VisitDelay.id))
    )
    due = [delay for delay in found.all() if _moment(delay, branch) <= now]
    if not due:
        return set()
    for delay in due:
        delay.reminded_at = now
        session.add(delay)
    await session.flush()
    if with_round:
        return set()
    due_ids = {delay.id for delay in due}
    newest = await briefs.delays(session, briefs.whom(branch, {delay.member_id for delay in due}), today)
    asked = {one: delay for one, delay in newest.items() if delay.id in due_ids}
    return set(await to_be_made(session, branch, asked, now))


def _moment(delay: VisitDelay, branch: Branch) -> datetime:
    return instant(next_workday(delay.until_on), branch.brief_at, branch.zone)


async def to_be_made(
    session: AsyncSession, branch: Branch, newest: Mapping[int, VisitDelay], now: datetime
) -> dict[int, VisitDelay]:
    """Return, of the newest word on each, that whose day has come and is still to be kept.

    A contact of the day on which it was put off settles it: who enters a visit late knows no hour.
    """
    today = local_day(now, branch.zone)
    come = {one: delay for one, delay in newest.items() if delay.until_on <= today}
    last = await contacts.last_contacts(session, briefs.whom(branch, come))
    return {
        one: delay
        for one, delay in come.items()
        if one not in last or local_day(last[one].at, branch.zone) < local_day(delay.made_at, branch.zone)
    }
