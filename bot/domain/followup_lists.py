"""A helper's list: one message each working day at his hour, at once what is urgent, nothing at night."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import instant, local, local_day
from bot.database import insert_new
from bot.domain import boards, brief_lists, followup_hours, outbox
from bot.domain.followups import OPEN, Task, list_subject, visible
from bot.domain.people import Speaker
from bot.domain.workdays import is_workday
from bot.messages import Message
from bot.texts import followup_lists as say
from bot.texts import occasions as occasion_texts
from bot.texts.followup_lists import Line
from models import Branch, FollowUp, FollowUpState, ListHour, Member, Outbox, Person

LIST = "follow-ups"
URGENT = "urgent follow-ups"
_ASKED_AGAIN_BEFORE = timedelta(days=2)  # what was promised for a day, and has been asked for once


async def own(session: AsyncSession, helper_ids: Sequence[int]) -> dict[int, list[Task]]:
    """Return what lies with each helper, the urgent first, then as it came."""
    found = await session.exec(
        select(FollowUp, Person, Member)
        .join(Person, col(Person.id) == col(FollowUp.person_id))
        .outerjoin(Member, col(Member.person_id) == col(FollowUp.person_id))
        .where(col(FollowUp.helper_id).in_(helper_ids), col(FollowUp.state).in_(OPEN))
        .order_by(col(FollowUp.urgent).desc(), col(FollowUp.id))
    )
    tasks: dict[int, list[Task]] = defaultdict(list)
    for row, person, member in found.all():
        if row.helper_id is not None:
            tasks[row.helper_id].append(Task(row, person, member))
    return {helper_id: _by_person(some) for helper_id, some in tasks.items()}


def _by_person(tasks: Sequence[Task]) -> list[Task]:
    """Put what concerns one person together, so that he is called once."""
    together: dict[int, list[Task]] = defaultdict(list)
    for task in tasks:
        together[task.person.id].append(task)
    return [task for some in together.values() for task in some]


def at_hand(tasks: Sequence[Task], branch: Branch, now: datetime) -> list[Task]:
    """Leave out what was promised for later and nobody has been asked for yet."""
    tonight = _tonight(branch, now)
    return [task for task in tasks if task.row.asked_at or task.row.step or task.row.ask_at <= tonight]


def _tonight(branch: Branch, now: datetime) -> datetime:
    return instant(local_day(now, branch.zone), time.max, branch.zone)


async def not_asked_today(
    session: AsyncSession, branch: Branch, helper_ids: Sequence[int], now: datetime
) -> dict[int, list[Line]]:
    """Return what each helper would find in his list and has not had in one today.

    Whoever chose an hour for his list finds it there and not elsewhere.
    """
    chose = set((await session.exec(select(ListHour.person_id))).all())
    midnight = instant(local_day(now, branch.zone), time(0), branch.zone)
    tasks = await own(session, [one for one in helper_ids if one not in chose])
    near = {
        helper_id: [
            task
            for task in at_hand(some, branch, now)
            if task.row.asked_at is None or task.row.asked_at < midnight
        ]
        for helper_id, some in tasks.items()
    }
    return {helper_id: lines(some, branch, now) for helper_id, some in near.items()}


async def everybody(session: AsyncSession, viewer: Speaker, today: date) -> list[tuple[Task, str | None]]:
    """Return every open follow-up that the viewer may see, with whom it lies."""
    helper = sa.orm.aliased(Person)
    found = await session.exec(
        select(FollowUp, Person, Member, helper.name)
        .join(Person, col(Person.id) == col(FollowUp.person_id))
        .outerjoin(Member, col(Member.person_id) == col(FollowUp.person_id))
        .outerjoin(helper, col(helper.id) == col(FollowUp.helper_id))
        .where(col(FollowUp.state).in_(OPEN), visible(viewer, today))
        .order_by(sa.func.coalesce(col(Member.group_number), 9999), col(FollowUp.person_id), col(FollowUp.id))
    )
    return [(Task(row, person, member), name) for row, person, member, name in found.all()]


def lines(tasks: Sequence[Task], branch: Branch, now: datetime) -> list[Line]:
    """Return how each follow-up stands in a list."""
    named = Counter(name for _, name in {(task.person.id, task.person.name) for task in tasks})
    tonight = _tonight(branch, now)
    return [
        Line(
            task.row.id,
            task.person.id,
            task.person.name,
            task.group if named[task.person.name] > 1 else None,
            task.row.why,
            task.row.words,
            visit=task.row.state is FollowUpState.VISIT,
            urgent=task.row.urgent,
            attempts=task.row.attempts,
            later=task.row.ask_at > tonight,
            day=_promised_for(task.row, branch),
            occasion=occasion_texts.name_of(task.row.cause),
        )
        for task in tasks
    ]


def _promised_for(row: FollowUp, branch: Branch) -> date | None:
    if row.notice_id is not None or row.due_at is None:
        return None
    return local_day(row.due_at, branch.zone)


def shown(tasks: Sequence[Task], branch: Branch, now: datetime, skip: int = 0) -> Message:
    """Show a helper's own list."""
    near = at_hand(tasks, branch, now)
    return say.list_of(lines(near, branch, now), skip, ahead=len(tasks) - len(near))


async def draw(session: AsyncSession, helper_id: int, viewer: Person, now: datetime) -> Message | None:
    """Draw a helper's list for himself."""
    if helper_id != viewer.id:
        return None
    branch = await session.get_one(Branch, viewer.branch_id)
    tasks = (await own(session, [helper_id])).get(helper_id, [])
    return shown(tasks, branch, now)


