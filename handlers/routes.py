"""EVERY entrance: what people can ask for, who may, and where the code is."""

from bot.access import Permission as P
from bot.messages import Message
from bot.texts import common
from bot.texts import roster as roster_texts
from handlers import roster, roster_person
from handlers.kit.forms import Form
from handlers.kit.replies import Reply
from handlers.kit.routing import Route, Router, Special
from handlers.kit.turn import Turn


async def _nothing_yet(_turn: Turn) -> Reply:
    return Message(common.stranger())


_PROVISIONAL = Route(_nothing_yet, P.GREET)

FORMS: tuple[Form, ...] = (*roster_person.FORMS,)

ROUTES: tuple[Route, ...] = (
    # 花名册
    Route(roster.open_menu, P.ROSTER, command="roster", press=roster_texts.OpenRoster),
    Route(roster.answer_row, P.ROSTER, press=roster_texts.AnswerRow),
    Route(roster.skip_rest, P.ROSTER, press=roster_texts.SkipRest),
    Route(roster.confirm, P.ROSTER, press=roster_texts.ConfirmImport),
    Route(roster.drop, P.ROSTER, press=roster_texts.DropImport),
    Route(roster.ask_undo, P.ROSTER, press=roster_texts.AskUndo),
    Route(roster.undo, P.ROSTER, press=roster_texts.UndoImport),
    Route(roster.export, P.ROSTER, press=roster_texts.ExportRoster),
    Route(roster_person.add, P.ROSTER, press=roster_texts.AddPerson),
    Route(roster_person.change, P.PEOPLE_CHANGE, press=roster_texts.ChangePerson),
)

SPECIAL = Special(
    start=_PROVISIONAL,
    menu=_PROVISIONAL,
    help=_PROVISIONAL,
    contact=_PROVISIONAL,
    file=Route(roster.take_file, P.OWN, prepare=roster.prepare),
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
