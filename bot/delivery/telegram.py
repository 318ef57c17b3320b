"""The one adapter: an outbox row becomes a Bot API call, its answer becomes an outcome."""

import asyncio
import json
import logging
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    LinkPreviewOptions,
    MessageEntity,
    ReplyKeyboardMarkup,
)
from telegram import Message as Sent
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.database import Database
from bot.delivery.wire import NotSent
from bot.splitting import units
from models import Action, Media, MediaKind, Upload

log = logging.getLogger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True).to_json()
_UPLOAD_SECONDS = 60.0
_KEPT = 256

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup
File = tuple[MediaKind, bytes | str, str | None]  # kind, bytes or the messenger's handle, file name


class Fate(StrEnum):
    """What became of a call."""

    SENT = "sent"
    UNREACHABLE = "unreachable"  # blocked, deactivated, never started: a human must take over
    REFUSED = "refused"  # the messenger will never take it
    FLOOD = "flood"  # everybody waits
    NOT_SENT = "not sent"  # it never left: try again
    DOUBT = "doubt"  # it may have arrived
    REVOKED = "revoked"  # the token is dead: stop everything


@dataclass(frozen=True, slots=True)
class Call:
    """One row, ready to be sent: `message_id` is the target of an edit or a deletion."""

    action: Action
    chat_id: int
    text: str
    layout: dict[str, Any]
    message_id: int | None = None
    captioned: bool = False  # the target's words are the caption of a picture


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to a call."""

    fate: Fate
    reason: str = ""
    retry_after: float = 0.0
    message_ids: tuple[int, ...] = ()
    uploads: dict[int, str] = field(default_factory=dict)  # media id → file_id, when new


def classify(error: TelegramError) -> Outcome:
    """Say what an error means; the order matters, BadRequest and TimedOut are network errors too."""
    match error:
        case RetryAfter():
            return Outcome(Fate.FLOOD, retry_after=seconds(error))
        case InvalidToken() | EndPointNotFound():  # the library's other word for it
            return Outcome(Fate.REVOKED, "the token is not valid any more")
        case Forbidden():
            return Outcome(Fate.UNREACHABLE, "blocked")
        case ChatMigrated():
            return Outcome(Fate.REFUSED, "the group has moved")
        case BadRequest():
            words = error.message.lower()
            if "not modified" in words or "message to delete not found" in words:
                return Outcome(Fate.SENT, "nothing to change")
            if "chat not found" in words or "user not found" in words:
                return Outcome(Fate.UNREACHABLE, "chat not found")
            return Outcome(Fate.REFUSED, error.message)
        case NotSent():
            return Outcome(Fate.NOT_SENT, "no connection")
        case NetworkError() if "too large" in error.message.lower():
            return Outcome(Fate.REFUSED, "too large")
        case _:
            return Outcome(Fate.DOUBT, type(error).__name__)


def seconds(error: RetryAfter) -> float:
    """Return the wait in seconds; the library gives an int or a timedelta."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int | float) else wait.total_seconds()


