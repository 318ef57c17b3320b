"""Claims: somebody who holds an invitation says who he is, step by step."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import accounts, admission, invitations
from bot.domain.accounts import Holder
from bot.errors import Refusal
from bot.texts import admission as say
from bot.texts import common
from models import Account, Claim, ClaimKind, ClaimState, Invitation, Medium, Person, Role


class Next(StrEnum):
    """What a claim needs now."""

    ANSWER = "answer"  # 「您是…吗？」
    PROOF = "proof"  # his own number, or a human
    APPROVAL = "approval"  # a human
    OTHER_NUMBER = "other number"  # the number is not the roster's: a human
    WELCOME = "welcome"  # done just now
    CONNECTED = "connected"  # done before
    RELATIVE = "relative"  # kept as a relative's request
    NOT_ME = "not me"  # 不是: the invitation is void
    ANOTHER_PERSON = "another person"  # the account speaks for somebody else
    LINK = "link"  # digits alone cannot let in the very first secretary
    OVER = "over"  # expired, used, revoked, decided, unknown: it takes a new invitation


@dataclass(frozen=True, slots=True)
class Step:
    """Where a claim stands after what its holder did."""

    next: Next
    claim: Claim | None = None
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    """A claim with everything it hangs on."""

    claim: Claim
    invitation: Invitation
    person: Person
    account: Account | None  # what the holder's account speaks for already

    def step(self, following: Next) -> Step:
        return Step(following, self.claim, self.person)

    @property
    def is_somebody_else(self) -> bool:
        return self.account is not None and self.account.person_id != self.person.id


OVER = Step(Next.OVER)


async def open_claim(
    session: AsyncSession, invitation: Invitation | None, holder: Holder, *, by_code: bool, now: datetime
) -> Step:
    """Begin with an invitation, or go on where this account left off; only the name is revealed.

    A used invitation in a second hand is told to those who sent it.
    """
    if invitation is None:
        return OVER
    person = await session.get_one(Person, invitation.person_id)
    account = await accounts.speaks_for(session, holder)
    if account is not None and account.person_id == person.id:
        return Step(Next.CONNECTED, person=person)
    mine = await _latest(session, holder, Claim.invitation_id == invitation.id)
    if mine is not None and mine.state in admission.OPEN:
        if mine.kind is None:
            mine.by_code = by_code  # because digits first and then the link prove as much as the link
            session.add(mine)
        return await _standing(session, _Case(mine, invitation, person, account), now)
    if not invitations.is_open(invitation, now) or await invitations.is_closed(session, person):
        if mine is None:
            await _tell_if_used(session, invitation, person, holder, now)
        return OVER
    await admission.drop_claims_of(session, holder, now)
    claim = Claim(
        branch_id=person.branch_id,
        person_id=person.id,
        invitation_id=invitation.id,
        bot_id=holder.bot_id,
        user_id=holder.user_id,
        chat_id=holder.chat_id,
        shown_name=holder.shown_name,
        by_code=by_code,
        created_at=now,
    )
    session.add(claim)
    await session.flush()
    return Step(Next.ANSWER, claim, person)


async def current(session: AsyncSession, holder: Holder, now: datetime) -> Step:
    """Return where this account's open claim stands."""
    claim = await _open_of(session, holder)
    return await _standing(session, await _case(session, claim.id, holder), now) if claim else OVER


async def say_self(session: AsyncSession, claim_id: int, holder: Holder, now: datetime) -> Step:
    """是我: take the invitation, then ask for what must still be shown."""
    case = await _case(session, claim_id, holder)
    claim, invitation, person = case.claim, case.invitation, case.person
    if claim.state is not ClaimState.ASKED or claim.kind is not None:
        return await _standing(session, case, now)
    if case.is_somebody_else:
        return await _refuse_second_person(session, case, now)
    if not invitations.is_open(invitation, now) or await invitations.is_closed(session, person):
        await _tell_if_used(session, invitation, person, holder, now)
        await admission.close(session, claim, ClaimState.DROPPED, None, now)
        return OVER
    alone = not invitation.needs_approval and await invitations.is_first_in_charge(session, person, now)
    if alone and claim.by_code:
        return case.step(Next.LINK)
    claim.kind, invitation.used_at = ClaimKind.SELF, now
    session.add_all((claim, invitation))
    if alone:
        return await _admit(session, case, now)
    if await _number_is_enough(session, case, now):
        return case.step(Next.PROOF)
    await admission.ask_humans(session, claim, person, now)
    return case.step(Next.APPROVAL)


async def say_relative(session: AsyncSession, claim_id: int, holder: Holder, now: datetime) -> Step:
    """我是家属: keep it as a request and tell those in charge; it gives no access.

    The invitation stays good, because the person himself may still come.
    """
    case = await _case(session, claim_id, holder)
    claim, person = case.claim, case.person
    if claim.state is not ClaimState.ASKED or claim.kind is not None:
        return await _standing(session, case, now)
    claim.kind, claim.state = ClaimKind.RELATIVE, ClaimState.WAITING
    session.add(claim)
    message = say.relative_came(person.name, claim.shown_name)
    await admission.tell(session, person, case.invitation, message, f"relative:{claim.id}", now)
    return case.step(Next.RELATIVE)


async def say_no(session: AsyncSession, claim_id: int, holder: Holder, now: datetime) -> Step:
    """不是: the invitation went to a wrong phone, so it is void and its sender is told."""
    case = await _case(session, claim_id, holder)
    invitation, person = case.invitation, case.person
    if case.claim.state is not ClaimState.ASKED or case.claim.kind is not None:
        return await _standing(session, case, now)
    await admission.close(session, case.claim, ClaimState.DROPPED, None, now)
    if invitations.is_open(invitation, now):
        invitation.revoked_at = now
        session.add(invitation)
        message = say.went_astray(person.name)
        await admission.tell(session, person, invitation, message, f"astray:{invitation.id}", now)
    return case.step(Next.NOT_ME)


