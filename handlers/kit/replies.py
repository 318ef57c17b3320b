"""What a handler may answer, and how each answer becomes outbox rows."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import boards, media, outbox
from bot.domain.outbox import Target
from bot.messages import Message
from handlers.kit.turn import Turn
from models import MediaKind


@dataclass(frozen=True, slots=True)
class Redraw:
    """Put `message` in the place of the one that was pressed; a new message where nothing was."""

    message: Message


@dataclass(frozen=True, slots=True)
class Live:
    """A board: `message` now, and redrawn whenever something about `subject` changes."""

    subject: str
    message: Message


@dataclass(frozen=True, slots=True)
class File:
    """A file made for the asker, with the words that go with it.

    `said_as` is the kind of message in the outbox, which is also what it is about unless it is
    an ordinary reply.
    """

    name: str
    mime: str
    data: bytes
    message: Message
    kind: MediaKind = MediaKind.DOCUMENT
    said_as: str = "reply"


@dataclass(frozen=True, slots=True)
class Later:
    """Something long: made after the commit on a read-only view, then posted."""

    make: Callable[[AsyncSession], Awaitable[File | Message]]


Part = Message | Redraw | Live | File
Reply = Part | Later | None | Sequence[Part]


async def post(turn: Turn, reply: Part | Sequence[Part] | None) -> None:
    """Write a reply into the outbox."""
    if reply is None:
        return
    for part in reply if isinstance(reply, Sequence) else (reply,):
        await _post_one(turn, part)


async def _post_one(turn: Turn, part: Part) -> None:
    match part:
        case Redraw(message) if turn.said.callback_id and turn.said.message_id and not message.keyboard:
            target = Target(turn.said.chat_id, turn.said.message_id)
            await outbox.edit(turn.session, target, message, branch_id=turn.branch_id, now=turn.now)
        case Redraw(message):
            await _say(turn, message)
        case Message():
            await _say(turn, part)
        case Live(subject, message):
            await boards.open_board(
                turn.session,
                subject,
                turn.person,
                message,
                turn.now,
                branch_id=turn.branch_id,
                chat=turn.chat,
            )
        case File():
            stored = await media.store(
                turn.session, turn.branch_id, part.kind, part.name, part.mime, part.data, turn.now
            )
            await _say(turn, replace(part.message, media=(stored,)), part.said_as)


async def _say(turn: Turn, message: Message, kind: str = "reply") -> None:
    about = None if kind == "reply" else kind
    await outbox.post(
        turn.session, turn.chat, message, branch_id=turn.branch_id, now=turn.now, kind=kind, about=about
    )
