"""Follow-ups (跟进): what a helper may do with one of them, and the record it leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import boards, changes, followup_helpers, followup_hours, notice_receipts, sheet_items
from bot.domain.pairing_care import cared_for_by
from bot.domain.people import Speaker, holding
from bot.errors import Refusal
from bot.texts import common
from models import (
    Appointment,
    Branch,
    FollowUp,
    FollowUpState,
    Member,
    Partner,
    Person,
    Role,
    Via,
    Why,
)

OPEN = (FollowUpState.CALL, FollowUpState.VISIT)
CALLS_AT_MOST = 3  # the first, and twice again; then it goes to the secretary
UNDO = timedelta(hours=2)  # in which 点错了 takes a step back
# Whoever holds one of these sees every follow-up; a group leader his group's, a helper his own.
SEE_EVERYTHING = frozenset({Role.SECRETARY, Role.DEPUTY, Role.ACTING, Role.LIAISON})
_READ: dict[str, Callable[[str], object]] = {
    "state": FollowUpState,
    "helper_id": int,
    "attempts": int,
    "ask_at": datetime.fromisoformat,
    "asked_at": datetime.fromisoformat,
    "due_at": datetime.fromisoformat,
    "done_at": datetime.fromisoformat,
    "done_by": int,
    "via": Via,
    "spoke_with": Partner,
}


@dataclass(frozen=True, slots=True)
class Task:
    """A follow-up with whom it is about."""

    row: FollowUp
    person: Person
    member: Member | None

    @property
    def is_open(self) -> bool:
        """Say whether somebody still has to do something."""
        return self.row.state in OPEN

    @property
    def group(self) -> int | None:
        """Return the party group of whom it is about."""
        return self.member.group_number if self.member else None


def list_subject(helper_id: int) -> str:
    """Return the name of a helper's list among the boards."""
    return f"calls:{helper_id}"


def visible(viewer: Speaker, today: date) -> sa.ColumnElement[bool]:
    """Return the condition under which a `FollowUp` joined with its person's `Member` row may be seen.

    Whoever took the last step still sees what came of it, and the pair what is open for its members,
    wherever that has gone since. What somebody wished for on a visit is not his group leader's to read.
    """
    if viewer.person is None:
        return sa.false()
    near = [col(FollowUp.helper_id) == viewer.person.id, col(FollowUp.changed_by) == viewer.person.id]
    if Role.CADRE in viewer.roles:
        near.append(col(FollowUp.person_id).in_(cared_for_by(viewer.person.id, today)))
    if viewer.roles & SEE_EVERYTHING:
        near = [sa.true()]
    elif Role.GROUP_LEADER in viewer.roles:
        led = select(Appointment.group_number).where(
            Appointment.person_id == viewer.person.id,
            Appointment.role == Role.GROUP_LEADER,
            *holding(today),
        )
        near.append(sa.and_(col(Member.group_number).in_(led), col(FollowUp.why) != Why.WISH))
    return sa.and_(col(FollowUp.branch_id) == viewer.person.branch_id, sa.or_(*near))


async def load(session: AsyncSession, viewer: Speaker, task_id: int, today: date) -> Task:
    """Return a follow-up the viewer may see, held until the end of the transaction.

    Somebody else's is answered like a missing one.
    """
    found = await session.exec(
        select(FollowUp, Person, Member)
        .join(Person, col(Person.id) == col(FollowUp.person_id))
        .outerjoin(Member, col(Member.person_id) == col(FollowUp.person_id))
        .where(FollowUp.id == task_id, visible(viewer, today))
        .with_for_update(of=FollowUp)
        .execution_options(populate_existing=True)
    )
    row = found.first()
    if row is None:
        raise Refusal(common.not_found())
    return Task(*row)


async def change(
    session: AsyncSession, row: FollowUp, by: Person | None, now: datetime, **fields: Any
) -> None:
    """Take one step: set the fields, write each down, and redraw whatever shows the follow-up.

    The change log is also what 点错了 goes back by.
    """
    shown_in = {row.cause} | ({list_subject(row.helper_id)} if row.helper_id else set())
    row.step += 1
    for field, new in fields.items():
        await changes.record(
            session,
            branch_id=row.branch_id,
            person_id=row.person_id,
            entity="followup",
            row_id=row.id,
            field=field,
            old=getattr(row, field),
            new=new,
            by=by,
            cause=_cause(row),
            now=now,
        )
        setattr(row, field, new)
    row.changed_at, row.changed_by = now, by.id if by else None
    session.add(row)
    await session.flush()
    shown_in |= {row.cause} | ({list_subject(row.helper_id)} if row.helper_id else set())
    for subject in sorted(shown_in):
        await boards.touch(session, subject, now)


def _cause(row: FollowUp) -> str:
    return f"followup:{row.id}:{row.step}"


async def told(
    session: AsyncSession, task: Task, by: Person, via: Via, partner: Partner, now: datetime
) -> None:
    """已告知: somebody was told, by telephone or at his door; it counts on the board of the cause."""
    row = task.row
    await change(
        session,
        row,
        by,
        now,
        state=FollowUpState.DONE,
        done_at=now,
        done_by=by.id,
        via=via,
        spoke_with=partner,
    )
    if row.notice_id is not None:
        await notice_receipts.tell(session, row.notice_id, row.person_id, now, via=via, by=by)
    await sheet_items.carried(session, row, now, via=via, by=by)


