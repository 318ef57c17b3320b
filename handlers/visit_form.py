"""记一笔 as a form: the fewest questions, each answered with a tap or in the cadre's own words."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.access import Permission
from bot.chinese import fold, plain
from bot.domain import media, visit_days, visit_people, visit_photos, visit_sentences, visits
from bot.domain.visit_names import Known
from bot.domain.visit_sentences import Heard, Kind
from bot.errors import Refusal
from bot.messages import Message
from bot.patterns import Pattern
from bot.texts import visit_log as say
from bot.texts import visits as words
from bot.texts.visit_log import CHECK, HOW, NEED, NONE, ON, OUTCOME, WAY, WHAT, WHOM, YES
from bot.texts.visits import Line
from handlers import visit_answers, visit_delays, visit_saved
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.reading import Sort
from handlers.kit.replies import Reply
from handlers.kit.turn import Turn
from handlers.visit_answers import is_in_vain, is_unsure
from models import Dialog, VisitOutcome, VisitWay

_YES = Pattern(r"对|对的|是|是的|好|好的|嗯|没错|可以|行|没问题|正确|对对|对呀|对啊")
_NO = Pattern(r"没有?|无|没啥|没什么|不需要|没有需要|没需要|没有了|没事")
_SOME = Pattern(r"有|有的|需要")


async def everybody(turn: Turn) -> list[Known]:
    """Return whom the asker's words may name."""
    return await visit_people.known(turn.session, turn.speaker, turn.today)


async def names(turn: Turn, person_ids: Sequence[int]) -> dict[int, str]:
    """Return how people are called in a record."""
    found = await visit_people.names(turn.session, person_ids)
    return {one: found[one].salutation() for one in person_ids if one in found}


async def start(turn: Turn, answers: dict[str, str]) -> Reply:
    """Ask the first of the questions that these answers leave open."""
    return await forms.start(turn, VISIT, **answers)


async def line_of(turn: Turn, answers: Answers) -> Line:
    """Return how the record reads that the answers would make."""
    entry = await visits.with_family(turn.session, visit_answers.to_entry(answers, turn.today))
    called = await names(turn, [*entry.whom, *entry.visitors])
    return visit_answers.line(entry, called)


async def _called(turn: Turn, answers: Answers) -> str:
    return "、".join((await names(turn, visit_answers.ids(answers[WHOM]))).values())


async def _ask_whom(turn: Turn, answers: Answers) -> Message:
    among = visit_answers.ids(answers.get("among", ""))
    people = await everybody(turn)
    near = [one for one in people if one.own or one.seen]
    offered = [one for one in near if one.person_id in among] or [one for one in near if one.own]
    if not offered and len(near) <= say.NAMES_AT_MOST:
        offered = near
    choices = {one.person_id: one.name for one in offered}
    fresh = not {WAY, "heard", "media", "named"} & set(answers)
    both = all(one.own for one in offered) or bool(among)
    stranger = visit_sentences.stranger(answers.get("words", ""), people)
    return say.ask_whom(choices, both=both, with_way=fresh, stranger=stranger)


async def _ask_on(turn: Turn, answers: Answers) -> Message:
    said = _day(answers.get("words", ""), turn.today)
    return say.ask_on(turn.today, ahead=said if said and said > turn.today else None)


async def _read_on(turn: Turn, raw: str, _answers: Answers) -> date:
    day = _day(raw, turn.today)
    if day is None:
        raise Refusal(say.day_needed())
    if day > turn.today:
        raise Refusal(words.not_yet())
    return day


def _day(raw: str, today: date) -> date | None:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        found = visit_days.days(re.sub(r"\s", "", plain(raw)), today)
        return found[0].day if len(found) == 1 else None


async def _ask_outcome(turn: Turn, answers: Answers) -> Message:
    return say.ask_outcome(await _called(turn, answers))


async def _read_outcome(_turn: Turn, raw: str, _answers: Answers) -> VisitOutcome:
    if raw not in set(VisitOutcome):
        raise Refusal(say.yes_or_change())
    return VisitOutcome(raw)


