"""老同志: the list of members, a search by name, and a member's page."""

from bot.access import Permission
from bot.domain import members, quiet
from bot.domain.members import Seen
from bot.errors import Refusal
from bot.messages import Button, Message
from bot.texts import channels as channel_words
from bot.texts import common
from bot.texts import members as say
from bot.texts import occasions as occasion_words
from bot.texts import pairings as pairing_words
from bot.texts import profiles as profile_words
from bot.texts import quiet as quiet_words
from bot.texts import visit_log as visit_words
from bot.texts.binding import CutOff
from bot.texts.channels import ChangeChannel
from bot.texts.invitations import invite_one_buttons, new_phone_button
from bot.texts.leaving import AskTransfer, ComeBack, FreezePerson, ReportDeath, RestorePerson
from bot.texts.members import FindMember, ListMembers, OpenPart, Part, ShowMember, ShowPhone
from bot.texts.occasions import ArrangeVisit
from bot.texts.pairing_choices import ChooseCadre
from bot.texts.pairings import OpenCadre
from bot.texts.profiles import OpenProfile
from bot.texts.roster import ChangePerson
from handlers import pairing_own
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from models import Role

NAMES_PER_PAGE = 6  # with 上一页 and 下一页 that makes eight buttons
_FOUND_AT_MOST = 8
BUTTONS_AT_MOST = 8  # on a page


async def show_list(turn: Turn) -> Reply:
    """Answer 老同志: the groups, or the one list there is; a cadre's own with the last contact."""
    near = turn.speaker.roles & (members.SEE_EVERYBODY | {Role.CADRE, Role.GROUP_LEADER})
    if near == {Role.CADRE}:
        return await pairing_own.show(turn)
    shelves = await members.shelves(turn.session, turn.speaker, turn.today, turn.bot_id)
    if not shelves:
        return say.nobody_yet()
    if len(shelves) == 1:
        return await _page(turn, next(iter(shelves)), 0)
    return say.shelves(shelves)


async def list_members(turn: Turn, press: ListMembers) -> Reply:
    """Turn to a page of a list."""
    if not press.shelf:
        return await show_list(turn)
    return Redraw(await _page(turn, press.shelf, press.page))


