"""代办: doing for a member what he could do himself, by those who care for him, named in every record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.chinese import fold
from bot.domain import (
    accounts,
    changes,
    followup_calls,
    followups,
    notice_receipts,
    notices,
    outbox,
    relatives,
)
from bot.domain.members import ON_ROLL, in_care
from bot.domain.people import Speaker
from bot.domain.relatives import Charge as Agreement
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import acting_for as say
from bot.texts import common
from bot.texts.acting_for import Charge
from models import (
    Change,
    Member,
    Notice,
    NoticeState,
    Partner,
    Person,
    Proxy,
    Receipt,
    Role,
    Scope,
    Via,
)

_ENTITY = "acting"  # how a deed stands in the change log
RECEIVED, HELP = "received", "help"
# On whose word, and how it was given.
_WORD_OF = {
    "face": (Via.VISIT, Partner.SELF),
    "call": (Via.PHONE, Partner.SELF),
    "family": (Via.PHONE, Partner.FAMILY),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """A member who is being served: `agreement` where it is his relative who does it."""

    person: Person
    member: Member
    label: str  # who does it, as every record names him
    agreement: Agreement | None

    @property
    def may_do_all(self) -> bool:
        """Say whether more than receiving was agreed."""
        return self.agreement is None or self.agreement.proxy.scope is Scope.ACT


def _cared_for(actor: Speaker, today: date) -> sa.ColumnElement[bool]:
    """Return whom somebody may serve by his office: a liaison all, a leader his group, a cadre his pair."""
    # The organisation member sees everybody's page and does nothing for anybody.
    return in_care(replace(actor, roles=actor.roles - {Role.ORGANISATION}), today)


def _entrusted(actor: Person, today: date, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Return whom somebody may serve as a relative."""
    agreed = sa.select(col(Proxy.member_id)).where(
        col(Proxy.relative_id) == actor.id, *relatives.stands_in(today), *conditions
    )
    return col(Person.id).in_(agreed)


async def charges(session: AsyncSession, actor: Speaker, today: date) -> list[Charge]:
    """Return whom somebody may serve, those with something waiting first."""
    if actor.person is None:
        return []
    cared_for = _cared_for(actor, today)
    waiting = (
        sa.select(sa.func.count())
        .select_from(Receipt)
        .join(Notice, col(Notice.id) == col(Receipt.notice_id))
        # A relative does not even learn that there is something for him alone.
        .where(col(Receipt.person_id) == col(Person.id), *waits(), sa.or_(cared_for, col(Notice.family)))
        .correlate(Person, Member)
        .scalar_subquery()
    )
    found = await session.exec(
        select(Person.id, Person.name, Member.group_number, waiting)
        .join(Member, col(Member.person_id) == col(Person.id))
        .where(
            sa.or_(cared_for, _entrusted(actor.person, today, col(Proxy.scope) == Scope.ACT)),
            *_may_be_served(actor.person),
        )
        .order_by(sa.func.coalesce(col(Member.group_number), 9999), col(Person.id))
    )
    return sorted((Charge(*row) for row in found.all()), key=lambda charge: charge.waiting == 0)


def waits() -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions under which a `Receipt` of a `Notice` still waits for somebody's 收到."""
    return (
        col(Receipt.confirmed_at).is_(None),
        col(Notice.state) == NoticeState.SENT,
        col(Notice.ended_at).is_(None),
        col(Notice.mode).in_(notices.ASKING),
    )


def _may_be_served(actor: Person) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(Person.id) != actor.id,
        col(Person.branch_id) == actor.branch_id,
        col(Person.frozen_at).is_(None),
        col(Member.status).in_(ON_ROLL),
    )


def named(everybody: Sequence[Charge], words: str) -> list[Charge]:
    """Return who may be meant by a typed name or surname."""
    said = fold(words).removesuffix("同志").removeprefix("老")
    return [charge for charge in everybody if said and fold(charge.name).startswith(said)]


async def desk(session: AsyncSession, actor: Speaker, person_id: int, today: date) -> Desk:
    """Return a member as the asker may serve him; one out of his care is answered as missing."""
    if actor.person is None:
        raise Refusal(common.not_allowed())
    cared_for = _cared_for(actor, today)
    found = await session.exec(
        select(Person, Member, cared_for.label("by_office"))
        .join(Member, col(Member.person_id) == col(Person.id))
        .where(
            Person.id == person_id,
            sa.or_(cared_for, _entrusted(actor.person, today)),
            *_may_be_served(actor.person),
        )
    )
    row = found.first()
    if row is None:
        raise Refusal(common.not_found())
    person, member, by_office = row
    label = await relatives.label(session, actor.person, person_id)
    agreement = None if by_office else await relatives.charge_of(session, actor.person, person_id, today)
    return Desk(person, member, label, agreement)


