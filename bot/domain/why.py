"""「为什么」: what was due to somebody on a day, what became of it, and for which reason."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.chinese import plain
from bot.clock import instant, local, local_day
from bot.domain import changes, notices, visit_days
from bot.domain.members import GONE
from bot.texts.notices import gist
from bot.texts.why import ASKED, Answer, Entry, Handed, Step
from models import (
    Account,
    Action,
    Branch,
    Change,
    Channel,
    FollowUp,
    Greeting,
    GreetingState,
    Member,
    Notice,
    NoticeState,
    Outbox,
    OutboxState,
    Person,
    Proxy,
    Receipt,
    Way,
)

_TITLE = 12  # characters of a notice's beginning
_ANSWERS = ("reply", "board")  # what he asked for himself
_STEPS = ("frozen_at", "muted_at", "mourning_until", "hospital_since", "status", "channel")
# Before the name in 「为什么没发给吴长贵」, and behind it in 「为什么吴长贵没收到」.
_FILLERS = re.compile(
    r"为什么|为啥|为何|怎么|咋|查原因|没有?|不|[发送](?:给|到|出)?|给|收到|通知|消息|祝福|告诉|同志|[的了呢吗啊，。？?!！、\s]"
)
_By = aliased(Person)


def read(words: str, today: date) -> tuple[str, date]:
    """Return the name and the day in a typed question; today where no day is named."""
    said = plain(words).strip()
    named = [one for one in visit_days.days(said, today) if one.day is not None]
    for one in reversed(named):
        said = f"{said[: one.start]} {said[one.end :]}"
    return _FILLERS.sub("", said), named[0].day if named and named[0].day else today


async def ask(
    session: AsyncSession, person: Person, day: date, branch: Branch, by: Person, now: datetime
) -> Answer:
    """Answer for one person and one day, and write down that somebody has looked.

    Nothing of what was said is among it, but the beginnings of notices.
    """
    await changes.record(
        session,
        branch_id=person.branch_id,
        person_id=person.id,
        entity="person",
        row_id=person.id,
        field=changes.READ,
        old=None,
        new="why",
        by=by,
        now=now,
    )
    begin = instant(day, time(0), branch.zone)
    end = instant(day + timedelta(days=1), time(0), branch.zone)
    handed = await _handed(session, person, begin, end)
    entries = [
        *await _messages(session, person, begin, end, branch, handed),
        *await _notices_without_message(session, person, begin, end, branch),
        *await _greetings_without_message(session, person, day),
    ]
    entries += [Entry("", ASKED, handed=one) for one in handed.values()]
    return Answer(
        person.id,
        person.name,
        day,
        await _states(session, person, branch, now),
        await _steps(session, person, begin, end, branch),
        entries,
    )


async def _states(
    session: AsyncSession, person: Person, branch: Branch, now: datetime
) -> list[tuple[str, date | None]]:
    """Return what holds for him now and keeps messages from him, with the day it began."""
    member = (await session.exec(select(Member).where(Member.person_id == person.id))).first()
    account = (
        await session.exec(
            select(Account).where(Account.person_id == person.id, col(Account.ended_at).is_(None)).limit(1)
        )
    ).first()
    today = local_day(now, branch.zone)
    states: list[tuple[str, date | None]] = []
    if member is not None and member.status in GONE:
        return [(str(member.status), member.status_since)]
    if person.frozen_at is not None:
        states.append(("frozen", local_day(person.frozen_at, branch.zone)))
    if person.mourning_until is not None and today <= person.mourning_until:
        states.append(("mourning", None))
    if person.hospital_since is not None:
        states.append(("hospital", person.hospital_since))
    if person.muted_at is not None:
        states.append(("muted", local_day(person.muted_at, branch.zone)))
    if member is not None and member.channel is not Channel.BOT:
        states.append((str(member.channel), None))
    if account is None and (member is None or member.channel is not Channel.RELATIVE):
        states.append(("unbound", None))
    elif account is not None and account.blocked_at is not None:
        states.append(("blocked", local_day(account.blocked_at, branch.zone)))
    return states


async def _steps(
    session: AsyncSession, person: Person, begin: datetime, end: datetime, branch: Branch
) -> list[Step]:
    """Return what was decided about him that day: a freeze, a stay in hospital, another channel."""
    found = await session.exec(
        select(Change, _By.name)
        .outerjoin(_By, col(_By.id) == col(Change.by_id))
        .where(
            Change.person_id == person.id,
            col(Change.field).in_(_STEPS),
            col(Change.entity).in_(("person", "member")),
            col(Change.at) >= begin,
            col(Change.at) < end,
        )
        .order_by(col(Change.id))
    )
    return [
        Step(change.field, change.new is not None, local(change.at, branch.zone), by)
        for change, by in found.all()
    ]


async def _handed(session: AsyncSession, person: Person, begin: datetime, end: datetime) -> dict[str, Handed]:
    """Return what humans had to do about him at some time of the day, by its cause."""
    helper = aliased(Person)
    found = await session.exec(
        select(FollowUp, helper.name)
        .outerjoin(helper, col(helper.id) == col(FollowUp.helper_id))
        .where(
            FollowUp.person_id == person.id,
            col(FollowUp.created_at) < end,
            sa.or_(col(FollowUp.changed_at) >= begin, col(FollowUp.state).in_(("call", "visit"))),
        )
        .order_by(col(FollowUp.id))
    )
    return {
        row.cause: Handed(name, row.why, row.state, row.attempts, row.spoke_with) for row, name in found.all()
    }


async def _messages(
    session: AsyncSession,
    person: Person,
    begin: datetime,
    end: datetime,
    branch: Branch,
    handed: dict[str, Handed],
) -> list[Entry]:
    """Return what stood in the outbox for him that day; what a human does instead is taken along."""
    entries = []
    for row, notice, receipt, kin in await _outbox(session, person, begin, end):
        at = row.due_at if row.state is OutboxState.HELD else row.settled_at or row.claimed_at
        entries.append(
            Entry(
                row.kind,
                _outcome(row.state, row.reason or ""),
                gist(notice, _TITLE) if notice is not None else "",
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


_HELD = {"quiet": "quiet", "budget": "budget", "frozen": "frozen"}
_FAILED = {"unbound": "unbound", "blocked": "blocked", "chat not found": "blocked"}
_CANCELLED = ("deceased", "transferred", "mourning", "hospital", "muted", "withdrawn", "corrected")


def _outcome(state: OutboxState, reason: str) -> str:
    match state:
        case OutboxState.SENT | OutboxState.UNKNOWN:
            return str(state)
        case OutboxState.PENDING | OutboxState.SENDING:
            return "sending"
        case OutboxState.HELD:
            return _HELD.get(reason, "later")
        case OutboxState.EXPIRED:
            return "crowded" if reason == "budget" else "expired"
        case OutboxState.FAILED:
            return _FAILED.get(reason, "refused")
        case OutboxState.CANCELLED:
            return reason if reason in _CANCELLED else "dropped"


async def _notices_without_message(
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
            gist(notice, _TITLE),
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


_GREETINGS = {
    GreetingState.PROPOSED: "unapproved",
    GreetingState.APPROVED: "approved",
    GreetingState.HELD: "put off",
    GreetingState.BY_HAND: "by hand",
    GreetingState.EXPIRED: "expired",
}


async def _greetings_without_message(session: AsyncSession, person: Person, day: date) -> list[Entry]:
    """Return his political anniversary where it never became a message."""
    found = await session.exec(
        select(Greeting).where(
            Greeting.person_id == person.id,
            Greeting.day == day,
            col(Greeting.queued_at).is_(None),
        )
    )
    return [Entry("anniversary", _greeting(greeting)) for greeting in found.all()]


def _greeting(greeting: Greeting) -> str:
    if greeting.state is GreetingState.CANCELLED:
        return greeting.reason if greeting.reason in _CANCELLED else "dropped"
    if greeting.reason == "unapproved":
        return "unapproved"
    return "by hand" if greeting.way is Way.HAND else _GREETINGS.get(greeting.state, "dropped")
