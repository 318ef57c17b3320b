"""分工 in the chat: naming, replacing, entrusting for a time, taking back."""

from datetime import date, timedelta
from typing import Any

from bot.access import Permission
from bot.domain import entrusting, outbox, people, times
from bot.domain.accounts import member_of
from bot.domain.people import Speaker, owned
from bot.errors import Refusal
from bot.messages import Keyboard, Message
from bot.texts import common
from bot.texts import entrusting as say
from bot.texts.entrusting import (
    Appoint,
    AskRevoke,
    Candidate,
    Choose,
    ChooseDay,
    ChooseGroup,
    Entrust,
    PickFor,
    Revoke,
    TypeDay,
    TypeName,
)
from bot.texts.members import Line, labels
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from handlers.menus import menu_keyboard
from models import Appointment, Person, Role

NAMES_PER_PAGE = 5  # with the ways on that makes at most eight buttons
_FOUND_AT_MOST = 8
_SPANS = (("3天", 3), ("一周", 7), ("两周", 14))


async def show(turn: Turn, _press: object = None) -> Reply:
    """Answer 分工: who does what."""
    return say.offices(await entrusting.offices(turn.session, turn.branch_id, turn.today))


async def choose_group(turn: Turn, _press: ChooseGroup) -> Reply:
    """Ask whose leader is meant."""
    return say.which_group(await entrusting.groups(turn.session, turn.branch_id))


