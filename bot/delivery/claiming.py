"""The next rows of the outbox: what may leave now is claimed, the rest settled as the gate decides."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.delivery.telegram import Call
from bot.domain import boards, budget
from bot.domain.gate import Decision, Party, judge
from bot.domain.members import GONE
from bot.domain.notices import MARK, stands
from bot.texts.relatives import addressed
from models import Channel, Lane, OutboxState, metadata
from models.outbox import FINAL

log = logging.getLogger(__name__)

_UNTIL_SETTLED = timedelta(minutes=1)
_NAME_AT_MOST = 40  # characters of a member's name above what his relative receives


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that has been taken to be sent."""

    row_id: int
    lane: Lane
    kind: str
    about: str | None
    copies: int
    call: Call


class Settled:
    """A row was looked at and not sent: its state says why."""


@dataclass(frozen=True, slots=True)
class Behind:
    """A row was looked at and waits for one before it, to the same chat or the same person."""

    chat_id: int  # of the one before it


_ROW, _BRANCH, _ACCOUNT = (metadata.tables[name] for name in ("outbox", "branch", "account"))
_PERSON, _MEMBER = metadata.tables["person"], metadata.tables["member"]
_SUBJECT, _SUBJECT_MEMBER, _TARGET = _PERSON.alias(), _MEMBER.alias(), _ROW.alias()
_PROXY, _THROUGH, _ANY = metadata.tables["proxy"], _ACCOUNT.alias(), _ACCOUNT.alias()
_RELATIVE, _RELATIVE_MEMBER = _PERSON.alias(), _MEMBER.alias()
# The account of the relative who stands in for the recipient at this moment (家属代收), one that the
# messenger reaches before one that is blocked.
_STANDING_IN = (
    sa.select(_ANY.c.id)
    .select_from(_PROXY)
    .join(_ANY, _ANY.c.person_id == _PROXY.c.relative_id)
    .join(_RELATIVE, _RELATIVE.c.id == _PROXY.c.relative_id)
    .outerjoin(_RELATIVE_MEMBER, _RELATIVE_MEMBER.c.person_id == _PROXY.c.relative_id)
    .where(
        _PROXY.c.member_id == _ROW.c.person_id,
        _PROXY.c.from_at.is_not(None),
        _PROXY.c.ended_at.is_(None),
        _ANY.c.bot_id == sa.bindparam("bot_id"),
        _ANY.c.ended_at.is_(None),
        _RELATIVE.c.frozen_at.is_(None),
        sa.or_(_RELATIVE_MEMBER.c.id.is_(None), _RELATIVE_MEMBER.c.status.not_in(GONE)),
    )
    .order_by(_ANY.c.blocked_at.is_not(None), _PROXY.c.id)
    .limit(1)
    .correlate(_ROW)
    .scalar_subquery()
)
_AGREED_UNTIL = (
    sa.select(_PROXY.c.until_on)
    .where(
        _PROXY.c.member_id == _ROW.c.person_id,
        _PROXY.c.relative_id == _THROUGH.c.person_id,
        _PROXY.c.from_at.is_not(None),
        _PROXY.c.ended_at.is_(None),
    )
    .correlate(_ROW, _THROUGH)
    .scalar_subquery()
)
_IS_FOR_FAMILY = sa.and_(_ROW.c.family, _ROW.c.chat_id.is_(None), _MEMBER.c.channel == Channel.RELATIVE)
# Where a row goes: the chat it names, the screen its target stands on, the relative who receives for
# the person, or the person's own account.
_CHAT = sa.func.coalesce(_ROW.c.chat_id, _TARGET.c.sent_chat_id, _THROUGH.c.chat_id, _ACCOUNT.c.chat_id, 0)
# Statements of tables, made once: thirty times a second the session's objects and the making of
# statements would cost several times as much as the database.
_NEXT: Any = (
    sa.select(
        *_ROW.c,  # all of them, because whoever is asked whether it is still wanted may look at any
        *_BRANCH.c["zone", "night_from", "night_until", "noon_from", "noon_until", "silent_on"],
        *_PERSON.c["name", "frozen_at", "muted_at", "mourning_until", "hospital_since"],
        *(_MEMBER.c.status, _ACCOUNT.c.blocked_at, _CHAT.label("chat")),
        _ACCOUNT.c.chat_id.label("own_chat"),
        _SUBJECT.c.frozen_at.label("subject_frozen_at"),
        _SUBJECT_MEMBER.c.status.label("subject_status"),
        _TARGET.c.state.label("target_state"),
        _TARGET.c.message_id.label("target_message_id"),
        _TARGET.c.layout.label("target_layout"),
        _TARGET.c.through_id.label("target_through_id"),
        _THROUGH.c.person_id.label("relative_id"),
        _THROUGH.c.blocked_at.label("relative_blocked_at"),
        sa.case((_THROUGH.c.id.is_not(None), _AGREED_UNTIL)).label("agreed_until"),
        stands(_ROW).label("stands"),
        *budget.COLUMNS,
    )
    .select_from(_ROW)
    .join(_BRANCH, _BRANCH.c.id == _ROW.c.branch_id)
    .outerjoin(_TARGET, _TARGET.c.id == _ROW.c.replaces)
    .outerjoin(
        _ACCOUNT,
        sa.and_(
            _ACCOUNT.c.person_id == _ROW.c.person_id,
            _ACCOUNT.c.bot_id == sa.bindparam("bot_id"),
            _ACCOUNT.c.ended_at.is_(None),
        ),
    )
    .outerjoin(_PERSON, _PERSON.c.id == _ROW.c.person_id)
    .outerjoin(_MEMBER, _MEMBER.c.person_id == _ROW.c.person_id)
    .outerjoin(_THROUGH, _THROUGH.c.id == sa.case((_IS_FOR_FAMILY, _STANDING_IN)))
    .outerjoin(_SUBJECT, _SUBJECT.c.id == _ROW.c.subject_id)
    .outerjoin(_SUBJECT_MEMBER, _SUBJECT_MEMBER.c.person_id == _ROW.c.subject_id)
    .where(
        _ROW.c.state == sa.literal_column("'pending'"),  # literal: the partial index
        _ROW.c.lane <= sa.bindparam("lane"),
        # What is done to a message waits until it is known what became of the message.
        sa.or_(_ROW.c.replaces.is_(None), _TARGET.c.state.in_(FINAL)),
        _CHAT.not_in(sa.bindparam("busy", expanding=True)),
    )
    .order_by(_ROW.c.lane, _ROW.c.id)
    .limit(sa.bindparam("at_most"))
    # Locked on PostgreSQL, because what is being withdrawn or rewritten must not leave as it was.
    .with_for_update(of=_ROW)
)
_THIS = sa.update(_ROW).where(_ROW.c.id == sa.bindparam("row"))
_CLAIM = _THIS.values(
    state=OutboxState.SENDING, claimed_at=sa.bindparam("at"), through_id=sa.bindparam("through")
)


