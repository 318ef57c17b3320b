"""The board of a notice: everybody it is for stands in exactly one place, and has a name there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.access import Permission, granted
from bot.clock import local
from bot.domain import accounts, notices, sheet_items
from bot.domain.followups import OPEN
from bot.domain.members import GONE
from bot.messages import Message
from bot.texts import dates
from bot.texts import notice_board as say
from bot.texts.notice_board import Counts
from bot.texts.notice_recall import discarded_already, stopped
from models import (
    Branch,
    Channel,
    FollowUp,
    Member,
    Notice,
    NoticeState,
    Outbox,
    OutboxState,
    Person,
    Proxy,
    Receipt,
    Via,
)
from models.notices import Standing

_HELD_BY_HAND = "frozen"
_SHEET = "sheet"
_RETURNED = "returned"  # it was cancelled when he seemed dead or gone, and he is neither
_CANCELLED = {"withdrawn": "withdrawn", "corrected": "corrected"}
_FOR_HIM = (Via.PHONE, Via.VISIT, Via.PROXY)
_UNREACHABLE = {"unbound": "unbound", "blocked": "blocked", "chat not found": "blocked"}
_By = aliased(Person)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one recipient stands; `reason` is a key of the board's words, where there is one."""

    person_id: int
    name: str
    group: int | None
    standing: Standing
    reason: str
    confirmed_at: datetime | None
    via: Via | None
    by: str | None


def stand(
    confirmed: bool,
    state: OutboxState | None,
    reason: str | None,
    notice_ended: bool = False,
    via: Via | None = None,
    gone: bool = False,
    on_paper: str = "",
) -> tuple[Standing, str]:
    """Return where a recipient stands, by his receipt and the state of his message.

    A receipt counts whatever the messenger said; nothing in the outbox yet is on its way. `gone` is
    who has died or moved to another branch: then that is the reason. `on_paper` is for whom the monthly
    sheet brings it, whatever the messenger could do, or would have (`_on_paper`).
    """
    if confirmed:
        return Standing.TOLD if via in _FOR_HIM else Standing.CONFIRMED, ""
    standing, why = _on_the_way(state, reason, notice_ended)
    if on_paper == _SHEET and not gone:
        return Standing.ON_ITS_WAY, _SHEET
    if on_paper and standing is Standing.MISSED and why != "doubt":
        why = on_paper
    return standing, "gone" if gone and standing is Standing.MISSED else why


def _on_the_way(state: OutboxState | None, reason: str | None, notice_ended: bool) -> tuple[Standing, str]:
    match state:
        case OutboxState.SENT:
            return Standing.SILENT, ""
        case None | OutboxState.PENDING | OutboxState.HELD | OutboxState.SENDING:
            return Standing.ON_ITS_WAY, ""
        case OutboxState.UNKNOWN:
            return Standing.MISSED, "doubt"
        case OutboxState.EXPIRED:
            return Standing.MISSED, "crowded" if reason == "budget" else "late"
        case OutboxState.FAILED:
            return Standing.MISSED, _UNREACHABLE.get(reason or "", "refused")
        case OutboxState.CANCELLED:
            if reason == "overtaken":
                return Standing.MISSED, "corrected" if notice_ended else "withdrawn"
            return Standing.MISSED, _CANCELLED.get(reason or "", _RETURNED)


def _placed(notice: Notice) -> Any:
    """Return the join of a notice's receipts with the message of each."""
    return (
        sa.select()
        .select_from(Receipt)
        .outerjoin(
            Outbox,
            sa.and_(
                col(Outbox.person_id) == col(Receipt.person_id),
                col(Outbox.id).in_(notices.main_rows(notice.id)),
            ),
        )
        .where(col(Receipt.notice_id) == notice.id)
    )


async def count(session: AsyncSession, notice: Notice) -> Counts:
    """Count who stands where, in one query whatever the number of recipients."""
    facts = (
        col(Receipt.confirmed_at).is_not(None),
        col(Receipt.via),
        col(Outbox.state),
        col(Outbox.reason),
        _is_gone(),
        _reads_paper(),
    )
    found = await session.exec(
        _placed(notice)
        .outerjoin(Member, col(Member.person_id) == col(Receipt.person_id))
        .add_columns(*facts, sa.func.count())
        .group_by(*facts)
    )
    return _tally(notice, found.all(), await _helpers(session, notice))


def _tally(notice: Notice, rows: Sequence[Any], helpers: Sequence[tuple[str | None, int]]) -> Counts:
    """Add up how many stand where; each row is one way of standing and the number of those who do."""
    standings: Counter[Standing] = Counter()
    reasons: Counter[str] = Counter()
    held: Counter[str] = Counter()
    told: Counter[str] = Counter()
    silent_gone = on_paper = 0
    on_sheet = _on_paper(notice)
    for confirmed, via, state, reason, gone, paper, number in rows:
        standing, why = stand(
            bool(confirmed),
            state,
            reason,
            _is_superseded(notice),
            via,
            bool(gone),
            on_sheet if paper else "",
        )
        standings[standing] += number
        on_paper += number if paper and not confirmed else 0
        if standing is Standing.TOLD:
            told[via] += number
        elif standing is Standing.SILENT and gone:
            silent_gone += number
        elif standing is Standing.MISSED:
            reasons[why] += number
        elif why == _SHEET:
            held[why] += number
        elif standing is Standing.ON_ITS_WAY and state is OutboxState.HELD:
            held[reason or ""] += number
    return Counts(
        standings,
        reasons,
        resting=held["quiet"],
        frozen=held[_HELD_BY_HAND],
        later=held["budget"],
        by_sheet=held[_SHEET],
        on_paper=on_paper,
        told=told,
        silent_gone=silent_gone,
        helpers=helpers,
    )