async def pick(turn: Turn, press: PickFor) -> Reply:
    """Offer people for an office."""
    role = _role(turn, press.role)
    everybody = await _candidates(turn, role, press.group)
    pages = max(1, -(-len(everybody) // NAMES_PER_PAGE))
    number = max(0, min(press.page, pages - 1))
    here = everybody[number * NAMES_PER_PAGE : (number + 1) * NAMES_PER_PAGE]
    return Redraw(say.pick(role, press.group, await _holder(turn, role, press.group), here, number, pages))


async def type_name(turn: Turn, press: TypeName) -> Reply:
    """Ask for a name."""
    return await forms.start(turn, BY_NAME, role=_role(turn, press.role), group=str(press.group))


async def choose(turn: Turn, press: Choose) -> Reply:
    """Ask once more, or until when."""
    role = _role(turn, press.role)
    person = await owned(turn.session, Person, press.person_id, turn.branch_id)
    if role is Role.ACTING:
        spans = [(words, turn.today + timedelta(days=days)) for words, days in _SPANS]
        return say.until_when(person.name, person.id, spans)
    holder = await _holder(turn, role, press.group)
    return say.confirm(role, press.group, person.name, person.id, holder.name if holder else None)


async def appoint(turn: Turn, press: Appoint) -> Reply:
    """Give somebody an office and tell those whom it concerns."""
    role = _role(turn, press.role)
    person = await owned(turn.session, Person, press.person_id, turn.branch_id)
    ended = await entrusting.appoint(turn.session, person, role, press.group, turn.speaker, turn.now)
    keyboard = await _keyboard(turn, person)
    await _tell(turn, person, say.you_are(role, press.group, turn.person.name, keyboard))
    await _thank(turn, ended)
    return Redraw(say.appointed(role, press.group, person.name))


async def type_day(turn: Turn, press: TypeDay) -> Reply:
    """Ask for a day."""
    return await forms.start(turn, UNTIL, person=str(press.person_id))


async def choose_day(turn: Turn, press: ChooseDay) -> Reply:
    """Show what acting means, and ask once more."""
    person = await owned(turn.session, Person, press.person_id, turn.branch_id)
    return say.confirm_entrust(person.name, person.id, _day(press.until))


async def entrust(turn: Turn, press: Entrust) -> Reply:
    """Let somebody act for the secretary for a time."""
    person = await owned(turn.session, Person, press.person_id, turn.branch_id)
    until = _day(press.until)
    ended = await entrusting.entrust(turn.session, person, until, turn.speaker, turn.now)
    keyboard = await _keyboard(turn, person)
    await _tell(turn, person, say.you_act(turn.person.name, until, keyboard))
    await _thank(turn, ended)
    return Redraw(say.entrusted(person.name, until))


async def ask_revoke(turn: Turn, press: AskRevoke) -> Reply:
    """Ask once more before an office is taken back."""
    _, held = await entrusting.office_of(turn.session, press.appointment_id, turn.branch_id)
    return say.confirm_revoke(held)


async def revoke(turn: Turn, press: Revoke) -> Reply:
    """Take an office back."""
    appointment, held = await entrusting.office_of(turn.session, press.appointment_id, turn.branch_id)
    await entrusting.revoke(turn.session, appointment, turn.speaker, turn.now)
    await _thank(turn, [appointment])
    return Redraw(say.revoked(held))


def _role(turn: Turn, word: str) -> Role:
    """Return the role that a press names, if the asker may give it."""
    try:
        role = Role(word)
    except ValueError:
        raise Refusal(common.not_found()) from None
    if not entrusting.may_grant(turn.speaker, role):
        raise Refusal(say.not_yours())
    return role


def _day(ordinal: int) -> date:
    try:
        return date.fromordinal(ordinal)
    except (ValueError, OverflowError):
        raise Refusal(say.day_unclear()) from None


async def _candidates(turn: Turn, role: Role, group: int) -> list[Candidate]:
    found = await entrusting.candidates(turn.session, turn.branch_id, role, group, turn.today)
    lines = [
        Line(person.id, person.name, number, person.number)
        for person, number in found
        if role is not Role.ACTING or person.id != turn.person.id
    ]
    return [Candidate(line.person_id, label) for line, label in zip(lines, labels(lines), strict=True)]


async def _holder(turn: Turn, role: Role, group: int) -> say.Held | None:
    held = await entrusting.offices(turn.session, turn.branch_id, turn.today)
    return next((each for each in held if each.role is role and (each.group or 0) == group), None)


async def _keyboard(turn: Turn, person: Person) -> Keyboard:
    member = await member_of(turn.session, person)
    roles = await people.roles_of(turn.session, person, member, turn.today)
    return menu_keyboard(turn.router, Speaker(person, member, None, roles))


async def _thank(turn: Turn, ended: list[Appointment]) -> None:
    for each in ended:
        person = await turn.session.get_one(Person, each.person_id)
        keyboard = await _keyboard(turn, person)
        await _tell(turn, person, say.your_part_ended(each.role, each.group_number, keyboard))


async def _tell(turn: Turn, person: Person, message: Message) -> None:
    await outbox.post(turn.session, person, message, branch_id=turn.branch_id, now=turn.now, kind="task")


async def _ask_name(_turn: Turn, _answers: Answers) -> Message:
    return say.ask_name()


async def _read_name(turn: Turn, raw: str, answers: Answers) -> list[Candidate]:
    role = _role(turn, answers["role"])
    words = raw.strip().removesuffix("同志")
    found = [each for each in await _candidates(turn, role, int(answers["group"])) if words in each.label]
    if not words or not found:
        raise Refusal(say.nobody_fits(raw.strip()))
    return found[:_FOUND_AT_MOST]


async def _named(turn: Turn, values: dict[str, Any], answers: Answers) -> Reply:
    role, group, found = Role(answers["role"]), int(answers["group"]), values["name"]
    if len(found) == 1:
        return await choose(turn, Choose(role, group, found[0].person_id))
    return say.which_one(role, group, found)


BY_NAME = Form("office by name", (Step("name", _ask_name, _read_name),), _named, needs=Permission.ENTRUST)


async def _ask_day(_turn: Turn, _answers: Answers) -> Message:
    return say.ask_day()


async def _read_day(turn: Turn, raw: str, _answers: Answers) -> date:
    day = times.read_day(raw, turn.local_now)
    if day is None or day > turn.today + entrusting.ACTING_AT_MOST:
        raise Refusal(say.day_unclear())
    return day


async def _until(turn: Turn, values: dict[str, Any], answers: Answers) -> Reply:
    return await choose_day(turn, ChooseDay(int(answers["person"]), values["day"].toordinal()))


UNTIL = Form("act until", (Step("day", _ask_day, _read_day),), _until, needs=Permission.ENTRUST)

FORMS = (BY_NAME, UNTIL)
