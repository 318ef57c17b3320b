"""Rounds of a month: the first working day, the 15th, the 25th and the month's end, each once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import instant, local_day
from bot.database import insert_new
from bot.domain import changes, people
from bot.domain.anniversary_dates import last_of_month
from bot.domain.workdays import first_workday_of_month, is_workday, next_workday
from models import Branch, BriefRound, BriefStep, Person

KIND = "brief"  # of the messages of every round
PUT_OFF = "put-off"  # instead of the month, where the cause is a day to which visits were put off
END_AT = time(15)  # early enough to telephone
_DAY = timedelta(days=1)
REMINDS = (BriefStep.FIRST, BriefStep.MIDDLE, BriefStep.LATE)
_MAKES_WAY = timedelta(days=3)  # a round so late waits for the next one instead
_END_KEPT = timedelta(days=7)  # into the next month, after downtime


@dataclass(frozen=True, slots=True)
class Round:
    """One round: the month by its first day, and which of its four."""

    month: date
    step: BriefStep

    @property
    def about(self) -> str:
        """Return the cause of its messages, such as "brief:2026-12:first"."""
        return f"brief:{self.month:%Y-%m}:{self.step}"

    @classmethod
    def of(cls, about: str) -> "Round | None":
        """Return the round that is the cause of a message, None where visits were put off."""
        _, month, step = about.split(":")
        return None if month == PUT_OFF else cls(date.fromisoformat(f"{month}-01"), BriefStep(step))


def day_of(month: date, step: BriefStep) -> date:
    """Return the working day of a round: the day itself or, on a day off, the next working day.

    The month's end is the last working day there is.
    """
    match step:
        case BriefStep.FIRST:
            return first_workday_of_month(month)
        case BriefStep.MIDDLE:
            return next_workday(month.replace(day=15))
        case BriefStep.LATE:
            return min(next_workday(month.replace(day=25)), _last_workday(month))
        case BriefStep.END:
            return _last_workday(month)


def opens_on(branch: Branch, day: date) -> time | None:
    """Return the hour of the round that falls on a day, if one does."""
    month = day.replace(day=1)
    return branch.brief_at if any(day_of(month, step) == day for step in REMINDS) else None


def _last_workday(month: date) -> date:
    day = last_of_month(month)
    while not is_workday(day):
        day -= _DAY
    return day


def due_at(month: date, step: BriefStep, branch: Branch) -> datetime:
    """Return the moment of a round."""
    at = END_AT if step is BriefStep.END else branch.brief_at
    return instant(day_of(month, step), at, branch.zone)


def is_too_early(branch: Branch, now: datetime) -> bool:
    """Say whether the hour of the day is still to come.

    What could not leave yesterday waits for it, because what comes due today belongs to the same message.
    """
    return now < instant(local_day(now, branch.zone), branch.brief_at, branch.zone)


def to_run(branch: Branch, ran: Collection[Round], now: datetime) -> tuple[Round | None, list[Round]]:
    """Return the reminder that is due at or before `now`, and those whose place it takes.

    After downtime only the last one goes out; one that is almost as late as the next is near waits for
    that. A branch that has just begun is not reminded of what lies behind it.
    """
    if is_too_early(branch, now):
        return None, []
    month = local_day(now, branch.zone).replace(day=1)
    due = [Round(month, step) for step in REMINDS if due_at(month, step, branch) <= now]
    open_rounds = [one for one in due if one not in ran]
    if not open_rounds or open_rounds[-1] != due[-1]:
        return None, open_rounds
    last = open_rounds[-1]
    if not ran or _is_near_the_next(last, local_day(now, branch.zone)):
        return None, open_rounds
    return last, open_rounds[:-1]


def _is_near_the_next(one: Round, today: date) -> bool:
    """Say whether the next round is only days away: after downtime, or when 春节 has moved the 15th."""
    following = {BriefStep.FIRST: BriefStep.MIDDLE, BriefStep.MIDDLE: BriefStep.LATE}.get(one.step)
    return following is not None and today >= day_of(one.month, following) - _MAKES_WAY


def end_to_run(branch: Branch, ran: Collection[Round], now: datetime) -> Round | None:
    """Return the month whose open visits the liaison is to see now, until a week into the next one."""
    if not ran:
        return None
    today = local_day(now, branch.zone)
    month = today.replace(day=1)
    before = (month - _DAY).replace(day=1)
    for one in (Round(month, BriefStep.END), Round(before, BriefStep.END)):
        in_time = today <= last_of_month(one.month) + _END_KEPT
        if one not in ran and in_time and due_at(one.month, one.step, branch) <= now:
            return one
    return None


async def ran(session: AsyncSession, branch: Branch, now: datetime) -> set[Round]:
    """Return the rounds of this month and the one before that are over, and the last one ever."""
    month = local_day(now, branch.zone).replace(day=1)
    before = (month - _DAY).replace(day=1)
    recent = await session.exec(
        select(BriefRound).where(BriefRound.branch_id == branch.id, BriefRound.month >= before)
    )
    rows = recent.all()
    if not rows:
        last = await session.exec(
            select(BriefRound)
            .where(BriefRound.branch_id == branch.id)
            .order_by(col(BriefRound.id).desc())
            .limit(1)
        )
        rows = last.all()
    return {Round(row.month, row.step) for row in rows}


async def is_current(session: AsyncSession, branch: Branch, one: Round, now: datetime) -> bool:
    """Say whether a message of a round may still be heard: in its month, and until the next has begun.

    What is open at a month's end is shown until a week into the next.
    """
    today = local_day(now, branch.zone)
    if one.step is BriefStep.END:
        return today <= last_of_month(one.month) + _END_KEPT
    later = REMINDS[REMINDS.index(one.step) + 1 :]
    begun = await session.exec(
        select(BriefRound.id).where(
            BriefRound.branch_id == branch.id,
            BriefRound.month == one.month,
            col(BriefRound.step).in_(later),
        )
    )
    return today.replace(day=1) == one.month and begun.first() is None


async def since(session: AsyncSession, branch: Branch, moment: datetime) -> Sequence[BriefRound]:
    """Return the rounds of reminders that have gone out later than a moment."""
    begun = await session.exec(
        select(BriefRound)
        .where(
            BriefRound.branch_id == branch.id,
            BriefRound.ran_at > moment,
            col(BriefRound.step).in_(REMINDS),
            col(BriefRound.skipped).is_(False),
        )
        .order_by(col(BriefRound.id))
    )
    return begun.all()


async def note(
    session: AsyncSession, branch: Branch, one: Round, now: datetime, *, skipped: bool = False
) -> None:
    """Write down that a round is over."""
    row = {"branch_id": branch.id, "month": one.month, "step": one.step, "ran_at": now, "skipped": skipped}
    await session.exec(insert_new(session, BriefRound, [row]))


async def set_hour(session: AsyncSession, branch: Branch, at: time, by: Person, now: datetime) -> None:
    """Let the cadres have their briefs at another hour from now on."""
    home = await people.hold(session, branch.id)
    await changes.record(
        session,
        branch_id=home.id,
        person_id=None,
        entity="branch",
        row_id=home.id,
        field="brief_at",
        old=home.brief_at,
        new=at,
        by=by,
        now=now,
    )
    home.brief_at = at
    session.add(home)
    await session.flush()


async def begin(session: AsyncSession, branch: Branch, now: datetime) -> None:
    """Note, for a branch that has just begun, that the months' ends until now are over."""
    month = local_day(now, branch.zone).replace(day=1)
    for one in ((month - _DAY).replace(day=1), month):
        if due_at(one, BriefStep.END, branch) <= now:
            await note(session, branch, Round(one, BriefStep.END), now, skipped=True)
