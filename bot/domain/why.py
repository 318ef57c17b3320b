"""「为什么」: what was due to somebody on a day, what became of it, and for which reason."""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.chinese import plain
from bot.clock import instant, local, local_day
from bot.domain import changes, visit_days, why_greetings, why_messages
from bot.domain.members import GONE
from bot.domain.why_messages import TITLE
from bot.patterns import Pattern
from bot.texts.notices import gist
from bot.texts.why import ASKED, Answer, Entry, Handed, Step
from models import (
    Account,
    Branch,
    Change,
    Channel,
    FollowUp,
    Member,
    Notice,
    Person,
)

_STEPS = ("frozen_at", "muted_at", "mourning_until", "hospital_since", "status", "channel")
# Before the name in 「为什么没发给吴长贵」, and behind it in 「为什么吴长贵没收到」.
_FILLERS = Pattern(
    r"为什么|为啥|为何|怎么|咋|查原因|没有?|不|[发送](?:给|到|出)?|给|收到|通知|消息|祝福|告诉|同志|[的了呢吗啊，。？?!！、\s]"
)
_By = aliased(Person)


def read(words: str, today: date) -> tuple[list[str], date]:
    """Return where a typed question may name somebody, and its day; today where no day is named.

    First the question as it stands, because a name may hold any of the words that stand around one
    (张发奎); then what is left without them, for 「老吴」. Nothing is left where nobody is named.
    """
    said = left = plain(words).strip()
    named = [one for one in visit_days.days(said, today) if one.day is not None]
    for one in reversed(named):
        left = f"{left[: one.start]} {left[one.end :]}"
    left = _FILLERS.sub("", left)
    return [said, left] if left else [], named[0].day if named and named[0].day else today


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
        *await why_messages.in_outbox(session, person, begin, end, branch, handed),
        *await why_messages.notices_without_message(session, person, begin, end, branch),
        *await why_greetings.without_message(session, person, day),
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
        select(FollowUp, helper.name, Notice)
        .outerjoin(helper, col(helper.id) == col(FollowUp.helper_id))
        .outerjoin(Notice, col(Notice.id) == col(FollowUp.notice_id))
        .where(
            FollowUp.person_id == person.id,
            col(FollowUp.created_at) < end,
            sa.or_(col(FollowUp.changed_at) >= begin, col(FollowUp.state).in_(("call", "visit"))),
        )
        .order_by(col(FollowUp.id))
    )
    return {
        row.cause: Handed(
            name, row.why, row.state, row.attempts, row.spoke_with, gist(notice, TITLE) if notice else ""
        )
        for row, name, notice in found.all()
    }
