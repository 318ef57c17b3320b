"""Calls for help (找人): what somebody needs, with whom it lies, and what the two said about it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.base import ChatId, Choice, Id, table


class Matter(StrEnum):
    """What kind of help it is; it decides who is asked, how soon, and who may read it."""

    HELP = "help"  # 找人
    WORRY = "worry"  # perhaps an emergency; he has been asked
    SCAM = "scam"  # is this a swindle?
    MONEY = "money"  # somebody wants his money
    DEATH = "death"  # somebody has died, and it is not clear who
    CRISIS = "crisis"  # 活着没意思
    EMERGENCY = "emergency"  # 急


class HelpState(StrEnum):
    """A call's life; the first two are open."""

    WAITING = "waiting"  # nobody has taken it
    TAKEN = "taken"  # 我来办
    DONE = "done"  # 办好了
    MISTAKE = "mistake"  # 按错了


class HelpRequest(SQLModel, table=True):
    """One call for help. `person_id` is None for a stranger, who is only a chat.

    `round` counts how often somebody was asked since it was opened, so that nobody is asked twice
    for the same round.
    """

    __table_args__ = table(
        Index(None, "state", "due_at"),
        Index(None, "person_id", "state"),
        Index(None, "chat_id", "state"),
        Index(None, "helper_id", "state"),
    )

    id: int = Id()
    branch_id: int = Field(foreign_key="branch.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    written_by: int | None = Field(default=None, foreign_key="person.id")  # who wrote it for him (代办)
    chat_id: int = ChatId()
    shown_name: str = ""  # what a stranger calls himself
    matter: Matter = Choice(Matter)
    state: HelpState = Choice(HelpState, default=HelpState.WAITING)
    helper_id: int | None = Field(default=None, foreign_key="person.id")  # with whom it lies; None: nobody
    round: int = 0
    due_at: datetime  # when somebody is asked again
    created_at: datetime
    opened_at: datetime  # the last time it was opened; later than created_at if it was opened again
    alarmed_at: datetime | None = None  # when it became an emergency
    taken_at: datetime | None = None
    closed_at: datetime | None = None


class HelpWord(SQLModel, table=True):
    """Something one of the two said; `words` is None once it was erased."""

    __table_args__ = table(Index(None, "request_id"))

    id: int = Id()
    request_id: int = Field(foreign_key="helprequest.id")
    by_id: int | None = Field(default=None, foreign_key="person.id")  # None: who asked for help
    words: str | None = None
    media_id: int | None = Field(default=None, foreign_key="media.id")
    at: datetime
