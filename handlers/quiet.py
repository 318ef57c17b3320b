"""住院, 家有丧事: one-tap switches of a member; 要安静 for oneself; 今日静默 for the whole branch."""

from bot.access import Permission
from bot.domain import members, occasions, quiet, tidings, visit_people
from bot.domain.people import owned
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import common
from bot.texts import quiet as say
from bot.texts.quiet import SetMuted, SetSilent, SetSpell, Spell
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from handlers.members import member_page
from models import Person


async def set_spell(turn: Turn, press: SetSpell) -> Reply:
    """Begin or end a quiet time of somebody in the asker's care.

    Where the finger is, the opposite must not appear: taking it back stands below, in a message of
    its own.
    """
    seen = await members.page(turn.session, turn.speaker, press.person_id, turn.today, turn.bot_id)
    if seen.member is None or not seen.member.is_on_roll() or press.spell not in say.OTHERS:
        raise Refusal(common.not_found())
    person, spell, on = seen.person, Spell(press.spell), bool(press.on)
    quiet.refuse_oneself(person, turn.person)
    since = person.hospital_since
    changed = await quiet.set_spell(turn.session, turn.branch, person, spell, turn.person, turn.now, on=on)
    page = Redraw(await member_page(turn, person.id, just_changed=changed))
    if not changed:
        return page
    home = spell is Spell.HOSPITAL and not on and since is not None and since < turn.today
    if since is not None and home:
        home = not await occasions.seen_at_home(turn.session, person.id, since)
    until = person.mourning_until
    return [page, say.done(person.id, person.name, spell, until, turn.today, on=on, came_home=home)]


async def hear_of_stay(turn: Turn) -> Reply:
    """Take 「朱老出院了」 from whoever looks after him: the switch is offered, nothing is set by itself."""
    if Permission.QUIET not in turn.speaker.permissions or "院" not in turn.said.text:
        return None
    known = await visit_people.known(turn.session, turn.speaker, turn.today)
    told = tidings.stay(turn.said.text, known)
    if told is None or told.person_id not in {one.person_id for one in known if one.own or one.seen}:
        return None
    person = await owned(turn.session, Person, told.person_id, turn.branch_id)
    if quiet.is_on(person, Spell.HOSPITAL, turn.today) is told.begun:
        return await member_page(turn, person.id)
    return say.note_stay(person.id, person.name, begun=told.begun)


async def mute(turn: Turn) -> Reply:
    """Answer 要安静."""
    return await _mute(turn, on=True)


async def set_muted(turn: Turn, press: SetMuted) -> Reply:
    """Answer the switch below it, in a message of its own: the opposite must not appear under the finger."""
    return await _mute(turn, on=bool(press.on))


async def _mute(turn: Turn, *, on: bool) -> Message:
    await quiet.set_spell(turn.session, turn.branch, turn.person, Spell.MUTED, turn.person, turn.now, on=on)
    return say.muted(on=on)


async def show_silent(turn: Turn) -> Reply:
    """Answer 今日静默."""
    return say.silent_day(turn.today, on=quiet.is_silent(turn.branch, turn.today))


async def set_silent(turn: Turn, press: SetSilent) -> Reply:
    """Declare today silent for the whole branch, or take it back."""
    on = bool(press.on)
    await quiet.set_silent(turn.session, turn.branch, turn.person, turn.now, on=on)
    return say.silent_day(turn.today, on=True) if on else say.silent_ended()
