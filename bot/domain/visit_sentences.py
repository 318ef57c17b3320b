"""A cadre's own sentence about a visit or a call, understood or asked about, never guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from itertools import pairwise

from bot.chinese import plain
from bot.clock import add_months
from bot.domain import times, visit_days, visit_outcomes
from bot.domain import visit_words as words
from bot.domain.visit_names import Known, Mention, mentions
from models import VisitOccasion, VisitOutcome, VisitState, VisitWay

__all__ = ["Heard", "Kind", "Known", "read"]

_CLAUSE = re.compile(r"[^,。;!?]+")
_NAME = "某"  # stands for each character of a name, so that none is read as a word


class Kind(StrEnum):
    """What a sentence is about."""

    VISIT = "visit"  # a visit, a call or an attempt that has been
    PUT_OFF = "put off"  # 改到下周三
    LATER = "later"  # a plan


@dataclass(frozen=True, slots=True)
class Heard:
    """What was understood; whatever is None or empty was not said, or not clearly."""

    kind: Kind
    words: str  # all of it, as it was written
    whom: tuple[int, ...] = ()
    among: tuple[int, ...] = ()  # who may be meant, where that is not sure
    way: VisitWay | None = None
    on: date | None = None
    dated: bool = False  # whether a day was named at all
    outcome: VisitOutcome | None = VisitOutcome.MET
    state: VisitState | None = None
    condition: str = ""  # how he is, in the words of the sentence
    need: str = ""
    need_by: date | None = None
    materials: str = ""
    occasion: VisitOccasion | None = None
    visitors: tuple[int, ...] = ()
    to: date | None = None  # until when it is put off

    @property
    def asks(self) -> str | None:
        """Return what has to be asked first, if anything."""
        if not self.whom:
            return "whom"
        if self.kind is Kind.PUT_OFF:
            return "to" if self.to is None else None
        if self.kind is Kind.LATER:
            return None
        missing = {"on": self.on, "outcome": self.outcome, "way": self.way}
        return next((name for name, value in missing.items() if value is None), None)


def read(text: str, known: Sequence[Known], today: date, *, asked: bool = False) -> Heard | None:
    """Return what a sentence says about a visit; None when it is about something else.

    With `asked` it answers a question about a visit, so it is one, however short it is.
    """
    said = _tidy(text)
    kind = _kind(said) or (Kind.VISIT if asked and not words.QUESTION.search(said) else None)
    if kind is None:
        return None
    visitors, rest = _companions(said, known)
    whom, among = _whom(rest, known)
    heard = Heard(kind, text.strip(), whom, among, visitors=visitors)
    if kind is Kind.PUT_OFF:
        return replace(heard, to=_put_off_to(said, today))
    return _visit(heard, _clauses(rest, known), today) if kind is Kind.VISIT else heard


def _tidy(text: str) -> str:
    """Return the text with one way to write each sign, and a comma where the writer left a space."""
    said = plain(text.strip())
    said = re.sub(r"(?<=[^\d.,。;!?:、])\s+(?=[^\d.,。;!?:、])|\n+|[…~—]+|\.{2,}", ",", said)
    return re.sub(r"\s+", "", said).strip(",。;!")


def _kind(said: str) -> Kind | None:
    """Say what it is about; a question is never a record."""
    done = words.DONE.search(said)
    failed = visit_outcomes.failed(said) is not None
    if words.QUESTION.search(said):
        return None
    put_off = words.PUT_OFF.search(said)
    if put_off and not failed and not words.DONE.search(said[: put_off.start()]):
        return Kind.PUT_OFF
    plan = words.PLAN.search(said)
    if plan and not failed and not words.DONE.search(_cut(said, plan)):
        return Kind.LATER
    if words.FAMILY_CALLED.search(said) and not words.DONE.search(words.FAMILY_CALLED.sub("", said)):
        return None
    if done or failed:
        return Kind.VISIT
    way_and_state = visit_outcomes.way(said) is not None and visit_outcomes.state(said)[0] is not None
    return Kind.VISIT if way_and_state else None


def _cut(said: str, found: re.Match[str]) -> str:
    return said[: found.start()] + said[found.end() :]


def _companions(said: str, known: Sequence[Known]) -> tuple[tuple[int, ...], str]:
    """Return who came along, and the sentence without them: 「和贺敏一起去看望了……」."""
    visitors: list[int] = []
    rest = said
    for pattern in (words.TOGETHER, words.CAME_ALONG):
        for found in pattern.finditer(said):
            named = mentions(found["who"], known)
            along = [one.who[0].person_id for one in named if one.sure and one.who[0].staff]
            if along or not any(one.who for one in named):
                visitors += along
                rest = rest.replace(found[0], ",", 1)
    return tuple(dict.fromkeys(visitors)), rest


def _whom(said: str, known: Sequence[Known]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return whom it is about where that is sure, else who may be meant."""
    own = tuple(one.person_id for one in known if one.own)
    named = [one for one in mentions(said, known) if not _only_staff(one)]
    if not named:
        everybody = words.ALL_OF_THEM.search(said) and len(own) == 2
        return (own, ()) if everybody or len(own) == 1 else ((), own)
    meant = dict.fromkeys(
        person.person_id for one in named for person in one.who if person.own or person.seen
    )
    if all(one.sure for one in named) and (len(meant) == 1 or _are_joined(said, _first_of_each(named))):
        return tuple(meant), ()
    return (), tuple(meant) or own


