"""Two forms: one adds a person to the roster, the other changes one; both show before they do."""

from typing import Any

from bot.access import Permission
from bot.domain import roster, roster_person
from bot.domain.roster_entries import Entry
from bot.domain.roster_person import REQUIRED
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import roster as texts
from bot.texts import roster_person as say
from bot.texts.roster_reasons import LABELS
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.replies import Reply
from handlers.kit.turn import Turn
from handlers.roster import first_look

ASKED_WHEN_ADDING = ("sex", "group_number", "born_on", "joined_on", "full_on", "phone")


async def add(turn: Turn, _press: texts.AddPerson | None = None) -> Reply:
    """Begin to add a member by hand."""
    return await forms.start(turn, ADD)


async def change(turn: Turn, press: texts.ChangePerson | None = None) -> Reply:
    """Begin to change somebody; from his page it is known whom."""
    if press is None or press.person_id == 0:
        return await forms.start(turn, CHANGE)
    return await forms.start(turn, CHANGE, who=f"#{press.person_id}")


async def _ask_name(_turn: Turn, _answers: Answers) -> Message:
    return say.ask_name()


async def _read_name(turn: Turn, raw: str, _answers: Answers) -> str:
    name = roster_person.read_value("name", raw, turn.today)
    if not name:
        raise Refusal(say.cannot_be_empty("name"))
    return name


def _step(field: str) -> Step:
    """Ask one more thing about somebody new; it may stay empty."""

    async def ask(_turn: Turn, _answers: Answers) -> Message:
        return say.ask_more(field)

    async def read(turn: Turn, raw: str, _answers: Answers) -> str:
        return "" if raw == say.BLANK else roster_person.read_value(field, raw, turn.today)

    return Step(field, ask, read)


async def _add(turn: Turn, values: dict[str, Any], _answers: Answers) -> Reply:
    """Treat what was typed as an import of one row: same questions, same preview, same undo."""
    batch = await roster.open_import(
        turn.session,
        turn.branch_id,
        roster_person.record_of(values),
        say.cause(values["name"]),
        turn.person,
        turn.now,
    )
    return await first_look(turn, batch)


async def _ask_whom(_turn: Turn, _answers: Answers) -> Message:
    return say.ask_whom()


async def _read_whom(turn: Turn, raw: str, _answers: Answers) -> Entry:
    """Find somebody by the button's id, a number or a name."""
    if raw.startswith("#") and raw[1:].isdigit():
        entry = await roster_person.entry_of(turn.session, turn.branch_id, int(raw[1:]), turn.today)
        if entry is None:
            raise Refusal(say.gone())
        return entry
    found = await roster_person.find(turn.session, turn.branch_id, raw, turn.today)
    if not found:
        raise Refusal(say.nobody(raw[:20]))
    if len(found) > 1:
        raise Refusal(say.several(raw[:20], roster_person.choices(found)))
    return found[0]


async def _ask_field(turn: Turn, answers: Answers) -> Message:
    entry = await _read_whom(turn, answers["who"], answers)
    values = [(field, entry.value(field)) for field in roster_person.fields_of(entry)]
    return say.ask_field(entry.person.name, values)


async def _read_field(turn: Turn, raw: str, answers: Answers) -> str:
    entry = await _read_whom(turn, answers["who"], answers)
    for field in roster_person.fields_of(entry):
        if raw.strip() in (field, LABELS[field]):
            return field
    raise Refusal(say.unknown_field())


async def _ask_value(turn: Turn, answers: Answers) -> Message:
    entry, field, old = await _so_far(turn, answers)
    return say.ask_value(entry.person.name, field, old, may_clear=field not in REQUIRED)


async def _read_value(turn: Turn, raw: str, answers: Answers) -> str:
    field = await _read_field(turn, answers["field"], answers)
    new = "" if raw == say.CLEAR else roster_person.read_value(field, raw, turn.today)
    if not new and field in REQUIRED:
        raise Refusal(say.cannot_be_empty(field))
    return new


async def _ask_sure(turn: Turn, answers: Answers) -> Message:
    entry, field, old = await _so_far(turn, answers)
    new = await _read_value(turn, answers["value"], answers)
    return say.ask_sure(entry.person.name, field, old, new)


async def _read_sure(_turn: Turn, raw: str, _answers: Answers) -> bool:
    if raw.strip() not in (say.YES, "是", "对", "好", "好的", "改"):
        raise Refusal(say.say_yes())
    return True


async def _change(turn: Turn, values: dict[str, Any], _answers: Answers) -> Reply:
    entry, field = values["who"], values["field"]
    done = await roster_person.change(
        turn.session,
        entry,
        field,
        values["value"],
        turn.person,
        turn.now,
        roster.grantable(turn.speaker.roles),
    )
    if done is None:
        return say.same_already()
    return say.changed(entry.person.name, field, done.old, done.new)


async def _so_far(turn: Turn, answers: Answers) -> tuple[Entry, str, str]:
    entry = await _read_whom(turn, answers["who"], answers)
    field = await _read_field(turn, answers["field"], answers)
    return entry, field, entry.value(field)


ADD = Form(
    "roster add",
    (Step("name", _ask_name, _read_name), *(_step(field) for field in ASKED_WHEN_ADDING)),
    _add,
    needs=Permission.ROSTER,
)
CHANGE = Form(
    "roster change",
    (
        Step("who", _ask_whom, _read_whom),
        Step("field", _ask_field, _read_field),
        Step("value", _ask_value, _read_value),
        Step("sure", _ask_sure, _read_sure),
    ),
    _change,
    needs=Permission.PEOPLE_CHANGE,
)
FORMS = (ADD, CHANGE)
