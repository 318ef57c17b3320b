"""The Bot API's methods that send: texts, files, albums."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox.answers import bad_request
from bot.sandbox.calls import Call, formatted
from bot.sandbox.files import Kind
from bot.sandbox.markup import reply_markup
from bot.sandbox.world import Chat, Message, wire

ALBUM_LIMIT = 10  # files


def send_message(call: Call) -> Any:
    chat = call.chat()
    if not call.text("text"):
        raise bad_request("message text is empty")
    content = formatted(call.params, call.value, "text", "entities")
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
    captions = [formatted(item, item.get, "caption", "caption_entities") for item in media]
    call.admit(chat.id, messages=len(media))
    files = [_file(call, item["type"], item.get("media")) for item in media]
    album = {"media_group_id": call.world.new_album_id()} | _context(call, chat)
    return [
        call.world.deliver(chat.id, album | file | caption)
        for file, caption in zip(files, captions, strict=True)
    ]


def _send_file(call: Call, kind: Kind) -> Message:
    chat = call.chat()
    caption = formatted(call.params, call.value, "caption", "caption_entities")
    return _send(call, chat, caption, lambda: _file(call, kind, call.params.get(kind)))


def _send(call: Call, chat: Chat, content: Message, file: Callable[[], Message] | None = None) -> Message:
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
        raise bad_request("wrong remote file identifier specified: can't unserialize it. Wrong last symbol")
    if known.kind != kind:
        raise bad_request(f"can't use file of type {known.kind.capitalize()} as {kind.capitalize()}")
    return known.in_message()
