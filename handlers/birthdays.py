"""我的生日: which birthday somebody keeps, said by himself or, after asking him, by his pair."""

from bot.access import Permission
from bot.domain import birthday_greetings, birthday_words, birthdays, members
from bot.domain.birthday_words import Said
from bot.domain.members import GONE
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import birthdays as say
from bot.texts import common
from bot.texts.birthdays import KeepLeap, OpenBirthday, SetBirthday, Settled, TypeBirthday
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from models import BirthdayKind, Member, Person

_MAY_SETTLE = frozenset({Permission.FOLLOW_UP, Permission.PEOPLE_CHANGE})


async def show_own(turn: Turn) -> Reply:
    """Answer 我的生日."""
    return await _page(turn, turn.person.id)


async def show(turn: Turn, press: OpenBirthday) -> Reply:
    """Open somebody's birthday."""
    return await _page(turn, press.person_id)


async def _whose(turn: Turn, person_id: int) -> tuple[Person, Member]:
    """Return oneself, or a member in one's care; members only."""
    if person_id == turn.person.id:
        person, member = turn.person, turn.speaker.member
    else:
        if not _MAY_SETTLE & turn.speaker.permissions:
            raise Refusal(common.not_allowed())
        seen = await members.page(turn.session, turn.speaker, person_id, turn.today, turn.bot_id)
        person, member = seen.person, seen.member
    if member is None or member.status in GONE:
        raise Refusal(common.not_found())
    return person, member


async def _page(turn: Turn, person_id: int) -> Message:
    person, member = await _whose(turn, person_id)
    found = await birthdays.of(turn.session, person.id)
    settled = None
    if found is not None:
        settled = Settled(found.kind, found.month, found.day, found.leap, found.in_leap_month)
    suggested = [(each.kind, each.month, each.day, each.leap) for each in birthdays.suggestions(member)]
    name = None if person.id == turn.person.id else person.name
    return say.page(person.id, name, settled, suggested)


async def settle(turn: Turn, press: SetBirthday) -> Reply:
    """Keep this one, or none."""
    person, _ = await _whose(turn, press.person_id)
    said = None
    if press.kind in (BirthdayKind.SOLAR, BirthdayKind.LUNAR):
        said = Said(BirthdayKind(press.kind), press.month, press.day, bool(press.leap))
    await _settle(turn, person, said)
    return Redraw(await _page(turn, person.id))


async def _settle(turn: Turn, person: Person, said: Said | None) -> None:
    await birthdays.settle(turn.session, person, said, turn.person, turn.now)
    await birthday_greetings.follow(turn.session, turn.branch, person, turn.now)


async def keep_leap(turn: Turn, press: KeepLeap) -> Reply:
    """Keep a birth in a leap month there, or in the ordinary month."""
    person, _ = await _whose(turn, press.person_id)
    found = await birthdays.of(turn.session, person.id)
    if found is None:
        raise Refusal(common.not_found())
    await birthdays.keep_in_leap_month(turn.session, found, turn.person, turn.now, on=bool(press.on))
    await birthday_greetings.follow(turn.session, turn.branch, person, turn.now)
    return Redraw(await _page(turn, person.id))


async def ask(turn: Turn, press: TypeBirthday) -> Reply:
    """Ask for the day."""
    person, _ = await _whose(turn, press.person_id)
    return await forms.start(turn, TYPED, person=str(person.id))


async def _ask(_turn: Turn, _answers: Answers) -> Message:
    return Message(say.ask())


async def _read(_turn: Turn, raw: str, _answers: Answers) -> Said:
    said = birthday_words.read(raw)
    if said is None:
        raise Refusal(say.unclear())
    return said


async def _typed(turn: Turn, values: dict[str, Said], answers: Answers) -> Reply:
    person, _ = await _whose(turn, int(answers["person"]))
    await _settle(turn, person, values["said"])
    return await _page(turn, person.id)


TYPED = Form("birthday", (Step("said", _ask, _read),), _typed, needs=Permission.OWN)
