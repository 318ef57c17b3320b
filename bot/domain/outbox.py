"""The outbox: saying something is writing a row, in the transaction of what caused it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.database import add_new, add_one_new, wake
from bot.domain.kinds import KINDS, Budget
from bot.messages import Message
from bot.splitting import ALBUM_LIMIT, CAPTION_LIMIT, MESSAGE_LIMIT, fits_caption, shortened, split, units
from models import Action, Media, MediaKind, Outbox, OutboxState, Person, metadata
from models.outbox import UNSENT

WAKE = "outbox"


@dataclass(frozen=True, slots=True)
class Chat:
    """A bare chat, for people who are not known yet and for answers where the question came from."""

    id: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One of many messages that are posted together, each in its own words."""

    person_id: int
    message: Message
    about: str
    period: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A message that is already on somebody's screen."""

    chat_id: int
    message_id: int


def dedupe_key(kind: str, about: str, period: str, recipient: str) -> str:
    """Return the key under which one thing is said once, whoever asks how often."""
    return f"{kind}:{about}:{period}:{recipient}"


async def post(
    session: AsyncSession,
    to: Person | Chat,
    message: Message,
    *,
    branch_id: int,
    now: datetime,
    kind: str,
    about: str | None = None,
    period: str = "",
    once: bool = False,
    due_at: datetime | None = None,
    subject: Person | None = None,
) -> int | None:
    """Say `message` to `to` after the commit; return the id of its last row, which holds the buttons.

    With `once` the same kind, cause and period is said to a recipient a single time; a repetition
    returns None. `due_at` in the future holds it until then.
    """
    recipient = {"person_id": to.id} if isinstance(to, Person) else {"chat_id": to.id}
    key = f"p{to.id}" if isinstance(to, Person) else f"c{to.id}"
    common = _row(branch_id, kind, now, about=about, due_at=due_at, subject=subject) | recipient
    last: int | None = None
    for index, part in enumerate(parts(message, await _albums(session, message))):
        row = common | {
            "text": part.words,
            "layout": part.layout(),
            "dedupe_key": dedupe_key(kind, about or "", period, key) + _suffix(index) if once else None,
        }
        last = await add_one_new(session, Outbox, row)
        if last is None:
            return None
    wake(session, WAKE)
    return last


async def post_all(
    session: AsyncSession,
    person_ids: Sequence[int],
    message: Message,
    *,
    branch_id: int,
    now: datetime,
    kind: str,
    about: str,
    period: str = "",
    due_at: datetime | None = None,
    family: bool = False,
    free: bool = False,
) -> None:
    """Say one message to many people, each once, in batches.

    With `family` a member's relative may receive it for him (家属代收), if he is reached so. `free`
    takes it out of the members' budget, for what only mends what they were told.
    """
    letters = [Letter(person_id, message, about, period, due_at) for person_id in person_ids]
    await post_each(session, letters, branch_id=branch_id, now=now, kind=kind, family=family, free=free)


async def post_each(
    session: AsyncSession,
    letters: Sequence[Letter],
    *,
    branch_id: int,
    now: datetime,
    kind: str,
    family: bool = False,
    free: bool = False,
) -> None:
    """Say something of its own to each of many people, each once, in batches; see `post_all`."""
    pieces: dict[int, list[tuple[str, dict[str, Any]]]] = {}  # of each message, which many may share
    rows = []
    for letter in letters:
        if id(letter.message) not in pieces:
            albums = await _albums(session, letter.message)
            pieces[id(letter.message)] = [
                (part.words, part.layout()) for part in parts(letter.message, albums)
            ]
        common = _row(branch_id, kind, now, about=letter.about, due_at=letter.due_at, subject=None)
        common |= {"family": family, "person_id": letter.person_id}
        if free:
            common["unasked"] = False
        key = dedupe_key(kind, letter.about, letter.period, f"p{letter.person_id}")
        for index, (text, layout) in enumerate(pieces[id(letter.message)]):
            rows.append(common | {"text": text, "layout": layout, "dedupe_key": key + _suffix(index)})
    await add_new(session, Outbox, rows)
    wake(session, WAKE)


def _suffix(index: int) -> str:
    return f"#{index}" if index else ""


def _row(
    branch_id: int,
    kind: str,
    now: datetime,
    *,
    about: str | None,
    due_at: datetime | None,
    subject: Person | None,
) -> dict[str, Any]:
    later = due_at is not None and due_at > now
    return {
        "branch_id": branch_id,
        "kind": kind,
        "lane": int(KINDS[kind].lane),
        "about": about,
        "action": Action.SEND,
        "state": OutboxState.HELD if later else OutboxState.PENDING,
        "reason": "later" if later else None,
        "attempts": 0,
        "copies": 0,
        "unasked": KINDS[kind].budget is not Budget.FREE,
        "due_at": due_at or now,
        "created_at": now,
        "subject_id": subject.id if subject else None,
        "family": False,
    }


async def _albums(session: AsyncSession, message: Message) -> list[tuple[int, ...]]:
    """Return what a message shows as the messenger takes it: pictures ten at a time, all else alone."""
    if len(message.media) < 2:
        return [message.media] if message.media else []
    found = await session.exec(
        select(Media.id).where(col(Media.id).in_(message.media), Media.kind == MediaKind.PHOTO)
    )
    pictures = set(found.all())
    shown = [one for one in message.media if one in pictures]
    albums = [tuple(shown[at : at + ALBUM_LIMIT]) for at in range(0, len(shown), ALBUM_LIMIT)]
    return [*albums, *((one,) for one in message.media if one not in pictures)]


