"""Admission: a human, or the right telephone number, makes a claim an account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from bot.access import granted
from bot.domain import accounts, changes, channels, invitations, outbox, people
from bot.domain.accounts import Holder
from bot.domain.outbox import Chat
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import admission as ask
from bot.texts import binding as say
from bot.texts import common
from models import (
    Action,
    Claim,
    ClaimKind,
    ClaimState,
    Invitation,
    Medium,
    Outbox,
    Person,
    Proxy,
    Role,
)
from models.outbox import LEFT, UNSENT

OPEN = (ClaimState.ASKED, ClaimState.WAITING)


@dataclass(frozen=True, slots=True)
class Decision:
    """A claim that was decided; `fresh` is False when somebody else had been first."""

    claim: Claim
    person: Person
    decider: Person | None
    fresh: bool

    @property
    def accepted(self) -> bool:
        """Say whether the account speaks for the person."""
        return self.claim.state is ClaimState.ACCEPTED


async def ask_humans(session: AsyncSession, claim: Claim, person: Person, now: datetime) -> None:
    """Put a claim before everybody who may decide it; the person himself is warned on his phone.

    Because whoever may invite and approve could otherwise quietly become somebody else.
    """
    claim.state = ClaimState.WAITING
    session.add(claim)
    facts = await task(session, claim, person)
    today = await accounts.today(session, person, now)
    for each in await accounts.admitting(session, claim.branch_id, today):
        if each.id != person.id:
            await _post_once(session, each, ask.task(facts), _about(claim), now)
    if facts.replaces_phone:
        await _post_once(session, person, say.being_moved(), _moving(claim), now)


async def task(session: AsyncSession, claim: Claim, person: Person) -> ask.Task:
    """Return what whoever decides must know."""
    invitation = await session.get_one(Invitation, claim.invitation_id)
    return ask.Task(
        claim_id=claim.id,
        who=await called(session, person),
        shown_name=claim.shown_name,
        on_paper=invitation.medium is Medium.PAPER,
        by_code=claim.by_code,
        phone_matches=claim.phone_matches if person.phone else None,
        replaces_phone=bool(await accounts.of_person(session, person.id)),
    )


async def called(session: AsyncSession, person: Person) -> str:
    """Return how those who decide call whoever wants to come in, a relative by whose she is."""
    found = await session.exec(
        select(Person.name)
        .join(Proxy, col(Proxy.member_id) == col(Person.id))
        .where(Proxy.relative_id == person.id, col(Proxy.ended_at).is_(None))
        .order_by(col(Proxy.id))
    )
    return ask.called(person.name, found.all())


async def waiting_claims(
    session: AsyncSession, branch_id: int, kind: ClaimKind = ClaimKind.SELF
) -> Sequence[tuple[Claim, Person]]:
    """Return the claims that wait for a human and whom each is about, oldest first.

    A relative who has said who she is has become a request (`relative_requests.waiting`).
    Show one as `bot.texts.admission.task(await task(session, claim, person))`.
    """
    found = await session.exec(
        select(Claim, Person)
        .join(Person, col(Person.id) == col(Claim.person_id))
        .where(
            Claim.branch_id == branch_id,
            Claim.state == ClaimState.WAITING,
            Claim.kind == kind,
            col(Claim.relative_id).is_(None),
        )
        .order_by(col(Claim.id))
    )
    return found.all()


async def decide(
    session: AsyncSession, claim_id: int, by: Person, *, accept: bool, now: datetime
) -> Decision:
    """同意 or 不同意; one decision counts, a later one hears who was first.

    Raises Refusal for one's own claim, for a person who is frozen or gone, when the account came to
    speak for somebody else, and when two people are needed.
    """
    found = await locked(session, claim_id)
    if found is None or found[0].branch_id != by.branch_id or found[0].kind is not ClaimKind.SELF:
        raise Refusal(common.not_found())
    claim, person = found
    if claim.state is not ClaimState.WAITING:
        decider = await session.get(Person, claim.decided_by) if claim.decided_by else None
        return Decision(claim, person, decider, fresh=False)
    if by.id == person.id:
        raise Refusal(ask.not_oneself())
    if accept:
        await _refuse_alone(session, claim, person, by, now)
        await admit(session, claim, person, by, now)
        return Decision(claim, person, by, fresh=True)
    await close(session, claim, ClaimState.DECLINED, by, now)
    who = await called(session, person)
    await redraw_tasks(session, claim, ask.decided(who, by.name, accepted=False), now)
    to = Chat(claim.chat_id)
    await outbox.post(session, to, say.declined(), branch_id=claim.branch_id, now=now, kind="reply")
    await _tell_it_stayed(session, claim, now)
    return Decision(claim, person, by, fresh=True)


async def _refuse_alone(
    session: AsyncSession, claim: Claim, person: Person, by: Person, now: datetime
) -> None:
    """Refuse whoever would let in, by an invitation of his own, somebody who may do more than he.

    Because a liaison who invites and admits could otherwise become the secretary. Where nobody else
    could decide, it has to be enough.
    """
    invitation = await session.get_one(Invitation, claim.invitation_id)
    if invitation.created_by != by.id:
        return
    gains = granted(await accounts.roles(session, person, now))
    if gains <= granted(await accounts.roles(session, by, now)):
        return
    today = await accounts.today(session, person, now)
    reached = await accounts.admitting(session, person.branch_id, today)
    others = [each.name for each in reached if each.id not in (by.id, person.id)]
    if others:
        raise Refusal(ask.somebody_else(person.name, others))


async def locked(session: AsyncSession, claim_id: int) -> tuple[Claim, Person] | None:
    """Return a claim as it is now, with its person; whoever comes second waits until the commit."""
    claim = await session.get(Claim, claim_id)
    if claim is None:
        return None
    # The person's row is the lock for everything about who he is.
    person = await session.get_one(
        Person, claim.person_id, with_for_update={"key_share": True}, populate_existing=True
    )
    await session.refresh(claim, with_for_update=True)
    return claim, person


async def admit(
    session: AsyncSession, claim: Claim, person: Person, by: Person | None, now: datetime
) -> None:
    """Let the claim's account speak for the person; every other way in for him is closed.

    `by` is None when his own number was proof enough. The caller says welcome.
    """
    holder = Holder(claim.bot_id, claim.user_id, claim.chat_id)
    if await invitations.is_closed(session, person):
        raise Refusal(ask.cannot_admit(person.name))
    account = await accounts.speaks_for(session, holder)
    if account is not None and account.person_id != person.id:
        raise Refusal(ask.phone_taken(person.name))
    await close(session, claim, ClaimState.ACCEPTED, by, now)
    who = await called(session, person)
    await redraw_tasks(session, claim, ask.decided(who, by.name if by else None, accepted=True), now)
    await drop_claims(session, person, now)
    await invitations.revoke(session, person.id, now)
    replaced = await accounts.bind(session, person, holder, by=by, now=now)
    await channels.connected(session, person, by, now)
    for old in replaced:
        if old.bot_id == holder.bot_id and old.chat_id != holder.chat_id:
            await outbox.post(
                session,
                Chat(old.chat_id),
                say.moved_on(),
                branch_id=old.branch_id,
                now=now,
                kind="reply",
            )
    if replaced and by is None:
        await tell(session, person, None, ask.moved(person.name), f"moved:{claim.id}", now)


async def drop_claims(session: AsyncSession, person: Person, now: datetime) -> None:
    """Drop every open claim to be this person; a relative's request stays."""
    found = await session.exec(_open_claims().where(Claim.person_id == person.id))
    await _drop(session, found.all(), now)


