"""How things stand in a branch of 2026: its days, who looks after whom, and who was in touch with whom."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

_DAY = timedelta(days=1)
_ZONE = timedelta(hours=8)
# 国务院办公厅关于2026年部分节假日安排的通知
_OFF = (
    *((1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21)),
    *((9, 25, 27), (10, 1, 7)),
)
_WORKED = {(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)}


def local(now: datetime) -> datetime:
    """Return what the clocks of the branch show."""
    return (now + _ZONE).replace(tzinfo=None)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an instant by the clocks of the branch."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - _ZONE


def is_workday(day: date) -> bool:
    """Say whether people were at work on a day of 2026."""
    if (day.month, day.day) in _WORKED:
        return True
    return day.weekday() < 5 and not any(
        day.month == month and first <= day.day <= last for month, first, last in _OFF
    )


def next_workday(day: date) -> date:
    """Return the first working day from `day` on."""
    while not is_workday(day):
        day += _DAY
    return day


def is_quiet(now: datetime) -> bool:
    """Say whether nobody is to be disturbed."""
    minute = local(now).hour * 60 + local(now).minute
    return not 8 * 60 <= minute < 20 * 60 or 12 * 60 <= minute < 14 * 60 + 30


@dataclass(slots=True)
class Pair:
    """A pairing that lasts."""

    cadre: int
    since: date


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody was spoken with himself."""

    key: int
    day: date
    at: datetime
    visitors: frozenset[int]


@dataclass
class Truth:
    """How things stand; whoever lives through the year keeps it, apart from the program."""

    alive: set[int] = field(default_factory=set)
    frozen: set[int] = field(default_factory=set)
    serving: set[int] = field(default_factory=set)
    pairs: dict[int, list[Pair]] = field(default_factory=dict)
    away: dict[int, list[tuple[int, date]]] = field(default_factory=dict)  # deputies and their last days
    contacts: dict[int, list[Contact]] = field(default_factory=lambda: defaultdict(list))
    attempts: dict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    put_off: dict[int, list[tuple[date, datetime]]] = field(default_factory=lambda: defaultdict(list))

    def named(self) -> set[int]:
        """Return who may be named at all."""
        return self.alive - self.frozen

    def acts_for(self, cadre: int, today: date) -> int:
        """Return who stands in for a cadre today; himself while he is here."""
        passed = {cadre}
        while (deputy := self._deputy_of(cadre, today)) is not None and deputy not in passed:
            passed.add(deputy)
            cadre = deputy
        return cadre

    def _deputy_of(self, cadre: int, today: date) -> int | None:
        here = (deputy for deputy, until in reversed(self.away.get(cadre, ())) if today <= until)
        return next((deputy for deputy in here if deputy in self.serving), None)

    def in_care(self, today: date) -> dict[int, set[int]]:
        """Return who looks after whom today."""
        found: dict[int, set[int]] = defaultdict(set)
        named = self.named()
        for member in self.pairs.keys() & named:
            for carer in self.carers(member, today):
                found[carer].add(member)
        return found

    def carers(self, member: int, today: date) -> set[int]:
        """Return who looks after somebody today."""
        pairs = self.pairs.get(member, ()) if member in self.alive and member not in self.frozen else ()
        return {self.acts_for(pair.cadre, today) for pair in pairs} & self.serving

    def alone(self) -> set[int]:
        """Return who has nobody."""
        return {one for one in self.named() if not self.has_somebody(one)}

    def has_somebody(self, member: int) -> bool:
        """Say whether somebody in service looks after him."""
        return any(pair.cadre in self.serving for pair in self.pairs.get(member, ()))

    def is_reached(self, member: int, month: date) -> bool:
        """Say whether anybody has been in touch since the month began."""
        return any(one.day >= month for one in self.contacts[member])

    def is_put_off(self, member: int, today: date) -> bool:
        """Say whether the visit is put off to a later day."""
        return bool(self.put_off[member]) and self.put_off[member][-1][0] > today

    def waits(self, member: int, today: date) -> bool:
        """Say whether somebody should be in touch this month, and not on a later day."""
        return not self.is_reached(member, today.replace(day=1)) and not self.is_put_off(member, today)

    def is_to_be_kept(self, member: int, today: date) -> bool:
        """Say whether the day to which a visit was put off has come, and nobody has been in touch since."""
        if not self.put_off[member]:
            return False
        until, made = self.put_off[member][-1]
        return until <= today and not self.in_touch_since(member, made)

    def is_tried_twice(self, member: int) -> bool:
        """Say whether somebody was tried in vain twice since the last contact."""
        last = max((one.at for one in self.contacts[member]), default=None)
        return sum(last is None or last < one for one in self.attempts[member]) >= 2

    def in_touch_since(self, member: int, made: datetime) -> bool:
        """Say whether anybody has been in touch on the day of a moment or later."""
        return any(one.day >= local(made).date() for one in self.contacts[member])

    def pair(self, member: int, cadre: int, today: date) -> None:
        """Let a cadre look after somebody; a serving one before him stays until he has been in touch."""
        pairs = self.pairs.setdefault(member, [])
        if pairs and pairs[-1].cadre == cadre:
            return
        known = [one for one in pairs if one.cadre == cadre]
        before = [one for one in pairs[:1] if one.cadre in self.serving and one.cadre != cadre]
        self.pairs[member] = before + (known or [Pair(cadre, today)])
