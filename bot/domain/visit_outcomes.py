"""How a cadre was in touch, whom he met and how he found him, read from what he tells."""

from bot.domain import visit_words as words
from models import VisitOutcome, VisitState, VisitWay

_FAILED_WAYS = {VisitOutcome.NO_ANSWER: VisitWay.PHONE}


def way(told: str) -> VisitWay | None:
    """Return how they were in touch; None when nothing or two different things are said."""
    seen = told
    for aside in (words.NOT_SEEING, words.HIS_OWN_WAY, words.CALLED_OTHERS, words.FAMILY_CALLED):
        seen = aside.sub("", seen)
    found = [one for one, pattern in words.WAYS if pattern.search(seen)]
    remote = [one for one in found if one not in words.IN_PERSON]
    if remote and len(remote) < len(found) and words.SURELY_THERE.search(seen):
        return None
    return next(iter(remote or found), None)


def failed(told: str) -> VisitOutcome | None:
    """Return in which way he was not reached, at least at first."""
    found = _first_failure(told)
    return found[0] if found else None


def _first_failure(told: str) -> tuple[VisitOutcome, str] | None:
    """Return in which way he was not reached at first, and what is told after that."""
    for outcome, pattern in words.FAILED.items():
        if match := pattern.search(told):
            return outcome, told[match.end() :]
    return None


def state(told: str) -> tuple[VisitState | None, str]:
    """Return how he was, and the words that say so; None where they say both."""
    found = {one: match[0] for one, pattern in words.STATES if (match := pattern.search(told))}
    if VisitState.CARE in found and VisitState.GOOD in found:
        return None, found[VisitState.CARE]
    return next(iter(found.items()), (None, ""))


def way_and_outcome(told: str) -> tuple[VisitWay | None, VisitOutcome | None]:
    """Return how, and who was met; None for what has to be asked."""
    failure = _first_failure(told)
    if failure is None:
        return way(told), _met(told)
    in_vain, after = failure
    if words.THEN.search(after):
        if words.REACHED.search(after):
            family = words.WITH_FAMILY.search(after) is not None
            return way(after) or way(told), VisitOutcome.FAMILY if family else VisitOutcome.MET
        if way(after) in words.IN_PERSON and state(after)[1]:
            return way(after), VisitOutcome.MET
    return _in_vain(told, in_vain)


def _in_vain(told: str, in_vain: VisitOutcome) -> tuple[VisitWay | None, VisitOutcome | None]:
    """Return an attempt; where somebody spoke for him or is said to be well, it has to be asked."""
    how = way(told)
    if words.WITH_FAMILY.search(told):
        return how, VisitOutcome.FAMILY
    if state(told)[1] or (in_vain is VisitOutcome.NOT_HOME and how is VisitWay.PHONE):
        return how, None
    return how or _FAILED_WAYS.get(in_vain), in_vain


def _met(told: str) -> VisitOutcome | None:
    if not words.WITH_FAMILY.search(told) or words.HIMSELF.search(told):
        return VisitOutcome.MET
    answered = words.FAMILY_ANSWERED.search(told) or words.HIMSELF_AWAY.search(told)
    return VisitOutcome.FAMILY if answered else None
