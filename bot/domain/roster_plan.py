"""What an import would do, before anything is done: the preview is this plan, and so is the import."""

from dataclasses import dataclass, field
from hashlib import sha256

from bot.domain.roster_entries import Entry
from bot.domain.roster_lint import Oddity
from bot.domain.roster_reading import Record, Refused
from bot.domain.roster_values import Problem
from models import Pairing


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Added:
    """Somebody new, or a part that a known person has not had: a cadre who is now a member."""

    index: int
    record: Record
    person_id: int | None  # None: a new person


@dataclass(frozen=True, slots=True)
class Changed:
    index: int
    record: Record
    person_id: int
    name: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A row that waits for a human: which of these, somebody new, or leave it."""

    index: int
    record: Record
    candidates: tuple[Entry, ...]
    may_be_new: bool
    like_row: int | None


# A person of the plan: an id, or the record index of somebody this import adds.
Ref = int | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Paired:
    """A pairing to begin; `ends` is the one it takes the place of."""

    index: int
    record: Record
    cadre: Ref
    member: Ref
    cadre_name: str
    member_name: str
    ends: Pairing | None
    old_cadre_name: str


@dataclass(slots=True)
class Plan:
    """Everything an import would do and everything it would not."""

    added: list[Added] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    unchanged: int = 0
    paired: list[Paired] = field(default_factory=list)
    crowded: list[tuple[str, int]] = field(default_factory=list)  # without a reason
    questions: list[Question] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    left_out: list[Record] = field(default_factory=list)  # by a human's answer
    remarks: list[tuple[Record, Problem]] = field(default_factory=list)
    odd: list[tuple[Record, Oddity]] = field(default_factory=list)
    private_columns: list[str] = field(default_factory=list)
    unused_columns: list[str] = field(default_factory=list)

    @property
    def does_anything(self) -> bool:
        return bool(self.added or self.changed or self.paired)

    def digest(self) -> str:
        """Return a mark of what would be done, to tell a plan from the one that was shown."""
        doings = (
            [(each.index, each.person_id, each.record.values.get("roles")) for each in self.added],
            [(each.index, each.person_id, each.changes) for each in self.changed],
            [(each.index, each.cadre, each.member) for each in self.paired],
        )
        return sha256(repr(doings).encode()).hexdigest()[:16]
