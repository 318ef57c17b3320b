"""Where follow-ups come from: whom a notice did not reach, and who has not answered it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.database import insert_new
from bot.domain import boards, followup_helpers, followup_hours, notice_board, notices, sheet_items
from bot.domain.followup_helpers import Helpers
from bot.domain.followup_opening import MAY_RETURN
from bot.domain.followups import change, given_to, list_subject
from bot.domain.members import GONE
from bot.texts import followups as say
from models import (
    Action,
    Branch,
    Channel,
    FollowUp,
    FollowUpState,
    Member,
    Notice,
    NoticeState,
    Outbox,
    OutboxState,
    Person,
    Receipt,
    Why,
)

# An older notice is left to people: whoever could not be told by then is known. It is longer than a
# notice waits for a sheet, so that what no sheet brought is told by a human.
LOOKED_AFTER = sheet_items.WAITS_FOR + timedelta(days=10)
_AT_A_TIME = 500
_NOT_ARRIVED = (OutboxState.FAILED, OutboxState.EXPIRED, OutboxState.UNKNOWN, OutboxState.CANCELLED)
_BY_HAND = {Channel.PHONE: Why.PHONE, Channel.PAPER: Why.PAPER}
_BY_REASON = {"unbound": Why.UNBOUND, "blocked": Why.BLOCKED, "doubt": Why.DOUBT}


@dataclass(frozen=True, slots=True)
class _Missed:
    """A recipient whom the program did not reach, or who has not answered."""

    notice: Notice
    person_id: int
    group: int | None
    channel: Channel | None
    state: OutboxState | None
    reason: str | None
    arrived_at: datetime | None
    earlier: FollowUp | None  # one that was cancelled


async def create_due(session: AsyncSession, now: datetime) -> int:
    """Give everybody whom the program did not reach to a human; return how many.

    Whoever cannot be reached at once, whoever is silent after his notice's patience if it asks for an
    answer. Somebody frozen or gone gets no call. Safe to repeat: one follow-up for a cause and person.
    """
    created = 0
    for branch in (await session.exec(select(Branch).order_by(col(Branch.id)))).all():
        live = await _live_notices(session, branch, now)
        missed = [one for one in await _missed(session, branch, live, now) if _is_due(one, branch, now)]
        if missed:
            await _create(session, branch, missed, now)
            created += len(missed)
    return created


async def _live_notices(session: AsyncSession, branch: Branch, now: datetime) -> Sequence[int]:
    found = await session.exec(
        select(Notice.id).where(
            Notice.branch_id == branch.id,
            Notice.state == NoticeState.SENT,
            col(Notice.send_at) > now - LOOKED_AFTER,
            col(Notice.ended_at).is_(None),
        )
    )
    return found.all()


async def _missed(
    session: AsyncSession, branch: Branch, notice_ids: Sequence[int], now: datetime
) -> list[_Missed]:
    if not notice_ids:
        return []
    last = _last_rows(notice_ids)
    query: Any = (
        sa.select(
            Notice,
            col(Receipt.person_id),
            col(Member.group_number),
            col(Member.channel),
            col(Outbox.state),
            col(Outbox.reason),
            col(Outbox.settled_at),
            FollowUp,
        )
        .select_from(Notice)
        .join(Receipt, col(Receipt.notice_id) == col(Notice.id))
        .join(Person, col(Person.id) == col(Receipt.person_id))
        .outerjoin(Member, col(Member.person_id) == col(Receipt.person_id))
        .outerjoin(last, sa.and_(last.c.about == notices.ABOUT, last.c.person_id == col(Receipt.person_id)))
        .outerjoin(Outbox, col(Outbox.id) == last.c.row_id)
        .outerjoin(
            FollowUp,
            sa.and_(
                col(FollowUp.notice_id) == col(Notice.id),
                col(FollowUp.person_id) == col(Receipt.person_id),
            ),
        )
        .where(
            col(Notice.id).in_(notice_ids),
            col(Receipt.confirmed_at).is_(None),
            sa.not_(sheet_items.waits(now)),
            col(Person.frozen_at).is_(None),
            sa.or_(col(Member.id).is_(None), col(Member.status).not_in(GONE)),
            sa.or_(
                col(FollowUp.id).is_(None),
                sa.and_(col(FollowUp.state) == FollowUpState.CANCELLED, col(FollowUp.reason).in_(MAY_RETURN)),
            ),
            sa.or_(
                col(Member.channel).in_(_BY_HAND),
                col(Outbox.state).in_(_NOT_ARRIVED),
                _has_been_silent(branch, now),
            ),
        )
        .order_by(col(Notice.id), col(Receipt.id))
        .limit(_AT_A_TIME)
    )
    return [_Missed(*row) for row in (await session.exec(query)).all()]


def _last_rows(notice_ids: Sequence[int]) -> sa.Subquery:
    """Select each recipient's last row: the one with a notice's words and button."""
    return (
        sa.select(col(Outbox.about), col(Outbox.person_id), sa.func.max(col(Outbox.id)).label("row_id"))
        .where(
            col(Outbox.about).in_([notices.about(notice_id) for notice_id in notice_ids]),
            col(Outbox.action) == Action.SEND,
            col(Outbox.kind).in_(notices.KINDS),
        )
        .group_by(col(Outbox.about), col(Outbox.person_id))
        .subquery()
    )


def _has_been_silent(branch: Branch, now: datetime) -> sa.ColumnElement[bool]:
    """Say of whom an answer is asked and has not come within the branch's patience; never of the author."""
    patience = sa.case(
        (col(Notice.urgent), now - timedelta(hours=branch.urgent_patience_hours)),
        else_=now - timedelta(hours=branch.ordinary_patience_hours),
    )
    return sa.and_(
        col(Notice.mode).in_(notices.ASKING),
        col(Outbox.state) == OutboxState.SENT,
        col(Outbox.settled_at) <= patience,
        col(Receipt.person_id) != sa.func.coalesce(col(Notice.confirmed_by), col(Notice.author_id)),
    )


