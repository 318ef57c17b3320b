"""替他办: doing for a member what he could do himself, on one screen."""

from bot.access import Permission
from bot.domain import acting_for, notices
from bot.domain import help as help_
from bot.domain.acting_for import Desk
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import acting_for as say
from bot.texts import help as help_words
from bot.texts import members as member_words
from bot.texts.acting_for import Charge
from bot.texts.notices import bubbles
from handlers.help import kept_file, said_with_file
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from models import Dialog

_FOUND_AT_MOST = 8


async def show(turn: Turn) -> Reply:
    """Answer 替他办: the one whom the asker may serve, or a list of them."""
    everybody = await acting_for.charges(turn.session, turn.speaker, turn.today)
    if len(everybody) == 1:
        return await _desk(turn, everybody[0].person_id)
    return _page(everybody, 0)


async def turn_page(turn: Turn, press: say.ListCharges) -> Reply:
    """Turn to a page of the list."""
    return Redraw(_page(await acting_for.charges(turn.session, turn.speaker, turn.today), press.page))


def _page(everybody: list[Charge], number: int) -> Message:
    pages = max(1, -(-len(everybody) // say.PAGE))
    number = max(0, min(number, pages - 1))
    here = slice(number * say.PAGE, (number + 1) * say.PAGE)
    return say.charges(everybody[here], _labels(everybody)[here], number, pages)


def _labels(everybody: list[Charge]) -> list[str]:
    return member_words.labels(
        [member_words.Line(each.person_id, each.name, each.group) for each in everybody]
    )


async def open_desk(turn: Turn, press: say.OpenDesk) -> Reply:
    """Show what can be done for one member."""
    return await _desk(turn, press.person_id)


async def _desk(turn: Turn, person_id: int) -> Message:
    desk = await acting_for.desk(turn.session, turn.speaker, person_id, turn.today)
    waiting = await acting_for.waiting(turn.session, desk)
    return say.desk(desk.person.name, desk.person.id, waiting, may_call=desk.may_do_all)


async def show_notice(turn: Turn, press: say.ShowFor) -> Reply:
    """Show a notice to be read out, and ask whether the member knows it now."""
    desk = await acting_for.desk(turn.session, turn.speaker, press.person_id, turn.today)
    notice = await acting_for.notice_of(turn.session, desk, press.notice_id)
    attached = await notices.attached(turn.session, notice.id)
    ask = say.ask_how if desk.agreement is None else say.ask_relative
    question = ask(desk.person.name, desk.person.id, notice.id)
    return [*bubbles(notice, attached, None), question]


async def received(turn: Turn, press: say.ReceivedFor) -> Reply:
    """Take a member's 收到 on his word."""
    desk = await acting_for.desk(turn.session, turn.speaker, press.person_id, turn.today)
    return Redraw(await receive(turn, desk, press.notice_id, press.how))


async def receive(turn: Turn, desk: Desk, notice_id: int, how: str = "") -> Message:
    """Write a member's 收到 down, and say so."""
    notice = await acting_for.notice_of(turn.session, desk, notice_id)
    if await acting_for.receive(turn.session, desk, turn.person, notice, how, turn.now):
        return say.received(desk.person.name, notice, desk.label)
    return say.received_already(desk.person.name, notice)


async def find(turn: Turn, _press: say.FindCharge) -> Reply:
    """Ask for a name."""
    return await forms.start(turn, FIND)


async def _ask_name(_turn: Turn, _answers: Answers) -> Message:
    return say.ask_name()


async def _read_words(_turn: Turn, raw: str, _answers: Answers) -> str:
    if not raw.strip():
        raise Refusal(say.word_needed())
    return raw.strip()


async def _found(turn: Turn, values: dict[str, str], _answers: Answers) -> Reply:
    everybody = await acting_for.charges(turn.session, turn.speaker, turn.today)
    meant = acting_for.named(everybody, values["name"])
    if not meant:
        return say.nobody_called(values["name"])
    if len(meant) == 1:
        return await _desk(turn, meant[0].person_id)
    return _page(meant[:_FOUND_AT_MOST], 0)


async def call(turn: Turn, press: say.CallFor) -> Reply:
    """Ask what a member needs (替他找人)."""
    desk = await _full_desk(turn, press.person_id)
    return await forms.start(turn, CALL, member=str(desk.person.id))


async def _full_desk(turn: Turn, person_id: int) -> Desk:
    desk = await acting_for.desk(turn.session, turn.speaker, person_id, turn.today)
    if not desk.may_do_all:
        raise Refusal(say.only_receiving(desk.person.name))
    return desk


async def _ask_what(turn: Turn, answers: Answers) -> Message:
    desk = await _full_desk(turn, int(answers["member"]))
    return say.ask_what(desk.person.name)


async def _called(turn: Turn, values: dict[str, str], answers: Answers) -> Reply:
    return await _call_for(turn, int(answers["member"]), values["what"], ())


async def _called_with_file(turn: Turn, dialog: Dialog) -> Reply:
    member_id = int(dialog.answers["member"])
    await forms.leave(turn)
    return await _call_for(turn, member_id, said_with_file(turn), await kept_file(turn))


async def _call_for(turn: Turn, member_id: int, said: str, media: tuple[int, ...]) -> Reply:
    desk = await _full_desk(turn, member_id)
    words = say.on_behalf(desk.label, said[: help_.WORDS_AT_MOST])
    asker = help_.Asker(0, desk.person)
    asked = await help_.ask(
        turn.session, turn.branch, asker, words, turn.now, media=media, writer=turn.person
    )
    if asked.helper is None:
        return help_words.nobody_reachable()
    await acting_for.called(turn.session, desk, turn.person, turn.now)
    return help_words.will_call(asked.helper.name, resting=asked.resting)


async def served(turn: Turn) -> Desk | None:
    """Return for whom words are being written right now, in 替他找人."""
    if turn.dialog is None or turn.dialog.form != CALL.name:
        return None
    try:
        return await _full_desk(turn, int(turn.dialog.answers["member"]))
    except Refusal:  # it was agreed when he began
        return None


FIND = Form("find charge", (Step("name", _ask_name, _read_words),), _found, needs=Permission.ACT_FOR)
CALL = Form(
    "call for",
    (Step("what", _ask_what, _read_words),),
    _called,
    on_file=_called_with_file,
    needs=Permission.ACT_FOR,
)
FORMS = (FIND, CALL)
