"""The good news of a medal: prepared, approved by a human, and told by a human where the program must not."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import followup_opening, greetings, medal_record, medals, outbox
from bot.domain.members import ON_ROLL
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import medal_notices as words
from bot.texts import medals as say
from models import Branch, FollowUpState, Medal, MedalState, Member, Outbox, OutboxState, Person, Why
from models.outbox import FINAL

KIND = "medal"
_FAILED = FINAL - {OutboxState.SENT}


async def prepare(session: AsyncSession, medal: Medal, person: Person, when: str, place: str) -> None:
    """Write the words down; nobody is told anything yet."""
    await medal_record.refuse_gone(session, medal)
    if medal.state is not MedalState.APPROVED or medal.notice_at is not None:
        raise Refusal(say.moved_meanwhile())
    medal.notice_text = words.notice(person.salutation(), when, place)
    session.add(medal)
    await session.flush()


async def send(session: AsyncSession, branch: Branch, medal: Medal, by: Person, now: datetime) -> bool:
    """Tell him, because a human has approved the words; return whether the program does it.

    Whoever it does not reach, and whoever is spared cheerful messages, is told by a person.
    """
    await medal_record.refuse_gone(session, medal)
    if medal.state is not MedalState.APPROVED or medal.notice_at is not None or not medal.notice_text:
        raise Refusal(say.moved_meanwhile())
    medal.notice_by, medal.notice_at = by.id, now
    session.add(medal)
    person, member = await _whose(session, medal)
    spared = greetings.silence(person, member, local_day(now, branch.zone)) is not None
    if spared or person.id not in await greetings.reached(session, [member]):
        await _by_hand(session, branch, medal, now, spared=spared)
        return False
    await outbox.post_all(
        session,
        [person.id],
        Message(medal.notice_text),
        branch_id=branch.id,
        now=now,
        kind=KIND,
        about=medals.about(medal.id),
        period=now.isoformat(),  # because it may be said anew after a mistaken approval
        family=True,
    )
    return True


async def _whose(session: AsyncSession, medal: Medal) -> tuple[Person, Member]:
    member = (await session.exec(select(Member).where(Member.person_id == medal.person_id))).one()
    return await session.get_one(Person, medal.person_id), member


async def _by_hand(
    session: AsyncSession, branch: Branch, medal: Medal, now: datetime, *, spared: bool
) -> None:
    """Let his pair bring the news: by telephone, to whom is spared cheerful messages at his door."""
    medal.by_hand_at = now
    session.add(medal)
    await followup_opening.open_for(
        session,
        branch,
        [medal.person_id],
        cause=medals.cause(medal.year),
        why=Why.OCCASION,
        words=medal.notice_text or "",
        now=now,
        state=FollowUpState.VISIT if spared else FollowUpState.CALL,
    )


async def look_after(session: AsyncSession, now: datetime) -> None:
    """Let a person bring the news that the program did not bring."""
    still_hoped_for = (
        select(Outbox.id)
        .where(col(Outbox.about) == medals.ABOUT, col(Outbox.state).not_in(_FAILED))
        .correlate(Medal)
        .exists()
    )
    found = await session.exec(
        select(Medal, Person, Member, Branch)
        .join(Person, col(Person.id) == col(Medal.person_id))
        .join(Member, col(Member.person_id) == col(Medal.person_id))
        .join(Branch, col(Branch.id) == col(Medal.branch_id))
        .where(
            Medal.state == MedalState.APPROVED,
            col(Medal.notice_at).is_not(None),
            col(Medal.by_hand_at).is_(None),
            col(Person.frozen_at).is_(None),
            col(Member.status).in_(ON_ROLL),
            ~still_hoped_for,
        )
        .order_by(col(Medal.id))
    )
    for medal, person, member, branch in found.all():
        spared = greetings.silence(person, member, local_day(now, branch.zone)) is not None
        await _by_hand(session, branch, medal, now, spared=spared)


async def still_wanted(session: AsyncSession, row: Outbox, _now: datetime) -> bool:
    """Say whether the approval that a waiting notice tells of still stands."""
    medal_id = int((row.about or "medal:0").partition(":")[2])
    medal = await session.get(Medal, medal_id)
    return medal is not None and medal.state is MedalState.APPROVED
