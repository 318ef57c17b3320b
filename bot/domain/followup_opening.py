"""Follow-ups that somebody promised: a call, a visit, a card or a wish, whatever the cause."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import instant, local, local_day
from bot.database import add_new, insert_new
from bot.domain import boards, changes, followup_helpers, followup_hours
from bot.domain.followup_helpers import Helpers
from bot.domain.followups import OPEN, change, given_to, list_subject
from bot.domain.members import GONE
from models import Branch, Change, FollowUp, FollowUpState, Member, Person, Why

FROZEN = "frozen"
# What was cancelled for one of these begins again when the reason has gone.
MAY_RETURN = (FROZEN, *(str(status) for status in GONE))
# A reason that lasts longer than this has made the promise an old one.
_MAY_RETURN_FOR = timedelta(days=30)
_WORKING_DAYS = 5  # in which a promise without a day of its own is to be kept
_AT_A_TIME = 100


@dataclass(frozen=True, slots=True)
class _About:
    """Whom it is about."""

    person_id: int
    group: int | None
    rests: str | None  # why nobody is to do anything now


def rests(frozen_at: datetime | None, status: str | None) -> str | None:
    """Return why nobody is to call on somebody: he has died, left or is frozen."""
    if status in GONE:
        return str(status)
    return FROZEN if frozen_at is not None else None


async def open_for(
    session: AsyncSession,
    branch: Branch,
    person_ids: Sequence[int],
    *,
    cause: str,
    why: Why,
    words: Mapping[int, str] | str,
    now: datetime,
    state: FollowUpState = FollowUpState.CALL,
    helper_id: int | None = None,
    ask_at: datetime | None = None,
    due_at: datetime | None = None,
    urgent: bool = False,
) -> list[int]:
    """Let somebody do something about each of these people; return the ids of what is open or done.

    Safe to repeat: one for a cause and person; what was cancelled begins again, with these words and
    this helper. Without a helper it lies with the pair, else the group leader, else the liaison. Who
    is frozen, dead or gone is noted and called on only when that proves a mistake. The helper hears
    of it from `ask_at` on, with his list, or at once when it is `urgent`; `due_at` is shown to him, and
    days later it goes higher.
    """
    about = await _about(session, branch.id, person_ids)
    known = await _of(session, cause, [one.person_id for one in about])
    duty = await _duty(session, branch, about, now)
    rows = []
    for one in about:
        given = _given(one.person_id, one.group, duty, branch, now, helper_id, ask_at, due_at, urgent)
        given |= {"why": why, "words": words if isinstance(words, str) else words[one.person_id]}
        given |= {"state": FollowUpState.CANCELLED if one.rests else state, "reason": one.rests}
        row = known.get(one.person_id)
        if row is None:
            rows.append(given | _new(branch, cause, one.person_id, state, now) | {"urgent": urgent})
        elif row.state is FollowUpState.CANCELLED and not one.rests:
            await change(session, row, None, now, began=state, **given)
    for start in range(0, len(rows), _AT_A_TIME):
        await session.exec(insert_new(session, FollowUp, rows[start : start + _AT_A_TIME]))
    for subject in sorted({cause} | {list_subject(row["helper_id"]) for row in rows if row["helper_id"]}):
        await boards.touch(session, subject, now)
    found = await _of(session, cause, [one.person_id for one in about])
    return [
        found[one.person_id].id for one in about if found[one.person_id].state is not FollowUpState.CANCELLED
    ]


async def cancel_for(
    session: AsyncSession, cause: str, reason: str, now: datetime, person_id: int | None = None
) -> None:
    """Say that nobody needs to do it any more, for one person or all; what was done stays done."""
    query = (
        select(FollowUp)
        .where(FollowUp.cause == cause, col(FollowUp.state).in_(OPEN))
        .order_by(col(FollowUp.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if person_id is not None:
        query = query.where(FollowUp.person_id == person_id)
    await cancel_all(session, [(row, reason) for row in (await session.exec(query)).all()], now)


async def cancel_all(session: AsyncSession, reasons: Sequence[tuple[FollowUp, str]], now: datetime) -> None:
    """Cancel many, each for its reason, and write it down; in a few statements, however many."""
    by_reason: dict[str, list[FollowUp]] = defaultdict(list)
    for row, reason in reasons:
        by_reason[reason].append(row)
    for reason, rows in by_reason.items():
        end = {"state": FollowUpState.CANCELLED, "reason": reason}
        logged = [entry for row in rows for entry in _written_down(row, end, now)]
        await add_new(session, Change, logged)
        for start in range(0, len(rows), _AT_A_TIME):
            ids = [row.id for row in rows[start : start + _AT_A_TIME]]
            await session.exec(
                sa.update(FollowUp)
                .where(col(FollowUp.id).in_(ids))
                .values(step=col(FollowUp.step) + 1, changed_at=now, changed_by=None, **end)
            )
    shown_in = {row.cause for row, _ in reasons}
    shown_in |= {list_subject(row.helper_id) for row, _ in reasons if row.helper_id is not None}
    for subject in sorted(shown_in):
        await boards.touch(session, subject, now)


def _written_down(row: FollowUp, fields: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
    """Return what the change log says about the next step of a follow-up, where nobody takes it."""
    return [
        {
            "branch_id": row.branch_id,
            "person_id": row.person_id,
            "entity": "followup",
            "row_id": row.id,
            "field": field,
            "old": changes.stored(getattr(row, field)),
            "new": changes.stored(new),
            "by_id": None,
            "cause": f"followup:{row.id}:{row.step + 1}",
            "at": now,
        }
        for field, new in fields.items()
    ]


async def resume(session: AsyncSession, now: datetime) -> None:
    """Begin again what rested because somebody seemed dead, gone or frozen, and is not."""
    found = await session.exec(
        select(FollowUp, Member.group_number)
        .join(Person, col(Person.id) == col(FollowUp.person_id))
        .outerjoin(Member, col(Member.person_id) == col(FollowUp.person_id))
        .where(
            FollowUp.state == FollowUpState.CANCELLED,
            col(FollowUp.notice_id).is_(None),
            col(FollowUp.reason).in_(MAY_RETURN),
            col(FollowUp.changed_at) > now - _MAY_RETURN_FOR,
            col(Person.frozen_at).is_(None),
            sa.or_(col(Member.id).is_(None), col(Member.status).not_in(GONE)),
        )
        .order_by(col(FollowUp.id))
        .limit(_AT_A_TIME)
        .with_for_update(of=FollowUp)
        .execution_options(populate_existing=True)
    )
    returned = found.all()
    for branch_id in sorted({row.branch_id for row, _ in returned}):
        branch = await session.get_one(Branch, branch_id)
        about = [_About(row.person_id, group, None) for row, group in returned if row.branch_id == branch_id]
        duty = await _duty(session, branch, about, now)
        for row, group in returned:
            if row.branch_id == branch_id:
                helper_id = row.helper_id if row.helper_id in duty.names else None
                ask_at = max(row.ask_at, now)
                of_row = (row.person_id, group, duty, branch, now, helper_id, ask_at, row.due_at, row.urgent)
                given = _given(*of_row)
                await change(session, row, None, now, state=row.began, reason=None, **given)


async def _about(session: AsyncSession, branch_id: int, person_ids: Sequence[int]) -> list[_About]:
    """Return those of the branch, in the order given."""
    found = await session.exec(
        select(Person.id, Member.group_number, Person.frozen_at, Member.status)
        .outerjoin(Member, col(Member.person_id) == col(Person.id))
        .where(col(Person.id).in_(person_ids), Person.branch_id == branch_id)
    )
    facts = {
        person_id: _About(person_id, group, rests(frozen_at, status))
        for person_id, group, frozen_at, status in found.all()
    }
    return [facts[person_id] for person_id in dict.fromkeys(person_ids) if person_id in facts]


async def _of(session: AsyncSession, cause: str, person_ids: Collection[int]) -> dict[int, FollowUp]:
    found = await session.exec(
        select(FollowUp)
        .where(FollowUp.cause == cause, col(FollowUp.person_id).in_(person_ids))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.person_id: row for row in found.all()}


async def _duty(session: AsyncSession, branch: Branch, about: Sequence[_About], now: datetime) -> Helpers:
    today = local_day(now, branch.zone)
    return await followup_helpers.on_duty(session, branch.id, [one.person_id for one in about], today)


def _given(
    person_id: int,
    group: int | None,
    duty: Helpers,
    branch: Branch,
    now: datetime,
    helper_id: int | None,
    ask_at: datetime | None,
    due_at: datetime | None,
    urgent: bool,
) -> dict[str, Any]:
    """Return with whom it lies, from when on he is asked, and by when it is to be done."""
    helper = helper_id if helper_id is not None else duty.first(person_id, group)
    begins = ask_at or now
    return given_to(helper, now, urgent=urgent, branch=branch) | {
        "ask_at": begins,
        "due_at": due_at if due_at and due_at > now else _kept_by(begins, branch),
    }


def _kept_by(begins: datetime, branch: Branch) -> datetime:
    day = followup_hours.working_days_later(local(begins, branch.zone).date(), _WORKING_DAYS)
    return instant(day, followup_hours.DAY_UNTIL, branch.zone)


def _new(branch: Branch, cause: str, person_id: int, state: FollowUpState, now: datetime) -> dict[str, Any]:
    return {
        "branch_id": branch.id,
        "cause": cause,
        "person_id": person_id,
        "began": state,
        "step": 0,
        "attempts": 0,
        "created_at": now,
        "changed_at": now,
    }
