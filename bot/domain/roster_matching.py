"""Who is meant by a row: the same person, a new one, or a question for a human."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.domain.roster_dates import PartialDate, read_date
from bot.domain.roster_entries import Entry
from bot.domain.roster_reading import Kind, Record
from bot.texts.roster_reasons import is_ours, reference

NEW = "new"
SKIP = "skip"
DATES = ("born_on", "joined_on")


@dataclass(frozen=True, slots=True)
class Ask:
    """A row that may mean any of several people; `may_be_new` unless its number is taken."""

    candidates: tuple[Entry, ...]
    may_be_new: bool = True
    like_row: int | None = None  # an earlier row of the file that may be the same person


@dataclass(frozen=True, slots=True)
class Evidence:
    """How a row and a person compare."""

    agreeing: int = 0
    differing: int = 0

    @property
    def says_same(self) -> bool:
        """One date agrees, whatever else was corrected; a name alone proves nothing."""
        return self.agreeing > 0

    @property
    def says_other(self) -> bool:
        """Dates are known on both sides and none agrees."""
        return self.differing > 0 and self.agreeing == 0


@dataclass(slots=True)
class People:
    """The people of a branch, found by number, name or dates."""

    entries: Sequence[Entry]
    by_id: dict[int, Entry] = field(init=False)
    by_number: dict[str, Entry] = field(init=False)
    by_name: dict[str, list[Entry]] = field(init=False)
    by_dates: dict[tuple[str, ...], list[Entry]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_id = {entry.person.id: entry for entry in self.entries}
        self.by_number = {reference(entry.person): entry for entry in self.entries}
        self.by_name = defaultdict(list)
        self.by_dates = defaultdict(list)
        for entry in self.entries:
            self.by_name[entry.person.name].append(entry)
            dates = tuple(entry.value(name) for name in DATES)
            if all(len(text) == 10 for text in dates):  # both known to the day
                self.by_dates[dates].append(entry)


def find(record: Record, people: People, names_in_file: Counter[str]) -> Entry | Ask | None:
    """Return the person that a row of the file means, None for a new one, or the question.

    The stable number decides first, then the name with a date; a name that is unique in the branch
    and in the file is enough as long as nothing speaks against it.
    """
    number, name = record.values.get("number", ""), record.values["name"]
    if number in people.by_number:
        holder = people.by_number[number]
        if holder.person.name == name or evidence(record.values, holder).says_same:
            return holder
        return Ask((holder,), may_be_new=False)
    candidates = [each for each in people.by_name.get(name, ()) if _of_kind(record.kind, each)]
    if candidates:
        return _among(record, candidates, alone=names_in_file[name] == 1)
    strangers = people.by_name.get(name, [])
    renamed = _renamed(record, people, names_in_file)
    if strangers or renamed:
        return _with_phone(record, strangers) or Ask((*strangers, *renamed))
    return None


def _of_kind(kind: Kind, entry: Entry) -> bool:
    return entry.is_cadre if kind is Kind.CADRE else entry.member is not None


def _among(record: Record, candidates: Sequence[Entry], *, alone: bool) -> Entry | Ask | None:
    """Choose between people of the row's name."""
    same = [each for each in candidates if evidence(record.values, each).says_same]
    if len(same) == 1:
        return same[0]
    known_by_phone = _with_phone(record, same or candidates)
    if known_by_phone is not None and not same:
        return known_by_phone
    only = candidates[0]
    number = record.values.get("number", "")
    other_number = bool(number and only.person.number) and not is_ours(number)
    nothing_against = not evidence(record.values, only).says_other and not other_number
    if len(candidates) == 1 and alone and nothing_against:
        return only
    return Ask(tuple(same or candidates))


def _with_phone(record: Record, candidates: Iterable[Entry]) -> Entry | None:
    phone = record.values.get("phone")
    same = [each for each in candidates if phone and each.person.phone == phone]
    return same[0] if len(same) == 1 else None


def _renamed(record: Record, people: People, names_in_file: Counter[str]) -> list[Entry]:
    """Find whoever was born and joined on the same days under a name that the file does not have."""
    dates = tuple(record.values.get(name, "") for name in DATES)
    return [entry for entry in people.by_dates.get(dates, ()) if not names_in_file[entry.person.name]]


def evidence(values: dict[str, str], entry: Entry) -> Evidence:
    """Compare what both sides know: the dates of a member, the department of a cadre."""
    agreeing = differing = 0
    for name in DATES:
        theirs = entry.day(name)
        if name in values and theirs is not None:
            if read_date(values[name]).may_be(theirs):
                agreeing += 1
            else:
                differing += 1
    if values.get("unit") and entry.person.unit:
        if values["unit"] == entry.person.unit:
            agreeing += 1
        else:
            differing += 1
    return Evidence(agreeing, differing)


def alike(one: Record, other: Record) -> bool | None:
    """Say whether two rows of one name mean one person; None where nothing tells."""
    mine, theirs = one.values, other.values
    if mine.get("number") and theirs.get("number"):
        return False
    agreeing = differing = 0
    for name in (*DATES, "full_on", "phone", "unit"):
        if name in mine and name in theirs:
            if _same(name, mine[name], theirs[name]):
                agreeing += 1
            else:
                differing += 1
    if differing:
        return False
    return True if agreeing else None


def _same(name: str, one: str, other: str) -> bool:
    if name in ("phone", "unit"):
        return one == other
    first: PartialDate = read_date(one)
    return first.may_be(read_date(other))
