"""Notices (通知): what a notice consists of, and the questions that every step of its life asks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import changes, people
from bot.texts.notices import Attached
from models import (
    Action,
    Attachment,
    Media,
    MediaKind,
    Mode,
    Notice,
    NoticeState,
    Outbox,
    Person,
    Via,
    metadata,
)
from models.outbox import LEFT

# A notice leaves as one of these kinds; the marks on what was sent are a kind of their own.
KINDS = ("notice", "notice now", "urgent notice")
MARK = "notice mark"
ASKING = (Mode.CONFIRM, Mode.ACCOUNT)

_Newer = aliased(Notice)


def about(notice_id: int) -> str:
    """Return the cause that the outbox and the boards know a notice by."""
    return f"notice:{notice_id}"


# The same in SQL, to find the messages of many notices at once.
ABOUT = sa.literal("notice:").concat(sa.cast(col(Notice.id), sa.String))
# Whether a correction has taken a notice's place.
IS_CORRECTED = (
    select(_Newer.id)
    .where(col(_Newer.corrects) == col(Notice.id), col(_Newer.state) == NoticeState.SENT)
    .exists()
)


_NOTICE, _RECEIPT = metadata.tables["notice"], metadata.tables["receipt"]


def stands(row: sa.Table) -> sa.ColumnElement[bool | None]:
    """Say of a message in the outbox that is a notice whether it may still leave; nothing of any other.

    Not once it was withdrawn or corrected, nor to who has looked it up and answered meanwhile. A column
    for the statement that claims, because asked for each copy it would cost as much as the claim.
    """
    answered = (
        sa.select(_RECEIPT.c.id)
        .where(
            _RECEIPT.c.notice_id == _NOTICE.c.id,
            _RECEIPT.c.person_id == row.c.person_id,
            sa.or_(*(_RECEIPT.c.via == via for via in (Via.BUTTON, Via.TYPED, Via.PROXY))),
        )
        .correlate(_NOTICE, row)
    )
    number = sa.cast(sa.func.substr(row.c.about, len("notice:") + 1), sa.Integer)
    standing = (
        sa.select(_NOTICE.c.id)
        .where(
            _NOTICE.c.id == number,
            _NOTICE.c.state == NoticeState.SENT,
            _NOTICE.c.ended_at.is_(None),
            ~answered.exists(),
        )
        .correlate(row)
    )
    return sa.case((sa.or_(*(row.c.kind == kind for kind in KINDS)), standing.exists()))


async def locked(session: AsyncSession, notice_id: int, branch_id: int) -> Notice:
    """Return a notice of the branch, held until the end of the transaction.

    Two people who press at once come one after the other, and the second sees what the first did.
    """
    notice = await people.owned(session, Notice, notice_id, branch_id)
    await session.flush()  # a refresh would drop what this transaction has not written yet
    await session.refresh(notice, with_for_update=True)
    return notice


async def attached(session: AsyncSession, notice_id: int) -> list[Attached]:
    """Return a notice's pictures and files in order."""
    found = await session.exec(
        select(Attachment.media_id, Media.kind)
        .join(Media, col(Media.id) == col(Attachment.media_id))
        .where(Attachment.notice_id == notice_id)
        .order_by(col(Attachment.position), col(Attachment.id))
    )
    return [Attached(media_id, MediaKind(kind)) for media_id, kind in found.all()]


def main_rows(notice_id: int) -> Any:
    """Return the ids of the rows that hold a notice's words and button, one for each recipient.

    They come after the pictures and the earlier parts of a long text, so they are the last.
    """
    return (
        sa.select(sa.func.max(col(Outbox.id)))
        .where(
            col(Outbox.about) == about(notice_id),
            col(Outbox.action) == Action.SEND,
            col(Outbox.kind).in_(KINDS),
        )
        .group_by(col(Outbox.person_id))
    )


async def heard_by(session: AsyncSession, notice_id: int) -> set[int]:
    """Return whom a notice has reached, or may have reached, by the bot."""
    found = await session.exec(
        select(Outbox.person_id).where(
            Outbox.about == about(notice_id),
            col(Outbox.kind).in_(KINDS),
            col(Outbox.state).in_(LEFT),
        )
    )
    return {person_id for person_id in found.all() if person_id is not None}


async def note_export(
    session: AsyncSession, notice: Notice, what: str | None, by: Person, now: datetime
) -> None:
    """Write down that somebody took something about a notice away: its sheet, its calls, its papers."""
    await changes.note_export(
        session, branch_id=notice.branch_id, entity="notice", row_id=notice.id, what=what, by=by, now=now
    )


async def correction_of(session: AsyncSession, notice_id: int) -> Notice | None:
    """Return the notice that holds now in the place of a corrected one, None if it was not corrected."""
    newest = None
    while True:
        found = await session.exec(
            select(Notice)
            .where(Notice.corrects == notice_id, Notice.state == NoticeState.SENT)
            .order_by(col(Notice.id).desc())
            .limit(1)
        )
        newer = found.first()
        if newer is None:
            return newest
        newest, notice_id = newer, newer.id


async def recent(session: AsyncSession, branch_id: int, skip: int, limit: int) -> Sequence[Notice]:
    """Return a page of the notices that were confirmed, the newest first."""
    found = await session.exec(
        select(Notice)
        .where(
            Notice.branch_id == branch_id,
            col(Notice.state).not_in((NoticeState.DRAFT, NoticeState.STOPPED)),
        )
        .order_by(col(Notice.confirmed_at).desc(), col(Notice.id).desc())
        .offset(skip)
        .limit(limit)
    )
    return found.all()


async def about_to_leave(session: AsyncSession, branch_id: int) -> Sequence[Notice]:
    """Return what 停 can still stop, the latest confirmed first."""
    found = await session.exec(
        select(Notice)
        .where(Notice.branch_id == branch_id, Notice.state == NoticeState.SCHEDULED)
        .order_by(col(Notice.confirmed_at).desc())
    )
    return found.all()


async def pending_seconds(session: AsyncSession, branch_id: int) -> list[Notice]:
    """Return the notices that wait for a second person (等我批), the oldest first."""
    found = await session.exec(
        select(Notice)
        .where(Notice.branch_id == branch_id, Notice.state == NoticeState.SECOND)
        .order_by(col(Notice.confirmed_at))
    )
    return list(found.all())


async def pending_drafts(session: AsyncSession, branch_id: int) -> list[Notice]:
    """Return the drafts that were handed over to be sent (交书记发), the oldest first."""
    found = await session.exec(
        select(Notice)
        .where(
            Notice.branch_id == branch_id,
            Notice.state == NoticeState.DRAFT,
            col(Notice.handed_at).is_not(None),
        )
        .order_by(col(Notice.handed_at))
    )
    return list(found.all())
