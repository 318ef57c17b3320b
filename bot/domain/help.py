"""找人: who asks is heard by a human, and what he says further goes to the same one; nothing is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import boards, followup_hours, help_helpers, help_post
from bot.messages import Message
from bot.texts import help_desk
from models import Branch, HelpRequest, HelpState, HelpWord, Matter, Person

OPEN = (HelpState.WAITING, HelpState.TAKEN)
PATIENCE = timedelta(minutes=30)  # then somebody else is asked; by day
HURRIED = timedelta(minutes=10)  # where money or perhaps a life is at stake; at any hour
REPEATED_AFTER = timedelta(minutes=3)  # an alarm that nobody has taken; slowly longer
REPEATED_AT_LEAST = timedelta(hours=1)
STAYS_TAKEN_FOR = timedelta(minutes=30)  # so long after 我来办 another cry goes to the same one only
STAYS_OPEN_FOR = timedelta(days=2)  # so long a word opens again what was closed
WORDS_AT_MOST = help_post.WORDS_AT_MOST
STRANGERS_WORDS = 6  # so often a stranger's words are passed on in one call; the rest is kept
STRANGERS_ALARMS = 3  # a day
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: somebody known, or a chat in which nobody knows who writes."""

    chat_id: int
    person: Person | None = None
    shown_name: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A call as it stands after a word of the asker's."""

    request: HelpRequest
    helpers: Sequence[Person]  # who hears of it now; nobody, where nobody can be reached
    resting: bool = False  # they hear of it in the morning
    joined: bool = False  # it went into a call that was open already
    only_kept: bool = False  # a stranger has said so much that this was passed on to nobody

    @property
    def helper(self) -> Person | None:
        """Return the first who hears of it."""
        return self.helpers[0] if self.helpers else None


async def ask(
    session: AsyncSession,
    branch: Branch,
    asker: Asker,
    words: str,
    now: datetime,
    *,
    media: tuple[int, ...] = (),
    matter: Matter = Matter.HELP,
    writer: Person | None = None,
) -> Asked:
    """Ask for a human; what belongs to a call that is open joins it.

    Plain words join whatever is open. What may not wait has a call of its own, because not everybody
    may read it. `writer` is who asks in the asker's name (代办).
    """
    known = await open_of(session, asker, None if matter is Matter.HELP else matter)
    if known is not None:
        said = await say_more(session, branch, known, words, now, media=media, by=writer or asker.person)
        if matter is not Matter.EMERGENCY or known.state is HelpState.WAITING:
            return said
        if known.taken_at is not None and known.taken_at > now - STAYS_TAKEN_FOR:
            return said
        return Asked(known, await call_round(session, branch, known, now), joined=True)
    request = HelpRequest(
        branch_id=branch.id,
        person_id=asker.person.id if asker.person else None,
        written_by=writer.id if writer else None,
        chat_id=asker.chat_id,
        shown_name=asker.shown_name,
        matter=matter,
        due_at=now,
        created_at=now,
        opened_at=now,
        alarmed_at=now if matter is Matter.EMERGENCY else None,
    )
    session.add(request)
    await session.flush()
    await _keep(session, request, words, media, now)
    helpers = await call_round(session, branch, request, now)
    return Asked(request, helpers, _rests(branch, request, now))


async def raise_alarm(
    session: AsyncSession, branch: Branch, request: HelpRequest, now: datetime
) -> Sequence[Person]:
    """Make a call an emergency: everybody responsible is told; one that is an emergency stays as it is."""
    await _hold(session, request)
    if request.matter is Matter.EMERGENCY and request.state in OPEN:
        return []
    request.matter, request.alarmed_at, request.closed_at = Matter.EMERGENCY, now, None
    return await call_round(session, branch, request, now)


async def _hold(session: AsyncSession, request: HelpRequest) -> None:
    """Look at a call once more and hold it, because a helper may be taking it at this moment."""
    await session.refresh(request, with_for_update=True)


async def alarms_today(session: AsyncSession, asker: Asker, now: datetime) -> int:
    """Return how often the asker has sounded the alarm within a day."""
    found = await session.exec(
        select(sa.func.count())
        .select_from(HelpRequest)
        .where(_by(asker), col(HelpRequest.alarmed_at) > now - _A_DAY)
    )
    return found.one()


async def call_round(
    session: AsyncSession,
    branch: Branch,
    request: HelpRequest,
    now: datetime,
    helpers: Sequence[Person] | None = None,
) -> Sequence[Person]:
    """Ask those who are to be asked first, or `helpers`, and note when to ask again."""
    person = await session.get(Person, request.person_id) if request.person_id else None
    if helpers is None:
        helpers = await help_helpers.at_once(session, branch, person, request.matter, now)
    request.helper_id = helpers[0].id if helpers else None
    request.state = HelpState.WAITING
    request.due_at = due_again(branch, request, now)
    session.add(request)
    await session.flush()
    await help_post.ask(session, branch, request, helpers, now)
    request.round += 1
    session.add(request)
    await session.flush()
    return helpers


