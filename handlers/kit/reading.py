"""Inward: a Telegram update becomes who, where and what was said or pressed."""

from dataclasses import dataclass
from datetime import datetime

from telegram import Chat, ChatMember, Message, Update, User

from bot.presses import Press, decode
from models import MediaKind


@dataclass(frozen=True, slots=True)
class SharedContact:
    """A telephone number; only one's own proves anything."""

    phone: str
    own: bool


@dataclass(frozen=True, slots=True)
class FileRef:
    """A picture or file that has not been fetched yet."""

    file_id: str
    name: str
    mime: str
    size_bytes: int
    kind: MediaKind


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
    text = message.text or message.caption or ""
    command, argument = None, ""
    if message.text and text.startswith("/"):
        head, _, argument = text[1:].partition(" ")
        command = head.partition("@")[0].lower()
    contact = message.contact
    return Incoming(
        update_id,
        chat_id=message.chat.id,
        private=message.chat.type == Chat.PRIVATE,
        user_id=user.id,
        shown_name=_name(user),
        message_id=message.message_id,
        text=text,
        command=command,
        argument=argument.strip(),
        contact=SharedContact(contact.phone_number, own=contact.user_id == user.id) if contact else None,
        file=_file(message),
        album=message.media_group_id,
        said_at=message.date,
    )


def _name(user: User) -> str:
    return user.full_name[:64]


def _file(message: Message) -> FileRef | None:
    if message.photo:
        photo = message.photo[-1]
        return FileRef(photo.file_id, "照片.jpg", "image/jpeg", photo.file_size or 0, MediaKind.PHOTO)
    if message.document:
        document = message.document
        return FileRef(
            document.file_id,
            document.file_name or "文件",
            document.mime_type or "application/octet-stream",
            document.file_size or 0,
            MediaKind.DOCUMENT,
        )
    if message.voice:
        voice = message.voice
        return FileRef(
            voice.file_id,
            "语音.ogg",
            voice.mime_type or "audio/ogg",
            voice.file_size or 0,
            MediaKind.VOICE,
        )
    return None
