"""Leaving: a freeze holds everything at once, a second look decides, and nothing is deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.database import wake
from bot.domain import boards, changes, departing, outbox, people, relatives
from bot.domain.kinds import KINDS, Hearing
from bot.domain.members import held_count
from bot.errors import Refusal
from bot.texts import leaving as say
from models import Action, Branch, DeathReport, Outbox, OutboxState, Person, Role, Status, Verdict
from models.outbox import UNSENT

ESCALATE_AFTER = timedelta(hours=2)
CALM_GAP = timedelta(minutes=10)  # between two messages that a freeze had held
# What answers somebody in charge is never held.
_HOLDABLE = [kind.name for kind in KINDS.values() if kind.hearing is not Hearing.ALWAYS]


@dataclass(frozen=True, slots=True)
class Released:
    """What became of what a freeze had held."""

    released: int
    late: int


async def freeze(session: AsyncSession, person: Person, by: Person | None, now: datetime) -> int:
    """Hold everything for and about somebody at once; return how many messages wait.

    Freezing a frozen person changes nothing. The gate holds what is said from now on.
    """
    if by is not None and by.id == person.id:
        raise Refusal(say.not_oneself())
    if person.frozen_at is None:
        await _set_frozen(session, person, now, by, now)
    await session.exec(
        sa.update(Outbox)
        .where(col(Outbox.state).in_(UNSENT), col(Outbox.kind).in_(_HOLDABLE), _concerns(person))
        .values(state=OutboxState.HELD, reason="frozen")
        .execution_options(synchronize_session=False)
    )
    return await held_count(session, person.id)


async def restore(session: AsyncSession, person: Person, by: Person | None, now: datetime) -> Released:
    """End a freeze: what is still timely goes out again, one message every ten minutes.

    What has become too late expires; what was meant for a later day waits for it. An open report
    of a death is settled as a mistake.
    """
    await departing.refuse_gone(session, person)
    if person.frozen_at is None:
        return Released(0, 0)
    await _set_frozen(session, person, None, by, now)
    for report in await _open_reports(session, person):
        _decide(report, Verdict.MISTAKE, by, now)
        session.add(report)
        await _answer_everywhere(session, report, person, by, now)
    return await _release(session, person, now)


async def _set_frozen(
    session: AsyncSession, person: Person, at: datetime | None, by: Person | None, now: datetime
) -> None:
    await changes.record(
        session,
        branch_id=person.branch_id,
        person_id=person.id,
        entity="person",
        row_id=person.id,
        field="frozen_at",
        old=person.frozen_at,
        new=at,
        by=by,
        now=now,
    )
    person.frozen_at = at
    person.frozen_by = by.id if by and at else None
    session.add(person)
    await session.flush()
    await boards.touch_what_waits_for(session, person.id, now)


def _concerns(person: Person) -> sa.ColumnElement[bool]:
    return sa.or_(col(Outbox.person_id) == person.id, col(Outbox.subject_id) == person.id)


async def _release(session: AsyncSession, person: Person, now: datetime) -> Released:
    found = await session.exec(
        select(Outbox)
        .where(Outbox.state == OutboxState.HELD, Outbox.reason == "frozen", _concerns(person))
        .order_by(col(Outbox.id))
        .execution_options(populate_existing=True)
    )
    released, late = 0, 0
    turns: dict[tuple[int | None, int | None], list[object]] = {}
    for row in found.all():
        patience = KINDS[row.kind].patience
        if patience is not None and now > row.due_at + patience:
            row.state, row.reason, row.settled_at = OutboxState.EXPIRED, "late", now
            late += 1
        else:
            if row.due_at <= now:
                # What was said in one breath, such as the parts of a long message, stays together.
                message = (row.kind, row.about, row.created_at)
                queue = turns.setdefault((row.person_id, row.chat_id), [])
                if message not in queue:
                    queue.append(message)
                row.due_at = now + CALM_GAP * queue.index(message)
            waits = row.due_at > now
            row.state, row.reason = (OutboxState.HELD, "later") if waits else (OutboxState.PENDING, None)
            released += 1
        session.add(row)
    await session.flush()
    wake(session, outbox.WAKE)
    return Released(released, late)


async def let_go(session: AsyncSession, now: datetime) -> int:
    """Let go what is still held though nobody it concerns is frozen any more; return how much.

    The sender may hold a message at the very moment at which the freeze ends, and then `restore` has
    not seen it.
    """
    frozen = select(Person.id).where(col(Person.frozen_at).is_not(None))
    result = await session.exec(
        sa.update(Outbox)
        .where(
            col(Outbox.state) == sa.literal_column("'held'"),
            col(Outbox.reason) == "frozen",
            sa.or_(col(Outbox.person_id).is_(None), col(Outbox.person_id).not_in(frozen)),
            sa.or_(col(Outbox.subject_id).is_(None), col(Outbox.subject_id).not_in(frozen)),
        )
        .values(state=OutboxState.PENDING, reason=None)
        .execution_options(synchronize_session=False)
    )
    if result.rowcount:
        wake(session, outbox.WAKE)
    return int(result.rowcount)


async def report_death(
    session: AsyncSession, branch: Branch, person: Person, by: Person | None, source: str, now: datetime
) -> DeathReport:
    """Freeze somebody on the word that he has died, and ask those in charge to verify.

    A second word about the same person joins the open report. `source` is said to those in charge.
    """
    await departing.refuse_gone(session, person)
    held = await freeze(session, person, by, now)
    for report in await _open_reports(session, person):
        return report
    report = DeathReport(
        branch_id=branch.id,
        person_id=person.id,
        reported_by=by.id if by else None,
        reported_at=now,
        held_count=held,
    )
    session.add(report)
    await session.flush()
    for official in await _in_charge(session, branch, person, now, (Role.SECRETARY,)):
        if by is None or official.id != by.id:  # the reporter is asked where he reported
            await _ask(session, branch, report, person, official, source, now)
    return report


async def _in_charge(
    session: AsyncSession, branch: Branch, about: Person, now: datetime, first: Sequence[Role]
) -> list[Person]:
    """Return the holders of the first roles, or whoever comes next where there are none."""
    today = local_day(now, branch.zone)
    for roles in (first, (Role.DEPUTY, Role.ACTING), (Role.LIAISON,), (Role.SECRETARY,)):
        holders = await people.holders(session, branch.id, roles, today)
        holders = [holder for holder in holders if holder.id != about.id]
        if holders:
            return holders
    return []


async def _ask(
    session: AsyncSession,
    branch: Branch,
    report: DeathReport,
    person: Person,
    official: Person,
    source: str,
    now: datetime,
    *,
    escalated: bool = False,
) -> None:
    held = await held_count(session, person.id)  # which may have grown since the report
    await outbox.post(
        session,
        official,
        say.death_reported(person.name, source, held, report.id, escalated=escalated),
        branch_id=branch.id,
        now=now,
        kind="alarm",
        about=f"death:{report.id}",
        period="escalated" if escalated else "",
        once=True,
    )


async def escalate(session: AsyncSession, report: DeathReport, person: Person, now: datetime) -> None:
    """Ask the deputy, once, about a report that nobody has decided."""
    branch = await session.get_one(Branch, report.branch_id)
    source = await source_of(session, report)
    for official in await _in_charge(session, branch, person, now, (Role.DEPUTY, Role.ACTING)):
        await _ask(session, branch, report, person, official, source, now, escalated=True)
        report.escalated_at = now
    session.add(report)


async def source_of(session: AsyncSession, report: DeathReport) -> str:
    """Say who reported a death: 「贺敏同志」, 「女儿吴小燕」."""
    reporter = await session.get(Person, report.reported_by) if report.reported_by else None
    return await relatives.label(session, reporter, report.person_id) if reporter else say.from_outside()


async def report_of(session: AsyncSession, report_id: int, branch_id: int) -> tuple[DeathReport, Person]:
    """Return a report of the asker's branch, locked, and whom it is about."""
    await people.owned(session, DeathReport, report_id, branch_id)
    report = await session.get_one(DeathReport, report_id, with_for_update=True, populate_existing=True)
    return report, await session.get_one(Person, report.person_id)


