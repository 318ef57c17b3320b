"""Requests to stand in for a member: a relative says who she is, and those in charge decide."""

from bot import chinese
from bot.access import Permission
from bot.clock import add_months
from bot.domain import outbox, people, relative_requests, relatives
from bot.domain.accounts import Holder, member_of
from bot.domain.people import Speaker, owned
from bot.domain.relative_requests import Request
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import relative_requests as say
from bot.texts import relatives as relative_words
from bot.texts.approvals import settled_already
from bot.texts.relatives import Facts
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from handlers.menus import menu_keyboard
from models import Claim, Person, Scope

_KINSHIP_AT_MOST = 6  # characters
# Every word for a kinsman or a helper at home has one of these; a name or a 「收到」 has none.
_KIN = frozenset("女儿子孙媳婿伴夫妻爱人侄甥兄弟姐妹哥嫂姑姨叔舅伯婶爸妈爹娘父母爷奶公婆亲属戚邻居保姆护工友")


# -- asking ---------------------------------------------------------------------------------------


async def introduce(turn: Turn, claim: Claim) -> Reply:
    """Ask whoever says 「我是家属」 what she is to the member, and who she is."""
    if claim.relative_id is not None:
        return say.asked() if turn.speaker.person is None else say.asked_known()
    answers = {"claim": str(claim.id), "member": str(claim.person_id)}
    if turn.speaker.person is not None:
        answers["known"] = turn.speaker.person.name
    return await forms.start(turn, INTRODUCE, **answers)


async def add(turn: Turn, press: relative_words.AddRelative) -> Reply:
    """Answer 加一位家属 on a member's page."""
    person = await owned(turn.session, Person, press.person_id, turn.branch_id)
    return await forms.start(turn, ADD, member=str(person.id))


async def _ask_kinship(turn: Turn, answers: Answers) -> Message:
    member = await turn.session.get_one(Person, int(answers["member"]))
    return say.ask_kinship(member.name)


async def _read_kinship(_turn: Turn, raw: str, _answers: Answers) -> str:
    said = chinese.fold(raw).removeprefix("我是").removeprefix("他").removeprefix("她").removeprefix("的")
    if len(said) > _KINSHIP_AT_MOST or not said.isalpha() or _KIN.isdisjoint(said):
        raise Refusal(say.kinship_needed())
    return said


async def _ask_own_name(_turn: Turn, _answers: Answers) -> Message:
    return say.ask_own_name()


async def _read_own_name(_turn: Turn, raw: str, _answers: Answers) -> str:
    return _name(raw)


def _is_unknown(answers: Answers) -> bool:
    return "known" not in answers


def _name(raw: str) -> str:
    name = "".join(raw.split()).removeprefix("我叫")
    if not name or len(name) > say.NAME_AT_MOST or not name.replace("·", "").isalpha():
        raise Refusal(say.name_needed())
    return name


async def _introduced(turn: Turn, values: dict[str, str], answers: Answers) -> Reply:
    holder = Holder(turn.bot_id, turn.said.user_id, turn.said.chat_id, turn.said.shown_name)
    await relative_requests.introduce(
        turn.session, int(answers["claim"]), holder, values["kinship"], values.get("name", ""), turn.now
    )
    return say.asked() if turn.speaker.person is None else say.asked_known()


INTRODUCE = Form(
    "introduce relative",
    (
        Step("kinship", _ask_kinship, _read_kinship),
        Step("name", _ask_own_name, _read_own_name, when=_is_unknown),
    ),
    _introduced,
)


async def _ask_name(turn: Turn, answers: Answers) -> Message:
    member = await turn.session.get_one(Person, int(answers["member"]))
    known = await relatives.known(turn.session, member)
    return say.ask_name(member.name, [(person.id, person.name) for person in known])


async def _read_name(turn: Turn, raw: str, answers: Answers) -> Person | str:
    if not raw.startswith("#"):
        return _name(raw)
    member = await turn.session.get_one(Person, int(answers["member"]))
    known = {f"#{person.id}": person for person in await relatives.known(turn.session, member)}
    if raw not in known:
        raise Refusal(say.name_needed())
    return known[raw]


