"""A little Telegram in memory: people, chats, files and what waits for the bot; no HTTP."""

from __future__ import annotations

import asyncio
import itertools
import weakref
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from bot.sandbox.answers import ApiError, bad_request, forbidden
from bot.sandbox.chats import SILENT, Changes, Chat, Message, Persona, Standing, wire
from bot.sandbox.entities import tidy, utf16_length
from bot.sandbox.files import Kind, StoredFile, receive
from bot.sandbox.store import Store
from bot.sandbox.updates import UpdateQueue

__all__ = ["CLOCK", "Chat", "Message", "Persona", "Standing", "World", "wire"]

T = TypeVar("T")

CLOCK = -1  # among the changed chats: the clock was moved
DELETABLE = timedelta(hours=48)
QUERY_LIFETIME = timedelta(minutes=10)  # after it, Telegram refuses to answer a press
TEXT_LIMIT = 4096  # UTF-16 code units, Telegram's count
# Ids given in the last moments before a crash are not in the store, but the bot may
# have seen them: after a restart counting goes on well beyond.
ID_GAP = 1_000


class World:
    """Everything this Telegram knows. People act on it directly, the bot through botapi.

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
        self._queries: dict[str, tuple[int, datetime]] = {}  # unanswered presses: whose, when
        self._last_id = 0
        self._listeners: weakref.WeakSet[Changes] = weakref.WeakSet()
        self._store = Store(store, self._counters) if store else None
        if self._store:
            self._load(self._store)

    # -- looking --------------------------------------------------------------------------------

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
        """Return the ids of chats that change from now on, and CLOCK when the clock was moved."""
        changes = Changes()
        self._listeners.add(changes)
        return changes

    def clock_moved(self) -> None:
        """Tell the subscribers that `now` jumped."""
        self._tell(CLOCK)

    async def until(self, condition: Callable[[], T], seconds: float = 10.0) -> T:
        """Wait for a change that makes the condition true, and return its value."""
        changes = self.subscribe()
        async with asyncio.timeout(seconds):
            while not (value := condition()):
                await anext(changes)
        return value

    # -- people act -----------------------------------------------------------------------------

    async def text(self, user_id: int, text: str, *, group: int | None = None) -> None:
        """Write to the bot, or into a group; a text that is too long goes as several messages."""
        for part in _parts(text):
            tidied, entities = tidy(part, [])
            if tidied:
                content: Message = {"text": tidied}
                if entities:
                    content["entities"] = entities
                self._receive(user_id, content, group)

    async def start(self, user_id: int, payload: str = "") -> None:
        """Press 「开始」, or follow a t.me link with its payload; unblocks the bot."""
        if self.chat(user_id).blocked:
            await self.block(user_id, False)
        await self.text(user_id, f"/start {payload}".strip())

    async def press(self, user_id: int, message_id: int, data: str) -> str:
        """Press an inline button and return the id of the callback query."""
        chat = self._chat_with(user_id, message_id)
        message = chat.find(message_id)
        if message is None:
            raise LookupError(f"no message {message_id} to press in chat {chat.id}")
        query_id = str(self._next_id() + 4_000_000_000_000)
        self._queries[query_id] = (chat.id, self.now())
        self.updates.put(
            "callback_query",
            {
                "id": query_id,
                "from": self.user_json(user_id),
                "message": wire(message),
                "chat_instance": str(chat.id),
                "data": data,
            },
        )
        return query_id

    async def press_label(self, user_id: int, label: str) -> None:
        """Press the newest button with this label, inline or on the reply keyboard."""
        chat = self.chat(user_id)
        for message in reversed(chat.messages):
            for button in _buttons(message.get("reply_markup", {}).get("inline_keyboard")):
                if button["text"] == label:
                    await self._press_inline(user_id, message["message_id"], button)
                    return
        for button in _buttons((chat.keyboard or {}).get("keyboard")):
            if button["text"] == label:
                if button.get("request_contact"):
                    await self.contact(user_id)
                else:
                    await self.text(user_id, label)
                return
        raise LookupError(f"no button {label!r} in chat {user_id}")

    async def contact(self, user_id: int, of: int | None = None) -> None:
        """Send one's own contact, or somebody else's."""
        of = of or user_id
        content = {
            "contact": {
                "phone_number": self.phone_of(of),
                "first_name": self.name_of(of),
                "user_id": of,
            }
        }
        self._receive(user_id, content, None)

    async def upload(
        self,
        user_id: int,
        filename: str,
        mime: str,
        data: bytes,
        *,
        as_photo: bool = False,
        caption: str = "",
        album: str | None = None,
    ) -> None:
        """Send a file; several with the same `album` are shown as one.

        A photo that is no picture goes as a document, as Telegram's own programs send it.
        """
        try:
            stored = self.keep("photo" if as_photo else "document", filename, mime, data)
        except ApiError as refusal:
            if not data:
                raise ValueError("an empty file cannot be sent") from refusal
            stored = self.keep("document", filename, mime, data)
        content = stored.in_message()
        if caption:
            content["caption"], entities = tidy(caption, [])
            if entities:
                content["caption_entities"] = entities
        if album:
            content["media_group_id"] = album
        self._receive(user_id, content, None)

    async def block(self, user_id: int, blocked: bool) -> None:
        """Block the bot, or let it write again."""
        self._change_standing(
            self.chat(user_id), Standing.BLOCKED if blocked else Standing.MEMBER, user_id
        )

    def deactivate(self, user_id: int) -> None:
        """Let a person delete the account; nobody is told, as in Telegram."""
        chat = self.chat(user_id)
        chat.standing = Standing.DEACTIVATED
        self._chat_changed(chat)

    def acquaint(self, user_ids: Iterable[int]) -> None:
        """Let people have started the bot long ago: no message, no update."""
        for user_id in user_ids:
            chat = self.chat(user_id)
            chat.standing = Standing.MEMBER
            self._chat_changed(chat)

    async def add_to_group(self, group_id: int, title: str, by: int) -> None:
        """Let somebody add the bot to a group (a negative id)."""
        group = self.chat(group_id)
        group.name = title
        self._change_standing(group, Standing.MEMBER, by)
        self._receive(by, {"new_chat_members": [self.bot]}, group_id)

    async def remove_from_group(self, group_id: int, by: int) -> None:
        self._change_standing(self.chat(group_id), Standing.KICKED, by)

    # -- the bot acts (called by botapi) --------------------------------------------------------

    def deliver(self, chat_id: int, content: Message, keyboard: Any = None) -> Message:
        """Show a message of the bot and return it as Telegram would.

        `keyboard` is a reply keyboard, or the wish to remove or force one.
        """
        chat = self.writable(chat_id)
        message = {
            "message_id": self._next_id(),
            "from": self.bot,
            "chat": chat.as_json(),
            "date": int(self.now().timestamp()),
            **content,
        }
        chat.messages.append({**message, "from_bot": True, "edited": False})
        if keyboard:
            chat.keyboard = keyboard if "keyboard" in keyboard else None
            self._chat_changed(chat)
        self._message_changed(chat, chat.messages[-1])
        return message

    def revise(self, chat: Chat, message: Message, *, only_buttons: bool) -> Message:
        """Put an edited message in the place of the old one and return it as Telegram would."""
        message["edit_date"] = int(self.now().timestamp())
        if not only_buttons:
            message["edited"] = True
        chat.replace(message)
        self._message_changed(chat, message)
        return wire(message)

    def withdraw(self, chat_id: int, message_ids: Iterable[int]) -> int:
        """Delete messages for everyone and return how many there were.

        One that is older than 48 hours forbids them all.
        """
        chat = self.writable(chat_id)
        found = [message for id_ in message_ids if (message := chat.find(id_))]
        oldest = (self.now() - DELETABLE).timestamp()
        if any(message["date"] < oldest for message in found):
            raise bad_request("message can't be deleted for everyone")
        for message in found:
            chat.remove(message["message_id"])
            if self._store:
                self._store.forget("message", _key(chat.id, message["message_id"]))
        self._tell(chat.id)
        return len(found)

    def answer_query(self, query_id: str, text: str, alert: bool) -> None:
        """End the waiting of a pressed button, with a toast when there is a text."""
        chat_id, pressed_at = self._queries.pop(query_id, (0, None))
        if pressed_at is None or self.now() - pressed_at > QUERY_LIFETIME:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        if text:
            toasts = self.chat(chat_id).toasts
            toasts.append({"query_id": query_id, "text": text, "show_alert": alert})
            del toasts[:-20]
            self._tell(chat_id)

    def leave(self, chat_id: int) -> None:
        """Let the bot leave a group."""
        if chat_id > 0:
            raise bad_request("chat member status can't be changed in private chats")
        self._change_standing(self.writable(chat_id), Standing.LEFT, self.bot_id)

    def known(self, chat_id: int) -> Chat:
        """Return a chat that the bot may know of; refuses one that it cannot."""
        if chat_id not in self._chats and chat_id not in self._people:
            raise bad_request("chat not found")
        return self.chat(chat_id)

    def writable(self, chat_id: int) -> Chat:
        """Return a chat that the bot may write to; refuses the others in Telegram's words."""
        chat = self._chats.get(chat_id) or self.known(chat_id)
        if chat.standing is not Standing.MEMBER:
            raise forbidden(SILENT[chat.standing])
        return chat

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

    def user_json(self, user_id: int) -> dict[str, Any]:
        if user_id == self.bot_id:
            return self.bot
        name = self.name_of(user_id)
        return {"id": user_id, "is_bot": False, "first_name": name, "language_code": "zh-hans"}

    def phone_of(self, user_id: int) -> str:
        """Return a person's number; those without one get an impossible one (no country 999)."""
        persona = self._people.get(user_id)
        return persona.phone if persona and persona.phone else f"+999{user_id}"

    def _receive(self, user_id: int, content: Message, group: int | None) -> None:
        """Add a person's message and queue it for the bot."""
        chat = self.chat(group or user_id)
        if chat.standing is Standing.BLOCKED or chat.standing is Standing.DEACTIVATED:
            raise ValueError(f"chat {chat.id} is {chat.standing}: nothing can be written")
        if chat.standing is Standing.STRANGER:
            chat.standing = Standing.MEMBER
            self._chat_changed(chat)
        message = {
            "message_id": self._next_id(),
            "from": self.user_json(user_id),
            "chat": chat.as_json(),
            "date": int(self.now().timestamp()),
            **content,
        }
        chat.messages.append({**message, "from_bot": False, "edited": False})
        if chat.keyboard and chat.keyboard.get("one_time_keyboard"):
            chat.keyboard = None
            self._chat_changed(chat)
        self._message_changed(chat, chat.messages[-1])
        if chat.standing is Standing.MEMBER:
            self.updates.put("message", message)

    async def _press_inline(self, user_id: int, message_id: int, button: dict[str, Any]) -> None:
        if "callback_data" in button:
            await self.press(user_id, message_id, button["callback_data"])
            return
        link = urlsplit(button.get("url", ""))
        if link.path.strip("/").lower() == str(self.bot["username"]).lower():
            await self.start(user_id, parse_qs(link.query).get("start", [""])[0])

    def _chat_with(self, user_id: int, message_id: int) -> Chat:
        """Return the chat in which a person sees a message: his own, or else a group."""
        own = self.chat(user_id)
        if own.find(message_id):
            return own
        groups = (chat for chat in self._chats.values() if chat.id < 0)
        return next((group for group in groups if group.find(message_id)), own)

    def _change_standing(self, chat: Chat, standing: Standing, by: int) -> None:
        """Change what the bot may do in a chat and tell it so."""
        old, chat.standing = chat.standing, standing
        self._chat_changed(chat)
        if old is standing:
            return
        self.updates.put(
            "my_chat_member",
            {
                "chat": chat.as_json(),
                "from": self.user_json(by),
                "date": int(self.now().timestamp()),
                "old_chat_member": self._membership(old),
                "new_chat_member": self._membership(standing),
            },
        )

    def _membership(self, standing: Standing) -> dict[str, Any]:
        if standing is Standing.MEMBER:
            return {"user": self.bot, "status": "member"}
        if standing in (Standing.BLOCKED, Standing.KICKED):
            return {"user": self.bot, "status": "kicked", "until_date": 0}
        return {"user": self.bot, "status": "left"}

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


def _parts(text: str) -> Iterable[str]:
    """Cut a long text as Telegram's own programs do; half the limit in characters always fits."""
    step = TEXT_LIMIT if utf16_length(text) <= TEXT_LIMIT else TEXT_LIMIT // 2
    return (text[at : at + step] for at in range(0, len(text), step))


def _buttons(rows: list[list[Any]] | None) -> Iterable[dict[str, Any]]:
    """Return the buttons of a keyboard in reading order; a bare word is a button too."""
    for button in itertools.chain.from_iterable(rows or ()):
        yield {"text": button} if isinstance(button, str) else button


def _key(chat_id: int, message_id: int) -> str:
    return f"{chat_id}:{message_id}"
