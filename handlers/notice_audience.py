"""Choosing whom a notice is for (发给谁): everyone, groups, parts, or people by name."""

from typing import Any

from bot.access import Permission
from bot.domain import notice_audience, notice_drafts
from bot.domain.notice_audience import Named
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import notice_audience as say
from bot.texts import notice_preview as preview_words
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from handlers.notice_preview import choosing, is_settled, onward, today
from handlers.notice_writing import editable, go_on, on_draft
from models import Notice

NAMES_AT_A_TIME = 60


@on_draft
async def choose_page(turn: Turn, draft: Notice, press: say.OpenAudience) -> Reply:
    """Answer 「写好了」 and the pages of 「发给谁」."""
    await forms.leave(turn)  # what is typed from here on does not belong to the content
    if await notice_drafts.is_empty(turn.session, draft):
        raise Refusal(preview_words.nothing_written())
    if draft.corrects is not None or (press.page == "start" and await is_settled(turn, draft)):
        return await onward(turn, draft)
    page = await _page(turn, draft, press.page)
    if press.page.isdecimal():  # names may be typed while they are shown
        await forms.start(turn, NAMES, notice=str(draft.id))
    return page if press.page == "start" else Redraw(page)  # the draft itself stays to be read


@on_draft
async def choose(turn: Turn, draft: Notice, press: say.Choose) -> Reply:
    """Put a group, a part or a person in or out."""
    try:
        draft.audience = notice_audience.choose(draft.audience, press.what, press.which, on=bool(press.on))
    except (KeyError, ValueError):  # not a button of ours
        return await today(turn, draft.id)
    turn.session.add(draft)
    return Redraw(await _page(turn, draft, press.page))


async def _page(turn: Turn, draft: Notice, page: str) -> Message:
    if page == "groups":
        counts = await notice_audience.groups(turn.session, turn.branch_id)
        return say.choose_groups(draft, {g: n for g, n in counts.items() if g is not None})
    if page == "parts":
        return say.choose_parts(draft, await notice_audience.parts(turn.session, turn.branch_id, turn.today))
    if page.isdecimal():
        groups = await notice_audience.groups(turn.session, turn.branch_id)
        at = int(page)
        members = await notice_audience.members(turn.session, turn.branch_id, at, say.PAGE)
        return say.choose_people(draft, members, at, sum(groups.values()))
    return await choosing(turn, draft)


async def _ask_names(turn: Turn, answers: Answers) -> Message:
    draft = await turn.session.get_one(Notice, int(answers["notice"]))
    return await _page(turn, draft, "0")


async def _read_names(turn: Turn, raw: str, _answers: Answers) -> Named:
    found = await notice_audience.named(turn.session, turn.branch_id, raw)
    if not found.person_ids:
        raise Refusal(say.nobody_named())
    return found


async def _take_names(turn: Turn, values: dict[str, Any], answers: Answers) -> Reply:
    draft = await editable(turn, int(answers["notice"]))
    if draft is None:
        return await today(turn, int(answers["notice"]))
    for person_id in values["names"].person_ids:
        draft.audience = notice_audience.choose(draft.audience, "person", str(person_id), on=True)
    turn.session.add(draft)
    return await choosing(turn, draft, values["names"].unknown)


NAMES = Form(
    "notice_names",
    (Step("names", _ask_names, _read_names),),
    _take_names,
    needs=Permission.NOTICE_WRITE,
)


@on_draft
async def list_audience(turn: Turn, draft: Notice, press: say.ListAudience) -> Reply:
    """Answer 「看名单」: exactly whom it goes to."""
    found = await notice_audience.recipients(turn.session, draft, turn.today)
    names = [one.name for one in found]
    page = names[press.skip : press.skip + NAMES_AT_A_TIME]
    return say.names(page, press.skip, len(names), draft.id, NAMES_AT_A_TIME)


@on_draft
async def audience_chosen(turn: Turn, draft: Notice, _press: say.AudienceChosen) -> Reply:
    """Answer 「选好了」."""
    await forms.leave(turn)
    found = await notice_audience.recipients(turn.session, draft, turn.today)
    if not found:
        raise Refusal(preview_words.nobody())
    chosen = await notice_audience.describe(turn.session, draft)
    return await go_on(turn, draft, say.settled(chosen, len(found)))
