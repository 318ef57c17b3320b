"""等我批: what waits for a decision of the asker's, whatever feature it comes from."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.access import Permission
from bot.domain import (
    admission,
    anniversary_lists,
    birthday_approval,
    festival_greetings,
    leaving,
    notices,
    relative_requests,
)
from bot.domain.people import Speaker
from bot.errors import Refusal
from bot.texts import anniversary_lists as anniversary_words
from bot.texts import approvals as say
from bot.texts import birthdays as birthday_words
from bot.texts import common
from bot.texts import festival_greetings as festival_words
from bot.texts import relative_requests as relative_request_words
from bot.texts.anniversary_lists import ListMonth
from bot.texts.approvals import OpenClaim, Waiting
from bot.texts.birthdays import ListBirthdays
from bot.texts.festival_greetings import OpenFestival, number_of
from bot.texts.leaving import OpenReport
from bot.texts.notice_board import OpenNotice
from bot.texts.notices import gist
from bot.texts.relatives import OpenRequest
from models import Claim, ClaimKind, ClaimState, Person


async def waiting(session: AsyncSession, asker: Speaker, branch_id: int) -> list[Waiting]:
    """Return what the asker may decide, the gravest first; nothing about himself is among it."""
    if asker.person is None:
        return []
    found: list[Waiting] = []
    if Permission.FREEZE in asker.permissions:
        for report, person in await leaving.undecided(session, branch_id):
            if person.id != asker.person.id:
                found.append(Waiting(*say.death(person.name), OpenReport(report.id)))
    if Permission.ADMIT in asker.permissions:
        for claim, person in await admission.waiting_claims(session, branch_id):
            if person.id != asker.person.id:
                found.append(Waiting(*say.claim(person.name), OpenClaim(claim.id)))
    if Permission.NOTICE_SECOND in asker.permissions:
        for notice in await notices.pending_seconds(session, branch_id):
            if notice.author_id != asker.person.id:
                found.append(Waiting(*say.second(gist(notice)), OpenNotice(notice.id)))
    if Permission.NOTICE_SEND in asker.permissions:
        for notice in await notices.pending_drafts(session, branch_id):
            found.append(Waiting(*say.draft(gist(notice)), OpenNotice(notice.id)))
    if Permission.PEOPLE_REACH in asker.permissions:
        for proxy, relative, member in await relative_requests.waiting(session, branch_id):
            if asker.person.id not in (relative.id, member.id):
                words = relative_request_words.waiting(relative.name, member.name)
                found.append(Waiting(*words, OpenRequest(proxy.id)))
    if Permission.GREETINGS in asker.permissions:
        for greeting in await festival_greetings.waiting(session, branch_id):
            press = OpenFestival(number_of(greeting.day))
            found.append(Waiting(*festival_words.waiting(greeting.names), press))
        for month, count in await anniversary_lists.waiting(session, branch_id):
            press_month = ListMonth(anniversary_words.number_of(month), 0)
            found.append(Waiting(*anniversary_words.waiting(month, count), press_month))
        birthdays = await birthday_approval.waiting(session, branch_id)
        if birthdays:
            found.append(Waiting(*birthday_words.waiting(birthdays), ListBirthdays(0)))
    if Permission.ADMIT in asker.permissions:
        for claim, person in await admission.waiting_claims(session, branch_id, ClaimKind.RELATIVE):
            found.append(Waiting(*say.relative(person.name), OpenClaim(claim.id)))
    return found


async def claim_of(session: AsyncSession, claim_id: int, branch_id: int) -> tuple[Claim, Person]:
    """Return a claim of the asker's branch as it is now, locked, and whom it is about."""
    found = await admission.locked(session, claim_id)
    if found is None or found[0].branch_id != branch_id:
        raise Refusal(common.not_found())
    return found


async def settle_relative(session: AsyncSession, claim: Claim, by: Person, now: datetime) -> bool:
    """Take a relative's request off the list; return whether it was still on it. The row stays."""
    if claim.kind is not ClaimKind.RELATIVE or claim.state is not ClaimState.WAITING:
        return False
    await admission.close(session, claim, ClaimState.DROPPED, by, now)
    return True