def parts(message: Message, albums: Sequence[tuple[int, ...]]) -> list[Message]:
    """Cut a message into what the messenger takes in one call each; buttons go with the last.

    Several pictures, or one with a text too long for a caption, come first and on their own.
    """
    if len(message.media) == 1 and fits_caption(message.words):
        return [message]
    shown = [Message("", media=album) for album in albums]
    if shown and not message.words:
        return [*shown[:-1], replace(message, media=albums[-1])]
    first, *rest = split(message.words) or [""]
    whole_title = bool(message.title) and first.startswith(message.title)
    head = Message(first)
    if whole_title:
        head = Message(first.removeprefix(message.title).lstrip("\n"), message.title)
    texts = [head, *(Message(piece) for piece in rest)]
    texts[-1] = replace(texts[-1], buttons=message.buttons, keyboard=message.keyboard)
    return [*shown, *texts]


async def edit(
    session: AsyncSession,
    target: Target | Outbox,
    message: Message,
    *,
    branch_id: int,
    now: datetime,
    kind: str = "reply",
    about: str | None = None,
) -> None:
    """Redraw a message: an unsent one is rewritten, a waiting older edit is replaced.

    The picture of a message stays; only its words and buttons can be redrawn. What has grown too long
    for one message is shortened, because the messenger would refuse it and leave the old one standing.
    """
    if isinstance(target, Outbox):
        shown: Outbox | None = target
    else:
        shown = await said_at(session, target.chat_id, target.message_id)
    replaced, waiting = await _with_its_edit(session, shown.id) if shown is not None else (None, None)
    message = _fitting(message, replaced)
    if replaced is not None and replaced.state in UNSENT:
        picture = {name: value for name, value in replaced.layout.items() if name == "media"}
        replaced.text, replaced.layout = message.words, picture | message.layout()
        session.add(replaced)
        return
    if waiting is not None:
        waiting.text, waiting.layout = message.words, message.layout()
        session.add(waiting)
        return
    row = _row(branch_id, kind, now, about=about, due_at=None, subject=None) | {
        "action": Action.EDIT,
        "unasked": False,
        "text": message.words,
        "layout": message.layout(),
    }
    if replaced is not None:
        row |= {"replaces": replaced.id, "chat_id": replaced.chat_id, "person_id": replaced.person_id}
    if isinstance(target, Target):
        row |= {"chat_id": target.chat_id, "sent_chat_id": target.chat_id, "message_id": target.message_id}
    await session.exec(sa.insert(_OUTBOX), params=row)
    wake(session, WAKE)


def _fitting(message: Message, replaced: Outbox | None) -> Message:
    has_picture = replaced is not None and bool(replaced.layout.get("media"))
    limit = CAPTION_LIMIT if has_picture else MESSAGE_LIMIT
    room = limit - units(message.words.removesuffix(message.text))
    return replace(message, text=shortened(message.text, room))


# Asked at nearly every press, so they are built once: building takes longer than asking.
_SAID_AT = (
    select(Outbox)
    .where(
        col(Outbox.sent_chat_id) == sa.bindparam("chat_id"),
        col(Outbox.message_id) == sa.bindparam("message_id"),
        Outbox.action == Action.SEND,
    )
    .limit(1)
)
_WITH_ITS_EDIT = (
    select(Outbox)
    .where(
        sa.or_(
            col(Outbox.id) == sa.bindparam("row_id"),
            sa.and_(
                col(Outbox.replaces) == sa.bindparam("row_id"),
                col(Outbox.action) == Action.EDIT,
                col(Outbox.state) == OutboxState.PENDING,
            ),
        )
    )
    .order_by(col(Outbox.id))
    # Locked, because the sender must not take the old words while the new ones are written.
    .with_for_update()
    .execution_options(populate_existing=True)
)
_OUTBOX = metadata.tables["outbox"]


async def said_at(session: AsyncSession, chat_id: int, message_id: int | None) -> Outbox | None:
    """Return what stands at a place in a chat, as it was first said; None if that is not known yet."""
    found = await session.exec(_SAID_AT, params={"chat_id": chat_id, "message_id": message_id})
    return found.first()


async def _with_its_edit(session: AsyncSession, row_id: int) -> tuple[Outbox, Outbox | None]:
    row, *waiting = (await session.exec(_WITH_ITS_EDIT, params={"row_id": row_id})).all()
    return row, waiting[0] if waiting else None


async def leave(session: AsyncSession, chat: Chat, *, branch_id: int, now: datetime, kind: str) -> None:
    """Walk out of a group, after what was said there before."""
    row = _row(branch_id, kind, now, about=None, due_at=None, subject=None)
    session.add(Outbox(**row | {"action": Action.LEAVE, "chat_id": chat.id}))
    wake(session, WAKE)


async def cancel(session: AsyncSession, *conditions: Any, reason: str, now: datetime) -> int:
    """Cancel what has not left yet among the rows that match; return how many."""
    result = await session.exec(
        sa.update(Outbox)
        .where(col(Outbox.state).in_(UNSENT), *conditions)
        .values(state=OutboxState.CANCELLED, reason=reason, settled_at=now)
    )
    return int(result.rowcount)


def clear_doubt(row: Outbox, now: datetime) -> None:
    """Take a sign of life, such as a press on the message, as proof that it arrived."""
    if row.state is OutboxState.UNKNOWN:
        row.state, row.reason, row.settled_at = OutboxState.SENT, "answered", now
