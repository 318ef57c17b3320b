"""The frame of an update with a table of routes of our own, so that no feature is needed to test it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select
from telegram import Update

from bot.access import Permission
from bot.database import Database
from bot.delivery.inbox import DurableQueue
from bot.errors import Refusal
from bot.messages import Message
from bot.presses import Press
from handlers.kit.dispatch import Dispatcher
from handlers.kit.forms import Form
from handlers.kit.replies import Reply
from handlers.kit.routing import Route, Router, Special
from handlers.kit.turn import Turn
from models import Account, Branch, Inbox, Outbox, Person
from tests.messenger import Messenger
from tests.people import NOON, chat_of


def answering(text: str) -> Callable[[Turn], Awaitable[Reply]]:
    """Return a handler that only says a word."""

    async def _answer(turn: Turn) -> Reply:
        return Message(text)

    return _answer


def special(**other: Route) -> Special:
    """Return the special entrances, each answering with its own name unless another is given."""
    names = Special.__dataclass_fields__
    plain = {name: Route(answering(name), Permission.GREET) for name in names}
    return Special(**plain | {"unknown": Route(answering("unknown"), Permission.OWN)} | other)


class Desk:
    """A dispatcher, the people in front of it, and what it has written down."""

    def __init__(self, database: Database, messenger: Messenger, branch: Branch) -> None:
        self.database = database
        self.messenger = messenger
        self.branch = branch
        self.queue = DurableQueue(database, messenger.bot, lambda: self.now)
        self.now = NOON
        self.done: list[str] = []  # what handlers did, also when it was rolled back
        self._updates = 0
        self.dispatcher: Dispatcher
        self.open_with()

    def open_with(
        self, *routes: Route, forms: tuple[Form, ...] = (), resumed: Any = (), **other: Any
    ) -> None:
        """Open the desk with these routes; `other` are special entrances and a `hush`."""
        more = {name: other.pop(name) for name in ("hush",) if name in other}
        self.dispatcher = Dispatcher(
            self.database,
            self.messenger.bot,
            Router(routes, special(**other), forms),
            lambda: self.now,
            b"",
            resumed=resumed,
            **more,
        )

    async def arrives(self, content: dict[str, Any]) -> Update:
        """Receive an update and keep it, as the inbox does."""
        self._updates += 1
        payload = {"update_id": self._updates} | content
        await self.queue.store(payload)
        update = Update.de_json(payload, self.messenger.bot)
        assert update is not None
        return update

    async def says(self, who: Person | int, text: str, **more: Any) -> list[str]:
        """Write a text and return what was said since."""
        return await self.serves(who, await self.arrives({"message": message(_chat(who), text) | more}))

    async def presses(
        self, who: Person | int, data: str, on: int = 500, chat: int | None = None
    ) -> list[str]:
        """Press a button of message `on`."""
        return await self.serves(who, await self.arrives(pressed(_chat(who), data, on, chat)))

    async def serves(self, who: Person | int, update: Update) -> list[str]:
        """Let the dispatcher serve an update and return what was said since."""
        before = len(await self.heard(who))
        await self.dispatcher.handle(update, None)
        return (await self.heard(who))[before:]

    async def heard(self, who: Person | int) -> list[str]:
        """Return all that was put into the outbox for somebody, by person or chat."""
        async with self.database.reading() as session:
            mine = Outbox.chat_id == _chat(who)
            if isinstance(who, Person):
                mine = mine | (Outbox.person_id == who.id)  # type: ignore[assignment]
            found = await session.exec(select(Outbox).where(mine).order_by(col(Outbox.id)))
            return [row.text or row.action for row in found.all()]

    async def updates(self) -> list[Inbox]:
        """Return the inbox."""
        async with self.database.reading() as session:
            return list((await session.exec(select(Inbox).order_by(col(Inbox.id)))).all())

    async def kept(self, name: str) -> int:
        """Return how often a handler's effect is in the database: people of that name."""
        async with self.database.reading() as session:
            return len((await session.exec(select(Person).where(Person.name == name))).all())

    async def account_of(self, person: Person) -> Account:
        """Return somebody's binding."""
        async with self.database.reading() as session:
            return (await session.exec(select(Account).where(Account.person_id == person.id))).one()


def _chat(who: Person | int) -> int:
    return who if isinstance(who, int) else chat_of(who)


def message(chat: int, text: str, message_id: int = 400) -> dict[str, Any]:
    """Return a message in a private chat, or in a group for a negative id, as Telegram writes it."""
    kind = {"type": "private", "first_name": "某人"} if chat > 0 else {"type": "group", "title": "群"}
    return {
        "message_id": message_id,
        "date": 1_770_000_000,
        "chat": {"id": chat} | kind,
        "from": {"id": abs(chat), "is_bot": False, "first_name": "某人"},
        "text": text,
    }


def pressed(user: int, data: str, on: int, chat: int | None = None) -> dict[str, Any]:
    """Return a press on a message, in the user's own chat unless another is given."""
    return {
        "callback_query": {
            "id": str(4_000_000_000_000 + on),
            "from": {"id": user, "is_bot": False, "first_name": "某人"},
            "message": message(chat or user, "旧", on),
            "chat_instance": "1",
            "data": data,
        }
    }


def keeping(desk: Desk, *, refuse: str = "", fail: BaseException | None = None) -> Callable[..., Any]:
    """Return a handler that keeps a row of what was said, then answers, refuses or fails."""

    async def _keep(turn: Turn, press: Press | None = None) -> Reply:
        name = turn.said.text or turn.said.pressed or ""
        desk.done.append(name)
        turn.session.add(Person(branch_id=turn.branch_id, name=name))
        await turn.session.flush()
        if refuse:
            raise Refusal(refuse)
        if fail is not None:
            raise fail
        return Message(f"记下了{name}")

    return _keep


@dataclass(frozen=True, slots=True)
class Keep(Press, code="tkeep"):
    """A button of these tests."""

    number: int


def keep(desk: Desk, **how: Any) -> Route:
    """Return a route by which 「记下」 is kept."""
    return Route(keeping(desk, **how), Permission.OWN, word="记下")


def keep_press(desk: Desk, **how: Any) -> Route:
    """Return a route by which a press is kept."""
    return Route(keeping(desk, **how), Permission.OWN, press=Keep)
