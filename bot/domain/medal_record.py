"""The record of a medal: put forward, approved, handed over; who entered each step, and its way back."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.database import add_new
from bot.domain import followup_opening, medals, outbox
from bot.domain.followups import OPEN
from bot.domain.medals import Candidate
from bot.domain.members import GONE
from bot.errors import Refusal
from bot.texts import medals as say
from models import Branch, Change, FollowUp, Medal, MedalState, Member, Outbox, Person


async def put_forward(
    session: AsyncSession, branch: Branch, chosen: Sequence[Candidate], year: int, by: Person, now: datetime
) -> int:
    """Write down that these were reported (上报) for a batch; return how many are new. Never twice."""
    return len(await _put_forward(session, branch, [(each, year) for each in chosen], by, now))


async def _put_forward(
    session: AsyncSession, branch: Branch, chosen: Sequence[tuple[Candidate, int]], by: Person, now: datetime
) -> Sequence[Medal]:
    rows = [
        {
            "branch_id": branch.id,
            "person_id": each.person.id,
            "year": year,
            "state": MedalState.PROPOSED,
            "evidence": each.evidence,
            "proposed_by": by.id,
            "proposed_at": now,
            "at_home": False,
        }
        for each, year in chosen
        if each.medal is None
    ]
    await add_new(session, Medal, rows)
    # Somebody else may have been faster: those that are his are not ours to write down.
    found = await session.exec(
        select(Medal)
        .where(
            col(Medal.person_id).in_([row["person_id"] for row in rows]),
            Medal.proposed_by == by.id,
            Medal.proposed_at == now,
        )
        .order_by(col(Medal.person_id))
    )
    new = found.all()
    session.add_all([_change(medal, None, MedalState.PROPOSED, by, now) for medal in new])
    await session.flush()
    return new


async def set_aside(session: AsyncSession, branch: Branch, one: Candidate, by: Person, now: datetime) -> None:
    """Take somebody off the list (先不报); the reason stays with people."""
    if one.medal is None:
        year = one.batches[-1]
        await put_forward(session, branch, [one], year, by, now)
        one = await medals.candidate(session, branch.id, one.person.id, year)
    assert one.medal is not None
    await _move(session, one.medal, (MedalState.PROPOSED,), MedalState.SET_ASIDE, by, now)


async def put_back(session: AsyncSession, medal: Medal, by: Person, now: datetime) -> None:
    """Take somebody on the list again, as reported."""
    await _move(session, medal, (MedalState.SET_ASIDE,), MedalState.PROPOSED, by, now)


async def approve(session: AsyncSession, medal: Medal, by: Person, now: datetime) -> None:
    """Enter that the higher organisation has approved it."""
    await refuse_gone(session, medal)
    medal.approved_by, medal.approved_at = by.id, now
    await _move(session, medal, (MedalState.PROPOSED,), MedalState.APPROVED, by, now)


async def award(
    session: AsyncSession,
    medal: Medal,
    by: Person,
    now: datetime,
    *,
    on: date | None,
    place: str,
    handed_by: str,
    at_home: bool,
) -> None:
    """Enter that he has it: when, where, from whose hands."""
    medal.awarded_on, medal.place, medal.handed_by, medal.at_home = on, place, handed_by, at_home
    medal.recorded_by = by.id
    await _move(session, medal, (MedalState.APPROVED,), MedalState.AWARDED, by, now)


async def collect(
    session: AsyncSession, medal: Medal, by: Person, now: datetime, *, on: date | None, collected_by: str
) -> None:
    """Enter that his family has taken it."""
    medal.awarded_on, medal.collected_by, medal.recorded_by = on, collected_by, by.id
    await _move(session, medal, (MedalState.APPROVED,), MedalState.COLLECTED, by, now)


async def step_back(session: AsyncSession, medal: Medal, by: Person, now: datetime) -> None:
    """Take the last entry back, because it was a mistake; what has been said stays said.

    News that has not reached him is taken back too, and may be prepared anew.
    """
    back = {
        MedalState.APPROVED: MedalState.PROPOSED,
        MedalState.AWARDED: MedalState.APPROVED,
        MedalState.COLLECTED: MedalState.APPROVED,
    }
    if medal.state not in back:
        raise Refusal(say.nothing_to_take_back())
    if medal.state is MedalState.APPROVED:
        await _take_back_news(session, medal, now)
    await _move(session, medal, (medal.state,), back[medal.state], by, now)


async def _take_back_news(session: AsyncSession, medal: Medal, now: datetime) -> None:
    unsaid = await outbox.cancel(
        session, col(Outbox.about) == medals.about(medal.id), reason="taken back", now=now
    )
    called = (FollowUp.cause == medals.cause(medal.year), FollowUp.person_id == medal.person_id)
    open_call = select(FollowUp.id).where(*called, col(FollowUp.state).in_(OPEN))
    if unsaid or (await session.exec(open_call)).first() is not None:
        await followup_opening.cancel_for(
            session, medals.cause(medal.year), "taken back", now, medal.person_id
        )
        medal.notice_by = medal.notice_at = medal.by_hand_at = None


async def enter_earlier(
    session: AsyncSession, branch: Branch, one: Candidate, year: int, by: Person, now: datetime
) -> Medal:
    """Begin the record of a medal that was handed out before the program was there."""
    await put_forward(session, branch, [one], year, by, now)
    medal = (await session.exec(select(Medal).where(Medal.person_id == one.person.id))).one()
    if medal.state is MedalState.PROPOSED:
        await _move(session, medal, (MedalState.PROPOSED,), MedalState.APPROVED, by, now)
    return medal


async def enter_all_earlier(
    session: AsyncSession, branch: Branch, chosen: Sequence[Candidate], by: Person, now: datetime
) -> int:
    """Enter for each of them that he got it in his batch, and return how many are new.

    Nobody remembers the days.
    """
    new = await _put_forward(session, branch, [(one, one.batches[0]) for one in chosen], by, now)
    for medal in new:
        session.add(_change(medal, medal.state, MedalState.AWARDED, by, now))
        medal.state, medal.recorded_by, medal.place, medal.handed_by = MedalState.AWARDED, by.id, "", ""
        session.add(medal)
    await session.flush()
    return len(new)


async def refuse_gone(session: AsyncSession, medal: Medal) -> None:
    """Refuse what only the living are given: the higher organisation decides about the others."""
    member = (await session.exec(select(Member).where(Member.person_id == medal.person_id))).one()
    person = await session.get_one(Person, medal.person_id)
    if member.status in GONE or person.frozen_at is not None:
        raise Refusal(say.ask_above(person.name))


async def _move(
    session: AsyncSession,
    medal: Medal,
    expected: Sequence[MedalState],
    state: MedalState,
    by: Person,
    now: datetime,
) -> None:
    if medal.state not in expected:
        raise Refusal(say.moved_meanwhile())
    old, medal.state = medal.state, state
    session.add_all((medal, _change(medal, old, state, by, now)))
    await session.flush()


def _change(medal: Medal, old: MedalState | None, new: MedalState, by: Person, now: datetime) -> Change:
    return Change(
        branch_id=medal.branch_id,
        person_id=medal.person_id,
        entity="medal",
        row_id=medal.id,
        field="state",
        old=old,
        new=new,
        by_id=by.id,
        at=now,
    )
