"""我的党龄: both counts with their dates, the card again, and a word for the 组织委员."""

from typing import Any

from bot import cards
from bot.access import Permission
from bot.domain import my_day
from bot.errors import Refusal
from bot.messages import Message
from bot.papers.glyphs import MissingGlyph
from bot.texts import my_day as say
from bot.texts.anniversaries import card_name
from bot.texts.my_day import DisputeDate, SeeCard
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.replies import File, Later, Reply
from handlers.kit.turn import Turn
from models import MediaKind


async def show(turn: Turn, _press: object = None) -> Reply:
    """Answer 我的党龄."""
    member = turn.speaker.member
    if member is None:
        return say.not_a_member()
    facts = my_day.card_facts(turn.branch, turn.person, member, turn.today)
    joined, full = my_day.counts(member, turn.today)
    return say.mine(joined, full, my_day.next_day(member, turn.today), card=facts is not None)


async def see_card(turn: Turn, _press: SeeCard) -> Reply:
    """Answer 看贺卡: the picture that was kept, or one drawn now."""
    member = turn.speaker.member
    if member is None:
        return say.not_a_member()
    facts = my_day.card_facts(turn.branch, turn.person, member, turn.today)
    if facts is None:
        return say.no_card()
    words = say.card(turn.person.name, facts.years)
    kept = await my_day.kept_card(turn.session, turn.person, facts)
    if kept is not None:
        return Message(words, media=(kept,))

    async def draw(_session: Any) -> File | Message:
        try:
            picture = await cards.drawn(facts)
        except MissingGlyph as missing:
            return Message(missing.text)
        return File(card_name(facts.years), "image/png", picture, Message(words), kind=MediaKind.PHOTO)

    return Later(draw)


async def dispute(turn: Turn, _press: DisputeDate) -> Reply:
    """Answer 日子不对: ask for a sentence."""
    if turn.speaker.member is None:
        return say.not_a_member()
    return await forms.start(turn, DISPUTE)


async def _ask(_turn: Turn, _answers: Answers) -> Message:
    return say.ask_dispute()


async def _read(_turn: Turn, raw: str, _answers: Answers) -> str:
    if not raw.strip():
        raise Refusal(say.dispute_needed())
    return raw.strip()[: my_day.WORDS_AT_MOST]


async def _pass_on(turn: Turn, values: dict[str, str], _answers: Answers) -> Reply:
    member = turn.speaker.member
    if member is None:
        return say.not_a_member()
    keeper = await my_day.dispute(turn.session, turn.branch, turn.person, member, values["words"], turn.now)
    return say.disputed(keeper)


DISPUTE = Form("dispute date", (Step("words", _ask, _read),), _pass_on, needs=Permission.OWN)
