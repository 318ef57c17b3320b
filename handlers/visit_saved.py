"""A visit that was written down: how it reads, what may be settled along with it, and taking it back."""

from dataclasses import replace

from bot.clock import local_day
from bot.domain import visit_attempts, visit_items, visit_people, visit_photos, visit_versions, visits
from bot.domain.people import owned
from bot.messages import Message
from bot.texts import quiet as quiet_words
from bot.texts import visit_log as log_words
from bot.texts import visits as say
from bot.texts.visit_log import FormerVisits, ShowVisits
from handlers import visit_answers
from handlers.kit import forms
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from models import Person, Visit, VisitOccasion


async def show(turn: Turn, visit: Visit) -> Message:
    """Show a record, with the member's open items as ticks: one record settles everything."""
    whom = await visits.whom(turn.session, visit.id)
    items = await visit_items.open_items(turn.session, turn.speaker, visit, whom, turn.today)
    told = await visit_attempts.told(turn.session, visit, whom, turn.today)
    saved = say.saved(
        visit.id,
        await line(turn, visit),
        turn.today,
        items,
        again_on=await visit_attempts.tried_again_on(turn.session, visit, whom),
        told=[one.name for one in told],
        settled=await visit_items.settled_named(turn.session, visit, whom),
        corrected=visit.corrects is not None,
    )
    if visit.occasion is not VisitOccasion.DISCHARGE:
        return saved
    people = (await visit_people.names(turn.session, whom)).values()
    home = [quiet_words.home_again(one.id) for one in people if one.hospital_since is not None]
    return replace(saved, buttons=(*home, *saved.buttons))


async def line(turn: Turn, visit: Visit) -> say.Line:
    """Return how a record reads."""
    entry = await visits.entry_of(turn.session, visit)
    people = await visit_people.names(turn.session, [*entry.whom, *entry.visitors])
    called = {one.id: one.salutation() for one in people.values()}
    return visit_answers.line(entry, called)


async def past(turn: Turn, press: ShowVisits) -> Reply:
    """Answer 看望记录: the last words about a member, for those who may read them."""
    await visit_people.check(turn.session, turn.speaker, [press.person_id], turn.today)
    member = await owned(turn.session, Person, press.person_id, turn.branch_id)
    readable = visit_people.readable(turn.speaker, turn.today)
    told = await visits.history(turn.session, press.person_id, readable)
    lines = [(await line(turn, one.visit), one.by) for one in told]
    media = await visits.media_of(turn.session, [one.visit.id for one in told])
    agreed = None if await visit_photos.not_agreed(turn.session, [member.id]) else member.id
    changed = member.id if await visit_versions.former(turn.session, member.id, readable, limit=1) else None
    return log_words.past(member.salutation(), lines, media, turn.today, agreed, changed)


async def former(turn: Turn, press: FormerVisits) -> Reply:
    """Answer 改过的: how the records of a member read before, for those who may read them."""
    await visit_people.check(turn.session, turn.speaker, [press.person_id], turn.today)
    member = await owned(turn.session, Person, press.person_id, turn.branch_id)
    found = await visit_versions.former(
        turn.session, member.id, visit_people.readable(turn.speaker, turn.today)
    )
    lines = [
        (await line(turn, one.visit), one.by, local_day(one.visit.ended_at, turn.branch.zone), one.corrected)
        for one in found
        if one.visit.ended_at is not None
    ]
    return log_words.former(member.salutation(), lines, turn.today)


async def settle_with(turn: Turn, press: say.SettleWithVisit) -> Reply:
    """Settle one of the ticks; the others stay on the message."""
    visit = await visits.own(turn.session, turn.person, press.visit_id)
    label = await visit_items.settle(turn.session, turn.speaker, visit, press.what, turn.today, turn.now)
    return Redraw(say.settled_too(label, await show(turn, visit)))


async def take_back(turn: Turn, press: say.TakeBackVisit) -> Reply:
    """Answer 撤掉, after one question: the record counts no more, and stays."""
    visit = await visits.own(turn.session, turn.person, press.visit_id)
    shown = await line(turn, visit)
    if not press.sure:
        return Redraw(say.really_take_back(visit.id, shown, turn.today))
    await forms.leave(turn)
    await visits.take_back(turn.session, turn.person, visit.id, turn.now)
    return Redraw(say.taken_back(shown, turn.today))