async def drop_claims_of(session: AsyncSession, holder: Holder, now: datetime) -> None:
    """Drop what an account has claimed so far: it can be one person at most."""
    found = await session.exec(
        _open_claims().where(Claim.bot_id == holder.bot_id, Claim.user_id == holder.user_id)
    )
    dropped = found.all()
    await _drop(session, dropped, now)
    for claim in dropped:
        await _tell_it_stayed(session, claim, now)


def _open_claims() -> SelectOfScalar[Claim]:
    return (
        select(Claim)
        .where(
            col(Claim.state).in_(OPEN),
            col(Claim.kind).is_distinct_from(ClaimKind.RELATIVE),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def _drop(session: AsyncSession, claims: Sequence[Claim], now: datetime) -> None:
    for claim in claims:
        person = await session.get_one(Person, claim.person_id)
        await close(session, claim, ClaimState.DROPPED, None, now)
        await redraw_tasks(session, claim, ask.settled(person.name), now)


async def _tell_it_stayed(session: AsyncSession, claim: Claim, now: datetime) -> None:
    """Tell whoever was warned that another phone wants the place of his that it did not get it."""
    warned = await session.exec(
        select(Outbox.id).where(Outbox.about == _moving(claim), col(Outbox.state).in_(LEFT)).limit(1)
    )
    if warned.first() is not None:
        person = await session.get_one(Person, claim.person_id)
        await _post_once(session, person, say.stayed(), f"stayed:{claim.id}", now)


async def close(
    session: AsyncSession, claim: Claim, state: ClaimState, by: Person | None, now: datetime
) -> None:
    """Settle a claim for good and write it down; a warning about it that has not left is not needed."""
    await outbox.cancel(session, col(Outbox.about) == _moving(claim), reason="decided", now=now)
    await changes.record(
        session,
        branch_id=claim.branch_id,
        person_id=claim.person_id,
        entity="claim",
        row_id=claim.id,
        field="state",
        old=claim.state,
        new=state,
        by=by,
        now=now,
    )
    claim.state, claim.decided_at, claim.decided_by = state, now, by.id if by else None
    session.add(claim)
    await session.flush()


async def redraw_tasks(session: AsyncSession, claim: Claim, message: Message, now: datetime) -> None:
    """Put `message` in the place of the question on every screen it is on; elsewhere it is not needed."""
    about = (col(Outbox.about) == _about(claim), col(Outbox.kind) == "task")
    if claim.state not in OPEN:
        await outbox.cancel(session, *about, reason="decided", now=now)
    states = LEFT if claim.state not in OPEN else (*LEFT, *UNSENT)
    rows = await session.exec(
        select(Outbox).where(*about, Outbox.action == Action.SEND, col(Outbox.state).in_(states))
    )
    for row in rows.all():
        await outbox.edit(session, row, message, branch_id=claim.branch_id, now=now)


async def tell(
    session: AsyncSession,
    person: Person,
    invitation: Invitation | None,
    message: Message,
    about: str,
    now: datetime,
    *,
    period: str = "",
) -> None:
    """Tell the secretary and whoever sent the invitation something about a person, once."""
    today = await accounts.today(session, person, now)
    reached = await accounts.admitting(session, person.branch_id, today)
    secretaries = await people.holders(session, person.branch_id, (Role.SECRETARY,), today)
    told = [each for each in reached if each in secretaries] or reached
    if invitation is not None and invitation.created_by is not None:
        told.append(await session.get_one(Person, invitation.created_by))
    for each in {each.id: each for each in told if each.id != person.id}.values():
        await _post_once(session, each, message, about, now, period)


async def _post_once(
    session: AsyncSession, to: Person, message: Message, about: str, now: datetime, period: str = ""
) -> None:
    await outbox.post(
        session,
        to,
        message,
        branch_id=to.branch_id,
        now=now,
        kind="task",
        about=about,
        period=period,
        once=True,
    )


def _about(claim: Claim) -> str:
    return f"claim:{claim.id}"


def _moving(claim: Claim) -> str:
    return f"moving:{claim.id}"