async def send_due(session: AsyncSession, now: datetime) -> int:
    """Ask the helpers whose hour has come, and at once those with something urgent; return how many."""
    asked = 0
    for branch in (await session.exec(select(Branch).order_by(col(Branch.id)))).all():
        if followup_hours.is_awake(now, branch.zone):
            asked += await _ask(session, branch, now)
    return asked


async def _ask(session: AsyncSession, branch: Branch, now: datetime) -> int:
    day = local(now, branch.zone).date()
    midnight = instant(day, time(0), branch.zone)
    found = await session.exec(
        select(FollowUp, Person, ListHour)
        .join(Person, col(Person.id) == col(FollowUp.helper_id))
        .outerjoin(ListHour, col(ListHour.person_id) == col(FollowUp.helper_id))
        .where(
            FollowUp.branch_id == branch.id,
            col(FollowUp.state).in_(OPEN),
            col(FollowUp.ask_at) <= now,
            sa.or_(
                col(FollowUp.asked_at).is_(None),
                sa.and_(col(FollowUp.asked_at) < midnight, _asks_daily(now)),
                sa.and_(col(FollowUp.urgent), col(FollowUp.asked_at) < col(FollowUp.ask_at)),
            ),
        )
        .order_by(col(FollowUp.id))
    )
    waiting: dict[int, list[FollowUp]] = defaultdict(list)
    helpers: dict[int, tuple[Person, time]] = {}
    chose = set()
    for row, helper, hour in found.all():
        waiting[helper.id].append(row)
        helpers[helper.id] = helper, hour.at if hour else brief_lists.usual_hour(branch, day)
        if hour:
            chose.add(helper.id)
    await brief_lists.take_out(session, waiting, waiting.keys() - chose, midnight, now)
    chosen = {
        helper_id: kind
        for helper_id, rows in waiting.items()
        if (kind := _kind(rows, helpers[helper_id][1], branch, day, now)) is not None
    }
    tasks = await own(session, list(chosen)) if chosen else {}
    asked = 0
    for helper_id, kind in chosen.items():
        asked += await _send(session, branch, helpers[helper_id][0], kind, tasks[helper_id], now)
    return asked


def _asks_daily(now: datetime) -> sa.ColumnElement[bool]:
    """Return what is asked for each working day anew: not a visit that was promised for later."""
    return sa.or_(
        col(FollowUp.notice_id).is_not(None),
        col(FollowUp.due_at).is_(None),
        col(FollowUp.due_at) < now + _ASKED_AGAIN_BEFORE,
    )


def _kind(rows: Sequence[FollowUp], at: time, branch: Branch, day: date, now: datetime) -> str | None:
    """Return what a helper is to be sent now: his list of the day, what is urgent, or nothing."""
    moment = followup_hours.list_moment(now, at, branch.zone)
    if is_workday(day) and moment <= now and any(row.ask_at <= moment for row in rows):
        return LIST
    return URGENT if any(_presses(row) for row in rows) else None


def _presses(row: FollowUp) -> bool:
    """Say whether something is urgent and has not been asked since it was to be."""
    return row.urgent and (row.asked_at is None or row.asked_at < row.ask_at)


async def _send(
    session: AsyncSession, branch: Branch, helper: Person, kind: str, tasks: Sequence[Task], now: datetime
) -> int:
    """Send the list, and note that it was sent; what has had its list today waits for tomorrow's."""
    asked = at_hand(tasks, branch, now) if kind == LIST else [task for task in tasks if task.row.urgent]
    row_id = await _post(session, branch, helper, kind, tasks, asked, now)
    if row_id is None:
        asked = [task for task in asked if _presses(task.row)]
        row_id = await _post(session, branch, helper, URGENT, tasks, asked, now) if asked else None
    if row_id is None:
        return 0
    await session.exec(
        sa.update(FollowUp).where(col(FollowUp.id).in_([task.row.id for task in asked])).values(asked_at=now)
    )
    return 1


async def _post(
    session: AsyncSession,
    branch: Branch,
    helper: Person,
    kind: str,
    tasks: Sequence[Task],
    asked: Sequence[Task],
    now: datetime,
) -> int | None:
    if kind == URGENT:
        message = say.list_of(lines(asked, branch, now), 0, urgent=True)
    else:
        message = shown(tasks, branch, now)
    row_id = await outbox.post(
        session,
        helper,
        message,
        branch_id=branch.id,
        now=now,
        kind=kind,
        about=list_subject(helper.id),
        period=local_day(now, branch.zone).isoformat(),
        once=kind == LIST,
    )
    if row_id is not None and kind == LIST:
        await boards.follow(
            session, list_subject(helper.id), helper, row_id, message, now, branch_id=branch.id
        )
    return row_id


async def still_wanted(session: AsyncSession, row: Outbox, now: datetime) -> bool:
    """Say whether a list in the outbox still asks for something."""
    found = await session.exec(
        select(FollowUp.id)
        .where(
            FollowUp.helper_id == row.person_id,
            col(FollowUp.state).in_(OPEN),
            col(FollowUp.asked_at).is_not(None),
        )
        .limit(1)
    )
    return found.first() is not None


async def hour_of(session: AsyncSession, person_id: int) -> time:
    """Return when a helper gets his list."""
    found = await session.exec(select(ListHour).where(ListHour.person_id == person_id))
    hour = found.first()
    return hour.at if hour else followup_hours.LIST_AT


async def set_hour(session: AsyncSession, person_id: int, at: time) -> None:
    """Let a helper choose when he gets his list, from tomorrow on if today's has gone."""
    await session.exec(insert_new(session, ListHour, [{"person_id": person_id, "at": at}]))
    await session.exec(sa.update(ListHour).where(col(ListHour.person_id) == person_id).values(at=at))
