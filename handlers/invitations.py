"""Invitations: one person or a whole group, on the phone or on paper; and who is connected."""

import asyncio
from collections.abc import Sequence
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import binding, invitations, media, outbox, people
from bot.domain.invitations import Issued
from bot.domain.people import owned
from bot.errors import Refusal
from bot.messages import Message
from bot.papers.invitations import PaperInvitation, invitation_pages
from bot.texts import common
from bot.texts import invitations as say
from handlers.kit.replies import File, Later, Redraw, Reply
from handlers.kit.turn import Turn
from handlers.printing import paper
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
    return await _offer(turn, press.group)


async def _offer(turn: Turn, group: int) -> Message:
    persons, held = await binding.to_invite(turn.session, turn.branch_id, group, turn.now, turn.today)
    on_paper = await binding.to_print_again(turn.session, turn.branch_id, group, turn.now, turn.today)
    return say.phone_or_paper(group, [person.name for person in persons], held, len(on_paper))


async def invite_group(turn: Turn, press: say.InviteGroup) -> Reply:
    """Make the invitations of a group: one message each to pass on, or one list to copy."""
    medium = _medium(press.medium)
    persons, _ = await binding.to_invite(turn.session, turn.branch_id, press.group, turn.now, turn.today)
    if not persons:
        return Redraw(await _offer(turn, press.group))
    if medium is Medium.PAPER:
        return await _print_group(turn, press.group, persons)
    now_invited = persons[:PHONES_AT_ONCE]
    issued = await invitations.invite_many(
        turn.session, now_invited, medium, turn.person, now=turn.now, secret=turn.invite_secret
    )
    await _pass_on(turn, issued)
    return say.pass_on(len(issued), len(persons) - len(now_invited), press.group)


async def print_again(turn: Turn, press: say.PrintAgain) -> Reply:
    """Make the pages of a group anew: they are made after the invitations, and that may have failed."""
    persons = await binding.to_print_again(turn.session, turn.branch_id, press.group, turn.now, turn.today)
    if not persons:
        return Redraw(await _offer(turn, press.group))
    return await _print_group(turn, press.group, persons)


async def invite_one(turn: Turn, press: say.InviteOne) -> Reply:
    """Make one person's invitation anew; what he held before stops working."""
    medium = _medium(press.medium)
    person = await owned(turn.session, Person, press.person_id, turn.branch_id)
    issued = await invitations.invite(
        turn.session, person, medium=medium, by=turn.person, now=turn.now, secret=turn.invite_secret
    )
    if medium is Medium.PHONE:
        await _pass_on(turn, [(person, issued)])
        return say.pass_on_one()
    words = say.paper_invitation(person.name, issued.code, _until(turn, issued), turn.today)
    return await _on_paper(turn, [(person, issued)], person.name, words)


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


async def _pass_on(turn: Turn, issued: Sequence[tuple[Person, Issued]]) -> None:
    """Say each as an invitation, whose words and picture are forgotten once they have been sent."""
    links = [each.link(turn.bot_username) for _, each in issued]
    # Drawing takes 13 ms each; in a thread others get on meanwhile.
    pictures = await asyncio.to_thread(lambda: [invitations.qr_png(link) for link in links])
    for (person, each), link, picture in zip(issued, links, pictures, strict=True):
        stored = await media.store(
            turn.session,
            turn.branch_id,
            MediaKind.PHOTO,
            say.picture_name(person.name),
            "image/png",
            picture,
            turn.now,
        )
        await outbox.post(
            turn.session,
            turn.chat,
            say.phone_invitation(person.name, link, each.code, _until(turn, each), turn.today, (stored,)),
            branch_id=turn.branch_id,
            now=turn.now,
            kind=invitations.KIND,
            about=invitations.KIND,
        )


async def _print_group(turn: Turn, group: int, persons: Sequence[Person]) -> Later:
    issued = await invitations.invite_many(
        turn.session, persons, Medium.PAPER, turn.person, now=turn.now, secret=turn.invite_secret
    )
    codes = [(person.name, each.code) for person, each in issued]
    words = say.paper_list(group, codes, _until(turn, issued[0][1]), turn.today)
    return await _on_paper(turn, issued, say.group_words(group), words)


async def _on_paper(turn: Turn, issued: Sequence[tuple[Person, Issued]], whom: str, words: Message) -> Later:
    """Print a page for each."""
    helper = await people.helper_of(turn.session, turn.branch_id, turn.today) or turn.person
    pages = [
        PaperInvitation(
            branch=turn.branch.name,
            address=person.salutation(),
            link=each.link(turn.bot_username),
            code=each.code,
            until=_until(turn, each),
            today=turn.today,
            liaison=helper.name,
            phone=helper.phone,
        )
        for person, each in issued
    ]

    async def make(_session: AsyncSession) -> File:
        return await paper(say.page_name(whom), words, invitation_pages, pages, said_as=invitations.KIND)

    return Later(make)


def _until(turn: Turn, issued: Issued) -> date:
    """Return the last whole day of an invitation."""
    return local_day(issued.expires_at, turn.branch.zone)
