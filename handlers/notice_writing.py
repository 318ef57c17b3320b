"""Writing a notice in the chat: its content, what should come back, and when it leaves."""

from collections.abc import Awaitable, Callable
from datetime import UTC
from functools import wraps
from typing import Any, TypeVar

from bot import chinese
from bot.access import Permission
from bot.domain import media, notice_drafts, times
from bot.domain import notice_receipts as receipts
from bot.errors import Refusal
from bot.messages import Message
from bot.presses import Press
from bot.texts import notice_audience as audience_words
from bot.texts import notice_preview as preview_words
from bot.texts import notice_recall as recall_words
from bot.texts import notice_writing as say
from handlers import notices
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.reading import Sort
from handlers.kit.replies import Live, Part, Redraw, Reply
from handlers.kit.turn import Turn
from handlers.notice_preview import (
    STOP_WORDS,
    is_settled,
    last_of_onward,
    meant_by_stop,
    onward,
    revising,
    stop_typed,
    today,
)
from models import Dialog, Mode, Notice

P = TypeVar("P", bound=Press)


def on_draft(
    step: Callable[[Turn, Notice, P], Awaitable[Reply]],
) -> Callable[[Turn, P], Awaitable[Reply]]:
    """Give a step the draft its button belongs to; an old button shows the notice as it is today."""

    @wraps(step)
    async def handler(turn: Turn, press: P) -> Reply:
        notice_id: int = press.notice_id  # type: ignore[attr-defined]  # every press here has one
        draft = await editable(turn, notice_id)
        return await today(turn, notice_id) if draft is None else await step(turn, draft, press)

    return handler


async def editable(turn: Turn, notice_id: int) -> Notice | None:
    """Return a draft that whoever asks may write on; None when it is one no more, or not his."""
    may_send = Permission.NOTICE_SEND in turn.speaker.permissions
    return await notice_drafts.editable(turn.session, notice_id, turn.person, may_send=may_send)


async def write(turn: Turn) -> Reply:
    """Answer 发通知 and 拟通知: a new draft, or the one that was left.

    Who answers the question about the old one with the words of a new one has begun it; the old stays.
    """
    draft = await notice_drafts.unfinished(turn.session, turn.person)
    if draft is not None and not await notice_drafts.is_empty(turn.session, draft):
        await forms.start(turn, WRITING, notice=str(draft.id), anew="yes")
        return say.unfinished(draft)
    draft = draft or await notice_drafts.begin(turn.session, turn.person, turn.now)
    return await write_on(turn, draft)


async def write_on(turn: Turn, draft: Notice) -> Reply:
    """Show a draft and listen: whatever is said or sent next belongs to it."""
    await forms.start(turn, WRITING, notice=str(draft.id))
    if await notice_drafts.is_empty(turn.session, draft):
        return say.ask_content(draft)
    return await _draft_message(turn, draft)


async def _draft_message(turn: Turn, draft: Notice) -> Live:
    shown = await notice_drafts.draw_draft(turn.session, draft.id, turn.person, turn.now)
    assert shown is not None  # it is a draft, and his
    await notice_drafts.make_way(turn.session, draft, turn.person, turn.now)
    return Live(notice_drafts.subject(draft.id), shown)


@on_draft
async def open_draft(turn: Turn, draft: Notice, _press: say.OpenDraft) -> Reply:
    """Answer 「接着写」 and 「只加一段」."""
    return await write_on(turn, draft)


@on_draft
async def change(turn: Turn, draft: Notice, _press: say.ChangeDraft) -> Reply:
    """Answer 「改内容」: whoever corrects a word writes the whole anew, so what comes replaces."""
    if await notice_drafts.is_empty(turn.session, draft):
        return await write_on(turn, draft)
    await forms.start(turn, WRITING, notice=str(draft.id), instead="yes")
    return say.ask_new_words(draft, preview_words.ShowPreview(draft.id))


@on_draft
async def write_anew(turn: Turn, draft: Notice, _press: say.WriteAnew) -> Reply:
    """Answer 「重新写」: the old draft is put away, a new one begins."""
    await notice_drafts.discard(turn.session, draft, turn.now)
    return await write_on(turn, await notice_drafts.begin(turn.session, turn.person, turn.now))


