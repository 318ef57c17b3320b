"""Binding: how a stranger becomes somebody, and how somebody stops."""

from bot import chinese
from bot.domain import (
    admission,
    binding,
    claims,
    codes,
    invitations,
    notice_receipts,
    outbox,
    people,
    relatives,
)
from bot.domain.accounts import Holder, member_of
from bot.domain.claims import Next, Step
from bot.domain.people import Speaker, owned
from bot.messages import Message
from bot.texts import admission as ask
from bot.texts import binding as say
from bot.texts import common
from bot.texts import relatives as relative_words
from handlers import relative_requests
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from handlers.menus import menu, menu_keyboard
from models import ClaimState, Person, Role

_ANSWERS = {
    "self": (say.IT_IS_ME, "我是", "我就是", "是的", "是", "对", "对的", "本人"),
    "relative": (say.RELATIVE, "家属", "我是他家属", "我是她家属"),
    "no": (say.NOT_ME, "不是我", "我不是", "错了", "不对"),
}


async def start(turn: Turn) -> Reply:
    """Take /start: with an invitation, or as a greeting."""
    if not turn.said.argument:
        return await stranger(turn) if turn.speaker.person is None else await menu(turn)
    invitation = await invitations.by_token(turn.session, turn.said.argument, turn.invite_secret)
    step = await claims.open_claim(turn.session, invitation, _holder(turn), by_code=False, now=turn.now)
    return await _answer(turn, step)


async def stranger(turn: Turn) -> Reply:
    """Take whatever a stranger says: digits, an answer to our question, or a greeting."""
    code = await typed_code(turn)
    if code is not None:
        return code
    step = await claims.current(turn.session, _holder(turn), turn.now)
    if step.next is Next.OVER:
        return say.stranger()
    if step.next is Next.ANSWER and step.claim is not None:
        for answer, words in _ANSWERS.items():
            if chinese.means(turn.said.text, words):
                return await _answer(turn, await _said(turn, step.claim.id, answer))
    if step.next is Next.PROOF and chinese.means(turn.said.text, (say.ASK_BRANCH,)):
        step = await claims.ask_branch(turn.session, _holder(turn), turn.now)
    return await _answer(turn, step)


async def typed_code(turn: Turn) -> Reply:
    """Try digits as the code of an invitation; None when the message is none.

    A wrong code is answered, not refused, so that counting it survives.
    """
    code = codes.read_code(turn.said.text)
    if code is None:
        return None
    if len(code) != codes.DIGITS:
        return say.code_length(len(code), codes.DIGITS)
    holder = _holder(turn)
    limit = await codes.limit(turn.session, holder, turn.now)
    if limit is not None:
        if limit is codes.Limit.OVER_ALL:
            await binding.alarm_about_codes(turn.session, turn.branch, turn.now)
        return say.code_rest()
    invitation = await invitations.by_code(turn.session, code, turn.invite_secret, turn.now)
    if invitation is None:
        await codes.note_wrong(turn.session, holder, turn.now)
        return say.code_wrong()
    step = await claims.open_claim(turn.session, invitation, holder, by_code=True, now=turn.now)
    return await _answer(turn, step)


async def contact(turn: Turn) -> Reply:
    """Take a telephone number, if it is the sender's own and was asked for."""
    holder = _holder(turn)
    step = await claims.current(turn.session, holder, turn.now)
    shared = turn.said.contact
    own = shared is not None and shared.own
    if step.next is Next.OVER:
        if turn.speaker.person is None:
            return say.stranger()
        return say.number_not_needed() if own else say.card_not_kept()
    if shared is None or not own:
        return say.somebody_elses_number()
    return await _answer(turn, await claims.show_number(turn.session, holder, shared.phone, turn.now))


async def say_who(turn: Turn, press: say.SayWho) -> Reply:
    """Answer 是我, 我是家属 or 不是."""
    if press.answer not in _ANSWERS:
        return Message(common.not_found())
    step = await _said(turn, press.claim_id, press.answer)
    reply = await _answer(turn, step)
    if step.person is None or step.next in (Next.ANSWER, Next.CONNECTED):
        return reply
    is_relative = bool(await relatives.asked_for(turn.session, step.person.id))
    who = step.person.name if is_relative else f"{step.person.name}同志"
    answered = Redraw(say.answered(who, press.answer))
    return [answered, reply] if isinstance(reply, Message) else answered