def _is_gone() -> sa.ColumnElement[bool]:
    return sa.func.coalesce(col(Member.status).in_(GONE), sa.false())


def _reads_paper() -> sa.ColumnElement[bool]:
    return sa.func.coalesce(col(Member.channel) == Channel.PAPER, sa.false())


def _on_paper(notice: Notice) -> str:
    """Say what becomes of a notice for who reads on paper: the monthly sheet brings it, or would have."""
    if not sheet_items.is_unhurried(notice):
        return ""
    if notice.ended_at is None:
        return _SHEET
    return "corrected" if _is_superseded(notice) else "withdrawn"


async def _helpers(session: AsyncSession, notice: Notice) -> list[tuple[str | None, int]]:
    """Return with whom the notice's open calls lie, and how many, the most first."""
    number = sa.func.count()
    found = await session.exec(
        select(Person.name, number)
        .select_from(FollowUp)
        .outerjoin(Person, col(Person.id) == col(FollowUp.helper_id))
        .where(FollowUp.notice_id == notice.id, col(FollowUp.state).in_(OPEN))
        .group_by(col(Person.id), col(Person.name))
        .order_by(number.desc(), col(Person.id))
    )
    return list(found.all())


def _kinship() -> sa.ColumnElement[str]:
    """Return what a relative who gave a receipt is to the recipient, 「女儿」; nothing for others."""
    kinship = (
        sa.select(col(Proxy.kinship))
        .where(col(Proxy.relative_id) == col(Receipt.by_id), col(Proxy.member_id) == col(Receipt.person_id))
        .order_by(col(Proxy.id).desc())
        .limit(1)
        .correlate(Receipt)
        .scalar_subquery()
    )
    return sa.func.coalesce(kinship, "")


def _is_superseded(notice: Notice) -> bool:
    return notice.state is NoticeState.SENT and notice.ended_at is not None


async def places(session: AsyncSession, notice: Notice) -> list[Place]:
    """Return every recipient with his place, by group and roster order."""
    found = await session.exec(
        _placed(notice)
        .join(Person, col(Person.id) == col(Receipt.person_id))
        .outerjoin(Member, col(Member.person_id) == col(Receipt.person_id))
        .outerjoin(_By, col(_By.id) == col(Receipt.by_id))
        .add_columns(
            col(Person.id),
            col(Person.name),
            col(Member.group_number),
            col(Outbox.state),
            col(Outbox.reason),
            col(Receipt.confirmed_at),
            col(Receipt.via),
            _kinship().concat(col(_By.name)),
            _is_gone(),
            _reads_paper(),
        )
        .order_by(sa.func.coalesce(col(Member.group_number), 9999), col(Person.id))
    )
    on_sheet = _on_paper(notice)
    return [
        Place(
            person_id,
            name,
            group,
            *stand(
                confirmed_at is not None,
                state,
                reason,
                _is_superseded(notice),
                via,
                bool(is_gone),
                on_sheet if paper else "",
            ),
            confirmed_at,
            via,
            by,
        )
        for person_id, name, group, state, reason, confirmed_at, via, by, is_gone, paper in found.all()
    ]


def of_standing(everybody: Sequence[Place], standing: str) -> list[Place]:
    """Return those behind a number of the board; "sent" is everybody it arrived at."""
    if standing == say.SENT:
        return [place for place in everybody if place.standing in (Standing.CONFIRMED, Standing.SILENT)]
    return [place for place in everybody if place.standing == standing]


async def draw_board(session: AsyncSession, notice_id: int, viewer: Person, now: datetime) -> Message | None:
    """Draw a notice's board for somebody, with the buttons he may press.

    None when he may not see it any more. What was confirmed and is a draft again says so: a board
    that still named the minute of sending would lie.
    """
    notice = await session.get(Notice, notice_id)
    if notice is None or notice.branch_id != viewer.branch_id:
        return None
    branch = await session.get_one(Branch, notice.branch_id)
    today = local(now, branch.zone).date()
    allowed = granted(await accounts.roles(session, viewer, now))
    is_own = notice.author_id == viewer.id and Permission.NOTICE_WRITE in allowed
    may_read = Permission.NOTICE_READ in allowed
    if not may_read and not is_own:
        return None
    if notice.state is NoticeState.DRAFT:
        return stopped(notice, may_write=is_own or Permission.NOTICE_SEND in allowed)
    if notice.state is NoticeState.STOPPED and notice.confirmed_at is None:
        return discarded_already(notice)
    author = await session.get_one(Person, notice.confirmed_by or notice.author_id)
    return say.board(
        notice,
        await count(session, notice),
        author=author.salutation(),
        when=dates.moment(local(notice.send_at, branch.zone), today) if notice.send_at else None,
        corrected_by=await notices.correction_of(session, notice.id),
        taken_back=await _taken_back(session, notice),
        may_read=may_read,
        may_send=Permission.NOTICE_SEND in allowed,
        may_export=Permission.EXPORT in allowed,
    )


async def _taken_back(session: AsyncSession, notice: Notice) -> int | None:
    """Return from how many people's screens a withdrawn notice has gone."""
    if notice.state is not NoticeState.WITHDRAWN:
        return None
    found = await session.exec(
        select(sa.func.count(sa.distinct(col(Outbox.person_id)))).where(
            Outbox.about == notices.about(notice.id),
            Outbox.kind == notices.MARK,
            Outbox.state == OutboxState.SENT,
        )
    )
    return found.one()
