"""What a helper does with a call: 我来办, an answer, 办好了, 换人办; and 按错了 by the asker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import boards, changes, followup_hours, help_helpers, help_post
from bot.domain import help as help_
from bot.domain.people import roles_of
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import common, dates
from bot.texts import help as say
from bot.texts import help_desk as desk
from bot.texts.admission import shown
from bot.texts.help_desk import Line
from models import Branch, HelpRequest, HelpState, HelpWord, Matter, Member, Outbox, Person, Role

NUDGED_AFTER = timedelta(days=1)  # who has taken it and not closed it is asked once a day
_SEE_ALL = frozenset({Role.LIAISON, Role.SECRETARY, Role.DEPUTY, Role.ACTING})
_SEE_CRISES = frozenset({Role.LIAISON, Role.SECRETARY})


@dataclass(frozen=True, slots=True)
class Reached:
    """How somebody in danger is reached; only for the one who has taken the call."""

    phone: str | None
    address: str | None
    contact: str | None


async def load(
    session: AsyncSession, branch: Branch, viewer: Person, request_id: int, now: datetime
) -> HelpRequest:
    """Return a call the viewer may read, held until the end of the transaction.

    Only those may who are asked in such a matter, and the one with whom it lies; to everybody else it
    is not there.
    """
    found = await session.exec(
        select(HelpRequest)
        .where(HelpRequest.id == request_id, HelpRequest.branch_id == branch.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    request = found.first()
    if request is None or request.person_id == viewer.id:
        raise Refusal(common.not_found())
    if request.helper_id != viewer.id:
        person = await session.get(Person, request.person_id) if request.person_id else None
        order = await help_helpers.in_order(session, branch, person, request.matter, now)
        if viewer.id not in [one.id for one in order]:
            raise Refusal(common.not_found())
    return request


async def take(
    session: AsyncSession, branch: Branch, request: HelpRequest, helper: Person, now: datetime
) -> bool:
    """Take a call on; False when somebody has it, or it is over. The asker is told, and the others."""
    if request.state is not HelpState.WAITING:
        return False
    request.state, request.helper_id, request.taken_at = HelpState.TAKEN, helper.id, now
    request.due_at = _nudge_at(branch, now)
    session.add(request)
    await session.flush()
    await help_post.tell_asker(session, branch, request, say.taken(helper.name), now)
    if request.matter in help_post.ALARMS:
        others = [one for one in await told(session, request) if one.id != helper.id]
        for other in others:
            seen = await help_post.seen_by(session, request, other)
            line = desk.somebody_has_it(seen)
            await help_post.tell_helpers(session, branch, request, [other], line, now)
    await boards.touch(session, help_post.subject(request), now)
    return True


def _nudge_at(branch: Branch, now: datetime) -> datetime:
    return followup_hours.next_waking(now + NUDGED_AFTER, branch.zone)


async def told(session: AsyncSession, request: HelpRequest) -> Sequence[Person]:
    """Return whom this call was sent to, each once, in the order in which they were told."""
    found = await session.exec(
        select(Person, sa.func.min(col(Outbox.id)))
        .join(Outbox, col(Outbox.person_id) == col(Person.id))
        .where(Outbox.about == help_post.subject(request), Outbox.person_id != request.person_id)
        .group_by(col(Person.id))
    )
    return [person for person, _ in sorted(found.all(), key=lambda row: row[1])]


async def answer(
    session: AsyncSession,
    branch: Branch,
    request: HelpRequest,
    helper: Person,
    words: str,
    now: datetime,
    *,
    media: tuple[int, ...] = (),
) -> bool:
    """Pass a helper's words to the asker as his; False when another has taken it, or it is over."""
    if request.state is HelpState.WAITING:
        await take(session, branch, request, helper, now)
    if request.state is not HelpState.TAKEN or request.helper_id != helper.id:
        return False
    for stored in media or (None,):
        session.add(
            HelpWord(request_id=request.id, by_id=helper.id, words=words or None, media_id=stored, at=now)
        )
    request.due_at = _nudge_at(branch, now)
    session.add(request)
    message = say.answer(helper.name, words)
    await help_post.tell_asker(
        session, branch, request, Message(message.text, buttons=message.buttons, media=media), now
    )
    return True


