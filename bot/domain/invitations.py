"""Invitations (邀请): single-use ways in, of which only keyed hashes are kept."""

import hmac
import io
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import accounts, changes, people
from bot.domain.codes import DIGITS
from bot.errors import Refusal
from bot.texts import invitations as say
from models import Invitation, Media, Medium, Outbox, Person, Role
from models.outbox import FINAL

TOKEN_BYTES = 16
LIFE = {Medium.PHONE: timedelta(days=3), Medium.PAPER: timedelta(days=30)}
KIND = "invitation"  # also what such a message is about
_QR_MODULE_PIXELS = 12
_QR_QUIET_MODULES = 4  # the standard's own quiet zone


@dataclass(frozen=True, slots=True)
class Issued:
    """What is handed over, this once: afterwards nobody can read it out of the database."""

    token: str
    code: str
    expires_at: datetime

    def link(self, bot_username: str) -> str:
        """Return the address that opens the bot with this invitation."""
        return f"https://t.me/{bot_username}?start={self.token}"


async def invite(
    session: AsyncSession,
    person: Person,
    *,
    medium: Medium,
    by: Person | None,
    now: datetime,
    secret: bytes,
) -> Issued:
    """Make somebody's one valid invitation; older ones stop working.

    Raises Refusal for the frozen, the deceased and the transferred.
    """
    # Held, because of two who invite him at once the second makes the first one's invitation void.
    person = await session.get_one(
        Person, person.id, with_for_update={"key_share": True}, populate_existing=True
    )
    if await is_closed(session, person):
        raise Refusal(say.not_invited(person.name))
    await revoke(session, person.id, now)
    code = await _free_code(session, secret, now)
    issued = Issued(secrets.token_urlsafe(TOKEN_BYTES), code, now + LIFE[medium])
    invitation = Invitation(
        branch_id=person.branch_id,
        person_id=person.id,
        medium=medium,
        token_hash=_hash(issued.token, secret),
        code_hash=_hash(issued.code, secret),
        needs_approval=by is not None or not await is_first_in_charge(session, person, now),
        created_at=now,
        created_by=by.id if by else None,
        expires_at=issued.expires_at,
    )
    session.add(invitation)
    await session.flush()
    await changes.record(
        session,
        branch_id=person.branch_id,
        person_id=person.id,
        entity="invitation",
        row_id=invitation.id,
        field="medium",
        old=None,
        new=medium,
        by=by,
        now=now,
    )
    return issued


async def invite_many(
    session: AsyncSession,
    persons: Sequence[Person],
    medium: Medium,
    by: Person | None = None,
    *,
    now: datetime,
    secret: bytes,
) -> list[tuple[Person, Issued]]:
    """Invite several people; those who are frozen or gone are left out."""
    return [
        (person, await invite(session, person, medium=medium, by=by, now=now, secret=secret))
        for person in persons
        if not await is_closed(session, person)
    ]


async def is_closed(session: AsyncSession, person: Person) -> bool:
    """Say whether somebody cannot be let in at all: frozen, deceased or transferred."""
    member = await accounts.member_of(session, person)
    return person.frozen_at is not None or (member is not None and not member.is_on_roll())


async def is_first_in_charge(session: AsyncSession, person: Person, now: datetime) -> bool:
    """Say whether this is a secretary whom nobody could admit.

    Because no secretary is connected yet, or because everybody else who may admit has no account.
    """
    if Role.SECRETARY not in await accounts.roles(session, person, now):
        return False
    today = await accounts.today(session, person, now)
    secretaries = await people.holders(session, person.branch_id, (Role.SECRETARY,), today)
    if not await accounts.bound(session, [each.id for each in secretaries]):
        return True
    could = await accounts.admitting(session, person.branch_id, today)
    return all(each.id == person.id for each in could)


async def revoke(session: AsyncSession, person_id: int, now: datetime) -> None:
    """Let every invitation of a person that is not used yet stop working."""
    await session.exec(
        sa.update(Invitation)
        .where(
            col(Invitation.person_id) == person_id,
            col(Invitation.used_at).is_(None),
            col(Invitation.revoked_at).is_(None),
        )
        .values(revoked_at=now)
    )


def is_open(invitation: Invitation, now: datetime) -> bool:
    """Say whether an invitation still lets somebody in; at `expires_at` it no longer does."""
    return invitation.used_at is None and invitation.revoked_at is None and now < invitation.expires_at


async def waiting_for(
    session: AsyncSession, person_ids: Sequence[int], now: datetime, media: Sequence[Medium] = tuple(Medium)
) -> set[int]:
    """Return those among the people who hold an invitation that they can still use."""
    found = await session.exec(
        select(Invitation).where(col(Invitation.person_id).in_(person_ids), col(Invitation.medium).in_(media))
    )
    return {invitation.person_id for invitation in found.all() if is_open(invitation, now)}


async def by_token(session: AsyncSession, token: str, secret: bytes) -> Invitation | None:
    """Return the invitation of a link, in whatever state it is."""
    # The database compares hashes made with a key that nobody outside has, so its timing tells
    # nothing about tokens.
    found = await session.exec(select(Invitation).where(Invitation.token_hash == _hash(token, secret)))
    return found.first()


async def by_code(session: AsyncSession, code: str, secret: bytes, now: datetime) -> Invitation | None:
    """Return the invitation of a typed code; codes are short, so only usable ones count."""
    found = await session.exec(select(Invitation).where(Invitation.code_hash == _hash(code, secret)))
    return next((invitation for invitation in found.all() if is_open(invitation, now)), None)


async def _free_code(session: AsyncSession, secret: bytes, now: datetime) -> str:
    while True:
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        if await by_code(session, code, secret, now) is None:
            return code


def _hash(words: str, secret: bytes) -> str:
    return hmac.new(secret, words.encode(), sha256).hexdigest()


def qr_png(link: str) -> bytes:
    """Draw a link as a picture that a shaky hand can hold a phone over."""
    import segno  # here, because few processes ever draw one

    picture = io.BytesIO()
    segno.make_qr(link, error="m").save(
        picture, kind="png", scale=_QR_MODULE_PIXELS, border=_QR_QUIET_MODULES
    )
    return picture.getvalue()


async def forget_sent(session: AsyncSession, now: datetime) -> None:
    """Blank the words and pictures of invitations that have left.

    The outbox keeps what was said, but whoever reads a backup must not find a way in.
    """
    # `about` is indexed, and taken away with the words, so that a tick finds only what is new.
    found = await session.exec(select(Outbox).where(Outbox.about == KIND, col(Outbox.state).in_(FINAL)))
    for row in found.all():
        pictures = row.layout.get("media", [])
        await session.exec(sa.update(Media).where(col(Media.id).in_(pictures)).values(data=None))
        row.text, row.layout, row.about = say.FORGOTTEN, {}, None
        session.add(row)
