"""Hand-over (交接): a new cadre is given what he needs to know, and the old one ends by himself."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.database import insert_new
from bot.domain import briefs, changes, outbox, pairing_gaps, pairings, profiles
from bot.domain.followups import OPEN, change
from bot.domain.members import ON_ROLL
from bot.domain.outbox import Letter
from bot.domain.pairing_care import cared_for_by, pairing_holds
from bot.domain.pairings import Pair
from bot.domain.roster_apply import ADDED
from bot.presses import decode
from bot.texts import pairing_handover as say
from bot.texts.members import ShowMember
from models import (
    Branch,
    Change,
    FollowUp,
    FollowUpState,
    Member,
    Outbox,
    OutboxState,
    Pairing,
    Partner,
    Person,
    Visit,
    VisitMember,
    VisitOutcome,
    VisitVisitor,
)

KIND = "pairing"
_ENTITY = "pairing"
_PASSING = "handing over:"  # and the successor's pairing
_TOLD = "told"  # the field of the change that says a cadre has been given his papers
_WITHIN = timedelta(days=3)  # what began earlier came in with an import, as it had long been
_NOTES = 3


async def look_after(session: AsyncSession, now: datetime) -> None:
    """Give new cadres their papers, and end what has been handed over."""
    for branch in (await session.exec(select(Branch).order_by(col(Branch.id)))).all():
        today = local_day(now, branch.zone)
        await _give_papers(session, branch, today, now)
        await _settle(session, branch, today, now)


async def _give_papers(session: AsyncSession, branch: Branch, today: date, now: datetime) -> None:
    """Give each cadre whose pairing has just begun the plan, the last words and the open wishes, once."""
    fresh = await _untold(session, branch, today)
    if not fresh:
        return
    lasting = await pairings.lasting(session, branch.id, today, [row.member_id for row in fresh])
    before = {pair.member.id: pair.cadre.name for pair in lasting if pair.is_main}
    untold = {row.id for row in fresh}
    new = [pair for pair in lasting if pair.row.id in untold and pair.member.frozen_at is None]
    ids = sorted({pair.member.id for pair in new})
    facts = await briefs.facts(session, branch, ids, now, _NOTES)
    cards = await profiles.summaries(session, ids)
    papers: dict[int, list[say.Paper]] = defaultdict(list)
    for pair in new:
        one = pair.member
        old = None if pair.is_main else before[one.id]
        papers[pair.cadre.id].append(say.Paper(one.id, one.name, old, facts[one.id], cards.get(one.id, {})))
    letters = [
        Letter(cadre_id, say.papers(given, today), KIND, now.isoformat())
        for cadre_id, given in papers.items()
    ]
    letters += await _to_the_old(session, new, {pair.member.id: pair for pair in lasting if pair.is_main})
    await outbox.post_each(session, letters, branch_id=branch.id, now=now, kind=KIND)
    await _note(session, branch, [pair for pair in lasting if pair.row.id in untold], cards, now)


async def _to_the_old(session: AsyncSession, new: Sequence[Pair], main: Mapping[int, Pair]) -> list[Letter]:
    """Tell each cadre once to whom he hands over, unless he has said so himself."""
    taking_over = [pair for pair in new if not pair.is_main]
    known = await session.exec(
        select(Change.row_id, Change.field, Change.by_id).where(
            Change.entity == _ENTITY,
            col(Change.row_id).in_([pair.row.id for pair in taking_over]),
            col(Change.field).in_((ADDED, _TOLD)),
        )
    )
    knows = set(known.all())
    passing: dict[tuple[int, int], list[Pair]] = defaultdict(list)
    for pair in taking_over:
        old_id = main[pair.member.id].cadre.id
        if knows.isdisjoint({(pair.row.id, ADDED, old_id), (pair.row.id, _TOLD, None)}):
            passing[old_id, pair.cadre.id].append(pair)
    return [
        Letter(
            old_id,
            say.you_hand_over([(pair.member.id, pair.member.name) for pair in pairs], pairs[0].cadre.name),
            f"{_PASSING}{pairs[0].row.id}",
        )
        for (old_id, _), pairs in passing.items()
    ]


async def _untold(session: AsyncSession, branch: Branch, today: date) -> Sequence[Pairing]:
    # Papers that were dropped, because another of his members is not his any more, have told nothing.
    dropped = (
        sa.select(col(Outbox.id))
        .where(
            col(Outbox.about) == KIND,
            col(Outbox.person_id) == col(Pairing.cadre_id),
            col(Outbox.created_at) == col(Change.at),
            col(Outbox.state) == OutboxState.CANCELLED,
        )
        .correlate(Pairing, Change)
        .exists()
    )
    told = (
        sa.select(col(Change.id))
        .where(
            col(Change.entity) == _ENTITY,
            col(Change.row_id) == col(Pairing.id),
            col(Change.field) == _TOLD,
            ~dropped,
        )
        .correlate(Pairing)
        .exists()
    )
    found = await session.exec(
        select(Pairing).where(
            Pairing.branch_id == branch.id,
            Pairing.from_on > today - _WITHIN,
            *pairing_holds(today),
            ~told,
        )
    )
    return found.all()


async def _note(
    session: AsyncSession, branch: Branch, told: Sequence[Pair], cards: Collection[int], now: datetime
) -> None:
    """Write down who was told, and whose card was given to whom."""
    rows = []
    for pair in told:
        about = {"branch_id": branch.id, "person_id": pair.member.id, "at": now, "cause": ""}
        rows.append(about | {"entity": _ENTITY, "row_id": pair.row.id, "field": _TOLD, "by_id": None})
        if pair.member.id in cards:
            read = {"entity": profiles.ENTITY, "row_id": None, "field": changes.READ, "by_id": pair.cadre.id}
            rows.append(about | read)
    if rows:
        await session.exec(insert_new(session, Change), params=rows)


async def _settle(session: AsyncSession, branch: Branch, today: date, now: datetime) -> None:
    """End the pairings before one whose cadre has been in touch; their promises pass to him."""
    twice = await session.exec(
        select(Pairing.member_id)
        .where(Pairing.branch_id == branch.id, *pairing_holds(today))
        .group_by(col(Pairing.member_id))
        .having(sa.func.count() > 1)
    )
    member_ids = twice.all()
    if not member_ids:
        return
    by_member: dict[int, list[Pair]] = defaultdict(list)
    for pair in await pairings.lasting(session, branch.id, today, member_ids):
        by_member[pair.member.id].append(pair)
    met = await _met(session, list(by_member))
    for member_id, pairs in by_member.items():
        *earlier, new = pairs
        at = met.get((member_id, new.cadre.id))
        if earlier and at is not None and local_day(at, branch.zone) >= new.row.from_on:
            await _pass_on(session, branch, earlier, new, today, now)


async def _met(session: AsyncSession, member_ids: Sequence[int]) -> dict[tuple[int, int], datetime]:
    """Return when each member was last spoken with by each cadre, whoever wrote it down."""
    called = await session.exec(
        select(FollowUp.person_id, FollowUp.done_by, sa.func.max(col(FollowUp.done_at)))
        .where(
            col(FollowUp.person_id).in_(member_ids),
            FollowUp.state == FollowUpState.DONE,
            FollowUp.spoke_with == Partner.SELF,
        )
        .group_by(col(FollowUp.person_id), col(FollowUp.done_by))
    )
    visited = await session.exec(
        select(VisitMember.person_id, VisitVisitor.person_id, sa.func.max(col(Visit.at)))
        .join(Visit, col(Visit.id) == col(VisitMember.visit_id))
        .join(VisitVisitor, col(VisitVisitor.visit_id) == col(Visit.id))
        .where(
            col(VisitMember.person_id).in_(member_ids),
            col(Visit.ended_at).is_(None),
            Visit.outcome == VisitOutcome.MET,
        )
        .group_by(col(VisitMember.person_id), col(VisitVisitor.person_id))
    )
    met: dict[tuple[int, int], datetime] = {}
    for member_id, cadre_id, at in (*called.all(), *visited.all()):
        if cadre_id is not None and at is not None:
            met[member_id, cadre_id] = max(at, met.get((member_id, cadre_id), at))
    return met


async def _pass_on(
    session: AsyncSession, branch: Branch, earlier: Sequence[Pair], new: Pair, today: date, now: datetime
) -> None:
    for old in earlier:
        await pairings.end(session, old.row, None, today, now)
        await outbox.post(
            session,
            old.cadre,
            say.you_are_released(new.member.name, new.cadre.name),
            branch_id=branch.id,
            now=now,
            kind="task",
            about=f"released:{old.row.id}",
            once=True,
            subject=new.member,
        )
    found = await session.exec(
        select(FollowUp)
        .where(
            FollowUp.person_id == new.member.id,
            col(FollowUp.helper_id).in_([old.cadre.id for old in earlier]),
            col(FollowUp.state).in_(OPEN),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for row in found.all():
        await change(session, row, None, now, helper_id=new.cadre.id, asked_at=None)


async def still_wanted(session: AsyncSession, row: Outbox, now: datetime) -> bool:
    """Say whether everybody named is alive and in the care of the reader, who serves, or still has nobody."""
    if row.about == pairing_gaps.ABOUT:
        return await pairing_gaps.still_wanted(session, row, now)
    # Of papers too long for one message only the last part has the buttons.
    parts = await session.exec(
        select(Outbox).where(
            Outbox.about == row.about,
            Outbox.person_id == row.person_id,
            Outbox.created_at == row.created_at,
        )
    )
    presses = [decode(data) for part in parts.all() for _, data in part.layout.get("buttons", ())]
    named = {press.person_id for press in presses if isinstance(press, ShowMember)}
    branch = await session.get_one(Branch, row.branch_id)
    today = local_day(now, branch.zone)
    serving = await pairings.serving_ids(session, branch.id, today)
    if row.person_id is None or row.person_id not in serving:
        return False
    about = row.about or ""
    if about.startswith(_PASSING):  # called off meanwhile, or nobody any more to hand over to?
        passing = await session.get_one(Pairing, int(about.removeprefix(_PASSING)))
        is_over = passing.until_on is not None and passing.until_on < today
        if is_over or passing.cadre_id not in serving:
            return False
    found = await session.exec(
        select(Person.id)
        .join(Member, col(Member.person_id) == col(Person.id))
        .where(
            col(Person.id).in_(named),
            col(Member.status).in_(ON_ROLL),
            col(Person.frozen_at).is_(None),
            col(Person.id).in_(cared_for_by(row.person_id, today)),
        )
    )
    return set(found.all()) == named
