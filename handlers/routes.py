"""EVERY entrance: what people can ask for, who may, and where the code is."""

from bot.access import Permission as P
from bot.messages import Message
from bot.texts import admission as admission_texts
from bot.texts import binding as binding_texts
from bot.texts import common
from bot.texts import invitations as invitation_texts
from bot.texts import roster as roster_texts
from handlers import binding, invitations, roster, roster_person
from handlers.kit.forms import Form
from handlers.kit.replies import Reply
from handlers.kit.routing import Route, Router, Special
from handlers.kit.turn import Turn


async def _nothing_yet(_turn: Turn) -> Reply:
    return Message(common.stranger())


_PROVISIONAL = Route(_nothing_yet, P.GREET)

FORMS: tuple[Form, ...] = (*roster_person.FORMS,)

ROUTES: tuple[Route, ...] = (
    # 接通
    Route(binding.say_who, P.GREET, press=binding_texts.SayWho),
    Route(binding.decide, P.ADMIT, press=admission_texts.Decide),
    Route(binding.cut_off, P.ADMIT, press=binding_texts.CutOff),
    Route(
        binding.stop,
        P.GREET,
        command="stop",
        phrases=("停", "停止", "停发", "退订", "不要发了", "不要再发了", "别发了", "别再发了", "不想收了"),
    ),
    Route(binding.stop_answered, P.GREET, press=binding_texts.Stop),
    Route(
        invitations.whom,
        P.INVITE,
        word="邀请",
        phrases=("发邀请", "邀请同志", "重新邀请"),
        press=invitation_texts.OpenInvitations,
    ),
    Route(invitations.choose_group, P.INVITE, press=invitation_texts.ChooseGroup),
    Route(invitations.invite_group, P.INVITE, press=invitation_texts.InviteGroup),
    Route(invitations.invite_one, P.INVITE, press=invitation_texts.InviteOne),
    Route(
        invitations.connected,
        P.INVITE,
        phrases=("谁接通了", "谁还没接通", "谁没接通"),
        press=invitation_texts.ShowConnected,
    ),
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
    start=Route(binding.start, P.GREET),
    menu=_PROVISIONAL,
    help=_PROVISIONAL,
    contact=Route(binding.contact, P.GREET),
    file=Route(roster.take_file, P.OWN, prepare=roster.prepare),
    acknowledgement=_PROVISIONAL,
    form=Route(_nothing_yet, P.GREET),
    form_file=Route(_nothing_yet, P.GREET, prepare=None),
    unknown=_PROVISIONAL,
    old_button=_PROVISIONAL,
    stranger=Route(binding.stranger, P.GREET),
    departed=_PROVISIONAL,
)


def router() -> Router:
    """Return the table, ready to be asked."""
    return Router(ROUTES, SPECIAL, FORMS)