async def _page(turn: Turn, shelf: str, number: int) -> Message:
    lines = await members.on_shelf(turn.session, turn.speaker, turn.today, turn.bot_id, shelf)
    if not lines:
        return say.empty_shelf(shelf)
    pages = -(-len(lines) // NAMES_PER_PAGE)
    number = max(0, min(number, pages - 1))
    here = slice(number * NAMES_PER_PAGE, (number + 1) * NAMES_PER_PAGE)
    return say.page_of(shelf, lines[here], say.labels(lines)[here], number, pages)


async def show_member(turn: Turn, press: ShowMember) -> Reply:
    """Open a member's page."""
    return await member_page(turn, press.person_id)


async def member_page(turn: Turn, person_id: int, *, just_changed: bool = False) -> Message:
    """Return somebody's page with the buttons that the asker may use.

    `just_changed` leaves out those that hold, release or part, because one was pressed this moment.
    """
    seen = await members.page(turn.session, turn.speaker, person_id, turn.today, turn.bot_id)
    spared: list[str] = []
    if Permission.QUIET in turn.speaker.permissions:  # nobody else reads of a stay in hospital
        lasting = quiet.spells(seen.person, turn.today)
        spared = quiet_words.lasting(lasting, seen.person.mourning_until, turn.today)
    return say.page(seen.facts, _buttons(turn, seen, may_part=not just_changed), spared)


def _buttons(turn: Turn, seen: Seen, *, may_part: bool) -> list[Button]:
    """Return the buttons of a page; where they would be too many, two families stand behind a word each."""
    phone, care, changes = _families(turn, seen, may_part=may_part)
    if len(phone) + len(care) + len(changes) <= BUTTONS_AT_MOST:
        return [*phone[:1], *care, *phone[1:], *changes]
    folded = [
        Button(word, OpenPart(seen.person.id, part))
        for part, word in say.PARTS.items()
        if {Part.CARE: care, Part.CHANGES: changes}[part]
    ]
    return [*phone, *folded]


async def open_part(turn: Turn, press: OpenPart) -> Reply:
    """Show one family of a page's buttons."""
    seen = await members.page(turn.session, turn.speaker, press.person_id, turn.today, turn.bot_id)
    _, care, changes = _families(turn, seen, may_part=True)
    found: dict[str, list[Button]] = {Part.CARE: care, Part.CHANGES: changes}
    if not found.get(press.part):
        raise Refusal(common.not_found())
    return say.part(seen.person.name, Part(press.part), found[press.part])


def _families(turn: Turn, seen: Seen, *, may_part: bool) -> tuple[list[Button], list[Button], list[Button]]:
    """Return what the asker may do: about the phone and the roster, for his care, when something changed."""
    allowed, person_id = turn.speaker.permissions, seen.person.id
    gone = seen.member is not None and seen.member.status in members.GONE
    here = not gone and not seen.facts.frozen
    is_other = person_id != turn.person.id
    phone: list[Button] = []
    if seen.person.phone:
        phone.append(Button(say.SHOW_PHONE, ShowPhone(person_id)))
    if Permission.INVITE in allowed and here and seen.account is None:
        phone += invite_one_buttons(person_id)
    if Permission.PEOPLE_CHANGE in allowed and not gone:
        phone.append(Button(say.CHANGE, ChangePerson(person_id)))
    if Permission.PEOPLE_REACH in allowed and not gone and seen.member is not None:
        phone.append(Button(channel_words.CHANGE, ChangeChannel(person_id)))
    if Permission.ADMIT in allowed and seen.account is not None and is_other:
        if here:
            phone.append(new_phone_button(person_id))
        phone.append(Button(say.CUT_OFF, CutOff(person_id, 0)))
    care = _care_buttons(turn, person_id) if here and seen.member is not None else []
    if Permission.PAIR in allowed and Role.CADRE in seen.facts.roles:
        care.append(Button(pairing_words.WHOM, OpenCadre(person_id)))
    changes: list[Button] = []
    if may_part and Permission.QUIET in allowed and here and seen.member and is_other:
        changes += quiet_words.switches(person_id, quiet.spells(seen.person, turn.today))
    if may_part and Permission.FREEZE in allowed and is_other:
        changes += _leaving_buttons(seen, gone=gone)
    return phone, care, changes


def _care_buttons(turn: Turn, person_id: int) -> list[Button]:
    """Return what concerns his pair: his card for those who may read it, and who the pair is."""
    buttons = []
    if Permission.VISIT_LOG in turn.speaker.permissions and person_id != turn.person.id:
        buttons += visit_words.page_buttons(person_id)
    if turn.speaker.roles & {Role.CADRE, Role.LIAISON, Role.SECRETARY}:
        buttons.append(Button(profile_words.OPEN, OpenProfile(person_id)))
    if Permission.PAIR in turn.speaker.permissions:
        buttons.append(Button(pairing_words.CHANGE, ChooseCadre(person_id, 0)))
        buttons.append(Button(occasion_words.OPEN, ArrangeVisit(person_id)))
    return buttons


def _leaving_buttons(seen: Seen, *, gone: bool) -> list[Button]:
    person_id = seen.person.id
    if gone:
        return [Button(say.COME_BACK, ComeBack(person_id))]
    if seen.facts.frozen:
        return [
            Button(say.RESTORE, RestorePerson(person_id)),
            Button(say.DECEASED, ReportDeath(person_id)),
        ]
    freeze = Button(say.FREEZE, FreezePerson(person_id))
    if seen.member is None:
        return [freeze]
    return [
        freeze,
        Button(say.TRANSFER, AskTransfer(person_id)),
        Button(say.DECEASED, ReportDeath(person_id)),
    ]


async def show_phone(turn: Turn, press: ShowPhone) -> Reply:
    """Show a number to whoever must call; that he looked is written down."""
    person = await members.look_up_phone(
        turn.session, turn.speaker, press.person_id, turn.today, turn.bot_id, turn.now
    )
    return say.phone(person.name, person.phone)


async def find_member(turn: Turn, _press: FindMember) -> Reply:
    """Ask for a name."""
    return await forms.start(turn, FIND)


async def found(turn: Turn, words: str) -> Reply:
    """Answer a typed name: the page, or who may be meant; None when it fits nobody."""
    lines = await members.named(turn.session, turn.speaker, turn.today, turn.bot_id, words)
    if not lines:
        return None
    if len(lines) == 1:
        return await member_page(turn, lines[0].person_id)
    return say.which(lines[:_FOUND_AT_MOST], more=len(lines[_FOUND_AT_MOST:]))


async def _ask_name(_turn: Turn, _answers: Answers) -> Message:
    return say.ask_name()


async def _read_name(_turn: Turn, raw: str, _answers: Answers) -> str:
    if not raw.strip():
        raise Refusal(say.name_needed())
    return raw.strip()


async def _find(turn: Turn, values: dict[str, str], _answers: Answers) -> Reply:
    return await found(turn, values["name"]) or say.nobody_called(values["name"])


FIND = Form("find member", (Step("name", _ask_name, _read_name),), _find, needs=Permission.PEOPLE_READ)
