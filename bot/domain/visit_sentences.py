"""A cadre's own sentence about a visit or a call, understood or asked about, never guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import pairwise

from bot.chinese import plain
from bot.clock import add_months
from bot.domain import times, visit_clauses, visit_days, visit_kinds, visit_outcomes
from bot.domain import visit_words as words
from bot.domain.visit_clauses import Clause
from bot.domain.visit_kinds import Kind
from bot.domain.visit_names import Known, Mention, mentions, who_can_be_in
from models import VisitOccasion, VisitOutcome, VisitState, VisitWay

__all__ = ["Heard", "Kind", "Known", "read", "read_doubtful"]


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
    known = who_can_be_in(said, known)
    named = mentions(said, known)
    bare = visit_clauses.blot_names(said, named)
    kind = visit_kinds.kind(bare, today, near=_names_own(named)) or (
        Kind.VISIT if asked and not words.QUESTION.search(bare) else None
    )
    if kind is None:
        return None
    visitors, rest = _companions(said, known)
    whom, among = _whom(rest, known)
    whom = visit_clauses.wisher_first(whom, rest, known)
    heard = Heard(kind, text.strip(), whom, among, visitors=visitors)
    if kind is Kind.PUT_OFF:
        return replace(heard, to=_put_off_to(said, today))
    if kind is Kind.LATER:
        return heard
    clauses = visit_clauses.split(rest, known)
    visit = _visit(heard, clauses, today)
    if len(whom) > 1 and (visit.outcome is None or _failed_for_one(whom, clauses, known)):
        return replace(visit, whom=(), among=whom, outcome=None)
    return visit


def _failed_for_one(whom: Sequence[int], clauses: Sequence[Clause], known: Sequence[Known]) -> bool:
    """Say whether one of several was not reached: 「都打了电话，吴老没接」."""
    for clause in clauses:
        if visit_outcomes.failed(clause.bare) is not None:
            named = {one.who[0].person_id for one in mentions(clause.said, known) if one.sure}
            if 0 < len(named & set(whom)) < len(whom):
                return True
    return False


def read_doubtful(text: str, known: Sequence[Known], today: date) -> Heard | None:
    """Return what a sentence says that nobody else understood, if it tells of somebody in his care.

    It may be a visit in words that are not known here: 「礼拜一跟老周喝了个早茶」.
    """
    said = _tidy(text)
    if not _names_own(mentions(said, who_can_be_in(said, known))) or not words.BEHIND.search(said):
        return None
    return read(text, known, today, asked=True)


def stranger(text: str, known: Sequence[Known]) -> str:
    """Return the first name in a sentence that is nobody's of whom the writer may write; "" for none."""
    said = _tidy(text)
    for one in mentions(said, who_can_be_in(said, known)):
        if not any(person.own or person.seen or person.staff for person in one.who):
            return said[one.start : one.end]
    return ""


def _names_own(named: Sequence[Mention]) -> bool:
    return any(person.own for one in named for person in one.who)


def _tidy(text: str) -> str:
    """Return the text with one way to write each sign, and a comma where the writer left a space."""
    said = plain(text.strip())
    said = re.sub(r"(?<=[^\d.,。;!?:、])\s+(?=[^\d.,。;!?:、])|\n+|[…~—]+|\.{2,}", ",", said)
    said = re.sub(r"\s+", "", said).strip(",。;!")
    said = words.FILLER.sub("", words.TO_THE_WRITER.sub("", said))
    return said if re.search("[,。;!?:、]", said) else words.JOINT.sub(",", said)


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
                rest = rest.replace(found[0], "", 1)
    return tuple(dict.fromkeys(visitors)), rest


def _whom(said: str, known: Sequence[Known]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return whom it is about where that is sure, else who may be meant."""
    own = tuple(one.person_id for one in known if one.own)
    named = [one for one in mentions(said, known) if not _only_staff(one)]
    if not named:
        everybody = words.ALL_OF_THEM.search(said) and not re.search(words.COUPLE, said) and len(own) == 2
        return (own, ()) if everybody or len(own) == 1 else ((), own)
    meant = dict.fromkeys(
        person.person_id for one in named for person in one.who if person.own or person.seen
    )
    if len(meant) == 1 and named[0].who and (couple := _may_be_a_couple(said, named[0], known)):
        return (), couple
    if all(one.sure for one in named) and (len(meant) == 1 or _are_joined(said, _first_of_each(named))):
        return tuple(meant), ()
    if set(meant) == set(own) and len(own) == 2 and all(one.sure for one in named):
        both = words.ALL_OF_THEM.search(said[: named[0].start])  # 「两位都打了，吴老好着呢，刘姨有点咳嗽」
        return (own, ()) if both else ((), own)
    return (), tuple(meant) or own


def _may_be_a_couple(said: str, one: Mention, known: Sequence[Known]) -> tuple[int, ...]:
    """Return the two of whom 「朱老夫妻俩」 may speak: he, and the only other one of the writer's."""
    theirs = [person for person in known if person.own]
    sexes = {person.sex for person in theirs}
    if len(theirs) != 2 or len(sexes) != 2 or one.who[0] not in theirs:
        return ()
    return tuple(person.person_id for person in theirs) if words.OF_A_COUPLE.match(said[one.end :]) else ()


def _only_staff(one: Mention) -> bool:
    return bool(one.who) and all(person.staff and not person.own and not person.seen for person in one.who)


def _first_of_each(named: Sequence[Mention]) -> list[Mention]:
    first: dict[tuple[Known, ...], Mention] = {}
    for one in named:
        first.setdefault(one.who, one)
    return list(first.values())


def _are_joined(said: str, named: Sequence[Mention]) -> bool:
    """Say whether several names stand side by side, 「吴老和刘阿姨」, so that all of them are meant."""
    return all(words.JOINED.fullmatch(said[one.end : other.start]) for one, other in pairwise(named))


def _put_off_to(said: str, today: date) -> date | None:
    """Find the day: what is said last counts, 「这周住女儿家，改到下周三」."""
    found = words.PUT_OFF.search(said)
    after = said[found.start() :] if found else said
    if "月底" in after:
        next_month = add_months(today.replace(day=1), 2 if "下" in after else 1)
        return date.fromordinal(next_month.toordinal() - 1)
    day = times.read_day(after, datetime.combine(today, time()))
    return day if day is not None and day > today else None


def _visit(heard: Heard, clauses: Sequence[Clause], today: date) -> Heard:
    """Read a visit clause by clause: what is wished for is no part of what was."""
    needs, others = visit_clauses.part_needs(clauses)
    told = ",".join(clause.bare for clause in others)
    way, outcome = visit_outcomes.way_and_outcome(told)
    state, _ = visit_outcomes.state(told)
    return replace(
        heard,
        way=way,
        on=visit_clauses.day_of(others, today),
        dated=any(visit_days.days(clause.bare, today) for clause in others),
        outcome=outcome,
        state=state if outcome in (VisitOutcome.MET, None) else None,
        condition=visit_clauses.condition(others),
        need="，".join(clause.said for clause in needs),
        need_by=visit_clauses.need_by(needs, today),
        materials=visit_clauses.materials(told),
        occasion=visit_clauses.occasion(told),
    )
