"""找人, and every word that leads nowhere else: each ends with a way on."""

from bot import chinese
from bot.access import Permission
from bot.domain import codes, help_aside, help_post, media, tidings
from bot.domain import help as help_
from bot.domain.help import Asked, Asker
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import common, help_urgent, leaving
from bot.texts import help as say
from handlers import binding, help_mistake, members, notice_offering, profiles, quiet, visits
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.reading import Sort
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from handlers.menus import menu_keyboard
from models import Dialog, HelpRequest, HelpState, Matter

_OFFERED = 3  # words beside 找人
_A_NAME_AND_A_LITTLE = 16  # characters; in a longer text a name is no wish to see a page


def asker(turn: Turn) -> Asker:
    """Return who asks."""
    return Asker(turn.said.chat_id, turn.speaker.person, turn.said.shown_name)


async def ask(turn: Turn, _press: object = None) -> Reply:
    """Answer 找人: one question, which need not be answered."""
    if turn.speaker.person is not None and not turn.speaker.roles:
        return await departed(turn)
    return await forms.start(turn, HELP)


async def _ask_what(turn: Turn, _answers: Answers) -> Message:
    return say.ask() if turn.speaker.person is not None else say.ask_stranger()


async def _read_what(turn: Turn, raw: str, _answers: Answers) -> str:
    words = "" if raw == say.CALL_ME else raw.strip()
    if not words and turn.speaker.person is None:
        raise Refusal(say.say_a_word())
    return words


async def _call(turn: Turn, values: dict[str, str], _answers: Answers) -> Reply:
    return await _ask_for_call(turn, values["what"])


async def _take_file(turn: Turn, _dialog: Dialog) -> Reply:
    await forms.leave(turn)
    return await pass_on(turn)


async def pass_on(turn: Turn) -> Reply:
    """Give a spoken word or a picture, whose bytes are fetched, to whoever will call."""
    return await _ask_for_call(turn, said_with_file(turn), media=await kept_file(turn))


def said_with_file(turn: Turn) -> str:
    """Return the words of a message, or what stands for them where it is only a file."""
    file = turn.said.file
    if turn.said.text or file is None or turn.prepared is None:
        return turn.said.text
    return say.SPOKEN if file.sort is Sort.SPOKEN else say.SHOWN


async def kept_file(turn: Turn) -> tuple[int, ...]:
    """Store what was sent, if it was fetched."""
    file = turn.said.file
    if file is None or not isinstance(turn.prepared, bytes):
        return ()
    kept = await media.store(
        turn.session, turn.branch_id, file.kind, file.name, file.mime, turn.prepared, turn.now
    )
    return (kept,)


async def _ask_for_call(turn: Turn, words: str, media: tuple[int, ...] = ()) -> Message:
    asked = await help_.ask(turn.session, turn.branch, asker(turn), words, turn.now, media=media)
    return await answered(turn, asked)


async def _ask_gently(turn: Turn, words: str) -> Message:
    """Have a human call who may be in mourning; he is told of no death, because perhaps there is none."""
    asked = await help_.ask(turn.session, turn.branch, asker(turn), words, turn.now)
    if asked.helper is None:
        return say.nobody_reachable()
    return say.will_listen(asked.helper.name, resting=asked.resting)


async def answered(turn: Turn, asked: Asked) -> Message:
    """Say who hears of it; to a stranger nobody is named."""
    if asked.helper is None:
        return say.nobody_reachable()
    if asked.request.matter is Matter.EMERGENCY:
        return await _added(turn, asked)
    if turn.speaker.person is None:
        return say.only_kept() if asked.only_kept else say.passed_on()
    if asked.joined:
        return say.added(asked.helper.name)
    return say.will_call(asked.helper.name, resting=asked.resting)


async def _added(turn: Turn, asked: Asked) -> Message:
    if asked.only_kept:
        return help_urgent.only_kept(asked.request.id)
    if turn.speaker.person is not None:
        return help_urgent.added([one.name for one in asked.helpers], asked.request.id)
    told, _ = await help_post.reached(turn.session, asked.request)
    return help_urgent.added_by_stranger(asked.request.id, told=bool(told))


HELP = Form("help", (Step("what", _ask_what, _read_what),), _call, on_file=_take_file)


async def not_yet_done(turn: Turn, press: say.NotYetDone) -> Reply:
    """Open a call again that was closed too soon; what is missing may be said, and need not be."""
    request = await turn.session.get(HelpRequest, press.request_id)
    if request is None or turn.speaker.person is None or request.person_id != turn.person.id:
        return Message(common.not_found())
    if request.state is not HelpState.DONE:
        return await forms.start(turn, HELP)
    asked = await help_.reopen(turn.session, turn.branch, request, "", turn.now)
    return Redraw(say.what_more(asked.helper.name) if asked.helper else say.nobody_reachable())


