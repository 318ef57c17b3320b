"""「为什么」 for messages: what stood in the outbox for somebody on a day, and the notices that did not."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local
from bot.domain import notices, sheet_items
from bot.domain.members import GONE
from bot.texts.notices import gist
from bot.texts.why import Entry, Handed
from models import (
    Action,
    Branch,
    Channel,
    Member,
    Notice,
    NoticeState,
    Outbox,
    OutboxState,
    Person,
    Proxy,
    Receipt,
)

TITLE = 12  # characters of a notice's beginning
_ANSWERS = ("reply", "board")  # what he asked for himself
# The reasons that are said as they stand.
SPARED = ("deceased", "transferred", "mourning", "hospital", "muted")
_LEFT = ("deceased", "transferred")
_CANCELLED = (*SPARED, "withdrawn", "corrected")


async def in_outbox(
    session: AsyncSession,
    person: Person,
    begin: datetime,
    end: datetime,
    branch: Branch,
    handed: dict[str, Handed],
) -> list[Entry]:
    """Return what stood in the outbox for him that day; what a human does instead is taken along."""
    entries = []
    member = (await session.exec(select(Member).where(Member.person_id == person.id))).first()
    reads_paper = member is not None and member.channel is Channel.PAPER
    is_gone = member is not None and member.status in GONE
    for row, notice, receipt, kin in await _outbox(session, person, begin, end):
        by_sheet = reads_paper and notice is not None and not receipt and sheet_items.is_unhurried(notice)
        what = outcome(row.state, row.reason or "")
        if what in _LEFT and not is_gone:  # it was a mistake, and he may ask this himself
            what = "returned"
        at = row.due_at if row.state is OutboxState.HELD else row.settled_at or row.claimed_at
        entries.append(
            Entry(
                row.kind,
                "sheet" if by_sheet else what,
                gist(notice, TITLE) if notice is not None else "",
                local(at, branch.zone) if at is not None else None,
                through=kin or "",
                answered=local(receipt, branch.zone) if receipt is not None else None,
                handed=handed.pop(row.about, None) if row.about else None,
            )
        )
    return entries


async def _outbox(
    session: AsyncSession, person: Person, begin: datetime, end: datetime
) -> Sequence[tuple[Outbox, Notice | None, datetime | None, str | None]]:
    """Return the messages that were due, waited or ended that day, the last part of each."""
    due = sa.func.coalesce(col(Outbox.wanted_at), col(Outbox.due_at))
    later = aliased(Outbox)
    is_last = ~(
        select(later.id)
        .where(
            col(later.person_id) == col(Outbox.person_id),
            col(later.created_at) == col(Outbox.created_at),
            col(later.kind) == col(Outbox.kind),
            col(later.about).is_not_distinct_from(col(Outbox.about)),
            col(later.action) == Action.SEND,
            col(later.id) > col(Outbox.id),
        )
        .exists()
    )
    through = aliased(Person)
    query: Any = (
        sa.select(Outbox, Notice, col(Receipt.confirmed_at), sa.func.coalesce(_kinship(), "") + through.name)
        .select_from(Outbox)
        .outerjoin(Notice, sa.and_(col(Outbox.kind).in_(notices.KINDS), col(Outbox.about) == notices.ABOUT))
        .outerjoin(
            Receipt,
            sa.and_(
                col(Receipt.notice_id) == col(Notice.id), col(Receipt.person_id) == col(Outbox.person_id)
            ),
        )
        .outerjoin(through, col(through.id) == col(Outbox.through_id))
        .where(
            col(Outbox.person_id) == person.id,
            col(Outbox.action) == Action.SEND,
            col(Outbox.kind).not_in(_ANSWERS),
            due < end,
            sa.or_(due >= begin, col(Outbox.settled_at).is_(None), col(Outbox.settled_at) >= begin),
            is_last,
        )
        .order_by(due, col(Outbox.id))
    )
    found = await session.exec(query)
    return list(found.all())


def _kinship() -> Any:
    return (
        sa.select(col(Proxy.kinship))
        .where(
            col(Proxy.relative_id) == col(Outbox.through_id), col(Proxy.member_id) == col(Outbox.person_id)
        )
        .order_by(col(Proxy.id).desc())
        .limit(1)
        .correlate(Outbox)
        .scalar_subquery()
    )


_HELD = ("quiet", "silent day", "budget", "frozen")
_FAILED = {"unbound": "unbound", "blocked": "blocked", "chat not found": "blocked"}


def outcome(state: OutboxState, reason: str) -> str:
    match state:
        case OutboxState.SENT | OutboxState.UNKNOWN:
            return str(state)
        case OutboxState.PENDING | OutboxState.SENDING:
            return "sending"
        case OutboxState.HELD:
            return reason if reason in _HELD else "later"
        case OutboxState.EXPIRED:
            return "crowded" if reason == "budget" else "expired"
        case OutboxState.FAILED:
            return _FAILED.get(reason, "refused")
        case OutboxState.CANCELLED:
            return reason if reason in _CANCELLED else "dropped"


async def notices_without_message(
    session: AsyncSession, person: Person, begin: datetime, end: datetime, branch: Branch
) -> list[Entry]:
    """Return the notices of the day that wait still, or were not for him."""
    moment = sa.func.coalesce(col(Notice.sent_at), col(Notice.send_at), col(Notice.confirmed_at))
    found = await session.exec(
        select(Notice, Receipt.id)
        .outerjoin(
            Receipt,
            sa.and_(col(Receipt.notice_id) == col(Notice.id), col(Receipt.person_id) == person.id),
        )
        .where(
            Notice.branch_id == branch.id,
            moment >= begin,
            moment < end,
            sa.or_(
                col(Notice.state).in_((NoticeState.SECOND, NoticeState.SCHEDULED)),
                sa.and_(col(Notice.sent_at).is_not(None), col(Receipt.id).is_(None)),
            ),
        )
        .order_by(col(Notice.id))
    )
    return [
        Entry(
            "notice",
            _not_sent(notice, person, is_for_him=receipt_id is not None),
            gist(notice, TITLE),
            local(notice.send_at, branch.zone) if notice.send_at else None,
        )
        for notice, receipt_id in found.all()
    ]


def _not_sent(notice: Notice, person: Person, *, is_for_him: bool) -> str:
    if not is_for_him:
        was_frozen = person.frozen_at is not None and person.frozen_at <= (
            notice.confirmed_at or notice.created_at
        )
        return "left out" if was_frozen else "not chosen"
    return str(notice.state)
