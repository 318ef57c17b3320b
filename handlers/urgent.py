"""What may not wait: an emergency, despair, word of a death, a swindle; heard before anything else."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.access import Permission
from bot.domain import acting_for as acting
from bot.domain import deaths, help_post, safety, urgency
from bot.domain import help as help_
from bot.domain.acting_for import Desk
from bot.domain.help import Asked, Asker
from bot.domain.people import Speaker
from bot.domain.tidings import Death, Scam
from bot.domain.urgency import Need
from bot.errors import Refusal
from bot.texts import help_urgent as say
from bot.texts.acting_for import on_behalf
from bot.texts.leaving import ReportDeath
from handlers import acting_for, leaving, visits
from handlers.help import HELP, answered, asker, departed, kept_file, said_with_file, stranger, unknown
from handlers.help_mistake import is_his
from handlers.kit import forms
from handlers.kit.reading import Incoming
from handlers.kit.replies import Later, Live, Part, Reply
from handlers.kit.routing import Fetch
from handlers.kit.turn import Turn
from models import HelpRequest, Matter, Person


async def prepare(said: Incoming, _speaker: Speaker, fetch: Fetch) -> bytes | None:
    """Fetch what was sent along; a cry for help does not fail because its picture did."""
    try:
        return await fetch() if said.file is not None else None
    except Refusal:
        return None


@dataclass(frozen=True, slots=True)
class _Cry:
    """Who needs help, in which words; `desk` is where somebody says it for him (替他找人)."""

    asker: Asker
    words: str
    desk: Desk | None = None


async def _cry(turn: Turn) -> _Cry:
    words = said_with_file(turn)
    desk = await acting_for.served(turn)
    if desk is None:
        return _Cry(asker(turn), words)
    return _Cry(Asker(0, desk.person), on_behalf(desk.label, words), desk)


async def heed(turn: Turn) -> Reply:
    """Do what somebody's words call for, in the order of safety."""
    cry = await _cry(turn)
    form = turn.dialog.form if turn.dialog else None
    match safety.heed(turn.said.text, form, forwarded=turn.said.forwarded):
        case Need.EMERGENCY:
            await forms.leave(turn)
            return await _sound(turn, await _for_named(turn, cry))
        case Need.CRISIS:
            await forms.leave(turn)
            return await _comfort(turn, await _for_named(turn, cry))
        case Need.LIKELY:
            return await _ask_whether(turn, cry)
        case Death():
            return await _hear_of_death(turn)
        case Scam() as scam:
            await forms.leave(turn)
            return await _warn(turn, scam)
    return await _let_pass(turn)


async def _for_named(turn: Turn, cry: _Cry) -> _Cry:
    """Make it the cry of the one member whose full name begins it, if the writer may act for him."""
    if cry.desk is not None or turn.said.forwarded or Permission.ACT_FOR not in turn.speaker.permissions:
        return cry
    everybody = await acting.charges(turn.session, turn.speaker, turn.today)
    named = [one for one in everybody if urgency.tells_of(turn.said.text, one.name)]
    if len(named) != 1:
        return cry
    desk = await acting.desk(turn.session, turn.speaker, named[0].person_id, turn.today)
    return _Cry(Asker(0, desk.person), on_behalf(desk.label, cry.words), desk)


async def _ask(turn: Turn, cry: _Cry, matter: Matter) -> Asked:
    """Pass a cry on; one in a member's name is written down, and he is told of it."""
    asked = await help_.ask(
        turn.session,
        turn.branch,
        cry.asker,
        cry.words,
        turn.now,
        media=await kept_file(turn),
        matter=matter,
        writer=turn.person if cry.desk else None,
    )
    if cry.desk is not None:
        await acting.called(turn.session, cry.desk, turn.person, turn.now)
    return asked


async def _sound(turn: Turn, cry: _Cry) -> Reply:
    """Tell everybody responsible, at once."""
    known = turn.speaker.person is not None
    if not known and await _is_too_often(turn):
        return say.only_120()
    asked = await _ask(turn, cry, Matter.EMERGENCY)
    if asked.joined:
        return await answered(turn, asked)
    return await _alarm(turn, asked.request, asked.helpers)


async def _is_too_often(turn: Turn) -> bool:
    if await help_.open_of(turn.session, asker(turn), Matter.EMERGENCY) is not None:
        return False
    return await help_.alarms_today(turn.session, asker(turn), turn.now) >= help_.STRANGERS_ALARMS


async def _alarm(turn: Turn, request: HelpRequest, helpers: Sequence[Person]) -> Part:
    if turn.speaker.person is None:
        told, telling = await help_post.reached(turn.session, request)
        return say.alarm_for_stranger(request.id, told=bool(told), telling=bool(telling))
    shown = await help_post.alarm(turn.session, request)
    if any(one.id == turn.person.id for one in helpers):  # he called for another, and is called himself
        return shown
    return Live(help_post.subject(request), shown)


