"""The good news of a medal: prepared, approved by a human, and told by a human where the program must not."""

from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import anniversaries, followup_opening, medals, outbox
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import medals as say
from models import Branch, Medal, MedalState, Member, Outbox, Person, Why

KIND = "medal"


async def prepare(session: AsyncSession, medal: Medal, person: Person, when: str, place: str) -> None:
    """Write the words down; nobody is told anything yet."""
    await medals.refuse_gone(session, medal)
    if medal.state is not MedalState.APPROVED or medal.notice_at is not None:
        raise Refusal(say.moved_meanwhile())
    medal.notice_text = say.notice(person.salutation(), when, place)
    session.add(medal)
    await session.flush()


async def send(session: AsyncSession, branch: Branch, medal: Medal, by: Person, now: datetime) -> bool:
    """Tell him, because a human has approved the words; return whether the program does it.

    Whoever it does not reach, and whoever is spared cheerful messages, is told by a person.
    """
    await medals.refuse_gone(session, medal)
    if medal.state is not MedalState.APPROVED or medal.notice_at is not None or not medal.notice_text:
        raise Refusal(say.moved_meanwhile())
    medal.notice_by, medal.notice_at = by.id, now
    session.add(medal)
    person = await session.get_one(Person, medal.person_id)
    member = (await session.exec(select(Member).where(Member.person_id == person.id))).one()
    today = local_day(now, branch.zone)
    spared = anniversaries.silence(person, member, today) is not None
    if spared or person.id not in await anniversaries.reached(session, [member]):
        await followup_opening.open_for(
            session,
            branch,
            [person.id],
            cause=f"medal:{medal.year}",
            why=Why.OCCASION,
            words=say.for_the_helper(medal.notice_text, spared=spared),
            now=now,
        )
        return False
    await outbox.post(
        session,
        person,
        Message(medal.notice_text),
        branch_id=branch.id,
        now=now,
        kind=KIND,
        about=medals.about(medal.id),
        once=True,
    )
    return True


async def still_wanted(session: AsyncSession, row: Outbox, _now: datetime) -> bool:
    """Say whether the approval that a waiting notice tells of still stands."""
    medal_id = int((row.about or "medal:0").partition(":")[2])
    medal = await session.get(Medal, medal_id)
    return medal is not None and medal.state is MedalState.APPROVED
