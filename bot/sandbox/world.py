"""A little Telegram: what people and the bot can do in it, and what it forbids; no HTTP."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.sandbox.answers import bad_request, forbidden
from bot.sandbox.chats import SILENT, Chat, Message, Persona, Standing, wire
from bot.sandbox.entities import tidy, utf16_length
from bot.sandbox.memory import Memory

__all__ = ["Chat", "Message", "Persona", "Standing", "World", "wire"]

DELETABLE = timedelta(hours=48)
QUERY_LIFETIME = timedelta(minutes=10)  # after it, Telegram refuses to answer a press
TEXT_LIMIT = 4096  # UTF-16 code units, Telegram's count


class World(Memory):
    """Everything that can happen here: people act on it directly, the bot through botapi."""

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

        Raises ApiError for an empty file, and for a photo that is no picture.
        """
        self._speaking(user_id)
        stored = self.keep("photo" if as_photo else "document", filename, mime, data)
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
        self._change_standing(self.chat(user_id), Standing.BLOCKED if blocked else Standing.MEMBER, user_id)

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
            self._message_gone(chat, message["message_id"])
        return len(found)

    def answer_query(self, query_id: str, text: str, alert: bool) -> None:
        """End the waiting of a pressed button, with a toast when there is a text."""
        chat_id, pressed_at = self._queries.pop(query_id, (0, None))
        if pressed_at is None or self.now() - pressed_at > QUERY_LIFETIME:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
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
        chat = self.chat(chat_id)
        if chat.standing is Standing.STRANGER and chat_id not in self._people:
            raise bad_request("chat not found")
        return chat

    def writable(self, chat_id: int) -> Chat:
        """Return a chat that the bot may write to; refuses the others in Telegram's words."""
        chat = self.known(chat_id)
        if chat.standing is not Standing.MEMBER:
            raise forbidden(SILENT[chat.standing])
        return chat

    # -- inside ---------------------------------------------------------------------------------

    def _receive(self, user_id: int, content: Message, group: int | None) -> None:
        """Add a person's message and queue it for the bot."""
        chat = self._speaking(group or user_id)
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

    def _speaking(self, chat_id: int) -> Chat:
        """Return a chat in which its people may write; where they blocked it: PermissionError."""
        chat = self.chat(chat_id)
        if chat.standing in (Standing.BLOCKED, Standing.DEACTIVATED):
            raise PermissionError(f"chat {chat.id} is {chat.standing}: nothing can be written")
        return chat

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


def _parts(text: str) -> Iterable[str]:
    """Cut a long text as Telegram's own programs do; half the limit in characters always fits."""
    step = TEXT_LIMIT if utf16_length(text) <= TEXT_LIMIT else TEXT_LIMIT // 2
    return (text[at : at + step] for at in range(0, len(text), step))


def _buttons(rows: list[list[Any]] | None) -> Iterable[dict[str, Any]]:
    """Return the buttons of a keyboard in reading order; a bare word is a button too."""
    for button in itertools.chain.from_iterable(rows or ()):
        yield {"text": button} if isinstance(button, str) else button