async def _ask_way(turn: Turn, answers: Answers) -> Message:
    whom = visit_answers.ids(answers[WHOM])
    only = whom[0] if len(whom) == 1 and "heard" not in answers else None
    return say.ask_way(await _called(turn, answers), only, other="named" in answers)


async def _read_way(_turn: Turn, raw: str, _answers: Answers) -> VisitWay:
    if raw not in set(VisitWay):
        raise Refusal(say.way_needed())
    return VisitWay(raw)


async def _ask_how(turn: Turn, answers: Answers) -> Message:
    way = visit_answers.way(answers) or VisitWay.HOME
    day = words.said_day(_day(answers.get(ON, ""), turn.today) or turn.today, turn.today)
    return say.ask_how(await _called(turn, answers), way, day)


async def _read_words(_turn: Turn, raw: str, _answers: Answers) -> str:
    if not raw.strip():
        raise Refusal(say.how_needed())
    return raw


async def _ask_need(turn: Turn, answers: Answers) -> Message:
    return say.ask_need(await _called(turn, answers))


async def _ask_what(turn: Turn, answers: Answers) -> Message:
    return say.ask_what(await _called(turn, answers))


async def _ask_check(turn: Turn, answers: Answers) -> Message:
    return say.read_back(await line_of(turn, answers), turn.today)


async def _read_check(_turn: Turn, raw: str, _answers: Answers) -> str:
    if raw != YES:
        raise Refusal(say.yes_or_change())
    return raw


async def _finish(turn: Turn, _values: dict[str, Any], answers: Answers) -> Reply:
    entry = visit_answers.to_entry(answers, turn.today)
    await visit_people.check(turn.session, turn.speaker, entry.whom, turn.today)
    visit = await visits.record(turn.session, turn.branch, turn.person, entry, turn.now)
    return await visit_saved.show(turn, visit)


async def _take_words(turn: Turn, dialog: Dialog) -> Reply:
    """Take what was typed for all that it says, which may be more than was asked for."""
    step = forms.open_step(VISIT, dialog.answers)
    if step is None or step.name == WHAT:
        return None
    given = _to_one_question(step.name, turn)
    if given is None:
        people = await everybody(turn)
        heard = visit_sentences.read(turn.said.text, people, turn.today)
        if heard is not None and heard.kind is Kind.PUT_OFF:
            return await visit_delays.put_off(turn, heard)
        given = _from_sentence(step.name, heard, dialog.answers, turn, people)
    if WHOM in given:
        await visit_people.check(turn.session, turn.speaker, visit_answers.ids(given[WHOM]), turn.today)
    return await forms.fill(turn, VISIT, dialog, given) if given else None


def _to_one_question(asked: str, turn: Turn) -> dict[str, str] | None:
    """Return an answer that is no sentence; None where the words have to be read as one."""
    said, text = fold(turn.said.text), turn.said.text.strip()
    if asked == NEED:
        said_yes = _SOME.fullmatch(said) or _YES.fullmatch(said)
        return {NEED: NONE if _NO.fullmatch(said) else YES if said_yes else text}
    if asked == CHECK and _YES.fullmatch(said):
        return {CHECK: YES}
    if asked == ON:
        day = _day(text, turn.today)
        return {ON: day.isoformat()} if day and day <= turn.today else {}
    return None


def _from_sentence(
    asked: str, heard: Heard | None, answers: Answers, turn: Turn, people: Sequence[Known]
) -> dict[str, str]:
    """Return what a sentence answers; a whole one answers everything, a name or a way that alone."""
    short = heard or visit_sentences.read(turn.said.text, people, turn.today, asked=True)
    if short is None:
        return {}
    if asked == HOW:
        return visit_answers.from_words(short, answers)
    if asked == CHECK:
        return visit_answers.amended(short)
    said = visit_answers.from_heard(short)
    if asked not in said:
        own = {one.person_id for one in people if one.own}
        narrower = asked == WHOM and set(visit_answers.ids(said.get("among", ""))) not in (set(), own)
        return {"among": said["among"]} if narrower else {}
    if heard is None:
        return {name: raw for name, raw in said.items() if name == asked or (asked, name) == (WHOM, WAY)}
    return {name: raw for name, raw in said.items() if name not in answers or name in (asked, ON, OUTCOME)}


