"""Keyboards: checked as Telegram checks them, and told apart from one another."""

from __future__ import annotations

import re
from typing import Any

from bot.sandbox.answers import bad_request

DATA_LIMIT = 64  # bytes of callback_data
BUTTON_LIMIT = 100  # buttons under one message

Markup = dict[str, Any]

_URL = re.compile(r"(?:tg://.+|(?:https?://)?[^\s/?#]+\.[^\s/?#]+(?:[/?#]\S*)?)", re.IGNORECASE)
_OTHER_TYPES = ("web_app", "login_url", "switch_inline_query", "copy_text", "pay")


def reply_markup(given: Any) -> tuple[Markup | None, Markup | None]:
    """Return the buttons that stay under the message, and what happens to the reply keyboard."""
    if not given:
        return None, None
    if not isinstance(given, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in given:
        return None, given
    rows = [[_inline(button) for button in row] for row in given["inline_keyboard"] if row]
    if sum(map(len, rows)) > BUTTON_LIMIT:
        raise bad_request("reply markup is too long")
    return ({"inline_keyboard": rows} if rows else None), None


def _inline(button: Markup) -> Markup:
    if not button.get("text"):
        raise bad_request("inline keyboard button text must be non-empty")
    if url := button.get("url"):
        if not _URL.fullmatch(url):
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    elif data := button.get("callback_data"):
        if len(data.encode()) > DATA_LIMIT:
            raise bad_request("BUTTON_DATA_INVALID")
    elif not any(kind in button for kind in _OTHER_TYPES):
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    return button