async def undecided(session: AsyncSession, branch_id: int) -> Sequence[tuple[DeathReport, Person]]:
    """Return the reports that still wait for a decision, also those of which somebody said: hold on."""
    found = await session.exec(
        select(DeathReport, Person)
        .join(Person, col(Person.id) == col(DeathReport.person_id))
        .where(DeathReport.branch_id == branch_id, _open())
        .order_by(col(DeathReport.id))
    )
    return found.all()


def _open() -> sa.ColumnElement[bool]:
    return sa.or_(col(DeathReport.verdict).is_(None), col(DeathReport.verdict) == Verdict.KEEP_HOLDING)


async def _open_reports(session: AsyncSession, person: Person) -> Sequence[DeathReport]:
    found = await session.exec(select(DeathReport).where(DeathReport.person_id == person.id, _open()))
    return found.all()


async def keep_holding(session: AsyncSession, report: DeathReport, by: Person, now: datetime) -> None:
    """Leave everything held; the report stays on the list, nobody else is called."""
    _decide(report, Verdict.KEEP_HOLDING, by, now)
    session.add(report)
    await session.flush()


async def confirm_death(
    session: AsyncSession, report: DeathReport, person: Person, by: Person, now: datetime
) -> int:
    """Settle a report after the second look; return how many waiting messages were cancelled.

    The accounts stay, so that whoever holds the phone hears one gentle line and not a stranger's.
    """
    if by.id == person.id:
        raise Refusal(say.not_oneself())
    _decide(report, Verdict.DECEASED, by, now)
    session.add(report)
    await _answer_everywhere(session, report, person, by, now)
    return await departing.depart(session, person, Status.DECEASED, by, f"death:{report.id}", now)


async def transfer_out(session: AsyncSession, person: Person, by: Person, now: datetime) -> int:
    """Take somebody off the roll who has moved to another branch; return how much was cancelled."""
    if by.id == person.id:
        raise Refusal(say.not_oneself())
    await departing.refuse_gone(session, person)
    cause = f"transfer:{person.id}:{now:%Y%m%d%H%M%S}"
    return await departing.depart(session, person, Status.TRANSFERRED, by, cause, now)


async def _answer_everywhere(
    session: AsyncSession, report: DeathReport, person: Person, by: Person | None, now: datetime
) -> None:
    """Put the decision in the place of the question on every screen it is on."""
    assert report.verdict is not None  # it was decided a moment ago
    settled = say.decided_already(person.name, report.verdict, by.name if by else None)
    asked = (col(Outbox.about) == f"death:{report.id}", col(Outbox.kind) == "alarm")
    await outbox.cancel(session, *asked, reason="decided", now=now)
    rows = await session.exec(
        select(Outbox).where(
            *asked,
            Outbox.action == Action.SEND,
            col(Outbox.state).in_((OutboxState.SENDING, OutboxState.SENT)),
        )
    )
    for row in rows.all():
        await outbox.edit(session, row, settled, branch_id=report.branch_id, now=now)


def _decide(report: DeathReport, verdict: Verdict, by: Person | None, now: datetime) -> None:
    report.verdict, report.decided_at = verdict, now
    report.decided_by = by.id if by else None
