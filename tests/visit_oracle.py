"""Whom a visit reminder should name, and who should hear it: from what happened and the rules alone.

The rules, as the branch set them: on the first working morning each cadre is told of his members, on
the 15th and the 25th only of those nobody has been in touch with this month, and at the month's end
the liaison of what is open. Days off move a round to the next working day. A later round takes the
place of an earlier one, also of one that would be three days away or less. A visit put off, or tried in
vain, comes back on its day, by itself where no round names him, and not after thirty days more. What could
not leave is said as soon as it can, for those who still wait then and are still his; as long as nobody
does, it stays unsaid, and is said once somebody waits again, until the next round or the month's end.
Nothing here looks at what the program keeps.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.visit_truth import Truth, at, is_quiet, is_workday, local, next_workday

FIRST, MIDDLE, LATE, END, PUT_OFF = "first", "middle", "late", "end", "put off"
PAPERS, UNPAIRED, TWICE, RELEASED = "papers", "unpaired", "twice", "released"
Said = tuple[int, str, frozenset[int]]  # who hears it, what it is, and whom it names

_DAY = timedelta(days=1)
_TOO_LATE, _A_WEEK = timedelta(days=14), timedelta(days=7)  # for what is no reminder


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


@dataclass
class Oracle:
    """What is to be said; `look` whenever the program runs, `said` whenever the messenger takes it."""

    truth: Truth
    liaison: int
    over: set[tuple[date, str]] = field(default_factory=set)
    month: date = date.min
    round: str = ""
    round_on: date = date.min
    asks: dict[int, set[int]] = field(default_factory=dict)  # of the round, by who is to hear it
    again: dict[tuple[int, date], dict[int, datetime]] = field(default_factory=dict)  # visits put off:
    # by who is to hear it and its day, whom it names and when that visit was put off
    month_open: date | None = None
    told_alone: dict[int, datetime] = field(default_factory=dict)
    other: list[tuple[datetime, Said]] = field(default_factory=list)  # and since when it waits
    unhandled: set[int] = field(default_factory=set)  # whose newest day has not come yet

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
        if not is_workday(today) or not at(today, 8, 30) <= now < at(today, 9, 30):
            return
        untold = {
            one
            for one in self.truth.alone()
            if one not in self.told_alone or now - self.told_alone[one] >= 30 * _DAY
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
        if not due or now < at(today, 8, 30):  # what is late is said together with what comes due today
            return False
        step, _ = rounds[due[-1]]
        if (month, step) in self.over:
            return False
        following = rounds[due[-1] + 1 : due[-1] + 2]
        if following and following[0][1] - today <= 3 * _DAY:
            self.asks = {}
            return False
        self.over |= {(month, rounds[number][0]) for number in due}
        self.round, self.round_on, self.asks = step, today, {}
        for reader, members in self.truth.in_care(today).items():
            waiting = {one for one in members if self.truth.waits(one, today)}
            if waiting:
                self.asks[reader] = members if step == FIRST else waiting
        for (reader, _), named in self.again.items():
            for one in self.asks.get(reader, set()) & named.keys():
                del named[one]
        return True

    def _open_end(self, now: datetime, today: date) -> None:
        month = today.replace(day=1)
        before = (month - _DAY).replace(day=1)
        for one in (month, before):
            in_time = today < _next_month(one) + 7 * _DAY
            if (one, END) not in self.over and in_time and at(last_workday(one), 15) <= now:
                self.over.add((one, END))
                self.month_open = one if self._still_open(one) else None

    def _still_open(self, month: date) -> set[int]:
        return {one for one in self.truth.named() if not self.truth.is_reached(one, month)}

    def _put_off(self, now: datetime, today: date, opened: bool) -> None:
        for member in sorted(self.unhandled) if now >= at(today, 8, 30) else ():
            until, made = self.truth.put_off[member][-1]  # the newest word counts
            if at(next_workday(until), 8, 30) > now:
                continue
            self.unhandled.discard(member)
            if not opened and self.truth.is_to_be_kept(member, today):
                for reader in self.truth.carers(member, today):
                    self.again.setdefault((reader, today), {})[member] = made

    def put_off(self, member: int, until: date, made: datetime) -> None:
        """Hear that a visit is to be made on a day and not before."""
        self.truth.put_off[member].append((until, made))
        self.unhandled.add(member)

    def paired(self, member: int) -> None:
        """Hear that somebody has a cadre; if he has none again soon, that is news."""
        self.told_alone.pop(member, None)

    def restored(self, member: int, now: datetime) -> None:
        """Hear that a freeze was a mistake: what waited for its end is said, if it is not too late."""
        kept = [one for one in self.other if member not in one[1][2] or now - one[0] <= _TOO_LATE]
        self.other = [(now if member in said[2] else since, said) for since, said in kept]

    def said(self, now: datetime) -> list[Said]:
        """Return what leaves at `now`, as things stand at this very moment."""
        today = local(now).date()
        if is_quiet(now):  # what the night holds counts from the morning, what is too late has been so in it
            held, is_early = [*self._other(now)], local(now).hour < 8
            self.other += [(at(today if is_early else today + _DAY, 8), said) for said in held]
            return []
        leaving = [*self._other(now), *self._of_the_round(today), *self._on_their_day(today)]
        in_time = self.month_open is not None and today < _next_month(self.month_open) + 7 * _DAY
        if self.month_open is not None and in_time and (names := self._still_open(self.month_open)):
            leaving.append((self.liaison, END, frozenset(names)))
            self.month_open = None
        return leaving

    def _of_the_round(self, today: date) -> Iterator[Said]:
        """Yield of the round what is wanted; whoever has a day of his own since is asked for on that."""
        for reader, asked in list(self.asks.items()):
            named = {one for one in self._his(reader, asked, today) if not self._has_a_day(one, today)}
            waiting = {one for one in named if self.truth.waits(one, today)}
            if waiting:
                del self.asks[reader]
                yield reader, self.round, frozenset(named if self.round == FIRST else waiting)

    def _has_a_day(self, member: int, today: date) -> bool:
        return self.truth.is_to_be_kept(member, today) and self.truth.put_off[member][-1][0] > self.round_on

    def _on_their_day(self, today: date) -> Iterator[Said]:
        for (reader, day), asked in list(self.again.items()):
            if today - day > 30 * _DAY or not asked:
                del self.again[reader, day]
                continue
            waiting = {
                one
                for one in self._his(reader, asked, today)
                if self.truth.put_off[one][-1][1] == asked[one] and self.truth.is_to_be_kept(one, today)
            }
            if waiting:
                del self.again[reader, day]
                yield reader, PUT_OFF, frozenset(waiting)

    def _his(self, reader: int, asked: Iterable[int], today: date) -> set[int]:
        return {one for one in asked if reader in self.truth.carers(one, today)}

    def _other(self, now: datetime) -> Iterator[Said]:
        kept = []
        for since, (reader, what, names) in self.other:
            if what == UNPAIRED:
                if now - since <= _A_WEEK and names <= self.truth.alone():
                    yield reader, what, names
                else:  # nobody was told: it is said anew on a working morning, where it has not been since
                    unsaid = {one for one in names if self.told_alone.get(one, now) <= since}
                    self.told_alone = {one: at for one, at in self.told_alone.items() if one not in unsaid}
            elif names & self.truth.frozen & self.truth.alive:
                kept.append((since, (reader, what, names)))  # it waits until it is known what has happened
            elif what == TWICE and not any(self.truth.is_tried_twice(one) for one in names):
                continue  # somebody has reached him since
            elif now - since <= _TOO_LATE and (named := names & self.truth.named()):
                yield reader, what, frozenset(named)
        self.other = kept