async def start_spoken(turn: Turn) -> Reply:
    """Begin a record with the cadre's spoken words; whom it is about is asked."""
    await forms.start(turn, VISIT)
    own = [one for one in await everybody(turn) if one.own]
    if turn.dialog is None:
        return None
    if len(own) == 1:
        turn.dialog.answers = {WHOM: str(own[0].person_id)}
    return or_not(await _take_file(turn, turn.dialog))


def or_not(reply: Reply) -> Reply:
    """Let whoever meant no record say so."""
    if not isinstance(reply, Message):
        return reply
    return replace(reply, buttons=(*reply.buttons, say.not_a_record()))


async def _take_file(turn: Turn, dialog: Dialog) -> Reply:
    """Keep the cadre's spoken words, or a picture; what is written below a picture is an answer."""
    file = turn.said.file
    if file is None or not isinstance(turn.prepared, bytes):
        return None
    if file.sort is not Sort.SPOKEN:
        aside = await _keep_picture(turn, dialog)
        answered = await _take_words(turn, dialog) if turn.said.text else None
        return _beside(answered or await forms.fill(turn, VISIT, dialog, {}), aside)
    given = {HOW: "~", "words": say.SPOKEN, "condition": say.SPOKEN, "heard": "1"}
    given = {name: raw for name, raw in given.items() if name != "words" or "words" not in dialog.answers}
    await _keep(turn, dialog)
    return await forms.fill(turn, VISIT, dialog, given)


async def with_picture(turn: Turn, reply: Reply) -> Reply:
    """Let a picture go with the record that its words have begun, and ask about it again."""
    dialog = turn.dialog
    if dialog is None or dialog.form != VISIT.name or not isinstance(turn.prepared, bytes):
        return reply
    aside = await _keep_picture(turn, dialog)
    return _beside(await forms.fill(turn, VISIT, dialog, {}), aside)


async def _keep_picture(turn: Turn, dialog: Dialog) -> Message | None:
    """Keep a picture where everybody in it has agreed; else return what is to be said."""
    whom = visit_answers.ids(dialog.answers.get(WHOM, ""))
    if not whom:
        return say.photo_of_whom()
    if missing := await visit_photos.not_agreed(turn.session, whom):
        return say.ask_photo_agreed(missing[0].salutation(), missing[0].id)
    await _keep(turn, dialog)
    return None


async def _keep(turn: Turn, dialog: Dialog) -> None:
    file = turn.said.file
    if file is None or not isinstance(turn.prepared, bytes):
        return
    kept = await media.store(
        turn.session, turn.branch_id, file.kind, file.name, file.mime, turn.prepared, turn.now
    )
    before = visit_answers.ids(dialog.answers.get("media", ""))
    dialog.answers = dialog.answers | {"media": visit_answers.joined((*before, kept))}


def _beside(reply: Reply, aside: Message | None) -> Reply:
    """Say something about a picture above the question that is still open."""
    if aside is None or not isinstance(reply, Message):
        return reply
    text = f"{aside.text}\n\n{reply.text}"
    return replace(reply, text=text, buttons=(*reply.buttons, *aside.buttons))


VISIT = Form(
    "visit",
    (
        Step(WHOM, _ask_whom, visit_answers.read_whom),
        Step(ON, _ask_on, _read_on, when=lambda a: is_unsure(a, ON)),
        Step(OUTCOME, _ask_outcome, _read_outcome, when=lambda a: is_unsure(a, OUTCOME)),
        Step(WAY, _ask_way, _read_way, when=lambda a: "=" not in a.get(WHOM, "")),
        Step(HOW, _ask_how, _read_words, when=lambda a: not is_in_vain({**a, HOW: ""})),
        Step(NEED, _ask_need, _read_words, when=lambda a: not is_in_vain(a)),
        Step(WHAT, _ask_what, _read_words, when=lambda a: a.get(NEED) == YES and not is_in_vain(a)),
        Step(CHECK, _ask_check, _read_check, when=lambda a: "heard" in a),
    ),
    _finish,
    on_file=_take_file,
    on_words=_take_words,
    needs=Permission.VISIT_LOG,
)