class Telegram:
    """Sends rows through a bot; each picture or file is uploaded once and then named by its handle."""

    def __init__(self, bot: Bot, database: Database) -> None:
        self.bot = bot
        self._database = database
        self._uploaded: dict[int, File] = {}
        self._uploading: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()  # those in use

    async def deliver(self, call: Call) -> Outcome:
        """Make one call; every failure is an outcome."""
        try:
            return await self._act(call)
        except SQLAlchemyError:
            log.exception("could not look up a file; the call was not made")
            return Outcome(Fate.NOT_SENT, "no database")
        except BadRequest as error:
            if "title" not in call.layout or "can't parse entities" not in error.message.lower():
                return classify(error)
        except TelegramError as error:
            return classify(error)
        log.error("the messenger could not read a title's mark; sent as plain text")
        plain = {name: value for name, value in call.layout.items() if name != "title"}
        return await self.deliver(replace(call, layout=plain))

    async def _act(self, call: Call) -> Outcome:
        match call.action:
            case Action.SEND if call.layout.get("media"):
                return await self._send_media(call)
            case Action.SEND:
                sent = await self._say("sendmessage", call, _markup_json(call.layout))
                return Outcome(Fate.SENT, message_ids=(sent["message_id"],))
            case Action.EDIT:
                await self._edit(call)
            case Action.DELETE:
                await self._delete(call)
            case Action.LEAVE:
                await self.bot.leave_chat(call.chat_id)
        return Outcome(Fate.SENT)

    async def _delete(self, call: Call) -> None:
        """Delete a message; one that waited too long to be deleted is overwritten instead."""
        try:
            await self.bot.delete_message(call.chat_id, _known(call.message_id))
        except BadRequest as error:
            if not call.text or "can't be deleted" not in error.message.lower():
                raise
            await self._edit(call)

    async def _edit(self, call: Call) -> None:
        message_id = _known(call.message_id)
        if call.captioned:
            markup = _markup(call.layout)
            await self.bot.edit_message_caption(
                call.chat_id,
                message_id,
                caption=call.text,
                caption_entities=_bold(call),
                reply_markup=markup if isinstance(markup, InlineKeyboardMarkup) else None,
            )
        else:
            inline = _markup_json(call.layout) if "buttons" in call.layout else None
            await self._say("editmessagetext", call, inline, message_id=message_id)

    async def _say(self, method: str, call: Call, markup: str | None, **more: int) -> Any:
        """Send words or rewrite them; the answer comes as it is, because only its number is read.

        The library's own methods make objects of the whole answer, which takes longer than the call. In
        small letters, because by its usual name it would refer us to them; Telegram takes either.
        """
        fields = {
            "chat_id": call.chat_id,
            "text": call.text,
            "entities": _bold_json(title) if (title := _title_units(call)) else None,
            "reply_markup": markup,
            "link_preview_options": _NO_PREVIEW,
        }
        return await self.bot.do_api_request(method, fields | more)

    async def _send_media(self, call: Call) -> Outcome:
        wanted: list[int] = call.layout["media"]
        new = [media_id for media_id in wanted if not await self._is_uploaded(media_id)]
        # Whoever comes while a file is on its way waits for its handle instead of sending it again.
        locks = [self._uploading.setdefault(media_id, asyncio.Lock()) for media_id in sorted(new)]
        async with AsyncExitStack() as stack:
            for lock in locks:
                await stack.enter_async_context(lock)
            missing = {media_id for media_id in new if media_id not in self._uploaded}
            files = {m: self._uploaded[m] for m in wanted if m not in missing}
            files |= await self._load(missing)
            messages = await self._send_files(call, [files[media_id] for media_id in wanted])
            handles = dict(zip(wanted, map(_handle, messages), strict=True))
            uploads = {m: handle for m in missing if (handle := handles[m])}
            self._uploaded |= {m: (files[m][0], handle, None) for m, handle in uploads.items()}
        return Outcome(Fate.SENT, message_ids=tuple(m.message_id for m in messages), uploads=uploads)

    async def _is_uploaded(self, media_id: int) -> bool:
        if media_id not in self._uploaded:
            async with self._database.reading() as session:
                stored = await session.exec(
                    select(Media.kind, Upload.file_id)
                    .join(Upload, col(Upload.media_id) == col(Media.id))
                    .where(Media.id == media_id, Upload.bot_id == self.bot.id)
                )
                found = stored.first()
            if found is not None:
                self._uploaded[media_id] = (MediaKind(found[0]), found[1], None)
        return media_id in self._uploaded

    async def _load(self, media_ids: set[int]) -> dict[int, File]:
        async with self._database.reading() as session:
            rows = [await session.get_one(Media, media_id) for media_id in media_ids]
        return {_known(row.id): (row.kind, row.data or b"", row.filename) for row in rows}

    async def _send_files(self, call: Call, files: list[File]) -> tuple[Sent, ...]:
        if len(files) > 1:
            album = [
                InputMediaPhoto(file, filename=name)
                if kind is MediaKind.PHOTO
                else InputMediaDocument(file, filename=name)
                for kind, file, name in files
            ]
            return await self.bot.send_media_group(call.chat_id, album, write_timeout=_UPLOAD_SECONDS)
        kind, file, name = files[0]
        common: dict[str, Any] = {
            "caption": call.text or None,
            "caption_entities": _bold(call),
            "reply_markup": _markup(call.layout),
            "write_timeout": _UPLOAD_SECONDS,
            "filename": name,
        }
        match kind:
            case MediaKind.PHOTO:
                return (await self.bot.send_photo(call.chat_id, file, **common),)
            case MediaKind.VOICE:
                return (await self.bot.send_voice(call.chat_id, file, **common),)
            case MediaKind.DOCUMENT:
                return (await self.bot.send_document(call.chat_id, file, **common),)


def _handle(message: Sent) -> str | None:
    if message.photo:
        return message.photo[-1].file_id
    file = message.document or message.voice
    return file.file_id if file else None


def _known(message_id: int | None) -> int:
    if message_id is None:
        raise BadRequest("message to edit not found")
    return message_id


def _title_units(call: Call) -> int:
    title = call.layout.get("title")
    return units(call.text[:title]) if title else 0


def _bold(call: Call) -> list[MessageEntity] | None:
    """Mark the title by position. There is no markup to escape, so names appear literally."""
    title = _title_units(call)
    return [MessageEntity(MessageEntity.BOLD, 0, title)] if title else None


def _markup(layout: dict[str, Any]) -> Markup | None:
    if "buttons" in layout:
        return _inline(layout["buttons"])
    if "keyboard" in layout:
        rows: list[list[KeyboardButton | str]] = [list(row) for row in layout["keyboard"]]
        if layout.get("contact"):
            rows.insert(0, [KeyboardButton(layout["contact"], request_contact=True)])
        return ReplyKeyboardMarkup(rows, resize_keyboard=True, is_persistent=True)
    return None


def _inline(buttons: Iterable[Sequence[str]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data)] for label, data in buttons]
    )


def _markup_json(layout: dict[str, Any]) -> str | None:
    if "buttons" in layout:
        return _inline_json(tuple(map(tuple, layout["buttons"])))
    markup = _markup(layout)
    return markup.to_json() if markup else None


# Kept, because all copies of a notice have the same buttons and the same title, and making them anew
# takes a tenth of the time of a call.
@lru_cache(maxsize=_KEPT)
def _inline_json(buttons: tuple[tuple[str, ...], ...]) -> str:
    return _inline(buttons).to_json()


@lru_cache(maxsize=_KEPT)
def _bold_json(title_units: int) -> str:
    return json.dumps([MessageEntity(MessageEntity.BOLD, 0, title_units).to_dict()])
