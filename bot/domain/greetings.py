"""What greetings of every kind share: their hours, who is spared them, whom they reach, who decides."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import instant, local_day
from bot.domain import outbox, people
from bot.domain.members import GONE
from bot.messages import Message
from models import Account, Branch, Channel, Member, Person, Proxy, Role

GREETED_FROM = time(8, 30)
GREETED_UNTIL = time(20, 0)
MAY_BE_LATE = timedelta(days=3)
LISTED_FROM_DAY = 25  # of the month before: then the secretary gets what the next month brings
LISTED_FROM = time(9, 0)
REMINDED_FROM = time(8, 0)  # of the day itself, the secretary, once
DEPUTY_AHEAD = timedelta(days=3)
LOOK_BACK_AT_MOST = timedelta(days=366)
_NO_BOT = (Channel.PHONE, Channel.PAPER)


class Timing(StrEnum):
    """Where a moment lies with regard to a greeting's day."""

    EARLY = "early"
    ON_TIME = "on time"
    LATE = "late"  # within three days: in other words
    OVER = "over"


def due_at(day: date, zone: str) -> datetime:
    """Return when a greeting is due on its day."""
    return instant(day, GREETED_FROM, zone)


def evening(day: date, zone: str) -> datetime:
    """Return when it is too late to say that it is today."""
    return instant(day, GREETED_UNTIL, zone)


def timing(day: date, now: datetime, zone: str) -> Timing:
    """Say whether it is the day: from 08:30 until 20:00, then three days late, then over."""
    if now < due_at(day, zone):
        return Timing.EARLY
    if now < evening(day, zone):
        return Timing.ON_TIME
    return Timing.LATE if now < evening(day, zone) + MAY_BE_LATE else Timing.OVER


def silence(person: Person, member: Member, day: date) -> str | None:
    """Return why nothing cheerful is said to somebody on a day; the reasons are the gate's."""
    if member.status in GONE:
        return str(member.status)
    if person.frozen_at is not None:
        return "frozen"
    if person.mourning_until is not None and day <= person.mourning_until:
        return "mourning"
    if person.hospital_since is not None:
        return "hospital"
    return "muted" if person.muted_at is not None else None


async def reached(session: AsyncSession, members: Collection[Member]) -> set[int]:
    """Return whom the program reaches with a greeting, himself or through a relative: ids of people."""
    theirs = {each.person_id for each in members if each.channel not in _NO_BOT}
    if not theirs:
        return set()
    open_account = (col(Account.ended_at).is_(None), col(Account.blocked_at).is_(None))
    own = select(Account.person_id).where(col(Account.person_id).in_(theirs), *open_account)
    by_relative = {each.person_id for each in members if each.channel is Channel.RELATIVE}
    through = (
        select(Proxy.member_id)
        .join(Account, col(Account.person_id) == col(Proxy.relative_id))
        .where(
            col(Proxy.member_id).in_(by_relative),
            col(Proxy.from_at).is_not(None),
            col(Proxy.ended_at).is_(None),
            *open_account,
        )
    )
    return {*(await session.exec(own)).all(), *(await session.exec(through)).all()}


async def deciding(session: AsyncSession, branch_id: int, today: date) -> list[Person]:
    """Return who decides: the secretary and who acts for him, else the deputy; at last the liaison hears."""
    for roles in ((Role.ACTING, Role.SECRETARY), (Role.DEPUTY,), (Role.LIAISON,)):
        if found := await people.holders(session, branch_id, roles, today):
            return found
    return []


async def standing_in(session: AsyncSession, branch_id: int, today: date) -> list[Person]:
    """Return who is asked when the secretary has not decided three days before."""
    return await people.holders(session, branch_id, (Role.DEPUTY,), today)


async def tell(
    session: AsyncSession,
    branch: Branch,
    message: Message,
    about: str,
    now: datetime,
    *,
    period: str = "",
    kind: str = "task",
    deputy: bool = False,
) -> None:
    """Tell who decides, or who stands in for him, each once for a cause and period."""
    whom = standing_in if deputy else deciding
    told = [person.id for person in await whom(session, branch.id, local_day(now, branch.zone))]
    await outbox.post_all(
        session, told, message, branch_id=branch.id, now=now, kind=kind, about=about, period=period
    )
