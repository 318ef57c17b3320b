"""A call for help as its helper meets it: 我来办, an answer through the program, 办好了, 换人办."""

from bot.access import Permission
from bot.domain import help_answers, help_post
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import help_desk as desk
from handlers.help import kept_file, said_with_file
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.replies import Part, Redraw, Reply
from handlers.kit.turn import Turn
from models import Dialog, HelpRequest


async def take(turn: Turn, press: desk.Take) -> Reply:
    """Take a call on; in danger, what is needed to send help follows at once."""
    request = await _load(turn, press.request_id)
    taken = await help_answers.take(turn.session, turn.branch, request, turn.person, turn.now)
    shown: list[Part] = [Redraw(await _seen(turn, request))]
    if taken:
        where = await help_answers.reach(turn.session, request, turn.person, turn.now)
        if where is not None:
            shown.append(Message(desk.where_to(where.phone, where.address, where.contact)))
    return shown


async def open_call(turn: Turn, press: desk.OpenCall) -> Reply:
    """Show a call as it stands; the list it was chosen from stays."""
    return await _seen(turn, await _load(turn, press.request_id))


async def open_calls(turn: Turn) -> Part | None:
    """Return the list of open calls for whoever should see some, to stand beside 要办的."""
    lines = await help_answers.open_for(turn.session, turn.person, turn.today)
    return desk.open_calls(lines) if lines else None


async def show_open(turn: Turn) -> Reply:
    """Answer the wish to see who still waits for a human."""
    return desk.open_calls(await help_answers.open_for(turn.session, turn.person, turn.today))


async def ask_answer(turn: Turn, press: desk.Answer) -> Reply:
    """Ask what to pass on."""
    request = await _load(turn, press.request_id)
    return await forms.start(turn, ANSWER, request=str(request.id))


async def _ask_words(turn: Turn, answers: Answers) -> Message:
    request = await _load(turn, int(answers["request"]))
    return desk.ask_answer(await help_post.seen_by(turn.session, request, turn.person))


async def _read_words(_turn: Turn, raw: str, _answers: Answers) -> str:
    if not raw.strip():
        raise Refusal(desk.nothing_said())
    return raw.strip()


async def _answered(turn: Turn, values: dict[str, str], answers: Answers) -> Reply:
    return await _pass_on(turn, int(answers["request"]), values["words"], ())


async def _answer_with_file(turn: Turn, dialog: Dialog) -> Reply:
    request_id = int(dialog.answers["request"])
    await forms.leave(turn)
    return await _pass_on(turn, request_id, said_with_file(turn), await kept_file(turn))


async def _pass_on(turn: Turn, request_id: int, words: str, media: tuple[int, ...]) -> Reply:
    request = await _load(turn, request_id)
    passed = await help_answers.answer(
        turn.session, turn.branch, request, turn.person, words, turn.now, media=media
    )
    if not passed:
        return await _seen(turn, request)
    return desk.answered(await help_post.seen_by(turn.session, request, turn.person))


async def close(turn: Turn, press: desk.Close) -> Reply:
    """Close a call, from whichever of its messages."""
    request = await _load(turn, press.request_id)
    await help_answers.close(turn.session, turn.branch, request, turn.person, turn.now)
    return Redraw(await _seen(turn, request))


async def hand_on(turn: Turn, press: desk.HandOn) -> Reply:
    """Give a call to whoever is asked next."""
    request = await _load(turn, press.request_id)
    other = await help_answers.hand_on(turn.session, turn.branch, request, turn.person, turn.now)
    return Redraw(desk.handed_on(other.name) if other is not None else await _seen(turn, request))


async def _load(turn: Turn, request_id: int) -> HelpRequest:
    return await help_answers.load(turn.session, turn.branch, turn.person, request_id, turn.now)


async def _seen(turn: Turn, request: HelpRequest) -> Message:
    return desk.call(await help_post.seen_by(turn.session, request, turn.person))


ANSWER = Form(
    "help answer",
    (Step("words", _ask_words, _read_words),),
    _answered,
    on_file=_answer_with_file,
    needs=Permission.FOLLOW_UP,
)