async def departed(turn: Turn) -> Reply:
    """Answer the phone of somebody frozen or gone: one gentle line, no data, and a human is told.

    Digits may be an invitation to somebody else who uses this phone now; while an emergency is open,
    the words belong to it.
    """
    taken_back = await help_mistake.typed(turn, asker(turn))
    if taken_back is not None:
        return taken_back
    code = await binding.typed_code(turn)
    if code is not None:
        return code
    if turn.said.text and await help_.open_of(turn.session, asker(turn)) is not None:
        return await _ask_for_call(turn, turn.said.text)
    is_menu = turn.said.text.strip() in turn.router.by_word or chinese.escape(turn.said.text) is not None
    words = "" if is_menu else turn.said.text
    helper = await help_aside.departed_spoke(turn.session, turn.branch, turn.person, words, turn.now)
    return leaving.departed(helper.name if helper else None)


async def stranger(turn: Turn) -> Reply:
    """Take what a stranger says: it belongs to his open call for help, if there is one."""
    taken_back = await help_mistake.typed(turn, asker(turn))
    if taken_back is not None:
        return taken_back
    is_code = codes.read_code(turn.said.text) is not None
    if turn.said.text and not is_code and await help_.open_of(turn.session, asker(turn)) is not None:
        return await _ask_for_call(turn, turn.said.text)
    return await binding.stranger(turn)


async def unknown(turn: Turn) -> Reply:
    """Answer what nothing else answers: a greeting, digits, a name, a word to a helper, or unknown words."""
    taken_back = await help_mistake.typed(turn, asker(turn))
    if taken_back is not None:
        return taken_back
    words = turn.said.text
    known = await help_.open_of(turn.session, asker(turn))
    if known is None and turn.said.forwarded:
        return await passed_around(turn)
    if known is None and (not chinese.fold(words) or chinese.greets(words)):
        return await small_talk(turn)
    code = await binding.typed_code(turn)
    if code is not None:
        return code
    draft = await notice_offering.asked_for(turn)
    if draft is not None:
        return draft
    if tidings.own_stay(words):
        return await _ask_for_call(turn, words)
    told = await quiet.hear_of_stay(turn) or await profiles.asked_for(turn) or await visits.hear(turn)
    if told is not None:
        return told
    if tidings.loss(words):
        return await _ask_gently(turn, words)
    if Permission.PEOPLE_READ in turn.speaker.permissions and len(words) <= _A_NAME_AND_A_LITTLE:
        page = await members.found(turn, words)
        if page is not None:
            return page
    if known is not None:
        return await _ask_for_call(turn, words)
    offered = await notice_offering.offered(turn)
    if offered is not None:
        return offered
    record = await visits.hear_doubtful(turn)
    if record is not None:
        return record
    likely = turn.router.likeliest(words, turn.speaker, _OFFERED)
    closed = await help_.closed_lately(turn.session, asker(turn), turn.now)
    if closed is not None and not likely:
        asked = await help_.reopen(turn.session, turn.branch, closed, words, turn.now)
        return say.reopened(asked.helper.name) if asked.helper else say.nobody_reachable()
    return say.not_understood([word for word in likely if word != common.HELP] or _usual(turn))


def _usual(turn: Turn) -> list[str]:
    rows = menu_keyboard(turn.router, turn.speaker).rows
    return [word for row in rows for word in row if word != common.HELP][: _OFFERED - 1]


async def picture(turn: Turn) -> Reply:
    """Take a picture: one that belongs to an open call goes there, any other is a greeting."""
    if turn.prepared is not None and await help_.open_of(turn.session, asker(turn)) is not None:
        return await pass_on(turn)
    words = chinese.fold(turn.said.text)
    return await unknown(turn) if words else await small_talk(turn)


async def passed_around(turn: Turn) -> Reply:
    """Answer what is passed from hand to hand once a day, neutrally: it is not debated."""
    await help_aside.once_today(
        turn.session, turn.branch, turn.chat, say.passed_around(), turn.now, about="passed around"
    )
    return None


async def small_talk(turn: Turn) -> Reply:
    """Answer a greeting once a day, and then no more: it asks for nothing."""
    keyboard = menu_keyboard(turn.router, turn.speaker)
    await help_aside.once_today(turn.session, turn.branch, turn.chat, say.small_talk(keyboard), turn.now)
    return None