@on_draft
async def empty(turn: Turn, draft: Notice, _press: say.EmptyDraft) -> Reply:
    """Answer 「重写内容」."""
    await notice_drafts.empty(turn.session, draft)
    await forms.start(turn, WRITING, notice=str(draft.id), instead="yes")
    return say.ask_content(draft)


@on_draft
async def leave(turn: Turn, draft: Notice, _press: say.LeaveDraft) -> Reply:
    """Answer 「先放着」."""
    await forms.leave(turn)
    word = "发通知" if Permission.NOTICE_SEND in turn.speaker.permissions else "拟通知"
    return Redraw(say.put_away(word))


@on_draft
async def discard(turn: Turn, draft: Notice, _press: recall_words.Discard) -> Reply:
    """Answer 「不发了」."""
    await forms.leave(turn)
    aside = preview_words.put_aside(draft, turn.person.salutation())
    await notice_drafts.tell_drafter(turn.session, draft, turn.person, aside, turn.now)
    await notice_drafts.discard(turn.session, draft, turn.now)
    return Redraw(recall_words.discarded())


async def _meant(turn: Turn, answers: Answers) -> Notice | None:
    """Return the draft that content belongs to; None when it is one no more."""
    if "anew" not in answers:
        return await editable(turn, int(answers["notice"]))
    draft = await notice_drafts.begin(turn.session, turn.person, turn.now)
    await forms.start(turn, WRITING, notice=str(draft.id))
    return draft


async def _take_file(turn: Turn, dialog: Dialog) -> Reply:
    draft = await _meant(turn, dialog.answers)
    file = turn.said.file
    if draft is None or file is None:
        return await today(turn, int(dialog.answers["notice"]))
    if file.sort is Sort.SPOKEN or turn.prepared is None:
        raise Refusal(say.no_voice())
    media_id = await media.store(
        turn.session, turn.branch_id, file.kind, file.name, file.mime, turn.prepared, turn.now
    )
    await _tell_of_rewriting(turn, draft)
    is_shown = await notice_drafts.attach(
        turn.session,
        draft,
        turn.person,
        media_id,
        turn.now,
        caption=turn.said.text,
        album=turn.said.album,
        instead="instead" in dialog.answers,
    )
    # An album arrives as several updates; the first one's answer is redrawn for the others.
    return None if is_shown else await _draft_message(turn, draft)


async def _take_label(turn: Turn, dialog: Dialog) -> Reply:
    """Take the typed name of a button for a press, because as words it would go out to everybody."""
    draft = await editable(turn, int(dialog.answers["notice"]))
    if draft is None:
        return None
    shown = [*say.draft(draft, 0, 0).buttons, *say.ask_content(draft).buttons]
    if "anew" in dialog.answers:
        shown += say.unfinished(draft).buttons
    if "instead" in dialog.answers:
        shown += say.ask_new_words(draft, preview_words.ShowPreview(draft.id)).buttons
    for button in shown:
        if chinese.means(turn.said.text, (button.label, *say.ALSO_TYPED.get(button.label, ()))):
            reply: Reply = await turn.router.of_press(button.press).handler(turn, button.press)
            return reply
    return None


async def _ask_content(turn: Turn, answers: Answers) -> Message:
    return say.ask_content(await turn.session.get_one(Notice, int(answers["notice"])))


async def _read_content(_turn: Turn, raw: str, _answers: Answers) -> str:
    if not raw.strip():
        raise Refusal(say.empty_message())
    return raw


async def _take_content(turn: Turn, values: dict[str, Any], answers: Answers) -> Reply:
    known = {name: answer for name, answer in answers.items() if name != "text"}
    if chinese.means(values["text"], STOP_WORDS) and await meant_by_stop(turn):
        # 停 stops a notice that is about to leave, even while the next one is being written.
        await forms.start(turn, WRITING, **known)
        return await stop_typed(turn)
    if chinese.acknowledges(values["text"]) and await receipts.waiting(turn.session, turn.person):
        await forms.start(turn, WRITING, **known)
        return await notices.acknowledge_typed(turn)
    draft = await _meant(turn, answers)
    if draft is None:
        return await today(turn, int(answers["notice"]))
    instead = "instead" in answers
    await _tell_of_rewriting(turn, draft)
    await notice_drafts.write(turn.session, draft, turn.person, values["text"], instead=instead)
    if instead and await is_settled(turn, draft):
        return await onward(turn, draft)
    return await write_on(turn, draft)


