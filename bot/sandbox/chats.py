"""A chat as its members see it: people, messages, standing and what changed."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Message = dict[str, Any]

OURS = ("from_bot", "edited")  # the keys of a stored message that are not Telegram's


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody the sandbox knows; `role` and `hint` are for the page."""

    user_id: int
    name: str
    role: str
    phone: str = ""
    hint: str = ""


class Standing(StrEnum):
    """Whether the bot may write to a chat."""

    STRANGER = "stranger"
    MEMBER = "member"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    LEFT = "left"
    KICKED = "kicked"


# How Telegram refuses to let the bot write, for each standing that forbids it.
SILENT = {
    Standing.STRANGER: "bot can't initiate conversation with a user",
    Standing.BLOCKED: "bot was blocked by the user",
    Standing.DEACTIVATED: "user is deactivated",
    Standing.LEFT: "bot is not a member of the group chat",
    Standing.KICKED: "bot was kicked from the group chat",
}


@dataclass(slots=True)
class Chat:
    """One chat as its members see it; a group has a negative id, as in Telegram."""

    id: int
    name: str
    standing: Standing = Standing.STRANGER
    keyboard: dict[str, Any] | None = None
    messages: list[Message] = field(default_factory=list)
    toasts: list[dict[str, Any]] = field(default_factory=list)  # what presses were answered

    @property
    def blocked(self) -> bool:
        return self.standing is Standing.BLOCKED

    def find(self, message_id: int) -> Message | None:
        at = self._place(message_id)
        found = self.messages[at] if at < len(self.messages) else None
        return found if found and found["message_id"] == message_id else None

    def replace(self, message: Message) -> None:
        self.messages[self._place(message["message_id"])] = message

    def remove(self, message_id: int) -> None:
        del self.messages[self._place(message_id)]

    def as_json(self) -> dict[str, Any]:
        """Return how Telegram describes the chat inside a message."""
        if self.id < 0:
            return {"id": self.id, "type": "group", "title": self.name}
        return {"id": self.id, "type": "private", "first_name": self.name}

    def _place(self, message_id: int) -> int:
        return bisect_left(self.messages, message_id, key=lambda message: message["message_id"])


class Changes:
    """The chats that changed since they were last asked for; many changes are one."""

    def __init__(self) -> None:
        self._changed: dict[int, None] = {}
        self._wake = asyncio.Event()

    def add(self, chat_id: int) -> None:
        self._changed[chat_id] = None
        self._wake.set()

    def __aiter__(self) -> AsyncIterator[int]:
        return self

    async def __anext__(self) -> int:
        while not self._changed:
            self._wake.clear()
            await self._wake.wait()
        chat_id = next(iter(self._changed))
        del self._changed[chat_id]
        return chat_id


def wire(message: Message) -> Message:
    """Return a stored message as Telegram would send it."""
    return {key: value for key, value in message.items() if key not in OURS}
