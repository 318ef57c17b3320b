"""「为什么」 for those who see everything: typed with a name and a day, or pressed beside a name."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.access import Permission
from bot.domain import members, people, why
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import members as member_words
from bot.texts import why as say
from bot.texts.members import Line
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from models import Person

_FOUND_AT_MOST = 8


async def asked(turn: Turn) -> Reply:
    """Answer 「为什么没发给吴长贵」; a name that is missing is asked for."""
    words, day = why.read(turn.said.argument if turn.said.command else turn.said.text, turn.today)
    found = await _named(turn, words)
    return await _about(turn, found, day) if found else await forms.start(turn, WHOM, day=say.written(day))


async def pressed(turn: Turn, press: say.AskWhy) -> Reply:
    """Answer 「为什么」 beside a name; the list itself stays."""
    return await _answer(turn, press.person_id, _day(turn, press.day), 0)


async def turned(turn: Turn, press: say.TurnWhy) -> Reply:
    """Show another page, or another day."""
    return Redraw(await _answer(turn, press.person_id, _day(turn, press.day), max(0, press.skip)))


def _day(turn: Turn, written: str) -> date:
    try:
        return datetime.strptime(written, "%Y%m%d").date()  # noqa: DTZ007
    except ValueError:
        return turn.today


async def _named(turn: Turn, words: Sequence[str]) -> list[Line]:
    for each in words:
        found = await members.named(turn.session, turn.speaker, turn.today, turn.bot_id, each)
        if found:
            return found
    return []


async def _about(turn: Turn, found: Sequence[Line], day: date) -> Message:
    if len(found) == 1:
        return await _answer(turn, found[0].person_id, day, 0)
    shown = found[:_FOUND_AT_MOST]
    labels = member_words.labels(shown)
    pairs = [(line.person_id, label) for line, label in zip(shown, labels, strict=True)]
    return say.which(pairs, day)


async def _answer(turn: Turn, person_id: int, day: date, skip: int) -> Message:
    person = await people.owned(turn.session, Person, person_id, turn.branch_id)
    told = await why.ask(turn.session, person, day, turn.branch, turn.person, turn.now)
    return say.answer(told, skip, turn.today)


async def _ask_name(_turn: Turn, _answers: Answers) -> Message:
    return say.ask_name()


async def _read_name(turn: Turn, raw: str, answers: Answers) -> tuple[list[Line], date]:
    words, day = why.read(raw, turn.today)
    if not words:
        raise Refusal(say.name_needed())
    found = await _named(turn, words)
    if not found:
        raise Refusal(say.nobody_called(words[-1]))
    return found, day if day != turn.today else _day(turn, answers["day"])


async def _finish(turn: Turn, values: dict[str, tuple[list[Line], date]], _answers: Answers) -> Reply:
    return await _about(turn, *values["name"])


WHOM = Form("why", (Step("name", _ask_name, _read_name),), _finish, needs=Permission.WHY)
