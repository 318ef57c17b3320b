"""找人: who is asked to call, and how he is asked; there is always an answer."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import gate, outbox, people
from bot.domain.members import cadres_of
from bot.messages import Message
from bot.texts import help as say
from bot.texts import leaving
from bot.texts.admission import shown
from bot.texts.members import group_name
from models import Account, Branch, Member, Person, Role

WORDS_AT_MOST = 500
_BRANCH = (Role.LIAISON, Role.SECRETARY, Role.DEPUTY, Role.ACTING)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who will call; None when nobody can be reached. `resting` says that it is a quiet hour."""

    helper: Person | None
    resting: bool


async def ask_for(
    session: AsyncSession,
    branch: Branch,
    person: Person,
    member: Member | None,
    words: str,
    now: datetime,
    *,
    bot_id: int,
    media: tuple[int, ...] = (),
) -> Asked:
    """Ask the paired cadre to call somebody, else the liaison, else the secretary.

    It goes out in quiet hours too: whoever asks for a human being at night may have reason to.
    """
    helper = await helper_for(session, branch, person, now, bot_id=bot_id)
    resting = gate.quiet_until(branch, now) is not None
    if helper is None:
        return Asked(None, resting)
    group = group_name(member.group_number) if member and member.group_number else ""
    message = say.call(person.name, group, words[:WORDS_AT_MOST], person.id, has_phone=bool(person.phone))
    if media:
        await _post(session, branch, helper, Message("", media=media), now)
    await _post(session, branch, helper, message, now)
    return Asked(helper, resting)


async def ask_for_stranger(
    session: AsyncSession, branch: Branch, chat_id: int, name: str, words: str, now: datetime, *, bot_id: int
) -> Asked:
    """Pass on what a stranger says to the liaison; once an hour, so that nobody can flood him."""
    helper = await helper_for(session, branch, None, now, bot_id=bot_id)
    if helper is not None:
        message = say.stranger_asks(shown(name), words[:WORDS_AT_MOST])
        await _post(session, branch, helper, message, now, about=f"stranger:{chat_id}")
    return Asked(helper, gate.quiet_until(branch, now) is not None)


async def departed_spoke(
    session: AsyncSession, branch: Branch, person: Person, words: str, now: datetime, *, bot_id: int
) -> Person | None:
    """Tell the liaison that the phone of somebody frozen or gone has written; once an hour."""
    helper = await helper_for(session, branch, None, now, bot_id=bot_id, but=person)
    if helper is not None:
        message = leaving.speaks(person.name, words[:WORDS_AT_MOST])
        await _post(session, branch, helper, message, now, about=f"departed:{person.id}")
    return helper


async def helper_for(
    session: AsyncSession,
    branch: Branch,
    person: Person | None,
    now: datetime,
    *,
    bot_id: int,
    but: Person | None = None,
) -> Person | None:
    """Return the first who can be reached here: paired cadre, liaison, secretary, deputy."""
    today = local_day(now, branch.zone)
    cadres = await cadres_of(session, person.id, today) if person else []
    order = [cadre for cadre in cadres if cadre.frozen_at is None]
    order += await people.holders(session, branch.id, _BRANCH, today)
    asking = {each.id for each in (person, but) if each is not None}
    found = await session.exec(
        select(Account.person_id).where(
            col(Account.person_id).in_([each.id for each in order]),
            Account.bot_id == bot_id,
            col(Account.ended_at).is_(None),
            col(Account.blocked_at).is_(None),
        )
    )
    reached = set(found.all()) - asking
    return next((each for each in order if each.id in reached), None)


async def _post(
    session: AsyncSession,
    branch: Branch,
    to: Person,
    message: Message,
    now: datetime,
    about: str | None = None,
) -> None:
    await outbox.post(
        session,
        to,
        message,
        branch_id=branch.id,
        now=now,
        kind="urgent task",
        about=about,
        period=f"{now:%Y%m%d%H}",
        once=about is not None,
    )


async def once_today(
    session: AsyncSession, branch: Branch, chat: outbox.Chat, message: Message, now: datetime
) -> None:
    """Say something to a chat at most once a day, such as thanks for a greeting picture."""
    await outbox.post(
        session,
        chat,
        message,
        branch_id=branch.id,
        now=now,
        kind="reply",
        about="small talk",
        period=local_day(now, branch.zone).isoformat(),
        once=True,
    )
