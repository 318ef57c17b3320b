"""Requests to stand in for a member: from a relative herself or from those in charge, and their decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import accounts, admission, changes, channels, outbox, relatives
from bot.domain.accounts import Holder
from bot.domain.outbox import Chat
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import admission as ask
from bot.texts import binding as binding_words
from bot.texts import common
from bot.texts import relative_requests as say
from bot.texts import relatives as relative_words
from bot.texts.relatives import Facts
from models import Action, Claim, ClaimKind, ClaimState, Outbox, Person, Proxy, Scope
from models.outbox import LEFT, UNSENT

# A phone that waits to be let in with an agreement.
_CLAIMED = (
    col(Claim.kind) == ClaimKind.RELATIVE,
    col(Claim.state) == ClaimState.WAITING,
    col(Claim.person_id) == col(Proxy.member_id),
    col(Claim.relative_id) == col(Proxy.relative_id),
)


@dataclass(frozen=True, slots=True)
class Request:
    """An agreement with whom it is about; `claim` is the phone that waits to be let in with it."""

    proxy: Proxy
    relative: Person
    member: Person
    claim: Claim | None

    @property
    def is_waiting(self) -> bool:
        """Say whether somebody still has to decide."""
        return self.proxy.ended_at is None and (self.proxy.from_at is None or self.claim is not None)


async def introduce(
    session: AsyncSession, claim_id: int, holder: Holder, kinship: str, name: str, now: datetime
) -> Proxy:
    """Take up who the relative is who holds a member's invitation, and put it before those in charge.

    It opens nothing yet. `name` does not count for somebody whose account is known.
    """
    found = await admission.locked(session, claim_id)
    if found is None or (found[0].bot_id, found[0].user_id) != (holder.bot_id, holder.user_id):
        raise Refusal(common.not_found())
    claim, member = found
    if claim.state is not ClaimState.WAITING or claim.kind is not ClaimKind.RELATIVE:
        raise Refusal(common.not_found())
    account = await accounts.speaks_for(session, holder)
    if account is not None:
        relative = await session.get_one(Person, account.person_id)
        proxy = await _ask(session, member, relative, kinship, relative, now)
    else:
        proxy, relative = await _named(session, member, kinship, name, None, now)
    claim.relative_id = relative.id
    session.add(claim)
    facts = await relatives.facts(session, proxy, relative, member, claim.shown_name)
    await _redraw(session, claim, say.request(facts), now)
    return proxy


async def propose(
    session: AsyncSession, member: Person, kinship: str, who: Person | str, by: Person, now: datetime
) -> Proxy:
    """Ask for an agreement on behalf of a member: with somebody known, or with somebody new by name."""
    if isinstance(who, Person):
        if who.id == member.id:
            raise Refusal(common.not_found())
        return await _ask(session, member, who, kinship, by, now)
    proxy, _ = await _named(session, member, kinship, who, by, now)
    return proxy


async def _named(
    session: AsyncSession, member: Person, kinship: str, name: str, by: Person | None, now: datetime
) -> tuple[Proxy, Person]:
    for proxy, relative in await relatives.of_member(session, member.id):
        if relative.name == name and not await accounts.bound(session, [relative.id]):
            return proxy, relative
    # Not 同志: she is addressed by her name alone unless a human says otherwise.
    relative = Person(branch_id=member.branch_id, name=name, address_form=name)
    session.add(relative)
    await session.flush()
    return await _ask(session, member, relative, kinship, by, now), relative


async def _ask(
    session: AsyncSession, member: Person, relative: Person, kinship: str, by: Person | None, now: datetime
) -> Proxy:
    for proxy, each in await relatives.of_member(session, member.id):
        if each.id == relative.id:
            return proxy
    proxy = Proxy(
        branch_id=member.branch_id,
        relative_id=relative.id,
        member_id=member.id,
        kinship=kinship,
        requested_at=now,
        requested_by=by.id if by else None,
    )
    session.add(proxy)
    await session.flush()
    await _record(session, proxy, "kinship", None, kinship, by, now)
    return proxy


async def waiting(session: AsyncSession, branch_id: int) -> Sequence[tuple[Proxy, Person, Person]]:
    """Return the requests that nobody has decided, each with its relative and its member, oldest first."""
    relative, member = aliased(Person), aliased(Person)
    found = await session.exec(
        select(Proxy, relative, member)
        .join(relative, col(relative.id) == col(Proxy.relative_id))
        .join(member, col(member.id) == col(Proxy.member_id))
        .where(
            Proxy.branch_id == branch_id,
            col(Proxy.ended_at).is_(None),
            sa.or_(col(Proxy.from_at).is_(None), select(Claim.id).where(*_CLAIMED).exists()),
        )
        .order_by(col(Proxy.id))
    )
    return found.all()


async def load(session: AsyncSession, proxy_id: int, branch_id: int) -> Request:
    """Return a request of the branch as it is now, held until the commit."""
    proxy, relative, member = await relatives.load(session, proxy_id, branch_id)
    found = await session.exec(
        select(Claim)
        .join(Proxy, sa.and_(*_CLAIMED))
        .where(Proxy.id == proxy_id)
        .order_by(col(Claim.id).desc())
        .limit(1)
    )
    return Request(proxy, relative, member, found.first())


async def facts(session: AsyncSession, request: Request) -> Facts:
    """Return a request as it is shown."""
    shown_name = request.claim.shown_name if request.claim is not None else None
    return await relatives.facts(session, request.proxy, request.relative, request.member, shown_name)


async def approve(
    session: AsyncSession,
    request: Request,
    by: Person,
    *,
    consent: str,
    scope: Scope,
    until_on: date | None,
    today: date,
    now: datetime,
) -> None:
    """Let a relative stand in for a member from now on; her waiting phone is let in with it.

    `consent` says in words who agreed. Raises Refusal for one's own family and for a member who is
    frozen or gone. The caller says welcome.
    """
    proxy, relative, member = request.proxy, request.relative, request.member
    if by.id in (relative.id, member.id):
        raise Refusal(say.not_your_own())
    row = await accounts.member_of(session, member)
    if row is None or not row.is_on_roll() or member.frozen_at is not None:
        raise Refusal(ask.cannot_admit(member.name))
    agreed = {"consent": consent, "scope": scope, "until_on": until_on, "from_at": proxy.from_at or now}
    was_open = proxy.from_at is not None
    for field, new in {**agreed, "approved_by": by.id}.items():
        await _record(session, proxy, field, getattr(proxy, field) if was_open else None, new, by, now)
        setattr(proxy, field, new)
    session.add(proxy)
    await session.flush()
    if request.claim is not None:
        await _let_in(session, request.claim, relative, by, now)
    await channels.entrusted(session, member, by, now)
    known = await relatives.facts(session, proxy, relative, member)
    if request.claim is not None:
        await _redraw(session, request.claim, say.approved(known, by.name, today), now)
    if await accounts.bound(session, [member.id]):
        message = relative_words.told_member(known, today)
        await outbox.post(session, member, message, branch_id=member.branch_id, now=now, kind="done for you")


async def _let_in(session: AsyncSession, claim: Claim, relative: Person, by: Person, now: datetime) -> None:
    account = await accounts.speaks_for(session, Holder(claim.bot_id, claim.user_id, claim.chat_id))
    if account is not None and account.person_id == relative.id:
        await admission.close(session, claim, ClaimState.ACCEPTED, by, now)
    else:
        await admission.admit(session, claim, relative, by, now)


async def decline(session: AsyncSession, request: Request, by: Person, now: datetime) -> None:
    """不同意: the request ends, and a phone that waited is told gently."""
    claim = request.claim
    if request.proxy.from_at is None:
        await relatives.close(session, request.proxy, by, now)
    if claim is None:
        return
    await admission.close(session, claim, ClaimState.DECLINED, by, now)
    await _redraw(session, claim, say.declined(await facts(session, request), by.name), now)
    to = Chat(claim.chat_id)
    message = binding_words.declined()
    await outbox.post(session, to, message, branch_id=claim.branch_id, now=now, kind="reply")


async def _redraw(session: AsyncSession, claim: Claim, message: Message, now: datetime) -> None:
    """Put `message` in the place of 「有位家属打开了邀请」 on every screen it is on or will be on."""
    rows = await session.exec(
        select(Outbox).where(
            Outbox.about == f"relative:{claim.id}",
            Outbox.action == Action.SEND,
            col(Outbox.state).in_((*UNSENT, *LEFT)),
        )
    )
    for row in rows.all():
        await outbox.edit(session, row, message, branch_id=claim.branch_id, now=now)


async def _record(
    session: AsyncSession,
    proxy: Proxy,
    field: str,
    old: object,
    new: object,
    by: Person | None,
    now: datetime,
) -> None:
    await changes.record(
        session,
        branch_id=proxy.branch_id,
        person_id=proxy.member_id,
        entity="proxy",
        row_id=proxy.id,
        field=field,
        old=old,
        new=new,
        by=by,
        now=now,
    )
