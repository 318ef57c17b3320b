"""Inward: a Telegram update becomes who, where and what was said or pressed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from telegram import Chat, ChatMember, Message, Update, User

from bot.presses import Press, decode
from bot.texts import common as say
from models import MediaKind


@dataclass(frozen=True, slots=True)
class SharedContact:
    """A telephone number; only one's own proves anything."""

    phone: str
    own: bool


class Sort(StrEnum):
    """What a file is to whoever sends it."""

    SPOKEN = "spoken"  # somebody talks: a human has to listen
    SHOWN = "shown"  # a picture or a film, mostly a greeting
    FILE = "file"


@dataclass(frozen=True, slots=True)
class FileRef:
    """A picture or file that has not been fetched yet."""

    file_id: str
    name: str
    mime: str
    size_bytes: int
    kind: MediaKind  # how it is kept and sent on
    sort: Sort


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update, without the messenger's types."""

    update_id: int
    chat_id: int = 0
    private: bool = True
    user_id: int = 0
    shown_name: str = ""
    message_id: int | None = None  # what was pressed on, or what was sent
    text: str = ""
    command: str | None = None
    argument: str = ""  # what follows the command: /start <argument>
    press: Press | None = None
    pressed: str | None = None  # the raw data, also of buttons we do not know
    callback_id: str | None = None
    contact: SharedContact | None = None
    file: FileRef | None = None
    album: str | None = None
    blocked: bool | None = None  # True: the person stopped the bot, False: took it back
    forwarded: bool = False  # somebody else's words
    said_at: datetime | None = None  # a press has no time of its own


def read(update: Update) -> Incoming:
    """Translate an update; one that carries nothing for us has chat_id 0."""
    if update.callback_query is not None:
        query = update.callback_query
        chat = query.message.chat if query.message else None
        return Incoming(
            update.update_id,
            chat_id=chat.id if chat else query.from_user.id,
            private=chat is None or chat.type == Chat.PRIVATE,
            user_id=query.from_user.id,
            shown_name=_name(query.from_user),
            message_id=query.message.message_id if query.message else None,
            press=decode(query.data or ""),
            pressed=query.data or "",
            callback_id=query.id,
        )
    if update.my_chat_member is not None:
        change = update.my_chat_member
        gone = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
        return Incoming(
            update.update_id,
            chat_id=change.chat.id,
            private=change.chat.type == Chat.PRIVATE,
            user_id=change.from_user.id,
            shown_name=_name(change.from_user),
            blocked=gone,
        )
    if update.message is not None and update.message.from_user is not None:
        return _read_message(update.update_id, update.message, update.message.from_user)
    return Incoming(update.update_id)


def _read_message(update_id: int, message: Message, user: User) -> Incoming:
    private = message.chat.type == Chat.PRIVATE
    text = message.text or message.caption or _words(message)
    if private and not text and message.effective_attachment is None:
        return Incoming(update_id)  # of the chat itself, such as a message that was pinned
    command, argument = None, ""
    if message.text and text.startswith("/"):
        head, _, argument = text[1:].partition(" ")
        command = head.partition("@")[0].lower()
    contact = message.contact
    return Incoming(
        update_id,
        chat_id=message.chat.id,
        private=private,
        user_id=user.id,
        shown_name=_name(user),
        message_id=message.message_id,
        text=text,
        command=command,
        argument=argument.strip(),
        contact=SharedContact(contact.phone_number, own=contact.user_id == user.id) if contact else None,
        file=_file(message),
        album=message.media_group_id,
        forwarded=message.forward_origin is not None,
        said_at=message.date,
    )


def _name(user: User) -> str:
    return user.full_name[:64]


def _words(message: Message) -> str:
    """Return what stands for a message that has no words of its own, if it says anything."""
    if message.venue is not None:
        return say.place_called(message.venue.title, message.venue.address)
    if message.location is not None:
        return say.place(message.location.latitude, message.location.longitude)
    if message.poll is not None:
        return message.poll.question
    return ""


def _file(message: Message) -> FileRef | None:
    picture = message.photo[-1] if message.photo else None
    for sent, sort, kind, name, mime in (
        (picture, Sort.SHOWN, MediaKind.PHOTO, "照片.jpg", "image/jpeg"),
        (message.voice, Sort.SPOKEN, MediaKind.VOICE, "语音.ogg", "audio/ogg"),
        (message.video_note, Sort.SPOKEN, MediaKind.DOCUMENT, "视频留言.mp4", "video/mp4"),
        (message.video, Sort.SHOWN, MediaKind.DOCUMENT, "视频.mp4", "video/mp4"),
        (message.audio, Sort.SHOWN, MediaKind.DOCUMENT, "音乐.mp3", "audio/mpeg"),
        # Before the document, because the messenger says of a moving picture that it is both.
        (message.animation, Sort.SHOWN, MediaKind.DOCUMENT, "动图.mp4", "video/mp4"),
        (message.document, Sort.FILE, MediaKind.DOCUMENT, "文件", "application/octet-stream"),
    ):
        if sent is not None:
            return FileRef(
                sent.file_id,
                getattr(sent, "file_name", None) or name,
                getattr(sent, "mime_type", None) or mime,
                sent.file_size or 0,
                kind,
                sort,
            )
    return None
