"""One record settles everything: what is open for those who were visited, and settling it with the visit."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import acting_for, changes, followups, occasions, visit_wishes
from bot.domain.people import Speaker
from bot.domain.visit_words import IN_PERSON
from bot.errors import Refusal
from bot.texts import common
from bot.texts import visits as say
from bot.texts.visits import OpenItem
from models import (
    FollowUp,
    FollowUpState,
    Member,
    Notice,
    Partner,
    Person,
    Receipt,
    Via,
    Visit,
    VisitMember,
    VisitOutcome,
    Why,
)

ITEMS_AT_MOST = 6
_PARTNERS = {VisitOutcome.MET: Partner.SELF, VisitOutcome.FAMILY: Partner.FAMILY}
_REST_OF_THE_DAY = timedelta(hours=12)  # what came later was not settled on an earlier visit
_SOON_AFTER = timedelta(days=30)  # but an occasion named by whoever went before he was asked to


async def open_items(
    session: AsyncSession, speaker: Speaker, visit: Visit, whom: Sequence[int], today: date
) -> list[OpenItem]:
    """Return what may have been settled on a visit that reached somebody; its own wish is not among it."""
    if visit.outcome not in _PARTNERS:
        return []
    tasks: Any = (
        select(FollowUp, Person)
        .join(Person, col(Person.id) == col(FollowUp.person_id))
        .outerjoin(Member, col(Member.person_id) == col(FollowUp.person_id))
        .where(
            col(FollowUp.person_id).in_(whom),
            col(FollowUp.state).in_(followups.OPEN),
            FollowUp.cause != visit_wishes.cause(visit.id),
            col(FollowUp.created_at) <= visit.at + _REST_OF_THE_DAY,
            followups.visible(speaker, today),
        )
        .order_by(col(FollowUp.id))
    )
    couple = len(whom) > 1
    items = []
    called: set[tuple[int | None, int]] = set()
    for task, person in (await session.exec(tasks)).all():
        called.add((task.notice_id, task.person_id))
        items.append(OpenItem(f"f{task.id}", _named(task, visit, person.name if couple else "")))
    for notice, person in await _waiting(session, whom, visit.at + _REST_OF_THE_DAY):
        if (notice.id, person.id) not in called:
            label = say.notice_item(notice.text, person.name if couple else "")
            items.append(OpenItem(f"n{notice.id}-{person.id}", label))
    return items[:ITEMS_AT_MOST]


async def settle_named(
    session: AsyncSession, visit: Visit, whom: Sequence[int], by: Person, now: datetime
) -> None:
    """Settle the occasion (由头) that a record names itself: 「春节慰问，去看了吴老」 asks for no tick."""
    if visit.occasion is None or visit.outcome not in _PARTNERS:
        return
    found = await session.exec(
        select(FollowUp, Person)
        .join(Person, col(Person.id) == col(FollowUp.person_id))
        .where(
            col(FollowUp.person_id).in_(whom),
            col(FollowUp.state).in_(followups.OPEN),
            col(FollowUp.cause).startswith(f"occasion:{visit.occasion.replace('_', '-')}-"),
            col(FollowUp.created_at) <= visit.at + _SOON_AFTER,
        )
        .order_by(col(FollowUp.id))
        .with_for_update(of=FollowUp)
        .execution_options(populate_existing=True)
    )
    for row, person in found.all():
        task = followups.Task(row, person, None)
        await followups.told(session, task, by, _via(visit), _PARTNERS[visit.outcome], now)


async def settled_named(session: AsyncSession, visit: Visit, whom: Sequence[int]) -> Sequence[str]:
    """Name what was settled by the words of a record, for whoever wrote it."""
    found = await _settled_named(session, visit, whom)
    return list(dict.fromkeys(_named(row, visit, "") for row in found))


async def reopen_named(
    session: AsyncSession, visit: Visit, whom: Sequence[int], by: Person, now: datetime
) -> None:
    """Open again what the words of a record had settled, because it counts no more."""
    for row in await _settled_named(session, visit, whom):
        nobody = {"done_at": None, "done_by": None, "via": None, "spoke_with": None}
        await followups.change(session, row, by, now, state=row.began, **nobody)


async def _settled_named(session: AsyncSession, visit: Visit, whom: Sequence[int]) -> Sequence[FollowUp]:
    found = await session.exec(
        select(FollowUp).where(
            col(FollowUp.person_id).in_(whom),
            FollowUp.why == Why.OCCASION,
            FollowUp.state == FollowUpState.DONE,
            FollowUp.done_by == visit.by_id,
            FollowUp.done_at == visit.entered_at,
        )
    )
    return found.all()


async def _waiting(
    session: AsyncSession, whom: Sequence[int], until: datetime
) -> Sequence[tuple[Notice, Person]]:
    found = await session.exec(
        select(Notice, Person)
        .join(Receipt, col(Receipt.notice_id) == col(Notice.id))
        .join(Person, col(Person.id) == col(Receipt.person_id))
        .where(col(Receipt.person_id).in_(whom), col(Notice.sent_at) <= until, *acting_for.waits())
        .order_by(col(Notice.id).desc(), col(Person.id))
        .limit(ITEMS_AT_MOST)
    )
    return found.all()


async def settle(
    session: AsyncSession, speaker: Speaker, visit: Visit, what: str, today: date, now: datetime
) -> str:
    """Settle one item with a visit and return what it is called; once it is settled, nothing happens.

    Raises Refusal for what was never offered with this visit.
    """
    if speaker.person is None or visit.outcome not in _PARTNERS:
        raise Refusal(common.not_found())
    kind, rest = what[:1], what[1:]
    if kind == "f" and rest.isdecimal():
        return await _settle_task(session, speaker, speaker.person, visit, int(rest), today, now)
    notice_id, _, person_id = rest.partition("-")
    if kind == "n" and notice_id.isdecimal() and person_id.isdecimal():
        return await _receive(
            session, speaker, speaker.person, visit, int(notice_id), int(person_id), today, now
        )
    raise Refusal(common.not_found())


async def _settle_task(
    session: AsyncSession,
    speaker: Speaker,
    by: Person,
    visit: Visit,
    task_id: int,
    today: date,
    now: datetime,
) -> str:
    task = await followups.load(session, speaker, task_id, today)
    await _was_visited(session, visit, task.person.id)
    if task.is_open:
        await followups.told(session, task, by, _via(visit), _PARTNERS[visit.outcome], now)
        await _was_for(session, visit, task.row.cause, by, now)
    return _named(task.row, visit, "")


def _via(visit: Visit) -> Via:
    return Via.VISIT if visit.way in IN_PERSON else Via.PHONE


def _named(task: FollowUp, visit: Visit, name: str) -> str:
    return say.item(task.why, task.words, name, task.cause, there=visit.way in IN_PERSON)


async def _was_for(session: AsyncSession, visit: Visit, cause: str, by: Person, now: datetime) -> None:
    """Let a visit count for the occasion (由头) that was settled with it, so that the ledger knows."""
    occasion = occasions.visit_occasion(cause)
    if occasion is None or visit.occasion is not None:
        return
    await changes.record(
        session,
        branch_id=visit.branch_id,
        person_id=None,
        entity="visit",
        row_id=visit.id,
        field="occasion",
        old=None,
        new=occasion,
        by=by,
        now=now,
    )
    visit.occasion = occasion
    session.add(visit)


async def _receive(
    session: AsyncSession,
    speaker: Speaker,
    by: Person,
    visit: Visit,
    notice_id: int,
    person_id: int,
    today: date,
    now: datetime,
) -> str:
    await _was_visited(session, visit, person_id)
    desk = await acting_for.desk(session, speaker, person_id, today)
    notice = await acting_for.notice_of(session, desk, notice_id)
    how = "family" if visit.outcome is VisitOutcome.FAMILY else "face" if visit.way in IN_PERSON else "call"
    await acting_for.receive(session, desk, by, notice, how, now)
    return say.notice_item(notice.text, "")


async def _was_visited(session: AsyncSession, visit: Visit, person_id: int) -> None:
    found = await session.exec(
        select(VisitMember.id).where(VisitMember.visit_id == visit.id, VisitMember.person_id == person_id)
    )
    if found.first() is None:
        raise Refusal(common.not_found())