async def ask_branch(session: AsyncSession, holder: Holder, now: datetime) -> Step:
    """请支部同意, instead of showing the number."""
    claim = await _open_of(session, holder)
    if claim is None:
        return OVER
    case = await _case(session, claim.id, holder)
    standing = await _standing(session, case, now)
    if standing.next is not Next.PROOF:
        return standing
    await admission.ask_humans(session, claim, case.person, now)
    return case.step(Next.APPROVAL)


async def show_number(session: AsyncSession, holder: Holder, phone: str, now: datetime) -> Step:
    """Compare the holder's own number with the roster's; the caller has refused other people's."""
    claim = await _open_of(session, holder)
    if claim is None:
        return OVER
    case = await _case(session, claim.id, holder)
    standing = await _standing(session, case, now)
    if standing.next not in (Next.PROOF, Next.APPROVAL):
        return standing
    claim.phone_matches = same_number(phone, case.person.phone)
    session.add(claim)
    if claim.phone_matches and await _number_is_enough(session, case, now):
        return await _admit(session, case, now)
    if standing.next is Next.PROOF:
        await admission.ask_humans(session, claim, case.person, now)
        return case.step(Next.OTHER_NUMBER)
    facts = await admission.task(session, claim, case.person)
    await admission.redraw_tasks(session, claim, say.task(facts), now)
    return case.step(Next.APPROVAL)


def same_number(one: str | None, other: str | None) -> bool:
    """Say whether two numbers are one telephone, however each is written."""
    return bool(_digits(one)) and _digits(one) == _digits(other)


def _digits(number: str | None) -> str:
    return re.sub(r"^(?:00)?86(?=1\d{10}$)", "", re.sub(r"\D", "", number or ""))


async def _admit(session: AsyncSession, case: _Case, now: datetime) -> Step:
    await admission.admit(session, case.claim, case.person, None, now)
    return case.step(Next.WELCOME)


async def _number_is_enough(session: AsyncSession, case: _Case, now: datetime) -> bool:
    """Say whether the roster's number may stand for a human's approval.

    Not for typed digits and paper, which anybody may have read, and not for those who hold an
    office: they see other people's data, so a second person looks.
    """
    held = await accounts.roles(session, case.person, now)
    return (
        case.invitation.medium is Medium.PHONE
        and not case.claim.by_code
        and case.person.phone is not None
        and held <= {Role.MEMBER, Role.RELATIVE}
    )


async def _standing(session: AsyncSession, case: _Case, now: datetime) -> Step:
    """Return what an old button, a second tap or a further word finds: today's state."""
    match case.claim.state, case.claim.kind:
        case ClaimState.ASKED, None:
            open_still = invitations.is_open(case.invitation, now)
            return case.step(Next.ANSWER) if open_still else OVER
        case ClaimState.ASKED, _:
            lapsed = now >= case.invitation.expires_at or await invitations.is_closed(session, case.person)
            return OVER if lapsed else case.step(Next.PROOF)
        case ClaimState.WAITING, ClaimKind.RELATIVE:
            return case.step(Next.RELATIVE)
        case ClaimState.WAITING, _:
            return case.step(Next.APPROVAL)
        case ClaimState.ACCEPTED, _ if case.account is not None and not case.is_somebody_else:
            return case.step(Next.CONNECTED)
    return OVER


async def _refuse_second_person(session: AsyncSession, case: _Case, now: datetime) -> Step:
    assert case.account is not None
    holder = await session.get_one(Person, case.account.person_id)
    await admission.close(session, case.claim, ClaimState.DROPPED, None, now)
    message = say.shared_phone(case.person.name, holder.name)
    await admission.tell(session, case.person, case.invitation, message, f"shared:{case.claim.id}", now)
    return case.step(Next.ANOTHER_PERSON)


async def _tell_if_used(
    session: AsyncSession, invitation: Invitation, person: Person, holder: Holder, now: datetime
) -> None:
    if invitation.used_at is not None:
        message = say.used_twice(person.name, holder.shown_name)
        about, period = f"used:{invitation.id}", str(holder.user_id)
        await admission.tell(session, person, invitation, message, about, now, period=period)


async def _case(session: AsyncSession, claim_id: int, holder: Holder) -> _Case:
    found = await admission.locked(session, claim_id)
    if found is None or (found[0].bot_id, found[0].user_id) != (holder.bot_id, holder.user_id):
        raise Refusal(common.not_found())
    claim, person = found
    invitation = await session.get_one(Invitation, claim.invitation_id, populate_existing=True)
    return _Case(claim, invitation, person, await accounts.speaks_for(session, holder))


async def _open_of(session: AsyncSession, holder: Holder) -> Claim | None:
    return await _latest(
        session,
        holder,
        col(Claim.state).in_(admission.OPEN),
        col(Claim.kind).is_distinct_from(ClaimKind.RELATIVE),
    )


async def _latest(
    session: AsyncSession, holder: Holder, *conditions: sa.ColumnElement[bool] | bool
) -> Claim | None:
    found = await session.exec(
        select(Claim)
        .where(Claim.bot_id == holder.bot_id, Claim.user_id == holder.user_id, *conditions)
        .order_by(col(Claim.id).desc())
        .limit(1)
    )
    return found.first()