async def _tell_of_rewriting(turn: Turn, draft: Notice) -> None:
    rewritten = preview_words.rewritten(draft, turn.person.salutation())
    await notice_drafts.tell_drafter(turn.session, draft, turn.person, rewritten, turn.now)


WRITING = Form(
    "notice",
    (Step("text", _ask_content, _read_content),),
    _take_content,
    on_file=_take_file,
    on_words=_take_label,
    needs=Permission.NOTICE_WRITE,
)


@on_draft
async def ask_mode(_turn: Turn, draft: Notice, _press: audience_words.AskMode) -> Reply:
    """Answer 「换回音」."""
    return Redraw(say.ask_mode(draft))


@on_draft
async def choose_mode(turn: Turn, draft: Notice, press: say.ChooseMode) -> Reply:
    """Answer 知道就行, 请回收到 and 逐人落实."""
    mode = Mode(press.mode) if press.mode in list(Mode) else Mode.CONFIRM
    await notice_drafts.choose_mode(turn.session, draft, mode)
    return await go_on(turn, draft, say.mode_chosen(mode))


@on_draft
async def say_code(turn: Turn, draft: Notice, press: say.SayCode) -> Reply:
    """Take the author's word on a QR code in a picture."""
    await notice_drafts.say_code(turn.session, draft, bool(press.yes))
    return await go_on(turn, draft, say.code_said(bool(press.yes)))


@on_draft
async def ask_urgency(turn: Turn, draft: Notice, _press: say.AskUrgency) -> Reply:
    """Answer 「急不急」."""
    return say.ask_urgency(draft)


@on_draft
async def choose_urgency(turn: Turn, draft: Notice, press: say.ChooseUrgency) -> Reply:
    """Answer 平常 and 紧急."""
    await notice_drafts.choose_urgency(turn.session, draft, bool(press.urgent))
    return await go_on(turn, draft, say.urgency_chosen(bool(press.urgent)))


@on_draft
async def choose_family(turn: Turn, draft: Notice, press: say.ChooseFamily) -> Reply:
    """Answer 可由家属代收 and 只告本人."""
    await notice_drafts.choose_family(turn.session, draft, bool(press.family))
    return await go_on(turn, draft, say.family_chosen(bool(press.family)))


@on_draft
async def at_once(turn: Turn, draft: Notice, _press: say.AtOnce) -> Reply:
    """Answer 「不定时间」."""
    await notice_drafts.choose_moment(turn.session, draft, None)
    return await last_of_onward(turn, draft)


async def go_on(turn: Turn, draft: Notice, chosen: Message) -> list[Part]:
    """Put the choice in the place of its question, then ask what is still open."""
    return [Redraw(chosen), *await onward(turn, draft)]


@on_draft
async def revise(turn: Turn, draft: Notice, press: preview_words.Revise) -> Reply:
    """Answer 「改一改」 and 「不改了」 below the last look."""
    return Redraw(await revising(turn, draft, on=bool(press.on)))


@on_draft
async def ask_when(turn: Turn, draft: Notice, _press: say.AskWhen) -> Reply:
    """Answer 「定时间」."""
    return await forms.start(turn, MOMENT, notice=str(draft.id))


async def _ask_moment(_turn: Turn, _answers: Answers) -> Message:
    return say.ask_when()


async def _read_moment(turn: Turn, raw: str, _answers: Answers) -> Any:
    moment = times.read_moment(raw, turn.local_now)
    if moment is None:
        raise Refusal(say.no_moment())
    return moment.astimezone(UTC)


async def _take_moment(turn: Turn, values: dict[str, Any], answers: Answers) -> Reply:
    draft = await editable(turn, int(answers["notice"]))
    if draft is None:
        return await today(turn, int(answers["notice"]))
    await notice_drafts.choose_moment(turn.session, draft, values["moment"])
    return await last_of_onward(turn, draft)


MOMENT = Form(
    "notice_time", (Step("moment", _ask_moment, _read_moment),), _take_moment, needs=Permission.NOTICE_WRITE
)

FORMS = (WRITING, MOMENT)


@on_draft
async def hand_over(turn: Turn, draft: Notice, _press: preview_words.HandOver) -> Reply:
    """Answer 「交书记发」."""
    senders = await notice_drafts.hand_over(turn.session, draft, turn.person, turn.now, turn.today)
    return Redraw(preview_words.handed_over([sender.salutation() for sender in senders]))
