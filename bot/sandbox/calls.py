"""One call of the Bot API: its parameters, however they were sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from bot.sandbox.answers import bad_request
from bot.sandbox.entities import Entity, parse_html, tidy, utf16_length
from bot.sandbox.world import Chat, Message, World

TEXT_LIMIT = 4096  # UTF-16 code units, Telegram's count
CAPTION_LIMIT = 1024  # UTF-16 code units


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


def formatted(
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