async def claim_next(
    session: AsyncSession,
    bot_id: int,
    busy: Sequence[int],
    now: datetime,
    lane: Lane = Lane.BROADCAST,
    at_most: int = 1,
) -> list[Claimed | Settled | Behind]:
    """Take the first rows that may go now, or settle them without sending; nothing when there are none.

    `busy` are chats with a call in flight or a rest to keep; their rows wait, in order. Rows of lanes
    that are less urgent than `lane` are not looked at. All that was looked at is returned, so fewer
    than `at_most` means that there are no more.
    """
    wanted = {"bot_id": bot_id, "busy": busy, "lane": lane, "at_most": at_most} | budget.parameters(now)
    looked_at: list[Claimed | Settled | Behind] = []
    taken: list[dict[str, Any]] = []
    chats: set[int] = set()
    people: dict[int, int] = {}  # and the chat in which each is spoken to
    for row in (await session.exec(_NEXT, params=wanted)).all():
        # One for each, because what may come after it depends on what becomes of it.
        if row.chat in chats or row.person_id in people:
            looked_at.append(Behind(people.get(row.person_id, row.chat)))
            continue
        decision = await _decide(session, row, now)
        if decision.state is not None:
            await _settle(session, row, decision, now)
            looked_at.append(Settled())
            continue
        chats.add(row.chat)
        if row.person_id is not None:
            people[row.person_id] = row.chat
        taken.append({"row": row.id, "at": now, "through": row.relative_id})
        looked_at.append(_claimed(row))
    if taken:
        await session.exec(_CLAIM, params=taken)
    return looked_at


