"""改联系方式: how a member is reached, from his page."""

from bot.domain import accounts, channels, relatives
from bot.domain.people import owned
from bot.errors import Refusal
from bot.messages import Button, Message
from bot.texts import channels as say
from bot.texts import common
from bot.texts import relatives as relative_words
from bot.texts.invitations import invite_one_buttons
from bot.texts.relatives import Facts
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from models import Channel, Member, Person


async def change(turn: Turn, press: say.ChangeChannel) -> Reply:
    """Show how a member is reached, the other ways, and his relatives."""
    person, member = await _member(turn, press.person_id)
    known = await _relatives(turn, person)
    buttons = [button for facts in known for button in relative_words.buttons(facts)]
    lines = tuple(relative_words.line(facts, turn.today) for facts in known)
    more = (*buttons, relative_words.add_button(person.id))
    return say.change(person.name, member.channel, lines, person.id, more)


async def choose(turn: Turn, press: say.ChooseChannel) -> Reply:
    """Reach him in the way that was tapped."""
    if press.channel not in set(Channel):
        raise Refusal(common.not_found())
    person, member = await _member(turn, press.person_id)
    channel = Channel(press.channel)
    await channels.choose(turn.session, person, member, channel, turn.person, turn.now)
    return Redraw(await _changed(turn, person, channel))


async def _changed(turn: Turn, person: Person, channel: Channel) -> Message:
    connected = bool(await accounts.bound(turn.session, [person.id]))
    agreed = [facts for facts in await _relatives(turn, person) if facts.is_open]
    buttons: tuple[Button, ...] = ()
    if channel is Channel.BOT and not connected:
        buttons = invite_one_buttons(person.id)
    if channel is Channel.RELATIVE and not agreed:
        buttons = (relative_words.add_button(person.id),)
    return say.changed(person.name, channel, connected=connected, relatives=bool(agreed), buttons=buttons)


async def _relatives(turn: Turn, person: Person) -> list[Facts]:
    return [
        await relatives.facts(turn.session, proxy, relative, person)
        for proxy, relative in await relatives.of_member(turn.session, person.id)
    ]


async def _member(turn: Turn, person_id: int) -> tuple[Person, Member]:
    person = await owned(turn.session, Person, person_id, turn.branch_id)
    member = await accounts.member_of(turn.session, person)
    if member is None or not member.is_on_roll():
        raise Refusal(common.not_found())
    return person, member
