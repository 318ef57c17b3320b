"""What is said about a call for help: to helpers, as a board that shows how it stands, and to the asker."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.access import Permission, granted
from bot.domain import accounts, boards, deaths, outbox
from bot.domain.outbox import Chat
from bot.messages import Message
from bot.texts import help_desk as say
from bot.texts import help_urgent
from bot.texts.admission import shown
from bot.texts.help_desk import Call
from bot.texts.members import group_name
from models import (
    Branch,
    HelpRequest,
    HelpState,
    HelpWord,
    Matter,
    Member,
    Outbox,
    OutboxState,
    Person,
)

WORDS_AT_MOST = 3000  # of somebody known; a stranger cannot fill the screen
STRANGERS_WORDS_AT_MOST = 500
ALARMS = frozenset({Matter.EMERGENCY, Matter.CRISIS})
TALKING = timedelta(hours=1)  # so long after his own word a helper hears the answer, whatever the hour

_KIND = {
    Matter.HELP: "help",
    Matter.WORRY: "urgent task",
    Matter.SCAM: "urgent task",
    Matter.MONEY: "urgent task",
    Matter.DEATH: "alarm",
    Matter.CRISIS: "alarm",
    Matter.EMERGENCY: "alarm",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What the asker has said since the call was opened."""

    words: str
    media: tuple[int, ...]
    again: bool  # more than the word that opened it


def subject(request: HelpRequest) -> str:
    """Return the name of a call among boards and causes."""
    return f"help:{request.id}"


async def ask(
    session: AsyncSession, branch: Branch, request: HelpRequest, helpers: Sequence[Person], now: datetime
) -> None:
    """Ask helpers for one round; what they read is redrawn as the call goes on."""
    said = await said_so_far(session, request)
    person = await _person(session, request)
    for helper in helpers:
        message = say.call(await seen_by(session, request, helper))
        row_id = await outbox.post(
            session,
            helper,
            replace(message, media=said.media),
            branch_id=branch.id,
            now=now,
            kind=_KIND[request.matter],
            about=subject(request),
            period=str(request.round),
            once=True,
            subject=person,
        )
        if row_id is not None:
            await boards.follow(session, subject(request), helper, row_id, message, now, branch_id=branch.id)


async def tell_helpers(
    session: AsyncSession,
    branch: Branch,
    request: HelpRequest,
    helpers: Sequence[Person],
    message: Message,
    now: datetime,
) -> None:
    """Say something further to helpers."""
    kind = "help words" if await _is_talking(session, request, now) else _KIND[request.matter]
    for helper in helpers:
        await outbox.post(
            session,
            helper,
            message,
            branch_id=branch.id,
            now=now,
            kind=kind,
            about=subject(request),
            subject=await _person(session, request),
        )


async def _is_talking(session: AsyncSession, request: HelpRequest, now: datetime) -> bool:
    """Say whether the helper has himself just said something."""
    if request.matter is not Matter.HELP or request.state is not HelpState.TAKEN:
        return False
    found = await session.exec(
        select(HelpWord.id).where(
            HelpWord.request_id == request.id,
            HelpWord.by_id == request.helper_id,
            HelpWord.at > now - TALKING,
        )
    )
    return found.first() is not None


async def tell_asker(
    session: AsyncSession, branch: Branch, request: HelpRequest, message: Message, now: datetime
) -> None:
    """Say one line to the asker, on the phone he uses now."""
    person = await _person(session, request)
    if person is None and not request.chat_id:
        return
    await outbox.post(
        session,
        person or Chat(request.chat_id),
        message,
        branch_id=branch.id,
        now=now,
        kind="help words",
        about=f"{subject(request)}:asker",
        subject=person,
    )


async def seen_by(session: AsyncSession, request: HelpRequest, viewer: Person) -> Call:
    """Return what a helper is shown of a call now."""
    person = await _person(session, request)
    member = None
    if person is not None:
        member = (await session.exec(select(Member).where(Member.person_id == person.id))).first()
    helper = await session.get(Person, request.helper_id) if request.helper_id else None
    said = await said_so_far(session, request)
    words = said.words
    named: tuple[tuple[int, str], ...] = ()
    if request.matter is Matter.DEATH and request.state is HelpState.WAITING:
        found = await deaths.candidates(session, request.branch_id, person, words)
        named = tuple((one.id, one.name) for one in found)
    return Call(
        request_id=request.id,
        matter=request.matter,
        state=request.state,
        name=person.name if person else "",
        group=group_name(member.group_number) if member and member.group_number else "",
        shown_name=shown(request.shown_name),
        words=words,
        person_id=person.id if person else None,
        has_phone=bool(person and person.phone),
        taker=helper.name if helper and request.state is not HelpState.WAITING else None,
        mine=request.state is HelpState.TAKEN and request.helper_id == viewer.id,
        named=named,
        by_another=request.written_by is not None,
        answered=said.again,
    )


