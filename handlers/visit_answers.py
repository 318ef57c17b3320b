"""The answers of 记一笔 as they are kept between questions: from a sentence, from a record, and to one."""

from collections.abc import Mapping
from datetime import date

from bot.domain import visit_people
from bot.domain.visit_sentences import Heard
from bot.domain.visits import Entry
from bot.errors import Refusal
from bot.texts import visit_log as say
from bot.texts.visit_log import CHECK, HOW, NEED, OCCASION, ON, OUTCOME, WAY, WHAT, WHOM
from bot.texts.visits import STATES, Line
from handlers.kit.turn import Turn
from models import VisitOccasion, VisitOutcome, VisitState, VisitWay

Answers = Mapping[str, str]
IN_VAIN = (VisitOutcome.NO_ANSWER, VisitOutcome.NOT_HOME)
_SAID = "~"  # how he is was said in the sentence
_WITH_WAY = "="  # between whom and the way, where one tap says both


def ids(raw: str) -> tuple[int, ...]:
    """Read 「3,4」 and 「3=home」; () for anything else."""
    people = raw.partition(_WITH_WAY)[0].split(",")
    return tuple(int(one) for one in people) if all(one.isdecimal() for one in people) else ()


async def read_whom(turn: Turn, raw: str, _answers: Answers) -> tuple[int, ...]:
    """Return who is meant; refuse whom the speaker may not write about."""
    meant = ids(raw)
    if not meant:
        raise Refusal(say.not_one_of_yours())
    await visit_people.check(turn.session, turn.speaker, meant, turn.today)
    return meant


def joined(people: tuple[int, ...]) -> str:
    """Write 「3,4」."""
    return ",".join(map(str, people))


def way(answers: Answers) -> VisitWay | None:
    """Return how, wherever it was said."""
    raw = answers.get(WAY) or answers.get(WHOM, "").partition(_WITH_WAY)[2]
    return VisitWay(raw) if raw in set(VisitWay) else None


def outcome(answers: Answers) -> VisitOutcome:
    """Return who was met."""
    for raw in (answers.get(HOW), answers.get(OUTCOME)):
        if raw in IN_VAIN:
            return VisitOutcome(raw)
    return VisitOutcome(answers.get(OUTCOME, VisitOutcome.MET))


def is_in_vain(answers: Answers) -> bool:
    """Say whether nobody was reached, so that nothing more is to be asked."""
    return outcome(answers) in IN_VAIN


def is_unsure(answers: Answers, step: str) -> bool:
    """Say whether the day or who was met has to be asked: today and he himself go without saying."""
    return step in answers.get("unsure", "").split(",")


def from_heard(heard: Heard) -> dict[str, str]:
    """Return what a sentence answers; what it leaves open is not among it."""
    known: dict[str, str | None] = {
        WHOM: joined(heard.whom) or None,
        "among": joined(heard.among) or None,
        WAY: heard.way,
        ON: heard.on.isoformat() if heard.on else None,
        OUTCOME: heard.outcome,
        "unsure": ",".join(name for name, known in ((ON, heard.on), (OUTCOME, heard.outcome)) if not known),
        HOW: _SAID if heard.condition or heard.need else None,
        NEED: heard.need or say.NONE,
        "heard": "1",
        "words": heard.words,
        "condition": heard.condition,
        "state": heard.state,
        "need_by": heard.need_by.isoformat() if heard.need_by else None,
        "materials": heard.materials,
        "occasion": heard.occasion,
        "visitors": joined(heard.visitors),
    }
    return {name: str(raw) for name, raw in known.items() if raw}


def from_words(heard: Heard, answers: Answers) -> dict[str, str]:
    """Return what an answer in words adds: how he is, and whatever else it happens to say."""
    words = "；".join(filter(None, (answers.get("words"), heard.words)))
    added: dict[str, str | None] = {
        HOW: _SAID,
        "words": words,
        "condition": (heard.need and heard.condition) or heard.words,
        "state": heard.state,
        NEED: heard.need or None,
        "need_by": heard.need_by.isoformat() if heard.need_by else None,
        OUTCOME: heard.outcome if heard.outcome is not VisitOutcome.MET else None,
        ON: heard.on.isoformat() if heard.dated and heard.on else None,
    }
    # Whatever was understood beyond the answer itself is read back before it is saved.
    beyond = heard.need or added[OUTCOME] or added[ON]
    added["heard"] = "1" if beyond else None
    return {name: str(raw) for name, raw in added.items() if raw}


