"""EVERY entrance: what people can ask for, who may, and where the code is."""

from bot.access import Permission as P
from bot.messages import Message
from bot.texts import common
from handlers.kit.forms import Form
from handlers.kit.replies import Reply
from handlers.kit.routing import Route, Router, Special
from handlers.kit.turn import Turn


async def _nothing_yet(_turn: Turn) -> Reply:
    return Message(common.stranger())


_PROVISIONAL = Route(_nothing_yet, P.GREET)

FORMS: tuple[Form, ...] = ()

ROUTES: tuple[Route, ...] = ()

SPECIAL = Special(
    start=_PROVISIONAL,
    menu=_PROVISIONAL,
    help=_PROVISIONAL,
    contact=_PROVISIONAL,
    file=_PROVISIONAL,
    acknowledgement=_PROVISIONAL,
    form=Route(_nothing_yet, P.GREET),
    form_file=Route(_nothing_yet, P.GREET, prepare=None),
    unknown=_PROVISIONAL,
    old_button=_PROVISIONAL,
    stranger=_PROVISIONAL,
    departed=_PROVISIONAL,
)


def router() -> Router:
    """Return the table, ready to be asked."""
    return Router(ROUTES, SPECIAL, FORMS)