async def _added(turn: Turn, values: dict[str, Person | str], answers: Answers) -> Reply:
    member = await owned(turn.session, Person, int(answers["member"]), turn.branch_id)
    proxy = await relative_requests.propose(
        turn.session, member, str(values["kinship"]), values["name"], turn.person, turn.now
    )
    return await _request(turn, proxy.id)


ADD = Form(
    "add relative",
    (Step("kinship", _ask_kinship, _read_kinship), Step("name", _ask_name, _read_name)),
    _added,
    needs=Permission.PEOPLE_REACH,
)
FORMS = (INTRODUCE, ADD)


# -- deciding -------------------------------------------------------------------------------------


async def open_request(turn: Turn, press: relative_words.OpenRequest) -> Reply:
    """Show a request that waits."""
    return await _request(turn, press.proxy_id)


async def _request(turn: Turn, proxy_id: int) -> Message:
    request = await relative_requests.load(turn.session, proxy_id, turn.branch_id)
    if not request.is_waiting:
        return _settled(await relative_requests.facts(turn.session, request), request, turn)
    return say.request(await relative_requests.facts(turn.session, request))


def _settled(facts: Facts, request: Request, turn: Turn) -> Message:
    if request.proxy.ended_at is not None:
        return settled_already(request.member.name)
    return say.approved(facts, None, turn.today)


async def agree(turn: Turn, press: say.Agree) -> Reply:
    """Take one tap of an agreement: who consented, what for, until when; the third one settles it."""
    request = await relative_requests.load(turn.session, press.proxy_id, turn.branch_id)
    facts = await relative_requests.facts(turn.session, request)
    if not request.is_waiting:
        return Redraw(_settled(facts, request, turn))
    if press.consent not in say.CONSENTS:
        return Redraw(say.request(facts))
    if press.scope not in set(Scope):
        return Redraw(say.ask_scope(facts, press.consent))
    if press.months not in relative_words.TERMS:
        return Redraw(say.ask_term(facts, press.consent, Scope(press.scope)))
    await relative_requests.approve(
        turn.session,
        request,
        turn.person,
        consent=say.CONSENTS[press.consent],
        scope=Scope(press.scope),
        until_on=add_months(turn.today, press.months) if press.months else None,
        today=turn.today,
        now=turn.now,
    )
    await _welcome(turn, request)
    facts = await relatives.facts(turn.session, request.proxy, request.relative, request.member)
    return Redraw(say.approved(facts, turn.person.name, turn.today))


async def decline(turn: Turn, press: say.Decline) -> Reply:
    """Answer 不同意."""
    request = await relative_requests.load(turn.session, press.proxy_id, turn.branch_id)
    facts = await relative_requests.facts(turn.session, request)
    if not request.is_waiting:
        return Redraw(_settled(facts, request, turn))
    await relative_requests.decline(turn.session, request, turn.person, turn.now)
    return Redraw(say.declined(facts, turn.person.name))


async def _welcome(turn: Turn, request: Request) -> None:
    """Say the first words to a relative whose phone was let in, or what is new to one who was here."""
    facts = await relatives.facts(turn.session, request.proxy, request.relative, request.member)
    if facts.connected:
        await post_welcome(turn, request.relative, is_new=request.claim is not None)


async def post_welcome(turn: Turn, relative: Person, *, is_new: bool) -> None:
    """Tell a connected relative for whom she is here."""
    speaker = await _speaker(turn, relative)
    keyboard = menu_keyboard(turn.router, speaker)
    charges = await relatives.charges_of(turn.session, relative, turn.today)
    members = [charge.member.name for charge in charges]
    if not members:
        return
    if is_new and speaker.member is None:
        helper = await people.helper_of(turn.session, turn.branch_id, turn.today)
        message = relative_words.welcome(relative.name, members, helper.name if helper else None, keyboard)
    else:
        message = relative_words.one_more(members[-1], keyboard)
    await outbox.post(
        turn.session, relative, message, branch_id=relative.branch_id, now=turn.now, kind="bound"
    )


async def _speaker(turn: Turn, person: Person) -> Speaker:
    member = await member_of(turn.session, person)
    return Speaker(person, member, None, await people.roles_of(turn.session, person, member, turn.today))