async def call_help(turn: Turn, press: say.CallHelp) -> Reply:
    """Answer 急: a new emergency, or one out of the call whose words it stands below."""
    await forms.leave(turn)
    request = await turn.session.get(HelpRequest, press.request_id) if press.request_id else None
    if request is None or not is_his(turn, request):
        return await _sound(turn, _Cry(asker(turn), said_with_file(turn)))
    helpers = await help_.raise_alarm(turn.session, turn.branch, request, turn.now)
    return await _alarm(turn, request, helpers)


async def _comfort(turn: Turn, cry: _Cry) -> Reply:
    """Ask a human to call, gently; nothing is asked, nothing is advised."""
    asked = await _ask(turn, cry, Matter.CRISIS)
    if cry.desk is not None:
        others = [one.name for one in asked.helpers if one.id != turn.person.id]
        return say.heard_for(cry.desk.person.name, others)
    return say.heard([one.name for one in asked.helpers] if turn.speaker.person is not None else ())


async def _ask_whether(turn: Turn, cry: _Cry) -> Reply:
    """Ask 「您现在需要急救吗？」 while the words go to a human; a form that is open gets its answer too.

    Somebody in despair is not asked: his words go on to those who were told.
    """
    if cry.desk is not None:
        await forms.leave(turn)
        asked = await _ask(turn, cry, Matter.WORRY)
        helper = asked.helper.name if asked.helper else None
        return say.is_it_urgent(helper, asked.request.id, cry.desk.person.name)
    despair = await help_.open_of(turn.session, asker(turn), Matter.CRISIS)
    if despair is not None:
        words, media = said_with_file(turn), await kept_file(turn)
        more = await help_.say_more(turn.session, turn.branch, despair, words, turn.now, media=media)
        return await answered(turn, more)
    form = turn.router.forms.get(turn.dialog.form) if turn.dialog else None
    if turn.dialog is not None and form not in (None, HELP) and form.needs in turn.speaker.permissions:
        reply = await forms.take(turn, form, turn.dialog)
        return reply if isinstance(reply, Later) else [*_parts(reply), say.is_it_urgent(None, 0)]
    await forms.leave(turn)
    visit = await visits.hear(turn)
    if visit is not None and not isinstance(visit, Later):  # told by who has been there, not by who suffers
        return [*_parts(visit), say.is_it_urgent(None, 0, await visits.told_of(turn))]
    named = await _for_named(turn, cry)
    if named.desk is not None:  # who tells of another cannot be asked how he is himself
        return await _sound(turn, named)
    asked = await _ask(turn, cry, Matter.WORRY)
    helper = asked.helper.name if asked.helper and turn.speaker.person is not None else None
    return say.is_it_urgent(helper, asked.request.id)


def _parts(reply: Part | Sequence[Part] | None) -> list[Part]:
    if reply is None:
        return []
    return list(reply) if isinstance(reply, Sequence) else [reply]


async def _hear_of_death(turn: Turn) -> Reply:
    """Freeze whoever is plainly named, ask those in charge, and say two lines, no more."""
    words = turn.said.text
    if Permission.FREEZE in turn.speaker.permissions:
        named = await deaths.candidates(turn.session, turn.branch_id, turn.person, words)
        if len(named) != 1 or named[0].id == turn.person.id:
            return await _let_pass(turn)
        await forms.leave(turn)
        return await leaving.report_death(turn, ReportDeath(named[0].id))
    heard = await deaths.hear(turn.session, turn.branch, turn.speaker.person, words, turn.now)
    if heard is None:
        return await _let_pass(turn)
    await forms.leave(turn)
    if heard.person is not None:
        return say.condolence() if heard.family else say.thanks_for_telling()
    await help_.ask(turn.session, turn.branch, asker(turn), words, turn.now, matter=Matter.DEATH)
    return say.sad_news() if heard.family else say.thanks_for_telling()


async def _warn(turn: Turn, scam: Scam) -> Reply:
    """Say the fixed sentence, and have somebody call."""
    matter = Matter.MONEY if scam is Scam.MONEY else Matter.SCAM
    asked = await _ask(turn, _Cry(asker(turn), said_with_file(turn)), matter)
    helper = asked.helper.name if asked.helper and turn.speaker.person is not None else None
    return say.fraud(helper) if scam is Scam.MONEY else say.scam(helper)


async def _let_pass(turn: Turn) -> Reply:
    """Serve words that only sounded as if they could not wait."""
    if turn.dialog is not None and turn.dialog.form == HELP.name:
        return await forms.take(turn, HELP, turn.dialog)
    if turn.speaker.person is None:
        return await stranger(turn)
    return await unknown(turn) if turn.speaker.roles else await departed(turn)
