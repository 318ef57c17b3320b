"""要查档的: whose dates deserve a look into the file; shown and never corrected."""

from bot.domain import roster_doubts
from bot.messages import Message
from bot.texts import roster_doubts as say
from bot.texts.roster_doubts import ListDoubts
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn


async def show(turn: Turn) -> Reply:
    """Answer 要查档的."""
    return await _listed(turn, 0)


async def turn_page(turn: Turn, press: ListDoubts) -> Reply:
    """Turn to a page."""
    return Redraw(await _listed(turn, press.page))


async def _listed(turn: Turn, page: int) -> Message:
    found = await roster_doubts.doubts(turn.session, turn.branch_id)
    return say.listed([(doubt.person.id, doubt.person.name, doubt.codes) for doubt in found], page)