def _is_due(missed: _Missed, branch: Branch, now: datetime) -> bool:
    if _why(missed) is not Why.SILENT or missed.arrived_at is None:
        return True
    hours = branch.urgent_patience_hours if missed.notice.urgent else branch.ordinary_patience_hours
    return followup_hours.patience_ends(missed.arrived_at, hours, branch.zone) <= now


def _why(missed: _Missed) -> Why:
    if missed.channel in _BY_HAND:
        return _BY_HAND[missed.channel]
    if missed.state is OutboxState.SENT:
        return Why.SILENT
    _, key = notice_board.stand(False, missed.state, missed.reason)
    why = _BY_REASON.get(key, Why.FAILED)
    if why is Why.UNBOUND and missed.channel is Channel.RELATIVE:
        return Why.RELATIVE if missed.notice.family else Why.HIMSELF
    return why


async def _create(session: AsyncSession, branch: Branch, missed: Sequence[_Missed], now: datetime) -> None:
    today = local_day(now, branch.zone)
    duty = await followup_helpers.on_duty(session, branch.id, [one.person_id for one in missed], today)
    rows = []
    for one in missed:
        given = _given(one, duty, branch, now)
        if one.earlier is None:
            rows.append(given | _new(one, now))
        else:
            await change(session, one.earlier, None, now, **given)
    for start in range(0, len(rows), 100):
        await session.exec(insert_new(session, FollowUp, rows[start : start + 100]))
    for subject in sorted({row["cause"] for row in rows}):
        await boards.touch(session, subject, now)
    for helper_id in sorted({row["helper_id"] for row in rows if row["helper_id"]}):
        await boards.touch(session, list_subject(helper_id), now)


def _given(missed: _Missed, duty: Helpers, branch: Branch, now: datetime) -> dict[str, Any]:
    helper_id = duty.first(missed.person_id, missed.group)
    return {
        "why": _why(missed),
        "state": _begins(missed),
        "reason": None,
        **given_to(helper_id, now, urgent=missed.notice.urgent, branch=branch),
    }


def _begins(missed: _Missed) -> FollowUpState:
    """Return how it is to be done: paper is carried to who reads on paper, unless it cannot wait."""
    is_carried = _why(missed) is Why.PAPER and not missed.notice.urgent
    return FollowUpState.VISIT if is_carried else FollowUpState.CALL


def _new(missed: _Missed, now: datetime) -> dict[str, Any]:
    notice = missed.notice
    return {
        "branch_id": notice.branch_id,
        "cause": notices.about(notice.id),
        "notice_id": notice.id,
        "person_id": missed.person_id,
        "words": say.words(notice),
        "urgent": notice.urgent,
        "began": _begins(missed),
        "step": 0,
        "attempts": 0,
        "created_at": now,
        "changed_at": now,
    }
