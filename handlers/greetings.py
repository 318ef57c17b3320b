"""Other words for a greeting: read from the secretary's message, and looked at once more."""

from datetime import date

from bot.domain import wording
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import greetings as say
from bot.texts.wording import describe
from handlers.kit.forms import Answers
from handlers.kit.replies import Reply
from handlers.kit.turn import Turn

_AT_LEAST = 5  # characters


async def read_words(_turn: Turn, raw: str, _answers: Answers) -> str:
    """Read the new words; a word or two are none."""
    if not _AT_LEAST <= len(raw.strip()) <= say.TEXT_AT_MOST:
        raise Refusal(say.words_needed())
    return raw.strip()


def with_concerns(text: str, day: date, preview: Message) -> Reply:
    """Show the greeting again, and before it what in the new words had better be looked at."""
    concerns = [describe(each) for each in wording.check(text, day)]
    return [Message(say.reconsider(concerns)), preview] if concerns else preview
