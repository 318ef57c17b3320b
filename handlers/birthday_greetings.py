"""生日问候: the secretary reads, changes and approves what is said on birthdays."""

from bot.access import Permission
from bot.domain import birthday_approval, proposals
from bot.messages import Message
from bot.texts import birthdays as say
from bot.texts import greetings
from bot.texts.birthdays import (
    ApproveAll,
    ApproveGreeting,
    Line,
    ListBirthdays,
    OpenGreeting,
    RewordGreeting,
    SkipGreeting,
)
from handlers.greetings import read_words, with_concerns
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from models import BirthdayGreeting, Person, ProposalState

NAMES_PER_PAGE = 6


async def show(turn: Turn) -> Reply:
    """Answer 生日问候."""
    return await _list(turn, 0)


async def turn_page(turn: Turn, press: ListBirthdays) -> Reply:
    """Turn to a page of the list."""
    return Redraw(await _list(turn, max(press.page, 0)))


async def _list(turn: Turn, page: int) -> Message:
    lines = await birthday_approval.coming(turn.session, turn.branch_id, turn.today)
    # Only what he has seen is approved at once: this page and those before it.
    seen = lines[: (page + 1) * NAMES_PER_PAGE]
    waiting = [each.greeting_id for each in seen if each.state is ProposalState.PROPOSED]
    return say.listed(lines, page, NAMES_PER_PAGE, max(waiting, default=None), turn.today)


async def open_one(turn: Turn, press: OpenGreeting) -> Reply:
    """Open one greeting."""
    greeting, person = await birthday_approval.load(turn.session, press.greeting_id, turn.branch_id)
    return Redraw(await _preview(turn, greeting, person))


async def _preview(turn: Turn, greeting: BirthdayGreeting, person: Person) -> Message:
    line = Line(greeting.id, person.name, greeting.day, greeting.state)
    by_program = await birthday_approval.is_reached(turn.session, person)
    words = greeting.text if by_program or greeting.edited_by else say.by_hand(greeting.day)
    return say.preview(line, words, turn.today, by_program=by_program)


async def approve(turn: Turn, press: ApproveGreeting) -> Reply:
    """Answer 同意."""
    return await _decide(turn, press.greeting_id, ProposalState.APPROVED)


async def skip(turn: Turn, press: SkipGreeting) -> Reply:
    """Answer 这次不发."""
    return await _decide(turn, press.greeting_id, ProposalState.SKIPPED)


async def _decide(turn: Turn, greeting_id: int, state: ProposalState) -> Reply:
    greeting, person = await birthday_approval.load(turn.session, greeting_id, turn.branch_id)
    await proposals.decide(turn.session, greeting, state, turn.person, turn.now)
    return Redraw(await _preview(turn, greeting, person))


async def approve_all(turn: Turn, press: ApproveAll) -> Reply:
    """Answer 都同意."""
    count = await birthday_approval.approve_all(
        turn.session, turn.branch_id, press.last_id, turn.today, turn.person, turn.now
    )
    return [Redraw(await _list(turn, 0)), Message(say.approved(count))]


async def ask_words(turn: Turn, press: RewordGreeting) -> Reply:
    """Answer 改一改."""
    greeting, _ = await birthday_approval.load(turn.session, press.greeting_id, turn.branch_id)
    return await forms.start(turn, REWORD, greeting=str(greeting.id))


async def _ask(turn: Turn, answers: Answers) -> Message:
    greeting, _ = await birthday_approval.load(turn.session, int(answers["greeting"]), turn.branch_id)
    return Message(greetings.ask_words(greeting.text))


async def _reword(turn: Turn, values: dict[str, str], answers: Answers) -> Reply:
    greeting, person = await birthday_approval.load(turn.session, int(answers["greeting"]), turn.branch_id)
    await proposals.reword(turn.session, greeting, values["words"], turn.person, turn.now)
    return with_concerns(greeting.text, greeting.day, await _preview(turn, greeting, person))


REWORD = Form("reword birthday", (Step("words", _ask, read_words),), _reword, needs=Permission.GREETINGS)
