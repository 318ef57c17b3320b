"""What the clauses of a sentence say of a visit: the day, how he is, what was wished for and taken along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from bot.domain import times, visit_days, visit_outcomes
from bot.domain import visit_words as words
from bot.domain.visit_names import Known, Mention, mentions
from bot.patterns import Pattern
from models import VisitOccasion

_CLAUSE = Pattern(r"[^,。;!?]+")
_CONDITIONS_AT_MOST = 2  # as many as a line of a read-back holds
_NAME = "某"  # stands for each character of a name, so that none is read as a word


@dataclass(frozen=True, slots=True)
class Clause:
    """A part between two signs: as it was said, and with its names blotted out."""

    said: str
    bare: str

    def after(self, start: int) -> "Clause":
        return Clause(self.said[start:], self.bare[start:])


def split(said: str, known: Sequence[Known]) -> list[Clause]:
    """Return the clauses of a tidied sentence, in its order."""
    bare = blot_names(said, mentions(said, known))
    return [Clause(said[found.start() : found.end()], found[0]) for found in _CLAUSE.finditer(bare)]


def blot_names(said: str, named: Sequence[Mention]) -> str:
    """Return what was said with its names blotted out."""
    for one in named:
        said = said[: one.start] + _NAME * (one.end - one.start) + said[one.end :]
    return said


def wisher_first(whom: tuple[int, ...], said: str, known: Sequence[Known]) -> tuple[int, ...]:
    """Put first the one of several whose wish is told, because it becomes a task in his name.

    In 「吴老和刘阿姨都看了，刘阿姨精神好，想要台历」 it is hers: whoever was spoken of last.
    """
    spoken_of: set[int] = set()
    for clause in split(said, known):
        named = {person.person_id for one in mentions(clause.said, known) if one.sure for person in one.who}
        spoken_of = named or spoken_of
        is_wish = words.NEED.search(clause.bare) or words.RUNS_OUT.search(clause.bare)
        if is_wish and not words.NO_NEED.search(clause.bare):
            theirs = [one for one in whom if one in spoken_of]
            return tuple(dict.fromkeys((*theirs, *whom))) if len(theirs) == 1 else whom
    return whom


def part_needs(clauses: Sequence[Clause]) -> tuple[list[Clause], list[Clause]]:
    """Part what is wished for or promised from the rest; a clause may hold both."""
    needs, others = [], []
    for clause in clauses:
        if no_need := words.NO_NEED.search(clause.bare):
            # What was told before it in one breath was told: 「前天去看了精神不错没什么事」.
            others.append(Clause(clause.said[: no_need.start()], clause.bare[: no_need.start()]))
            continue
        if found := words.RUNS_OUT.search(clause.bare):
            need = found["do"] + found["what"]
            needs.append(Clause(need, need))
            continue
        stripped = words.BEFORE_NEED.match(clause.bare)
        start = stripped.end() if stripped else 0
        marker = words.NEED.search(clause.bare)
        if marker is None:
            others.append(clause)
        elif marker.start() <= start:
            needs.append(clause.after(start))
        else:
            others.append(Clause(clause.said[: marker.start()], clause.bare[: marker.start()]))
            rest = clause.after(marker.start())
            again = words.BEFORE_NEED.match(rest.bare)
            needs.append(rest.after(again.end() if again else 0))
    return [one for one in needs if one.said], [one for one in others if one.said]


def day_of(clauses: Sequence[Clause], today: date) -> date | None:
    """Return the day of the visit, today where none is named; None where it has to be asked."""
    named = [
        (found.day, done)
        for clause in clauses
        for done in (words.DONE.search(clause.bare) is not None,)
        for found in visit_days.days(clause.bare, today)
        if done or found.day is None or found.day <= today  # what lies ahead is his plan
    ]
    of_the_deed = {day for day, done in named if done} or {day for day, _ in named}
    if not of_the_deed:
        return today
    if len(of_the_deed) > 1 and words.THEN.search(",".join(clause.bare for clause in clauses)):
        of_the_deed = {named[-1][0]}  # 「昨天没打通，今天又打」
    day = of_the_deed.pop() if len(of_the_deed) == 1 else None
    return day if day is not None and day <= today else None


def condition(clauses: Sequence[Clause]) -> str:
    """Return how he is in the cadre's words: what speaks of it, else what else was told."""
    told = [_from(one, found) for one in clauses if (found := visit_outcomes.state(one.bare)[1])]
    if told:
        return "，".join(told[:_CONDITIONS_AT_MOST])
    rest = (
        one.said
        for one in clauses
        if not words.DONE.search(one.bare)
        and not words.ASIDE.search(one.bare)
        and visit_outcomes.way(one.bare) is None
        and not visit_outcomes.failed(one.bare)
        and words.NO_NEWS.sub("", one.bare)
    )
    return next(rest, "")


def _from(one: Clause, found: str) -> str:
    start = one.bare.index(found)
    if words.OF_WHAT.fullmatch(one.bare[:start]):
        return one.said
    degree = words.DEGREE.search(one.bare[:start])
    return one.said[degree.start() if degree else start :]


def need_by(needs: Sequence[Clause], today: date) -> date | None:
    for clause in needs:
        day = times.read_day(clause.bare, datetime.combine(today, time()))
        if day is not None and day > today:
            return day
    return None


def materials(told: str) -> str:
    found = words.TAKEN.search(told)
    return (found["what"] or found["gift"]) if found else ""


def occasion(told: str) -> VisitOccasion | None:
    if not words.FOR_IT.search(told):
        return None
    return next((occasion for occasion, pattern in words.OCCASIONS if pattern.search(told)), None)