def due_again(branch: Branch, request: HelpRequest, now: datetime) -> datetime:
    """Return when somebody is asked again if nobody takes it; by day, but for what may not wait."""
    if request.matter in help_post.ALARMS:
        return now + min(REPEATED_AFTER * int(2 ** min(request.round // 5, 9)), REPEATED_AT_LEAST)
    if request.matter in (Matter.MONEY, Matter.WORRY):
        return now + HURRIED
    begin = followup_hours.next_waking(now, branch.zone)
    return followup_hours.next_waking(begin + PATIENCE, branch.zone)


def _rests(branch: Branch, request: HelpRequest, now: datetime) -> bool:
    return request.matter is Matter.HELP and not followup_hours.is_awake(now, branch.zone)


async def say_more(
    session: AsyncSession,
    branch: Branch,
    request: HelpRequest,
    words: str,
    now: datetime,
    *,
    media: tuple[int, ...] = (),
    by: Person | None = None,
) -> Asked:
    """Pass on what the asker says while his call is open; `by`, who writes it, hears not himself."""
    await _keep(session, request, words, media, now)
    if request.matter is Matter.WORRY:  # its card says whether he has answered
        await boards.touch(session, help_post.subject(request), now)
    listeners = await _listeners(session, branch, request, now)
    helpers = [one for one in listeners if by is None or one.id != by.id]
    too_much = await _says_too_much(session, request)
    if not too_much:
        for helper in helpers:
            seen = await help_post.seen_by(session, request, helper)
            text = words[
                : help_post.WORDS_AT_MOST if request.person_id else help_post.STRANGERS_WORDS_AT_MOST
            ]
            more = help_desk.more(seen, text)
            message = Message(more.text, more.title, more.buttons, media=media)
            await help_post.tell_helpers(session, branch, request, [helper], message, now)
    return Asked(request, helpers, _rests(branch, request, now), joined=True, only_kept=too_much)


async def _listeners(
    session: AsyncSession, branch: Branch, request: HelpRequest, now: datetime
) -> Sequence[Person]:
    """Return who hears further words: whoever has taken the call, else those who were asked."""
    if request.state is HelpState.WAITING and request.matter in (*help_post.ALARMS, Matter.MONEY):
        person = await session.get(Person, request.person_id) if request.person_id else None
        return await help_helpers.at_once(session, branch, person, request.matter, now)
    helper = await session.get(Person, request.helper_id) if request.helper_id else None
    return [helper] if helper is not None else []


async def _says_too_much(session: AsyncSession, request: HelpRequest) -> bool:
    if request.person_id is not None:
        return False
    found = await session.exec(
        select(sa.func.count()).select_from(HelpWord).where(HelpWord.request_id == request.id)
    )
    return found.one() > STRANGERS_WORDS


async def _keep(
    session: AsyncSession, request: HelpRequest, words: str, media: tuple[int, ...], now: datetime
) -> None:
    for stored in media or (None,):
        session.add(HelpWord(request_id=request.id, words=words or None, media_id=stored, at=now))
        words = ""
    await session.flush()


async def open_of(session: AsyncSession, asker: Asker, matter: Matter | None = None) -> HelpRequest | None:
    """Return the asker's open call, held, the newest if there are several.

    Who has raised an alarm for somebody else goes on speaking in it.
    """
    query = select(HelpRequest).where(sa.or_(_by(asker), _raised_by(asker)), col(HelpRequest.state).in_(OPEN))
    if matter is not None:
        query = query.where(HelpRequest.matter == matter)
    query = query.order_by(col(HelpRequest.opened_at).desc()).limit(1).with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).first()


async def closed_lately(session: AsyncSession, asker: Asker, now: datetime) -> HelpRequest | None:
    """Return the asker's call that was closed last, while a word may still open it again."""
    found = await session.exec(
        select(HelpRequest)
        .where(
            _by(asker),
            HelpRequest.state == HelpState.DONE,
            col(HelpRequest.closed_at) > now - STAYS_OPEN_FOR,
        )
        .order_by(col(HelpRequest.closed_at).desc())
        .limit(1)
    )
    return found.first()


def _by(asker: Asker) -> sa.ColumnElement[bool]:
    if asker.person is not None:
        return col(HelpRequest.person_id) == asker.person.id
    return sa.and_(col(HelpRequest.person_id).is_(None), col(HelpRequest.chat_id) == asker.chat_id)


def _raised_by(asker: Asker) -> sa.ColumnElement[bool]:
    if asker.person is None:
        return sa.false()
    return sa.and_(
        col(HelpRequest.written_by) == asker.person.id,
        col(HelpRequest.matter) == Matter.EMERGENCY,
        # Who has taken it is no asker any more; until then it lies first with the cadre who may have called.
        sa.or_(
            col(HelpRequest.state) == HelpState.WAITING,
            col(HelpRequest.helper_id) != asker.person.id,
        ),
    )


async def reopen(
    session: AsyncSession,
    branch: Branch,
    request: HelpRequest,
    words: str,
    now: datetime,
    *,
    media: tuple[int, ...] = (),
) -> Asked:
    """Open a closed call again: it goes to whoever closed it, if he is still there to be asked."""
    await _hold(session, request)
    person = await session.get(Person, request.person_id) if request.person_id else None
    order = await help_helpers.in_order(session, branch, person, request.matter, now)
    before = [one for one in order if one.id == request.helper_id]
    request.opened_at, request.closed_at = now, None
    await _keep(session, request, words, media, now)
    helpers = await call_round(session, branch, request, now, before or order[:1])
    await boards.touch(session, help_post.subject(request), now)
    return Asked(request, helpers, _rests(branch, request, now))