async def decide(turn: Turn, press: ask.Decide) -> Reply:
    """Answer 同意 or 不同意 to a claim."""
    decision = await admission.decide(
        turn.session, press.claim_id, turn.person, accept=bool(press.accept), now=turn.now
    )
    if decision.fresh and decision.accepted:
        await _welcome(turn, decision.person)
    if decision.claim.state is ClaimState.DROPPED:
        return Redraw(ask.settled(decision.person.name))
    decider = decision.decider.name if decision.decider else None
    who = await admission.called(turn.session, decision.person)
    return Redraw(ask.decided(who, decider, accepted=decision.accepted))


async def stop(turn: Turn) -> Reply:
    """Answer 停: ask once, kindly."""
    return say.stranger() if turn.speaker.person is None else say.really_stop()


async def stop_answered(turn: Turn, press: say.Stop) -> Reply:
    """Answer 不再发了 or 接着发."""
    if turn.speaker.person is None:
        return Redraw(say.stopped())
    if not press.wish:
        return Redraw(say.goes_on())
    await binding.stop(turn.session, turn.person, turn.now)
    return Redraw(say.stopped())


async def cut_off(turn: Turn, press: say.CutOff) -> Reply:
    """Ask, then cut off a lost account."""
    person = await owned(turn.session, Person, press.person_id, turn.branch_id)
    if not press.sure:
        return say.really_cut_off(person.name, person.id)
    had_one = await binding.cut_off(turn.session, person, turn.person, turn.now)
    return Redraw(say.cut_off(person.name, had_one, person.id))


async def _said(turn: Turn, claim_id: int, answer: str) -> Step:
    verb = {"self": claims.say_self, "relative": claims.say_relative, "no": claims.say_no}[answer]
    return await verb(turn.session, claim_id, _holder(turn), turn.now)


async def _answer(turn: Turn, step: Step) -> Reply:
    """Put a claim's standing into words."""
    name = step.person.name if step.person else ""
    match step.next:
        case Next.ANSWER if step.claim is not None:
            members = await relatives.asked_for(turn.session, step.claim.person_id)
            if members:
                return say.who_are_you_relative(relative_words.who_are_you(name, members), step.claim.id)
            return say.who_are_you(name, step.claim.id)
        case Next.PROOF:
            return say.show_number(name)
        case Next.APPROVAL:
            return say.wait_for_branch()
        case Next.OTHER_NUMBER:
            return say.other_number()
        case Next.WELCOME if step.person is not None:
            await _welcome(turn, step.person)
            return None
        case Next.CONNECTED if not turn.speaker.roles:  # frozen or gone
            return await menu(turn)
        case Next.CONNECTED:
            return say.already_connected(menu_keyboard(turn.router, turn.speaker))
        case Next.RELATIVE if step.claim is not None:
            return await relative_requests.introduce(turn, step.claim)
        case Next.NOT_ME:
            return say.not_you()
        case Next.ANOTHER_PERSON:
            return say.another_person()
        case Next.LINK:
            return say.open_the_link()
    return say.invitation_over()


async def _welcome(turn: Turn, person: Person) -> None:
    """Say the first words to somebody who has just been let in, on the phone that was let in."""
    member = await member_of(turn.session, person)
    roles = await people.roles_of(turn.session, person, member, turn.today)
    if roles == {Role.RELATIVE}:
        await relative_requests.post_welcome(turn, person, is_new=True)
        return
    keyboard = menu_keyboard(turn.router, Speaker(person, member, None, roles))
    helper = await people.helper_of(turn.session, person.branch_id, turn.today)
    if helper is not None and helper.id == person.id:
        helper = None
    waiting = await notice_receipts.unanswered(turn.session, person)
    message = say.welcome(person.salutation(), helper.name if helper else None, keyboard, waiting)
    await outbox.post(turn.session, person, message, branch_id=person.branch_id, now=turn.now, kind="bound")


def _holder(turn: Turn) -> Holder:
    return Holder(turn.bot_id, turn.said.user_id, turn.said.chat_id, turn.said.shown_name)
