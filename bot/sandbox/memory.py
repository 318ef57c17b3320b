"""What this Telegram remembers: chats, files, settings, updates; kept in a store if there is one."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from bot.sandbox.chats import Changes, Chat, Message, Persona, Standing
from bot.sandbox.files import Kind, StoredFile, receive
from bot.sandbox.store import Store
from bot.sandbox.updates import UpdateQueue

T = TypeVar("T")

# Ids given in the last moments before a crash are not in the store, but the bot may
# have seen them: after a restart counting goes on well beyond.
ID_GAP = 1_000


class Memory:
    """The state, its numbers and its listeners; who may do what is World's business.

    Messages are never changed in place, only replaced: what was handed out stays as it was.
    With a `store` all of it survives a restart; without one nothing is written.
    """

    def __init__(
        self,
        bot_name: str,
        bot_username: str,
        token: str,
        personas: Sequence[Persona] = (),
        *,
        now: Callable[[], datetime],
        store: Path | None = None,
    ) -> None:
        self.token = token
        self.now = now
        self.bot_id = int(token.partition(":")[0])
        self.bot = {
            "id": self.bot_id,
            "is_bot": True,
            "first_name": bot_name,
            "username": bot_username,
        }
        self.personas = list(personas)
        self.files: dict[str, StoredFile] = {}
        self.settings: dict[str, Any] = {}  # commands, descriptions, menu button, webhook
        self.updates = UpdateQueue(self._seconds, self._update_changed)
        self._people = {persona.user_id: persona for persona in personas}
        self._chats: dict[int, Chat] = {}
        self._queries: dict[str, tuple[int, datetime]] = {}  # unanswered presses: where, when
        self._last_id = 0
        self._listeners: weakref.WeakSet[Changes] = weakref.WeakSet()
        self._store = Store(store, self._counters) if store else None
        if self._store:
            self._load(self._store)

    def chat(self, user_id: int) -> Chat:
        """Return the bot's chat with a person, or a group; unknown people appear here."""
        chat = self._chats.get(user_id)
        if chat is None:
            chat = self._chats[user_id] = Chat(user_id, self.name_of(user_id))
        return chat

    def name_of(self, user_id: int) -> str:
        persona = self._people.get(user_id)
        return persona.name if persona else f"User {user_id}"

    def add(self, persona: Persona) -> None:
        """Let somebody join the known people."""
        self._people[persona.user_id] = persona
        self.personas.append(persona)

    def subscribe(self) -> AsyncIterator[int]:
        """Return the ids of chats that change from now on."""
        changes = Changes()
        self._listeners.add(changes)
        return changes

    async def until(self, condition: Callable[[], T], seconds: float = 10.0) -> T:
        """Wait for a change that makes the condition true, and return its value."""
        changes = self.subscribe()
        async with asyncio.timeout(seconds):
            while not (value := condition()):
                await anext(changes)
        return value

    def user_json(self, user_id: int) -> dict[str, Any]:
        if user_id == self.bot_id:
            return self.bot
        name = self.name_of(user_id)
        return {"id": user_id, "is_bot": False, "first_name": name, "language_code": "zh-hans"}

    def phone_of(self, user_id: int) -> str:
        """Return a person's number; those without one get an impossible one (no country 999)."""
        persona = self._people.get(user_id)
        return persona.phone if persona and persona.phone else f"+999{user_id}"

    def keep(self, kind: Kind, name: str, mime: str, data: bytes) -> StoredFile:
        """Store an upload."""
        stored = receive(kind, len(self.files) + 1, name, mime, data)
        self.files[stored.file_id] = stored
        if self._store:
            self._store.keep_file(stored)
        return stored

    def new_album_id(self) -> str:
        return str(13_000_000_000_000_000 + self._next_id())

    def configure(self, **settings: Any) -> None:
        """Remember what the bot set about itself."""
        self.settings |= settings
        if self._store:
            self._store.keep("settings", "", self.settings)

    async def close(self) -> None:
        """Write what is not written yet."""
        if self._store:
            await self._store.close()

    # -- inside ---------------------------------------------------------------------------------

    def _seconds(self) -> float:
        return self.now().timestamp()

    def _next_id(self) -> int:
        # One counter for all chats, as Telegram has one for everything a bot sees in private.
        self._last_id += 1
        return self._last_id

    def _tell(self, chat_id: int) -> None:
        for listener in self._listeners:
            listener.add(chat_id)

    def _message_changed(self, chat: Chat, message: Message) -> None:
        if self._listeners:
            self._tell(chat.id)
        if self._store:
            self._store.keep("message", _key(chat.id, message["message_id"]), message)

    def _message_gone(self, chat: Chat, message_id: int) -> None:
        self._tell(chat.id)
        if self._store:
            self._store.forget("message", _key(chat.id, message_id))

    def _chat_changed(self, chat: Chat) -> None:
        self._tell(chat.id)
        if self._store:
            state = {"name": chat.name, "standing": chat.standing, "keyboard": chat.keyboard}
            self._store.keep("chat", str(chat.id), state)

    def _update_changed(self, update: dict[str, Any], waiting: bool) -> None:
        if self._store is None:
            return
        if waiting:
            entry = {"at": self._seconds(), "update": update}
            self._store.keep("update", str(update["update_id"]), entry)
        else:
            self._store.forget("update", str(update["update_id"]))

    def _load(self, store: Store) -> None:
        for key, state in store.load("chat"):
            standing = Standing(state["standing"])
            self._chats[int(key)] = Chat(int(key), state["name"], standing, state["keyboard"])
        messages = [(int(key.split(":")[0]), message) for key, message in store.load("message")]
        for chat_id, message in sorted(messages, key=lambda entry: entry[1]["message_id"]):
            self.chat(chat_id).messages.append(message)
        self.files = {stored.file_id: stored for stored in store.load_files()}
        self.settings = dict(store.load("settings")).get("", {})
        self.updates.allow(self.settings.get("allowed_updates"))
        for _, entry in sorted(store.load("update"), key=lambda row: int(row[0])):
            self.updates.restore(entry["update"], entry["at"])
        for _, counters in store.load("counters"):
            self._last_id = counters["message"] + ID_GAP
            self.updates.next_id = counters["update"] + ID_GAP

    def _counters(self) -> dict[str, int]:
        return {"message": self._last_id, "update": self.updates.next_id}


def _key(chat_id: int, message_id: int) -> str:
    return f"{chat_id}:{message_id}"
