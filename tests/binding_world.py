"""Phones in people's hands, and the ways in that they are given."""

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import claims, invitations
from bot.domain.accounts import Holder
from bot.domain.claims import Step
from bot.domain.invitations import Issued
from models import Account, Claim, Medium, Outbox, Person
from tests.people import BOT_ID, NOON, Given

SECRET = b"a key for tests"
PHONE = "13900000001"


async def branch_with_secretary(given: Given) -> tuple[Person, Person]:
    """A branch whose secretary is connected, and 周德明, who is not."""
    secretary = await given.secretary()
    await given.bind(secretary)
    return secretary, await given.member("周德明", phone=PHONE)


def phone(number: int = 700, shown_name: str = "老周") -> Holder:
    """A phone that nobody knows yet."""
    return Holder(BOT_ID, number, number, shown_name)


async def invited(
    session: AsyncSession,
    person: Person,
    by: Person | None = None,
    medium: Medium = Medium.PHONE,
    now=NOON,
) -> Issued:
    """Invite somebody."""
    return await invitations.invite(session, person, medium=medium, by=by, now=now, secret=SECRET)


async def opened(session: AsyncSession, issued: Issued, holder: Holder, now=NOON) -> Step:
    """Follow the link of an invitation."""
    invitation = await invitations.by_token(session, issued.token, SECRET)
    return await claims.open_claim(session, invitation, holder, by_code=False, now=now)


async def typed(session: AsyncSession, issued: Issued, holder: Holder, now=NOON) -> Step:
    """Type the digits of an invitation."""
    invitation = await invitations.by_code(session, issued.code, SECRET, now)
    return await claims.open_claim(session, invitation, holder, by_code=True, now=now)


async def its_me(session: AsyncSession, step: Step, holder: Holder, now=NOON) -> Step:
    """Press 是我."""
    assert step.claim is not None
    return await claims.say_self(session, step.claim.id, holder, now)


async def waiting(session: AsyncSession, given: Given) -> tuple[Claim, Person, tuple[Person, ...]]:
    """周德明's claim waits; secretary, deputy and liaison are connected."""
    secretary, zhou = await branch_with_secretary(given)
    deputy, liaison = await given.deputy(), await given.liaison()
    await given.bind(deputy)
    await given.bind(liaison)
    step = await opened(session, await invited(session, zhou, secretary, Medium.PAPER), phone())
    await its_me(session, step, phone())
    assert step.claim is not None
    return step.claim, zhou, (secretary, deputy, liaison)


async def phone_of(session: AsyncSession, person: Person) -> int | None:
    """Return the chat that speaks for somebody, None when there is none."""
    found = await session.exec(
        select(Account.chat_id).where(Account.person_id == person.id, Account.ended_at.is_(None))
    )
    return found.one_or_none()


async def said_in(session: AsyncSession, chat_id: int) -> list[str]:
    """Return what the outbox holds for a bare chat, oldest first."""
    rows = await session.exec(select(Outbox).where(Outbox.chat_id == chat_id).order_by(Outbox.id))
    return [row.text for row in rows]
