"""Invitations: one person or a whole group, on the phone or on paper; and who is connected."""

from datetime import date

from bot.clock import local_day
from bot.domain import binding, invitations, media, outbox
from bot.domain.invitations import Issued
from bot.domain.people import owned
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import common
from bot.texts import invitations as say
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from models import MediaKind, Medium, Person

PHONES_AT_ONCE = 15  # one message each, to be passed on


async def whom(turn: Turn, _press: say.OpenInvitations | None = None) -> Reply:
    """Answer 邀请: the groups in which somebody is missing."""
    missing = [
        (group.number, len(group.missing))
        for group in await binding.groups(turn.session, turn.branch_id, turn.today)
        if group.missing
    ]
    return say.whom_to_invite(missing)


async def choose_group(turn: Turn, press: say.ChooseGroup) -> Reply:
    """Show whom of a group an invitation would go to, and ask how it travels."""
    persons, held = await binding.to_invite(turn.session, turn.branch_id, press.group, turn.now, turn.today)
    return say.phone_or_paper(press.group, [person.name for person in persons], held)


async def invite_group(turn: Turn, press: say.InviteGroup) -> Reply:
    """Make the invitations of a group: one message each to pass on, or one list to copy."""
    medium = _medium(press.medium)
    persons, held = await binding.to_invite(turn.session, turn.branch_id, press.group, turn.now, turn.today)
    if not persons:
        return Redraw(say.phone_or_paper(press.group, [], held))
    now_invited = persons[:PHONES_AT_ONCE] if medium is Medium.PHONE else persons
    issued = await invitations.invite_many(
        turn.session, now_invited, medium, turn.person, now=turn.now, secret=turn.invite_secret
    )
    if medium is Medium.PAPER:
        codes = [(person.name, each.code) for person, each in issued]
        await _post(turn, say.paper_list(press.group, codes, _until(turn, issued[0][1]), turn.today))
        return None
    for person, each in issued:
        await _post(turn, _to_pass_on(turn, person, each))
    return say.pass_on(len(issued), len(persons) - len(now_invited), press.group)


async def invite_one(turn: Turn, press: say.InviteOne) -> Reply:
    """Make one person's invitation anew; what he held before stops working."""
    medium = _medium(press.medium)
    person = await owned(turn.session, Person, press.person_id, turn.branch_id)
    issued = await invitations.invite(
        turn.session, person, medium=medium, by=turn.person, now=turn.now, secret=turn.invite_secret
    )
    if medium is Medium.PHONE:
        await _post(turn, _to_pass_on(turn, person, issued))
        return say.pass_on_one()
    await _post(turn, await _sheet(turn, person, issued))
    return say.hand_over()


async def connected(turn: Turn, _press: say.ShowConnected | None = None) -> Reply:
    """Answer 谁接通了."""
    rows = [
        (
            group.number,
            [person.name for person in group.connected],
            [person.name for person in group.missing],
        )
        for group in await binding.groups(turn.session, turn.branch_id, turn.today)
    ]
    return say.connected(rows)


def _medium(word: str) -> Medium:
    try:
        return Medium(word)
    except ValueError:
        raise Refusal(common.not_found()) from None


def _to_pass_on(turn: Turn, person: Person, issued: Issued) -> Message:
    link = issued.link(turn.bot_username)
    return say.phone_invitation(person.name, link, issued.code, _until(turn, issued), turn.today)


async def _sheet(turn: Turn, person: Person, issued: Issued) -> Message:
    link = issued.link(turn.bot_username)
    picture = await media.store(
        turn.session,
        turn.branch_id,
        MediaKind.PHOTO,
        f"邀请-{person.name}.png",
        "image/png",
        invitations.qr_png(link),
        turn.now,
    )
    until = _until(turn, issued)
    return say.paper_invitation(person.name, link, issued.code, until, turn.today, (picture,))


async def _post(turn: Turn, message: Message) -> None:
    """Say it as an invitation, whose words are forgotten once they have been sent."""
    await outbox.post(
        turn.session,
        turn.chat,
        message,
        branch_id=turn.branch_id,
        now=turn.now,
        kind=invitations.KIND,
        about=invitations.KIND,
    )


def _until(turn: Turn, issued: Issued) -> date:
    """Return the last whole day of an invitation."""
    return local_day(issued.expires_at, turn.branch.zone)