def amended(heard: Heard) -> dict[str, str]:
    """Return what a correction in words changes: only what it plainly says."""
    said: dict[str, str | None] = {
        WHOM: joined(heard.whom) or None,
        WAY: heard.way,
        ON: heard.on.isoformat() if heard.dated and heard.on else None,
        NEED: heard.need or None,
        "state": heard.state,
        "condition": heard.condition if heard.state else None,
    }
    return {name: str(raw) for name, raw in said.items() if raw}


def from_entry(visit_id: int, entry: Entry) -> dict[str, str]:
    """Return a record's answers, to be corrected."""
    known: dict[str, str | None] = {
        "corrects": str(visit_id),
        "heard": "1",
        WHOM: joined(entry.whom),
        WAY: entry.way,
        ON: entry.on.isoformat(),
        OUTCOME: entry.outcome,
        HOW: _SAID,
        NEED: entry.need or say.NONE,
        "words": entry.words,
        "condition": entry.how,
        "state": entry.state,
        "need_by": entry.need_by.isoformat() if entry.need_by else None,
        "materials": entry.materials,
        "occasion": entry.occasion,
        "visitors": joined(entry.visitors),
        "media": joined(entry.media),
    }
    return {name: str(raw) for name, raw in known.items() if raw}


def to_entry(answers: Answers, today: date) -> Entry:
    """Return the record that the answers make."""
    how = answers.get(HOW, _SAID)
    state = how if how in set(VisitState) else answers.get("state")
    typed = how not in (*VisitState, *VisitOutcome, _SAID)
    words = "；".join(filter(None, (answers.get("words"), how if typed else None)))
    made = way(answers)
    assert made is not None  # its question is always answered before
    met = outcome(answers)
    return Entry(
        whom=ids(answers[WHOM]),
        way=made,
        on=_day(answers.get(ON)) or today,
        outcome=met,
        state=VisitState(state) if state and met is VisitOutcome.MET else None,
        how=answers.get("condition", "") or (how if typed else ""),
        words=words,
        need="" if met in IN_VAIN else _need(answers),
        need_by=_day(answers.get("need_by")),
        occasion=VisitOccasion(answers["occasion"]) if "occasion" in answers else None,
        materials=answers.get("materials", ""),
        visitors=ids(answers.get("visitors", "")),
        media=ids(answers.get("media", "")),
        corrects=int(answers["corrects"]) if "corrects" in answers else None,
    )


def _need(answers: Answers) -> str:
    raw = answers.get(NEED, say.NONE)
    return answers.get(WHAT, "") if raw == say.YES else "" if raw == say.NONE else raw


def _day(raw: str | None) -> date | None:
    return date.fromisoformat(raw) if raw else None


def line(entry: Entry, names: Mapping[int, str]) -> Line:
    """Return how a record reads."""
    how = entry.how or (STATES[entry.state] if entry.state else "") or ("" if entry.need else entry.words)
    return Line(
        names=[names[one] for one in entry.whom if one in names],
        way=entry.way,
        on=entry.on,
        outcome=entry.outcome,
        how="" if entry.outcome in IN_VAIN else how,
        need=entry.need,
        occasion=entry.occasion,
        with_=[names[one].removesuffix("同志") for one in entry.visitors if one in names],
        files=0 if how == say.SPOKEN and len(entry.media) == 1 else len(entry.media),
    )


FORGOTTEN = {
    WHOM: (WHOM, "among", CHECK),
    WAY: (WAY, CHECK),
    ON: (ON, CHECK),
    OUTCOME: (OUTCOME, HOW, NEED, WHAT, "condition", "state", "words", CHECK),
    HOW: (HOW, "condition", "state", "words", CHECK),
    NEED: (NEED, WHAT, "need_by", CHECK),
    OCCASION: ("occasion", CHECK),
}
