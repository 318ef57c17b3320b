"""The Bot API's methods over a World: parameters in, Telegram's answer out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from bot.sandbox.answers import bad_request
from bot.sandbox.entities import Entity, parse_html, tidy, utf16_length
from bot.sandbox.files import Kind
from bot.sandbox.markup import reply_markup
from bot.sandbox.world import Chat, Message, World, wire

TEXT_LIMIT = 4096  # UTF-16 code units, Telegram's count
CAPTION_LIMIT = 1024  # UTF-16 code units
ALBUM_LIMIT = 10  # files
DOWNLOAD_LIMIT = 20 * 2**20  # bytes that getFile hands out
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    mime: str
    data: bytes


class Admit(Protocol):
    """Counts a call against the flood limits; refuses it when it breaks them."""

    def __call__(self, chat_id: int, *, messages: int = 1, edit: bool = False) -> None: ...


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it came in; parameters are strings, or JSON values when the body was JSON."""

    world: World
    params: dict[str, Any]
    uploads: dict[str, Upload]
    admit: Admit

    def text(self, name: str) -> str:
        value = self.params.get(name)
        return "" if value is None else str(value)

    def number(self, name: str, default: int = 0) -> int:
        try:
            return int(self.params.get(name, default))
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        return str(self.params.get(name, "")).lower() in ("true", "1", "yes")

    def value(self, name: str) -> Any:
        """Return a structured parameter, whichever way it was sent; None when it is missing."""
        value = self.params.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def chat(self) -> Chat:
        """Return the chat to write to; refuses when there is none, or it cannot be written to."""
        return self.world.writable(self.chat_id())

    def chat_id(self) -> int:
        written = self.text("chat_id")
        if not written:
            raise bad_request("chat_id is empty")
        try:
            return int(written)
        except ValueError:  # @username: people cannot be found by it, and groups have none here
            raise bad_request("chat not found") from None


# -- about the bot ------------------------------------------------------------------------------


def get_me(call: Call) -> Any:
    return call.world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(call: Call) -> Any:
    commands = call.value("commands") or []
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    if not all(_COMMAND.fullmatch(command["command"]) for command in commands):
        raise bad_request("BOT_COMMAND_INVALID")
    if not all(0 < len(command["description"]) <= 256 for command in commands):
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    known = call.world.settings.get("commands", {})
    call.world.configure(commands=known | {_audience(call): commands})
    return True


def delete_my_commands(call: Call) -> Any:
    known = call.world.settings.get("commands", {})
    left = {audience: what for audience, what in known.items() if audience != _audience(call)}
    call.world.configure(commands=left)
    return True


def get_my_commands(call: Call) -> Any:
    return call.world.settings.get("commands", {}).get(_audience(call), [])


def set_my_description(call: Call) -> Any:
    call.world.configure(description=call.text("description"))
    return True


def set_my_short_description(call: Call) -> Any:
    call.world.configure(short_description=call.text("short_description"))
    return True


def set_chat_menu_button(call: Call) -> Any:
    call.world.configure(menu_button=call.value("menu_button"))
    return True


def get_chat(call: Call) -> Any:
    chat = call.world.known(call.chat_id())
    return chat.as_json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


def leave_chat(call: Call) -> Any:
    call.world.leave(call.chat_id())
    return True


def send_chat_action(call: Call) -> Any:
    call.chat()
    return True


def answer_callback_query(call: Call) -> Any:
    text = call.text("text")
    if utf16_length(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    call.world.answer_query(call.text("callback_query_id"), text, call.flag("show_alert"))
    return True


def get_file(call: Call) -> Any:
    file_id = call.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    stored = call.world.files.get(file_id)
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.data) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return stored.described() | {"file_path": stored.path}


# -- sending ------------------------------------------------------------------------------------


def send_message(call: Call) -> Any:
    chat = call.chat()
    if not call.text("text"):
        raise bad_request("message text is empty")
    content = _formatted(call.params, call.value, "text", "entities")
    if not content:
        raise bad_request("text must be non-empty")
    return _send(call, chat, content)


def send_photo(call: Call) -> Any:
    return _send_file(call, "photo")


def send_document(call: Call) -> Any:
    return _send_file(call, "document")


def send_voice(call: Call) -> Any:
    return _send_file(call, "voice")


def send_media_group(call: Call) -> Any:
    """Send an album; all of it is refused when a part is."""
    chat = call.chat()
    media = call.value("media") or []
    if not media:
        raise bad_request("there are no messages to send")
    if len(media) > ALBUM_LIMIT:
        raise bad_request("too many messages to send as an album")
    kinds = {item.get("type") for item in media}
    if not kinds <= {"photo", "document"}:
        raise bad_request("can't use the media of the specified type in the album")
    if len(kinds) > 1:
        raise bad_request("document can't be mixed with other media types")
    captions = [_formatted(item, item.get, "caption", "caption_entities") for item in media]
    call.admit(chat.id, messages=len(media))
    files = [_file(call, item["type"], item.get("media")) for item in media]
    album = {"media_group_id": call.world.new_album_id()} | _context(call, chat)
    return [
        call.world.deliver(chat.id, album | file | caption)
        for file, caption in zip(files, captions, strict=True)
    ]


def _send_file(call: Call, kind: Kind) -> Message:
    chat = call.chat()
    caption = _formatted(call.params, call.value, "caption", "caption_entities")
    return _send(call, chat, caption, lambda: _file(call, kind, call.params.get(kind)))


