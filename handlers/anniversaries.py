"""政治生日: the month's list, each greeting read and decided, the cards to print."""

from datetime import date
from typing import Any

from bot.access import Permission
from bot.cards import emblem
from bot.domain import (
    anniversaries,
    anniversary_approval,
    anniversary_cards,
    anniversary_lists,
    anniversary_proposals,
    changes,
    wording,
)
from bot.domain.anniversaries import Celebrated
from bot.domain.anniversary_dates import last_of_month, next_month
from bot.errors import Refusal
from bot.messages import Message
from bot.papers.cards import card_pages
from bot.papers.printing import printed_with_gaps
from bot.texts import anniversaries as words_of
from bot.texts import anniversary_approval as greeting_say
from bot.texts import anniversary_lists as say
from bot.texts.anniversary_lists import (
    Approve,
    ApproveOrdinary,
    ArrangeVisit,
    Hold,
    ListMonth,
    OpenGreeting,
    OwnWordsAway,
    PrintCards,
    Reword,
)
from bot.texts.wording import describe
from handlers import my_day
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.replies import File, Later, Redraw, Reply
from handlers.kit.turn import Turn
from models import Person

PDF = "application/pdf"


async def show(turn: Turn) -> Reply:
    """Answer 政治生日: the list for whoever approves it, one's own day for everybody else."""
    if Permission.GREETINGS not in turn.speaker.permissions:
        return await my_day.show(turn)
    return await _month(turn, turn.today, 0)


async def show_next(turn: Turn) -> Reply:
    """Answer 下月政治生日."""
    return await _month(turn, next_month(turn.today), 0)


async def list_month(turn: Turn, press: ListMonth) -> Reply:
    """Turn to a month, or to a page of it."""
    return Redraw(await _month(turn, say.month_in(press.month), press.page))


async def _month(turn: Turn, month: date, page: int) -> Message:
    """Return a month's list; what of the two months in sight was not yet written down is, now."""
    if turn.today.replace(day=1) <= month.replace(day=1) <= next_month(turn.today):
        first = max(turn.today, month.replace(day=1))
        await anniversary_proposals.propose(turn.session, turn.branch, first, last_of_month(month), turn.now)
    return await anniversary_lists.page(turn.session, turn.branch, month, turn.today, page)


async def open_greeting(turn: Turn, press: OpenGreeting) -> Reply:
    """Show one greeting as it will read."""
    one = await anniversary_approval.load(turn.session, turn.branch, press.greeting_id)
    return await _shown(turn, one)


async def _shown(turn: Turn, one: Celebrated, done: str = "", *, typed: bool = False) -> Message:
    (line,) = await anniversary_lists.lines(turn.session, turn.branch, [one], turn.today)
    words = anniversaries.words(turn.branch, one, visit=line.visit)
    by = await turn.session.get(Person, one.greeting.decided_by) if one.greeting.decided_by else None
    is_open = anniversary_approval.is_open(one, turn.branch, turn.now)
    name = by.name if by else None
    return greeting_say.shown(line, words, by=name, decidable=is_open, done=done, typed=typed)


async def approve(turn: Turn, press: Approve) -> Reply:
    """Answer 发."""
    one = await anniversary_approval.load(turn.session, turn.branch, press.greeting_id)
    await anniversary_approval.approve(turn.session, turn.branch, one, turn.person, turn.now)
    (line,) = await anniversary_lists.lines(turn.session, turn.branch, [one], turn.today)
    return Redraw(await _shown(turn, one, greeting_say.approved(line, turn.today)))


async def hold(turn: Turn, press: Hold) -> Reply:
    """Answer 先不发."""
    one = await anniversary_approval.load(turn.session, turn.branch, press.greeting_id)
    await anniversary_approval.hold(turn.session, turn.branch, one, turn.person, turn.now)
    return Redraw(await _shown(turn, one, greeting_say.held()))


async def approve_ordinary(turn: Turn, press: ApproveOrdinary) -> Reply:
    """Answer 都发."""
    month = say.month_in(press.month)
    approved = await anniversary_approval.approve_ordinary(
        turn.session, turn.branch, month, press.upto, turn.person, turn.now
    )
    page = await anniversary_lists.page(turn.session, turn.branch, month, turn.today, 0)
    return Redraw(say.with_word(say.all_approved(len(approved)), page))


async def arrange_visit(turn: Turn, press: ArrangeVisit) -> Reply:
    """Answer 安排看望 and 不看望了."""
    one = await anniversary_approval.load(turn.session, turn.branch, press.greeting_id)
    on = bool(press.on)
    await anniversary_approval.arrange_visit(turn.session, turn.branch, one, turn.person, turn.now, on=on)
    return Redraw(
        await _shown(turn, one, greeting_say.visit_arranged() if on else greeting_say.visit_dropped())
    )


async def own_words_away(turn: Turn, press: OwnWordsAway) -> Reply:
    """Answer 用原来的话."""
    one = await anniversary_approval.load(turn.session, turn.branch, press.greeting_id)
    await anniversary_approval.reword(turn.session, turn.branch, one, None, turn.person, turn.now)
    return Redraw(await _shown(turn, one, greeting_say.house_words()))


async def reword(turn: Turn, press: Reword) -> Reply:
    """Answer 改几句: ask for the whole text."""
    await anniversary_approval.load(turn.session, turn.branch, press.greeting_id)
    return await forms.start(turn, REWORD, greeting=str(press.greeting_id))


async def _ask_words(turn: Turn, answers: Answers) -> Message:
    one = await anniversary_approval.load(turn.session, turn.branch, int(answers["greeting"]))
    visits = await anniversaries.visits_promised(turn.session, [one.greeting])
    return greeting_say.ask_words(one.person.name, anniversaries.words(turn.branch, one, visit=bool(visits)))


async def _read_words(_turn: Turn, raw: str, _answers: Answers) -> str:
    words = raw.strip()
    if not words:
        raise Refusal(greeting_say.words_needed())
    if len(words) > words_of.WORDS_AT_MOST:
        raise Refusal(greeting_say.too_long(words_of.WORDS_AT_MOST))
    return words


async def _reword(turn: Turn, values: dict[str, str], answers: Answers) -> Reply:
    one = await anniversary_approval.load(turn.session, turn.branch, int(answers["greeting"]))
    words = values["words"]
    await anniversary_approval.reword(turn.session, turn.branch, one, words, turn.person, turn.now)
    concerns = [describe(concern) for concern in wording.check(words, turn.today)]
    return await _shown(turn, one, "\n".join([greeting_say.reworded(), *concerns]), typed=True)


REWORD = Form(
    "reword greeting",
    (Step("words", _ask_words, _read_words),),
    _reword,
    needs=Permission.GREETINGS,
)


async def print_cards(turn: Turn, press: PrintCards) -> Reply:
    """Answer 打印贺卡: the cards of a month that are brought by hand; who took them is written down."""
    month = say.month_in(press.month)
    found = await anniversary_lists.printable(turn.session, turn.branch, month, turn.today)
    if not found:
        return Message(say.no_cards())
    facts = [anniversary_cards.facts(turn.branch, one) for one in found]
    today = turn.today
    await changes.note_export(
        turn.session,
        branch_id=turn.branch_id,
        entity="greeting",
        what=f"{month:%Y-%m}",
        by=turn.person,
        now=turn.now,
    )

    async def make(_session: Any) -> File:
        data, gaps = await printed_with_gaps(card_pages, facts, today, emblem())
        name, message = say.cards_file(month, len(facts), gaps)
        return File(name, PDF, data, message)

    return Later(make)
