"""Monthly sheets (月报): what waits on paper for whom, printing it, and who carries it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import instant, local_day
from bot.database import add_new
from bot.domain import changes, followup_opening, outbox, people, sheet_items, workdays
from bot.domain.followups import OPEN
from bot.domain.members import ON_ROLL
from bot.texts import sheets as say
from models import (
    Attachment,
    Branch,
    Channel,
    FollowUp,
    FollowUpState,
    Member,
    Notice,
    NoticeState,
    Outbox,
    Person,
    Receipt,
    Sheet,
    SheetItem,
    Why,
)

_REMINDER, _SUBJECT = "task", "monthly sheets"
_REPRINTED = "reprinted"
_Helper = aliased(Person)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice that waits on paper for somebody; `sheet_id` is the newest sheet it stands on."""

    notice: Notice
    has_pictures: bool
    sheet_id: int | None

    def came_before(self, at: datetime) -> bool:
        """Say whether it had been sent by then."""
        return self.notice.sent_at is not None and self.notice.sent_at < at


@dataclass(frozen=True, slots=True)
class Reader:
    """A member who reads on paper, and what waits for him, the oldest first."""

    person: Person
    group: int | None
    waiting: Sequence[Waiting]
    printed_at: datetime | None  # of the sheet that is on its way to him
    carrier: str | None  # who carries it

    @property
    def is_on_its_way(self) -> bool:
        """Say whether everything that waits for him is printed and somebody carries it."""
        sheets = {one.sheet_id for one in self.waiting}
        return self.printed_at is not None and len(sheets) == 1


async def readers(session: AsyncSession, branch_id: int, now: datetime) -> list[Reader]:
    """Return everybody who reads on paper, by group and roster order; those for whom nothing waits too."""
    found = await session.exec(
        select(Person, Member.group_number)
        .join(Member, col(Member.person_id) == col(Person.id))
        .where(
            Member.branch_id == branch_id,
            Member.channel == Channel.PAPER,
            col(Member.status).in_(ON_ROLL),
            col(Person.frozen_at).is_(None),
        )
        .order_by(sa.func.coalesce(col(Member.group_number), 9999), col(Person.id))
    )
    everybody = found.all()
    if not everybody:
        return []
    waiting = await _waiting(session, [person.id for person, _ in everybody], now)
    on_the_way = await _on_the_way(session, branch_id)
    rows = []
    for person, group in everybody:
        own = waiting.get(person.id, [])
        # The newest sheet alone counts: what is on an older one and not on it has come since.
        newest = max((one.sheet_id or 0 for one in own), default=0)
        printed_at, carrier = on_the_way.get((newest, person.id), (None, None))
        rows.append(Reader(person, group, own, printed_at, carrier))
    return rows


async def _waiting(
    session: AsyncSession, person_ids: Sequence[int], now: datetime
) -> dict[int, list[Waiting]]:
    has_pictures = select(Attachment.id).where(Attachment.notice_id == Notice.id).correlate(Notice).exists()
    query: Any = (
        sa.select(col(Receipt.person_id), Notice, has_pictures, col(SheetItem.sheet_id))
        .select_from(Receipt)
        .join(Notice, col(Notice.id) == col(Receipt.notice_id))
        .join(Member, col(Member.person_id) == col(Receipt.person_id))
        .outerjoin(
            SheetItem,
            sa.and_(
                col(SheetItem.notice_id) == col(Receipt.notice_id),
                col(SheetItem.person_id) == col(Receipt.person_id),
            ),
        )
        .where(
            col(Receipt.person_id).in_(person_ids),
            col(Receipt.confirmed_at).is_(None),
            col(Notice.state) == NoticeState.SENT,
            col(Notice.ended_at).is_(None),
            sheet_items.waits(now),
        )
        .order_by(col(Notice.sent_at), col(Notice.id))
    )
    waiting: dict[int, list[Waiting]] = defaultdict(list)
    for person_id, notice, pictures, sheet_id in (await session.exec(query)).all():
        waiting[person_id].append(Waiting(notice, bool(pictures), sheet_id))
    return waiting