def _send(
    call: Call, chat: Chat, content: Message, file: Callable[[], Message] | None = None
) -> Message:
    """Deliver; a file is stored only after everything else was found right."""
    inline, keyboard = reply_markup(call.value("reply_markup"))
    context = _context(call, chat)
    call.admit(chat.id)
    if file:
        content = file() | content
    if context:
        content = context | content
    if inline:
        content["reply_markup"] = inline
    return call.world.deliver(chat.id, content, keyboard)


def _context(call: Call, chat: Chat) -> Message:
    """Return what a message says beside its content: what it replies to, that it is protected."""
    context: Message = {}
    if call.flag("protect_content"):
        context["has_protected_content"] = True
    if reply := call.value("reply_parameters"):
        answered = chat.find(int(reply["message_id"]))
        if answered:
            context["reply_to_message"] = wire(answered)
        elif not reply.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
    return context


def _file(call: Call, kind: Kind, given: Any) -> Message:
    """Return the part of a message that holds a file: uploaded now, or sent before."""
    if isinstance(given, str) and given.startswith("attach://"):
        upload = call.uploads.get(given.removeprefix("attach://"))
    else:
        upload = call.uploads.get(kind) if given is None else None
    if upload:
        stored = call.world.keep(kind, upload.name, upload.mime, upload.data)
        return stored.in_message()
    if not given or given.startswith("attach://"):
        raise bad_request(f"there is no {kind} in the request")
    if given.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")  # the sandbox fetches nothing
    known = call.world.files.get(given)
    if known is None:
        raise bad_request(
            "wrong remote file identifier specified: can't unserialize it. Wrong last symbol"
        )
    if known.kind != kind:
        raise bad_request(
            f"can't use file of type {known.kind.capitalize()} as {kind.capitalize()}"
        )
    return known.in_message()


# -- changing what was sent ---------------------------------------------------------------------


def edit_message_text(call: Call) -> Any:
    chat, message = _to_edit(call)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    if not call.text("text"):
        raise bad_request("message text is empty")
    content = _formatted(call.params, call.value, "text", "entities")
    if not content:
        raise bad_request("text must be non-empty")
    return _revise(call, chat, message, content, ("text", "entities"))


def edit_message_caption(call: Call) -> Any:
    chat, message = _to_edit(call)
    if not any(kind in message for kind in ("photo", "document", "voice")):
        raise bad_request("there is no caption in the message to edit")
    content = _formatted(call.params, call.value, "caption", "caption_entities")
    return _revise(call, chat, message, content, ("caption", "caption_entities"))


def edit_message_reply_markup(call: Call) -> Any:
    chat, message = _to_edit(call)
    return _revise(call, chat, message, {}, ())


def delete_message(call: Call) -> Any:
    chat = call.chat()
    if not call.world.withdraw(chat.id, [call.number("message_id")]):
        raise bad_request("message to delete not found")
    return True


def delete_messages(call: Call) -> Any:
    chat = call.chat()
    message_ids = call.value("message_ids")
    if not message_ids:
        raise bad_request("message identifiers are not specified")
    if len(message_ids) > 100:
        raise bad_request("too many message identifiers specified")
    call.world.withdraw(chat.id, [int(message_id) for message_id in message_ids])
    return True


def _to_edit(call: Call) -> tuple[Chat, Message]:
    chat = call.chat()
    message = chat.find(call.number("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if not message["from_bot"]:
        raise bad_request("message can't be edited")
    return chat, message


def _revise(
    call: Call, chat: Chat, old: Message, content: Message, replaced: tuple[str, ...]
) -> Message:
    """Put the new content and buttons in place of the old; the same again is refused."""
    inline, _ = reply_markup(call.value("reply_markup"))
    new = {
        key: value for key, value in old.items() if key not in replaced and key != "reply_markup"
    }
    new |= content
    if inline:
        new["reply_markup"] = inline
    if new == old:
        raise bad_request(_NOT_MODIFIED)
    call.admit(chat.id, edit=True)
    return call.world.revise(chat, new, only_buttons=not replaced)


# -- inside -------------------------------------------------------------------------------------


def _formatted(
    params: dict[str, Any], value: Callable[[str], Any], text_name: str, entities_name: str
) -> Message:
    """Return the text and entities fields of a message; nothing when there is no text."""
    text = params.get(text_name) or ""
    mode = str(params.get("parse_mode") or "").lower()
    entities: list[Entity] = []
    if mode == "html":
        text, entities = parse_html(text)
    elif mode:
        raise bad_request("unsupported parse_mode")  # the house speaks HTML
    elif params.get(entities_name):
        entities = value(entities_name) or []
    text, entities = tidy(text, entities)
    limit = TEXT_LIMIT if text_name == "text" else CAPTION_LIMIT
    if len(text) * 2 > limit and utf16_length(text) > limit:
        named = "message" if text_name == "text" else "message caption"
        raise bad_request(f"{named} is too long")
    if not text:
        return {}
    return {text_name: text, entities_name: entities} if entities else {text_name: text}


def _audience(call: Call) -> str:
    """Return for whom commands are set, as a key: scope, chat and language."""
    scope = call.value("scope") or {"type": "default"}
    return f"{scope['type']}:{scope.get('chat_id', '')}:{call.text('language_code')}"


# Telegram reads method names without regard to case.
METHODS: dict[str, Callable[[Call], Any]] = {
    method.__name__.replace("_", ""): method
    for method in (
        get_me,
        set_my_commands,
        delete_my_commands,
        get_my_commands,
        set_my_description,
        set_my_short_description,
        set_chat_menu_button,
        get_chat,
        leave_chat,
        send_chat_action,
        answer_callback_query,
        get_file,
        send_message,
        send_photo,
        send_document,
        send_voice,
        send_media_group,
        edit_message_text,
        edit_message_caption,
        edit_message_reply_markup,
        delete_message,
        delete_messages,
    )
}
