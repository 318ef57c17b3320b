"""The Bot API's methods: those about the bot itself, and the table of all that answer at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot.sandbox import editing, sending
from bot.sandbox.answers import bad_request
from bot.sandbox.calls import Call
from bot.sandbox.entities import utf16_length

DOWNLOAD_LIMIT = 20 * 2**20  # bytes that getFile hands out
TOAST_LIMIT = 200  # UTF-16 code units
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


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
    if utf16_length(text) > TOAST_LIMIT:
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
        sending.send_message,
        sending.send_photo,
        sending.send_document,
        sending.send_voice,
        sending.send_media_group,
        editing.edit_message_text,
        editing.edit_message_caption,
        editing.edit_message_reply_markup,
        editing.delete_message,
        editing.delete_messages,
    )
}
