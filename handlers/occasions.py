"""安排走访: a visit for an occasion that only a human knows of, from the member's page."""

from bot.domain import occasions
from bot.domain.people import owned
from bot.errors import Refusal
from bot.texts import common
from bot.texts import occasions as say
from bot.texts.occasions import ArrangeFor, ArrangeVisit
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from models import Person


async def ask(turn: Turn, press: ArrangeVisit) -> Reply:
    """Ask what somebody is to be visited for."""
    person = await owned(turn.session, Person, press.person_id, turn.branch_id)
    return say.what_for(person.id, person.name)


async def arrange(turn: Turn, press: ArrangeFor) -> Reply:
    """Give the visit to whoever looks after him."""
    occasion = next((one for one in say.BY_HAND if one == press.occasion), None)
    if occasion is None:
        raise Refusal(common.not_found())
    person = await owned(turn.session, Person, press.person_id, turn.branch_id)
    helper = await occasions.arrange(turn.session, turn.branch, person, occasion, turn.now)
    return Redraw(say.arranged(person.name, helper))
