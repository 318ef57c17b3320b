"""A turn: who asks, when, in an open transaction."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.access import Permission
from bot.clock import local, local_day
from bot.domain.outbox import Chat
from bot.domain.people import Speaker
from bot.presses import Press
from handlers.kit.reading import Incoming
from models import Branch, Dialog, Person


class Entrance(Protocol):
    """A route, as far as a handler may know it."""

    @property
    def needs(self) -> Permission: ...

    @property
    def handler(self) -> Callable[..., Awaitable[Any]]: ...


class Entrances(Protocol):
    """The table of routes as handlers ask it; the table knows turns, so turns know only this of it."""

    @property
    def by_word(self) -> Mapping[str, Entrance]: ...

    @property
    def special(self) -> Any: ...

    @property
    def forms(self) -> Mapping[str, Any]: ...

    def of_press(self, press: Press) -> Entrance:
        """Return the route of a button, also where its label was typed instead."""

    def likeliest(self, text: str, speaker: Speaker, limit: int = 3) -> list[str]:
        """Return the menu words that resemble what was said and that the speaker may use."""


@dataclass(slots=True)
class Turn:
    """All that a handler is given. `prepared` is what the route's `prepare` made beforehand."""

    session: AsyncSession
    now: datetime
    branch: Branch
    bot_id: int
    bot_username: str
    speaker: Speaker
    said: Incoming
    router: Entrances
    dialog: Dialog | None = None
    prepared: Any = None
    invite_secret: bytes = b""  # the key of the hashes of invitations

    @property
    def person(self) -> Person:
        """Return who asks; only for routes that strangers cannot reach."""
        if self.speaker.person is None:
            raise LookupError("this route needs a permission that strangers lack")
        return self.speaker.person

    @property
    def branch_id(self) -> int:
        """Return the branch whose rows the asker may see."""
        return self.branch.id

    @property
    def chat(self) -> Chat:
        """Return where the answer goes: where the question came from."""
        return Chat(self.said.chat_id)

    @property
    def today(self) -> date:
        """Return the branch's calendar day."""
        return local_day(self.now, self.branch.zone)

    @property
    def local_now(self) -> datetime:
        """Return the branch's wall clock."""
        return local(self.now, self.branch.zone)