async def _decide(session: AsyncSession, row: Any, now: datetime) -> Decision:
    if row.agreed_until is not None and row.agreed_until < local_day(now, row.zone):
        # Her last day is over: it waits until the next tick has settled who receives for him.
        return Decision(OutboxState.HELD, "later", now + _UNTIL_SETTLED)
    decision = await _judge(session, row, now)
    if decision.state is None and row.replaces is not None and (why_not := _why_not_to_be_changed(row)):
        return Decision(OutboxState.CANCELLED, why_not)
    return decision


async def _settle(session: AsyncSession, row: Any, decision: Decision, now: datetime) -> None:
    values: dict[str, Any] = {"state": decision.state, "reason": decision.reason}
    if decision.state is not OutboxState.HELD:
        values["settled_at"] = now
    elif decision.until is not None:
        values |= {"due_at": decision.until, "wanted_at": row.wanted_at or row.due_at}
    # Core, not the session: nobody else holds this row, and a unit of work costs more than it gives.
    await session.exec(_THIS.values(**values), params={"row": row.id})
    await boards.touch(session, row.about, now)


def _claimed(row: Any) -> Claimed:
    text, layout = _addressed(row)
    call = Call(
        row.action,
        row.chat,
        text,
        layout,
        message_id=row.message_id if row.message_id is not None else row.target_message_id,
        captioned=bool(row.target_layout and row.target_layout.get("media")),
    )
    return Claimed(row.id, Lane(row.lane), row.kind, row.about, row.copies, call)


def _addressed(row: Any) -> tuple[str, dict[str, Any]]:
    """Return the words as they are shown: a relative reads above them whom they are for.

    The row keeps them without; that they went through her is written beside them.
    """
    through_relative = row.relative_id is not None or row.target_through_id is not None
    if not through_relative or not row.text or row.name is None:
        return row.text, row.layout
    head = addressed(row.name[:_NAME_AT_MOST])
    title = row.layout.get("title", 0)
    return f"{head}\n{row.text}", row.layout | {"title": len(head) + (title + 1 if title else 0)}


def _is_blocked(row: Any) -> bool:
    if row.chat_id is not None or row.target_through_id is not None:
        return False
    return (row.relative_blocked_at if row.relative_id is not None else row.blocked_at) is not None


async def _judge(session: AsyncSession, row: Any, now: datetime) -> Decision:
    recipient = Party(
        status=row.status,
        frozen=row.frozen_at is not None,
        muted=row.muted_at is not None,
        mourning_until=row.mourning_until,
        in_hospital=row.hospital_since is not None,
    )
    subject = Party(status=row.subject_status, frozen=row.subject_frozen_at is not None)
    try:
        return await judge(
            session,
            row,  # its columns are named as in the outbox,
            row,  # and as in the branch
            now,
            recipient=recipient if row.person_id is not None else None,
            subject=subject if row.subject_id is not None else None,
            stands=row.stands is not False,
            reachable=row.chat != 0,
            blocked=_is_blocked(row),
            heard=budget.read(row),
        )
    except DBAPIError:
        raise
    except Exception:  # a row that cannot be judged must not stop all those behind it
        log.exception("could not judge row %d", row.id)
        return Decision(OutboxState.FAILED, "cannot be judged")


def _why_not_to_be_changed(row: Any) -> str:
    """Return why a message cannot or must not be edited or deleted; nothing where it can."""
    if row.target_state is not OutboxState.SENT or row.target_message_id is None:
        return "never shown"
    is_his = row.person_id is not None and row.target_through_id is None
    # A phone that was lost or handed on must not go on reading; only a notice's own marks reach it.
    if is_his and row.kind != MARK and row.chat != row.own_chat:
        return "given up"
    return ""