async def waiting(session: AsyncSession, desk: Desk, limit: int = 5) -> Sequence[Notice]:
    """Return what waits for a member's 收到, the latest first, as far as it is the asker's to see."""
    found = await session.exec(
        select(Notice)
        .join(Receipt, col(Receipt.notice_id) == col(Notice.id))
        .where(
            Receipt.person_id == desk.person.id,
            *waits(),
            *(relatives.readable(desk.agreement) if desk.agreement else ()),
        )
        .order_by(col(Notice.id).desc())
        .limit(limit)
    )
    return found.all()


async def notice_of(session: AsyncSession, desk: Desk, notice_id: int) -> Notice:
    """Return a notice that went to a member, if it is the asker's to see."""
    found = await session.exec(
        select(Notice)
        .join(Receipt, col(Receipt.notice_id) == col(Notice.id))
        .where(
            Notice.id == notice_id,
            Receipt.person_id == desk.person.id,
            col(Notice.sent_at).is_not(None),
            *(relatives.readable(desk.agreement) if desk.agreement else ()),
        )
    )
    notice = found.first()
    if notice is None:
        raise Refusal(common.not_found())
    return notice


async def receive(
    session: AsyncSession, desk: Desk, by: Person, notice: Notice, how: str, now: datetime
) -> bool:
    """Take a member's 收到 from whoever stands in for him; return whether it was the first.

    It is the member's receipt, with who gave it. An open call about it is done with it. `how` is on
    whose word; without one it is a relative's own.
    """
    if notice.state is not NoticeState.SENT or await is_confirmed(session, desk, notice):
        return False
    if how not in _WORD_OF:
        await notice_receipts.acknowledge(session, notice.id, desk.person, now, via=Via.PROXY, by=by)
    else:
        via, partner = _WORD_OF[how]
        task = await followup_calls.served(session, notice, desk.person, desk.member, by, now)
        await followups.told(session, task, by, via, partner, now)
    if not await _was_given_by(session, desk, notice, by):  # it asks for none, or he was faster himself
        return False
    await _write_down(session, desk, by, RECEIVED, notices.about(notice.id), now)
    await _tell(session, desk, say.done_for_you(desk.label, notice), now)
    return True


async def is_confirmed(session: AsyncSession, desk: Desk, notice: Notice) -> bool:
    """Say whether a member's 收到 is there, whoever gave it."""
    found = await session.exec(
        select(Receipt.confirmed_at).where(
            Receipt.notice_id == notice.id, Receipt.person_id == desk.person.id
        )
    )
    return found.one() is not None


async def _was_given_by(session: AsyncSession, desk: Desk, notice: Notice, by: Person) -> bool:
    found = await session.exec(
        select(Receipt.by_id).where(Receipt.notice_id == notice.id, Receipt.person_id == desk.person.id)
    )
    return found.one() == by.id


async def called(session: AsyncSession, desk: Desk, by: Person, now: datetime) -> None:
    """Write down that somebody was asked for in a member's name (替他找人), and let him see it."""
    await _write_down(session, desk, by, HELP, f"help:{desk.person.id}:{now:%Y%m%d%H%M%S}", now)
    await _tell(session, desk, say.called_for_you(desk.label), now)


async def _write_down(
    session: AsyncSession, desk: Desk, by: Person, what: str, cause: str, now: datetime
) -> None:
    await changes.record(
        session,
        branch_id=desk.person.branch_id,
        person_id=desk.person.id,
        entity=_ENTITY,
        row_id=desk.person.id,
        field=what,
        old=None,
        new=desk.label,
        by=by,
        cause=cause,
        now=now,
    )


async def _tell(session: AsyncSession, desk: Desk, message: Message, now: datetime) -> None:
    """Let the member see it, if he has a phone of his own."""
    if await accounts.bound(session, [desk.person.id]):
        await outbox.post(
            session,
            desk.person,
            message,
            branch_id=desk.person.branch_id,
            now=now,
            kind="done for you",
        )


async def deeds(session: AsyncSession, person: Person, limit: int = 3) -> Sequence[Change]:
    """Return what was done in somebody's name lately, the newest first."""
    found = await session.exec(
        select(Change)
        .where(Change.person_id == person.id, Change.entity == _ENTITY)
        .order_by(col(Change.id).desc())
        .limit(limit)
    )
    return found.all()