async def close(
    session: AsyncSession, branch: Branch, request: HelpRequest, helper: Person, now: datetime
) -> bool:
    """Close a call (办好了); the asker is told, and may open it again by writing."""
    if request.state is not HelpState.TAKEN or request.helper_id != helper.id:
        return False
    request.state, request.closed_at = HelpState.DONE, now
    session.add(request)
    if request.matter is not Matter.DEATH:  # of him nothing more is asked or said
        await help_post.tell_asker(session, branch, request, say.done(helper.name, request.id), now)
    await boards.touch(session, help_post.subject(request), now)
    return True


async def hand_on(
    session: AsyncSession, branch: Branch, request: HelpRequest, helper: Person, now: datetime
) -> Person | None:
    """Give a call to whoever is asked next (换人办); None when it is not the helper's to give."""
    if request.state is not HelpState.TAKEN or request.helper_id != helper.id:
        return None
    person = await session.get(Person, request.person_id) if request.person_id else None
    order = await help_helpers.in_order(session, branch, person, request.matter, now)
    ids = [one.id for one in order]
    at = ids.index(helper.id) if helper.id in ids else -1
    others = [*order[at + 1 :], *order[: max(at, 0)]]
    if not others:
        raise Refusal(desk.nobody_else())
    await help_.call_round(session, branch, request, now, others[:1])
    await help_post.tell_asker(session, branch, request, say.passed_to(helper.name, others[0].name), now)
    await boards.touch(session, help_post.subject(request), now)
    return others[0]


async def reach(session: AsyncSession, request: HelpRequest, helper: Person, now: datetime) -> Reached | None:
    """Return how somebody in danger is reached, and write down that the helper looked."""
    person = await session.get(Person, request.person_id) if request.person_id else None
    if person is None or request.matter not in help_post.ALARMS:
        return None
    member = (await session.exec(select(Member).where(Member.person_id == person.id))).first()
    await changes.record(
        session,
        branch_id=request.branch_id,
        person_id=person.id,
        entity="person",
        row_id=person.id,
        field=changes.READ,
        old=None,
        new="phone, address",
        by=helper,
        cause=help_post.subject(request),
        now=now,
    )
    return Reached(
        person.phone, member.address if member else None, member.emergency_contact if member else None
    )


async def take_back(
    session: AsyncSession, branch: Branch, request: HelpRequest, now: datetime
) -> Sequence[Person]:
    """End a call that was sounded by mistake (按错了); the same people are told. Return them."""
    await session.refresh(request, with_for_update=True)
    if request.state not in help_.OPEN:
        return []
    request.state, request.closed_at = HelpState.MISTAKE, now
    session.add(request)
    await session.flush()
    people = await told(session, request)
    for one in people:
        line = desk.call(await help_post.seen_by(session, request, one))
        await help_post.tell_helpers(session, branch, request, [one], line, now)
    await boards.touch(session, help_post.subject(request), now)
    return people


async def open_for(session: AsyncSession, person: Person, today: date) -> list[Line]:
    """Return the open calls somebody should see: his own, and all of them if he is responsible.

    Of a crisis only those are shown who were told of it.
    """
    roles = await roles_of(session, person, None, today)
    seen: list[sa.ColumnElement[bool]] = [col(HelpRequest.helper_id) == person.id]
    if roles & _SEE_ALL:
        seen.append(col(HelpRequest.matter) != Matter.CRISIS)
    if roles & _SEE_CRISES:
        seen.append(col(HelpRequest.matter) == Matter.CRISIS)
    asker, helper = sa.orm.aliased(Person), sa.orm.aliased(Person)
    found = await session.exec(
        select(HelpRequest, asker.name, helper.name, Branch.zone)
        .join(Branch, col(Branch.id) == col(HelpRequest.branch_id))
        .outerjoin(asker, col(asker.id) == col(HelpRequest.person_id))
        .outerjoin(helper, col(helper.id) == col(HelpRequest.helper_id))
        .where(
            HelpRequest.branch_id == person.branch_id,
            col(HelpRequest.state).in_(help_.OPEN),
            sa.or_(col(HelpRequest.person_id).is_(None), col(HelpRequest.person_id) != person.id),
            sa.or_(*seen),
        )
        .order_by(col(HelpRequest.opened_at), col(HelpRequest.id))
    )
    return [
        Line(
            row.id,
            name or desk.unknown(shown(row.shown_name)),
            row.matter,
            helper_name,
            taken=row.state is HelpState.TAKEN,
            since=dates.day(local_day(row.opened_at, zone), today),
        )
        for row, name, helper_name, zone in found.all()
    ]
