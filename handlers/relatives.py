"""家属代收: a relative's invitation, what she reads for a member, and how it ends."""

from dataclasses import replace

from bot.access import Permission
from bot.clock import local, local_day
from bot.domain import acting_for, invitations, media, notices, outbox, relatives
from bot.domain.notice_receipts import Own
from bot.errors import Refusal
from bot.messages import Button, Message
from bot.texts import acting_for as acting_words
from bot.texts import common, dates
from bot.texts import notices as notice_words
from bot.texts import relatives as say
from bot.texts.acting_for import ReceivedFor
from handlers.kit.replies import Part, Redraw, Reply
from handlers.kit.turn import Turn
from models import MediaKind, Medium, Person, Role

AT_A_TIME = 3  # notices that are shown at once


async def invite(turn: Turn, press: say.InviteRelative) -> Reply:
    """Make a relative's invitation anew, to be passed on or printed."""
    proxy, relative, member = await relatives.load(turn.session, press.proxy_id, turn.branch_id)
    if press.medium not in set(Medium):
        raise Refusal(common.not_found())
    if proxy.ended_at is not None:
        return say.ended(say.called(proxy.kinship, relative.name), member.name)
    medium = Medium(press.medium)
    issued = await invitations.invite(
        turn.session, relative, medium=medium, by=turn.person, now=turn.now, secret=turn.invite_secret
    )
    link = issued.link(turn.bot_username)
    pictures: tuple[int, ...] = ()
    if medium is Medium.PAPER:
        name = f"邀请-{relative.name}.png"
        drawn = invitations.qr_png(link)
        stored = await media.store(
            turn.session, turn.branch_id, MediaKind.PHOTO, name, "image/png", drawn, turn.now
        )
        pictures = (stored,)
    until = local_day(issued.expires_at, turn.branch.zone)
    message = say.invitation(relative.name, member.name, link, issued.code, until, turn.today, pictures)
    await outbox.post(
        turn.session,
        turn.chat,
        message,
        branch_id=turn.branch_id,
        now=turn.now,
        kind=invitations.KIND,
        about=invitations.KIND,
    )
    return None


async def end(turn: Turn, press: say.EndProxy) -> Reply:
    """Answer 不再代收, by the member, his relative or those in charge: ask once, then end it."""
    proxy, relative, member = await relatives.load(turn.session, press.proxy_id, turn.branch_id)
    in_charge = Permission.PEOPLE_REACH in turn.speaker.permissions
    if turn.person.id not in (relative.id, member.id) and not in_charge:
        raise Refusal(common.not_found())
    who = say.called(proxy.kinship, relative.name)
    if proxy.ended_at is None and not press.sure:
        if turn.person.id == relative.id:
            return say.really_end_own(member.name, proxy.id)
        return say.really_end(who, member.name, proxy.id)
    await relatives.end(turn.session, proxy, relative, member, turn.person, turn.now)
    if turn.person.id == relative.id:
        return Redraw(say.ended_for_relative(member.name))
    return Redraw(say.ended(who, member.name))


async def keep(_turn: Turn, _press: say.KeepProxy) -> Reply:
    """Answer 照旧."""
    return Redraw(say.kept())


# -- 看通知 ---------------------------------------------------------------------------------------


async def look(turn: Turn) -> Reply:
    """Show the notices of the one member she stands in for, or ask whose."""
    charges = await relatives.charges_of(turn.session, turn.person, turn.today)
    if not charges:
        return say.no_charge()
    if len(charges) > 1:
        return say.whose([(charge.member.id, charge.member.name) for charge in charges])
    return await _look(turn, charges[0], 0)


async def acknowledge_typed(turn: Turn) -> Reply:
    """Take a typed 收到 for the one member of whom something waits on her screen; None when nothing does."""
    if Role.RELATIVE not in turn.speaker.roles:
        return None
    waiting = await relatives.on_screen(turn.session, turn.person, turn.today)
    if len({member_id for member_id, _ in waiting}) > 1:
        charges = await relatives.charges_of(turn.session, turn.person, turn.today)
        names = {charge.member.id: charge.member.name for charge in charges}
        return say.whose(
            [(each, names[each]) for each in dict.fromkeys(m for m, _ in waiting)], received=True
        )
    if len(waiting) > 1:
        return await look(turn)
    for member_id, notice in waiting:
        desk = await acting_for.desk(turn.session, turn.speaker, member_id, turn.today)
        await acting_for.receive(turn.session, desk, turn.person, notice, "", turn.now)
        return acting_words.received(desk.person.name, notice, desk.label)
    return None


async def look_for(turn: Turn, press: say.LookFor) -> Reply:
    """Show the notices of one of them."""
    charge = await relatives.charge_of(turn.session, turn.person, press.person_id, turn.today)
    return await _look(turn, charge, max(0, press.skip))


async def others(turn: Turn) -> Message | None:
    """Lead somebody who has notices of his own to those of whom he stands in for."""
    charges = await relatives.charges_of(turn.session, turn.person, turn.today)
    return say.whose([(charge.member.id, charge.member.name) for charge in charges]) if charges else None


async def _look(turn: Turn, charge: relatives.Charge, skip: int) -> Reply:
    member = charge.member
    # One more than is shown, to know whether there is an earlier one.
    found = await relatives.notices_for(turn.session, charge, skip, AT_A_TIME + 1)
    if not found:
        return say.no_notices(member.name)
    shown: list[Part] = []
    for own in reversed(found[:AT_A_TIME]):
        shown += await _shown(turn, member, own)
    if len(found) > AT_A_TIME:
        shown.insert(0, say.more(member.name, member.id, skip + AT_A_TIME))
    return shown


async def _shown(turn: Turn, member: Person, own: Own) -> list[Message]:
    attached = await notices.attached(turn.session, own.notice.id)
    day = local(own.notice.sent_at or turn.now, turn.branch.zone).date()
    *first, last = notice_words.own(own.notice, attached, dates.day(day, turn.today), confirmed=own.confirmed)
    buttons = tuple(
        Button(button.label, ReceivedFor(member.id, own.notice.id, "")) for button in last.buttons
    )
    return [*first, replace(last, title=f"{say.addressed(member.name)}{last.title}", buttons=buttons)]
