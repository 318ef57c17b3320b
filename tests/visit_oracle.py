"""Whom a visit reminder should name, and who should hear it: from what happened and the rules alone.

The rules, as the branch set them: on the first working morning each cadre is told of his members, on
the 15th and the 25th only of those nobody has been in touch with this month, and at the month's end
the liaison of what is open. Days off move a round to the next working day. A later round takes the
place of an earlier one, also of one that would be three days away or less. A visit put off, or tried in
vain, comes back on its day. Nothing here looks at what the program keeps.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

FIRST, MIDDLE, LATE, END, PUT_OFF = "first", "middle", "late", "end", "put off"
PAPERS, UNPAIRED, TWICE, RELEASED = "papers", "unpaired", "twice", "released"
Said = tuple[int, str, frozenset[int]]  # who hears it, what it is, and whom it names

_DAY = timedelta(days=1)
_ZONE = timedelta(hours=8)
_TOO_LATE = timedelta(days=14)  # for what is no reminder
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


def last_workday(month: date) -> date:
    """Return the last working day of a month."""
    day = _next_month(month) - _DAY
    while not is_workday(day):
        day -= _DAY
    return day


def round_days(day: date) -> set[date]:
    """Return the days of a month on which somebody is reminded, or the liaison told."""
    return {one for _, one in _rounds(day.replace(day=1))} | {last_workday(day)}


def _rounds(month: date) -> Iterator[tuple[str, date]]:
    yield FIRST, next_workday(month)
    yield MIDDLE, next_workday(month.replace(day=15))
    yield LATE, min(next_workday(month.replace(day=25)), last_workday(month))


def _next_month(month: date) -> date:
    return (month.replace(day=1) + 31 * _DAY).replace(day=1)


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
    away: list[tuple[int, int, date]] = field(default_factory=list)  # who, his deputy, the last day
    contacts: dict[int, list[Contact]] = field(default_factory=lambda: defaultdict(list))
    attempts: dict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    put_off: dict[int, list[tuple[date, datetime]]] = field(default_factory=lambda: defaultdict(list))

    def named(self) -> set[int]:
        """Return who may be named at all."""
        return self.alive - self.frozen

    def acts_for(self, cadre: int, today: date) -> int:
        """Return who stands in for a cadre today; himself while he is here."""
        deputies = {
            who: deputy for who, deputy, until in self.away if today <= until and deputy in self.serving
        }
        passed = {cadre}
        while (deputy := deputies.get(cadre)) is not None and deputy not in passed:
            passed.add(deputy)
            cadre = deputy
        return cadre

    def in_care(self, today: date) -> dict[int, set[int]]:
        """Return who looks after whom today."""
        found: dict[int, set[int]] = defaultdict(set)
        named = self.named()
        for member, pairs in self.pairs.items():
            for pair in pairs if member in named else ():
                carer = self.acts_for(pair.cadre, today)
                if carer in self.serving:
                    found[carer].add(member)
        return found

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


@dataclass
class Oracle:
    """What is to be said; `look` whenever the program runs, `said` whenever the messenger takes it."""

    truth: Truth
    liaison: int
    over: set[tuple[date, str]] = field(default_factory=set)
    month: date = date.min
    round: str = ""
    asks: dict[int, set[int]] = field(default_factory=dict)  # of the round, by who is to hear it
    again: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # visits put off
    month_open: date | None = None
    told_alone: dict[int, datetime] = field(default_factory=dict)
    other: list[tuple[datetime, Said]] = field(default_factory=list)  # and since when it waits
    handled: set[tuple[int, datetime]] = field(default_factory=set)

    def look(self, now: datetime) -> None:
        """Decide what is due at or before `now`."""
        today = local(now).date()
        self._hand_over(now, today)
        self._tell_who_is_alone(now, today)
        opened = self._open_round(now, today)
        self._open_end(now, today)
        self._put_off(now, today, opened)

    def _hand_over(self, now: datetime, today: date) -> None:
        for member, pairs in self.truth.pairs.items():
            if len(pairs) < 2 or member not in self.truth.alive:
                continue
            new = pairs[-1]
            if any(one.day >= new.since and new.cadre in one.visitors for one in self.truth.contacts[member]):
                self.other += [(now, (one.cadre, RELEASED, frozenset((member,)))) for one in pairs[:-1]]
                self.truth.pairs[member] = [new]

    def _tell_who_is_alone(self, now: datetime, today: date) -> None:
        alone = self.truth.alone()
        self.told_alone = {
            one: when for one, when in self.told_alone.items() if not self.truth.has_somebody(one)
        }
        if not is_workday(today) or not at(today, 8, 30) <= now < at(today, 9, 30):
            return
        untold = {
            one for one in alone if one not in self.told_alone or now - self.told_alone[one] >= 30 * _DAY
        }
        if untold:
            self.told_alone |= dict.fromkeys(untold, now)
            self.other.append((now, (self.liaison, UNPAIRED, frozenset(untold))))

    def _open_round(self, now: datetime, today: date) -> bool:
        """Open the newest round that is due, if it is new; return whether it names who waits today."""
        month = today.replace(day=1)
        rounds = list(_rounds(month))
        due = [number for number, (_, day) in enumerate(rounds) if at(day, 8, 30) <= now]
        if self.month != month:
            self.month, self.asks = month, {}  # the old month's end is the liaison's
        if not due:
            return False
        step, _ = rounds[due[-1]]
        if (month, step) in self.over:
            return False
        following = rounds[due[-1] + 1 : due[-1] + 2]
        if following and following[0][1] - today <= 3 * _DAY:
            self.asks = {}
            return False
        self.over |= {(month, rounds[number][0]) for number in due}
        self.round, self.asks = step, {}
        for reader, members in self.truth.in_care(today).items():
            waiting = {one for one in members if self.truth.waits(one, today)}
            if waiting:
                self.asks[reader] = members if step == FIRST else waiting
                self.again[reader] -= self.asks[reader]
        return True

    def _open_end(self, now: datetime, today: date) -> None:
        month = today.replace(day=1)
        before = (month - _DAY).replace(day=1)
        for one in (month, before):
            in_time = today < _next_month(one) + 7 * _DAY
            if (one, END) not in self.over and in_time and at(last_workday(one), 15) <= now:
                self.over.add((one, END))
                self.month_open = one

    def _put_off(self, now: datetime, today: date, opened: bool) -> None:
        for member, delays in self.truth.put_off.items():
            for until, made in delays[-1:]:  # the newest word counts
                if (member, made) in self.handled or at(next_workday(until), 8, 30) > now:
                    continue
                self.handled.add((member, made))
                if opened or self.truth.is_put_off(member, today):
                    continue
                if not self.truth.in_touch_since(member, made):
                    for reader, members in self.truth.in_care(today).items():
                        if member in members:
                            self.again[reader].add(member)

    def said(self, now: datetime) -> list[Said]:
        """Return what leaves at `now`, as things stand at this very moment."""
        if is_quiet(now):
            return []
        today = local(now).date()
        mine = self.truth.in_care(today)
        leaving: list[Said] = [*self._other(now)]
        for reader, asked in self.asks.items():
            named = asked & mine.get(reader, set())
            waiting = {one for one in named if self.truth.waits(one, today)}
            if waiting:
                leaving.append((reader, self.round, frozenset(named if self.round == FIRST else waiting)))
        for reader, asked in self.again.items():
            named = asked & mine.get(reader, set())
            waiting = {
                one
                for one in named
                if not self.truth.is_put_off(one, today)
                and not self.truth.in_touch_since(one, self.truth.put_off[one][-1][1])
            }
            if waiting:
                leaving.append((reader, PUT_OFF, frozenset(waiting)))
        if self.month_open is not None and today < _next_month(self.month_open) + 7 * _DAY:
            names = {one for one in self.truth.named() if not self.truth.is_reached(one, self.month_open)}
            if names:
                leaving.append((self.liaison, END, frozenset(names)))
        self.asks, self.again, self.month_open, self.other = {}, defaultdict(set), None, []
        return leaving

    def _other(self, now: datetime) -> Iterator[Said]:
        for since, (reader, what, names) in self.other:
            if now - since <= _TOO_LATE and (named := names & self.truth.named()):
                yield reader, what, frozenset(named)
