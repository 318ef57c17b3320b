"""Pictures of a visit: kept only where everybody in them has agreed, and that is on record."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import changes
from bot.errors import Refusal
from bot.texts import visits as say
from models import (
    Attachment,
    Greeting,
    HelpWord,
    Media,
    MediaKind,
    Person,
    PhotoConsent,
    VisitMedia,
    VisitMember,
)

# Whatever shows a picture or file.
_REFERRING = (
    col(VisitMedia.media_id),
    col(Attachment.media_id),
    col(HelpWord.media_id),
    col(Greeting.media_id),
)


async def not_agreed(session: AsyncSession, person_ids: Sequence[int]) -> list[Person]:
    """Return those whose agreement is not on record."""
    agreed = select(PhotoConsent.person_id).where(
        col(PhotoConsent.person_id).in_(person_ids), col(PhotoConsent.ended_at).is_(None)
    )
    found = await session.exec(
        select(Person)
        .where(col(Person.id).in_(person_ids), col(Person.id).not_in(agreed))
        .order_by(col(Person.id))
    )
    return list(found.all())


async def check(session: AsyncSession, person_ids: Sequence[int], media_ids: Sequence[int]) -> None:
    """Raise Refusal where a picture is among the media and somebody has not agreed to one."""
    if not media_ids:
        return
    pictures = await session.exec(
        select(Media.id).where(col(Media.id).in_(media_ids), col(Media.kind) != MediaKind.VOICE).limit(1)
    )
    if pictures.first() is not None and (missing := await not_agreed(session, person_ids)):
        raise Refusal(say.no_consent([person.salutation() for person in missing]))


async def agree(session: AsyncSession, person: Person, by: Person, now: datetime) -> None:
    """Note that a member agreed to pictures being kept, and who was told so."""
    if not await not_agreed(session, [person.id]):
        return
    consent = PhotoConsent(branch_id=person.branch_id, person_id=person.id, given_at=now, noted_by=by.id)
    session.add(consent)
    await session.flush()
    await _write_down(session, consent, by, None, "given", now)


async def withdraw(session: AsyncSession, person: Person, by: Person, now: datetime) -> None:
    """End a member's agreement; the pictures that were kept under it are erased, the words stay.

    The record of his visits loses them all; the bytes of one that something else shows too are left.
    """
    found = await session.exec(
        select(PhotoConsent).where(PhotoConsent.person_id == person.id, col(PhotoConsent.ended_at).is_(None))
    )
    for consent in found.all():
        consent.ended_at = now
        session.add(consent)
        await _write_down(session, consent, by, "given", None, now)
    await _erase(session, person)


async def _erase(session: AsyncSession, person: Person) -> None:
    found = await session.exec(
        select(VisitMedia)
        .join(Media, col(Media.id) == col(VisitMedia.media_id))
        .join(VisitMember, col(VisitMember.visit_id) == col(VisitMedia.visit_id))
        .where(VisitMember.person_id == person.id, col(Media.kind) != MediaKind.VOICE)
    )
    kept = found.all()
    for each in kept:
        await session.delete(each)
    await session.flush()
    # The same bytes are stored once, so a notice may be waiting to be sent with them.
    elsewhere = [sa.exists().where(media_id == col(Media.id)) for media_id in _REFERRING]
    await session.exec(
        sa.update(Media)
        .where(col(Media.id).in_({each.media_id for each in kept}), sa.not_(sa.or_(*elsewhere)))
        .values(data=None)
    )


async def _write_down(
    session: AsyncSession, consent: PhotoConsent, by: Person, old: str | None, new: str | None, now: datetime
) -> None:
    await changes.record(
        session,
        branch_id=consent.branch_id,
        person_id=consent.person_id,
        entity="photoconsent",
        row_id=consent.id,
        field="given_at",
        old=old,
        new=new,
        by=by,
        now=now,
    )
