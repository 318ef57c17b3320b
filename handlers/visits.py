"""记一笔: a visit or a call, by three taps or in one sentence, wherever the cadre writes it."""

from bot.access import Permission
from bot.domain import visit_people, visit_photos, visit_sentences, visits
from bot.domain.people import owned
from bot.domain.visit_sentences import Kind
from bot.messages import Message
from bot.texts import visit_log as say
from bot.texts import visits as words
from bot.texts.visit_log import WHOM
from handlers import visit_answers, visit_delays, visit_form
from handlers.kit import forms
from handlers.kit.reading import Sort
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from models import Person, Role


async def begin(turn: Turn) -> Reply:
    """Answer 记一笔; whoever has one member starts at the way."""
    own = [one for one in await visit_form.everybody(turn) if one.own]
    return await visit_form.start(turn, {WHOM: str(own[0].person_id)} if len(own) == 1 else {})


async def begin_for(turn: Turn, press: say.LogVisit) -> Reply:
    """Answer 记一笔 below a member."""
    await visit_people.check(turn.session, turn.speaker, [press.person_id], turn.today)
    return await visit_form.start(turn, {WHOM: str(press.person_id)})


async def hear(turn: Turn) -> Reply:
    """Take a sentence typed anywhere that tells of a visit; None for any other."""
    if Permission.VISIT_LOG not in turn.speaker.permissions:
        return None
    heard = visit_sentences.read(turn.said.text, await visit_form.everybody(turn), turn.today)
    if heard is None:
        return None
    if heard.kind is Kind.PUT_OFF:
        return await visit_delays.put_off(turn, heard)
    if heard.kind is Kind.LATER:
        called = await visit_form.names(turn, heard.whom)
        return say.later("、".join(called.values())) if called else None
    return await forms.start(turn, visit_form.VISIT, **visit_answers.from_heard(heard))


async def hear_doubtful(turn: Turn) -> Reply:
    """Take a sentence that nothing else understood for a record, if it tells of somebody in his care.

    找人 stands below for whoever meant something else.
    """
    if Permission.VISIT_LOG not in turn.speaker.permissions:
        return None
    heard = visit_sentences.read_doubtful(turn.said.text, await visit_form.everybody(turn), turn.today)
    if heard is None or heard.kind is not Kind.VISIT:
        return None
    return visit_form.or_not(await visit_form.start(turn, visit_answers.from_heard(heard)))


async def told_of(turn: Turn) -> str | None:
    """Return whom the sentence is about that was just heard, if that is sure."""
    whom = visit_answers.ids(turn.dialog.answers.get(WHOM, "")) if turn.dialog else ()
    people = await visit_people.names(turn.session, whom)
    return "、".join(people[one].name for one in whom if one in people) or None


def is_spoken_record(turn: Turn) -> bool:
    """Say whether a spoken word is taken for a visit: a serving cadre's, who asks for nobody himself."""
    file = turn.said.file
    return file is not None and file.sort is Sort.SPOKEN and Role.CADRE in turn.speaker.roles


async def take_spoken(turn: Turn) -> Reply:
    """Take a cadre's spoken words for a record; 找人 stands below for whoever meant something else."""
    if turn.prepared is None:
        return None
    return await visit_form.start_spoken(turn)


async def correct(turn: Turn, press: words.CorrectVisit) -> Reply:
    """Answer 改一下 below a record: read it back, and ask what is wrong."""
    visit = await visits.own(turn.session, turn.person, press.visit_id)
    answers = visit_answers.from_entry(visit.id, await visits.entry_of(turn.session, visit))
    reply = await forms.start(turn, visit_form.VISIT, **answers)
    shown = await visit_form.line_of(turn, answers)
    return say.ask_change(shown, turn.today, visit.id) if reply else None


async def change(turn: Turn, press: say.ChangeAnswer) -> Reply:
    """Answer 改一下 before a record is saved: ask what is wrong, then only that."""
    dialog = turn.dialog
    if dialog is None or dialog.form != visit_form.VISIT.name:
        return await turn.router.special.old_button.handler(turn)  # type: ignore[no-any-return]
    if press.step == say.OTHER_WAY:
        return await forms.fill(turn, visit_form.VISIT, dialog, {"named": "1"})
    forgotten = visit_answers.FORGOTTEN.get(press.step)
    if forgotten is None:
        return Redraw(say.ask_change(await visit_form.line_of(turn, dialog.answers), turn.today))
    given = {"heard": "1", "unsure": press.step}
    return await forms.fill(turn, visit_form.VISIT, dialog, given, forget=forgotten)


async def photo_ended(turn: Turn, press: say.PhotoEnded) -> Reply:
    """Note that a member wants no pictures kept any more, and erase them."""
    await visit_people.check(turn.session, turn.speaker, [press.person_id], turn.today)
    member = await owned(turn.session, Person, press.person_id, turn.branch_id)
    await visit_photos.withdraw(turn.session, member, turn.person, turn.now)
    return Message(say.photo_ended(member.salutation()))


async def photo_agreed(turn: Turn, press: say.PhotoAgreed) -> Reply:
    """Note that a member agreed to pictures; the one that was sent is sent again."""
    await visit_people.check(turn.session, turn.speaker, [press.person_id], turn.today)
    member = await owned(turn.session, Person, press.person_id, turn.branch_id)
    await visit_photos.agree(turn.session, member, turn.person, turn.now)
    return Message(say.photo_agreed(member.salutation()))