async def _on_the_way(
    session: AsyncSession, branch_id: int
) -> dict[tuple[int, int], tuple[datetime, str | None]]:
    """Return the sheets that somebody still has to carry, by sheet and member."""
    found = await session.exec(
        select(Sheet.id, FollowUp.person_id, Sheet.printed_at, _Helper.name)
        .join(FollowUp, col(FollowUp.cause) == sheet_items.ABOUT)
        .outerjoin(_Helper, col(_Helper.id) == col(FollowUp.helper_id))
        .where(Sheet.branch_id == branch_id, col(FollowUp.state).in_(OPEN))
    )
    return {(sheet_id, person_id): (at, name) for sheet_id, person_id, at, name in found.all()}


async def print_for(
    session: AsyncSession, branch: Branch, person_id: int | None, by: Person, now: datetime
) -> list[Reader]:
    """Print what waits for one member, or for everybody, and let somebody carry it; return whom it is for.

    What is on its way already and has not changed is the same sheet, printed once more. Otherwise the
    new sheet takes the place of the old one, and of its follow-up.
    """
    # Two who press at once come one after the other, and the second prints what the first did.
    await people.hold(session, branch.id)
    chosen = [
        one
        for one in await readers(session, branch.id, now)
        if one.waiting and person_id in (None, one.person.id)
    ]
    await changes.note_export(
        session,
        branch_id=branch.id,
        person_id=person_id,
        entity="sheet",
        what=len(chosen),
        by=by,
        now=now,
    )
    new = [one for one in chosen if not one.is_on_its_way]
    if new:
        await _issue(session, branch, new, by, now)
    shown = {one.person.id for one in chosen}
    return [one for one in await readers(session, branch.id, now) if one.person.id in shown]


async def _issue(
    session: AsyncSession, branch: Branch, new: Sequence[Reader], by: Person, now: datetime
) -> None:
    sheet = Sheet(branch_id=branch.id, printed_at=now, printed_by=by.id)
    session.add(sheet)
    await session.flush()
    for one in new:
        for old in sorted({item.sheet_id for item in one.waiting if item.sheet_id is not None}):
            cause = sheet_items.about(old)
            await followup_opening.cancel_for(session, cause, _REPRINTED, now, one.person.id)
        await session.exec(
            sa.delete(SheetItem).where(
                col(SheetItem.person_id) == one.person.id,
                col(SheetItem.notice_id).in_([item.notice.id for item in one.waiting]),
            )
        )
    items = [
        {"sheet_id": sheet.id, "person_id": one.person.id, "notice_id": item.notice.id}
        for one in new
        for item in one.waiting
    ]
    await add_new(session, SheetItem, items)
    await followup_opening.open_for(
        session,
        branch,
        [one.person.id for one in new],
        cause=sheet_items.about(sheet.id),
        why=Why.SHEET,
        words={one.person.id: say.what_to_do(len(one.waiting), by.name) for one in new},
        state=FollowUpState.VISIT,
        now=now,
    )


async def remind(session: AsyncSession, now: datetime) -> None:
    """Tell the liaison what has waited on paper for the month's first working day; once a month."""
    for branch in (await session.exec(select(Branch).order_by(col(Branch.id)))).all():
        first = workdays.first_workday_of_month(local_day(now, branch.zone))
        begins = instant(first, time(0), branch.zone)
        period = f"{first:%Y-%m}"
        # From that day on, so that a program that was down on it still says it.
        if now < begins or await _was_reminded(session, branch.id, period):
            continue
        waiting = [
            one
            for one in await readers(session, branch.id, now)
            if not one.is_on_its_way and any(item.came_before(begins) for item in one.waiting)
        ]
        liaison = await people.helper_of(session, branch.id, first)
        if waiting and liaison is not None:
            await outbox.post(
                session,
                liaison,
                say.time_to_print(len(waiting)),
                branch_id=branch.id,
                now=now,
                kind=_REMINDER,
                about=_SUBJECT,
                period=period,
                once=True,
            )


async def _was_reminded(session: AsyncSession, branch_id: int, period: str) -> bool:
    key = outbox.dedupe_key(_REMINDER, _SUBJECT, period, "")
    found = await session.exec(
        select(Outbox.id)
        .where(
            Outbox.about == _SUBJECT,
            Outbox.branch_id == branch_id,
            col(Outbox.dedupe_key).startswith(key, autoescape=True),
        )
        .limit(1)
    )
    return found.first() is not None
