"""节日问候: the secretary reads, changes and approves what everybody will be told on a festival."""

from bot.access import Permission
from bot.domain import festival_greetings, festival_sending, proposals
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import common, greetings
from bot.texts import festival_greetings as say
from bot.texts.festival_greetings import (
    ApproveFestival,
    ListFestivals,
    OpenFestival,
    ReopenFestival,
    RewordFestival,
    SkipFestival,
)
from handlers.greetings import read_words, with_concerns
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from models import FestivalGreeting, ProposalState

_AHEAD_DAYS = 130
_LISTED = 7


async def show(turn: Turn) -> Reply:
    """Answer 节日问候."""
    return await _list(turn)


async def show_list(turn: Turn, _press: ListFestivals) -> Reply:
    """Go back to the list."""
    return Redraw(await _list(turn))


async def _list(turn: Turn) -> Message:
    coming = await festival_greetings.coming(turn.session, turn.branch_id, turn.today, _AHEAD_DAYS)
    return say.listed(coming[:_LISTED], turn.today)


async def open_day(turn: Turn, press: OpenFestival) -> Reply:
    """Open the greeting of a day; one that is not proposed by itself is proposed now."""
    day = say.day_of(press.day)
    if day is None:
        raise Refusal(common.not_found())
    return Redraw(
        await _preview(turn, await festival_greetings.prepare(turn.session, turn.branch, day, turn.now))
    )


async def approve(turn: Turn, press: ApproveFestival) -> Reply:
    """Answer 同意."""
    return await _decide(turn, press.greeting_id, ProposalState.APPROVED)


async def skip(turn: Turn, press: SkipFestival) -> Reply:
    """Answer 这次不发."""
    return await _decide(turn, press.greeting_id, ProposalState.SKIPPED)


async def reopen(turn: Turn, press: ReopenFestival) -> Reply:
    """Answer 还是要发: it waits for 同意 again."""
    return await _decide(turn, press.greeting_id, ProposalState.PROPOSED)


async def _decide(turn: Turn, greeting_id: int, state: ProposalState) -> Reply:
    greeting = await festival_greetings.load(turn.session, greeting_id, turn.branch_id)
    await festival_greetings.decide(turn.session, greeting, state, turn.person, turn.now)
    return Redraw(await _preview(turn, greeting))


async def _preview(turn: Turn, greeting: FestivalGreeting) -> Message:
    audience = await festival_sending.audience(turn.session, greeting)
    return say.preview(greeting, audience.hearing, audience.unreached, turn.today)


async def ask_words(turn: Turn, press: RewordFestival) -> Reply:
    """Answer 改一改."""
    greeting = await festival_greetings.load(turn.session, press.greeting_id, turn.branch_id)
    proposals.refuse_over(greeting)
    return await forms.start(turn, REWORD, greeting=str(greeting.id))


async def _ask(turn: Turn, answers: Answers) -> Message:
    greeting = await festival_greetings.load(turn.session, int(answers["greeting"]), turn.branch_id)
    return Message(greetings.ask_words(greeting.text))


async def _reword(turn: Turn, values: dict[str, str], answers: Answers) -> Reply:
    greeting = await festival_greetings.load(turn.session, int(answers["greeting"]), turn.branch_id)
    await festival_greetings.reword(turn.session, greeting, values["words"], turn.person, turn.now)
    return with_concerns(greeting.text, greeting.day, await _preview(turn, greeting))


REWORD = Form("reword festival", (Step("words", _ask, read_words),), _reword, needs=Permission.GREETINGS)