def _only_staff(one: Mention) -> bool:
    return bool(one.who) and all(person.staff and not person.own and not person.seen for person in one.who)


def _first_of_each(named: Sequence[Mention]) -> list[Mention]:
    return list({one.who: one for one in reversed(named)}.values())[::-1]


def _are_joined(said: str, named: Sequence[Mention]) -> bool:
    """Say whether several names stand side by side, 「吴老和刘阿姨」, so that all of them are meant."""
    return all(words.JOINED.fullmatch(said[one.end : other.start]) for one, other in pairwise(named))


@dataclass(frozen=True, slots=True)
class _Clause:
    """A part between two signs: as it was said, and with its names blotted out."""

    said: str
    bare: str

    def after(self, start: int) -> "_Clause":
        return _Clause(self.said[start:], self.bare[start:])


def _clauses(said: str, known: Sequence[Known]) -> list[_Clause]:
    bare = said
    for one in mentions(said, known):
        bare = bare[: one.start] + _NAME * (one.end - one.start) + bare[one.end :]
    return [_Clause(said[found.start() : found.end()], found[0]) for found in _CLAUSE.finditer(bare)]


def _put_off_to(said: str, today: date) -> date | None:
    """Find the day: what is said last counts, 「这周住女儿家，改到下周三」."""
    found = words.PUT_OFF.search(said)
    after = said[found.start() :] if found else said
    if "月底" in after:
        next_month = add_months(today.replace(day=1), 2 if "下" in after else 1)
        return date.fromordinal(next_month.toordinal() - 1)
    return times.read_day(after, datetime.combine(today, time()))


def _visit(heard: Heard, clauses: Sequence[_Clause], today: date) -> Heard:
    """Read a visit clause by clause: what is wished for is no part of what was."""
    needs, others = _needs(clauses)
    told = ",".join(clause.bare for clause in others)
    way, outcome = visit_outcomes.way_and_outcome(told)
    state, found = visit_outcomes.state(told)
    return replace(
        heard,
        way=way,
        on=_on(others, today),
        dated=any(visit_days.days(clause.bare, today) for clause in others),
        outcome=outcome,
        state=state if outcome in (VisitOutcome.MET, None) else None,
        condition=_condition(others, found),
        need="，".join(clause.said for clause in needs),
        need_by=_need_by(needs, today),
        materials=_materials(told),
        occasion=_occasion(told),
    )


def _needs(clauses: Sequence[_Clause]) -> tuple[list[_Clause], list[_Clause]]:
    """Part what is wished for or promised from the rest; a clause may hold both."""
    needs, others = [], []
    for clause in clauses:
        if words.NO_NEED.search(clause.bare):
            continue
        if found := words.RUNS_OUT.search(clause.bare):
            need = found["do"] + found["what"]
            needs.append(_Clause(need, need))
            continue
        stripped = words.BEFORE_NEED.match(clause.bare)
        start = stripped.end() if stripped else 0
        marker = words.NEED.search(clause.bare)
        if marker is None:
            others.append(clause)
        elif marker.start() <= start:
            needs.append(clause.after(start))
        else:
            others.append(_Clause(clause.said[: marker.start()], clause.bare[: marker.start()]))
            rest = clause.after(marker.start())
            again = words.BEFORE_NEED.match(rest.bare)
            needs.append(rest.after(again.end() if again else 0))
    return [one for one in needs if one.said], [one for one in others if one.said]


def _on(clauses: Sequence[_Clause], today: date) -> date | None:
    """Return the day of the visit, today where none is named; None where it has to be asked."""
    named = [
        (found.day, words.DONE.search(clause.bare) is not None)
        for clause in clauses
        for found in visit_days.days(clause.bare, today)
    ]
    of_the_deed = {day for day, done in named if done} or {day for day, _ in named}
    if not of_the_deed:
        return today
    if len(of_the_deed) > 1 and words.THEN.search(",".join(clause.bare for clause in clauses)):
        of_the_deed = {named[-1][0]}  # 「昨天没打通，今天又打」
    day = of_the_deed.pop() if len(of_the_deed) == 1 else None
    return day if day is not None and day <= today else None


def _condition(clauses: Sequence[_Clause], found: str) -> str:
    """Return how he is in the cadre's words: what speaks of it, else what else was told."""
    if found:
        return next((one.said[one.bare.index(found) :] for one in clauses if found in one.bare), found)
    rest = (
        one.said
        for one in clauses
        if not words.DONE.search(one.bare)
        and not words.ASIDE.search(one.bare)
        and visit_outcomes.way(one.bare) is None
        and not visit_outcomes.failed(one.bare)
        and one.bare.strip(_NAME + "的是我也都:、和")
    )
    return next(rest, "")


def _need_by(needs: Sequence[_Clause], today: date) -> date | None:
    for clause in needs:
        day = times.read_day(clause.bare, datetime.combine(today, time()))
        if day is not None and day > today:
            return day
    return None


def _materials(told: str) -> str:
    found = words.TAKEN.search(told)
    return (found["what"] or found["gift"]) if found else ""


def _occasion(told: str) -> VisitOccasion | None:
    if not words.FOR_IT.search(told):
        return None
    return next((occasion for occasion, pattern in words.OCCASIONS if pattern.search(told)), None)