async def no_answer(session: AsyncSession, task: Task, by: Person, branch: Branch, now: datetime) -> None:
    """没接通: ask again in a waking hour, at most twice; then it goes to the secretary."""
    row = task.row
    attempts = row.attempts + 1
    ask_at = followup_hours.again_at(now, urgent=row.urgent, branch=branch)
    if attempts >= CALLS_AT_MOST:
        duty = await followup_helpers.on_duty(
            session, row.branch_id, [row.person_id], local_day(now, branch.zone)
        )
        higher = duty.after_no_answer(row.person_id, row.helper_id)
        if higher is not None:
            await _give(session, task, by, higher, branch, now, attempts=attempts)
            return
    due_at = row.due_at and _no_sooner(
        row, followup_hours.first_due(ask_at, urgent=row.urgent, branch=branch)
    )
    await change(session, row, by, now, attempts=attempts, ask_at=ask_at, due_at=due_at)


async def need_visit(session: AsyncSession, task: Task, by: Person, branch: Branch, now: datetime) -> None:
    """需要上门: it stays open until somebody has been there."""
    row = task.row
    due_at = _no_sooner(row, followup_hours.first_due(now, urgent=False, branch=branch))
    ask_at = followup_hours.again_at(now, urgent=False, branch=branch)
    await change(session, row, by, now, state=FollowUpState.VISIT, ask_at=ask_at, due_at=due_at)


async def choices(session: AsyncSession, task: Task, today: date) -> dict[int, str]:
    """Return to whom a follow-up may be handed (换人), with their names, the nearest first."""
    row = task.row
    duty = await followup_helpers.on_duty(session, row.branch_id, [row.person_id], today)
    return {one: duty.names[one] for one in duty.choices(row.person_id, task.group, row.helper_id)}


async def hand_to(
    session: AsyncSession, task: Task, by: Person, helper_id: int, branch: Branch, now: datetime
) -> None:
    """换人: let somebody else do it. Raises Refusal when he cannot do it any more."""
    if helper_id not in await choices(session, task, local_day(now, branch.zone)):
        raise Refusal(common.not_found())
    await _give(session, task, by, helper_id, branch, now)


async def _give(
    session: AsyncSession,
    task: Task,
    by: Person,
    helper_id: int,
    branch: Branch,
    now: datetime,
    **more: Any,
) -> None:
    fields = given_to(helper_id, now, urgent=task.row.urgent, branch=branch)
    fields["due_at"] = _no_sooner(task.row, fields["due_at"])
    await change(session, task.row, by, now, **fields, **more)


def _no_sooner(row: FollowUp, due_at: datetime) -> datetime:
    """Return `due_at`, or the day that was promised where that is still ahead."""
    return max(row.due_at, due_at) if row.due_at is not None and not row.urgent else due_at


def given_to(helper_id: int | None, now: datetime, *, urgent: bool, branch: Branch) -> dict[str, Any]:
    """Return the fields of a follow-up that has just come to somebody."""
    ask_at = followup_hours.next_waking(now, branch.zone) if urgent else now
    return {
        "helper_id": helper_id,
        "ask_at": ask_at,
        "asked_at": None,
        "due_at": followup_hours.first_due(ask_at, urgent=urgent, branch=branch),
    }


def may_take_back(row: FollowUp, viewer: Person, now: datetime) -> bool:
    """Say whether 点错了 still works: for whoever took the last step, for a while."""
    return row.changed_by == viewer.id and now <= row.changed_at + UNDO


async def take_back(session: AsyncSession, task: Task, by: Person, now: datetime) -> None:
    """点错了: undo the last step; a receipt that came of it is taken back too.

    Does nothing once the time is over or somebody else has taken a step since.
    """
    row = task.row
    if not may_take_back(row, by, now):
        return
    was_done = row.state is FollowUpState.DONE
    before: dict[str, Any] = {}
    for step in await changes.caused_by(session, row.branch_id, _cause(row)):
        before[step.field] = _READ[step.field](step.old) if step.old is not None else None
    await change(session, row, by, now, **before)
    row.changed_by = None  # a step back is not a step to be taken back
    session.add(row)
    if was_done and row.notice_id is not None:
        await notice_receipts.untell(session, row.notice_id, row.person_id, now, by=by)
    if was_done:
        await sheet_items.put_back(session, row, now, by=by)


async def look_up_phone(session: AsyncSession, task: Task, by: Person, now: datetime) -> None:
    """Write down that somebody is about to read the number of whom he has to call."""
    await changes.record(
        session,
        branch_id=task.row.branch_id,
        person_id=task.person.id,
        entity="person",
        row_id=task.person.id,
        field=changes.READ,
        old=None,
        new="phone",
        by=by,
        cause=_cause(task.row) + ":read",
        now=now,
    )


async def name_of(session: AsyncSession, person_id: int | None) -> str | None:
    """Return how a helper or whoever did it is called."""
    person = await session.get(Person, person_id) if person_id is not None else None
    return person.name if person is not None else None
