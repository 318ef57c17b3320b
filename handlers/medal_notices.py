"""报喜: the good news of a medal is written, looked at once more, and told."""

from datetime import datetime
from typing import Any

from bot.access import Permission
from bot.domain import medal_notices, medals, times
from bot.domain.medals import Candidate
from bot.errors import Refusal
from bot.messages import Button, Message
from bot.presses import FormAnswer
from bot.texts import dates
from bot.texts import medal_notices as words
from bot.texts import medal_pages as pages
from bot.texts import medals as say
from bot.texts.medal_notices import ReadMedalNotice, SendMedalNotice, WriteMedalNotice
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from handlers.medals import read_line


async def write(turn: Turn, press: WriteMedalNotice) -> Reply:
    """Ask when and where it will be handed over."""
    await medals.candidate(turn.session, turn.branch_id, press.person_id, press.year)
    return await forms.start(turn, NOTICE, person=str(press.person_id), year=str(press.year))


async def _ask_when(_turn: Turn, _answers: Answers) -> Message:
    return Message(words.ask_when())


async def _read_when(turn: Turn, raw: str, _answers: Answers) -> datetime:
    moment = times.read_moment(raw, turn.local_now)
    if moment is None or moment <= turn.local_now:
        raise Refusal(words.moment_unclear())
    return moment


async def _ask_where(_turn: Turn, _answers: Answers) -> Message:
    return Message(words.ask_where(), buttons=(Button(pages.ROOM, FormAnswer("where", pages.ROOM)),))


async def _notice(turn: Turn, values: dict[str, Any], answers: Answers) -> Reply:
    person_id, year = int(answers["person"]), int(answers["year"])
    one = await medals.candidate(turn.session, turn.branch_id, person_id, year)
    if one.medal is None:
        raise Refusal(say.moved_meanwhile())
    when = dates.moment(values["when"], turn.today)
    await medal_notices.prepare(turn.session, one.medal, one.person, when, values["where"])
    return _preview(turn, one, year)


def _preview(turn: Turn, one: Candidate, year: int) -> Message:
    if one.medal is None or not one.medal.notice_text:
        raise Refusal(say.moved_meanwhile())
    may_send = Permission.GREETINGS in turn.speaker.permissions
    name, text = one.person.name, one.medal.notice_text
    return words.preview(name, text, one.person.id, year, may_send=may_send)


async def read(turn: Turn, press: ReadMedalNotice) -> Reply:
    """Show the words that wait to be said."""
    one = await medals.candidate(turn.session, turn.branch_id, press.person_id, press.year)
    return Redraw(_preview(turn, one, press.year))


async def send(turn: Turn, press: SendMedalNotice) -> Reply:
    """Answer 确认发出."""
    one = await medals.candidate(turn.session, turn.branch_id, press.person_id, press.year)
    if one.medal is None:
        raise Refusal(say.moved_meanwhile())
    told = await medal_notices.send(turn.session, turn.branch, one.medal, turn.person, turn.now)
    return Redraw(Message(words.told(one.person.name, by_program=told)))


NOTICE = Form(
    "medal notice",
    (Step("when", _ask_when, _read_when), Step("where", _ask_where, read_line)),
    _notice,
    needs=Permission.MEDALS,
)
