"""A turn: who asks, when, in an open transaction."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local, local_day
from bot.domain.outbox import Chat
from bot.domain.people import Speaker
from handlers.kit.reading import Incoming
from models import Branch, Dialog, Person

if TYPE_CHECKING:
    from handlers.kit.routing import Router


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
    router: "Router"
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
