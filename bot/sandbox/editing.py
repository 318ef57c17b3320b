"""The Bot API's methods that change or delete what was sent."""

from __future__ import annotations

from typing import Any

from bot.sandbox.answers import bad_request
from bot.sandbox.calls import Call, formatted
from bot.sandbox.markup import reply_markup
from bot.sandbox.world import Chat, Message

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)


def edit_message_text(call: Call) -> Any:
    chat, message = _to_edit(call)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    if not call.text("text"):
        raise bad_request("message text is empty")
    content = formatted(call.params, call.value, "text", "entities")
    if not content:
        raise bad_request("text must be non-empty")
    return _revise(call, chat, message, content, ("text", "entities"))


def edit_message_caption(call: Call) -> Any:
    chat, message = _to_edit(call)
    if not any(kind in message for kind in ("photo", "document", "voice")):
        raise bad_request("there is no caption in the message to edit")
    content = formatted(call.params, call.value, "caption", "caption_entities")
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


def _revise(call: Call, chat: Chat, old: Message, content: Message, replaced: tuple[str, ...]) -> Message:
    """Put the new content and buttons in place of the old; the same again is refused."""
    inline, _ = reply_markup(call.value("reply_markup"))
    new = {key: value for key, value in old.items() if key not in replaced and key != "reply_markup"}
    new |= content
    if inline:
        new["reply_markup"] = inline
    if new == old:
        raise bad_request(_NOT_MODIFIED)
    call.admit(chat.id, edit=True)
    return call.world.revise(chat, new, only_buttons=not replaced)
