"""The month on one page (本月情况): open follow-ups, who is not reached, and who was long not spoken with."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import contacts, followup_helpers, followup_lists, members
from bot.domain.contacts import Contact
from bot.domain.followup_helpers import Helpers
from bot.domain.people import Speaker
from bot.texts import month as say
from bot.texts.members import Reach
from bot.texts.month import Entry, Month, Part, Unreached
from models import Account, Branch, Channel, FollowUpState, Member, Person, Proxy

_Rows = Sequence[tuple[Person, Member]]
# From so many days on 久未联系, the longest first.
_LONG = ((90, Part.NINETY), (60, Part.SIXTY), (30, Part.THIRTY))


async def of(session: AsyncSession, branch: Branch, viewer: Speaker, bot_id: int, now: datetime) -> Month:
    """Return how the branch stands today, everybody with whom it lies; the frozen are left in peace."""
    today = local_day(now, branch.zone)
    found = await members.on_roll(session, branch.id)
    rows = [(person, member) for person, member in found if person.frozen_at is None]
    duty = await followup_helpers.on_duty(session, branch.id, [person.id for person, _ in rows], today)
    talks = await contacts.last_contacts(session, [person.id for person, _ in rows])
    parts: dict[Part, list[Entry]] = {part: [] for part in Part}
    parts[Part.TODO] = await _todo(session, viewer, today)
    parts[Part.UNREACHED] = await _unreached(session, branch, rows, duty, bot_id, today)
    for person, member in sorted(rows, key=lambda row: _last_day(row, talks, branch) or date.min):
        last = _last_day((person, member), talks, branch)
        part = _how_long(last, today)
        if part is not None:
            words = say.last_spoken(last, today) if last else say.never_spoken()
            parts[part].append(_entry(person, member, duty, *words))
    spoken = len(rows) - sum(len(parts[part]) for _, part in _LONG) - len(parts[Part.NEVER])
    return Month(len(rows), spoken, parts)


async def _todo(session: AsyncSession, viewer: Speaker, today: date) -> list[Entry]:
    found = await followup_lists.everybody(session, viewer, today)
    return [
        Entry(task.person.id, task.person.name, task.group, words, words, helper, task.row.id)
        for task, helper in found
        for words in (say.todo(task.row.why, visit=task.row.state is FollowUpState.VISIT),)
    ]


async def _unreached(
    session: AsyncSession, branch: Branch, rows: _Rows, duty: Helpers, bot_id: int, today: date
) -> list[Entry]:
    reach = await members.reach(session, branch.id, bot_id)
    through_family = await _through_family(session, branch.id, bot_id, today)
    entries = []
    for person, member in rows:
        why = _why_not(person, member, reach, person.id in through_family)
        if why is not None:
            entries.append(_entry(person, member, duty, str(why), str(why)))
    return entries


def _why_not(
    person: Person, member: Member, reach: Mapping[int, Reach], through_family: bool
) -> Unreached | None:
    match member.channel:
        case Channel.BOT if reach.get(person.id) is Reach.STOPPED:
            return Unreached.STOPPED
        case Channel.BOT:
            return None if person.id in reach else Unreached.NOT_YET
        case Channel.RELATIVE:
            return None if through_family else Unreached.NO_RELATIVE
        case Channel.PHONE:
            return None if person.phone else Unreached.NO_NUMBER
        case Channel.PAPER:
            return None


async def _through_family(session: AsyncSession, branch_id: int, bot_id: int, today: date) -> set[int]:
    """Return the members for whom a relative receives whom the program reaches."""
    query: Any = (
        select(Proxy.member_id)
        .join(Account, col(Account.person_id) == col(Proxy.relative_id))
        .where(
            Proxy.branch_id == branch_id,
            col(Proxy.from_at).is_not(None),
            col(Proxy.ended_at).is_(None),
            sa.or_(col(Proxy.until_on).is_(None), col(Proxy.until_on) >= today),
            Account.bot_id == bot_id,
            col(Account.ended_at).is_(None),
            col(Account.blocked_at).is_(None),
        )
    )
    return set((await session.exec(query)).all())


def _last_day(row: tuple[Person, Member], talks: Mapping[int, Contact], branch: Branch) -> date | None:
    talk = talks.get(row[0].id)
    return local_day(talk.at, branch.zone) if talk else None


def _how_long(last: date | None, today: date) -> Part | None:
    if last is None:
        return Part.NEVER
    return next((part for days, part in _LONG if (today - last).days >= days), None)


def _entry(person: Person, member: Member, duty: Helpers, note: str, short: str) -> Entry:
    helper_id = duty.first(person.id, member.group_number)
    helper = duty.names.get(helper_id) if helper_id is not None else None
    return Entry(person.id, person.name, member.group_number, note, short, helper)
