"""改到下周三: a visit is put off in the cadre's own words."""

from datetime import date, datetime, time
from typing import Any

from bot.access import Permission
from bot.domain import brief_delays, times, visit_people
from bot.domain.visit_sentences import Heard
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import visit_log as say
from bot.texts.visit_log import WHOM
from handlers import visit_answers
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.replies import Reply
from handlers.kit.turn import Turn

_TO = "to"


async def put_off(turn: Turn, heard: Heard) -> Reply:
    """Put a visit off, after asking whose or until when, if that was not said."""
    given = {
        WHOM: visit_answers.joined(heard.whom),
        "among": visit_answers.joined(heard.among),
        _TO: heard.to.isoformat() if heard.to else "",
    }
    return await forms.start(turn, PUT_OFF, **{name: raw for name, raw in given.items() if raw})


async def _ask_whom(turn: Turn, answers: Answers) -> Message:
    people = await visit_people.known(turn.session, turn.speaker, turn.today)
    among = visit_answers.ids(answers.get("among", ""))
    own = [one for one in people if one.own]
    offered = [one for one in own if one.person_id in among] or own
    return say.ask_put_off_whom({one.person_id: one.name for one in offered})


async def _ask_to(_turn: Turn, _answers: Answers) -> Message:
    return say.ask_put_off_to()


async def _read_to(turn: Turn, raw: str, _answers: Answers) -> date:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        day = times.read_day(raw, datetime.combine(turn.today, time()))
    if day is None:
        raise Refusal(say.no_day_to_come())
    return day


async def _finish(turn: Turn, values: dict[str, Any], _answers: Answers) -> Reply:
    done = []
    for person_id in values[WHOM]:
        member = await brief_delays.put_off(
            turn.session, turn.branch, turn.person, person_id, values[_TO], turn.now
        )
        done.append(member.salutation())
    return say.put_off("、".join(done), values[_TO], turn.today)


PUT_OFF = Form(
    "put visit off",
    (Step(WHOM, _ask_whom, visit_answers.read_whom), Step(_TO, _ask_to, _read_to)),
    _finish,
    needs=Permission.VISIT_LOG,
)
