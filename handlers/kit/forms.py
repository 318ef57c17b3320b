"""Forms: one question at a time, kept in the database, with a way back at every step."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot import chinese
from bot.access import Permission
from bot.chinese import Escape
from bot.errors import Refusal
from bot.messages import Button, Message
from bot.presses import FormAnswer, FormBack, FormCancel
from bot.texts import common as say
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from models import Dialog

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One question. `ask` words it; `read` turns a raw answer into a value or refuses with help.

    Ready-made answers are buttons that press `FormAnswer(step, value)`.
    """

    name: str
    ask: Callable[[Turn, Answers], Awaitable[Message]]
    read: Callable[[Turn, str, Answers], Awaitable[Any]]
    when: Callable[[Answers], bool] = lambda _answers: True


@dataclass(frozen=True, slots=True)
class Form:
    """Questions in order, and what to do with the answers.

    Raw answers are kept and read again at the end, because what was possible at noon may not be at
    one. `on_file` takes a picture or file sent meanwhile; its bytes are in `turn.prepared`. `on_words`
    may take what was typed, because it answers more than the open question; None leaves it to that.
    """

    name: str
    steps: tuple[Step, ...]
    finish: Callable[[Turn, dict[str, Any], Answers], Awaitable[Reply]]
    on_file: Callable[[Turn, Dialog], Awaitable[Reply]] | None = None
    on_words: Callable[[Turn, Dialog], Awaitable[Reply]] | None = None
    needs: Permission = Permission.GREET  # asked at every answer: a role may end in the middle


# Asked for every update, so it is built once.
_CURRENT = select(Dialog).where(
    col(Dialog.bot_id) == bindparam("bot_id"), col(Dialog.chat_id) == bindparam("chat_id")
)


async def current(session: AsyncSession, bot_id: int, chat_id: int) -> Dialog | None:
    """Return the chat's open form."""
    found = await session.exec(_CURRENT, params={"bot_id": bot_id, "chat_id": chat_id})
    return found.first()


async def start(turn: Turn, form: Form, **answers: str) -> Reply:
    """Open a form, with some answers known, and ask its first open question."""
    await leave(turn)
    turn.dialog = Dialog(
        bot_id=turn.bot_id,
        chat_id=turn.said.chat_id,
        person_id=turn.speaker.person.id if turn.speaker.person else None,
        form=form.name,
        answers=answers,
        updated_at=turn.now,
    )
    turn.session.add(turn.dialog)
    await turn.session.flush()
    return await _next(turn, form, turn.dialog)


async def leave(turn: Turn) -> None:
    """Close the chat's form, if one is open."""
    if turn.dialog is not None:
        await turn.session.delete(turn.dialog)
        await turn.session.flush()
        turn.dialog = None


async def answer(turn: Turn, form: Form, dialog: Dialog, raw: str) -> Reply:
    """Take one answer: go on, or ask again with the reason."""
    step = open_step(form, dialog.answers)
    if step is None:
        return await _finish(turn, form, dialog)
    try:
        await step.read(turn, raw, dialog.answers)
    except Refusal as refusal:
        question = await _question(turn, form, step, dialog.answers)
        return replace(question, text=f"{refusal.text}\n\n{question.text}")
    dialog.answers = {**dialog.answers, step.name: raw}
    dialog.updated_at = turn.now
    turn.session.add(dialog)
    return await _next(turn, form, dialog)


async def press(turn: Turn, form: Form, dialog: Dialog, pressed: FormAnswer) -> Reply:
    """Take a ready-made answer; one to a question already answered shows the open question."""
    step = open_step(form, dialog.answers)
    if step is None or step.name != pressed.step:
        return await _next(turn, form, dialog)
    return await answer(turn, form, dialog, pressed.value)


async def fill(
    turn: Turn, form: Form, dialog: Dialog, given: Mapping[str, str], *, forget: Sequence[str] = ()
) -> Reply:
    """Take answers to several questions at once, forget others, and ask the first that is open."""
    kept = {name: raw for name, raw in dialog.answers.items() if name not in forget}
    dialog.answers = {**kept, **given}
    dialog.updated_at = turn.now
    turn.session.add(dialog)
    return await _next(turn, form, dialog)


async def back(turn: Turn, form: Form, dialog: Dialog) -> Reply:
    """Forget the last answer and ask again; at the first question, leave."""
    given = [step.name for step in form.steps if step.name in dialog.answers and step.when(dialog.answers)]
    if not given:
        return await escape(turn)
    dialog.answers = {name: raw for name, raw in dialog.answers.items() if name != given[-1]}
    dialog.updated_at = turn.now
    turn.session.add(dialog)
    return await _next(turn, form, dialog)


async def escape(turn: Turn) -> Reply:
    """Leave the form; nothing was done."""
    await leave(turn)
    return Redraw(Message(say.left_form()))


def open_step(form: Form, answers: Answers) -> Step | None:
    """Return the question that is to be answered next; None when all are."""
    return next((s for s in form.steps if s.name not in answers and s.when(answers)), None)


async def _next(turn: Turn, form: Form, dialog: Dialog) -> Reply:
    step = open_step(form, dialog.answers)
    if step is None:
        return await _finish(turn, form, dialog)
    return await _question(turn, form, step, dialog.answers)


async def _question(turn: Turn, form: Form, step: Step, answers: Answers) -> Message:
    question = await step.ask(turn, answers)
    ways_out = [Button(say.CANCEL, FormCancel())]
    if any(other.name in answers for other in form.steps):
        ways_out.insert(0, Button(say.BACK, FormBack()))
    return replace(question, buttons=(*question.buttons, *ways_out))


async def _finish(turn: Turn, form: Form, dialog: Dialog) -> Reply:
    answers = dict(dialog.answers)
    values: dict[str, Any] = {}
    for step in form.steps:
        if step.name not in answers or not step.when(answers):
            continue
        try:
            values[step.name] = await step.read(turn, answers[step.name], answers)
        except Refusal as refusal:
            dialog.answers = {name: raw for name, raw in answers.items() if name != step.name}
            turn.session.add(dialog)
            question = await _question(turn, form, step, dialog.answers)
            return replace(question, text=f"{refusal.text}\n\n{question.text}")
    await leave(turn)
    return await form.finish(turn, values, answers)


async def take(turn: Turn, form: Form, dialog: Dialog) -> Reply:
    """Give whatever came in to the open form."""
    said = turn.said
    match said.press:
        case FormAnswer() as pressed:
            return await press(turn, form, dialog, pressed)
        case FormBack():
            return await back(turn, form, dialog)
        case FormCancel():
            return await escape(turn)
    if said.file is not None and form.on_file is not None:
        return await form.on_file(turn, dialog)
    way_out = chinese.escape(said.text)
    if way_out is Escape.BACK:
        return await back(turn, form, dialog)
    if way_out is not None:
        return await escape(turn)
    reply = await form.on_words(turn, dialog) if form.on_words is not None else None
    return reply or await answer(turn, form, dialog, said.text)
