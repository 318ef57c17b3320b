"""What is said and is no call for help: small talk, and words from the phone of somebody gone."""

from datetime import datetime
from hashlib import sha256

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot import chinese
from bot.clock import local_day
from bot.domain import help_helpers, help_post, outbox
from bot.messages import Message
from bot.texts import leaving
from models import Branch, Matter, Member, Person, Proxy


async def departed_spoke(
    session: AsyncSession, branch: Branch, person: Person, words: str, now: datetime
) -> Person | None:
    """Tell the liaison that the phone of somebody frozen or gone has spoken: each word once, an hour."""
    order = await help_helpers.in_order(session, branch, None, Matter.SCAM, now)
    helper = next((one for one in order if one.id != person.id), None)
    if helper is not None:
        words = words[: help_post.STRANGERS_WORDS_AT_MOST]
        told = sha256(chinese.fold(words).encode()).hexdigest()[:8] if words else ""
        await outbox.post(
            session,
            helper,
            leaving.speaks(await _holder(session, person), words),
            branch_id=branch.id,
            now=now,
            kind="urgent task",
            about=f"departed:{person.id}",
            period=f"{now:%Y%m%d%H}{told}",
            once=True,
        )
    return helper


async def _holder(session: AsyncSession, person: Person) -> str:
    """Say whose phone it is: a member's, in whose hands ever, or a relative's."""
    found = await session.exec(
        select(Proxy.kinship, Person.name)
        .join(Person, col(Person.id) == col(Proxy.member_id))
        .where(Proxy.relative_id == person.id, col(Proxy.relative_id).not_in(select(Member.person_id)))
        .order_by(col(Proxy.id).desc())
        .limit(1)
    )
    kin = found.first()
    return leaving.relative_of(kin[1], kin[0], person.name) if kin else leaving.phone_of(person.name)


async def once_today(
    session: AsyncSession,
    branch: Branch,
    chat: outbox.Chat,
    message: Message,
    now: datetime,
    *,
    about: str = "small talk",
) -> None:
    """Say something to a chat at most once a day, such as thanks for a greeting picture."""
    await outbox.post(
        session,
        chat,
        message,
        branch_id=branch.id,
        now=now,
        kind="reply",
        about=about,
        period=local_day(now, branch.zone).isoformat(),
        once=True,
    )
