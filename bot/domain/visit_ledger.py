"""The ledger of visits (走访慰问台账): every record of a period, with 次, 人次 and 人 counted apart."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import changes, visit_wishes
from bot.domain.visit_attempts import FAILED
from bot.texts.visit_ledger import Count, Ledger, Record
from models import FollowUp, FollowUpState, Person, Visit, VisitMember, VisitOccasion, VisitVisitor, VisitWay

ENTITY = "visit"
_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class _Row:
    visit: Visit
    whom: Sequence[Person]
    visitors: Sequence[str]
    wish: FollowUpState | None


async def of(session: AsyncSession, branch_id: int, first: date, last: date) -> Ledger:
    """Return the ledger of a period, both days inclusive; the last version of each record counts.

    An attempt is in the list and in no count but its own.
    """
    rows = await _rows(session, branch_id, first, last)
    met = [row for row in rows if row.visit.outcome not in FAILED]
    by_way: dict[VisitWay, list[_Row]] = defaultdict(list)
    by_occasion: dict[VisitOccasion | None, list[_Row]] = defaultdict(list)
    for row in met:
        by_way[row.visit.way].append(row)
        by_occasion[row.visit.occasion].append(row)
    return Ledger(
        first=first,
        last=last,
        all=_count(met),
        by_way={way: _count(by_way[way]) for way in VisitWay if way in by_way},
        by_occasion={
            occasion: _count(by_occasion[occasion])
            for occasion in (*VisitOccasion, None)
            if occasion in by_occasion
        },
        in_vain=len(rows) - len(met),
        records=[_record(row) for row in rows],
    )


def _count(rows: Sequence[_Row]) -> Count:
    people = Counter(person.id for row in rows for person in row.whom)
    return Count(visits=len(rows), meetings=people.total(), people=len(people))


def _record(row: _Row) -> Record:
    visit = row.visit
    return Record(
        on=visit.on,
        names=[person.name for person in row.whom],
        occasion=visit.occasion,
        way=visit.way,
        outcome=visit.outcome,
        visitors=row.visitors,
        state=visit.state,
        how=visit.how,
        words=visit.words,
        materials=visit.materials,
        need=visit.need,
        wish=row.wish,
        entered_at=visit.entered_at,
    )


async def _rows(session: AsyncSession, branch_id: int, first: date, last: date) -> list[_Row]:
    found = await session.exec(
        select(Visit)
        .where(
            Visit.branch_id == branch_id,
            col(Visit.on).between(first, last),
            col(Visit.ended_at).is_(None),
        )
        .order_by(col(Visit.on), col(Visit.id))
    )
    visits = found.all()
    ids = [visit.id for visit in visits]
    whom = await _whom(session, ids)
    visitors = await _visitors(session, ids)
    wishes = await _wishes(session, [visit.id for visit in visits if visit.need])
    return [
        _Row(visit, whom.get(visit.id, ()), visitors.get(visit.id, ()), wishes.get(visit.id))
        for visit in visits
    ]


async def _whom(session: AsyncSession, ids: Sequence[int]) -> Mapping[int, Sequence[Person]]:
    whom: dict[int, list[Person]] = defaultdict(list)
    for start in range(0, len(ids), _AT_A_TIME):
        found = await session.exec(
            select(VisitMember.visit_id, Person)
            .join(Person, col(Person.id) == col(VisitMember.person_id))
            .where(col(VisitMember.visit_id).in_(ids[start : start + _AT_A_TIME]))
            .order_by(col(VisitMember.id))
        )
        for visit_id, person in found.all():
            whom[visit_id].append(person)
    return whom


async def _visitors(session: AsyncSession, ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    visitors: dict[int, list[str]] = defaultdict(list)
    for start in range(0, len(ids), _AT_A_TIME):
        found = await session.exec(
            select(VisitVisitor.visit_id, Person.name)
            .join(Person, col(Person.id) == col(VisitVisitor.person_id))
            .where(col(VisitVisitor.visit_id).in_(ids[start : start + _AT_A_TIME]))
            .order_by(col(VisitVisitor.id))
        )
        for visit_id, name in found.all():
            visitors[visit_id].append(name)
    return visitors


async def _wishes(session: AsyncSession, ids: Sequence[int]) -> Mapping[int, FollowUpState]:
    causes = {visit_wishes.cause(visit_id): visit_id for visit_id in ids}
    wanted = list(causes)
    wishes: dict[int, FollowUpState] = {}
    for start in range(0, len(wanted), _AT_A_TIME):
        found = await session.exec(
            select(FollowUp.cause, FollowUp.state).where(
                col(FollowUp.cause).in_(wanted[start : start + _AT_A_TIME])
            )
        )
        wishes |= {causes[cause]: FollowUpState(state) for cause, state in found.all()}
    return wishes


async def note_export(
    session: AsyncSession, branch_id: int, by: Person, first: date, last: date, now: datetime
) -> None:
    """Write down who took a period's ledger out."""
    period = f"{first.isoformat()}/{last.isoformat()}"
    await changes.note_export(session, branch_id=branch_id, entity=ENTITY, what=period, by=by, now=now)