async def said_so_far(session: AsyncSession, request: HelpRequest) -> Said:
    """Return the asker's words and media since the call was opened."""
    found = await session.exec(
        select(HelpWord)
        .where(
            HelpWord.request_id == request.id,
            col(HelpWord.by_id).is_(None),
            HelpWord.at >= request.opened_at,
        )
        .order_by(col(HelpWord.id))
    )
    rows = found.all()
    words = "\n".join(row.words for row in rows if row.words)
    limit = WORDS_AT_MOST if request.person_id else STRANGERS_WORDS_AT_MOST
    return Said(words[:limit], tuple(row.media_id for row in rows if row.media_id), len(rows) > 1)


async def alarm(session: AsyncSession, request: HelpRequest) -> Message:
    """Return what the asker of an emergency reads: 已经通知 only of those whom it has reached."""
    over = request.state not in (HelpState.WAITING, HelpState.TAKEN)
    taker = None
    if request.state is HelpState.TAKEN and request.helper_id:
        taker = (await session.get_one(Person, request.helper_id)).name
    told, telling = await reached(session, request)
    person = await _person(session, request)
    return help_urgent.alarm(
        told,
        telling,
        taker,
        request.id,
        over=over,
        whom=person.name if person and request.written_by else None,
        for_another=person is not None and await _only_helps(session, person),
    )


async def reached(session: AsyncSession, request: HelpRequest) -> tuple[list[str], list[str]]:
    """Return the names of those whom an emergency has reached, and of those whom it is to reach yet."""
    found = await session.exec(
        select(Person.name, Outbox.state)
        .join(Outbox, col(Outbox.person_id) == col(Person.id))
        .where(Outbox.about == subject(request), Outbox.kind == "alarm")
        .order_by(col(Outbox.id))
    )
    arrived: dict[str, bool] = {}
    for name, state in found.all():
        arrived[name] = arrived.get(name, False) or state is OutboxState.SENT
    return [name for name, has in arrived.items() if has], [name for name, has in arrived.items() if not has]


async def _only_helps(session: AsyncSession, person: Person) -> bool:
    """Say whether somebody is no member: a serving cadre or a relative seldom calls for himself."""
    found = await session.exec(select(Member.id).where(Member.person_id == person.id))
    return found.first() is None


async def draw(session: AsyncSession, request_id: int, viewer: Person, now: datetime) -> Message | None:
    """Draw a call for whoever has it on his screen; None for who is responsible for none any more."""
    request = await session.get(HelpRequest, request_id)
    if request is None:
        return None
    if request.person_id == viewer.id or await _only_wrote(session, request, viewer):
        return await alarm(session, request) if request.matter is Matter.EMERGENCY else None
    if Permission.FOLLOW_UP not in granted(await accounts.roles(session, viewer, now)):
        return None
    return say.call(await seen_by(session, request, viewer))


async def _only_wrote(session: AsyncSession, request: HelpRequest, viewer: Person) -> bool:
    """Say whether somebody called in another's name, and is not one of those who were called."""
    if request.written_by != viewer.id:
        return False
    found = await session.exec(
        select(Outbox.id).where(Outbox.about == subject(request), Outbox.person_id == viewer.id).limit(1)
    )
    return found.first() is None


async def still_wanted(session: AsyncSession, row: Outbox, now: datetime) -> bool:
    """Say whether a call that waited for the morning still lies with whom it is for."""
    _, _, number = (row.about or "").partition(":")
    request = await session.get(HelpRequest, int(number)) if number.isdecimal() else None
    return (
        request is not None
        and request.state in (HelpState.WAITING, HelpState.TAKEN)
        and request.helper_id == row.person_id
    )


async def _person(session: AsyncSession, request: HelpRequest) -> Person | None:
    return await session.get(Person, request.person_id) if request.person_id else None
